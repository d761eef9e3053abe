"""The few forms of JSON Schema that rules across keys are written in, so that editors say them in words and offer none.

The YAML language server shows an `errorMessage` for a wrong type, word or key, and offers as completions what stands
under `properties`, in an `enum` or as a `const`, save behind a `not`.
"""

from __future__ import annotations

from typing import Any, Final

from generator.spec.model.base import Body

__all__ = [
    "NEVER",
    "NOTHING",
    "NULL",
    "Schema",
    "absent",
    "all_of",
    "at",
    "each",
    "lacks",
    "needed",
    "refused",
    "says",
    "something",
    "when",
]

Schema = dict[str, Any]
# A type of its own would be offered wherever it may stand.
NOTHING: Final[Schema] = {"not": {"type": ["array", "boolean", "number", "object", "string"]}}
# What no value is.
NEVER: Final[Schema] = {"not": {}}
NULL: Final[Schema] = {"$ref": "#/definitions/Null"}


def at(keys: str, schema: Schema) -> Schema:
    """What stands under a key, or under each of several with `|` between them."""
    return {"patternProperties": {f"^({keys})$": schema}}


def each(schema: Schema) -> Schema:
    """What stands under every name."""
    return {"patternProperties": {"": schema}}


def all_of(*schemas: Schema) -> Schema:
    """All of these, as one."""
    told = [schema for schema in schemas if schema]
    return told[0] if len(told) == 1 else {"allOf": told} if told else {}


def says(key: str, schema: Schema | None = None) -> Schema:
    """A mapping with the key, and this under it, or else anything but null."""
    return {"required": [key], **at(key, schema or {"not": {"type": "null"}})}


def lacks(keys: str) -> Schema:
    """A mapping without any of the keys, for which null is as good as none."""
    return at(keys, {"type": "null"})


def _one_of(*keys: str) -> Schema:
    """At least one of the keys."""
    return {"required": [*keys]} if len(keys) == 1 else {"anyOf": [{"required": [key]} for key in keys]}


def refused(keys: str, message: str) -> Schema:
    """None of the keys, and why."""
    return at(keys, absent(message))


def absent(message: str) -> Schema:
    """Nothing, and why."""
    return {"type": "null", "errorMessage": message}


def when(condition: Schema, then: Schema) -> Schema:
    """Something that holds under a condition."""
    return {"if": {"not": condition}, "else": then}


def something(message: str) -> Schema:
    """Anything but null, and why."""
    return {"type": ["array", "boolean", "number", "object", "string"], "errorMessage": message}


def needed(model: type[Body]) -> Schema:
    """What keys of a body there must be beside those that are always required."""
    hidden = model.shorthand.hidden if model.shorthand else frozenset()
    some = [key for key in model.some_of if key not in hidden]
    either = [
        all_of(_one_of(one, other), when(says(one), refused(other, f"{one} is there too: leave one of them out.")))
        for one, other in model.either
    ]
    return all_of(_one_of(*some) if some else {}, *either)
