"""A spec of the model to one CloudWatch dashboard: for each table and index what it uses, what went wrong, its alarms.

The body is JSON as "Dashboard Body Structure and Syntax" in the CloudWatch API Reference describes it, in text for
Fn::Sub.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from troposphere import Sub, cloudwatch

from generator.aws import limits, metrics
from generator.aws.metrics import Metric
from generator.errors import Path
from generator.resources import names
from generator.resources.alarm_words import called, requests
from generator.resources.series import Series
from generator.resources.targets import DIRECTIONS, Target, limit, settled, targets
from generator.spec.model.alarms import Direction
from generator.spec.model.settings import DEFAULTS
from generator.spec.model.stack import Spec

__all__ = ["build"]

Widget = dict[str, Any]

WIDTH: Final = 24
GRAPH_HEIGHT: Final = 6
ALARMS_HEIGHT: Final = 3


def build(spec: Spec, alarms: Mapping[str, Path]) -> cloudwatch.Dashboard:
    """The dashboard; `alarms` are the logical IDs of the stack's, each with its place in the spec."""
    rows = [alarm_states("Account alarms", alarms_at(("account_alarms",), alarms))]
    for table_id, table in spec.tables.items():
        states = alarms_at(("tables", table_id), alarms)
        rows.append(alarm_states(f"Alarms of table {table_id}", states))
        for target in targets(table_id, table, topic=False, region=spec.region):
            rows += graphs(target)
    widgets = placed([row for row in rows if row])
    lines = ",\n".join(json.dumps(widget, separators=(", ", ": ")) for widget in widgets)
    # Otherwise CloudWatch stretches the periods with the range shown, and a minute's count is an hour's.
    body = f'{{"periodOverride": "inherit", "widgets": [\n{lines}\n]}}'
    return cloudwatch.Dashboard(
        names.STACK_DASHBOARD, DashboardName=Sub(names.dashboard_name()), DashboardBody=Sub(body)
    )


def alarms_at(path: Path, alarms: Mapping[str, Path]) -> list[str]:
    """The logical IDs of the alarms that come from below a place."""
    return [logical_id for logical_id, origin in alarms.items() if origin[: len(path)] == path]


def placed(rows: Sequence[Sequence[Widget]]) -> Iterator[Widget]:
    """The widgets of each row side by side over the whole width, the rows below each other."""
    y = 0
    for row in rows:
        height = ALARMS_HEIGHT if row[0]["type"] == "alarm" else GRAPH_HEIGHT
        width = WIDTH // len(row)
        for place, widget in enumerate(row):
            kind, properties = widget["type"], widget["properties"]
            where = {"x": place * width, "y": y, "width": width, "height": height}
            yield {"type": kind, **where, "properties": properties}
        y += height


def alarm_states(title: str, logical_ids: Sequence[str]) -> list[Widget]:
    """What states some alarms are in, in as many widgets as that takes."""
    most = limits.DASHBOARD_WIDGET_ALARMS
    chunks = [logical_ids[start : start + most] for start in range(0, len(logical_ids), most)]
    return [
        {"type": "alarm", "properties": {"title": title, "alarms": [f"${{{name}.Arn}}" for name in chunk]}}
        for chunk in chunks
    ]


def graphs(target: Target) -> Iterator[list[Widget]]:
    """The rows of a table, or the one of an index, whose metrics have no operations."""
    used = [usage(target, direction) for direction in DIRECTIONS]
    if target.index:
        yield [*used, throttles(target)]
    else:
        yield used
        yield [throttles(target), latency(target), errors(target)]
        if target.receivers:
            yield [replication(target)]


