"""Problems to one line each, as compilers and editors write and read them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Problem
from generator.reports.full import PAINTS, only_in, printable
from generator.reports.report import Report

__all__ = ["render"]


def render(report: Report, *, color: bool = False) -> str:
    """`file:line:column: severity[code]: message; help`, each line ended."""
    return "".join(f"{line(problem, color=color)}\n" for problem in report.problems)


def line(problem: Problem, *, color: bool) -> str:
    """One problem; one without a position begins with its severity."""
    at = problem.position
    kind = f"{problem.severity}[{printable(problem.code)}]"
    place = f"{printable(at.file)}:{at.line}:{at.column}: " if at else ""
    return f"{place}{PAINTS[problem.severity](kind) if color else kind}: {'; '.join(_parts(problem))}"


def _parts(problem: Problem) -> Iterator[str]:
    for part in (problem.message, problem.label, problem.hint, only_in(problem)):
        if part:
            yield printable(part)
