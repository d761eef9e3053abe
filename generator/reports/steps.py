"""The steps of a change, or the way by hand, to the text that people read before they begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from generator.reports.changes import BRIEF, PAINTS, inner
from generator.reports.full import HELP, printable
from generator.reports.wrapping import hanging

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.changes.steps import Step

__all__ = ["left", "recipe", "told"]


def told(step: Step, number: int, *, file: str, width: int) -> Iterator[str]:
    """A step: its file, what it does, how long it waits, and what is more than in place of its changes."""
    yield from hanging(f"{number}. {click.style(printable(file), bold=True)}: ", printable(step.title), width=width)
    if step.stops:
        why = "for its items are gone then" if step.loses else "for the readers to be moved"
        yield from hanging(f"   {HELP('stop')}: ", f"deploy.sh stops before it, {why}", width=width)
    if step.pause_seconds:
        minutes = step.pause_seconds // 60
        yield from hanging(f"   {HELP('wait')}: ", f"{minutes} minutes after the step before", width=width)
    for change in step.changes:
        if change.impact not in BRIEF:
            yield from hanging(f"   {kind(change)}: ", f"{change.title}: {place(change)}", width=width)
            if change.advice:
                yield from hanging(f"   {HELP('help')}: ", printable(change.advice), width=width)
    brief = sum(change.impact in BRIEF for change in step.changes)
    if brief and not step.tables:
        yield from hanging("   ", f"{brief} more in place, created or removed", width=width)
    if step.tables:
        waited = f"wait until {', '.join(step.tables)} and its indexes are ACTIVE"
        yield from hanging(f"   {HELP('then')}: ", waited, width=width)


def left(comparison: Comparison, *, width: int) -> Iterator[str]:
    """That a stack is left behind, for which there are no steps."""
    head = f"{printable(comparison.template)} against {printable(comparison.against)}: no steps"
    yield from hanging("", head, width=width)
    for change in comparison.changes:
        yield from hanging(f"{kind(change)}: ", f"{change.title}: {printable(change.why)}", width=width)
        yield from hanging(f"   {HELP('help')}: ", printable(change.advice), width=width)


def kind(change: Change) -> str:
    """The impact of a change and its code."""
    return PAINTS[change.impact](f"{change.impact}[{change.code}]")


def place(change: Change) -> str:
    """What a change is about."""
    return " ".join(part for part in (printable(change.resource), inner(change)) if part)


def recipe(changes: Sequence[Change], recipes: Mapping[str, Sequence[str]], *, width: int) -> Iterator[str]:
    """The way by hand for each resource whose change has one."""
    seen = set()
    for change in changes:
        known = recipes.get("indexes" if change.is_of_indexes else change.code, ())
        lines = known if change.type.startswith("AWS::DynamoDB::") else ()
        if lines and (change.resource, lines) not in seen:
            seen.add((change.resource, lines))
            yield from hanging("", f"by hand, because {change.title}: {place(change)}", width=width)
            for number, line in enumerate(lines, 1):
                yield from hanging(f"  {number}. ", printable(line.format(resource=change.resource)), width=width)
