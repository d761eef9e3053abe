"""A change to the place in the spec that says what it is about; what is gone to what it would be in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from generator.aws.properties import ALARM, MANAGED_POLICY, NAMES, TABLES
from generator.changes.compare import found, places
from generator.errors import Path
from generator.resources.names import policy_id
from generator.resources.written import KEY_TYPES, path_of
from generator.spec.model.policies import BUILT_IN
from generator.spec.nodes import locate, mapping_at, value_of

if TYPE_CHECKING:
    from generator.changes.change import Change
    from generator.changes.template import Template
    from generator.pipeline import Compiled

__all__ = ["path_in_spec"]

# Where a table has keys.
KEYED: Final = ((), ("GlobalSecondaryIndexes", "*"), ("LocalSecondaryIndexes", "*"))

# In the Parameter Store, for what is published of a table.
PARAMETER: Final = "AWS::SSM::Parameter"
# What a table brings along, by its type: the key that says so, and how its logical ID goes on after the table's.
OWN: Final = {MANAGED_POLICY: ("policies", "Policy"), ALARM: ("alarms", "(Index.+)?Alarm")}


def path_in_spec(change: Change, compiled: Compiled, after: Template) -> Path | None:
    """The place that a change is about; None where the spec has none. `after` is the spec's template."""
    path: Path | None = (compiled.origins or {}).get(change.resource)
    if path is None and not change.property and (gone := of_gone(change, compiled)):
        return gone
    if path is not None and change.property == (NAMES[MANAGED_POLICY],) and path[2:3] == ("policies",):
        return (*path[:3], "fixed_names")
    if path is not None and path[:1] == ("tables",) and (change.type, change.property) == (PARAMETER, ("Name",)):
        return ("publish", "ssm")
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
    around = ("publish", "tables") if is_output else ("tables",) if change.type in TABLES | OWN.keys() else ()
    return next(((key,) for key in around if value_of(compiled.tree, key) is not None), None)


def of_gone(change: Change, compiled: Compiled) -> Path | None:
    """The place where a table of the spec says that a resource of it, or the table itself, is not made."""
    tables = [str(each) for each in mapping_at(compiled.tree, "tables") or ()]
    if change.type in TABLES:
        return ("tables", change.resource, "existing") if change.resource in tables else None
    key, start = OWN.get(change.type, ("", ""))
    owners = [each for each in tables if key and re.match(f"{each}{start}", change.resource)]
    if not owners:
        return None
    table = max(owners, key=len)
    return ("tables", table, key, *(of_policy(change.resource, table) if change.type == MANAGED_POLICY else ()))


def of_policy(logical_id: str, table: str) -> Path:
    """The place of a policy below a table's policies."""
    built_in = next((name for name in BUILT_IN if policy_id(table, name) == logical_id), None)
    return (built_in,) if built_in else ("custom", logical_id.removeprefix(policy_id(table, "")))


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
