"""The alarms that a table has when a threshold is written, those of the account, and whom all of them tell."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest

from generator.aws import metrics
from generator.resources.alarms import percentage
from generator.resources.series import Series
from generator.resources.targets import Limit

Template = Callable[[str], dict[str, Any]]

TOPIC = "notification_topic: {subscriptions: {OnCall: {protocol: email, endpoint: on-call@example.com}}}\n"
KINESIS = "kinesis_stream: 'arn:aws:kinesis:eu-west-1:123456789012:stream/orders'"
QUIET = "policies: false, alarms: {capacity: false, throttles: false, system_errors: false, alarm_actions: [], "


def one_alarm(template: Template, alarms: str, body: str = "") -> dict[str, Any]:
    """The one alarm that the table Orders has."""
    resources = template(f"tables: {{Orders: {{partition_key: id, {body}{QUIET}{alarms}}}}}}}")["Resources"]
    (found,) = (each["Properties"] for each in resources.values() if each["Type"] == "AWS::CloudWatch::Alarm")
    assert isinstance(found, dict)
    return found


def actions(template: Template, text: str) -> dict[str, tuple[Any, Any]]:
    """Whom each alarm tells that it went off, and that all is well again."""
    return {
        name: (each["Properties"].get("AlarmActions"), each["Properties"].get("OKActions"))
        for name, each in template(text)["Resources"].items()
        if each["Type"] == "AWS::CloudWatch::Alarm"
    }


def test_latency_is_a_percentile_of_one_operation(template: Template) -> None:
    assert one_alarm(template, "latency: {GetItem: 20}") == {
        "AlarmName": {"Fn::Sub": "${AWS::StackName}/Orders/latency-get-item"},
        "AlarmDescription": (
            "GetItem on table Orders took DynamoDB more than 20 ms (p99) in 10 of 15 minutes. The way there and the "
            "client's own time do not count. First see whether items or results have grown, and read or write less at "
            "a time. If other operations are slow too, look for DynamoDB at the AWS Health Dashboard."
        ),
        "Namespace": "AWS/DynamoDB",
        "MetricName": "SuccessfulRequestLatency",
        "Dimensions": [
            {"Name": "TableName", "Value": {"Ref": "Orders"}},
            {"Name": "Operation", "Value": "GetItem"},
        ],
        # CloudFormation refuses a percentile as Statistic.
        "ExtendedStatistic": "p99",
        "Period": 60,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 20,
        "EvaluationPeriods": 15,
        "DatapointsToAlarm": 10,
        "TreatMissingData": "notBreaching",
    }


def test_latency_may_be_an_average(template: Template) -> None:
    alarm = one_alarm(template, "latency: {TransactWriteItems: {threshold: 50.5, statistic: Average}, Scan: false}")
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Average", 50.5)
    assert "ExtendedStatistic" not in alarm
    assert alarm["AlarmName"] == {"Fn::Sub": "${AWS::StackName}/Orders/latency-transact-write-items"}
    assert alarm["AlarmDescription"].startswith(
        "TransactWriteItems on table Orders took DynamoDB more than 50.5 ms (average) in 10 of 15 minutes. "
    )


@pytest.mark.parametrize(
    ("written", "metric", "begins"),
    [
        (
            "conditional_check_failed_requests: 100",
            "ConditionalCheckFailedRequests",
            "More than 100 writes a minute to table Orders failed their condition in 5 of 10 minutes. ",
        ),
        (
            "transaction_conflicts: 0",
            "TransactionConflict",
            "Requests to table Orders met a transaction on the same item in 5 of 10 minutes, and were refused. ",
        ),
    ],
)
def test_counts_of_the_table(template: Template, written: str, metric: str, begins: str) -> None:
    alarm = one_alarm(template, written)
    assert alarm["MetricName"] == metric
    assert alarm["Dimensions"] == [{"Name": "TableName", "Value": {"Ref": "Orders"}}]
    assert (alarm["Statistic"], alarm["Period"]) == ("Sum", 60)
    assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]) == (5, 10)
    assert alarm["AlarmDescription"].startswith(begins)


@pytest.mark.parametrize(
    ("written", "query", "threshold", "datapoints"),
    [
        ("kinesis_record_age: 60000", 'SELECT MAX("AgeOfOldestUnreplicatedRecord")', 60_000, 3),
        ("kinesis_failed_records: 0", 'SELECT SUM("FailedToReplicateRecordCount")', 0, 1),
    ],
)
def test_kinesis_is_asked_without_the_dimension_that_nobody_names(
    template: Template, written: str, query: str, threshold: int, datapoints: int
) -> None:
    alarm = one_alarm(template, written, body=f"{KINESIS}, ")
    (metric,) = alarm["Metrics"]
    assert metric["Expression"] == {"Fn::Sub": f'{query} FROM "AWS/DynamoDB" WHERE "TableName" = \'${{Orders}}\''}
    assert (metric["Period"], metric["ReturnData"]) == (300, True)
    assert alarm["Threshold"] == threshold
    assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]) == (datapoints, datapoints)


def test_defaults_may_watch_the_kinesis_streams_of_tables_that_have_one(template: Template) -> None:
    built = template(
        f"defaults: {{{QUIET}kinesis_record_age: 60000}}}}\n"
        f"tables: {{Orders: {{partition_key: id, {KINESIS}}}, Items: {{partition_key: id}}}}"
    )
    assert list(built["Resources"]) == ["Orders", "OrdersAlarmKinesisRecordAge", "Items"]


def test_the_kinesis_stream_of_a_table(template: Template) -> None:
    built = template(f"tables: {{Orders: {{partition_key: id, {KINESIS}}}}}")["Resources"]["Orders"]["Properties"]
    assert built["KinesisStreamSpecification"] == {"StreamArn": "arn:aws:kinesis:eu-west-1:123456789012:stream/orders"}
    built = template("tables: {Orders: {partition_key: id, kinesis_stream: {import_value: changes}}}")["Resources"][
        "Orders"
    ]["Properties"]
    assert built["KinesisStreamSpecification"] == {"StreamArn": {"Fn::ImportValue": "changes"}}
    built = template(
        "parameters: {Changes: {type: String}}\n"
        "tables: {Orders: {partition_key: id, kinesis_stream: {arn: '${Changes}', precision: MICROSECOND}}}"
    )["Resources"]["Orders"]["Properties"]
    assert built["KinesisStreamSpecification"] == {
        "StreamArn": {"Ref": "Changes"},
        "ApproximateCreationDateTimePrecision": "MICROSECOND",
    }


def test_the_alarms_of_an_account_have_no_dimension_and_need_no_table(template: Template) -> None:
    built = template("account_alarms: {alarm_actions: [], user_errors: 50}")
    assert "Outputs" not in built
    alarms = {name: each["Properties"] for name, each in built["Resources"].items()}
    assert {
        name: (each["MetricName"], each["Statistic"], each["Period"], each["Threshold"], each["DatapointsToAlarm"])
        for name, each in alarms.items()
    } == {
        "StackAlarmUserErrors": ("UserErrors", "Sum", 60, 50, 10),
        "StackAlarmReadAccountCapacity": ("AccountProvisionedReadCapacityUtilization", "Maximum", 300, 80, 2),
        "StackAlarmWriteAccountCapacity": ("AccountProvisionedWriteCapacityUtilization", "Maximum", 300, 80, 2),
        "StackAlarmReadLargestTableCapacity": ("MaxProvisionedTableReadCapacityUtilization", "Maximum", 300, 80, 2),
        "StackAlarmWriteLargestTableCapacity": ("MaxProvisionedTableWriteCapacityUtilization", "Maximum", 300, 80, 2),
    }
    assert not any("Dimensions" in each for each in alarms.values())
    assert alarms["StackAlarmUserErrors"]["AlarmName"] == {"Fn::Sub": "${AWS::StackName}/user-errors"}
    assert alarms["StackAlarmUserErrors"]["AlarmDescription"] == (
        "DynamoDB refused more than 50 requests a minute of this account and Region as wrong (HTTP 400) in 10 of 10 "
        "minutes. First look in CloudTrail and in the clients' logs for validation errors and missing permissions."
    )
    assert alarms["StackAlarmWriteLargestTableCapacity"]["AlarmDescription"] == (
        "The table or index with the most provisioned write capacity in this account and Region was at more than 80 % "
        "of the quota of a table in 2 of 2 periods of 5 minutes. Above the quota no capacity can be added, by "
        "autoscaling neither. First ask for a higher quota in Service Quotas if the capacity is wanted, or else lower "
        "it."
    )


def test_every_alarm_of_the_stack_notifies_its_topic(template: Template) -> None:
    told = actions(
        template,
        TOPIC + "account_alarms: {user_errors: 5}\n"
        "tables: {Orders: {partition_key: id, global_secondary_indexes: {one: {partition_key: a}}}}",
    )
    assert len(told) == 10
    assert set(map(str, told.values())) == {str(([{"Ref": "StackTopic"}], [{"Ref": "StackTopic"}]))}


def test_what_an_alarm_says_of_whom_it_tells_counts_more_than_the_topic(template: Template) -> None:
    own = "arn:aws:sns:eu-west-1:123456789012:own"
    told = actions(
        template,
        TOPIC + f"tables: {{Orders: {{partition_key: id, alarms: {{system_errors: {{alarm_actions: ['{own}']}}, "
        "throttles: {read: {alarm_actions: []}, write: {ok_actions: []}}}}, "
        "Items: {partition_key: id, alarms: {alarm_actions: [], latency: {GetItem: 5}}}}",
    )
    topic = [{"Ref": "StackTopic"}]
    assert told == {
        "OrdersAlarmSystemErrors": ([own], topic),
        "OrdersAlarmReadThrottles": (None, None),
        "OrdersAlarmWriteThrottles": (topic, None),
        "ItemsAlarmReadThrottles": (None, None),
        "ItemsAlarmWriteThrottles": (None, None),
        "ItemsAlarmSystemErrors": (None, None),
        "ItemsAlarmLatencyGetItem": (None, None),
    }


def test_actions_may_be_exports_of_other_stacks(template: Template) -> None:
    told = actions(
        template,
        "parameters: {Stage: {type: String}}\n"
        "tables: {Orders: {partition_key: id, alarms: {throttles: false, alarm_actions: [{import_value: pager}], "
        "ok_actions: [{import_value: '${Stage}-topic'}, 'arn:aws:sns:eu-west-1:123456789012:own']}}}",
    )
    assert told == {
        "OrdersAlarmSystemErrors": (
            [{"Fn::ImportValue": "pager"}],
            [{"Fn::ImportValue": {"Fn::Sub": "${Stage}-topic"}}, "arn:aws:sns:eu-west-1:123456789012:own"],
        )
    }


def value(expression: str, *, consumed: int) -> float:
    """What CloudWatch makes of an expression of `*` and `/` in one minute."""

    def of(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            left, right = of(node.left), of(node.right)
            return left * right if isinstance(node.op, ast.Mult) else left / right
        assert isinstance(node, ast.Constant)
        assert isinstance(node.value, int)
        return node.value

    text = expression.replace("PERIOD(consumed)", "60").replace("consumed", str(consumed))
    return of(ast.parse(text, mode="eval").body)


def test_exactly_80_percent_of_any_limit_is_not_above_80() -> None:
    consumed = Series(metrics.CONSUMED["read"], (("TableName", "orders"),), "Sum", 60)
    for units in range(1, 40_001):
        expression = percentage(consumed, Limit(units, "", ())).expression
        # 80 % of so many units a second are 48 times as many in a minute.
        assert value(expression, consumed=48 * units) == 80
        assert value(expression, consumed=48 * units + 1) > 80
