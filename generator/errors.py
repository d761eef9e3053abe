"""What is wrong, and where: positions, problems, and one exception family.

    GeneratorError(problems)     what the user can mend in a spec
    `- UsageError(problems)      the job could not be done: a bad file, folder, option or project file

Anything else that escapes is a bug of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from generator.kinds import Severity, severity_of

__all__ = [
    "GeneratorError",
    "Path",
    "Position",
    "Problem",
    "Related",
    "UsageError",
    "dotted",
    "in_order",
    "lines_of",
]

Path = tuple[str | int, ...]
"""Where a value stands in a spec: ``("tables", "Orders", "policies", "custom", 0)``."""


class Position(NamedTuple):
    """A stretch of a file; lines and columns count from 1, the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """Another place that has to do with a problem, and what it has to do with it."""

    message: str
    path: Path = ()
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    `code` is a key of `kinds.KINDS` or the ID of a cfn-lint rule. `message` says what is wrong, `label` (shown
    after the carets) what was expected, `hint` what to write instead: lower case without a full stop. A check
    gives `path` only; the position is found from it once, at the nearest written parent. `at_key` asks for
    the key at `path` instead of its value. `environments` are those of the spec that have it, empty when all do.
    `judged` is how bad it is where its code does not tell.
    """

    code: str
    message: str
    hint: str = ""
    path: Path = ()
    position: Position | None = None
    related: tuple[Related, ...] = ()
    at_key: bool = False
    label: str = ""
    environments: tuple[str, ...] = ()
    judged: Severity | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is: as it was judged, else of our codes as `KINDS` says, of cfn-lint's by the first letter."""
        return self.judged or severity_of(self.code)

    def at(self, position: Position | None) -> Problem:
        """The same problem with a position."""
        return replace(self, position=position)


class GeneratorError(Exception):
    """Problems that the user can mend; `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class UsageError(GeneratorError):
    """Problems that kept the job from being done at all: exit code 2."""


def dotted(path: Path) -> str:
    """The path as people write it: ``tables.Orders.alarms.alarm_actions[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def lines_of(text: str) -> list[str]:
    """The lines of a file as a `Position` counts them, without their ends and a leading byte order mark.

    The line breaks are those of YAML 1.2.
    """
    return re.split("\r\n|[\r\n]", text.removeprefix("\ufeff"))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line and column; those without a position come first."""

    def place(problem: Problem) -> tuple[str, int, int, str]:
        where = problem.position
        return (where.file, where.line, where.column, problem.code) if where else ("", 0, 0, problem.code)

    return sorted(dict.fromkeys(problems), key=place)
