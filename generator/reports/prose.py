"""Markdown to text for a terminal: its examples indented, and its paragraphs in lines that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from generator.reports.wrapping import WIDEST

__all__ = ["wrapped"]

FENCE: Final = re.compile(r"^```(?:yaml|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# An example, or the lines of a paragraph.
PART: Final = re.compile(rf"{FENCE.pattern}|[^\n]+(?:\n[^\n]+)*", FENCE.flags)
# What is not to go on in the line before: an address, or an entry of a list.
ENTRY: Final = re.compile(r"\n(?=https://|\d+\. )")
NUMBER: Final = re.compile(r"(?:\d+\. )?")


def indented(text: str) -> str:
    """Markdown with its examples indented."""
    return FENCE.sub(lambda fence: re.sub("^(?=.)", "    ", fence[1].rstrip(), flags=re.MULTILINE), text)


def wrapped(text: str, width: int) -> str:
    """The same with its paragraphs in lines of at most `width` columns; what has no spaces stays in one piece."""
    return indented(
        PART.sub(lambda part: part[0] if part[1] is not None else "\n".join(lines(part[0], min(width, WIDEST))), text)
    )


def lines(paragraph: str, width: int) -> Iterator[str]:
    """The lines of a paragraph; entries of a list go on below their first word."""
    for entry in ENTRY.split(paragraph):
        number = NUMBER.match(entry)
        assert number is not None
        indent = " " * number.end()
        yield from wrap(entry, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
