"""`dynaspec docs`: specs to pages about their tables, or to what is not up to date among them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli import options
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, report, say
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.compiling import Batch
    from generator.pages.page import Page
    from generator.spec.project import Project
    from generator.template.write import Orphan, Output

__all__ = ["command"]

FOLDER: Final = Path("docs", "tables")
SUFFIX: Final = ".md"
# What --check says of a page that is not as it would be written now.
CHANGES: Final = {
    "new": ("DS541", "is missing", "run dynaspec docs and commit the page"),
    "stale": ("DS542", "is stale", "run dynaspec docs and commit the page"),
    "edited": ("DS543", "was edited by hand", "say it in the spec and run dynaspec docs"),
    "foreign": (
        "DS403",
        "exists and was not rendered by dynaspec",
        "move the file elsewhere, or choose another folder",
    ),
}


@click.command("docs", cls=Command, epilog="Example: dynaspec docs specs/orders.yaml")
@options.specs
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=options.FilePath(),
    help="Folder to write to.  [default: docs/tables of the project]",
)
@click.option("--check", is_flag=True, help="Write nothing; fail with a diff when a page is not up to date.")
@options.environments
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    specs: tuple[Path, ...],
    output: Path | None,
    check: bool,
    environments: tuple[str, ...],
) -> int:
    """Write a page for each table: what it is, and a runbook with commands to paste.

    Reads SPECs (files or folders; default: every spec of the project) and writes <stack>/<table>.md, in a folder of the
    environment where there are environments. With all specs there is a page that lists all tables, and pages whose
    table is gone are removed.
    """
    from generator.cli.compiling import Wanted, build_named
    from generator.spec.project import absolute, find_project

    if output == options.STANDARD_INPUT or options.STANDARD_INPUT in specs:
        raise UsageError([Problem("DS510", "pages are files, and - is none", "name specs, and a folder to write to")])
    project = find_project(settings.config)
    folder = absolute(output) if output else project.root / FOLDER
    # Commands on the pages name templates as someone in the project's folder does.
    batch = build_named(project, specs, wanted=Wanted("yaml", environments), folder=project.templates)
    errors = [problem for problem in batch.problems if problem.severity == "error"]
    report(errors, batch.texts, settings)
    if batch.unusable:
        return NOT_DONE
    if errors:
        return NO
    whole = not specs and not environments
    pages = _pages(batch, project, whole=whole)
    outputs = _outputs(pages, folder)
    stray = _orphans(pages, folder, project) if whole else []
    if check:
        return _compare(outputs, stray, project, settings)
    _write(outputs, stray, folder, project, settings)
    return DONE


def _pages(batch: Batch, project: Project, *, whole: bool) -> list[Page]:
    from generator.cli.paging import stacks_of
    from generator.pages.page import index, pages

    stacks = stacks_of(batch.compiled)
    listing = [index(stacks, source=project.specs.relative_to(project.root).as_posix())] if whole else []
    return [*(page for stack in stacks for page in pages(stack)), *listing]


def _outputs(pages: Sequence[Page], folder: Path) -> list[Output]:
    from generator.template.render import stamped
    from generator.template.write import Output

    return [Output(folder / page.path, stamped(page.text, source=page.source)) for page in pages]


def _orphans(pages: Sequence[Page], folder: Path, project: Project) -> list[Orphan]:
    from generator.template.write import orphans

    made: dict[str, set[Path]] = {}
    for page in pages:
        made.setdefault(page.source, set()).add(folder / page.path)
    return orphans(folder, root=project.root, outputs_of=made.get, suffixes=(SUFFIX,))


def _compare(outputs: Sequence[Output], stray: Sequence[Orphan], project: Project, settings: options.Settings) -> int:
    from generator.spec.project import shown
    from generator.template.write import compare, unified

    problems = []
    for change in (compare(output, root=project.root) for output in outputs):
        name = shown(change.output.path)
        if change.state in ("new", "stale", "edited"):
            click.echo(unified(change.text, change.output.text, name=name).encode(), nl=False)
        if change.state in CHANGES:
            code, message, hint = CHANGES[change.state]
            problems.append(Problem(code, f"{name} {message}", hint))
    for orphan in stray:
        hint = "remove it, or run dynaspec docs, which does"
        problems.append(Problem("DS544", f"{shown(orphan.path)} is left over: no spec makes it", hint))
    report(problems, {}, settings)
    if not problems:
        say(f"{_count(len(outputs))} up to date", settings)
    return NO if problems else DONE


def _write(
    outputs: Sequence[Output], stray: Sequence[Orphan], folder: Path, project: Project, settings: options.Settings
) -> None:
    from generator.spec.project import shown
    from generator.template.write import remove, write

    changes = [change for change in write(outputs, folder, root=project.root) if change.state != "unchanged"]
    for change in changes:
        edits = " over edits by hand" if change.state == "edited" else ""
        say(f"wrote {shown(change.output.path)}{edits}", settings)
    removed = remove(stray, folder, root=project.root)
    for orphan in stray:
        verb = "removed" if orphan.path in removed else "kept"
        edited = ", but it was edited by hand" if orphan.edited else ""
        say(f"{verb} {shown(orphan.path)}, which no spec makes any more{edited}", settings)
    say(f"{_count(len(outputs))}, {len(changes)} written", settings)


def _count(number: int) -> str:
    return f"{number} page{'' if number == 1 else 's'}"