def usage(target: Target, direction: Direction) -> Widget:
    """Units a second that were consumed, under what is provisioned or the on-demand maximum, and where its alarm is."""
    consumed = Series(metrics.CONSUMED[direction], target.dimensions, "Sum", 60, target.table.billing_mode)
    lines = [
        [{"id": "used", "expression": "consumed / PERIOD(consumed)", "label": "consumed"}],
        line(consumed, id="consumed", visible=False),
    ]
    bound = limit(target, direction)
    above = {}
    if bound:
        metric = (metrics.PROVISIONED if target.table.provisioned else metrics.ON_DEMAND_MAXIMUM)[direction]
        most = Series(metric, target.dimensions, "Maximum", 300, target.table.billing_mode)
        lines.append(line(most, label="provisioned" if target.table.provisioned else "on-demand maximum"))
        setting = settled(target, "capacity", direction=direction)
        if setting.enabled:
            units = round(setting.threshold * bound.units / 100, 2)
            label = f"alarm above {setting.threshold} %{' of the autoscaling maximum' if bound.autoscaled else ''}"
            mark = {"label": label, "value": int(units) if units % 1 == 0 else units}
            above = {"annotations": {"horizontal": [mark]}}
    title = f"{requests(target, direction)}: {direction} units a second"
    return graph(title, lines, unit="units a second", **above)


def throttles(target: Target) -> Widget:
    """Throttle events a minute."""
    lines = [of_target(target, metrics.THROTTLES[each], statistic="Sum", label=f"{each}s") for each in DIRECTIONS]
    return graph(f"Throttle events of {called(target)}", lines, unit="a minute")


def latency(target: Target) -> Widget:
    """What the operations take within DynamoDB."""
    statistic = DEFAULTS["latency"].statistic
    lines = [
        of_target(target, metrics.LATENCY, statistic=statistic, label=operation, operation=operation)
        for operation in metrics.OPERATIONS
    ]
    return graph(f"Latency of {called(target)}, {statistic}", lines, unit="ms")


def errors(target: Target) -> Widget:
    """What DynamoDB failed, by operation, and what it refused."""
    lines = [
        of_target(target, metrics.SYSTEM_ERRORS, statistic="Sum", label=f"{operation} failed", operation=operation)
        for operation in metrics.OPERATIONS
    ]
    refused = {
        "conditions that did not hold": metrics.CONDITIONAL_CHECK_FAILED_REQUESTS,
        "transaction conflicts": metrics.TRANSACTION_CONFLICTS,
    }
    lines += [of_target(target, metric, statistic="Sum", label=label) for label, metric in refused.items()]
    return graph(f"Errors of {called(target)}", lines, unit="a minute")


def replication(target: Target) -> Widget:
    """What changes take to each other Region."""
    metric = metrics.REPLICATION_LATENCY
    statistic = DEFAULTS["replication_latency"].statistic
    lines = [
        line(
            Series(metric, (*target.dimensions, ("ReceivingRegion", region)), statistic, metric.published_seconds),
            label=f"to {region}",
        )
        for region in target.receivers
    ]
    return graph(f"Replication latency of {called(target)}, {statistic.lower()}", lines, unit="ms")


def of_target(target: Target, metric: Metric, *, statistic: str, label: str, operation: str = "") -> list[Any]:
    """One line of a graph: a metric of the target, or of an operation on it."""
    of_operation = (("Operation", operation),) if operation else ()
    dimensions = (*target.dimensions, *of_operation)
    period = metric.published_seconds
    return line(Series(metric, dimensions, statistic, period, target.table.billing_mode), label=label)


def line(series: Series, **rendering: Any) -> list[Any]:
    """A series as a dashboard writes it: namespace, name, each dimension with its value, and how it is drawn."""
    dimensions = [part for dimension in series.dimensions for part in dimension]
    drawn = {**rendering, "stat": series.statistic, "period": series.period}
    return [metrics.NAMESPACE, series.metric.name, *dimensions, drawn]


def graph(title: str, lines: list[Any], *, unit: str, **more: Any) -> Widget:
    """A graph over time that begins at nothing."""
    properties = {
        "title": title,
        "view": "timeSeries",
        "region": "${AWS::Region}",
        "metrics": lines,
        "yAxis": {"left": {"min": 0, "label": unit, "showUnits": False}},
        **more,
    }
    return {"type": "metric", "properties": properties}
