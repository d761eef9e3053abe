"""Problems and progress to the terminal, and the exit codes that they come to."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import click

from generator.cli.filing import counting, fails, finish, shown_format, texts_of
from generator.cli.helping import Context
from generator.cli.options import COLORS, STANDARD_INPUT, Settings, color_of
from generator.cli.printing import columns_of
from generator.errors import GeneratorError, Position, Problem, UsageError, in_order

__all__ = [
    "DONE",
    "INTERRUPTED",
    "NO",
    "NOT_DONE",
    "UNREAD",
    "Command",
    "at_file",
    "exit_code",
    "keep",
    "report",
    "report_bug",
    "report_error",
    "say",
    "show",
    "stage",
]

DONE: Final = 0
NO: Final = 1
NOT_DONE: Final = 2
INTERRUPTED: Final = 130
# What a shell says of a program that ended because its reader had: 128 and the number of SIGPIPE.
UNREAD: Final = 141
# As many codes as are named together.
FEW: Final = 3
# The options of `finding_options`.
OF_FINDINGS: Final = ("report_format", "report_file", "select", "ignore", "stdin")


def say(text: str, settings: Settings, *, as_it_is: bool = False) -> None:
    """A line about what was done, to standard error: on a terminal, or when -v asks for it; wrapped below its second
    word, unless it is to be told `as_it_is`.
    """
    if not settings.quiet and (settings.verbose or on_terminal()):
        from generator.reports.wrapping import hanging

        verb, space, rest = text.partition(" ")
        lines = [text] if as_it_is else hanging(verb + space, rest, width=columns_of(sys.stderr))
        click.echo("\n".join(lines), err=True, color=settings.color)


@contextmanager
def stage(name: str, settings: Settings, counted: Callable[[], str] = str) -> Iterator[None]:
    """Says with -v what something took, and what was `counted` of it."""
    start = perf_counter()
    yield
    if settings.verbose:
        say(f"{name}: {perf_counter() - start:.3f} s{counted()}", settings)


def report(problems: Iterable[Problem], texts: Mapping[str, str], settings: Settings) -> None:
    """Shows problems and keeps them for the report that `finish` writes; `texts` are the files of their positions."""
    found = in_order(problems)
    settings.found.problems += found
    settings.found.texts |= texts
    show(found, texts, settings)


def show(problems: Iterable[Problem], texts: Mapping[str, str], settings: Settings) -> None:
    """Problems as text to standard error, if that is their form; with -q only those that make the command fail."""
    from generator.reports.full import render, summary
    from generator.reports.wrapping import hanging

    shown = [problem for problem in in_order(problems) if not settings.quiet or fails(problem, settings)]
    form = shown_format(settings)
    if not shown or form not in ("full", "concise"):
        return
    color = settings.color if settings.color is not None else on_terminal()
    if form == "concise":
        from generator.reports import concise
        from generator.reports.report import Report

        click.echo(concise.render(Report(shown, {}), color=color), err=True, color=color, nl=False)
        return
    texts = {**texts_of(problem.position for problem in shown), **texts}
    width = columns_of(sys.stderr)
    click.echo(render(shown, texts, color=color, width=width), err=True, color=color)
    if not settings.quiet:
        click.echo("\n".join(["", *hanging("", summary(shown), width=width)]), err=True, color=settings.color)


def keep(problems: Iterable[Problem], settings: Settings, *, fails: bool) -> None:
    """Keeps problems for the report that `finish` writes, where a command tells of them in its own words; `fails` says
    whether it fails because of them.
    """
    problems = in_order(problems)
    settings.found.problems += problems
    settings.found.decided |= dict.fromkeys(problems, fails)


def at_file(problem: Problem, file: Path, settings: Settings) -> Problem:
    """The problem of a whole file at its first line, whether the file is there or not."""
    from generator.spec.project import shown

    settings.found.files.add(shown(file))
    return problem.at(Position(shown(file), 1, 1, 1, 1))


def on_terminal() -> bool:
    """Whether somebody looks at standard error."""
    return sys.stderr.isatty()


class Command(click.Command):
    """A command that takes -q, -v and --color behind its name too, and reports what its work finds and raises."""

    context_class = Context

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
        if "report_file" in ctx.params:
            from generator.cli.finding_options import report_file

            ctx.params["report_file"] = report_file(ctx)
        about_findings = {name: ctx.params.pop(name) for name in OF_FINDINGS if name in ctx.params}
        ctx.obj = replace(
            before,
            quiet=before.quiet or quiet,
            verbose=before.verbose or verbose,
            color=color_of(color) if color else before.color,
            fail_on=ctx.params.get("fail_on", before.fail_on),
            **about_findings,
        )
        try:
            _check_standard_input(ctx)
            code = super().invoke(ctx)
        except GeneratorError as error:
            code = report_error(error, ctx.obj)
        try:
            finish(ctx.obj, is_done=code != NOT_DONE)
        except UsageError as error:
            code = report_error(error, ctx.obj)
        if self.name != "explain":
            _say_where_more_is_said(ctx.obj)
        return code


def _say_where_more_is_said(settings: Settings) -> None:
    codes = list(dict.fromkeys(problem.code for problem in settings.found.problems))
    if codes and on_terminal():
        named = " ".join(codes) if len(codes) <= FEW else "CODE"
        say(f"more: dynaspec explain {named}", settings, as_it_is=True)


def _check_standard_input(context: click.Context) -> None:
    if context.obj.stdin and STANDARD_INPUT not in context.params["specs"]:
        message = "--stdin-filename names what - stands for, and no SPEC is -"
        raise UsageError([Problem("DS510", message, f"leave it out, or pipe {context.obj.stdin} in and add -")])


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
    return NO if any(problem.severity in counting(fail_on) for problem in problems) else DONE
