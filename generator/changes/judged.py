"""A rule and what it is about to a change in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from generator.aws.properties import MANAGED_POLICY, TABLES
from generator.aws.updates import RULES
from generator.changes.change import Change
from generator.changes.compare import Place, found
from generator.changes.functions import is_function, shown
from generator.changes.schemas import schema
from generator.changes.template import Resource
from generator.changes.values import is_on

__all__ = ["KEEPING", "PROTECTION", "change", "fate", "fixed_name", "name_of", "protected", "recoded"]

KEEPING: Final = ("Retain", "RetainExceptOnCreate")
PROTECTION: Final = ("DeletionProtectionEnabled",)


def change(
    code: str,
    logical_id: str,
    resource: Resource | None = None,
    *,
    path: Place = (),
    before: Any = None,
    after: Any = None,
    deployed: Resource | None = None,
) -> Change:
    """A change under the rule `code`, in the words of the rule.

    `deployed` is the resource before, for what the one after does not say any more.
    """
    rule = RULES[code]
    bodies = [each.properties for each in (resource, deployed) if each is not None]
    attributes = [found(body, ("TimeToLiveSpecification", "AttributeName"))[1] for body in bodies]
    last = path[-1] if path else logical_id
    words = {
        "name": name_of(logical_id, resource),
        "resource": logical_id,
        "type": resource.type if resource else "",
        "index": path[1] if len(path) > 1 else "",
        **dict.fromkeys(("parameter", "property", "region"), last),
        "export": shown(found(before, ("Export", "Name"))[1]),
        "attribute": shown(next((each for each in attributes if each is not None), None)),
    }
    return Change(
        code, rule.impact, rule.title, rule.why, rule.source, logical_id, resource.type if resource else "", path,
        before, after, rule.advice.format(**words), rule.sentence.format(**words), rule.replaces,
    )  # fmt: skip


def recoded(one: Change, code: str) -> Change:
    """The same change under another rule."""
    other = change(code, one.resource, path=one.property, before=one.before, after=one.after)
    return replace(other, type=one.type)


def fixed_name(resource: Resource) -> Any:
    """The value of the property that gives the resource a name of its own; None without one."""
    known = schema(resource.type)
    if known is None or known.name is None:
        return None
    return found(resource.properties, (known.name,))[1]


def name_of(logical_id: str, resource: Resource | None) -> str:
    """What a resource is called in AWS as far as the template says: its fixed name, or its logical ID."""
    name = fixed_name(resource) if resource else None
    return logical_id if name is None else shown(name)


def protected(resource: Resource) -> bool | None:
    """Whether deletion protection is on, on any replica; None where only the deploy knows."""
    replicas = found(resource.properties, ("Replicas",))[1]
    bodies = [resource.properties, *(replicas.values() if isinstance(replicas, dict) else ())]
    states = [is_on(found(body, PROTECTION)[1]) for body in bodies if not is_function(body)]
    return True if True in states else None if None in states else False


def fate(old: Resource, new: Resource) -> str:
    """What becomes of the one that is replaced, and of the items in it.

    No source says whether the policy of the deployed or of the new template holds: only where both keep it, it stays.
    """
    policies = [resource.attributes.get("UpdateReplacePolicy") for resource in (old, new)]
    if all(policy in KEEPING for policy in policies):
        return "the old one is left behind, out of the stack"
    if old.type == MANAGED_POLICY:
        return "the old one is deleted, or left behind, out of the stack, where somebody has it"
    if old.type not in TABLES:
        return "the old one is deleted"
    if protected(old):
        return "the old one is left behind, out of the stack, because deletion protection refuses its delete"
    return "the old one is deleted with its items"
