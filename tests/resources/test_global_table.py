"""A table with replicas and its CloudFormation resource, held against the reference of AWS::DynamoDB::GlobalTable."""

from __future__ import annotations

import json
from collections.abc import Callable
from textwrap import dedent
from typing import Any

Template = Callable[[str], dict[str, Any]]

ON_DEMAND = """
    region: eu-west-1
    tags: {service: shop, stage: prod}
    tables:
      Orders:
        partition_key: id
        sort_key: {name: at, type: N}
        on_demand_throughput: {max_read: 400, max_write: 100}
        warm_throughput: {read: 15000}
        global_secondary_indexes:
          by-status: {partition_key: status, on_demand_throughput: {max_read: 40}, contributor_insights: true}
          by-day: {partition_key: day, warm_throughput: {write: 4000}}
        local_secondary_indexes: {by-size: {sort_key: size}}
        stream: {view_type: KEYS_ONLY, tags: {reader: search, stage: none}}
        time_to_live: expires_at
        table_class: STANDARD_INFREQUENT_ACCESS
        point_in_time_recovery: {recovery_period_in_days: 7}
        deletion_policy: Retain
        contributor_insights: false
        tags: {team: orders, stage: live}
        alarms: false
        policies: false
        replicas:
          us-west-2:
            on_demand_throughput: {max_read: 500}
            global_secondary_indexes:
              by-status: {contributor_insights: THROTTLED_KEYS}
              by-day: {on_demand_throughput: {max_read: 50}}
            stream: {tags: {reader: export}}
            kinesis_stream: "arn:aws:kinesis:us-west-2:111122223333:stream/orders"
            point_in_time_recovery: false
            table_class: STANDARD
            deletion_protection: false
            contributor_insights: true
            tags: {stage: standby, continent: america}
          eu-west-1: {}
"""
PROVISIONED = """
    region: eu-west-1
    tables:
      Orders:
        partition_key: id
        billing_mode: PROVISIONED
        capacity: {read: 100, write: 30}
        autoscaling:
          read: {min_capacity: 80, max_capacity: 200}
          write: {min_capacity: 20, max_capacity: 60, target_utilization: 50, scale_in_cooldown: 60}
        global_secondary_indexes:
          by-day: {partition_key: day}
          by-status:
            partition_key: status
            capacity: {read: 9}
            autoscaling: {write: {min_capacity: 7, max_capacity: 70, disable_scale_in: true}}
        stream: KEYS_ONLY
        alarms: {alarm_actions: []}
        policies: false
        replicas:
          eu-west-1: {capacity: {read: 50}}
          us-west-2: {global_secondary_indexes: {by-day: {capacity: {read: 3}}}}
          us-east-1: {global_secondary_indexes: {by-status: {autoscaling: {read: {min_capacity: 2, max_capacity: 4}}}}}
"""


def properties(template: Template, spec: str) -> Any:
    """The properties of the global table Orders."""
    made = template(spec)["Resources"]["Orders"]
    assert made["Type"] == "AWS::DynamoDB::GlobalTable"
    return made["Properties"]


def test_what_is_the_same_in_every_region(template: Template) -> None:
    made = template(ON_DEMAND)["Resources"]["Orders"]
    assert (made["DeletionPolicy"], made["UpdateReplacePolicy"]) == ("Retain", "Retain")
    found = made["Properties"]
    # Without a BillingMode a global table would be provisioned; it has no tags of its own.
    assert found["BillingMode"] == "PAY_PER_REQUEST"
    assert "Tags" not in found
    assert "SSESpecification" not in found
    assert found["StreamSpecification"] == {"StreamViewType": "KEYS_ONLY"}
    assert found["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert found["WriteOnDemandThroughputSettings"] == {"MaxWriteRequestUnits": 100}
    assert found["WarmThroughput"] == {"ReadUnitsPerSecond": 15000}
    by_status, by_day = found["GlobalSecondaryIndexes"]
    assert set(by_status) == {"IndexName", "KeySchema", "Projection"}
    assert by_day["WarmThroughput"] == {"WriteUnitsPerSecond": 4000}
    assert [each["AttributeName"] for each in found["AttributeDefinitions"]] == ["id", "at", "size", "status", "day"]
    assert [each["IndexName"] for each in found["LocalSecondaryIndexes"]] == ["by-size"]


def test_a_replica_says_what_the_table_says_where_it_says_nothing_itself(template: Template) -> None:
    there, here = properties(template, ON_DEMAND)["Replicas"]
    assert here == {
        "Region": "eu-west-1",
        "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 400},
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-status",
                "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 40},
                "ContributorInsightsSpecification": {"Enabled": True},
            }
        ],
        "ReplicaStreamSpecification": {
            "Tags": [{"Key": "reader", "Value": "search"}, {"Key": "stage", "Value": "none"}]
        },
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "ContributorInsightsSpecification": {"Enabled": False},
        "DeletionProtectionEnabled": True,
        "Tags": [
            {"Key": "service", "Value": "shop"},
            {"Key": "stage", "Value": "live"},
            {"Key": "team", "Value": "orders"},
        ],
    }
    assert there == {
        "Region": "us-west-2",
        "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 500},
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-status",
                "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 40},
                "ContributorInsightsSpecification": {"Enabled": True, "Mode": "THROTTLED_KEYS"},
            },
            {"IndexName": "by-day", "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 50}},
        ],
        "ReplicaStreamSpecification": {
            "Tags": [{"Key": "reader", "Value": "export"}, {"Key": "stage", "Value": "none"}]
        },
        "KinesisStreamSpecification": {"StreamArn": "arn:aws:kinesis:us-west-2:111122223333:stream/orders"},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False},
        "TableClass": "STANDARD",
        "ContributorInsightsSpecification": {"Enabled": True},
        "DeletionProtectionEnabled": False,
        "Tags": [
            {"Key": "service", "Value": "shop"},
            {"Key": "stage", "Value": "standby"},
            {"Key": "team", "Value": "orders"},
            {"Key": "continent", "Value": "america"},
        ],
    }


