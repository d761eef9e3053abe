"""A change to the place in the spec that says what it is about; what is gone to what it would be in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from generator.aws.properties import TABLES
from generator.changes.compare import found, places
from generator.errors import Path
from generator.resources.written import KEY_TYPES, path_of
from generator.spec.nodes import locate, value_of

if TYPE_CHECKING:
    from generator.changes.change import Change
    from generator.changes.template import Template
    from generator.pipeline import Compiled

__all__ = ["path_in_spec"]

# Where a table has keys.
KEYED: Final = ((), ("GlobalSecondaryIndexes", "*"), ("LocalSecondaryIndexes", "*"))


def path_in_spec(change: Change, compiled: Compiled, after: Template) -> Path | None:
    """The place that a change is about; None where the spec has none. `after` is the spec's template."""
    path: Path | None = (compiled.origins or {}).get(change.resource)
    if path is not None:
        return (
            *path,
            *(of_type(change, compiled, path, after) or of_key(change) or path_of(change.type, change.property)),
        )
    if change.property == ("Region",):
        return ("region",)
    if change.property[:1] == ("Parameters",):
        return ("parameters", *change.property[1:])
    is_output = change.property[:1] == ("Outputs",)
    around = ("publish", "tables") if is_output else ("tables",) if change.type in TABLES else ()
    return next(((key,) for key in around if value_of(compiled.tree, key) is not None), None)


def of_type(change: Change, compiled: Compiled, table: Path, after: Template) -> Path | None:
    """The place of the type of an attribute, below a table's own; where none is written, of the first key of it."""
    match change.property:
        case ("AttributeDefinitions", attribute, *_) if compiled.tree is not None:
            uses = [(place, number) for place, number, name in keys(change, after) if name == attribute]
            # A key of an index may be a sequence of attributes, that of a table is one.
            ways: list[Path] = []
            for place, number in uses:
                ways += [(*place, "type"), (*place, number, "type")]
            there = (way for way in ways if locate(compiled.tree, (*table, *way))[1][-1:] == ("type",))
            return next(there, uses[0][0] if uses else None)
    return None


def of_key(change: Change) -> tuple[str, ...] | None:
    """The place of the key, below a table's own, that changes of the two of a key schema."""
    match change.property:
        case (*above, "KeySchema"):
            hashes = [
                [name for kind, name in entries(each) if kind == "HASH"] for each in (change.before, change.after)
            ]
            return (*path_of(change.type, tuple(above)), KEY_TYPES["RANGE" if hashes[0] == hashes[1] else "HASH"])
    return None


def keys(change: Change, after: Template) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """The places of the keys of a table and its indexes, each with its number among those there, and its attribute."""
    properties = after.resources[change.resource].properties
    for pattern in KEYED:
        for place in places((*pattern, "KeySchema"), properties):
            kinds = [kind for kind, _ in entries(found(properties, place)[1])]
            for index, (kind, name) in enumerate(entries(found(properties, place)[1])):
                yield (*path_of(change.type, place[:-1]), KEY_TYPES[kind]), kinds[:index].count(kind), name


def entries(schema: Any) -> list[tuple[str, str]]:
    """The type and the attribute of each key of a key schema; none where only the deploy knows."""
    keys = schema if isinstance(schema, list) else ()
    pairs = [(each.get("KeyType"), each.get("AttributeName")) for each in keys if isinstance(each, dict)]
    return [(kind, name) for kind, name in pairs if kind in KEY_TYPES and isinstance(name, str)]
