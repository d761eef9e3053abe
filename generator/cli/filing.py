"""What a command found to the report that it asks for, written in the end."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from generator.cli.options import Settings
from generator.errors import Position, Problem, UsageError, in_order
from generator.kinds import Severity

__all__ = [
    "counting",
    "fails",
    "finish",
    "is_same",
    "is_shown_at_once",
    "is_the_answer",
    "is_told_at_length",
    "keep_apart",
    "shown_format",
    "texts_of",
]

SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "error")

STANDARD_OUTPUT: Final = Path("-")
STANDARD_ERROR: Final = 2
DOCUMENTS: Final = {"json": "problems_json", "junit": "junit", "sarif": "sarif"}
ENDINGS: Final = {".json": "json", ".sarif": "sarif", ".xml": "junit"}


def is_shown_at_once(settings: Settings) -> bool:
    """Whether all that is found is shown as it is found, and nothing is written in the end."""
    return not document_format(settings) and shown_format(settings) in ("full", "concise")


def is_same(file: Path, stream: int) -> bool:
    """Whether a file is what a stream of ours goes to, as /dev/stdout is: opened again, it would begin anew."""
    try:
        return str(file) != os.devnull and os.path.samestat(file.stat(), os.fstat(stream))
    except OSError:
        return False


def document_format(settings: Settings) -> str:
    """The form of what is printed or written in the end, if anything is; a file `-` is standard output."""
    form = settings.report_format
    if form == "auto" and settings.report_file:
        form = ENDINGS.get(settings.report_file.suffix, "full")
    return form if settings.report_file or form in DOCUMENTS else ""


def shown_format(settings: Settings) -> str:
    """The form of what is shown on standard error as it is found, none where that stands on standard output in the end;
    with a file, it is for people whatever the file gets.
    """
    if is_the_answer(settings):
        return ""
    if settings.report_file or settings.report_format == "auto":
        return "full"
    return settings.report_format


def is_the_answer(settings: Settings) -> bool:
    """Whether the report goes to standard output, in place of what a command tells there of what it found."""
    return bool(document_format(settings)) and settings.report_file in (None, STANDARD_OUTPUT)


def is_told_at_length(settings: Settings) -> bool:
    """Whether a command prints beside its findings what they are about, such as the lines that differ."""
    return not is_the_answer(settings) and shown_format(settings) != "concise"


def keep_apart(settings: Settings) -> None:
    """UsageError when standard output is asked to hold a report beside what the command prints there."""
    if is_the_answer(settings):
        form = document_format(settings)
        message = f"standard output cannot hold findings as {form} and what the command prints"
        file = next((f"findings{end}" for end, of_form in ENDINGS.items() if of_form == form), "findings.txt")
        raise UsageError([Problem("DS510", message, f"write them to a file, with --output-file {file}")])


def finish(settings: Settings, *, is_done: bool) -> None:
    """Writes the report of all that was found, and tells GitHub; `is_done` says whether the job could be done."""
    problems = in_order(settings.found.problems)
    automatic = settings.report_file or settings.report_format == "auto"
    if settings.report_format == "github" or (automatic and os.environ.get("GITHUB_ACTIONS") == "true"):
        click.echo(_rendered("github", problems, settings, is_done=is_done), err=True, nl=False)
    if form := document_format(settings):
        text = _rendered(form, problems, settings, is_done=is_done).encode(errors="backslashreplace")
        if settings.report_file is None or is_the_answer(settings):
            click.echo(text, nl=False)
            return
        if is_same(settings.report_file, STANDARD_ERROR):
            click.echo(text, err=True, nl=False)
            return
        try:
            settings.report_file.write_bytes(text)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            folder = settings.report_file.parent
            hint = "" if folder.is_dir() else f"make the folder {folder.as_posix()} first, or name another file"
            problem = Problem("DS524", f"cannot write {settings.report_file}: {reason}", hint)
            raise UsageError([problem]) from None


def _rendered(form: str, problems: Sequence[Problem], settings: Settings, *, is_done: bool) -> str:
    from generator.reports import full
    from generator.reports.report import Report, moved

    texts = {**texts_of(problem.position for problem in problems), **settings.found.texts}
    failing = frozenset(each for each in problems if fails(each, settings))
    if form == "full":
        return f"{full.render(problems, texts)}\n\n{full.summary(problems)}\n" if problems else ""
    if form in ("github", "sarif"):
        from generator.cli.repository import in_repository

        problems = [problem for problem in problems if problem not in settings.found.asides]
        positions = [problem.position for problem in problems]
        positions += (related.position for problem in problems for related in problem.related)
        files = dict.fromkeys(position.file for position in positions if position)
        places = {file: in_repository(file, known=file in settings.found.files, stdin=settings.stdin) for file in files}
        problems = [moved(problem, places) for problem in problems]
        texts = {places.get(file) or file: text for file, text in texts.items()}
    module = import_module(f"generator.reports.{DOCUMENTS.get(form, form)}")
    is_logged = shown_format(settings) != "github"
    helps = helps_of(problems) if form == "sarif" else {}
    found = Report(problems, texts, failing, is_done, is_logged, settings.found.titles, helps)
    text: str = module.render(found)
    return text


def helps_of(problems: Iterable[Problem]) -> dict[str, str]:
    """The long text of each code of ours."""
    from generator.cli.explain import explained

    return {code: explained(code) for code in dict.fromkeys(each.code for each in problems) if code.startswith("DS")}


def texts_of(positions: Iterable[Position | None]) -> dict[str, str]:
    """The text of each file that the positions are in, where it can be read."""
    from generator.spec.project import read_bytes

    texts = {}
    for file in dict.fromkeys(position.file for position in positions if position):
        with suppress(UsageError):
            texts[file] = read_bytes(Path(file)).decode("utf-8", "replace")
    return texts


def fails(problem: Problem, settings: Settings) -> bool:
    """Whether the command fails because of a problem that was found."""
    return settings.found.decided.get(problem, problem.severity in counting(settings.fail_on))


def counting(fail_on: str) -> frozenset[Severity]:
    """The severities that `--fail-on` names; to `diff`, whose option is about changes, errors alone count."""
    first = next((index for index, each in enumerate(SEVERITIES) if each == fail_on), len(SEVERITIES) - 1)
    return frozenset(SEVERITIES[first:])
