"""Metric alarms as CloudWatch has them: metric math and queries, every dimension, M of N datapoints, missing data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch

from tests.standin import metric_math
from tests.standin.evaluation import COMPARISONS, FURTHER_PERIODS, state
from tests.standin.metric_math import Series
from tests.standin.metrics import published, selected

Alarm = dict[str, Any]

STATISTICS: Final = {"Average", "Maximum", "Minimum", "SampleCount", "Sum"}
UNCHECKED: Final = {"StateValue": "INSUFFICIENT_DATA", "StateReason": "Unchecked: Initial alarm creation"}


def now() -> float:
    """The second at which alarms are evaluated; tests put another in its place."""
    return time.time()


def record(name: str, properties: Mapping[str, Any]) -> Alarm:
    """An alarm as CloudFormation puts it; one of that name keeps its state."""
    if ("Metrics" in properties) == ("MetricName" in properties):
        raise ValueError("an alarm watches either MetricName or Metrics")
    if properties.get("Statistic", "Sum") not in STATISTICS:
        raise ValueError("a percentile is an ExtendedStatistic")
    moment = int(now())
    earlier = cloudwatch._alarms.get(name, {**UNCHECKED, "StateUpdatedTimestamp": moment})
    return {
        "ActionsEnabled": True,
        "OKActions": [],
        "AlarmActions": [],
        "InsufficientDataActions": [],
        **({} if "Metrics" in properties else {"Dimensions": []}),
        **{key: value for key, value in properties.items() if key != "Tags"},
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}",
        "AlarmConfigurationUpdatedTimestamp": moment,
        **{key: earlier[key] for key in (*UNCHECKED, "StateUpdatedTimestamp")},
    }


def evaluate_all() -> None:
    """Bring every alarm of the account and Region up to date."""
    for alarm in list(cloudwatch._alarms.values()):
        evaluate(alarm)


def evaluate(alarm: Alarm) -> None:
    """Bring an alarm's state up to date, and act when it changes."""
    series, period = watched(alarm)
    until = int(now()) // period * period
    window = range(until - period * (alarm["EvaluationPeriods"] + FURTHER_PERIODS), until, period)
    sign = COMPARISONS[alarm["ComparisonOperator"]]
    breaching = metric_math.evaluate(f"value {sign} {alarm['Threshold']}", {"value": series}, periods={})
    before = alarm["StateValue"]
    reached = state(
        [None if moment not in breaching else bool(breaching[moment]) for moment in window],
        periods=alarm["EvaluationPeriods"],
        datapoints=alarm["DatapointsToAlarm"] if "DatapointsToAlarm" in alarm else alarm["EvaluationPeriods"],
        missing=missing_data(alarm),
        current=before,
    )
    if reached != before:
        reason = f"Threshold Crossed: {[series.get(moment) for moment in window]} {sign} {alarm['Threshold']}"
        alarm.update(StateValue=reached, StateReason=reason, StateUpdatedTimestamp=int(now()))
        cloudwatch._record_history(alarm["AlarmName"], before, reached, reason)
        cloudwatch._dispatch_alarm_actions(alarm, before, reached, reason)


def missing_data(alarm: Alarm) -> str:
    """How missing data is treated: unless it is said, alarms on AWS/DynamoDB ignore it."""
    stats = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
    of_dynamodb = any(metric.get("Namespace") == "AWS/DynamoDB" for metric in (*stats, alarm))
    return str(alarm.get("TreatMissingData", "ignore" if of_dynamodb else "missing"))


def watched(alarm: Alarm) -> tuple[Series, int]:
    """The series that an alarm watches, and the seconds of its period."""
    if "Metrics" not in alarm:
        statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
        return published(alarm, statistic=statistic, period=alarm["Period"]), alarm["Period"]
    (result,) = [query for query in alarm["Metrics"] if query.get("ReturnData", True)]
    if result.get("Expression", "").startswith("SELECT "):
        return selected(result["Expression"], period=result["Period"]), result["Period"]
    stats = {query["Id"]: query["MetricStat"] for query in alarm["Metrics"] if "MetricStat" in query}
    periods = {metric_id: stat["Period"] for metric_id, stat in stats.items()}
    (period,) = set(periods.values())
    metrics = {
        metric_id: published(stat["Metric"], statistic=stat["Stat"], period=stat["Period"])
        for metric_id, stat in stats.items()
    }
    return metric_math.evaluate(result.get("Expression", result["Id"]), metrics, periods=periods), period
