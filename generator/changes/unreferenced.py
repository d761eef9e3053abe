"""References to a table of a template to what says the same when the table is not in it."""

from __future__ import annotations

import re
from typing import Any, Final

from generator.changes.functions import is_function

__all__ = ["ARN", "refers_beyond", "without_references"]

# Fn::Sub in a template as it is written; `${!x}` is a literal.
SUBSTITUTED: Final = r"\$\{\s*%s(\.[^${}]*?)?\s*\}"
ARN: Final = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/"
# What is the same whether the table is in the stack or not; of the others only DynamoDB knows.
KNOWN: Final = ("", "Arn")


def without_references(value: Any, table: str, name: str) -> Any:
    """The value with the name or the ARN of a table, which is called `name`, wherever it refers to the table."""
    match value:
        case {"Ref": str() as found} if found == table:
            return name
        case {"Fn::GetAtt": _} if is_function(value) and attribute(value, table) == "Arn":
            return {"Fn::Sub": f"{ARN}{name}"}
        case {"Fn::Sub": str() as text} if is_function(value):
            return substituted(text, table, name)
        case {"Fn::Sub": [str() as text, *rest]} if is_function(value):
            made = substituted(text, table, name)
            inner = without_references(rest, table, name)
            return {"Fn::Sub": [made["Fn::Sub"] if isinstance(made, dict) else made, *inner]}
        case dict():
            return {key: without_references(item, table, name) for key, item in value.items()}
        case list():
            return [without_references(item, table, name) for item in value]
    return value


def substituted(text: str, table: str, name: str) -> Any:
    """The text of a Sub, as the function that it still is, or as it is."""

    def known(found: re.Match[str]) -> str:
        return {"": name, ".Arn": f"{ARN}{name}"}.get(found[1] or "", found[0])

    made = re.sub(SUBSTITUTED % re.escape(table), known, text)
    return {"Fn::Sub": made} if "${" in made else made


def attribute(value: Any, table: str) -> str | None:
    """The attribute of the table that a GetAtt asks for; None of anything else."""
    match value:
        case {"Fn::GetAtt": [str() as found, str() as asked]} if found == table:
            return asked
        case {"Fn::GetAtt": str() as text} if text.partition(".")[0] == table:
            return text.partition(".")[2]
    return None


def refers_beyond(value: Any, table: str) -> bool:
    """Whether the value asks the table for more than its name and its ARN."""
    if isinstance(value, dict):
        asked = attribute(value, table) if is_function(value) else None
        if asked is not None:
            return asked not in KNOWN
        return any(refers_beyond(item, table) for item in value.values())
    if isinstance(value, list):
        return any(refers_beyond(item, table) for item in value)
    if isinstance(value, str):
        return any((found[1] or "")[1:] not in KNOWN for found in re.finditer(SUBSTITUTED % re.escape(table), value))
    return False
