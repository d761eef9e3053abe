"""Two templates to their changes, each judged by the rules of what AWS does with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from generator.aws.properties import MANAGED_POLICY, NAMES, TABLES
from generator.aws.rule import IMPACTS
from generator.changes import (
    exports,
    following,
    home,
    indexed,
    policies,
    rescaled,
    scaling,
    sections,
    tables,
    unscaled,
    unwatched,
    wholes,
)
from generator.changes.change import Change
from generator.changes.compare import Delta, deltas
from generator.changes.functions import certainly_differ, is_function, references
from generator.changes.judged import KEEPING, change, fate, fixed_name
from generator.changes.schemas import schema
from generator.changes.template import Resource, Template

__all__ = ["judge", "rank", "worst"]

# An attribute of a resource that decides whether it exists.
CONDITION: Final = "Condition"
KEPT_BY: Final = ("DeletionPolicy", "UpdateReplacePolicy")


def judge(before: Template | None, after: Template, *, region: str | None = None) -> list[Change]:
    """What deploying `after` over `before` does, worst first; None is no stack yet.

    `region` is that of the stack, where it is known.
    """
    before = before and home.located(before, region)
    old = before or Template()
    changes = list(wholes.judge(old.resources, after.resources, is_new=before is None))
    if before is not None:
        for logical_id in old.resources.keys() & after.resources.keys():
            changes += of_resource(logical_id, old.resources[logical_id], after.resources[logical_id], region)
        changes = list(home.judge(rescaled.judge(changes, before, after), before, after, region))
        changes = [*scaling.judge(changes, before, after), *sections.judge(before, after)]
        changes += list(following.judge(changes, before, after))
        changes = list(unwatched.judge(policies.judge(changes, before, after), before, after))
    order = {logical_id: place for place, logical_id in enumerate([*after.resources, *old.resources, ""])}
    told = [*changes, *unscaled.judge(old, after), *exports.judge(changes, old, after)]
    return sorted(told, key=lambda each: (-rank(each), order[each.resource], each.code, each.property))


def rank(one: Change) -> int:
    """How bad a change is: its place in the list of impacts."""
    return IMPACTS.index(one.impact)


def worst(changes: Iterable[Change]) -> str | None:
    """The worst impact of the changes; None of none."""
    return max(((rank(each), each.impact) for each in changes), default=(0, None))[1]


def of_resource(logical_id: str, old: Resource, new: Resource, region: str | None) -> Iterator[Change]:
    """What an update does with a resource that is in both templates."""
    if old == new:
        return
    if old.type != new.type:
        code = "DS619" if {old.type, new.type} == TABLES else "DS620"
        one = change(code, logical_id, new, before=old.type, after=new.type)
        yield replace(one, property=("Type",), fate=fate(old, new) if code == "DS619" else "")
        return
    found = list(tables.judge(logical_id, old, new, region)) if new.type in TABLES else []
    found += leftover(logical_id, old, new, found)
    yield from indexed.judge(settled(found, old, new), old, new)
    yield from of_attributes(logical_id, old, new)


def leftover(logical_id: str, old: Resource, new: Resource, judged: Collection[Change]) -> Iterator[Change]:
    """The differences that no rule of tables is about: what only a create can set, and what changes in place."""
    claimed = [each.property for each in judged]
    for delta in deltas(old.properties, new.properties):
        if not any(overlap(delta.path, path) for path in claimed):
            code = (new.type in TABLES and tables.code_of(delta)) or code_of(delta, new)
            yield change(code, logical_id, new, path=delta.path, before=delta.before, after=delta.after)


def overlap(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one of the places is in the other; `*` is any name."""
    return all(first == second or "*" in (first, second) for first, second in zip(path, other, strict=False))


def code_of(delta: Delta, resource: Resource) -> str:
    """The rule for a property by the schema of the resource's type."""
    known = schema(resource.type)
    if known is None:
        return "DS677"
    if any(overlap(delta.path, path) for path in known.create_only):
        own = "DS695" if (resource.type, delta.path) == (MANAGED_POLICY, (NAMES[MANAGED_POLICY],)) else "DS617"
        return own if certain(delta) else "DS678"
    return "DS618" if any(overlap(delta.path, path) for path in known.conditional) else "DS603"


def certain(delta: Delta) -> bool:
    """Whether the values differ whatever their functions come to."""
    if delta.before is None or delta.after is None:
        return not any(text.startswith("!If ") for text in references([delta.before, delta.after]))
    return certainly_differ(delta.before, delta.after)


def settled(changes: list[Change], old: Resource, new: Resource) -> Iterator[Change]:
    """The changes of one resource with each other: what replaces it makes the rest of it moot.

    CloudFormation refuses to replace what has a fixed name, unless the name changes too: then the rest still comes.
    """
    replacing = [each for each in changes if each.impact == "replaced"]
    name = fixed_name(new)
    if name and fixed_name(old) == name:
        for each in changes:
            yield refused(each, new) if each in replacing else each
        return
    for each in replacing or changes:
        yield replace(each, fate=fate(old, new)) if each in replacing else each


def refused(one: Change, resource: Resource) -> Change:
    """A change that takes a new resource, where there can be none."""
    other = change("DS615", one.resource, resource, path=one.property, before=one.before, after=one.after)
    return replace(other, why=f"{one.title[:1].upper()}{one.title[1:]} ({one.code}). {other.why}")


def of_attributes(logical_id: str, old: Resource, new: Resource) -> Iterator[Change]:
    """The differences that are no properties."""
    for name in dict.fromkeys([*old.attributes, *new.attributes]):
        before, after = old.attributes.get(name), new.attributes.get(name)
        if before != after:
            code = of_attribute(name, before, after, new)
            yield change(code, logical_id, new, path=(name,), before=before, after=after)


def of_attribute(name: str, before: Any, after: Any, resource: Resource) -> str:
    """The rule for an attribute of a resource that stays."""
    is_table = resource.type in TABLES
    if name == CONDITION:
        return "DS698" if is_table else "DS679"
    if is_function(before) or is_function(after):
        return "DS679"
    return "DS658" if is_table and name in KEPT_BY and before in KEEPING and after not in KEEPING else "DS671"
