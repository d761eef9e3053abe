"""The text of --help to terminals that are narrower than click takes them for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Final

import click

from generator.cli.printing import columns_of

__all__ = ["Context"]

# Click writes for this many columns where there are fewer.
LEAST_OF_CLICK: Final = 50
# Columns of the names that texts stand beside on such a terminal; below longer ones.
NAMES: Final = 6


class Formatter(click.HelpFormatter):
    """Click's own, as narrow as the terminal."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.width = min(self.width, columns_of(sys.stdout) - 2)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of names, each with its text."""
        super().write_dl(rows, col_max if self.width >= LEAST_OF_CLICK else NAMES, col_spacing)


class Context(click.Context):
    """Click's own, with that text of help."""

    formatter_class = Formatter
