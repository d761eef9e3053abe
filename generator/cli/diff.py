"""`dynaspec diff`: what a deploy of the specs would change in AWS."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from generator.cli import finding_options, options
from generator.cli.deployed import Pair, Sides, begin, collected, compares, left_behind, pairs
from generator.cli.filing import is_the_answer, keep_apart, shown_format, texts_of
from generator.cli.printing import columns_of, print_text
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, keep, report, stage
from generator.errors import Problem

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.cli.compiling import Batch

__all__ = ["command"]

LEVELS: Final = ("never", "any", "risky", "replace")


@click.command("diff", cls=Command, epilog="Example: dynaspec diff --against main --fail-on replace")
@compares
@finding_options.of_specs
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="never",
    show_default=True,
    help="Exit with 1 for any change, for risky ones and worse, or for those that replace or delete.",
)
@options.formed("text", "json", "markdown", about="Form of the answer.")
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    sides: Sides,
    fail_on: str,
    form: str,
) -> int:
    """Tell what a deploy would change in AWS.

    Renders SPECs (files, folders, or - for standard input; default: every spec of the project) in memory, compares them
    with what is deployed, and says of each change what AWS does with it: in place, risky (in place, with a catch),
    several deploys, unknown before the deploy, refused, replaced, deleted. Writes nothing. FILE and - may also be what
    aws cloudformation get-template prints.
    """
    if options.is_given("form"):
        keep_apart(settings)
    project, batch, failed = begin(settings, sides)
    unusable = batch.unusable
    with stage("comparison", settings):
        comparisons = _compared(pairs(batch, project, sides), unusable)
        if sides.revision is not None and not (sides.specs or sides.environments or unusable):
            with collected(unusable):
                comparisons += left_behind(batch, project, sides.revision)
    report([*unusable, *failed], batch.texts, settings)
    if (comparisons or not (unusable or failed)) and not is_the_answer(settings):
        is_concise = shown_format(settings) == "concise" and not options.is_given("form")
        _print(comparisons, batch, settings, form="concise" if is_concise else form)
    _keep(comparisons, fail_on, settings)
    if unusable:
        return NOT_DONE
    changes = (change for each in comparisons for change in _chosen(each, settings))
    return NO if failed or any(_fails(change, fail_on) for change in changes) else DONE


def _compared(found: Iterator[Pair], unusable: list[Problem]) -> list[Comparison]:
    from generator.cli.comparing import compare

    comparisons = []
    with collected(unusable):
        for each in found:
            with collected(unusable):
                comparisons.append(compare(*each))
    return comparisons


def _print(comparisons: Sequence[Comparison], batch: Batch, settings: options.Settings, *, form: str) -> None:
    from generator.reports import changes, changes_found, changes_json, changes_markdown

    color = settings.color if settings.color is not None else sys.stdout.isatty()
    if form == "concise":
        text = changes_found.concise(
            [replace(each, changes=tuple(_chosen(each, settings))) for each in comparisons], color=color
        )
    elif form == "json":
        text = changes_json.render(comparisons)
    elif form == "markdown":
        text = changes_markdown.render(comparisons)
    else:
        positions = [change.position for each in comparisons for change in each.changes]
        text = changes.render(
            comparisons, {**texts_of(positions), **batch.texts}, color=color, width=columns_of(sys.stdout)
        )
    print_text(text)


def _chosen(comparison: Comparison, settings: options.Settings) -> list[Change]:
    """The changes that count, by --select and --ignore."""
    from generator.cli.choosing import is_wanted

    return [each for each in comparison.changes if is_wanted(each.code, select=settings.select, ignore=settings.ignore)]


def _keep(comparisons: Sequence[Comparison], level: str, settings: options.Settings) -> None:
    """Keeps the changes for the report that is written in the end; one in place is an aside where it does not fail."""
    from generator.aws.updates import RULES
    from generator.reports.changes_found import found, severity

    for each in comparisons:
        for change in _chosen(each, settings):
            problem = found(each, change)
            keep([problem], settings, fails=_fails(change, level))
            settings.found.titles[change.code] = RULES[change.code].title
            if level != "any" and severity(change) == "info":
                settings.found.asides.add(problem)
        settings.found.files.add(each.template)


def _fails(change: Change, level: str) -> bool:
    if level == "risky":
        from generator.aws.rule import IMPACTS
        from generator.changes.impact import rank

        return rank(change) >= IMPACTS.index("risky")
    return level == "any" or (level == "replace" and change.replaces)
