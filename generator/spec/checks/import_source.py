"""Imports from S3: options that fit the format, and a table that can be made by an import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.errors import Problem, Related
from generator.spec.checks.about import AboutTable

__all__ = ["can_be_imported", "headers_name_the_keys", "options_fit_the_format"]

# "TableCreationParameters" in the DynamoDB API Reference has no local indexes, AWS::DynamoDB::GlobalTable no import.
NOT_WITH: Final = {
    "existing": "the table is made elsewhere",
    "local_secondary_indexes": "DynamoDB makes no local indexes on import, nor later",
    "replicas": "a global table cannot be imported",
}


def options_fit_the_format(about: AboutTable) -> Iterator[Problem]:
    """Options of CSV are for files of CSV, and say something."""
    source, path = about.table.import_source, about.path("import_source")
    if source is None or source.csv is None:
        return
    if source.input_format != "CSV":
        related = (Related("the format is here", (*path, "input_format")),)
        message = f"csv options, and the files are {source.input_format}"
        hint = "leave csv out, or write input_format: CSV"
        yield Problem("DS249", message, hint, (*path, "csv"), at_key=True, related=related)
    elif source.csv.delimiter is None and source.csv.headers is None:
        hint = "write delimiter or headers, or leave it out"
        yield Problem("DS214", "csv options that say nothing", hint, (*path, "csv"))


def headers_name_the_keys(about: AboutTable) -> Iterator[Problem]:
    """Every column has a name of its own, and every item the table's keys."""
    source, table = about.table.import_source, about.table
    headers = source.csv.headers if source and source.csv else None
    if not headers:
        return
    path = about.path("import_source", "csv", "headers")
    for place, header in enumerate(headers):
        first = headers.index(header)
        if first != place:
            related = (Related("first here", (*path, first)),)
            message = f"'{header}' is the header of two columns"
            yield Problem("DS249", message, "give one of them another name", (*path, place), related=related)
    for key, attribute in (("partition_key", table.partition_key), ("sort_key", table.sort_key)):
        if attribute and attribute.name not in headers:
            related = (Related(f"the {key.replace('_', ' ')} is here", about.path(key)),)
            message = f"no column has the header '{attribute.name}', without which no item can be imported"
            hint = "name the columns in their order, those of the keys as the keys are named"
            yield Problem("DS249", message, hint, path, at_key=True, related=related)


def can_be_imported(about: AboutTable) -> Iterator[Problem]:
    """An import makes the table, with what it can make."""
    for key, reason in NOT_WITH.items():
        if about.table.import_source and getattr(about.table, key, None):
            related = (Related(f"{key} is here" if key == "existing" else f"{key} are here", about.path(key)),)
            message = f"import_source, and {reason}"
            hint = f"leave import_source or {key} out"
            yield Problem("DS250", message, hint, about.path("import_source"), at_key=True, related=related)
