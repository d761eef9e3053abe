"""Problems and progress to the terminal, and the exit codes that they come to."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from generator.cli.options import COLORS, Settings, color_of
from generator.errors import GeneratorError, Position, Problem, Severity, UsageError, in_order

__all__ = [
    "DONE",
    "INTERRUPTED",
    "NO",
    "NOT_DONE",
    "Command",
    "exit_code",
    "report",
    "report_bug",
    "report_error",
    "say",
    "texts_of",
]

DONE: Final = 0
NO: Final = 1
NOT_DONE: Final = 2
INTERRUPTED: Final = 130
SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "error")


def say(text: str, settings: Settings) -> None:
    """A line about what was done, to standard error."""
    if not settings.quiet:
        click.echo(text, err=True, color=settings.color)


def report(problems: Iterable[Problem], texts: Mapping[str, str], settings: Settings) -> None:
    """Problems as text to standard error; with -q errors only. `texts` are the files that positions point into."""
    from generator.reports.full import render, summary

    shown = in_order(problems)
    if settings.quiet:
        shown = [problem for problem in shown if problem.severity == "error"]
    if shown:
        color = settings.color if settings.color is not None else _colorful()
        texts = {**texts_of(problem.position for problem in shown), **texts}
        click.echo(render(shown, texts, color=color) + "\n", err=True, color=color)
        say(summary(shown), settings)


def texts_of(positions: Iterable[Position | None]) -> dict[str, str]:
    """The text of each file that the positions are in, where it can be read."""
    texts = {}
    for file in {position.file for position in positions if position}:
        with suppress(OSError):
            texts[file] = Path(file).read_text(encoding="utf-8", errors="replace")
    return texts


def _colorful() -> bool:
    return sys.stderr.isatty()


class Command(click.Command):
    """A command that takes -q, -v and --color behind its name too, and reports what its work raises."""

    def __init__(self, name: str, **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.params += [
            click.Option(["-q", "--quiet"], is_flag=True, hidden=True),
            click.Option(["-v", "--verbose"], is_flag=True, hidden=True),
            click.Option(["--color"], type=click.Choice(COLORS), hidden=True),
        ]

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command with what was said before and behind its name."""
        quiet, verbose, color = (ctx.params.pop(name) for name in ("quiet", "verbose", "color"))
        before: Settings = ctx.obj
        ctx.obj = replace(
            before,
            quiet=before.quiet or quiet,
            verbose=before.verbose or verbose,
            color=color_of(color) if color else before.color,
        )
        try:
            return super().invoke(ctx)
        except GeneratorError as error:
            return report_error(error, ctx.obj)


def report_error(error: GeneratorError, settings: Settings) -> int:
    """The problems of an exception, and the exit code."""
    report(error.problems, {}, settings)
    return NOT_DONE if isinstance(error, UsageError) else NO


def report_bug(error: Exception, *, verbose: bool) -> int:
    """What nobody foresaw: a line to report, with the traceback under -v, and the exit code."""
    click.echo(f"error: {type(error).__name__}: {error}".rstrip(": "), err=True)
    click.echo("this is a bug in dynaspec; please report it with the spec and what -v prints", err=True)
    if verbose:
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    return NOT_DONE


def exit_code(problems: Iterable[Problem], *, fail_on: str) -> int:
    """1 when a problem is of the severity `fail_on` or above, else 0."""
    counting = SEVERITIES[SEVERITIES.index(next(each for each in SEVERITIES if each == fail_on)) :]
    return NO if any(problem.severity in counting for problem in problems) else DONE
