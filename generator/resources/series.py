"""A metric, its dimensions and a statistic to something to watch: what the catalogue says has no data is not made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generator.aws import limits
from generator.aws.metrics import NAMESPACE, Metric

__all__ = ["Calculation", "Insights", "Series", "Watched"]

AGGREGATES: Final = {"Average": "AVG", "Maximum": "MAX", "Minimum": "MIN", "SampleCount": "COUNT", "Sum": "SUM"}
NAME: Final = re.compile(r"\b[a-z]\w*\b")
EVERY_METRIC: Final = "METRICS()"


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a metric: its dimensions as text for Fn::Sub, a statistic, and seconds a datapoint.

    `billing_mode` is that of the table, and empty where there is none. ValueError for a series that could not be
    watched: a dimension too few or too many, a statistic that says nothing, a period that the metric leaves gaps in,
    a billing mode without data.
    """

    metric: Metric
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    period: int
    billing_mode: str = ""

    def __post_init__(self) -> None:
        name, names = self.metric.name, tuple(name for name, _ in self.dimensions)
        if names not in self.metric.dimensions:
            raise ValueError(f"{name} is not published by {names}")
        check(self.metric, self.statistic, period=self.period)
        if self.billing_mode and self.billing_mode not in self.metric.billing_modes:
            raise ValueError(f"{name} has no data with {self.billing_mode}")


@dataclass(frozen=True, slots=True)
class Calculation:
    """Metric math over series by the names that the expression has for them, with a label for people.

    ValueError for what CloudWatch refuses, and for FILL, which makes the newest datapoint of an alarm the fill value.
    """

    name: str
    expression: str
    label: str
    series: Mapping[str, Series]

    def __post_init__(self) -> None:
        if len(self.series) > limits.ALARM_METRICS:
            raise ValueError(f"{len(self.series)} metrics in an alarm that may hold {limits.ALARM_METRICS}")
        if "FILL" in self.expression:
            raise ValueError("FILL in an alarm")
        named = set(NAME.findall(self.expression))
        if not (named == set(self.series) or (EVERY_METRIC in self.expression and not named)):
            raise ValueError(f"{self.expression} is not about {', '.join(self.series)}")
        if len({series.period for series in self.series.values()}) != 1:
            raise ValueError("periods that differ")


@dataclass(frozen=True, slots=True)
class Insights:
    """A Metrics Insights query over all of a table's series of a metric, whatever their other dimensions hold.

    `without` are operations that do not count: a query knows AND and no OR ("Query components and syntax" in the
    CloudWatch User Guide), so that some of them are named by all others.
    """

    name: str
    metric: Metric
    table: str
    statistic: str
    period: int
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not any("TableName" in names for names in self.metric.dimensions):
            raise ValueError(f"{self.metric.name} is not published by table")
        check(self.metric, self.statistic, period=self.period)

    @property
    def query(self) -> str:
        """The query as text for Fn::Sub."""
        aggregate = f'{AGGREGATES[self.statistic]}("{self.metric.name}")'
        conditions = [f"\"TableName\" = '{self.table}'", *(f"\"Operation\" != '{name}'" for name in self.without)]
        return " ".join(("SELECT", aggregate, "FROM", f'"{NAMESPACE}"', "WHERE", " AND ".join(conditions)))


Watched = Series | Calculation | Insights


def check(metric: Metric, statistic: str, *, period: int) -> None:
    """ValueError for a statistic that says nothing of the metric, or a period that it leaves gaps in."""
    if not metric.has(statistic):
        raise ValueError(f"{metric.name} has no {statistic}")
    if period % metric.published_seconds:
        raise ValueError(f"{metric.name} comes every {metric.published_seconds} seconds, not every {period}")
