"""Something to watch and a setting to an alarm; the one place where alarms are made."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from troposphere import Sub, Tags, cloudwatch

from generator.aws import limits
from generator.aws.metrics import NAMESPACE, is_percentile
from generator.resources.series import Calculation, Insights, Series, Watched
from generator.resources.text import resolved
from generator.spec.model.settings import Setting

__all__ = ["Named", "alarm"]


class Named(NamedTuple):
    """An alarm's logical ID, its name as text for Fn::Sub, and its description as text with references."""

    logical_id: str
    name: str
    description: str


def alarm(named: Named, *, watched: Watched, setting: Setting, tags: Tags | None) -> cloudwatch.Alarm:
    """An alarm; ValueError for a setting with which it could never go off."""
    if not 1 <= setting.datapoints_to_alarm <= setting.evaluation_periods:
        raise ValueError(f"{setting.datapoints_to_alarm} datapoints of {setting.evaluation_periods}")
    most = limits.evaluation_seconds(setting.period, queried=isinstance(watched, Insights))
    if setting.period * setting.evaluation_periods > most:
        raise ValueError(f"{setting.evaluation_periods} periods of {setting.period} seconds")
    states = {
        "AlarmActions": setting.alarm_actions,
        "OKActions": setting.ok_actions,
        "InsufficientDataActions": setting.insufficient_data_actions,
    }
    return cloudwatch.Alarm(
        named.logical_id,
        AlarmName=Sub(named.name),
        AlarmDescription=resolved(named.description),
        **source(watched),
        ComparisonOperator="GreaterThanThreshold",
        Threshold=setting.threshold,
        EvaluationPeriods=setting.evaluation_periods,
        DatapointsToAlarm=setting.datapoints_to_alarm,
        # The metrics have no datapoint when nothing happened, and an unset value can stick in ALARM.
        TreatMissingData="notBreaching",
        **{state: [resolved(arn) for arn in arns] for state, arns in states.items() if arns},
        **({"Tags": tags} if tags else {}),
    )


def source(watched: Watched) -> dict[str, Any]:
    """The properties that say what an alarm watches."""
    if isinstance(watched, Series):
        statistic = "ExtendedStatistic" if is_percentile(watched.statistic) else "Statistic"
        return {
            "Namespace": NAMESPACE,
            "MetricName": watched.metric.name,
            **({"Dimensions": dimensions(watched)} if watched.dimensions else {}),
            statistic: watched.statistic,
            "Period": watched.period,
        }
    if isinstance(watched, Insights):
        query = {"Expression": resolved(watched.query), "Period": watched.period}
        return {"Metrics": [cloudwatch.MetricDataQuery(Id=watched.name, **query, ReturnData=True)]}
    return {"Metrics": [result(watched), *(stat(name, each) for name, each in watched.series.items())]}


def result(watched: Calculation) -> cloudwatch.MetricDataQuery:
    """The one value that an alarm compares."""
    return cloudwatch.MetricDataQuery(
        Id=watched.name, Expression=watched.expression, Label=watched.label, ReturnData=True
    )


def stat(name: str, series: Series) -> cloudwatch.MetricDataQuery:
    """A metric that an expression refers to."""
    return cloudwatch.MetricDataQuery(
        Id=name,
        MetricStat=cloudwatch.MetricStat(
            Metric=cloudwatch.Metric(Namespace=NAMESPACE, MetricName=series.metric.name, Dimensions=dimensions(series)),
            Period=series.period,
            Stat=series.statistic,
        ),
        ReturnData=False,
    )


def dimensions(series: Series) -> list[cloudwatch.MetricDimension]:
    """The dimensions of a series in CloudFormation."""
    return [dimension(name, value) for name, value in series.dimensions]


# The alarms of a table have few between them, and an object of troposphere's costs more than all else about it.
@lru_cache(maxsize=1024, typed=True)
def dimension(name: str, value: str) -> cloudwatch.MetricDimension:
    """One dimension, which nobody changes."""
    return cloudwatch.MetricDimension(Name=name, Value=resolved(value))
