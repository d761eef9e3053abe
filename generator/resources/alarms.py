"""A table of the model to the alarms on it and its indexes, none of which could never go off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from troposphere import Ref, Sub, Tags, cloudwatch

from generator.aws import metrics
from generator.errors import Path
from generator.resources import alarm_text, names
from generator.resources.names import AlarmKind
from generator.resources.targets import Limit, Target, limit, targets
from generator.resources.text import resolved
from generator.spec.model.alarms import Direction, Kind, Setting, settle
from generator.spec.model.table import Table

__all__ = ["build"]

Made = tuple[Path, cloudwatch.Alarm]

DIRECTIONS: Final[tuple[Direction, ...]] = ("read", "write")
CAPACITY: Final[dict[Direction, AlarmKind]] = {"read": "read-capacity", "write": "write-capacity"}
THROTTLES: Final[dict[Direction, AlarmKind]] = {"read": "read-throttles", "write": "write-throttles"}
NEW_WORD: Final = re.compile("(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Subject:
    """A target, with the dimensions and the tags that every alarm on it has."""

    target: Target
    dimensions: list[cloudwatch.MetricDimension]
    tags: Tags | None


def build(table_id: str, table: Table, *, tags: Tags | None) -> Iterator[Made]:
    """The alarms of the table, then of each index, each with the place in the spec that it comes from."""
    for target in targets(table_id, table):
        subject = Subject(target, dimensions(target), tags)
        for direction in DIRECTIONS:
            yield from capacity(subject, direction)
        for direction in DIRECTIONS:
            yield from throttles(subject, direction)
        if target.index is None:
            yield from system_errors(subject)


def capacity(subject: Subject, direction: Direction) -> Iterator[Made]:
    """The alarm on the consumed share of the limit, in percent, where there is a limit."""
    target = subject.target
    setting, bound = settled(target, "capacity", direction=direction), limit(target, direction)
    if not setting.enabled or bound is None:
        return
    description = alarm_text.capacity(target, direction, setting=setting, limit=bound)
    watched = {"Metrics": usage(subject, direction, setting=setting, limit=bound)}
    made = alarm(subject, CAPACITY[direction], watched=watched, setting=setting, description=description)
    yield (*target.path, "alarms", "capacity", direction), made


def throttles(subject: Subject, direction: Direction) -> Iterator[Made]:
    """The alarm on throttle events."""
    target = subject.target
    setting, bound = settled(target, "throttles", direction=direction), limit(target, direction)
    if not setting.enabled:
        return
    beside = CAPACITY[direction] if settled(target, "capacity", direction=direction).enabled else ""
    description = alarm_text.throttles(target, direction, setting=setting, limit=bound, capacity_alarm=beside)
    watched = {
        "Namespace": metrics.NAMESPACE,
        "MetricName": metrics.THROTTLES[direction].name,
        "Dimensions": subject.dimensions,
        "Statistic": setting.statistic,
        "Period": setting.period,
    }
    made = alarm(subject, THROTTLES[direction], watched=watched, setting=setting, description=description)
    yield (*target.path, "alarms", "throttles", direction), made


def system_errors(subject: Subject) -> Iterator[Made]:
    """The alarm on DynamoDB's own errors, summed over the operations: the metric has no total of a table."""
    target = subject.target
    setting = settled(target, "system_errors")
    if not setting.enabled:
        return
    description = alarm_text.system_errors(target, setting=setting)
    queries = [
        cloudwatch.MetricDataQuery(Id="errors", Expression="SUM(METRICS())", Label="System errors", ReturnData=True)
    ]
    for operation in metrics.OPERATIONS:
        of_operation = [*subject.dimensions, dimension("Operation", operation)]
        metric_id = NEW_WORD.sub("_", operation).lower()
        queries.append(stat(metric_id, metrics.SYSTEM_ERRORS, setting=setting, of=of_operation))
    watched = {"Metrics": queries}
    made = alarm(subject, "system-errors", watched=watched, setting=setting, description=description)
    yield (*target.path, "alarms", "system_errors"), made


def settled(target: Target, kind: Kind, *, direction: Direction | None = None) -> Setting:
    """The setting of one alarm."""
    of_index = target.index.alarms if target.index else None
    return settle(target.table.alarms, kind, direction=direction, index=of_index)


def usage(
    subject: Subject, direction: Direction, *, setting: Setting, limit: Limit
) -> list[cloudwatch.MetricDataQuery]:
    """Percent of the limit: the sum over a period is what was consumed, its average is units per request.

    Multiplied before it is divided, so that exactly 80 % is 80 and not 80.00000000000001.
    """
    expression = f"100 * consumed / (PERIOD(consumed) * {limit.units})"
    label = f"% of {limit.units} {limit.noun}"
    return [
        cloudwatch.MetricDataQuery(Id="usage", Expression=expression, Label=label, ReturnData=True),
        stat("consumed", metrics.CONSUMED[direction], setting=setting, of=subject.dimensions),
    ]


def stat(
    metric_id: str, metric: metrics.Metric, *, setting: Setting, of: list[cloudwatch.MetricDimension]
) -> cloudwatch.MetricDataQuery:
    """A metric that an expression refers to."""
    return cloudwatch.MetricDataQuery(
        Id=metric_id,
        MetricStat=cloudwatch.MetricStat(
            Metric=cloudwatch.Metric(Namespace=metrics.NAMESPACE, MetricName=metric.name, Dimensions=of),
            Period=setting.period,
            Stat=setting.statistic,
        ),
        ReturnData=False,
    )


def dimensions(target: Target) -> list[cloudwatch.MetricDimension]:
    """Every dimension that the metric has: without one of them an alarm never goes off."""
    of_table = dimension("TableName", Ref(target.table_id))
    return [of_table, dimension("GlobalSecondaryIndexName", target.name)] if target.index else [of_table]


def dimension(name: str, value: str | Ref) -> cloudwatch.MetricDimension:
    """One dimension of a metric."""
    return cloudwatch.MetricDimension(Name=name, Value=value)


def alarm(
    subject: Subject,
    kind: AlarmKind,
    *,
    watched: dict[str, Any],
    setting: Setting,
    description: str,
) -> cloudwatch.Alarm:
    """An alarm on the metric or the metrics in `watched`."""
    target = subject.target
    states = {
        "AlarmActions": setting.alarm_actions,
        "OKActions": setting.ok_actions,
        "InsufficientDataActions": setting.insufficient_data_actions,
    }
    return cloudwatch.Alarm(
        names.alarm_id(target.table_id, kind, name=target.name, index=target.index),
        AlarmName=Sub(names.alarm_name(target.table_id, kind, name=target.name, index=target.index)),
        AlarmDescription=resolved(description),
        **watched,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=setting.threshold,
        EvaluationPeriods=setting.evaluation_periods,
        DatapointsToAlarm=setting.datapoints_to_alarm,
        # The metrics have no datapoint when nothing happened, and an unset value can stick in ALARM.
        TreatMissingData="notBreaching",
        **{state: [resolved(arn) for arn in arns] for state, arns in states.items() if arns},
        **({"Tags": subject.tags} if subject.tags else {}),
    )
