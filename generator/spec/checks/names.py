"""Names: no two tables that DynamoDB or a case-blind tool would take for one."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Problem, Related
from generator.spec.model.table import Table
from generator.spec.model.unknown import known_names, sure
from generator.spec.parse import Parsed

__all__ = ["tables_differ"]


def tables_differ(parsed: Parsed) -> Iterator[Problem]:
    """Two logical IDs that differ only in case invite mistakes; two tables of one name cannot both be made."""
    by_id: dict[str, str] = {}
    by_name: dict[str, str] = {}
    tables = parsed.spec.tables if parsed.spec else {}
    for name in known_names(tables):
        other = by_id.setdefault(name.casefold(), name)
        if other != name:
            related = (Related(f"'{other}' is here", ("tables", other)),)
            message = f"'{name}' and '{other}' differ only in case"
            yield Problem("DS281", message, "give one of them another logical ID", ("tables", name), related=related)
    for name, table in tables.items():
        yield from sure(_named_twice(name, table, by_name))


def _named_twice(name: str, table: Table, by_name: dict[str, str]) -> Iterator[Problem]:
    other = by_name.setdefault(table.table_name, name) if table.table_name else name
    if other != name:
        related = (Related("the other is here", ("tables", other, "table_name")),)
        message = f"'{name}' and '{other}' have one table_name, '{table.table_name}'"
        where = ("tables", name, "table_name")
        yield Problem("DS282", message, "give one of them another name", where, related=related)
