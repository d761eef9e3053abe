"""Parts of a deployed template put back into a new one, in the form in which a template is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from generator.aws.properties import KEYED
from generator.changes import scaling
from generator.changes.compare import found
from generator.changes.functions import is_function, shown, substitution
from generator.changes.template import Resource, normal

__all__ = [
    "ON_DEMAND",
    "Body",
    "as_written",
    "attribute_definitions",
    "drop_scaling",
    "entries",
    "named",
    "properties_of",
    "put",
    "raw",
    "take",
]

Body = dict[str, Any]

ON_DEMAND: Final = "PAY_PER_REQUEST"
DEFINITIONS: Final = "AttributeDefinitions"
# How the names of properties that are whole numbers end.
NUMBERS: Final = (
    "Units", "PerSecond", "Dimensions", "InDays", "Capacity", "Cooldown", "Period", "Periods", "ToAlarm", "Threshold",
)  # fmt: skip
SWITCHES: Final = ("Enabled", "DisableScaleIn", "ReturnData")
KEYS: Final = ("KeySchema", "SearchSchema")


def properties_of(template: Body, table: str) -> Body:
    """The properties of a table in a template."""
    properties: Body = template["Resources"][table]["Properties"]
    return properties


def as_written(resource: Resource) -> Body:
    """A resource as a template has it."""
    return {"Type": resource.type, **raw(resource.attributes), "Properties": raw(resource.properties)}


def raw(value: Any, name: str = "") -> Any:
    """What stands in a template in the form for comparing, as a template has it: lists, numbers, true and false."""
    if is_function(value):
        return substitution(value)
    if isinstance(value, dict):
        if name in KEYED:
            return [raw(item) for item in value.values()]
        return {key: raw(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [raw(item) for item in value]
    if name.endswith(SWITCHES) and value in ("true", "false"):
        return value == "true"
    if name.endswith(NUMBERS) and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return float(value) if name == "TargetValue" else value


def named(body: Body, kind: str) -> list[Any]:
    """The names of the entries of a list."""
    return [entry.get(KEYED[kind]) for entry in body.get(kind, [])]


def put(body: Body, kind: str, entry: Body) -> None:
    """The entry at the end of a list."""
    body[kind] = [*body.get(kind, []), entry]


def take(body: Body, kind: str, name: str) -> None:
    """An entry out of a list; one that is empty then is none."""
    if kind in body:
        body[kind] = [entry for entry in body[kind] if entry.get(KEYED[kind]) != name]
        if not body[kind]:
            del body[kind]


def drop_scaling(template: Body, table: str, *, index: str | None = None) -> None:
    """No scaling of an index, or with None of a table and all of its indexes."""
    resources: Body = template["Resources"]
    name = shown(normal(resources[table]["Properties"].get("TableName", table)))
    starts = {f"table/${{{table}}}", f"table/{name}"}
    gone = {
        logical_id
        for logical_id, body in resources.items()
        if body["Type"] == scaling.TARGET and is_of(shown(normal(body["Properties"]["ResourceId"])), starts, index)
    }
    for logical_id, body in list(resources.items()):
        target = body.get("Properties", {}).get("ScalingTargetId")
        if logical_id in gone or (isinstance(target, dict) and target.get("Ref") in gone):
            del resources[logical_id]


def is_of(resource_id: str, tables: set[str], index: str | None) -> bool:
    """Whether a scalable target is that of an index, or with None of a table or any index of it."""
    if index is not None:
        return resource_id in {f"{table}/index/{index}" for table in tables}
    return resource_id in tables or resource_id.startswith(tuple(f"{table}/" for table in tables))


def attribute_definitions(properties: Body, deployed: Body) -> None:
    """Gives a table the definitions that its keys need; those that it does not have are as `deployed` has them."""
    own = {each.get("AttributeName"): each for each in properties.get(DEFINITIONS, [])}
    known = {**deployed, **own}
    wanted = set(attributes(properties))
    properties[DEFINITIONS] = [each for name, each in known.items() if name in wanted]


def attributes(value: Any, *, is_key: bool = False) -> Iterator[Any]:
    """The attributes that keys and search schemas are made of."""
    if isinstance(value, list):
        for item in value:
            if is_key and isinstance(item, dict):
                yield item.get("AttributeName")
            else:
                yield from attributes(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from attributes(item, is_key=key in KEYS)


def entries(resource: Resource, kind: str) -> dict[str, Any]:
    """The entries of a list by name; none where a function makes them or two have one name."""
    value = found(resource.properties, (kind,))[1]
    return value if isinstance(value, dict) and not is_function(value) else {}
