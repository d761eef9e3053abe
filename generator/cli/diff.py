"""`dynaspec diff`: what a deploy of the specs would change in AWS."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli import deployed, options
from generator.cli.deployed import Pair, collected, fits_together, left_behind, pairs
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, keep_apart, report, texts_of
from generator.errors import Problem

if TYPE_CHECKING:
    from generator.changes.change import Comparison
    from generator.cli.compiling import Batch

__all__ = ["command"]

LEVELS: Final = ("never", "any", "risky", "replace")


@click.command("diff", cls=Command, epilog="Example: dynaspec diff --against main --fail-on replace")
@options.specs
@options.environments
@deployed.against
@deployed.stack
@options.findings
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="never",
    show_default=True,
    help="Exit with 1 for any change, for risky ones and worse, or for those that replace or delete.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
@options.cached
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    specs: tuple[Path, ...],
    environments: tuple[str, ...],
    against: str | None,
    stack: str | None,
    fail_on: str,
    form: str,
    cached: bool,
) -> int:
    """Tell what a deploy would change in AWS.

    Renders SPECs (files, folders, or - for standard input; default: every spec of the project) in memory, compares them
    with what is deployed, and says of each change what AWS does with it: in place, risky (in place, with a catch),
    several deploys, unknown before the deploy, refused, replaced, deleted. Writes nothing. FILE and - may also be what
    aws cloudformation get-template prints.
    """
    from generator.cli.compiling import Wanted, build_named, close_cache
    from generator.pipeline import problems_of
    from generator.spec.project import find_project

    fits_together(specs, against, stack)
    keep_apart(settings)
    project = find_project(settings.config, cached=cached)
    wanted = Wanted("yaml", environments, jobs=1)
    batch = build_named(project, specs, wanted=wanted, folder=project.templates)
    failed = problems_of([each for each in batch.compiled if each.failed])
    unusable = batch.unusable
    comparisons = _compared(pairs(batch, project, against=against, stack=stack), unusable)
    of_file = stack is not None or (against is not None and (against == "-" or Path(against).is_file()))
    gone: list[Problem] = []
    if not (specs or environments or of_file or unusable):
        gone = list(left_behind(batch, project, against or "HEAD"))
    close_cache(project, settings)
    report([*unusable, *failed, *gone], batch.texts, settings)
    if comparisons or not (unusable or failed):
        _print(comparisons, batch, settings, form=form)
    if unusable:
        return NOT_DONE
    return NO if failed or _fails(comparisons, fail_on) or (gone and fail_on != "never") else DONE


def _compared(found: Iterator[Pair], unusable: list[Problem]) -> list[Comparison]:
    from generator.cli.comparing import compare

    comparisons = []
    with collected(unusable):
        for each in found:
            with collected(unusable):
                comparisons.append(compare(*each))
    return comparisons


def _print(comparisons: Sequence[Comparison], batch: Batch, settings: options.Settings, *, form: str) -> None:
    from generator.reports import changes, changes_json, changes_markdown

    if form == "json":
        text = changes_json.render(comparisons)
    elif form == "markdown":
        text = changes_markdown.render(comparisons)
    else:
        color = settings.color if settings.color is not None else sys.stdout.isatty()
        positions = [change.position for each in comparisons for change in each.changes]
        text = changes.render(comparisons, {**texts_of(positions), **batch.texts}, color=color)
    click.echo(text.encode(), nl=False)


def _fails(comparisons: Sequence[Comparison], level: str) -> bool:
    changes = [change for each in comparisons for change in each.changes]
    if level == "replace":
        return any(change.replaces for change in changes)
    if level == "risky":
        from generator.aws.rule import IMPACTS
        from generator.changes.impact import rank

        return any(rank(change) >= IMPACTS.index("risky") for change in changes)
    return level == "any" and bool(changes)
