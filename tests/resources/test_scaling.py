"""What scales the capacity of a table and its indexes, and the alarms and graphs that come with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]

QUIET = "partition_key: id, policies: false, alarms: {alarm_actions: []}"
PROVISIONED = f"{QUIET}, billing_mode: PROVISIONED"
READS = "read: {min_capacity: 5, max_capacity: 50}"


def orders(template: Template, body: str, *, top: str = "") -> dict[str, Any]:
    """The resources of a stack with the table Orders, whose body is given."""
    resources: dict[str, Any] = template(f"{top}\ntables: {{Orders: {{{body}}}}}")["Resources"]
    return resources


def scaled(resources: dict[str, Any]) -> list[str]:
    """The logical IDs of what scales."""
    return [name for name, each in resources.items() if each["Type"].startswith("AWS::ApplicationAutoScaling::")]


def test_a_scaled_direction_is_a_target_and_a_policy(template: Template) -> None:
    resources = template("""
        parameters: {TopicArn: {type: String}}
        tags: {team: shop}
        tables:
          Orders:
            table_name: orders
            partition_key: id
            billing_mode: PROVISIONED
            capacity: {read: 8, write: 3}
            autoscaling:
              read:
                min_capacity: 5
                max_capacity: 50
                target_utilization: 65
                scale_in_cooldown: 60
                scale_out_cooldown: 0
                disable_scale_in: true
                schedules:
                  opening: {schedule: "cron(45 6 ? * MON-FRI *)", timezone: Europe/Berlin, min_capacity: 20}
                  the sale:
                    schedule: at(2027-05-28T12:00:00)
                    start_time: 2027-05-01T00:00:00Z
                    end_time: 2027-06-01T00:00:00Z
                    min_capacity: 100
                    max_capacity: 400
            tags: {tier: "1"}
            alarms: {alarm_actions: ["${TopicArn}"]}
    """)["Resources"]
    assert scaled(resources) == ["OrdersScalableTargetRead", "OrdersTargetTrackingRead"]
    assert resources["OrdersScalableTargetRead"] == {
        "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
        "Properties": {
            "ServiceNamespace": "dynamodb",
            "ResourceId": {"Fn::Sub": "table/${Orders}"},
            "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
            "MinCapacity": 5,
            "MaxCapacity": 50,
            "ScheduledActions": [
                {
                    "ScheduledActionName": "opening",
                    "Schedule": "cron(45 6 ? * MON-FRI *)",
                    "Timezone": "Europe/Berlin",
                    "ScalableTargetAction": {"MinCapacity": 20},
                },
                {
                    "ScheduledActionName": "the sale",
                    "Schedule": "at(2027-05-28T12:00:00)",
                    "StartTime": "2027-05-01T00:00:00Z",
                    "EndTime": "2027-06-01T00:00:00Z",
                    "ScalableTargetAction": {"MinCapacity": 100, "MaxCapacity": 400},
                },
            ],
            "Tags": [{"Key": "team", "Value": "shop"}, {"Key": "tier", "Value": "1"}],
        },
    }
    assert resources["OrdersTargetTrackingRead"] == {
        "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
        "Properties": {
            "PolicyName": "target-tracking",
            "PolicyType": "TargetTrackingScaling",
            "ScalingTargetId": {"Ref": "OrdersScalableTargetRead"},
            "TargetTrackingScalingPolicyConfiguration": {
                "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"},
                "TargetValue": 65,
                "ScaleInCooldown": 60,
                "ScaleOutCooldown": 0,
                "DisableScaleIn": True,
            },
        },
    }
    throughput = resources["Orders"]["Properties"]["ProvisionedThroughput"]
    assert throughput == {"ReadCapacityUnits": 8, "WriteCapacityUnits": 3}


def test_the_least_that_can_be_said_of_writes_to_an_index(template: Template) -> None:
    index = (
        "by-status: {partition_key: s, capacity: {read: 2}, autoscaling: {write: {min_capacity: 4, max_capacity: 9}}}"
    )
    body = f"{PROVISIONED}, capacity: {{read: 1, write: 1}}, global_secondary_indexes: {{{index}}}"
    resources = orders(template, body)
    assert scaled(resources) == ["OrdersIndexByStatusScalableTargetWrite", "OrdersIndexByStatusTargetTrackingWrite"]
    assert resources["OrdersIndexByStatusScalableTargetWrite"]["Properties"] == {
        "ServiceNamespace": "dynamodb",
        "ResourceId": {"Fn::Sub": "table/${Orders}/index/by-status"},
        "ScalableDimension": "dynamodb:index:WriteCapacityUnits",
        "MinCapacity": 4,
        "MaxCapacity": 9,
    }
    policy = resources["OrdersIndexByStatusTargetTrackingWrite"]["Properties"]
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBWriteCapacityUtilization"},
        "TargetValue": 70,
    }
    (built,) = resources["Orders"]["Properties"]["GlobalSecondaryIndexes"]
    assert built["ProvisionedThroughput"] == {"ReadCapacityUnits": 2, "WriteCapacityUnits": 4}


@pytest.mark.parametrize(
    ("index", "capacity", "targets"),
    [
        ("", (5, 7), ["OrdersScalableTargetRead", "OrdersIndexByXScalableTargetRead"]),
        (", capacity: {read: 1, write: 2}", (1, 2), ["OrdersScalableTargetRead"]),
        (
            ", capacity: {read: 1}, autoscaling: {write: {min_capacity: 4, max_capacity: 9}}",
            (1, 4),
            ["OrdersScalableTargetRead", "OrdersIndexByXScalableTargetWrite"],
        ),
        (
            ", logical_id: Ex",
            (5, 7),
            ["OrdersScalableTargetRead", "OrdersIndexExScalableTargetRead"],
        ),
    ],
)
def test_an_index_has_all_of_its_tables_or_all_of_its_own(
    template: Template, index: str, capacity: tuple[int, int], targets: list[str]
) -> None:
    body = f"{PROVISIONED}, capacity: {{write: 7}}, autoscaling: {{{READS}}}"
    resources = orders(template, f"{body}, global_secondary_indexes: {{by-x: {{partition_key: x{index}}}}}")
    (built,) = resources["Orders"]["Properties"]["GlobalSecondaryIndexes"]
    assert tuple(built["ProvisionedThroughput"].values()) == capacity
    assert [name for name in scaled(resources) if "Target" in name and "Tracking" not in name] == targets


def test_an_autoscaled_capacity_alarm_names_the_highest_maximum_and_its_key(template: Template) -> None:
    opening = 'opening: {schedule: "rate(1 day)", max_capacity: 500}'
    reads = f"read: {{min_capacity: 5, max_capacity: 50, schedules: {{{opening}}}}}"
    resources = orders(
        template,
        f"{PROVISIONED}, capacity: {{write: 7}}, autoscaling: {{{reads}}}, "
        "global_secondary_indexes: {by-x: {partition_key: x}}",
    )
    alarm = resources["OrdersIndexByXAlarmReadCapacity"]["Properties"]
    assert alarm["Metrics"][0]["Expression"] == "100 * consumed / (PERIOD(consumed) * 500)"
    assert alarm["AlarmDescription"] == (
        "Reads of index by-x of Orders used more than 80 % of its autoscaling maximum of 500 read capacity units a "
        "second in 5 of 5 minutes. What goes beyond is throttled. First raise "
        "tables.Orders.autoscaling.read.schedules.opening.max_capacity in the spec and deploy if the traffic is "
        "wanted, or else stop its source."
    )
    fixed = resources["OrdersAlarmWriteCapacity"]["Properties"]
    assert fixed["Metrics"][0]["Expression"] == "100 * consumed / (PERIOD(consumed) * 7)"


def test_a_throttle_alarm_knows_that_autoscaling_takes_its_time(template: Template) -> None:
    body = f"{PROVISIONED}, capacity: {{write: 7}}, autoscaling: {{{READS}}}"
    alarm = orders(template, body)["OrdersAlarmReadThrottles"]["Properties"]
    assert alarm["AlarmDescription"] == (
        "Reads of table Orders were throttled in 5 of 10 minutes. First see whether the read-capacity alarm beside it "
        "is on too, and do as it says. If traffic rose within minutes, autoscaling had not followed yet: raise "
        "tables.Orders.autoscaling.read.min_capacity if that comes again. If not, a hot key is likely: set "
        "contributor_insights: true in the spec and deploy to see which."
    )
    without = f"{body.replace('alarm_actions: []', 'alarm_actions: [], capacity: false')}"
    alarm = orders(template, without)["OrdersAlarmReadThrottles"]["Properties"]
    assert (
        "First see whether its autoscaling maximum of 50 read capacity units is used up, and raise "
        in (alarm["AlarmDescription"])
    )


def test_the_dashboard_marks_the_alarm_below_the_maximum(template: Template) -> None:
    body = f"{PROVISIONED}, capacity: {{write: 7}}, autoscaling: {{{READS}}}"
    built = orders(template, body, top="dashboard: true")["StackDashboard"]
    widgets = json.loads(built["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]
    (reads,) = [each for each in widgets if each["properties"]["title"] == "Reads of table Orders: read units a second"]
    # 80 % of 50.
    mark = {"label": "alarm above 80 % of the autoscaling maximum", "value": 40}
    assert reads["properties"]["annotations"]["horizontal"] == [mark]
    assert "ProvisionedReadCapacityUnits" in str(reads["properties"]["metrics"])


def test_nothing_is_left_over_on_demand(template: Template) -> None:
    index = "by-x: {partition_key: x, on_demand_throughput: {max_read: 9}}"
    resources = template(f"""
        defaults: {{billing_mode: PROVISIONED, capacity: {{read: 5, write: 5}}, autoscaling: {{{READS}}}}}
        tables:
          Orders: {{{QUIET}, billing_mode: PAY_PER_REQUEST, global_secondary_indexes: {{{index}}}}}
    """)["Resources"]
    assert scaled(resources) == []
    assert "ProvisionedThroughput" not in resources["Orders"]["Properties"]
    assert [name for name in resources if name.endswith("Capacity")] == ["OrdersIndexByXAlarmReadCapacity"]
