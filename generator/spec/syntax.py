"""What the YAML parser refused, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from generator.errors import Position, Problem, Related
from generator.spec.slips import slip_in_line

if TYPE_CHECKING:
    import yaml

__all__ = ["syntax_problem", "syntax_problems", "without_consequences"]


class Words(NamedTuple):
    """Our words for a syntax error, by what the parser said and the line with a NUL where the error is."""

    said: str
    line: str
    message: str
    hint: str


# The first that fits is taken. The patterns fit the words of libyaml and of PyYAML's own parser.
SYNTAX = (
    Words(
        "",
        r"^\0(<<<<<<<|=======|>>>>>>>)",
        "two versions of the file, of which none is chosen",
        "keep one of the two, and take the lines with <<<, === and >>> out",
    ),
    Words("", r"^\0```", "'```' is Markdown, and not YAML", "take the line out, and the one at the end"),
    Words("", r"^\s*\0\t\s*$", "a tab in a line without text", "take the tab out"),
    Words("", r"^\s*\0\t", "a tab in the indentation", "indent with spaces"),
    Words("", r"\0\t", "a tab where only spaces may stand", "write spaces"),
    Words(r"scanning a tag|parsing a tag|tag handle", "", "'{word}' is not a tag", "put quotes around the value"),
    Words("any token", r"\0`[^`]+`", "a value cannot start with {char}", "write {inner}, without back-ticks"),
    Words("any token|mapping keys are", "", "a value cannot start with {char}", "put quotes around the value"),
    Words("quoted.*unexpected", "", "the quote is never closed", "close it with {char}"),
    Words("expected ':'", r".{1000}", "a key of more than 1,024 characters", "write a shorter key"),
    Words("expected ':'", r"^\s*\0//", "'//' starts no comment", "write # in front of a comment"),
    Words("expected ':'", r"\0[^\s:]+:\S", "there is no space after the colon", "write a space after the colon"),
    Words("expected ':'", r"^\s*\0[\w-]+\s*(#|$)", "there is no colon after '{key}'", "write {key}:"),
    Words("expected ':'", "", "'{word}' is not a key with a value", "write a key, a colon, a space and a value"),
    Words("flow.*at the end", "", "'{char}' is never closed", "write the {closing} that closes it"),
    Words(
        "expected ',' or", r"\$\0\{", "a reference without quotes between brackets", 'put quotes around it: "${{...}}"'
    ),
    Words("expected ',' or", r"\S\s+\0[\w-]+:", "a comma is missing before '{key}'", "write a comma before it"),
    Words(
        "expected ',' or.*; within",
        r"^\s*\0",
        "a comma is missing before '{key}'",
        "write a comma at the end of the line before",
    ),
    Words("expected ',' or ']'", "", "a comma or ']' is missing before '{key}'", "close the list with ]"),
    Words("expected ',' or '}'", r"\0\w", "a comma or '}}' is missing before '{key}'", "write either"),
    Words("expected ',' or '}'", "", "a comma or '}}' is missing before '{key}'", "close the mapping with }}"),
    Words(
        "mapping values.*; above",
        r"\0[\w-]+:\S",
        "there is no space after the colon",
        "write {spaced}, with a space after the colon",
    ),
    Words("mapping values.*; above", "", "there is no colon after '{key}'", "write {pair}"),
    Words("mapping values", r":\s.*,\s+\w+\0", "a second key in one line", "write it on a line of its own"),
    Words("mapping values", r":\s.*\0", "a second colon in one value", "put straight quotes around the whole value"),
    Words("mapping values", r"^.{1000}", "a key of more than 1,024 characters", "write a shorter key"),
    Words(
        "mapping values",
        "",
        "this key does not fit the line above",
        "line it up with the keys above, and write a space after each colon",
    ),
    Words("block mapping", r"^\s*\0-(\s|$)", "a list entry among keys", "indent the list under its key"),
    Words("block mapping|node content", r"\0:(\s|$)", "there is no key before the colon", "write a key"),
    Words("block mapping", r"^\s*\0", "the indentation fits no line above", "line it up with the keys above"),
    Words("block collection", r"^\s*\0", "this is not an entry of the list above", "start it with '- ', or indent it"),
    Words(
        "block (mapping|collection)",
        r"[\"']\s*\0[,;]\s*(#|$)",
        "'{char}' does not belong to the value before it",
        "take it out",
    ),
    Words("block (mapping|collection)", "", "'{word}' does not belong to the value before it", "quote the whole value"),
    Words("node content", "", "there is no value before '{char}'", "write a value, or put quotes around the text"),
    Words("document start", "", "this does not belong to what is above it", "start top-level keys in the first column"),
    Words(
        "scanning an alias",
        r"\0\*\*\w[^*]*\*\*",
        "'*' without quotes begins an alias",
        "write {inner}, without asterisks",
    ),
    Words("scanning an alias", r"\0\*([\s,\]}]|$)", "'*' without quotes begins an alias", 'write "*"'),
    Words("scanning an a(lias|nchor)", "", "'{char}' is not followed by a name", "put quotes around the value"),
    Words("escape|hexdecimal", "", "a backslash that starts no known escape", "write \\\\, or use single quotes"),
    Words("sequence entries", "", "a list cannot start in the line of its key", "start it on a line of its own"),
    Words("block scalar", "", "text behind a | or >", "start it on the next line"),
    Words("directive|incompatible", "", "'{word}' is not a directive that is known", "take the line out"),
    Words("", "", "the file is not YAML from here on", "look for an open quote or bracket above"),
)
# Here the parser ends up behind what is wrong, and its context tells where that began.
SAID_TOO_LATE = re.compile(
    "simple key|scanning an alias|scanning an anchor|a directive|a tag|quoted.*unexpected|^(?!.*tab char).*at the end"
)


# What other languages have in the place of a colon.
EQUALS = re.compile(r"^\s*:?=>?")
CLOSING = {"[": "]", "{": "}"}


def last_opened(lines: list[str]) -> tuple[int, int]:
    """The row and column of the last bracket that no other closes, for which the parser has no place."""
    closed = 0
    for row in reversed(range(len(lines))):
        for column in reversed(range(len(lines[row]))):
            char = lines[row][column]
            if char in CLOSING and not closed:
                return row, column
            closed += (char in CLOSING.values()) - (char in CLOSING)
    return 0, 0


def indentation(lines: list[str], row: int) -> int:
    """How many spaces a line begins with."""
    line = lines[row] if row < len(lines) else ""
    return len(line) - len(line.lstrip())


def culprit(said: str, lines: list[str], row: int, column: int) -> tuple[str, int, int]:
    """What the parser said, and the row and column of what is wrong, where it stopped only behind that."""
    line = lines[row] if row < len(lines) else ""
    if "flow node" in said and "; at the end" in said:
        return said, *last_opened(lines)
    if "expected ',' or" in said and line[column : column + 1] == ":":
        key = re.search(r"[\w-]*$", line[:column])
        return said, row, key.start() if key else column
    if "mapping values" in said and (key := re.match(r"\s*", line)) and not re.search(r":\s", line[:column]):
        above = next((at for at in reversed(range(row)) if lines[at].split("#")[0].strip()), row)
        begins = re.match(r"\s*(?=[\w\"'])", lines[above])
        if begins and not re.search(r":(\s|$)", lines[above]):
            return f"{said}; above", above, begins.end()
        return said, row, key.end()
    return said, row, column


def syntax_problems(
    error: yaml.MarkedYAMLError, file: str, *, lines: list[str], told: Sequence[Problem]
) -> Iterator[Problem]:
    """What the parser refused, unless that follows from what is told of its line or the one above."""
    problem = syntax_problem(error, file, lines=lines)
    line = problem.position.line if problem.position else 0
    if not any(each.code == problem.code and each.position and line - each.position.line in (0, 1) for each in told):
        yield problem


def without_consequences(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without what only comes of a line that is not YAML: a key above without a value, a file of text."""
    wrong = {problem.position.line for problem in problems if problem.code == "DS002" and problem.position}

    def follows(problem: Problem) -> bool:
        above = problem.position is not None and problem.position.line + 1 in wrong
        return (problem.code == "DS004" and above) or (problem.code == "DS011" and bool(wrong))

    return [problem for problem in problems if not follows(problem)]


