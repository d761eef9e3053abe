"""The steps of a change, or the way by hand, to the text that people read before they begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from generator.reports.changes import BRIEF, PAINTS, inner
from generator.reports.full import HELP, printable

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.changes.steps import Step

__all__ = ["left", "recipe", "told"]


def told(step: Step, number: int, *, file: str) -> Iterator[str]:
    """A step: its file, what it does, how long it waits, and what is more than in place of its changes."""
    yield f"{number}. {click.style(printable(file), bold=True)}: {printable(step.title)}"
    if step.stops:
        why = "for its items are gone then" if step.loses else "for the readers to be moved"
        yield f"   {HELP('stop')}: deploy.sh stops before it, {why}"
    if step.pause_seconds:
        yield f"   {HELP('wait')}: {step.pause_seconds // 60} minutes after the step before"
    for change in step.changes:
        if change.impact not in BRIEF:
            paint = PAINTS[change.impact]
            yield f"   {paint(f'{change.impact}[{change.code}]')}: {change.title}: {place(change)}"
            if change.advice:
                yield f"   {HELP('help')}: {printable(change.advice)}"
    brief = sum(change.impact in BRIEF for change in step.changes)
    if brief and not step.tables:
        yield f"   {brief} more in place, created or removed"
    if step.tables:
        yield f"   {HELP('then')}: wait until {', '.join(step.tables)} and its indexes are ACTIVE"


def left(comparison: Comparison) -> Iterator[str]:
    """That a stack is left behind, for which there are no steps."""
    yield f"{printable(comparison.template)} against {printable(comparison.against)}: no steps"
    for change in comparison.changes:
        yield f"{PAINTS[change.impact](f'{change.impact}[{change.code}]')}: {change.title}: {printable(change.why)}"
        yield f"   {HELP('help')}: {printable(change.advice)}"


def place(change: Change) -> str:
    """What a change is about."""
    return " ".join(part for part in (printable(change.resource), inner(change)) if part)


def recipe(changes: Sequence[Change], recipes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The way by hand for each resource whose change has one."""
    seen = set()
    for change in changes:
        known = recipes.get("indexes" if change.is_of_indexes else change.code, ())
        lines = known if change.type.startswith("AWS::DynamoDB::") else ()
        if lines and (change.resource, lines) not in seen:
            seen.add((change.resource, lines))
            yield f"by hand, because {change.title}: {place(change)}"
            for number, line in enumerate(lines, 1):
                yield f"  {number}. {printable(line.format(resource=change.resource))}"