def test_writes_scale_everywhere_alike_and_reads_in_each_region(template: Template) -> None:
    found = properties(template, PROVISIONED)
    everywhere = {
        "MinCapacity": 20,
        "MaxCapacity": 60,
        "SeedCapacity": 30,
        "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 50, "ScaleInCooldown": 60},
    }
    # Without a capacity for its writes, by-status begins at their lower bound.
    of_status = {
        "MinCapacity": 7,
        "MaxCapacity": 70,
        "SeedCapacity": 7,
        "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70, "DisableScaleIn": True},
    }
    writes = [found, *found["GlobalSecondaryIndexes"]]
    assert [each["WriteProvisionedThroughputSettings"] for each in writes] == [
        {"WriteCapacityAutoScalingSettings": settings} for settings in (everywhere, everywhere, of_status)
    ]

    scaled = {"MinCapacity": 80, "MaxCapacity": 200, "SeedCapacity": 100}
    in_region = {each["Region"]: reads(each) for each in found["Replicas"]}
    assert in_region == {
        # Fixed by the replica, and with it the index that has what the table has there.
        "eu-west-1": {"": 50, "by-day": 50, "by-status": 9},
        "us-west-2": {"": scaled, "by-day": 3, "by-status": 9},
        "us-east-1": {
            "": scaled,
            "by-day": scaled,
            "by-status": {"MinCapacity": 2, "MaxCapacity": 4, "SeedCapacity": 2},
        },
    }


def reads(replica: dict[str, Any]) -> dict[str, Any]:
    """The units that may be read of a replica and of its indexes, or the bounds and the seed of what is scaled."""
    found = {}
    for body in (replica, *replica["GlobalSecondaryIndexes"]):
        settings = body["ReadProvisionedThroughputSettings"]
        scaling = settings.get("ReadCapacityAutoScalingSettings", {})
        tracking = scaling.pop("TargetTrackingScalingPolicyConfiguration", {"TargetValue": 70})
        assert tracking == {"TargetValue": 70}
        found[body.get("IndexName", "")] = settings.get("ReadCapacityUnits", scaling)
    return found


def test_nothing_scales_a_global_table_from_outside(template: Template) -> None:
    types = {each["Type"] for each in template(PROVISIONED)["Resources"].values()}
    assert types == {"AWS::DynamoDB::GlobalTable", "AWS::CloudWatch::Alarm"}


