"""`dynaspec plan`: the deploys that a change takes when one cannot do it, and the script that makes them in order."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli import finding_options, options
from generator.cli.bringing import write
from generator.cli.completing import tables
from generator.cli.deployed import Sides, begin, collected, compares, left_behind, pairs
from generator.cli.filing import is_the_answer
from generator.cli.printing import columns_of, print_text
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, report, say, stage
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.changes.change import Comparison
    from generator.cli.compiling import Batch
    from generator.cli.planning import Planned
    from generator.cli.renaming import Rename
    from generator.spec.project import Project
    from generator.template.orphans import Orphan

__all__ = ["command"]

FOLDER: Final = "plan"
# What a plan before this one may have left in its folder.
STEP_FILE: Final = re.compile(r"[0-9]{2,}-[A-Za-z0-9._-]+\.yaml|deploy\.sh")


@click.command("plan", cls=Command, epilog="Example: dynaspec plan specs/orders.yaml --against main")
@compares
@options.folder(f"Folder to write to.  [default: {FOLDER}]")
@click.option(
    "--give-up",
    "given_up",
    metavar="TABLE",
    type=options.NON_EMPTY,
    multiple=True,
    shell_complete=tables,
    help="Table, by logical ID, that may be replaced or deleted with its items; its protection goes off first.",
)
@finding_options.findings
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    sides: Sides,
    output: Path | None,
    given_up: tuple[str, ...],
) -> int:
    """Write the steps of a change that one deploy cannot make.

    Compares what SPECs render with what is deployed, as dynaspec diff does. Where a deploy would be refused, or does
    too much at once, it writes a folder with a template for each step and deploy.sh, which deploys them in order with
    the AWS command line, waits for indexes to be ACTIVE, and goes on where it stopped when it is run again. What no
    steps can do with the items kept is refused, with the way by hand.

    No --select or --ignore changes the steps or lets a refused plan through: what stops a plan is an error of ours, and
    --give-up is the only way to let go of items. A rule of cfn-lint that is ignored is so in the steps too.
    """
    from generator.cli.planning import plan_for, step_problems
    from generator.spec.project import absolute

    project, batch, failed = begin(settings, sides)
    folder = absolute(output) if output else project.root / FOLDER
    _check_apart(folder, project)
    unusable = batch.unusable
    planned: list[Planned] = []
    with stage("comparison", settings), collected(unusable):
        for pair in pairs(batch, project, sides):
            with collected(unusable):
                planned.append(plan_for(pair, given_up=given_up))
    abandoned: list[Comparison] = []
    if sides.revision is not None and not (sides.specs or sides.environments or unusable):
        with collected(unusable):
            abandoned += left_behind(batch, project, sides.revision)
    if not (unusable or failed) and (unknown := list(_unknown(given_up, planned, batch))):
        raise UsageError(unknown)
    refused = [problem for each in planned for problem in each.problems]
    with stage("lint", settings):
        ignore = (*project.ignore, *settings.ignore)
        refused += [problem for each in planned for problem in step_problems(each, ignore=ignore)]
    report([*unusable, *failed, *refused], batch.texts, settings)
    sound = not (unusable or failed or refused)
    for each in planned if sound else ():
        _write(each, folder, project, settings, stack=sides.stack)
    if not is_the_answer(settings):
        _print(planned, abandoned, folder if sound else None, settings, stack=sides.stack)
    return NOT_DONE if unusable else NO if failed or refused else DONE


def _check_apart(folder: Path, project: Project) -> None:
    """UsageError for a folder in which the steps would be taken for specs or templates."""
    from generator.spec.project import shown

    for each in (project.specs, project.templates):
        if folder.is_relative_to(each):
            message = (
                f"the steps cannot go to {shown(folder)}: what is in {shown(each)} is taken for specs or templates"
            )
            raise UsageError([Problem("DS510", message, f"write -o with a folder outside of {shown(each)}")])


def _unknown(given_up: Sequence[str], planned: Sequence[Planned], batch: Batch) -> Iterator[Problem]:
    from generator.aws.properties import HOLDING, TABLES
    from generator.cli.planning import RENAMED
    from generator.spec.likeness import did_you_mean

    # What did not change may be recalled, and then without its tables.
    built = [batch.whole(each.pair.compiled).built for each in planned] if given_up else []
    known = {name: None for each in built if each for name in each.spec.tables}
    known |= {str(change.before): None for each in planned for change in each.changes if change.code in RENAMED}
    known |= {change.resource: None for each in planned for change in each.changes if change.type in TABLES | HOLDING}
    for name in dict.fromkeys(given_up):
        if name not in known:
            listed = f"there are {', '.join(known)}" if known else "there are none"
            yield Problem("DS521", f"--give-up {name}: there is no such table", did_you_mean(name, known) or listed)


def _folder_of(planned: Planned, folder: Path) -> Path:
    return (folder / planned.pair.compiled.template_name("yaml")).with_suffix("")


def _write(planned: Planned, folder: Path, project: Project, settings: options.Settings, *, stack: str | None) -> None:
    from generator.changes.script import SCRIPT, file_of, script
    from generator.cli.comparing import region_of
    from generator.spec.project import shown
    from generator.template.deploy import stack_name
    from generator.template.orphans import remove
    from generator.template.write import Output

    own = _folder_of(planned, folder)
    outputs = [Output(own / file_of(number, step), step.text) for number, step in enumerate(planned.steps, 1)]
    if planned.steps:
        compiled = planned.pair.compiled
        text = script(
            planned.steps,
            stack=stack or stack_name(planned.pair.template, compiled.environment),
            start=planned.pair.deployed or b"",
            source=compiled.source.header,
            region=region_of(compiled),
        )
        outputs.append(Output(own / SCRIPT, text))
    for change in write(outputs, own, project, settings):
        if change.state != "unchanged":
            say(f"wrote {shown(change.output.path)}", settings)
    for path in remove(_left_over(own, {output.path for output in outputs}), own, root=project.root):
        say(f"removed {shown(path)}, which is of a plan before this one", settings)


def _left_over(folder: Path, wanted: set[Path]) -> Iterator[Orphan]:
    from generator.template.orphans import Orphan
    from generator.template.stamp import stamp

    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path not in wanted and STEP_FILE.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            found = stamp(path.read_text(encoding="utf-8", errors="replace"))
            if found:
                yield Orphan(path, found.source, found.edited)


def _print(
    planned: Sequence[Planned],
    abandoned: Sequence[Comparison],
    folder: Path | None,
    settings: options.Settings,
    *,
    stack: str | None,
) -> None:
    """Prints the plans; without a folder, of which nothing was written."""
    from generator.reports.steps import left

    color = settings.color if settings.color is not None else sys.stdout.isatty()
    width = columns_of(sys.stdout)
    text = "\n\n".join(
        "\n".join(lines)
        for lines in (
            *(_told(each, folder, stack, width=width) for each in planned),
            *(left(each, width=width) for each in abandoned),
        )
    )
    if text:
        print_text((text if color else click.unstyle(text)) + "\n")


def _told(planned: Planned, folder: Path | None, stack: str | None, *, width: int) -> Iterator[str]:
    from generator.aws.recipes import RECIPES
    from generator.changes.script import SCRIPT, asks, file_of
    from generator.reports.steps import recipe, told
    from generator.reports.wrapping import hanging
    from generator.spec.project import shown
    from generator.template.deploy import deploy_command, stack_name

    pair, compiled = planned.pair, planned.pair.compiled
    head = f"{pair.template} against {pair.against}"
    for table in planned.spared:
        yield from hanging("", f"--give-up {table} does nothing: {table} keeps its items", width=width)
    if planned.problems:
        yield from hanging("", f"{head}: no steps", width=width)
        yield from recipe(planned.changes, RECIPES, width=width)
        return
    if not planned.steps:
        yield from hanging("", f"{head}: {'one deploy does it' if planned.changes else 'no change'}", width=width)
        if planned.changes and compiled.built:
            yield deploy_command(
                compiled.built.template, file=pair.template, environment=compiled.environment, stack=stack or ""
            )
        return
    own = _folder_of(planned, folder) if folder else None
    where = f" in {shown(own)}" if own else ", not written because of the errors"
    steps = f"{len(planned.steps)} step{'s'[: len(planned.steps) > 1]}{where}"
    yield from hanging("", f"{head}: {steps}", width=width)
    for rename in planned.renames:
        called = f"call {_written(rename)} {rename.new}: the steps have it under that name"
        yield from hanging("", f"in {compiled.source.shown}, {called}", width=width)
    for number, step in enumerate(planned.steps, 1):
        yield from told(step, number, file=file_of(number, step), width=width)
    if own is None:
        return
    name = shlex.quote(stack) if stack else stack_name(pair.template, compiled.environment)
    asked = "  # asks for DYNASPEC_START=confirmed: what is deployed has no digest to tell it by"
    yield f"sh {shlex.quote(shown(own / SCRIPT))} {name}{asked if asks(planned.steps, pair.deployed or b'') else ''}"


def _written(rename: Rename) -> str:
    return f"tables.{rename.table}.{rename.key}.{rename.old}"
