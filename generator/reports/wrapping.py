"""Text for people to lines that their terminal has room for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import click

__all__ = ["UNBOUNDED", "WIDEST", "Paint", "beside", "columns", "hanging"]

Paint = Callable[[str], str]

# Columns where nobody's terminal is in the way.
UNBOUNDED: Final = 100_000
# Longer lines are hard to read, however wide the terminal is, and off one.
WIDEST: Final = 100
# Where fewer columns are left beside what a line begins with, or too few for a word, the text goes on below that.
LEAST_COLUMNS: Final = 20
INDENT: Final = 4
# What is to be typed as it stands: YAML between brackets with its key, what a value becomes, what is quoted, and
# commands with their options.
TYPED: Final = re.compile(
    r"(?:[\w.-]+: )?(?:\{.*\}|(?<!\x1b)\[.*\])"
    r"|\S+ -> \S+"
    r"|(?<!\w)'[^']*'(?!\w)"
    r"|\b(?:aws [a-z]+|dynaspec) [a-z-]+(?: --?[a-zA-Z][\w-]*(?: [^\s-]\S*)?(?: \S+=\S*)*)*"
)
# A key between brackets, and the space before its value.
KEY: Final = re.compile(r"((?:(?<=[\[{])|(?<=, ))[\w.-]+:) (?=\S)")
# Stands for a space that no line may end at; it is not printable, and so no text has it.
GLUE: Final = "\0"
# Vowels and finals of Korean, which stand in the square of the consonant before.
JAMO: Final = ("\u1160", "\u11ff")


def hanging(head: str, text: str, *, width: int, paint: Paint = str, breaks_values: bool = False) -> Iterator[str]:
    """The text behind its `head`, which may be painted, in lines of `width` columns; it goes on under itself.

    Words and paths are never broken, however long they are, nor is what may be there to be typed, unless
    `breaks_values` says that it is to be read only.
    """
    plain = click.unstyle(head)
    begins = columns(plain)
    if width != UNBOUNDED and not breaks_values:
        width = min(width, WIDEST)
    if begins + columns(text) <= width:
        yield head + (paint(text) if text else "")
        return
    words = list(pairs(text, width // 2) if breaks_values else typed(text))
    spare = width - max(LEAST_COLUMNS, *map(columns, words))
    indent = len(plain) - len(plain.lstrip(" "))
    below = min(indent + INDENT, spare) if spare >= 0 else min(indent, INDENT) + INDENT
    goes_on = begins if spare >= begins else below
    if not plain.strip():
        begins = goes_on = min(indent, goes_on)
        head = " " * begins
    first, *others = filled(words, width - begins, below=width - goes_on)
    yield head + paint(first) if first else head.rstrip(" ")
    yield from (" " * goes_on + paint(line) for line in others)


def typed(text: str) -> Iterator[str]:
    """The words of a text, and as one what may be there to be typed."""
    glued = TYPED.sub(lambda found: found[0].replace(" ", GLUE), text)
    return (word.replace(GLUE, " ") for word in glued.split(" "))


def pairs(text: str, most: int) -> Iterator[str]:
    """The words of a text, and as one a key between brackets with its value, if that has at most so many columns."""
    for pair in KEY.sub(rf"\1{GLUE}", text).split(" "):
        yield from [pair.replace(GLUE, " ")] if columns(pair) <= most else pair.split(GLUE)


def filled(words: Iterable[str], beside: int, *, below: int) -> list[str]:
    """The words in lines, of which the first, empty if no word fits there, has other columns than those below it."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        room = below if lines[1:] else beside
        if columns(longer) <= room or (not lines[-1] and room == below):
            lines[-1] = longer
        else:
            lines[-1] = lines[-1].rstrip(" ")
            lines.append(word)
    return lines


def columns(text: Iterable[str]) -> int:
    """How many columns of a terminal the characters take, their paint none: https://www.unicode.org/reports/tr11/."""
    if isinstance(text, str):
        text = click.unstyle(text)
        if text.isascii():
            return len(text)
    return sum(columns_of(char) for part in text for char in part)


def columns_of(char: str) -> int:
    """The columns of one character: none for what is written over the one before, two for a wide one."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me"} or JAMO[0] <= char <= JAMO[1]:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def beside(line: str, *, width: int) -> Iterator[str]:
    """A name, and the value of it in as many lines as it needs."""
    name, colon, value = line.partition(": ")
    yield from hanging(name + colon, value, width=width, breaks_values=True)
