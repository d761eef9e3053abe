"""`dynaspec docs`: specs to pages about their tables, or to what is not up to date among them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli import finding_options, options
from generator.cli.bringing import Brought, Kind, bring, compare
from generator.cli.filing import is_told_at_length
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, report
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.compiling import Batch
    from generator.pages.page import Page
    from generator.spec.project import Project
    from generator.template.orphans import Orphan
    from generator.template.write import Output

__all__ = ["command"]

FOLDER: Final = Path("docs", "tables")
SUFFIX: Final = ".md"
PAGES: Final = Kind(
    "page",
    {
        "new": ("DS541", "is missing", "run dynaspec docs and commit the page"),
        "stale": ("DS542", "is stale", "run dynaspec docs and commit the page"),
        "edited": ("DS543", "was edited by hand", "say it in the spec and run dynaspec docs"),
        "foreign": (
            "DS403",
            "exists and was not rendered by dynaspec",
            "move the file elsewhere, or choose another folder",
        ),
    },
    left=("DS544", "remove it, or run dynaspec docs, which does"),
)


@click.command("docs", cls=Command, epilog="Example: dynaspec docs specs/orders.yaml")
@options.specs
@options.folder("Folder to write to.  [default: docs/tables of the project]")
@options.check
@options.environments
@finding_options.findings
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
    from generator.template.orphans import orphans

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
    made = {each.path for each in outputs}
    stray = orphans(folder, root=project.root, outputs=made, suffixes=(SUFFIX,)) if whole else []
    brought = Brought(PAGES, folder, outputs, stray, _reason)
    if check:
        return compare(brought, project, settings, printed=is_told_at_length(settings))
    bring(brought, stray, project, settings)
    return DONE


def _pages(batch: Batch, project: Project, *, whole: bool) -> list[Page]:
    from generator.cli.paging import stacks_of
    from generator.pages.page import index, pages

    stacks = stacks_of(batch.compiled)
    listing = [index(stacks, source=project.specs.relative_to(project.root).as_posix())] if whole else []
    return [*(page for stack in stacks for page in pages(stack)), *listing]


def _outputs(pages: Sequence[Page], folder: Path) -> list[Output]:
    from generator.template.stamp import stamped
    from generator.template.write import Output

    return [Output(folder / page.path, stamped(page.text, source=page.source)) for page in pages]


def _reason(orphan: Orphan) -> str:
    return ": no spec makes it" + (", but it was edited by hand" if orphan.edited else "")
