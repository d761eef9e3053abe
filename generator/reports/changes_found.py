"""Changes of what is deployed to findings, for reports that machines read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.changes.change import Change, Comparison
from generator.errors import Position, Problem
from generator.kinds import Severity
from generator.reports import concise as lines
from generator.reports.changes import subject
from generator.reports.report import Report

__all__ = ["concise", "found", "severity"]

# Impacts that are more than in place.
SEVERITIES: Final[dict[str, Severity]] = {
    "deleted": "error",
    "replaced": "error",
    "refused": "error",
    "unknown": "warning",
    "several deploys": "warning",
    "risky": "warning",
}


def severity(change: Change) -> Severity:
    """How bad a change is as a finding."""
    return "error" if change.replaces else SEVERITIES.get(change.impact, "info")


def found(comparison: Comparison, change: Change) -> Problem:
    """The finding that a change is, at the line of the spec, else at the beginning of the template."""
    impact = "" if change.impact in change.title else f" ({change.impact})"
    return Problem(
        change.code,
        f"{change.title}{impact}: {subject(change)}",
        change.advice,
        change.spec_path,
        change.position or Position(comparison.template, 1, 1, 1, 1),
        label=change.fate,
        judged=severity(change),
    )


def concise(comparisons: Sequence[Comparison], *, color: bool = False) -> str:
    """A line for each change, the worst of each template first."""
    problems = [found(each, change) for each in comparisons for change in each.changes]
    return lines.render(Report(problems, {}), color=color)
