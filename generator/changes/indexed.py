"""Changes of the type of an attribute to what helps where it is a key of indexes alone, and of no table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from generator.aws.properties import TABLES
from generator.changes.change import Change
from generator.changes.compare import found, places
from generator.changes.template import Resource

__all__ = ["judge"]

DEFINITIONS: Final = "AttributeDefinitions"
# What is made with its table, and keeps its attributes for life.
OWN_KEYS: Final = (("KeySchema",), ("LocalSecondaryIndexes", "*", "KeySchema"))
ADVICE: Final = (
    "{attribute} is a key of indexes alone: leave its type, and give a new index a new attribute; or delete its "
    "indexes in one deploy and make them anew in another"
)


def judge(changes: Iterable[Change], old: Resource, new: Resource) -> Iterator[Change]:
    """The changes of a resource, with what keeps the table where an attribute is no key of it."""
    for each in changes:
        match each.property:
            case (definitions, attribute, "AttributeType") if definitions == DEFINITIONS and new.type in TABLES:
                is_own = any(is_key(attribute, body) for body in (old, new))
                advice = ADVICE.format(attribute=attribute)
                yield each if is_own else replace(each, advice=advice, is_of_indexes=True)
            case _:
                yield each


def is_key(attribute: str, table: Resource) -> bool:
    """Whether the attribute is a key of the table or of a local index, or may be, where a function makes the keys."""
    for path in (path for pattern in OWN_KEYS for path in places(pattern, table.properties)):
        schema = found(table.properties, path)[1]
        entries = schema if isinstance(schema, list) else [schema]
        names = [each.get("AttributeName") if isinstance(each, dict) else None for each in entries]
        if any(not isinstance(name, str) or name == attribute for name in names):
            return True
    return False
