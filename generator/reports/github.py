"""Problems to workflow commands, which GitHub Actions shows as annotations at the lines of a pull request."""

from __future__ import annotations

from typing import Final

from generator.errors import Problem
from generator.kinds import Severity
from generator.reports import concise
from generator.reports.report import WORST_FIRST, Report, said, worst_first

__all__ = ["render"]

COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
# What GitHub shows of each type in a step: https://docs.github.com/actions, Workflow commands, and
# https://github.com/orgs/community/discussions/26680; the rest it drops.
MOST: Final = 10


def render(report: Report) -> str:
    """A command a line, the worst first; the last that GitHub shows of a type counts those that it does not.

    Those come as plain lines in the end where the log does not have them already.
    """
    lines, rest = [], []
    for severity in WORST_FIRST:
        of_type = [problem for problem in worst_first(report.problems) if problem.severity == severity]
        more = len(of_type) - MOST
        for number, problem in enumerate(of_type[:MOST], 1):
            also = f"{more} more in the log of this step" if more > 0 and number == MOST else ""
            lines.append(command(problem, also=also))
        rest += [concise.line(problem, color=False) for problem in of_type[MOST:]]
    return "".join(f"{line}\n" for line in (lines if report.is_logged else [*lines, *rest]))


def command(problem: Problem, *, also: str) -> str:
    """One annotation."""
    properties = {"title": f"{problem.severity}[{problem.code}]"}
    if at := problem.position:
        properties |= {"file": at.file, "line": str(at.line), "endLine": str(at.end_line)}
        # Columns are for one line only; GitHub's end is inclusive.
        if at.line == at.end_line:
            properties |= {"col": str(at.column), "endColumn": str(max(at.column, at.end_column - 1))}
    written = ",".join(f"{key}={escaped(value, of_property=True)}" for key, value in properties.items())
    text = "\n".join([*said(problem), *([also] if also else [])])
    return f"::{COMMANDS[problem.severity]} {written}::{escaped(text)}"


def escaped(text: str, *, of_property: bool = False) -> str:
    """As GitHub's own toolkit writes it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if of_property else text
