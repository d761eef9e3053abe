"""What AWS says of a live stack, and what the project says of it, to a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from generator.changes.template import Resource, read
from generator.diagnosis import access, settings, throughput
from generator.diagnosis.facts import Alarm, Facts
from generator.diagnosis.finding import Diagnosis, Finding, Known
from generator.errors import Problem, UsageError

__all__ = ["diagnose"]

ALARM: Final = "ALARM"
# In every other state that a stack can stay in, it waits for somebody.
SOUND: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")
UNDER_WAY: Final = "_IN_PROGRESS"


def diagnose(facts: Facts, known: Known) -> Diagnosis:
    """The numbers of every table, and all that needs a hand, alarms first."""
    used = tuple(each for table in facts.tables for each in throughput.usage(table, facts))
    principals = tuple(access.access(each, facts) for each in facts.principals)
    resources = deployed(facts)
    found: list[Finding] = [*of_stack(facts), *of_alarms(facts.alarms or ())]
    for table in facts.tables:
        for each in used:
            if each.table == table.logical_id:
                found += throughput.findings(table, each, known)
        resource = None if table.existing else resources.get(table.logical_id)
        found += settings.findings(table, resource, facts.region)
    for principal in principals:
        found += access.findings(principal)
    found += drift(known)
    return Diagnosis(facts, known, used, principals, tuple(agreed(found)), tuple(notes(facts, known)))


def agreed(found: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, of which those that raise one key all raise it to the largest number that is proposed."""
    most: dict[str, int] = {}
    for advice in (advice for each in found for advice in each.advice):
        if not isinstance(advice.proposed, (bool, str)):
            most[advice.key] = max(most.get(advice.key, 0), advice.proposed)
    for each in found:
        yield replace(
            each,
            advice=tuple(advice._replace(proposed=most.get(advice.key, advice.proposed)) for advice in each.advice),
        )


def deployed(facts: Facts) -> Mapping[str, Resource]:
    """The resources of the deployed template; none where it cannot be read."""
    try:
        return read(facts.template, f"stack {facts.stack}").resources if facts.template is not None else {}
    except UsageError:
        return {}


def of_stack(facts: Facts) -> Iterator[Finding]:
    """That the stack waits for somebody."""
    if facts.status not in SOUND and not facts.status.endswith(UNDER_WAY):
        hint = f"see why: aws cloudformation describe-stack-events --stack-name {facts.stack}"
        yield Finding("DS717", f"stack {facts.stack}", f"it is in {facts.status}", hint)


def of_alarms(alarms: tuple[Alarm, ...]) -> Iterator[Finding]:
    """The alarms that are on."""
    for alarm in alarms:
        if alarm.state == ALARM:
            since = f" since {alarm.since:%Y-%m-%d %H:%M} UTC" if alarm.since else ""
            hint = f"its section of the runbook says what to do: {alarm.runbook or 'dynaspec docs writes it'}"
            yield Finding("DS710", alarm.logical_id, f"the alarm {alarm.name} is on{since}: {alarm.reason}", hint)


def drift(known: Known) -> Iterator[Finding]:
    """That the project's template is not what is deployed."""
    if known.changes:
        count = len(known.changes)
        message = f"{known.template} is not what is deployed: {count} change{'' if count == 1 else 's'}"
        yield Finding("DS715", "template", message, "deploy it, or see dynaspec diff for what that does")


def notes(facts: Facts, known: Known) -> Iterator[Problem]:
    """What the reader should know of the diagnosis itself."""
    if not facts.tables and not any(each.code == "DS702" for each in facts.failed):
        message = f"the stack {facts.stack!a} has no table of DynamoDB"
        hint = f"see that it is the one you mean: aws cloudformation list-stack-resources --stack-name {facts.stack}"
        yield Problem("DS707", message, hint)
    if not known.template:
        message = f"no template of this project is that of the stack {facts.stack!a}"
        hint = (
            "if it is a stack of ours, go to the project's folder or name it with -C, or name its template with "
            "--template FILE; until then keys of the spec are guessed, and nothing is compared"
        )
        yield Problem("DS706", message, hint)
    read_of = [each for table in facts.tables for each in table.targets if each.consumed is not None]
    if read_of and not any(each.consumed for each in read_of):
        hours = (facts.window.end - facts.window.start) // 3600
        message = f"no table has consumed anything in the last {hours} hours in {facts.region}"
        yield Problem("DS705", message, "if it should have, see that this is its Region, or look further back: --hours")
