"""Problems and progress to the terminal and to reports, and the exit codes that they come to."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import click

from generator.cli.options import COLORS, STANDARD_INPUT, Settings, color_of
from generator.errors import GeneratorError, Position, Problem, UsageError, in_order
from generator.kinds import Severity

__all__ = [
    "DONE",
    "INTERRUPTED",
    "NO",
    "NOT_DONE",
    "UNREAD",
    "Command",
    "at_file",
    "exit_code",
    "is_shown_at_once",
    "keep",
    "keep_apart",
    "report",
    "report_bug",
    "report_error",
    "say",
    "show",
    "stage",
    "texts_of",
]

DONE: Final = 0
NO: Final = 1
NOT_DONE: Final = 2
INTERRUPTED: Final = 130
# What a shell says of a program that ended because its reader had: 128 and the number of SIGPIPE.
UNREAD: Final = 141
SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "error")
STANDARD_OUTPUT: Final = Path("-")
# The options of `finding_options`.
OF_FINDINGS: Final = ("report_format", "report_file", "select", "ignore", "stdin")
DOCUMENTS: Final = {"json": "problems_json", "junit": "junit", "sarif": "sarif"}
ENDINGS: Final = {".json": "json", ".sarif": "sarif", ".xml": "junit"}


def say(text: str, settings: Settings) -> None:
    """A line about what was done, to standard error: on a terminal, or when -v asks for it."""
    if not settings.quiet and (settings.verbose or on_terminal()):
        click.echo(text, err=True, color=settings.color)


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
    from generator.reports.full import UNBOUNDED, render, summary

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
    width = shutil.get_terminal_size().columns if on_terminal() else UNBOUNDED
    click.echo(render(shown, texts, color=color, width=width) + "\n", err=True, color=color)
    if not settings.quiet:
        click.echo(summary(shown), err=True, color=settings.color)


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


def is_shown_at_once(settings: Settings) -> bool:
    """Whether all that is found is shown as it is found, and nothing is written in the end."""
    return not document_format(settings) and shown_format(settings) in ("full", "concise")


def document_format(settings: Settings) -> str:
    """The form of what is printed or written in the end, if anything is."""
    form = settings.report_format
    if form == "auto" and settings.report_file:
        form = ENDINGS.get(settings.report_file.suffix, "full")
    return form if settings.report_file or form in DOCUMENTS else ""


def shown_format(settings: Settings) -> str:
    """The form of what is shown on standard error as it is found; with a file, that is for people whatever it gets."""
    if settings.report_file or settings.report_format == "auto":
        return "full"
    return settings.report_format


def keep_apart(settings: Settings) -> None:
    """UsageError when standard output is asked to hold a report beside what the command prints there."""
    form = document_format(settings)
    if form and settings.report_file in (None, STANDARD_OUTPUT):
        message = f"standard output cannot hold findings as {form} and what the command prints"
        file = next((f"findings{end}" for end, of_form in ENDINGS.items() if of_form == form), "findings.txt")
        raise UsageError([Problem("DS510", message, f"write them to a file, with --output-file {file}")])


def finish(settings: Settings, code: int | None) -> None:
    """Writes the report of all that was found, and tells GitHub; `code` is what the command comes to."""
    problems = in_order(settings.found.problems)
    automatic = settings.report_file or settings.report_format == "auto"
    if settings.report_format == "github" or (automatic and os.environ.get("GITHUB_ACTIONS") == "true"):
        click.echo(_rendered("github", problems, settings, code), err=True, nl=False)
    if form := document_format(settings):
        text = _rendered(form, problems, settings, code).encode()
        if settings.report_file is None or settings.report_file == STANDARD_OUTPUT:
            click.echo(text, nl=False)
            return
        try:
            settings.report_file.write_bytes(text)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            folder = settings.report_file.parent
            hint = "" if folder.is_dir() else f"make the folder {folder.as_posix()} first, or name another file"
            problem = Problem("DS524", f"cannot write {settings.report_file}: {reason}", hint)
            raise UsageError([problem]) from None


def _rendered(form: str, problems: Sequence[Problem], settings: Settings, code: int | None) -> str:
    from generator.reports import full
    from generator.reports.report import Report, moved

    texts = {**texts_of(problem.position for problem in problems), **settings.found.texts}
    if form == "full":
        return "".join(f"{text}\n" for text in (full.render(problems, texts), full.summary(problems)) if text)
    if form in ("github", "sarif"):
        from generator.cli.repository import in_repository

        positions = [problem.position for problem in problems]
        positions += (related.position for problem in problems for related in problem.related)
        files = dict.fromkeys(position.file for position in positions if position)
        places = {file: in_repository(file, known=file in settings.found.files, stdin=settings.stdin) for file in files}
        problems = [moved(problem, places) for problem in problems]
    module = import_module(f"generator.reports.{DOCUMENTS.get(form, form)}")
    is_logged = shown_format(settings) != "github"
    failing = frozenset(each for each in problems if fails(each, settings))
    found = Report(problems, texts, failing, code != NOT_DONE, is_logged, settings.found.titles)
    text: str = module.render(found)
    return text


def texts_of(positions: Iterable[Position | None]) -> dict[str, str]:
    """The text of each file that the positions are in, where it can be read."""
    from generator.spec.project import read_bytes

    texts = {}
    for file in dict.fromkeys(position.file for position in positions if position):
        with suppress(UsageError):
            texts[file] = read_bytes(Path(file)).decode("utf-8", "replace")
    return texts


def on_terminal() -> bool:
    """Whether somebody looks at standard error."""
    return sys.stderr.isatty()


class Command(click.Command):
    """A command that takes -q, -v and --color behind its name too, and reports what its work finds and raises."""

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
            finish(ctx.obj, code)
        except UsageError as error:
            code = report_error(error, ctx.obj)
        return code


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


def fails(problem: Problem, settings: Settings) -> bool:
    """Whether the command fails because of a problem that was found."""
    return settings.found.decided.get(problem, problem.severity in counting(settings.fail_on))


def counting(fail_on: str) -> frozenset[Severity]:
    """The severities that `--fail-on` names; to `diff`, whose option is about changes, errors alone count."""
    first = next((index for index, each in enumerate(SEVERITIES) if each == fail_on), len(SEVERITIES) - 1)
    return frozenset(SEVERITIES[first:])
