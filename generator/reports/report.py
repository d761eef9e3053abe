"""The problems of one command, with what every form of a report needs to know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from generator.errors import Position, Problem
from generator.kinds import Severity
from generator.reports.full import only_in, printable

__all__ = ["WORST_FIRST", "Report", "moved", "said", "worst_first"]

WORST_FIRST: Final[tuple[Severity, ...]] = ("error", "warning", "info")


class Report(NamedTuple):
    """Problems by file and line, the texts of the files that were read, and those that make the command fail.

    `is_done` says that the command did its job, whatever the answer; `is_logged` that the problems are shown beside.
    `titles` are of the codes that are no kinds of problem but of changes, and `helps` the long texts of codes of ours.
    """

    problems: Sequence[Problem]
    texts: Mapping[str, str]
    failing: frozenset[Problem] = frozenset()
    is_done: bool = True
    is_logged: bool = True
    titles: Mapping[str, str] = MappingProxyType({})
    helps: Mapping[str, str] = MappingProxyType({})


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Errors before warnings before infos, else in the order given."""
    return sorted(problems, key=lambda problem: WORST_FIRST.index(problem.severity))


def said(problem: Problem) -> list[str]:
    """What a problem says besides its place, a line each: the message, what was expected, the help and the rest."""
    lines = [problem.message, problem.label, f"help: {problem.hint}" if problem.hint else "", only_in(problem)]
    lines += (f"note: {related.message}{_at(related.position)}" for related in problem.related)
    return [printable(line) for line in lines if line]


def moved(problem: Problem, files: Mapping[str, str]) -> Problem:
    """The problem with other names for its files; where that is empty, the place becomes part of the message."""

    def there(position: Position | None) -> Position | None:
        return position._replace(file=files[position.file]) if position and files[position.file] else None

    related = tuple(each._replace(position=there(each.position)) for each in problem.related)
    at = problem.position
    message = problem.message if at is None or files[at.file] else f"{at.file}:{at.line}:{at.column}: {problem.message}"
    return replace(problem, message=message, position=there(at), related=related)


def _at(position: Position | None) -> str:
    return f" ({position.file}:{position.line}:{position.column})" if position else ""
