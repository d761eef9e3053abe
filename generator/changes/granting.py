"""The access that a deployed policy gives to the policy that comes in its place, which gives both for a while."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from generator.changes.functions import is_function
from generator.changes.held import Body, raw
from generator.changes.loading import load
from generator.changes.template import normal

__all__ = ["widen"]

DOCUMENT: Final = "PolicyDocument"
NAME: Final = "PolicyName"
INNER: Final = "Policies"
ATTACHED: Final = "ManagedPolicyArns"


def widen(properties: Body, old: Any, is_kept: Callable[[Any], bool]) -> None:
    """Gives a policy, or a role with its own ones, what the deployed one allows on what is to be kept.

    `old` has the properties of the deployed one in the form for comparing.
    """
    if DOCUMENT in old:
        allow(properties.get(DOCUMENT), old[DOCUMENT], is_kept)
    if not is_function(properties.get(INNER)):
        widen_inner(properties, old, is_kept)
    if not (is_function(properties.get(ATTACHED)) or is_function(old.get(ATTACHED))):
        there = form(properties).get(ATTACHED, [])
        if lost := [each for each in old.get(ATTACHED, []) if each not in there and is_kept(each)]:
            properties[ATTACHED] = [*listed(properties.get(ATTACHED, [])), *raw(lost)]


def widen_inner(properties: Body, old: Any, is_kept: Callable[[Any], bool]) -> None:
    """Gives a role, by their names, the policies of its own that the deployed one has."""
    written = mappings(properties.get(INNER))
    for each in mappings(old.get(INNER)):
        own = next((one for one in written if form(one).get(NAME) == each.get(NAME)), None)
        if own is not None:
            allow(own.get(DOCUMENT), each.get(DOCUMENT), is_kept)
        elif is_kept(each):
            properties[INNER] = [*properties.get(INNER, []), raw(each)]


def allow(document: Any, old: Any, is_kept: Callable[[Any], bool]) -> None:
    """Gives a policy what the deployed one says of what is kept, in the statement that says the same of the rest."""
    if not (isinstance(document, dict) and isinstance(old, dict) and mappings(document.get("Statement"))):
        return
    written = document["Statement"] = mappings(document["Statement"])
    for statement in mappings(old.get("Statement")):
        same: Body = next((each for each in written if rest_of(form(each)) == rest_of(statement)), {})
        there = listed(form(same).get("Resource", []))
        lost = [each for each in listed(statement.get("Resource", [])) if each not in there]
        if not is_kept(statement.get("Condition")):
            lost = [each for each in lost if is_kept(each)]
        if lost and same:
            same["Resource"] = [*listed(same["Resource"]), *raw(lost)]
        elif lost:
            sid = statement.get("Sid")
            named = {"Sid": sid} if sid and all(each.get("Sid") != sid for each in written) else {}
            written.append({**named, **raw(rest_of(statement)), "Resource": raw(lost)})


def rest_of(statement: Body) -> Body:
    """A statement of a policy but for what it is about, and what it is called."""
    return {key: value for key, value in statement.items() if key not in ("Resource", "Sid")}


def form(value: Any) -> Any:
    """A mapping that is to be written in the form for comparing."""
    return normal(load(json.dumps(value).encode(), "template"))


def mappings(value: Any) -> list[Body]:
    """The mappings of a list, or the one that stands alone for the list of it."""
    return [each for each in listed(value) if isinstance(each, dict)]


def listed(value: Any) -> list[Any]:
    """A list, or what stands alone for the list of it."""
    return value if isinstance(value, list) else [value]
