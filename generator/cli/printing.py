"""Rows and prose to standard output, as the terminal there can take them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

import click

from generator.cli.options import Settings

if TYPE_CHECKING:
    from generator.reports.grid import Cell, Column

__all__ = ["columns_of", "print_json", "print_prose", "print_rows", "print_text"]


def columns_of(stream: TextIO) -> int:
    """The columns of the terminal that a stream goes to; off a terminal there is no bound."""
    from generator.reports.wrapping import UNBOUNDED

    if not stream.isatty():
        return UNBOUNDED
    columns = 0
    with suppress(OSError, ValueError):
        columns = os.get_terminal_size(stream.fileno()).columns
    # COLUMNS counts there, and the size of standard output.
    return shutil.get_terminal_size((columns or 80, 24)).columns


def print_text(text: str) -> None:
    """The text in UTF-8, whatever the locale; bytes of names that are none are escaped, as JSON and YAML have them."""
    click.echo(text.encode(errors="backslashreplace"), nl=False)


def print_rows(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], settings: Settings) -> None:
    """The rows as a table; off a terminal without colour, each row in one line."""
    from generator.reports.grid import grid

    color = sys.stdout.isatty() if settings.color is None else settings.color
    print_text(grid(columns, rows, width=columns_of(sys.stdout), color=color))


def print_prose(text: str) -> None:
    """Markdown with its examples indented and its paragraphs wrapped."""
    from generator.reports.prose import wrapped

    print_text(wrapped(text, columns_of(sys.stdout)))


def print_json(body: dict[str, Any]) -> None:
    """A format for programs."""
    print_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n")
