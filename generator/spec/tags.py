"""A tag of YAML, of which the format has none, to what is written instead."""

from __future__ import annotations

from typing import Final

from generator.errors import Path

__all__ = ["instead_of"]

FUNCTIONS: Final = "And Base64 Cidr Condition Equals FindInMap GetAZs If Join Not Or Select Split Transform".split()
FUNCTION_TAGS: Final = frozenset(f"!{name}" for name in FUNCTIONS)
TAG_HINTS: Final = dict.fromkeys(
    FUNCTION_TAGS, "functions are not part of the format; references are written as ${Name}"
) | {
    "!Ref": "references are written as ${Name}",
    "!Sub": "take the tag away; ${Name} is a reference in any text",
    "!GetAtt": "references are written as ${Name} or ${Name.Attribute}",
    "!ImportValue": "write {import_value: name}",
}


def instead_of(tag: str, path: Path) -> str:
    """What to write in the place of a tag at the path."""
    if tag in FUNCTION_TAGS and within_cloudformation(path):
        return f"write its long form, Fn::{tag[1:]}"
    return TAG_HINTS.get(tag, "take the tag away")


def within_cloudformation(path: Path) -> bool:
    """Whether functions may stand at the path, in their long form."""
    return path[:1] == ("resources",) or path[2:3] == ("properties",)
