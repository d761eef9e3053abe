"""Pieces of a page to GitHub's Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["code", "fenced", "plain", "table"]

# What would be read as markup. Inside a word an underscore is text.
MARKUP: Final = re.compile(r"[\\`*\[\]<>|]|(?<!\w)_|_(?!\w)")


def plain(text: str) -> str:
    """Text that shows as it is, in one line."""
    return MARKUP.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))


def code(text: str) -> str:
    """A name, or another text that is not prose; a table's cell takes it too."""
    # Where a backtick is in it, two of them enclose it.
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("|", "\\|")


def fenced(language: str, text: str) -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
