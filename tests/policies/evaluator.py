"""A policy document and a request to what IAM would answer.

Sources: the pages "Policy evaluation logic", "IAM JSON policy elements: Condition operators", "Set operators for
multi-valued context keys" and "IAM policy elements: Variables and tags" of the IAM User Guide. What is not needed here
(NotAction, NotResource, Principal, numbers, dates) is refused, so that nothing is taken for allowed unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Context", "Request", "allows"]

Context = Mapping[str, str | Sequence[str]]

ELEMENTS = {"Sid", "Effect", "Action", "Resource", "Condition"}
VARIABLE = re.compile(r"\$\{([^{}]*)\}")
# `${*}` and the like stand for the characters themselves.
CHARACTERS = {"*", "?", "$"}


@dataclass(frozen=True)
class Request:
    """What a principal asks for: an action on a resource; its tags and the service's condition keys are the context."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


def allows(document: Mapping[str, Any], request: Request) -> bool:
    """Whether a principal that has this policy and no other may do it: a Deny wins over every Allow."""
    assert document["Version"] == "2012-10-17"  # an older one knows no variables
    effects = {statement["Effect"] for statement in document["Statement"] if applies(statement, request)}
    return effects == {"Allow"}


def applies(statement: Mapping[str, Any], request: Request) -> bool:
    """Whether a statement is about the request."""
    assert set(statement) <= ELEMENTS
    return (
        any(matches(action.lower(), request.action.lower(), {}) for action in listed(statement["Action"]))
        and any(matches(resource, request.resource, request.context) for resource in listed(statement["Resource"]))
        and all(
            holds(operator, key, values, context=request.context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def holds(operator: str, key: str, values: Any, *, context: Context) -> bool:
    """Whether one condition key meets one of the values of its operator."""
    qualifier, _, name = operator.rpartition(":")
    plain = name.removesuffix("IfExists")
    found = {name.lower(): value for name, value in context.items()}.get(key.lower())
    if plain == "Null":
        return (found is None) == (listed(values) == ["true"])
    if found is None:
        return qualifier == "ForAllValues" or name.endswith("IfExists")
    if not qualifier:
        # AWS asks for a set operator where a key has several values.
        assert isinstance(found, str), f"{operator} of {key}, which has several values"
    each = (any(meets(plain, value, one, context=context) for value in listed(values)) for one in listed(found))
    return any(each) if qualifier == "ForAnyValue" else all(each)


def meets(operator: str, value: str, found: str, *, context: Context) -> bool:
    """Whether what the request has meets one value of a condition."""
    if operator == "StringLike":
        return matches(value, found, context)
    if operator == "Bool":
        return value.lower() == found.lower()
    assert operator == "StringEquals", operator
    return "".join(text for text, _ in pieces(value, context)) == found if known(value, context) else False


def matches(pattern: str, found: str, context: Context) -> bool:
    """Whether a text is as a pattern with `*` and `?` says; what a variable stands for is no pattern."""
    if not known(pattern, context):
        return False
    expression = "".join(
        re.escape(text) if literal else re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
        for text, literal in pieces(pattern, context)
    )
    return re.fullmatch(expression, found, re.DOTALL) is not None


def known(text: str, context: Context) -> bool:
    """Whether every variable of a text has a value; without one nothing is matched."""
    return all(name in context or name in CHARACTERS for name in VARIABLE.findall(text))


def pieces(text: str, context: Context) -> Iterator[tuple[str, bool]]:
    """A text in stretches, those literally that a variable stands for."""
    end = 0
    for found in VARIABLE.finditer(text):
        yield text[end : found.start()], False
        name = found[1]
        yield (name if name in CHARACTERS else str(context[name])), True
        end = found.end()
    yield text[end:], False


def listed(value: Any) -> list[str]:
    """One value or several as several."""
    return [value] if isinstance(value, str) else list(value)