def test_capacity_alarms_are_about_the_region_of_the_stack(template: Template) -> None:
    resources = template(PROVISIONED)["Resources"]
    limits = {
        name: next(each["Expression"] for each in made["Properties"]["Metrics"] if "Expression" in each)
        for name, made in resources.items()
        if name.endswith("Capacity")
    }
    units = {name: expression.rpartition(" ")[2].rstrip(")") for name, expression in limits.items()}
    assert units == {
        "OrdersAlarmReadCapacity": "50",
        "OrdersAlarmWriteCapacity": "60",
        "OrdersIndexByDayAlarmReadCapacity": "50",
        "OrdersIndexByDayAlarmWriteCapacity": "60",
        "OrdersIndexByStatusAlarmReadCapacity": "9",
        "OrdersIndexByStatusAlarmWriteCapacity": "70",
    }
    # Whoever is woken finds the number where it is written.
    told = {name: resources[name]["Properties"]["AlarmDescription"] for name in units}
    assert "raise tables.Orders.replicas.eu-west-1.capacity.read in" in told["OrdersAlarmReadCapacity"]
    assert "raise tables.Orders.replicas.eu-west-1.capacity.read in" in told["OrdersIndexByDayAlarmReadCapacity"]
    assert "raise tables.Orders.autoscaling.write.max_capacity in" in told["OrdersIndexByDayAlarmWriteCapacity"]
    of_status = "raise tables.Orders.global_secondary_indexes.by-status.capacity.read in"
    assert of_status in told["OrdersIndexByStatusAlarmReadCapacity"]


def test_customer_keys_are_of_the_replicas(template: Template) -> None:
    found = properties(
        template,
        """
        region: us-east-1
        parameters: {Key: {type: String}}
        tables:
          Orders:
            partition_key: id
            stream: KEYS_ONLY
            alarms: false
            replicas:
              us-east-1: {encryption: {kms_key: alias/a}}
              us-east-2: {encryption: {kms_key: "${Key}"}}
    """,
    )
    assert found["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert [each["SSESpecification"] for each in found["Replicas"]] == [
        {"KMSMasterKeyId": "alias/a"},
        {"KMSMasterKeyId": {"Ref": "Key"}},
    ]


def test_a_witness_holds_nothing(template: Template) -> None:
    found = template("""
        region: us-east-1
        dashboard: true
        tables:
          Orders:
            partition_key: id
            encryption: AWS_MANAGED
            multi_region_consistency: STRONG
            witness_region: us-west-2
            replicas: {us-east-1: {}, us-east-2: {}}
            alarms: {alarm_actions: []}
    """)
    table = found["Resources"]["Orders"]["Properties"]
    assert table["MultiRegionConsistency"] == "STRONG"
    assert table["GlobalTableWitnesses"] == [{"Region": "us-west-2"}]
    assert [each["Region"] for each in table["Replicas"]] == ["us-east-1", "us-east-2"]
    assert "StreamSpecification" not in table
    assert table["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert all("SSESpecification" not in each for each in table["Replicas"])
    # Nor is there anything to be late, or to be allowed, where it is.
    del found["Resources"]["Orders"]
    assert "us-west-2" not in json.dumps(found)
    assert "ReplicationLatency" not in json.dumps(found)


def test_replication_latency_is_watched_for_each_other_region(template: Template) -> None:
    resources = template(PROVISIONED)["Resources"]
    found = {name: each["Properties"] for name, each in resources.items() if "Replication" in name}
    assert set(found) == {"OrdersAlarmReplicationLatencyUsWest2", "OrdersAlarmReplicationLatencyUsEast1"}
    assert found["OrdersAlarmReplicationLatencyUsWest2"] == {
        "AlarmName": {"Fn::Sub": "${AWS::StackName}/Orders/replication-latency-us-west-2"},
        "AlarmDescription": (
            "Changes of table Orders took more than 180000 ms (average) to reach us-west-2 in 3 of 3 periods of "
            "5 minutes. Until they do, reads there are of old data. First see whether writes to its replica in "
            "us-west-2 are throttled, and raise what they are held to. If not, look for DynamoDB in both Regions at "
            "the AWS Health Dashboard, and send clients to another Region."
        ),
        "Namespace": "AWS/DynamoDB",
        "MetricName": "ReplicationLatency",
        "Dimensions": [
            {"Name": "TableName", "Value": {"Ref": "Orders"}},
            {"Name": "ReceivingRegion", "Value": "us-west-2"},
        ],
        "Statistic": "Average",
        "Period": 300,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 180000,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 3,
        "TreatMissingData": "notBreaching",
    }


def test_the_dashboard_shows_how_late_the_other_regions_are(template: Template) -> None:
    board = template(f"dashboard: true\n{dedent(PROVISIONED)}")["Resources"]["StackDashboard"]
    widgets = json.loads(board["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]
    (shown,) = [each["properties"] for each in widgets if "Replication" in each["properties"]["title"]]
    late = ["AWS/DynamoDB", "ReplicationLatency", "TableName", "${Orders}", "ReceivingRegion"]
    assert [line[:6] for line in shown["metrics"]] == [[*late, "us-west-2"], [*late, "us-east-1"]]
    assert {(line[6]["stat"], line[6]["period"]) for line in shown["metrics"]} == {("Average", 300)}
