"""Tables to what CloudWatch has of them: consumption, capacity and throttles, minute by minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Final, NamedTuple

from generator.aws import metrics
from generator.aws.metrics import Metric
from generator.diagnosis.facts import Direction, Series, Table, Target, Window
from generator.live.session import Session

__all__ = ["measured", "quotas"]

# CloudWatch API Reference, GetMetricData: as many queries a request.
QUERIES: Final = 500


class Query(NamedTuple):
    """One series: a metric, a statistic of it, and the table and the index that it is of."""

    metric: Metric
    statistic: str
    table: str = ""
    of_index: str = ""

    def request(self, number: int) -> dict[str, Any]:
        """The query as CloudWatch takes it."""
        names = {"TableName": self.table, "GlobalSecondaryIndexName": self.of_index}
        dimensions = [{"Name": name, "Value": value} for name, value in names.items() if value]
        of_metric = {"Namespace": metrics.NAMESPACE, "MetricName": self.metric.name, "Dimensions": dimensions}
        stat = {"Metric": of_metric, "Period": self.metric.published_seconds, "Stat": self.statistic}
        return {"Id": f"m{number}", "MetricStat": stat}


def measured(session: Session, tables: Sequence[Table], window: Window) -> list[Table]:
    """The tables with their metrics; as they are, and a failed part, when there are none to be had."""
    queries = [query for table in tables for target in table.targets for query in of_target(table, target)]
    found = session.tried("metrics", lambda: values(session, queries, window))
    if found is None:
        return list(tables)
    series = dict(zip(queries, found, strict=True))
    return [
        replace(table, targets=tuple(with_series(table, target, series) for target in table.targets))
        for table in tables
    ]


def quotas(session: Session, window: Window) -> dict[Direction, int]:
    """The units a second that the account lets any one of its tables have, where CloudWatch knows them."""
    directions: tuple[Direction, ...] = ("read", "write")
    queries = [Query(metrics.TABLE_QUOTA[direction], "Maximum") for direction in directions]
    found = session.tried("the account's quotas", lambda: values(session, queries, window)) or [{}, {}]
    return {direction: int(max(series.values())) for direction, series in zip(directions, found, strict=True) if series}


def of_target(table: Table, target: Target) -> Iterator[Query]:
    """What is asked about a target."""
    yield Query(metrics.CONSUMED[target.direction], "Sum", table.name, target.index)
    if target.provisioned:
        yield Query(metrics.PROVISIONED[target.direction], "Maximum", table.name, target.index)
    yield from (Query(metric, "Sum", table.name, target.index) for metric in throttles(target))


def throttles(target: Target) -> Iterator[Metric]:
    """The metrics of throttling, all and by cause, that there are of the target; the billing mode may have changed."""
    dimensions = ("TableName", "GlobalSecondaryIndexName") if target.index else ("TableName",)
    for of_direction in (metrics.THROTTLES, *metrics.THROTTLES_BY_CAUSE.values()):
        metric = of_direction[target.direction]
        if dimensions in metric.dimensions:
            yield metric


def with_series(table: Table, target: Target, series: dict[Query, Series]) -> Target:
    """The target with its metrics."""
    provisioned = Query(metrics.PROVISIONED[target.direction], "Maximum", table.name, target.index)
    return replace(
        target,
        consumed=series[Query(metrics.CONSUMED[target.direction], "Sum", table.name, target.index)],
        provisioned_then=series.get(provisioned, {}),
        throttles={metric.name: series[Query(metric, "Sum", table.name, target.index)] for metric in throttles(target)},
    )


def values(session: Session, queries: Sequence[Query], window: Window) -> list[Series]:
    """The series that queries come to, in their order."""
    paginator = session.client("cloudwatch").get_paginator("get_metric_data")
    found: list[dict[int, float]] = [{} for _ in queries]
    start, end = (datetime.fromtimestamp(second, timezone.utc) for second in window)
    for first in range(0, len(queries), QUERIES):
        asked = [query.request(first + place) for place, query in enumerate(queries[first : first + QUERIES])]
        for page in paginator.paginate(MetricDataQueries=asked, StartTime=start, EndTime=end):
            for result in page["MetricDataResults"]:
                moments = (int(each.timestamp()) for each in result["Timestamps"])
                found[int(result["Id"][1:])].update(zip(moments, result["Values"], strict=True))
    return list(found)
