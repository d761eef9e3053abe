"""A table of the model to the alarms on it and its indexes, none of which could never go off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from troposphere import Tags, cloudwatch

from generator.aws import metrics
from generator.errors import Path
from generator.resources import alarm_text, identity, names
from generator.resources.alarm import Named, alarm
from generator.resources.series import Calculation, Insights, Series, Watched
from generator.resources.targets import DIRECTIONS, Limit, Target, limit, settled, targets
from generator.spec.model.alarms import Direction
from generator.spec.model.settings import Kind, Setting, watched
from generator.spec.model.table import Table

__all__ = ["Notified", "build"]

Made = tuple[Path, cloudwatch.Alarm]

COUNTS: Final[tuple[Kind, ...]] = ("conditional_check_failed_requests", "transaction_conflicts")
KINESIS: Final[dict[Kind, str]] = {"kinesis_record_age": "age", "kinesis_failed_records": "failed"}


class Notified(NamedTuple):
    """What all alarms of a table, or of the account, have: tags, whether they notify the stack's topic unless they say
    otherwise, and the address of the folder of the stack's pages, empty when they name none.
    """

    tags: Tags | None
    topic: bool
    runbooks: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A target, with the tags that every alarm on it has, and the address of its table's page."""

    target: Target
    tags: Tags | None
    page: str


def build(table_id: str, table: Table, *, notified: Notified, region: str | None) -> Iterator[Made]:
    """The alarms of the table, then of each index, each with the place in the spec that it comes from.

    They watch what a global table is in `region`.
    """
    page = names.runbook_page(notified.runbooks, table_id)
    for target in targets(table_id, table, topic=notified.topic, region=region):
        subject = Subject(target, notified.tags, page)
        for direction in DIRECTIONS:
            yield from capacity(subject, direction)
        for direction in DIRECTIONS:
            yield from throttles(subject, direction)
        if target.index is None:
            yield from system_errors(subject)
            yield from partiql_system_errors(subject)
            yield from latency(subject)
            for kind in COUNTS:
                yield from count(subject, kind)
            yield from replication_latency(subject)
            for kind in KINESIS:
                yield from kinesis(subject, kind)


def capacity(subject: Subject, direction: Direction) -> Iterator[Made]:
    """The alarm on the consumed share of the limit, in percent, where there is a limit."""
    target = subject.target
    setting, bound = settled(target, "capacity", direction=direction), limit(target, direction)
    if setting.enabled and bound is not None:
        label = names.alarm_label("capacity", direction=direction)
        description = alarm_text.capacity(target, direction, setting=setting, limit=bound)
        usage = percentage(series(target, metrics.CONSUMED[direction], setting=setting), bound)
        path = ("alarms", "capacity", direction)
        yield made(subject, label, path=path, watched=usage, setting=setting, description=description)


def throttles(subject: Subject, direction: Direction) -> Iterator[Made]:
    """The alarm on throttle events."""
    target = subject.target
    setting, bound = settled(target, "throttles", direction=direction), limit(target, direction)
    if setting.enabled:
        label = names.alarm_label("throttles", direction=direction)
        beside = names.alarm_label("capacity", direction=direction)
        on = settled(target, "capacity", direction=direction).enabled
        description = alarm_text.throttles(
            target, direction, setting=setting, limit=bound, capacity_alarm=beside if on else ""
        )
        events = series(target, metrics.THROTTLES[direction], setting=setting)
        path = ("alarms", "throttles", direction)
        yield made(subject, label, path=path, watched=events, setting=setting, description=description)


def system_errors(subject: Subject) -> Iterator[Made]:
    """The alarm on DynamoDB's own errors, summed over the operations: the metric has no total of a table."""
    target = subject.target
    setting = settled(target, "system_errors")
    if setting.enabled:
        label = names.alarm_label("system_errors")
        of_operations = {
            names.metric_id(operation): series(target, metrics.SYSTEM_ERRORS, setting=setting, operation=operation)
            for operation in metrics.OPERATIONS
        }
        errors = Calculation("errors", "SUM(METRICS())", "System errors", of_operations)
        description = alarm_text.system_errors(target, setting=setting)
        path = ("alarms", "system_errors")
        yield made(subject, label, path=path, watched=errors, setting=setting, description=description)


