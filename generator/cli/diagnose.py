"""`dynaspec diagnose`: the runbook of a live stack, gone through."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli import finding_options, options
from generator.cli.completing import stacks, tables
from generator.cli.filing import is_the_answer, keep_apart, shown_format
from generator.cli.printing import columns_of, print_text
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, at_file, keep, show
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.diagnosis.finding import Diagnosis

__all__ = ["command"]

HOURS: Final = 3
# CloudWatch keeps values of a minute for 15 days: CloudWatch User Guide, "Metrics retention".
MOST_HOURS: Final = 15 * 24


@click.command("diagnose", cls=Command, epilog="Example: dynaspec diagnose orders --hours 6 --role orders-api")
@click.argument("stack", required=False, shell_complete=stacks)
@click.option(
    "--hours",
    type=click.IntRange(1, MOST_HOURS),
    default=HOURS,
    show_default=True,
    help="How far to look back.",
)
@click.option(
    "--table",
    metavar="NAME",
    type=options.NON_EMPTY,
    shell_complete=tables,
    help="Only this table, by its logical ID or its name.",
)
@click.option(
    "--role", metavar="NAME", type=options.NON_EMPTY, help="A role, by name or ARN, whose access is looked at too."
)
@click.option(
    "--user", metavar="NAME", type=options.NON_EMPTY, help="A user, by name or ARN, whose access is looked at too."
)
@options.region
@options.profile
@click.option(
    "--template",
    metavar="FILE",
    type=options.FilePath(),
    help="The template that is to be deployed.  [default: the project's for a stack of this name]",
)
@options.formed("text", "json", about="Form of the answer.")
@click.option("--policy", is_flag=True, help="Ask nothing; print the IAM policy that this command line needs.")
@finding_options.findings
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    stack: str | None,
    hours: int,
    table: str | None,
    role: str | None,
    user: str | None,
    region: str | None,
    profile: str | None,
    template: Path | None,
    form: str,
    policy: bool,
) -> int:
    """Go through the runbook of a live stack, and tell what to change in the spec.

    Asks AWS (needs dynaspec[live] and credentials) and changes nothing: consumption against limits of the tables and
    global indexes of STACK, throttles by cause, alarms, streams, indexes, replicas, settings, what policies a role or
    user lacks, and whether the project's template is what is deployed. Fails with 1 when something needs a hand, and
    with 2 when a part could not be read, which --select does not hide; the answer has all that was found.
    """
    from generator.cli.reading import check_region

    if policy or options.is_given("form"):
        keep_apart(settings)
    check_region(region)
    if policy:
        return _print_policy(stack, region, role=role, user=user)
    if not stack:
        raise UsageError([Problem("DS510", "no stack is named", "dynaspec diagnose STACK, or --policy")])
    from generator.cli.choosing import is_wanted
    from generator.cli.comparing import region_of
    from generator.cli.diagnosing import compared, existing, own
    from generator.diagnosis.diagnose import diagnose
    from generator.live.reading import Wanted, read
    from generator.spec.project import absolute, find_project

    ours = own(find_project(settings.config), stack, absolute(template) if template else None)
    where = region or (region_of(ours.compiled) if ours.compiled else None)
    facts = read(Wanted(stack, hours, table, role, user, where, profile, existing(ours)))
    diagnosis = diagnose(facts, compared(ours, facts.template, stack, facts.region))
    # What was not read is no finding to choose: an answer with a hole passes for none by its own code alone.
    failed = [each for each in facts.failed if is_wanted(each.code, ignore=settings.ignore)]
    choice = {"select": settings.select, "ignore": settings.ignore}
    notes = [each for each in diagnosis.notes if is_wanted(each.code, **choice)]
    found = [each for each in diagnosis.findings if is_wanted(each.code, **choice)]
    keep(failed, settings, fails=True)
    keep(notes, settings, fails=False)
    show([*failed, *notes], {}, settings)
    problems = [Problem(each.code, f"{each.subject}: {each.message}", each.hint) for each in found]
    if ours.template:
        problems = [at_file(each, ours.template, settings) for each in problems]
    keep(problems, settings, fails=True)
    if shown_format(settings) == "concise" and not options.is_given("form"):
        _print_lines(problems, settings)
    elif not is_the_answer(settings):
        _print(diagnosis, settings, form=form)
    return NOT_DONE if failed else NO if found else DONE


def _print_policy(stack: str | None, region: str | None, *, role: str | None, user: str | None) -> int:
    from generator.aws.regions import partition
    from generator.cli.printing import print_json
    from generator.live.permissions import policy
    from generator.live.principals import named

    of_region = partition(region) if region else "aws"
    names = {"role": named(role) if role else None, "user": named(user) if user else None}
    print_json(policy(of_region, stack=stack or "*", region=region or "*", **names))
    return DONE


def _print_lines(problems: list[Problem], settings: options.Settings) -> None:
    from generator.reports import concise
    from generator.reports.report import Report

    color = settings.color if settings.color is not None else sys.stdout.isatty()
    print_text(concise.render(Report(problems, {}), color=color))


def _print(diagnosis: Diagnosis, settings: options.Settings, *, form: str) -> None:
    from generator.reports import diagnosis as text
    from generator.reports import diagnosis_json

    if form == "json":
        print_text(diagnosis_json.render(diagnosis))
        return
    color = settings.color if settings.color is not None else sys.stdout.isatty()
    print_text(text.render(diagnosis, color=color, width=columns_of(sys.stdout)))
