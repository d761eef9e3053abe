"""A property of a table in a template to the keys of the spec that say it."""

from __future__ import annotations

from typing import Final

__all__ = ["KEY_TYPES", "path_of"]

KEYS: Final = {
    "BillingMode": "billing_mode",
    "ContributorInsightsSpecification": "contributor_insights",
    "DeletionPolicy": "deletion_policy",
    "DeletionProtectionEnabled": "deletion_protection",
    "GlobalSecondaryIndexes": "global_secondary_indexes",
    "GlobalTableWitnesses": "witness_region",
    "ImportSourceSpecification": "import_source",
    "KeySchema": "partition_key",
    "KinesisStreamSpecification": "kinesis_stream",
    "LocalSecondaryIndexes": "local_secondary_indexes",
    "MaxCapacity": "max_capacity",
    "MinCapacity": "min_capacity",
    "MultiRegionConsistency": "multi_region_consistency",
    "OnDemandThroughput": "on_demand_throughput",
    "PointInTimeRecoverySpecification": "point_in_time_recovery",
    "Projection": "projection",
    "ProvisionedThroughput": "capacity",
    "ReadCapacityAutoScalingSettings": "autoscaling.read",
    "ReadCapacityUnits": "read",
    "RecoveryPeriodInDays": "recovery_period_in_days",
    "Replicas": "replicas",
    "ResourcePolicy": "resource_policy",
    "SSESpecification": "encryption",
    "ScaleInCooldown": "scale_in_cooldown",
    "ScaleOutCooldown": "scale_out_cooldown",
    "ScheduledActions": "schedules",
    "StreamSpecification": "stream",
    "StreamViewType": "view_type",
    "TableClass": "table_class",
    "TableName": "table_name",
    "Tags": "tags",
    "TargetValue": "target_utilization",
    "TimeToLiveSpecification": "time_to_live",
    "VectorIndexes": "vector_indexes",
    "WarmThroughput": "warm_throughput",
    "WriteCapacityAutoScalingSettings": "autoscaling.write",
    "WriteCapacityUnits": "write",
}
# What key attributes are called, by their type in a key schema.
KEY_TYPES: Final = {"HASH": "partition_key", "RANGE": "sort_key"}
# No keys of the spec stand for these, what is in them has some.
WRAPPERS: Final = frozenset({
    "ReadProvisionedThroughputSettings", "ScalableTargetAction", "TargetTrackingScalingPolicyConfiguration",
    "WriteProvisionedThroughputSettings",
})  # fmt: skip
# Below these the names are the user's own.
NAMED: Final = frozenset(
    {"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "Replicas", "ScheduledActions", "Tags", "VectorIndexes"}
)
# Of these the properties are what a table, or its autoscaling, says.
TYPES: Final = ("AWS::DynamoDB::", "AWS::ApplicationAutoScaling::")
# What a subscription of the notification topic says.
SUBSCRIPTION: Final = {"AWS::SNS::Subscription": {"Endpoint": "endpoint", "Protocol": "protocol"}}


def path_of(resource_type: str, place: tuple[str, ...]) -> tuple[str, ...]:
    """The path below that which made the resource, as far as keys of the spec stand for what the place is about."""
    words = SUBSCRIPTION.get(resource_type, {})
    path = [words[each] for each in place[:1] if each in words]
    if resource_type.startswith(TYPES):
        for index, part in enumerate(place):
            named = index > 0 and place[index - 1] in NAMED
            if part in WRAPPERS:
                continue
            if part not in KEYS and not named:
                break
            path += [part] if named else KEYS[part].split(".")
    return tuple(path)