def partiql_system_errors(subject: Subject) -> Iterator[Made]:
    """The same over the operations of PartiQL, where a policy allows them: whatever is none of the others."""
    target = subject.target
    setting = settled(target, "system_errors")
    if setting.enabled and target.table.allows_partiql(target.region):
        table = identity.table_name(target.table_id, target.table)
        others = (*metrics.OPERATIONS, metrics.STREAM_OPERATION)
        metric = metrics.PARTIQL_SYSTEM_ERRORS
        query = Insights("errors", metric, table, setting.statistic, setting.period, without=others)
        description = alarm_text.system_errors(target, setting=setting, noun="PartiQL statement")
        path = ("alarms", "system_errors")
        yield made(subject, "partiql-system-errors", path=path, watched=query, setting=setting, description=description)


def latency(subject: Subject) -> Iterator[Made]:
    """The alarms on the latency of operations, in the order written."""
    target = subject.target
    for operation in target.table.alarms.latency:
        setting = settled(target, "latency", operation=operation)
        if setting.enabled:
            label = names.alarm_label("latency", operation=operation)
            milliseconds = series(target, metrics.LATENCY, setting=setting, operation=operation)
            description = alarm_text.latency(target, operation, setting=setting)
            path = ("alarms", "latency", operation)
            yield made(subject, label, path=path, watched=milliseconds, setting=setting, description=description)


def count(subject: Subject, kind: Kind) -> Iterator[Made]:
    """The alarm on a count of the table's requests."""
    target = subject.target
    setting = settled(target, kind)
    if setting.enabled:
        counted = series(target, watched(kind), setting=setting)
        description = alarm_text.of_table(kind, target, setting=setting)
        label = names.alarm_label(kind)
        yield made(subject, label, path=("alarms", kind), watched=counted, setting=setting, description=description)


def replication_latency(subject: Subject) -> Iterator[Made]:
    """The alarms on how long changes take to the other Regions."""
    target = subject.target
    setting = settled(target, "replication_latency")
    for region in target.receivers if setting.enabled else ():
        dimensions = (*target.dimensions, ("ReceivingRegion", region))
        milliseconds = Series(metrics.REPLICATION_LATENCY, dimensions, setting.statistic, setting.period)
        description = alarm_text.replication_latency(target, region, setting=setting)
        label = names.alarm_label("replication_latency", region=region)
        path = ("alarms", "replication_latency")
        yield made(subject, label, path=path, watched=milliseconds, setting=setting, description=description)


def kinesis(subject: Subject, kind: Kind) -> Iterator[Made]:
    """The alarm on what goes to the Kinesis stream; no source names the value of the metric's second dimension."""
    target = subject.target
    setting = settled(target, kind)
    if setting.enabled and target.table.kinesis_stream:
        table = identity.table_name(target.table_id, target.table)
        query = Insights(KINESIS[kind], watched(kind), table, setting.statistic, setting.period)
        description = alarm_text.of_table(kind, target, setting=setting)
        label = names.alarm_label(kind)
        yield made(subject, label, path=("alarms", kind), watched=query, setting=setting, description=description)


def series(target: Target, metric: metrics.Metric, *, setting: Setting, operation: str = "") -> Series:
    """A metric of the target, or of an operation on it."""
    of_operation = (("Operation", operation),) if operation else ()
    dimensions = (*target.dimensions, *of_operation)
    return Series(metric, dimensions, setting.statistic, setting.period, target.table.billing_mode)


def percentage(consumed: Series, bound: Limit) -> Calculation:
    """Percent of the limit: the sum over a period is what was consumed, its average is units per request.

    Multiplied before it is divided, so that exactly 80 % is 80 and not 80.00000000000001.
    """
    expression = f"100 * consumed / (PERIOD(consumed) * {bound.units})"
    return Calculation("usage", expression, f"% of {bound.text}", {"consumed": consumed})


def made(subject: Subject, label: str, *, path: Path, watched: Watched, setting: Setting, description: str) -> Made:
    """An alarm under the name that its label gives it, and its place in the spec."""
    target = subject.target
    anchor = names.runbook_anchor(label, name=target.name, index=target.index)
    named = Named(
        names.alarm_id(target.table_id, label, name=target.name, index=target.index),
        names.alarm_name(target.table_id, label, name=target.name, index=target.index),
        alarm_text.with_runbook(description, subject.page, anchor),
    )
    return (*target.path, *path), alarm(named, watched=watched, setting=setting, tags=subject.tags)
