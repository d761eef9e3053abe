"""A table before and after to what DynamoDB does with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE, INDEXES, PROPERTIES, PropertyRule
from generator.aws.updates import RULES
from generator.changes import replicas
from generator.changes.alike import is_unclear
from generator.changes.change import Change
from generator.changes.compare import Delta, Place, found, places
from generator.changes.functions import certainly_differ, is_function, references
from generator.changes.judged import PROTECTION, change, recoded
from generator.changes.template import Resource
from generator.changes.values import APPLIES, billing_mode, is_on

__all__ = ["code_of", "judge"]

DEFINITIONS: Final = "AttributeDefinitions"
INDEX_CODES: Final = frozenset({"DS623", "DS624"})
VECTOR_CODES: Final = frozenset({"DS628", "DS629"})
# What an update does one at a time, by the rule for more of them, and what counts as more: the limit of indexes is one.
ONE_AT_A_TIME: Final = {
    "DS621": (INDEX_CODES, INDEX_CODES | VECTOR_CODES),
    "DS626": (VECTOR_CODES, INDEX_CODES | VECTOR_CODES),
    "DS651": (frozenset({"DS652", "DS653"}),) * 2,
}


def judge(logical_id: str, old: Resource, new: Resource, region: str | None) -> Iterator[Change]:
    """The changes that the rules of properties know, counted where an update does one at a time."""
    changes: dict[tuple[str, Place], Change] = {}
    for rule in PROPERTIES:
        for path in places(rule.path, old.properties, new.properties):
            one = of_rule(rule, path, logical_id, old, new)
            if one:
                changes.setdefault((one.code, one.property), one)
    found_ones = counted(list(replicas.judge(changes.values(), old, new, region)), region)
    yield from found_ones
    yield from without_capacity(logical_id, old, new)
    yield from mixed(logical_id, old, new, found_ones)


def of_rule(rule: PropertyRule, path: Place, logical_id: str, old: Resource, new: Resource) -> Change | None:
    """The change that a rule finds at a place; where only the deploy knows, that."""
    old_place, before = found(old.properties, path)
    new_place, after = found(new.properties, path)
    if before == after:
        return None
    applies = verdict(rule, before, after, old=old, new=new)
    if applies is False:
        return None
    code = rule.code
    if is_unclear(path, old.properties, new.properties):
        code = "DS678" if RULES[code].replaces else "DS679"
    elif applies is None:
        path = min(old_place, new_place, key=len)
        before, after = found(old.properties, path)[1], found(new.properties, path)[1]
        code = "DS678" if RULES[code].replaces else "DS679"
    return change(code, logical_id, new, path=path, before=before, after=after, deployed=old)


def verdict(rule: PropertyRule, before: Any, after: Any, *, old: Resource, new: Resource) -> bool | None:
    """Whether a rule applies; functions leave it open, unless the values differ whatever they come to."""
    applies = APPLIES[rule.when](before, after, old.properties, new.properties)
    if applies is False:
        return False
    if before is None or after is None:
        uncertain = any(text.startswith("!If ") for text in references([before, after]))
        return None if uncertain else True
    if rule.when in ("any", "changed", "to another key"):
        return certainly_differ(before, after) or None
    return applies


def counted(changes: list[Change], region: str | None) -> list[Change]:
    """The changes with those that an update does one at a time under the rule that says so."""
    result = []
    for each in changes:
        code = each.code
        if code == "DS653" and each.property[-1] == region:
            code = "DS654"
        elif code == "DS653" and is_on(found(each.before, PROTECTION)[1]):
            code = "DS690"
        for several, (codes, counting) in ONE_AT_A_TIME.items():
            if code in codes and sum(other.code in counting for other in changes) > 1:
                code = several
        result.append(each if code == each.code else recoded(each, code))
    return result


def without_capacity(logical_id: str, old: Resource, new: Resource) -> Iterator[Change]:
    """Indexes of a table that becomes provisioned, without the capacity that they need then."""
    if new.type == GLOBAL_TABLE or billing_mode(new.properties) != "PROVISIONED":
        return
    if billing_mode(old.properties) == "PROVISIONED":
        return
    for path in places((INDEXES, "*"), new.properties):
        _, index = found(new.properties, path)
        if isinstance(index, dict) and not is_function(index) and "ProvisionedThroughput" not in index:
            yield change("DS643", logical_id, new, path=(*path, "ProvisionedThroughput"))


def mixed(logical_id: str, old: Resource, new: Resource, changes: list[Change]) -> Iterator[Change]:
    """That an index is created or deleted in an update that changes more of its table."""
    indexes = [each for each in changes if each.code in INDEX_CODES]
    if len(indexes) != 1:
        return
    aside = (INDEXES, DEFINITIONS, "Tags")
    rest = [{key: value for key, value in each.properties.items() if key not in aside} for each in (old, new)]
    kept = [found(each.properties, (INDEXES,))[1] or {} for each in (old, new)]
    name = indexes[0].property[-1]
    others = [without(each, name) for each in kept]
    if rest[0] != rest[1] or others[0] != others[1]:
        yield change("DS625", logical_id, new, path=indexes[0].property)


def without(indexes: Any, name: str) -> Any:
    """The indexes but one; those that have no names of their own as they are."""
    return {key: value for key, value in indexes.items() if key != name} if isinstance(indexes, dict) else indexes


def code_of(delta: Delta) -> str | None:
    """The rule for what the rules of properties leave over; None where the schema has it."""
    if is_function(delta.before) or is_function(delta.after):
        ruled = (zip(delta.path, rule.path, strict=False) for rule in PROPERTIES)
        if any(all(there in ("*", here) for here, there in pairs) for pairs in ruled):
            return "DS679"
    if delta.path[:1] == (INDEXES,) and len(delta.path) > 1:
        return "DS604"
    return "DS603" if delta.path[:1] == (DEFINITIONS,) else None
