"""A stack in AWS to what there is to know of it, each part of which can fail alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timezone
from functools import partial
from typing import Any, Final, Literal

from generator.aws.properties import TABLES
from generator.diagnosis.facts import Alarm, Facts, Principal, Table, Window
from generator.errors import Problem, UsageError
from generator.live import metrics, principals, stacks, tables
from generator.live.session import Session, asked, opened
from generator.resources import names

__all__ = ["Wanted", "now", "read"]

ALARM: Final = "AWS::CloudWatch::Alarm"
POLICY: Final = "AWS::IAM::ManagedPolicy"
# CloudWatch API Reference, DescribeAlarms: as many names a request.
ALARM_NAMES: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a stack; `existing` are outputs with the names of tables made elsewhere, by logical ID."""

    stack: str
    hours: int
    table: str | None = None
    role: str | None = None
    user: str | None = None
    region: str | None = None
    profile: str | None = None
    existing: Mapping[str, str] = field(default_factory=dict)


def now() -> int:
    """The second since 1970."""
    return int(time.time())


def read(wanted: Wanted) -> Facts:
    """What AWS says. UsageError without boto3, credentials, Region or stack, and for a name that is not there."""
    session = opened(wanted.region, wanted.profile, wanted_by="diagnose")
    end = now() // 60 * 60
    window = Window(end - 3600 * wanted.hours, end)
    stack = stacks.described(session, wanted.stack)
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", ())}
    elsewhere = {name: outputs[output] for name, output in wanted.existing.items() if output in outputs}
    resources = listed(session, wanted.stack)
    found = metrics.measured(session, list(of_stack(session, resources, wanted, elsewhere)), window)
    measured = [each for table in found for each in table.targets if each.consumed is not None]
    unbounded = any(not each.provisioned and not each.maximum for each in measured)
    only = found[0].logical_id if wanted.table and found else None
    watching = {name: each for each, name in of_type(resources, ALARM).items() if only in (None, *watched(name))}
    policies = of_type(resources, POLICY)
    policies = {
        each: arn for each, arn in policies.items() if each.startswith(names.policy_id(only or "", "")) or not only
    }
    return Facts(
        wanted.stack,
        session.region,
        str(stack["StackStatus"]),
        window,
        tuple(found),
        session.tried("alarms", lambda: tuple(of_names(session, watching))),
        policies,
        tuple(of_wanted(session, wanted, found)),
        metrics.quotas(session, window) if unbounded else {},
        session.tried("the deployed template", lambda: stacks.as_deployed(session, wanted.stack)),
        tuple(session.failed),
    )


def listed(session: Session, stack: str) -> dict[str, dict[str, Any]]:
    """The resources that the stack has by logical ID."""
    with asked(partial(stacks.refused, session, stack, "ListStackResources")):
        pages = session.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
        found = [each for page in pages for each in page["StackResourceSummaries"]]
        return {each["LogicalResourceId"]: each for each in found if each.get("PhysicalResourceId")}


def of_type(resources: Mapping[str, dict[str, Any]], *types: str) -> dict[str, str]:
    """The names or ARNs of the resources of some types by logical ID."""
    found = {name: each for name, each in resources.items() if each["ResourceType"] in types}
    return {name: str(each["PhysicalResourceId"]) for name, each in found.items()}


def of_stack(
    session: Session, resources: Mapping[str, dict[str, Any]], wanted: Wanted, elsewhere: Mapping[str, str]
) -> Iterator[Table]:
    """The tables of the stack, those that it only watches among them. UsageError for a table that it does not have."""
    made = of_type(resources, *TABLES)
    known = {**made, **{name: table for name, table in elsewhere.items() if name not in made}}
    chosen = {name: table for name, table in known.items() if wanted.table in (None, name, table)}
    if wanted.table is not None and not chosen:
        shown = ", ".join(f"{name} ({table})" for name, table in known.items())
        hint = f"its tables are {shown}" if known else "it has none"
        raise UsageError([Problem("DS701", f"the stack {wanted.stack!a} has no table {wanted.table!a}", hint)])
    for logical_id, name in chosen.items():
        table = tables.described(session, logical_id, name, existing=logical_id not in made)
        if table:
            yield table


def watched(alarm: str) -> list[str]:
    """The logical ID of the table that an alarm is on, between the slashes of its name; none of the account's."""
    return alarm.split("/")[1:-1][:1]


def of_names(session: Session, logical_ids: Mapping[str, str]) -> Iterator[Alarm]:
    """The alarms of these names, with their logical IDs."""
    wanted = sorted(logical_ids)
    paginator = session.client("cloudwatch").get_paginator("describe_alarms")
    for first in range(0, len(wanted), ALARM_NAMES):
        for page in paginator.paginate(AlarmNames=wanted[first : first + ALARM_NAMES], AlarmTypes=["MetricAlarm"]):
            for each in page["MetricAlarms"]:
                since = each.get("StateTransitionedTimestamp") or each.get("StateUpdatedTimestamp")
                at = since.astimezone(timezone.utc) if since else None
                reason = " ".join(each.get("StateReason", "").split())
                runbook = each.get("AlarmDescription", "").rpartition(" ")[2]
                address = runbook if "://" in runbook else ""
                yield Alarm(logical_ids[each["AlarmName"]], each["AlarmName"], each["StateValue"], at, reason, address)


def of_wanted(session: Session, wanted: Wanted, found: Sequence[Table]) -> Iterator[Principal]:
    """The role and the user that are asked about."""
    kinds: tuple[tuple[Literal["role", "user"], str | None], ...] = (("role", wanted.role), ("user", wanted.user))
    resources = [(table.logical_id, table.arn, table.stream_arn) for table in found if table.arn]
    for kind, name in kinds:
        if name and (each := principals.principal(session, kind, name, resources)):
            yield each
