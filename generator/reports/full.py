"""Problems to the text that people read, each with the line of the file that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import click

from generator.errors import Position, Problem, dotted, lines_of
from generator.kinds import Severity
from generator.reports.wrapping import UNBOUNDED, Paint, columns, hanging

__all__ = ["only_in", "printable", "render", "summary"]

PAINTS: Final[dict[Severity, Paint]] = {
    "error": partial(click.style, fg="red", bold=True),
    "warning": partial(click.style, fg="yellow"),
    "info": partial(click.style, fg="blue"),
}
GUTTER: Final[Paint] = partial(click.style, fg="blue")
HELP: Final[Paint] = partial(click.style, fg="green")

# Columns of a source line, and how many of them are kept before the carets when it is cut.
LINE_COLUMNS: Final = 160
COLUMNS_BEFORE: Final = 60
# Less of a line tells nothing, however narrow the terminal is.
LEAST_COLUMNS: Final = 20
CUT: Final = "..."


def render(
    problems: Sequence[Problem], texts: Mapping[str, str], *, color: bool = False, width: int = UNBOUNDED
) -> str:
    """The problems in the order given, with a blank line between two, and no line end after the last.

    `texts` has the whole text of each file by the name that positions give it; a problem in another file is
    shown without its line. Source lines are cut to `width` columns, and what is said is wrapped. Text from files is
    shown so that it cannot steer the terminal.
    """
    files = {file: lines_of(text) for file, text in texts.items()}
    text = "\n\n".join("\n".join(block(problem, files, width=width)) for problem in problems)
    return text if color else click.unstyle(text)


def summary(problems: Sequence[Problem]) -> str:
    """How many problems in how many files: ``2 errors and 1 warning in 2 files``."""
    severities = [problem.severity for problem in problems]
    parts = [counted(severities.count(severity), severity) for severity in PAINTS if severity in severities]
    files = {problem.position.file for problem in problems if problem.position}
    where = f" in {counted(len(files), 'file')}" if files else ""
    return (" and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts) or "no problems") + where


def counted(number: int, word: str) -> str:
    """A number with its noun."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def block(problem: Problem, files: Mapping[str, list[str]], *, width: int) -> Iterator[str]:
    """The lines for one problem, the other places that it names included."""
    positions = (problem.position, *(related.position for related in problem.related))
    gutter = max((len(str(position.line)) for position in positions if position), default=1)
    paint = PAINTS[problem.severity]
    head = f"{paint(f'{problem.severity}[{printable(problem.code)}]')}: "
    yield from hanging(head, printable(problem.message), width=width)
    if problem.position:
        place = f"  ({printable(dotted(problem.path))})" if problem.path else ""
        label = printable(problem.label)
        yield from excerpt(problem.position, files, gutter=gutter, paint=paint, place=place, label=label, width=width)
    if problem.environments:
        yield from hanging(f"{' ' * gutter} {GUTTER('=')} ", printable(only_in(problem)), width=width)
    if problem.hint:
        yield from hanging(f"{' ' * gutter} {GUTTER('=')} {HELP('help')}: ", printable(problem.hint), width=width)
    for related in problem.related:
        yield from hanging(f"{PAINTS['info']('note')}: ", printable(related.message), width=width)
        if related.position:
            place = f"  ({printable(dotted(related.path))})" if related.path else ""
            yield from excerpt(related.position, files, gutter=gutter, paint=PAINTS["info"], place=place, width=width)


def only_in(problem: Problem) -> str:
    """The environments that have the problem, where not all do."""
    noun = "environment" if len(problem.environments) == 1 else "environments"
    return f"only in the {noun} {', '.join(problem.environments)}" if problem.environments else ""


def excerpt(
    position: Position,
    files: Mapping[str, list[str]],
    *,
    gutter: int,
    paint: Paint,
    place: str,
    width: int,
    label: str = "",
) -> Iterator[str]:
    """Where it is, and the line there with carets under the stretch and `label` after them.

    A blank line would show nothing.
    """
    head = f"{' ' * gutter}{GUTTER('-->')} {printable(position.file)}:{position.line}:{position.column}"
    yield from hanging(head, place, width=width)
    line = "".join(files.get(position.file, [])[position.line - 1 : position.line])
    if line.strip():
        end = position.end_column - 1 if position.end_line == position.line else len(line.rstrip())
        room = max(LEAST_COLUMNS, min(LINE_COLUMNS, width - gutter - len(" | ")))
        source, indent, carets = cut(line, position.column - 1, end=end, room=room)
        margin = f"{' ' * gutter} {GUTTER('|')}"
        yield margin
        yield f"{GUTTER(f'{position.line:>{gutter}} |')} {source}"
        marks = f"{' ' * indent}{paint('^' * carets)}{' ' * bool(label)}"
        marked = hanging(marks, label, width=room if width < UNBOUNDED else width, paint=paint)
        yield from (f"{margin} {line}" for line in marked)


def cut(line: str, start: int, *, end: int, room: int) -> tuple[str, int, int]:
    """The line as it is shown, and the columns before and under ``line[start:end]`` there."""
    start = min(start, len(line))
    if len(line) <= room and columns(cells := [shown(char) for char in line]) <= room:
        before, rest = cells[:start], cells[start:]
        head = tail = ""
    else:
        nearest = reversed(line[max(0, start - room) : start])
        before = fitting(nearest, min(COLUMNS_BEFORE, room // 2))[::-1]
        head = CUT if len(before) < start else ""
        rest = fitting(line[start : start + room], room - columns(before) - len(head) - len(CUT))
        tail = CUT if start + len(rest) < len(line) else ""
    under = columns(rest[: max(0, end - start)])
    return head + "".join(before + rest) + tail, len(head) + columns(before), max(1, under)


def fitting(chars: Iterable[str], room: int) -> list[str]:
    """As many characters, as they are shown, as fit into so many columns."""
    cells: list[str] = []
    for cell in map(shown, chars):
        room -= columns(cell)
        if room < 0:
            break
        cells.append(cell)
    return cells


def shown(char: str) -> str:
    """A character of a source line as the terminal can take it; a tab is four columns wherever it stands."""
    return "    " if char == "\t" else printable(char)


def printable(text: str) -> str:
    """The text with control characters, bidirectional overrides and odd spaces written as escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