def syntax_problem(error: yaml.MarkedYAMLError, file: str, *, lines: list[str]) -> Problem:
    """What the parser refused, in plain words."""
    said = f"{error.context}; {error.problem}"
    mark = error.problem_mark or error.context_mark
    if error.context_mark and mark and not "".join(lines[mark.line :])[mark.column :].strip():
        said += "; at the end"
    if error.context_mark and SAID_TOO_LATE.search(said):
        mark = error.context_mark
    if error.context_mark and mark and "expected ','" in said:
        outer, inner = (indentation(lines, at.line) for at in (error.context_mark, mark))
        said += "; within" * (inner > outer)
    said, row, column = culprit(said, lines, *((mark.line, mark.column) if mark else (0, 0)))
    line = lines[row] if row < len(lines) else ""
    in_value = "mapping values" in said and bool(re.search(r":\s", line[:column]))
    if slip := slip_in_line(line, column, in_value=in_value):
        place = Position(file, row + 1, slip.offset + 1, row + 1, slip.offset + 2)
        return Problem("DS002", slip.message, slip.hint, position=place)
    # As much of a long line as the patterns look at, because their time grows with its square.
    here = f"{line[max(0, column - 2_000) : column]}\0{line[column : column + 100]}"
    words = next(words for words in SYNTAX if re.search(words.said, said) and re.search(words.line, here))
    found = re.match(r"[\[{\"'|>]|\t+|\S{1,40}|", line[column:])
    word = found.group() if found else ""
    char = line[column : column + 1]
    key = matched[0] if (matched := re.match(r"[\w.-]+", line[column:])) else word
    value = EQUALS.sub("", line[column + len(key) :].split("#")[0]).strip()
    pair = f"{key}: {value}".rstrip()
    known = {
        "word": word,
        "char": char,
        "key": key.split(":")[0],
        "pair": pair,
        "spaced": line[column:].split(" #")[0].rstrip().replace(":", ": ", 1),
        "inner": line[column:].lstrip("`*").split("`")[0].split("**")[0],
        "closing": CLOSING.get(char, "bracket"),
    }
    related: tuple[Related, ...] = ()
    if error.context_mark and "expected ','" in said and mark is not error.context_mark:
        opened = error.context_mark.line + 1, error.context_mark.column + 1
        related = (Related("opened here", position=Position(file, *opened, opened[0], opened[1] + 1)),)
    position = Position(file, row + 1, column + 1, row + 1, column + 1 + len(word))
    code = "DS006" if words.message.endswith("is not a tag") else "DS002"
    return Problem(code, words.message.format(**known), words.hint.format(**known), position=position, related=related)
