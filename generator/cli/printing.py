"""Rows and prose to standard output, as the terminal there can take them."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import Settings

if TYPE_CHECKING:
    from generator.reports.grid import Cell, Column

__all__ = ["print_json", "print_prose", "print_rows"]


def print_rows(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], settings: Settings) -> None:
    """The rows as a table; off a terminal without colour, each row in one line."""
    from generator.reports.grid import UNBOUNDED, grid

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else UNBOUNDED
    color = terminal if settings.color is None else settings.color
    click.echo(grid(columns, rows, width=width, color=color).encode(), nl=False)


def print_prose(text: str) -> None:
    """Markdown with its examples indented, on a terminal with its paragraphs as wide as that at most."""
    from generator.reports.prose import indented, wrapped

    shown = wrapped(text, shutil.get_terminal_size().columns) if sys.stdout.isatty() else indented(text)
    click.echo(shown.encode(), nl=False)


def print_json(body: dict[str, Any]) -> None:
    """A format for programs."""
    click.echo(json.dumps(body, indent=2, ensure_ascii=False).encode() + b"\n", nl=False)
