"""The dashboard of a stack, held against "Dashboard Body Structure and Syntax" in the CloudWatch API Reference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]

SPEC = """
    dashboard: true
    tables:
      Orders:
        partition_key: id
        policies: false
        billing_mode: PROVISIONED
        capacity: {read: 50, write: 33}
        global_secondary_indexes: {by-status: {partition_key: status}}
        alarms: {alarm_actions: [], capacity: {write: 75}}
      Items:
        partition_key: id
        policies: false
        on_demand_throughput: {max_read: 1000}
        alarms: false
"""
# The dimensions of each metric, by hand from "DynamoDB Metrics and dimensions".
TABLE, INDEX, OPERATION = ("TableName",), ("TableName", "GlobalSecondaryIndexName"), ("TableName", "Operation")
DIMENSIONS = {
    "ConsumedReadCapacityUnits": (TABLE, INDEX),
    "ConsumedWriteCapacityUnits": (TABLE, INDEX),
    "ProvisionedReadCapacityUnits": (TABLE, INDEX),
    "ProvisionedWriteCapacityUnits": (TABLE, INDEX),
    "OnDemandMaxReadRequestUnits": (TABLE, INDEX),
    "ReadThrottleEvents": (TABLE, INDEX),
    "WriteThrottleEvents": (TABLE, INDEX),
    "SuccessfulRequestLatency": (OPERATION,),
    "SystemErrors": (OPERATION,),
    "ConditionalCheckFailedRequests": (TABLE,),
    "TransactionConflict": (TABLE,),
}


@pytest.fixture
def widgets(template: Template) -> list[dict[str, Any]]:
    """The widgets of the dashboard."""
    built = template(SPEC)["Resources"]["StackDashboard"]
    assert built["Type"] == "AWS::CloudWatch::Dashboard"
    assert built["Properties"]["DashboardName"] == {"Fn::Sub": "${AWS::StackName}-${AWS::Region}"}
    body = json.loads(built["Properties"]["DashboardBody"]["Fn::Sub"])
    assert list(body) == ["periodOverride", "widgets"]
    assert body["periodOverride"] == "inherit"
    found = body["widgets"]
    assert isinstance(found, list)
    return found


def test_the_widgets_are_whole_and_cover_nothing_twice(widgets: list[dict[str, Any]]) -> None:
    taken: set[tuple[int, int]] = set()
    for widget in widgets:
        assert set(widget) == {"type", "x", "y", "width", "height", "properties"}
        columns = range(widget["x"], widget["x"] + widget["width"])
        cells = {(x, y) for x in columns for y in range(widget["y"], widget["y"] + widget["height"])}
        assert not cells & taken
        assert columns.stop <= 24
        taken |= cells
    assert [(each["type"], each["properties"]["title"]) for each in widgets] == [
        ("alarm", "Alarms of table Orders"),
        ("metric", "Reads of table Orders: read units a second"),
        ("metric", "Writes to table Orders: write units a second"),
        ("metric", "Throttle events of table Orders"),
        ("metric", "Latency of table Orders, p99"),
        ("metric", "Errors of table Orders"),
        ("metric", "Reads of index by-status of Orders: read units a second"),
        ("metric", "Writes to index by-status of Orders: write units a second"),
        ("metric", "Throttle events of index by-status of Orders"),
        ("metric", "Reads of table Items: read units a second"),
        ("metric", "Writes to table Items: write units a second"),
        ("metric", "Throttle events of table Items"),
        ("metric", "Latency of table Items, p99"),
        ("metric", "Errors of table Items"),
    ]


def test_every_line_is_a_series_that_dynamodb_publishes(widgets: list[dict[str, Any]]) -> None:
    seen = set()
    for widget in widgets[1:]:
        if widget["type"] == "metric":
            assert widget["properties"]["region"] == "${AWS::Region}"
            for line in (line for line in widget["properties"]["metrics"] if len(line) > 1):
                namespace, metric, *dimensions, drawn = line
                assert namespace == "AWS/DynamoDB"
                assert tuple(dimensions[::2]) in DIMENSIONS[metric]
                assert dimensions[1] in ("${Orders}", "${Items}")
                assert drawn["period"] == (300 if metric.startswith(("Provisioned", "OnDemand")) else 60)
                seen.add(metric)
    assert seen == set(DIMENSIONS)


def test_what_is_consumed_is_shown_a_second_under_what_is_provisioned(widgets: list[dict[str, Any]]) -> None:
    writes = next(each["properties"] for each in widgets if each["properties"]["title"].startswith("Writes to index"))
    index = ["TableName", "${Orders}", "GlobalSecondaryIndexName", "by-status"]
    assert writes["metrics"] == [
        [{"id": "used", "expression": "consumed / PERIOD(consumed)", "label": "consumed"}],
        [
            *("AWS/DynamoDB", "ConsumedWriteCapacityUnits", *index),
            {"id": "consumed", "visible": False, "stat": "Sum", "period": 60},
        ],
        [
            *("AWS/DynamoDB", "ProvisionedWriteCapacityUnits", *index),
            {"label": "provisioned", "stat": "Maximum", "period": 300},
        ],
    ]
    # 75 % of 33.
    assert writes["annotations"] == {"horizontal": [{"label": "alarm above 75 %", "value": 24.75}]}
    assert writes["yAxis"] == {"left": {"min": 0, "label": "units a second", "showUnits": False}}


def test_an_on_demand_table_is_shown_under_its_maximum_where_it_has_one(widgets: list[dict[str, Any]]) -> None:
    reads, writes = (
        each["properties"] for each in widgets if re.match(".* table Items: ", each["properties"]["title"])
    )
    assert reads["metrics"][-1] == [
        *("AWS/DynamoDB", "OnDemandMaxReadRequestUnits", "TableName", "${Items}"),
        {"label": "on-demand maximum", "stat": "Maximum", "period": 300},
    ]
    assert "annotations" not in reads
    assert [line[1] for line in writes["metrics"] if len(line) > 1] == ["ConsumedWriteCapacityUnits"]


def test_the_states_of_all_alarms_of_a_table_and_its_indexes(widgets: list[dict[str, Any]]) -> None:
    assert widgets[0]["properties"]["alarms"] == [
        "${OrdersAlarmReadCapacity.Arn}",
        "${OrdersAlarmWriteCapacity.Arn}",
        "${OrdersAlarmReadThrottles.Arn}",
        "${OrdersAlarmWriteThrottles.Arn}",
        "${OrdersAlarmSystemErrors.Arn}",
        "${OrdersIndexByStatusAlarmReadCapacity.Arn}",
        "${OrdersIndexByStatusAlarmWriteCapacity.Arn}",
        "${OrdersIndexByStatusAlarmReadThrottles.Arn}",
        "${OrdersIndexByStatusAlarmWriteThrottles.Arn}",
    ]


def test_an_alarm_widget_holds_at_most_a_hundred(template: Template) -> None:
    index = "{{partition_key: k{0}, capacity: {{read: 1, write: 1}}}}"
    indexes = ", ".join(f"index{n}: {index.format(n)}" for n in range(20))
    operations = "GetItem Query Scan PutItem UpdateItem DeleteItem BatchGetItem BatchWriteItem TransactGetItems".split()
    latency = ", ".join(f"{operation}: 9" for operation in operations)
    built = template(
        "dashboard: true\ntables: {Orders: {partition_key: id, policies: false, billing_mode: PROVISIONED, "
        f"capacity: {{read: 1, write: 1}}, global_secondary_indexes: {{{indexes}}}, alarms: {{alarm_actions: [], "
        f"latency: {{{latency}}}, transaction_conflicts: 1, conditional_check_failed_requests: 1}}, "
        "kinesis_stream: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s'}, "
        "Items: {partition_key: id, alarms: {alarm_actions: [], latency: {" + latency + "}}}}"
    )["Resources"]["StackDashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(built)["widgets"]
    # The table has 5 and 9 and 2, each of its 20 indexes 4: 96.
    assert [len(each["properties"]["alarms"]) for each in widgets if each["type"] == "alarm"] == [96, 12]
