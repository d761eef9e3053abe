"""The mistakes of alarms that people publish for DynamoDB, none of which is in any template of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").rglob("*.yaml"))
# The seconds between two values, by hand from "DynamoDB Metrics and dimensions".
EVERY_FIVE_MINUTES = re.compile(
    "Provisioned|OnDemandMax|ReplicationLatency|AgeOfOldestUnreplicatedRecord|FailedToReplicate|Account|MaxProvisioned"
)
NEEDS_OPERATION = {"SystemErrors", "SuccessfulRequestLatency", "ThrottledRequests"}
OF_THE_ACCOUNT = re.compile("UserErrors|Account|MaxProvisionedTable")


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as the text or the list behind them."""


def untagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
    """What stands behind a tag."""
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else loader.construct_sequence(node)  # type: ignore[arg-type]


Loader.add_multi_constructor("!", untagged)


def read(path: Path) -> dict[str, Any]:
    """The resources of a template."""
    found = yaml.load(path.read_text(encoding="utf-8"), Loader)["Resources"]
    assert isinstance(found, dict)
    return found


RESOURCES = {path.stem: read(path) for path in TEMPLATES}
ALARMS: dict[str, dict[str, Any]] = {
    f"{stem}: {logical_id}": resource["Properties"]
    for stem, resources in RESOURCES.items()
    for logical_id, resource in resources.items()
    if resource["Type"] == "AWS::CloudWatch::Alarm"
}


def watched(alarm: dict[str, Any]) -> list[tuple[str, set[str], str, int]]:
    """The metrics of an alarm: name, dimensions, statistic and period."""
    if "MetricName" in alarm:
        statistic = alarm.get("Statistic") or alarm["ExtendedStatistic"]
        return [(alarm["MetricName"], dimensions(alarm), statistic, alarm["Period"])]
    stats = [query["MetricStat"] for query in alarm["Metrics"] if "MetricStat" in query]
    return [(stat["Metric"]["MetricName"], dimensions(stat["Metric"]), stat["Stat"], stat["Period"]) for stat in stats]


def dimensions(metric: dict[str, Any]) -> set[str]:
    """The names of the dimensions."""
    return {each["Name"] for each in metric.get("Dimensions", ())}


def expressions(alarm: dict[str, Any]) -> list[str]:
    """The expressions of an alarm."""
    return [query["Expression"] for query in alarm.get("Metrics", ()) if "Expression" in query]


def mistaken(wrong: Callable[[dict[str, Any]], bool]) -> list[str]:
    """The alarms of all templates that have a mistake."""
    return [name for name, alarm in ALARMS.items() if wrong(alarm)]


def test_there_are_alarms_of_every_kind() -> None:
    assert {
        *("read-capacity", "write-capacity", "read-throttles", "write-throttles", "system-errors"),
        *("latency-get-item", "latency-query", "conditional-check-failed-requests", "transaction-conflicts"),
        *("kinesis-record-age", "kinesis-failed-records", "user-errors"),
        *("read-account-capacity", "write-account-capacity"),
        *("read-largest-table-capacity", "write-largest-table-capacity"),
    } <= {re.sub(".*/", "", alarm["AlarmName"]) for alarm in ALARMS.values()}


def test_no_average_of_consumed_units_which_is_units_a_request() -> None:
    assert not mistaken(
        lambda alarm: any(stat != "Sum" for name, _, stat, _ in watched(alarm) if name.startswith("Consumed"))
    )


def test_no_dimension_is_missing_without_which_there_is_no_data() -> None:
    def wrong(name: str, names: set[str]) -> bool:
        of_the_account = OF_THE_ACCOUNT.match(name) is not None
        return ("TableName" in names) == of_the_account or ("Operation" in names) != (name in NEEDS_OPERATION)

    assert not mistaken(lambda alarm: any(wrong(name, names) for name, names, _, _ in watched(alarm)))


def test_no_provisioned_units_at_60_seconds_nor_another_period_below_the_one_of_publishing() -> None:
    def wrong(alarm: dict[str, Any]) -> bool:
        queries = [query for query in alarm.get("Metrics", ()) if "SELECT" in query.get("Expression", "")]
        return any(
            period % (300 if EVERY_FIVE_MINUTES.search(name) else 60)
            for name, period in [
                *((name, period) for name, _, _, period in watched(alarm)),
                *((query["Expression"], query["Period"]) for query in queries),
            ]
        )

    assert not mistaken(wrong)


def test_no_fill_which_would_always_be_the_newest_datapoint() -> None:
    assert not mistaken(lambda alarm: any("FILL" in expression for expression in expressions(alarm)))


def test_no_threshold_in_units_where_it_is_percent() -> None:
    percent = re.compile(r"100 \* consumed / \(PERIOD\(consumed\) \* [1-9][0-9]*\)")

    def wrong(alarm: dict[str, Any]) -> bool:
        if not any(name.startswith("Consumed") for name, *_ in watched(alarm)):
            return False
        (expression,) = expressions(alarm)
        return not percent.fullmatch(expression) or not 0 < alarm["Threshold"] <= 100

    assert not mistaken(wrong)


def test_above_the_threshold_and_not_at_it() -> None:
    assert not mistaken(lambda alarm: alarm["ComparisonOperator"] != "GreaterThanThreshold")


def test_missing_data_is_said_to_be_no_breach() -> None:
    assert not mistaken(lambda alarm: alarm.get("TreatMissingData") != "notBreaching")


def test_cloudwatch_takes_every_alarm() -> None:
    def wrong(alarm: dict[str, Any]) -> bool:
        results = [query.get("ReturnData") for query in alarm.get("Metrics", ())].count(True)
        return (
            not 1 <= alarm["DatapointsToAlarm"] <= alarm["EvaluationPeriods"]
            or len(watched(alarm)) > 10
            or results != ("Metrics" in alarm)
        )

    assert not mistaken(wrong)


def test_no_alarm_of_a_table_is_taken_for_one_of_its_indexes() -> None:
    for resources in RESOURCES.values():
        alarms = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::CloudWatch::Alarm"]
        for table in (each["Properties"] for each in resources.values() if each["Type"] == "AWS::DynamoDB::Table"):
            for index in (each["IndexName"] for each in table.get("GlobalSecondaryIndexes", ())):
                dimension = {"Name": "GlobalSecondaryIndexName", "Value": index}
                of_index = {name for alarm in alarms if str(dimension) in str(alarm) for name, *_ in watched(alarm)}
                assert {"ReadThrottleEvents", "WriteThrottleEvents"} <= of_index
                if table["BillingMode"] == "PROVISIONED":
                    assert {"ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"} <= of_index
