"""The text of --help, and of mistakes in command lines, as narrow as the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final

import click

from generator.cli.printing import columns_of

__all__ = ["Context", "tell"]

# Click writes for this many columns where there are fewer.
LEAST_OF_CLICK: Final = 50
# Columns of the names that texts stand beside on such a terminal; they go below nearly all.
NAMES: Final = 2


class Formatter(click.HelpFormatter):
    """Click's own, as narrow as the terminal, and with options in one piece."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.width = min(self.width, columns_of(sys.stdout) - 2)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how a command is written."""
        self._write(f"{prefix or 'Usage: '}{prog} ", args)

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        for number, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" if number else "")
            self._write(" " * self.current_indent, " ".join(paragraph.split("\n")))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of names, each with its text."""
        rows = list(rows)
        most = col_max if self.width >= LEAST_OF_CLICK else NAMES
        column = min(max(len(name) for name, _ in rows), most) + col_spacing
        indent = " " * self.current_indent
        for name, text in rows:
            if len(name) <= column - col_spacing:
                self._write(f"{indent}{name:<{column}}", text)
            else:
                self._write(indent, name)
                self._write(indent + " " * column, text)

    def _write(self, head: str, text: str) -> None:
        from generator.reports.wrapping import hanging

        # The choices of an option are one word.
        for line in hanging(head, text.replace("|", "| "), width=self.width, breaks_values=True):
            self.write(f"{line.rstrip()}\n".replace("| ", "|"))


class Context(click.Context):
    """Click's own, with that text of help."""

    formatter_class = Formatter


def tell(error: click.ClickException, arguments: Sequence[str]) -> None:
    """Shows a mistake in a command line, with what to type instead, to standard error."""
    from generator.cli.meant import what_is_meant
    from generator.reports.wrapping import hanging

    shows_help = isinstance(error, click.exceptions.NoArgsIsHelpError)
    if shows_help or not isinstance(error, click.UsageError) or not (context := error.ctx):
        error.show()
        return
    width = columns_of(sys.stderr)
    formatter = context.make_formatter()
    formatter.width = min(formatter.width, width)
    context.command.format_usage(context, formatter)
    said = f"Try '{context.command_path} --help' for help."
    told = [formatter.getvalue().rstrip("\n"), *hanging("", said, width=width, breaks_values=True), ""]
    told += hanging("Error: ", what_is_meant(error, context, arguments), width=width)
    click.echo("\n".join(told), err=True)
