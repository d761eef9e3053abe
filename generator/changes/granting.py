"""The access that a deployed policy gives to the policy that comes in its place, which gives both for a while."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from generator.changes.held import Body, raw
from generator.changes.loading import load
from generator.changes.template import normal

__all__ = ["widen"]

DOCUMENT: Final = "PolicyDocument"
ATTACHED: Final = "ManagedPolicyArns"


def widen(properties: Body, old: Any, is_kept: Callable[[Any], bool]) -> None:
    """Gives a policy, or a role with its own ones, what the deployed one allows on what is to be kept.

    `old` has the properties of the deployed one in the form for comparing.
    """
    if DOCUMENT in old:
        allow(properties.get(DOCUMENT), old[DOCUMENT], is_kept)
    for each in (one for one in listed(old.get("Policies", [])) if isinstance(one, dict) and "PolicyName" in one):
        named = (one for one in properties.get("Policies", []) if form(one).get("PolicyName") == each["PolicyName"])
        own = next(named, None)
        if own is not None:
            allow(own.get(DOCUMENT), each[DOCUMENT], is_kept)
        elif is_kept(each):
            properties["Policies"] = [*properties.get("Policies", []), raw(each)]
    there = listed(form(properties).get(ATTACHED, []))
    if lost := [each for each in listed(old.get(ATTACHED, [])) if each not in there and is_kept(each)]:
        properties[ATTACHED] = [*listed(properties.get(ATTACHED, [])), *raw(lost)]


def allow(document: Any, old: Any, is_kept: Callable[[Any], bool]) -> None:
    """Gives a policy what the deployed one says of what is kept, in the statement that says the same of the rest."""
    if not (isinstance(document, dict) and "Statement" in document and isinstance(old, dict)):
        return
    document["Statement"] = listed(document["Statement"])
    for statement in (each for each in listed(old.get("Statement", [])) if isinstance(each, dict)):
        same: Body = next((each for each in document["Statement"] if rest_of(form(each)) == rest_of(statement)), {})
        there = listed(form(same).get("Resource", []))
        lost = [each for each in listed(statement.get("Resource", [])) if each not in there]
        if not is_kept(statement.get("Condition")):
            lost = [each for each in lost if is_kept(each)]
        if lost and same:
            same["Resource"] = [*listed(same["Resource"]), *raw(lost)]
        elif lost:
            names = {each.get("Sid") for each in document["Statement"]}
            rest = {key: value for key, value in rest_of(statement).items() if key != "Sid" or value not in names}
            document["Statement"].append({**raw(rest), "Resource": raw(lost)})


def rest_of(statement: Body) -> Body:
    """A statement of a policy but for what it is about."""
    return {key: value for key, value in statement.items() if key != "Resource"}


def form(value: Any) -> Any:
    """A mapping that is to be written in the form for comparing."""
    return normal(load(json.dumps(value).encode(), "template"))


def listed(value: Any) -> list[Any]:
    """A list, or what stands alone for the list of it."""
    return value if isinstance(value, list) else [value]
