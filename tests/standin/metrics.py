"""The series that published metrics come to: those of one metric, and those that a query selects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ministack.services import cloudwatch

from tests.standin import metrics_insights
from tests.standin.metric_math import Series


def published(metric: Mapping[str, Any], *, statistic: str, period: int) -> Series:
    """A statistic of the metric that has exactly these dimensions: CloudWatch never adds up over a missing one."""
    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(metric.get("Dimensions", [])))
    points = cloudwatch._metrics.get((metric["Namespace"], metric["MetricName"], dimensions), [])
    return by_period(points, statistic=statistic, period=period)


def selected(text: str, *, period: int) -> Series:
    """What a query of Metrics Insights makes of all the metrics that it selects."""
    query = metrics_insights.parse(text)
    points = [
        point
        for (namespace, name, _), each in cloudwatch._metrics.items()
        for point in each
        if (namespace, name) == (query.namespace, query.metric) and query.selects(point["Dimensions"])
    ]
    return by_period(points, statistic=query.statistic, period=period)


def by_period(points: Iterable[Mapping[str, Any]], *, statistic: str, period: int) -> Series:
    """A statistic of the points of each period."""
    periods: dict[int, list[Any]] = {}
    for point in points:
        periods.setdefault(int(point["Timestamp"]) // period * period, []).append(point)
    return {
        moment: cloudwatch._stat_value(cloudwatch._calc_stats(each), statistic, each)
        for moment, each in periods.items()
    }
