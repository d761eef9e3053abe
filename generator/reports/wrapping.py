"""Text for people to lines that their terminal has room for."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Final

import click

__all__ = ["UNBOUNDED", "Paint", "beside", "hanging"]

Paint = Callable[[str], str]

# Columns where nobody's terminal is in the way.
UNBOUNDED: Final = 100_000
# Where fewer columns are left beside what a line begins with, or too few for a word, the text goes on below that.
LEAST_COLUMNS: Final = 20
INDENT: Final = 4
# What is to be typed as it stands: YAML between brackets with its key, what is quoted, and commands with their options.
TYPED: Final = re.compile(
    r"(?:[\w.-]+: )?(?:\{.*\}|\[.*\])"
    r"|(?<!\w)'[^']*'(?!\w)"
    r"|\b(?:aws [a-z]+|dynaspec) [a-z-]+(?: --?[a-zA-Z][\w-]*(?: [^\s-]\S*)?(?: \S+=\S*)*)*"
)
# Stands for a space that no line may end at; it is not printable, and so no text has it.
GLUE: Final = "\0"


def hanging(head: str, text: str, *, width: int, paint: Paint = str, breaks_values: bool = False) -> Iterator[str]:
    """The text behind its `head`, which may be painted, in lines of `width` columns; it goes on under itself.

    Words and paths are never broken, however long they are, nor is what may be there to be typed, unless
    `breaks_values` says that it is to be read only.
    """
    begins = len(click.unstyle(head))
    if begins + len(text) <= width:
        yield head + paint(text)
        return
    glued = text if breaks_values else TYPED.sub(lambda typed: typed[0].replace(" ", GLUE), text)
    wanted = max(LEAST_COLUMNS, *map(len, glued.split(" ")))
    goes_on = begins if width - begins >= wanted else len(head) - len(head.lstrip(" ")) + INDENT
    lines = textwrap.wrap(
        # The head is a word, behind which a line may end.
        GLUE * (begins - 1) + " " * bool(begins) + glued,
        width,
        subsequent_indent=" " * goes_on,
        break_long_words=False,
        break_on_hyphens=False,
    )
    first, *others = lines
    yield head + paint(first[begins:].replace(GLUE, " ")) if len(first) > begins else head.rstrip(" ")
    yield from (line[:goes_on] + paint(line[goes_on:].replace(GLUE, " ")) for line in others)


def beside(line: str, *, width: int) -> Iterator[str]:
    """A name, and the value of it in as many lines as it needs."""
    name, colon, value = line.partition(": ")
    yield from hanging(name + colon, value, width=width, breaks_values=True)
