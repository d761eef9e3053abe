"""The alarms that a table and its indexes get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]

PROVISIONED = "billing_mode: PROVISIONED, capacity: {read: 50, write: 20}"
BY_STATUS = "by-status: {partition_key: status, capacity: {read: 10, write: 5}}"


def alarms(template: Template, body: str) -> dict[str, Any]:
    """The alarms of the table Orders, whose body goes on as written, by logical ID."""
    parameters = "parameters: {TopicArn: {type: String}}\n" if "TopicArn" in body else ""
    built = template(f"{parameters}tables: {{Orders: {{partition_key: id, policies: false, {body}}}}}")["Resources"]
    return {name: each["Properties"] for name, each in built.items() if each["Type"] == "AWS::CloudWatch::Alarm"}


def expression(alarm: dict[str, Any]) -> str:
    """The one expression that an alarm watches."""
    (watched,) = [query["Expression"] for query in alarm["Metrics"] if query["ReturnData"]]
    return str(watched)


def test_a_capacity_alarm_of_an_index(template: Template) -> None:
    body = (
        f"{PROVISIONED}, global_secondary_indexes: {{{BY_STATUS}}}, tags: {{team: shop}}, "
        "alarms: {alarm_actions: ['${TopicArn}'], ok_actions: ['arn:aws:sns:us-east-1:111122223333:ok']}"
    )
    assert alarms(template, body)["OrdersIndexByStatusAlarmReadCapacity"] == {
        "AlarmName": {"Fn::Sub": "${AWS::StackName}/Orders/by-status/read-capacity"},
        "AlarmDescription": (
            "Reads of index by-status of Orders used more than 80 % of its 10 provisioned read capacity units a second "
            "in 5 of 5 minutes. What goes beyond is throttled. First raise "
            "tables.Orders.global_secondary_indexes.by-status.capacity.read in the spec and deploy if the traffic is "
            "wanted, or else stop its source."
        ),
        "Metrics": [
            {
                "Id": "usage",
                "Expression": "100 * consumed / (PERIOD(consumed) * 10)",
                "Label": "% of 10 provisioned read capacity units",
                "ReturnData": True,
            },
            {
                "Id": "consumed",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/DynamoDB",
                        "MetricName": "ConsumedReadCapacityUnits",
                        "Dimensions": [
                            {"Name": "TableName", "Value": {"Ref": "Orders"}},
                            {"Name": "GlobalSecondaryIndexName", "Value": "by-status"},
                        ],
                    },
                    "Period": 60,
                    "Stat": "Sum",
                },
                "ReturnData": False,
            },
        ],
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 80,
        "EvaluationPeriods": 5,
        "DatapointsToAlarm": 5,
        "TreatMissingData": "notBreaching",
        "AlarmActions": [{"Ref": "TopicArn"}],
        "OKActions": ["arn:aws:sns:us-east-1:111122223333:ok"],
        "Tags": [{"Key": "team", "Value": "shop"}],
    }


def test_a_throttle_alarm_of_a_table(template: Template) -> None:
    assert alarms(template, PROVISIONED)["OrdersAlarmWriteThrottles"] == {
        "AlarmName": {"Fn::Sub": "${AWS::StackName}/Orders/write-throttles"},
        "AlarmDescription": (
            "Writes to table Orders were throttled in 5 of 10 minutes. First see whether the write-capacity alarm "
            "beside it is on too, and do as it says. If not, a hot key is likely: set "
            "contributor_insights: true in the spec and deploy to see which."
        ),
        "Namespace": "AWS/DynamoDB",
        "MetricName": "WriteThrottleEvents",
        "Dimensions": [{"Name": "TableName", "Value": {"Ref": "Orders"}}],
        "Statistic": "Sum",
        "Period": 60,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 0,
        "EvaluationPeriods": 10,
        "DatapointsToAlarm": 5,
        "TreatMissingData": "notBreaching",
    }


def test_system_errors_are_summed_over_the_ten_operations(template: Template) -> None:
    alarm = alarms(template, PROVISIONED)["OrdersAlarmSystemErrors"]
    operations = {
        "get_item": "GetItem",
        "batch_get_item": "BatchGetItem",
        "query": "Query",
        "scan": "Scan",
        "transact_get_items": "TransactGetItems",
        "put_item": "PutItem",
        "update_item": "UpdateItem",
        "delete_item": "DeleteItem",
        "batch_write_item": "BatchWriteItem",
        "transact_write_items": "TransactWriteItems",
    }
    assert alarm["Metrics"] == [
        {"Id": "errors", "Expression": "SUM(METRICS())", "Label": "System errors", "ReturnData": True},
        *(
            {
                "Id": metric_id,
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/DynamoDB",
                        "MetricName": "SystemErrors",
                        "Dimensions": [
                            {"Name": "TableName", "Value": {"Ref": "Orders"}},
                            {"Name": "Operation", "Value": operation},
                        ],
                    },
                    "Period": 60,
                    "Stat": "Sum",
                },
                "ReturnData": False,
            }
            for metric_id, operation in operations.items()
        ),
    ]
    assert alarm["AlarmDescription"] == (
        "DynamoDB failed requests to table Orders with an error of its own (HTTP 500) in 5 of 15 minutes. First look "
        "for DynamoDB at the AWS Health Dashboard, and see that clients retry, as the AWS SDKs do. If no event is "
        "there, open a support case."
    )
    assert (alarm["Threshold"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (0, 15, 5)


def test_the_table_comes_first_then_each_index_as_written(template: Template) -> None:
    indexes = "GSI2: {partition_key: a}, by-status.v2: {partition_key: b}"
    assert list(alarms(template, f"{PROVISIONED}, global_secondary_indexes: {{{indexes}}}")) == [
        "OrdersAlarmReadCapacity",
        "OrdersAlarmWriteCapacity",
        "OrdersAlarmReadThrottles",
        "OrdersAlarmWriteThrottles",
        "OrdersAlarmSystemErrors",
        "OrdersIndexGSI2AlarmReadCapacity",
        "OrdersIndexGSI2AlarmWriteCapacity",
        "OrdersIndexGSI2AlarmReadThrottles",
        "OrdersIndexGSI2AlarmWriteThrottles",
        "OrdersIndexByStatusV2AlarmReadCapacity",
        "OrdersIndexByStatusV2AlarmWriteCapacity",
        "OrdersIndexByStatusV2AlarmReadThrottles",
        "OrdersIndexByStatusV2AlarmWriteThrottles",
    ]


def test_an_index_without_a_capacity_is_measured_against_the_table_s(template: Template) -> None:
    alarm = alarms(template, f"{PROVISIONED}, global_secondary_indexes: {{one: {{partition_key: a}}}}")[
        "OrdersIndexOneAlarmWriteCapacity"
    ]
    assert expression(alarm) == "100 * consumed / (PERIOD(consumed) * 20)"
    assert alarm["AlarmDescription"] == (
        "Writes to index one of Orders used more than 80 % of its 20 provisioned write capacity units a second in 5 "
        "of 5 minutes. What goes beyond is throttled. A throttled index throttles writes to its table. First raise "
        "tables.Orders.capacity.write in the spec and deploy if the traffic is wanted, or else stop its source."
    )


def test_on_demand_without_a_maximum_has_no_capacity_to_watch(template: Template) -> None:
    built = alarms(template, "sort_key: at, local_secondary_indexes: {by-size: {sort_key: size}}")
    assert list(built) == ["OrdersAlarmReadThrottles", "OrdersAlarmWriteThrottles", "OrdersAlarmSystemErrors"]
    assert built["OrdersAlarmReadThrottles"]["AlarmDescription"] == (
        "Reads of table Orders were throttled in 5 of 10 minutes. First see whether the traffic more than doubled "
        "within 30 minutes, or met the account's quota. If not, a hot key is likely: set contributor_insights: "
        "true in the spec and deploy to see which."
    )


def test_an_on_demand_maximum_is_watched_where_it_is_set(template: Template) -> None:
    built = alarms(
        template,
        "on_demand_throughput: {max_read: 4000}, global_secondary_indexes: "
        "{one: {partition_key: a, on_demand_throughput: {max_write: 300}}}",
    )
    capacity = {name: expression(each) for name, each in built.items() if name.endswith("Capacity")}
    assert capacity == {
        "OrdersAlarmReadCapacity": "100 * consumed / (PERIOD(consumed) * 4000)",
        "OrdersIndexOneAlarmWriteCapacity": "100 * consumed / (PERIOD(consumed) * 300)",
    }
    assert built["OrdersAlarmReadCapacity"]["AlarmDescription"].startswith(
        "Reads of table Orders used more than 80 % of its 4000 on-demand read request units a second in 5 of 5 "
        "minutes. "
    )
    assert (
        "raise tables.Orders.on_demand_throughput.max_read in" in built["OrdersAlarmReadCapacity"]["AlarmDescription"]
    )


def test_tuning_of_a_table_an_index_and_a_direction(template: Template) -> None:
    built = alarms(
        template,
        f"{PROVISIONED}, global_secondary_indexes: {{by-status: {{partition_key: status, "
        "alarms: {capacity: {write: 60}, throttles: {read: {threshold: 100}}}}}, "
        "alarms: {capacity: {read: {threshold: 90.0, evaluation_periods: 15}, write: 75}, "
        "throttles: {write: {threshold: 2.5}, read: false}}",
    )
    settings = {
        name: (each["Threshold"], each["DatapointsToAlarm"], each["EvaluationPeriods"]) for name, each in built.items()
    }
    assert settings == {
        "OrdersAlarmReadCapacity": (90, 15, 15),
        "OrdersAlarmWriteCapacity": (75, 5, 5),
        "OrdersAlarmWriteThrottles": (2.5, 5, 10),
        "OrdersAlarmSystemErrors": (0, 5, 15),
        "OrdersIndexByStatusAlarmReadCapacity": (90, 15, 15),
        "OrdersIndexByStatusAlarmWriteCapacity": (60, 5, 5),
        # Off for the table, and on with what the index writes.
        "OrdersIndexByStatusAlarmReadThrottles": (100, 5, 10),
        "OrdersIndexByStatusAlarmWriteThrottles": (2.5, 5, 10),
    }
    assert str(built["OrdersAlarmReadCapacity"]["Threshold"]) == "90"


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("alarms: false", []),
        ("alarms: {system_errors: false, throttles: false}", ["OrdersAlarmReadCapacity", "OrdersAlarmWriteCapacity"]),
        ("alarms: {system_errors: false, capacity: false, throttles: {read: false}}", ["OrdersAlarmWriteThrottles"]),
    ],
)
def test_alarms_that_are_turned_off_are_not_made(template: Template, written: str, made: list[str]) -> None:
    index = "global_secondary_indexes: {one: {partition_key: a, alarms: false}}"
    assert list(alarms(template, f"{PROVISIONED}, {index}, {written}")) == made


def test_a_logical_id_stands_for_the_index_but_not_in_the_metric(template: Template) -> None:
    index = "by-customer-and-status: {partition_key: a, logical_id: byBoth}"
    alarm = alarms(template, f"global_secondary_indexes: {{{index}}}")["OrdersIndexbyBothAlarmReadThrottles"]
    assert alarm["AlarmName"] == {"Fn::Sub": "${AWS::StackName}/Orders/byBoth/read-throttles"}
    assert alarm["Dimensions"][1] == {"Name": "GlobalSecondaryIndexName", "Value": "by-customer-and-status"}


@pytest.mark.parametrize(
    ("tuning", "begins"),
    [
        ("{threshold: 10}", "Reads of table Orders had more than 10 throttle events a minute in 5 of 10 minutes. "),
        ("{threshold: 1}", "Reads of table Orders had more than 1 throttle event a minute in 5 of 10 minutes. "),
        ("{evaluation_periods: 1}", "Reads of table Orders were throttled within 1 minute. "),
        (
            "{threshold: 7, period: 300}",
            "Reads of table Orders had more than 7 throttle events a period in 5 of 10 periods of 5 minutes. ",
        ),
        (
            "{threshold: 7, period: 300, evaluation_periods: 1}",
            "Reads of table Orders had more than 7 throttle events within 5 minutes. ",
        ),
        ("{period: 3600, evaluation_periods: 3}", "Reads of table Orders were throttled in 3 of 3 periods of 1 hour. "),
        ("{severity: SEV 2}", "SEV 2: Reads of table Orders were throttled in 5 of 10 minutes. "),
    ],
)
def test_the_description_says_what_was_tuned(template: Template, tuning: str, begins: str) -> None:
    alarm = alarms(template, f"alarms: {{throttles: {{read: {tuning}}}}}")["OrdersAlarmReadThrottles"]
    assert alarm["AlarmDescription"].startswith(begins)


def test_without_its_capacity_alarm_a_throttle_alarm_names_the_limit(template: Template) -> None:
    alarm = alarms(template, f"{PROVISIONED}, alarms: {{capacity: false}}")["OrdersAlarmReadThrottles"]
    assert alarm["AlarmDescription"] == (
        "Reads of table Orders were throttled in 5 of 10 minutes. First see whether its 50 provisioned read capacity "
        "units are used up, and raise tables.Orders.capacity.read in the spec. If not, a hot key is likely: set "
        "contributor_insights: true in the spec and deploy to see which."
    )


def test_contributor_insights_that_are_on_name_the_hot_key(template: Template) -> None:
    built = alarms(template, "contributor_insights: THROTTLED_KEYS")
    description = built["OrdersAlarmReadThrottles"]["AlarmDescription"]
    assert description.endswith("If not, a hot key is likely, and contributor insights names it.")


def test_a_severity_may_refer_to_a_parameter(template: Template) -> None:
    body = "alarms: {system_errors: {severity: 'see ${TopicArn} and ${!this}', threshold: 3}}"
    assert alarms(template, body)["OrdersAlarmSystemErrors"]["AlarmDescription"] == {
        "Fn::Sub": (
            "see ${TopicArn} and ${!this}: DynamoDB failed more than 3 requests a minute to table Orders with an "
            "error of its own (HTTP 500) in 5 of 15 minutes. First look for DynamoDB at the AWS Health Dashboard, "
            "and see that clients retry, as the AWS SDKs do. If no event is there, open a support case."
        )
    }


def test_partiql_has_an_alarm_of_its_own_where_a_policy_allows_it(template: Template) -> None:
    resources = template("""
        region: eu-west-1
        tables:
          Orders: {partition_key: id, policies: {read: {partiql: true}}}
          Items: {partition_key: id, policies: {custom: {Fix: {actions: [PartiQLUpdate]}}}}
          Things: {partition_key: id, policies: {read: {partiql: true}, write: false}, alarms: false}
          Others: {partition_key: id}
          Near:
            partition_key: id
            stream: KEYS_ONLY
            replicas: {eu-west-1: {}, us-west-2: {}}
            policies: {read: {partiql: true, regions: [eu-west-1]}}
          Far:
            partition_key: id
            stream: KEYS_ONLY
            replicas: {eu-west-1: {}, us-west-2: {}}
            policies: {read: {partiql: true, regions: [us-west-2]}}
    """)["Resources"]

    made = [name for name in resources if name.endswith("AlarmPartiqlSystemErrors")]
    assert made == [f"{name}AlarmPartiqlSystemErrors" for name in ("Orders", "Items", "Near")]
    properties = resources["OrdersAlarmPartiqlSystemErrors"]["Properties"]
    assert properties["AlarmName"] == {"Fn::Sub": "${AWS::StackName}/Orders/partiql-system-errors"}
    # Metrics Insights knows AND and no OR: PartiQL's operations are those that are none of the others.
    (query,) = properties["Metrics"]
    assert query["Expression"] == {
        "Fn::Sub": 'SELECT SUM("SystemErrors") FROM "AWS/DynamoDB" WHERE "TableName" = \'${Orders}\''
        " AND \"Operation\" != 'GetItem' AND \"Operation\" != 'BatchGetItem' AND \"Operation\" != 'Query'"
        " AND \"Operation\" != 'Scan' AND \"Operation\" != 'TransactGetItems' AND \"Operation\" != 'PutItem'"
        " AND \"Operation\" != 'UpdateItem' AND \"Operation\" != 'DeleteItem' AND \"Operation\" != 'BatchWriteItem'"
        " AND \"Operation\" != 'TransactWriteItems' AND \"Operation\" != 'GetRecords'"
    }
    assert (query["Period"], properties["EvaluationPeriods"], properties["DatapointsToAlarm"]) == (60, 15, 5)
