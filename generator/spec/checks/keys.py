"""Keys: every attribute has one type and stands once in a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.indexes import Attribute
from generator.spec.model.table import used_attributes
from generator.spec.model.unknown import sure

__all__ = ["local_indexes_need_a_sort_key", "no_attribute_twice", "no_type_in_a_name", "one_type_each"]

# Amazon DynamoDB API Reference, AttributeDefinition, and how people spell them out.
WITH_TYPE: Final = re.compile(
    r"(?P<name>\S+?)(?:: ?|, ?| type | as | | ?\()(?P<type>S|N|B|String|Number|Binary)\)?",
)


def one_type_each(about: AboutTable) -> Iterator[Problem]:
    """An attribute that two keys use has one type in the table's attribute definitions."""
    first: dict[str, tuple[str, Path]] = {}
    for attribute, where in used_attributes(about.table):
        yield from sure(_other_type(attribute, about.path(*where, "type"), first))


def _other_type(attribute: Attribute, path: Path, first: dict[str, tuple[str, Path]]) -> Iterator[Problem]:
    if attribute.type is None:
        return
    type_, other = first.setdefault(attribute.name, (attribute.type, path))
    if type_ != attribute.type:
        yield Problem(
            "DS201",
            f"'{attribute.name}' has the type {attribute.type} here and {type_} elsewhere in the table",
            "an attribute has one type in all keys; write it once and leave it out in the other places",
            path,
            related=(Related(f"the type {type_} is written here", other),),
        )


def no_attribute_twice(about: AboutTable) -> Iterator[Problem]:
    """DynamoDB refuses a key schema that names an attribute twice."""
    table = about.table
    keys: list[list[tuple[Attribute, Path]]] = [
        [(table.partition_key, ("partition_key",)), *([(table.sort_key, ("sort_key",))] if table.sort_key else [])]
    ]
    for name, local in table.local_secondary_indexes.items():
        where = ("local_secondary_indexes", name, "sort_key")
        keys.append([(table.partition_key, ("partition_key",)), (local.sort_key, where)])
    for name, index in table.global_secondary_indexes.items():
        parts = (("partition_key", index.partition_key), ("sort_key", index.sort_key))
        keys.append(
            [
                (attribute, ("global_secondary_indexes", name, key, place))
                for key, attributes in parts
                for place, attribute in enumerate(attributes)
            ]
        )
    for key in keys:
        yield from sure(_twice(about, key))


def no_type_in_a_name(about: AboutTable) -> Iterator[Problem]:
    """A name may have a colon or a space in it, but hardly anybody means the type behind it for a part of the name."""
    for attribute, where in used_attributes(about.table):
        yield from sure(_with_type(attribute, about.path(*where)))


def _with_type(attribute: Attribute, path: Path) -> Iterator[Problem]:
    typed = WITH_TYPE.fullmatch(attribute.name)
    if attribute.type is None and typed:
        name, type_ = typed["name"], typed["type"][:1]
        yield Problem(
            "DS210",
            f"'{attribute.name}' is the whole name, and its type is S",
            f"write {{name: {name}, type: {type_}}}, or {{name: '{attribute.name}', type: S}} if that is meant",
            path,
        )


def _twice(about: AboutTable, key: list[tuple[Attribute, Path]]) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for attribute, where in key:
        first = seen.setdefault(attribute.name, where)
        if first != where:
            yield Problem(
                "DS202",
                f"'{attribute.name}' stands twice in one key",
                "a key's attributes are all different",
                about.path(*where, "name"),
                related=(Related("first here", about.path(*first, "name")),),
            )


def local_indexes_need_a_sort_key(about: AboutTable) -> Iterator[Problem]:
    """A local secondary index gives a table with a sort key another order; without one there is nothing to order."""
    if about.table.sort_key is None and about.table.local_secondary_indexes:
        yield Problem(
            "DS203",
            f"'{about.name}' has local secondary indexes and no sort_key",
            "give the table a sort_key, or use a global secondary index",
            about.path("local_secondary_indexes"),
        )
