"""The comments of a spec, `# dynaspec: ignore[CODE] reason`, to what they ignore on which line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.errors import Position, Problem, lines_of
from generator.kinds import can_be_ignored, codes_meant, is_code
from generator.spec.nodes import Mapping, Node, Sequence, Text

__all__ = ["Ignore", "ignores"]

COMMENT: Final = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*dynaspec[ \t]*(:.*|ignore\[.*)$", re.IGNORECASE)
WHOLE: Final = re.compile(r":[ \t]*ignore\[([^\]]*)\][ \t]*(.*?)[ \t]*$", re.IGNORECASE)
CODE: Final = re.compile(r"\b(DS\d{3}|[EWI]\d{4})\b", re.IGNORECASE)
SEVERAL: Final = 10
EXAMPLE: Final = "write # dynaspec: ignore[DS265] and the reason"


class Ignore(NamedTuple):
    """A code that is ignored on `line`; the comment stands there, or alone on a line above."""

    code: str
    line: int
    position: Position


def ignores(text: str, tree: Mapping, file: str) -> tuple[list[Ignore], list[Problem]]:
    """What the comments of a spec ignore, and what is wrong with them."""
    found: list[Ignore] = []
    problems: list[Problem] = []
    lines = lines_of(text)
    for number, line in enumerate(lines, 1):
        comment = COMMENT.search(line)
        if not comment or within_text(tree, number, comment.start() + 1):
            continue
        position = Position(file, number, comment.start() + 1, number, len(line.rstrip()) + 1)
        whole = WHOLE.match(comment[1])
        codes = [code.strip().upper() for code in whole[1].split(",")] if whole else []
        wrong = list(problems_of(codes, reason=whole[2] if whole else "", comment=comment[1]))
        problems += (problem.at(position) for problem in wrong)
        if not wrong:
            about = number if line[: comment.start()].strip() else next_written(lines, number)
            found += (Ignore(code, about, position) for code in codes)
    return found, problems


def problems_of(codes: list[str], *, reason: str, comment: str) -> Iterator[Problem]:
    """What is wrong with one comment, which has a reason, and stands as `comment` behind our name."""
    from generator.aws.updates import RULES

    named = ", ".join(dict.fromkeys(code.upper() for code in CODE.findall(comment)))
    example = EXAMPLE.replace("DS265", named or "DS265")
    if not codes or not all(codes):
        yield Problem("DS117", "a comment to dynaspec that says nothing", example)
    elif COMMENT.search(reason):
        yield Problem("DS117", "two ignore comments on one line", f"{example}, which ignores all of them")
    elif not reason:
        hint = "write after the bracket why it may stay as it is"
        yield Problem("DS117", "an ignore comment without a reason", hint)
    for code in filter(None, codes):
        if code in RULES:
            hint = f"dynaspec diff --ignore {code} leaves it out of one run"
            yield Problem("DS117", f"{code} is a change of what is deployed, and no comment ignores those", hint)
        elif not is_code(code):
            hint = f"write such as {', '.join(codes_meant(code)[:SEVERAL])}" if codes_meant(code) else EXAMPLE
            yield Problem("DS117", f"'{code}' is not a code of a finding", hint)
        elif not can_be_ignored(code):
            hint = "mend what it says; warnings, infos and rules of cfn-lint can be ignored"
            yield Problem("DS118", f"{code} is an error, and without mending it there is no template", hint)


def next_written(lines: list[str], number: int) -> int:
    """The next line that has more than a comment."""
    below = (at for at, line in enumerate(lines[number:], number + 1) if line.split("#")[0].strip())
    return next(below, number)


def within_text(node: Node, line: int, column: int) -> bool:
    """Whether a place is inside of a text, where a `#` is a character like any other."""
    if isinstance(node, Mapping):
        return any(within_text(each, line, column) for pair in node.items() for each in pair)
    if isinstance(node, Sequence):
        return any(within_text(each, line, column) for each in node)
    at = node.position
    inside = (at.line, at.column) <= (line, column) < (at.end_line, at.end_column)
    return isinstance(node, Text) and inside
