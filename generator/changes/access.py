"""A policy document before and after to what it allows no more, and what it denies anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from generator.changes.functions import JOINED, is_function, shown
from generator.changes.unreferenced import ARN

__all__ = ["ALLOW", "Part", "lost", "matched", "said", "statements"]

# A text with the same names for what is the same in both templates.
Named = Callable[[str], str]
Condition = dict[tuple[str, str], frozenset[str]]

ALLOW: Final = "Allow"
# What is in a statement and decides nothing, or is looked at by itself.
ASIDE: Final = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition")
NEGATED: Final = "Not"
# Operators by those that hold for all that they hold for. Source: IAM User Guide, Condition operators.
WIDER: Final = {"StringLike": "StringEquals", "ArnLike": "ArnEquals"}
# What every ARN in the stack's own account and Region begins with.
HERE: Final = ARN.removesuffix("table/")


class Part(NamedTuple):
    """A part of a statement, for one principal: each action on each resource, under the condition.

    What is named by exception (NotAction, NotResource) stands as one text for itself.
    """

    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: Condition
    rest: str


def statements(document: Any, named: Named) -> list[Part] | None:
    """What a document says; None where a function says it."""
    written = document.get("Statement", []) if isinstance(document, dict) and not is_function(document) else None
    if not isinstance(written, list) or any(not isinstance(each, dict) or is_function(each) for each in written):
        return None
    return [part for each in written for part in parts(each, named)]


def parts(statement: dict[str, Any], named: Named) -> Iterator[Part]:
    """A statement for each of its principals."""
    rest = {key: value for key, value in statement.items() if key not in ASIDE}
    for principal in principals(statement.get("Principal")):
        yield Part(
            shown(statement.get("Effect")),
            texts(statement, "Action", named),
            texts(statement, "Resource", named),
            condition(statement.get("Condition"), named),
            named(shown([rest, principal])),
        )


def principals(written: Any) -> Iterator[Any]:
    """Each of those that a statement is for; None in a policy that is attached."""
    if not isinstance(written, dict) or is_function(written):
        yield written
        return
    for kind, names in written.items():
        for name in names if isinstance(names, list) else [names]:
            yield {kind: name}


def texts(statement: dict[str, Any], key: str, named: Named) -> tuple[str, ...]:
    """The actions or the resources of a statement."""
    if f"Not{key}" in statement:
        return (f"all but {named(shown(statement[f'Not{key}']))}",)
    return tuple(named(text(each)) for each in listed(statement.get(key)))


def listed(value: Any) -> list[Any]:
    """The entries of a list that may be one entry."""
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """A text, or a function as Sub has it."""
    return shown({JOINED: ["", [value]]}) if is_function(value) and JOINED not in value else shown(value)


def condition(written: Any, named: Named) -> Condition:
    """The values of each key under each operator."""
    if not isinstance(written, dict) or is_function(written):
        return {} if written is None else {("", ""): frozenset({named(shown(written))})}
    return {
        (operator, key): frozenset(named(text(each)) for each in listed(values))
        for operator, keys in written.items()
        for key, values in (keys if isinstance(keys, dict) and not is_function(keys) else {"": keys}).items()
    }


def lost(before: Sequence[Part], after: Sequence[Part]) -> Iterator[Part]:
    """What is allowed before and not after, and what is denied after and was not before."""
    yield from uncovered(before, after, denied=False)
    yield from uncovered(after, before, denied=True)


def uncovered(wanted: Sequence[Part], given: Sequence[Part], *, denied: bool) -> Iterator[Part]:
    """What one document allows, or denies, that the other does not."""
    there = [each for each in given if (each.effect != ALLOW) is denied]
    for one in wanted:
        if (one.effect != ALLOW) is not denied:
            continue
        wide = [each for each in there if each.rest == one.rest and holds(each.condition, one.condition)]
        missing: dict[tuple[str, ...], list[str]] = {}
        for resource in one.resources:
            covering = [each.actions for each in wide if matched(resource, each.resources)]
            actions = tuple(each for each in one.actions if not any(matched(each, names) for names in covering))
            missing.setdefault(actions, []).append(resource)
        for actions, resources in missing.items():
            if actions:
                yield one._replace(actions=actions, resources=tuple(resources))


def matched(name: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns has all that the name, a pattern perhaps, stands for."""
    return name in patterns or any(
        re.fullmatch(re.escape(each).replace(r"\*", ".*").replace(r"\?", "."), name, re.IGNORECASE | re.DOTALL)
        for each in patterns
    )


def holds(wide: Condition, narrow: Condition) -> bool:
    """Whether the one condition holds wherever the other does, as far as their values tell."""
    return all(
        any(under(operator, values, narrow.get((own, key))) for own in alike(operator))
        for (operator, key), values in wide.items()
    )


def alike(operator: str) -> list[str]:
    """The operator, and the one that holds for less."""
    return [operator, *(operator.replace(wide, narrow) for wide, narrow in WIDER.items() if wide in operator)]


def under(operator: str, wide: frozenset[str], narrow: frozenset[str] | None) -> bool:
    """Whether values under an operator let in all that others do; more of them do, or fewer of what is kept out."""
    return narrow is not None and (wide <= narrow if NEGATED in operator else narrow <= wide)


def said(part: Part) -> str:
    """A part of a statement in a line."""
    when = " and ".join(
        f"{operator} {key} {' or '.join(sorted(values))}" for (operator, key), values in sorted(part.condition.items())
    )
    on = ", ".join(each.removeprefix(HERE) for each in part.resources)
    return f"{part.effect} {', '.join(part.actions)} on {on}" + (f" if {when}" if when else "")
