"""`dynaspec check`: everything that render does, in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import finding_options, options
from generator.cli.reporting import NOT_DONE, Command, exit_code, report, say

if TYPE_CHECKING:
    from generator.pipeline import Form

__all__ = ["command"]


@click.command("check", cls=Command, epilog="Example: dynaspec check specs/orders.yaml")
@options.specs
@options.environments
@click.option("--staged", is_flag=True, help="For a hook: check the specs as a commit would have them.")
@finding_options.of_specs
@options.form
@options.jobs
@options.cached
@finding_options.fail_on
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    specs: tuple[Path, ...],
    staged: bool,
    environments: tuple[str, ...],
    form: Form,
    jobs: int,
    cached: bool,
    fail_on: str,
) -> int:
    """Check specs and render them in memory.

    Reads SPECs (files, folders, or - for standard input; default: every spec of the project), renders them and runs
    cfn-lint over the templates. Writes nothing.
    """
    from generator.cli.compiling import Wanted, compile_named
    from generator.cli.staging import project_looked_at

    project = project_looked_at(settings, specs, staged=staged, cached=cached)
    wanted = Wanted(form, environments, jobs)
    batch = compile_named(project, specs, wanted=wanted, settings=settings, folder=project.templates)
    report(batch.problems, batch.texts, settings)
    code = NOT_DONE if batch.unusable else exit_code(batch.problems, fail_on=fail_on)
    if not code:
        count = len({each.source.shown for each in batch.compiled})
        say(f"{count} spec{'' if count == 1 else 's'} checked", settings)
    return code
