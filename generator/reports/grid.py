"""Rows of text to a table for people: in columns where they fit, else one cell a line."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from generator.reports.full import printable
from generator.reports.wrapping import UNBOUNDED, beside
from generator.reports.wrapping import hanging as wrapped

__all__ = ["Cell", "Column", "grid"]

# Below it, even what may go on in another line stands alone.
NARROW: Final = 60
BETWEEN: Final = 2
STYLES: Final = {"": "", "head": "bold", "quiet": "dim", "warning": "yellow", "error": "bold red"}


class Cell(NamedTuple):
    """A text, and how it looks where there is colour."""

    text: str
    style: Literal["", "head", "quiet", "warning", "error"] = ""


class Hanging(NamedTuple):
    """A cell of which what does not fit goes on below its value."""

    cell: Cell

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, styled(self.cell))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield hanging(self.cell, width=options.max_width)


class Column(NamedTuple):
    """The head of a column; numbers stand on the right, and long text may go on in another line."""

    head: str
    right: bool = False
    wraps: bool = False


def grid(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, width: int, color: bool) -> str:
    """The rows under the heads of their columns; on a terminal that is too narrow, each row as a list of its cells.

    Text from files is shown so that it cannot steer the terminal.
    """
    # What rich would read from the environment is said here.
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    table = in_columns(columns, rows)
    wanted = Measurement.get(console, console.options.update(max_width=UNBOUNDED), table).maximum
    if wanted <= width or (width >= NARROW and any(column.wraps for column in columns)):
        with console.capture() as captured:
            console.print(table)
    else:
        with console.capture() as captured:
            for row in rows:
                # A word that is too long is left to the terminal, which copies it whole.
                console.print(hanging(row[0], width=width), overflow="ignore", no_wrap=True, crop=False)
                for line in below(columns, row, width=width):
                    console.print(line, overflow="ignore", no_wrap=True, crop=False)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def in_columns(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Table:
    """The rows side by side."""
    table = Table(box=None, pad_edge=False, padding=(0, BETWEEN, 0, 0), header_style=STYLES["head"])
    for column in columns:
        justify: Literal["left", "right"] = "right" if column.right else "left"
        table.add_column(Text(column.head), justify=justify, no_wrap=not column.wraps, overflow="fold")
    for row in rows:
        cells = zip(columns, row, strict=True)
        table.add_row(*(Hanging(cell) if column.wraps else styled(cell) for column, cell in cells))
    return table


def below(columns: Sequence[Column], row: Sequence[Cell], *, width: int) -> Iterator[Text]:
    """What the cells after the first one say, if anything, each in one line with its head where there is room."""
    others = [(column.head, cell) for column, cell in zip(columns[1:], row[1:], strict=True) if cell.text]
    indent = " " * (len(row[0].text) - len(row[0].text.lstrip()) + BETWEEN)
    line = Text()
    for number, (head, cell) in enumerate(others, 1):
        told = Text.assemble((f"{head} ", STYLES["quiet"]), styled(cell), "" if number == len(others) else ",")
        if line and line.cell_len + 1 + told.cell_len > width:
            yield line
            line = Text()
        line = Text(" ").join([line, told]) if line else Text(indent) + told
        if line.cell_len > width:
            yield from (Text(each, STYLES[cell.style]) for each in wrapped(indent, told.plain, width=width))
            line = Text()
    if line:
        yield line


def hanging(cell: Cell, *, width: int) -> Text:
    """The cell's text in lines, which go on beside its name."""
    return Text("\n".join(beside(printable(cell.text), width=width)), style=STYLES[cell.style])


def styled(cell: Cell) -> Text:
    """The cell's text in its style; what looks like markup is text."""
    return Text(printable(cell.text), style=STYLES[cell.style])
