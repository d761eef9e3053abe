"""A property of a table in a template to the keys of the spec that say it."""

from __future__ import annotations

from typing import Final

__all__ = ["path_of"]

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
    "MultiRegionConsistency": "multi_region_consistency",
    "OnDemandThroughput": "on_demand_throughput",
    "PointInTimeRecoverySpecification": "point_in_time_recovery",
    "Projection": "projection",
    "ProvisionedThroughput": "capacity",
    "ReadCapacityUnits": "read",
    "RecoveryPeriodInDays": "recovery_period_in_days",
    "Replicas": "replicas",
    "ResourcePolicy": "resource_policy",
    "SSESpecification": "encryption",
    "StreamSpecification": "stream",
    "StreamViewType": "view_type",
    "TableClass": "table_class",
    "TableName": "table_name",
    "Tags": "tags",
    "TimeToLiveSpecification": "time_to_live",
    "VectorIndexes": "vector_indexes",
    "WarmThroughput": "warm_throughput",
    "WriteCapacityUnits": "write",
}
# Below these the names are the user's own.
NAMED: Final = frozenset({"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "Replicas", "Tags", "VectorIndexes"})


def path_of(resource_type: str, place: tuple[str, ...]) -> tuple[str, ...]:
    """The path below a table's own, as far as keys of the spec stand for what the place is about."""
    path: list[str] = []
    if resource_type.startswith("AWS::DynamoDB::"):
        for index, part in enumerate(place):
            named = index > 0 and place[index - 1] in NAMED
            if part not in KEYS and not named:
                break
            path.append(part if named else KEYS[part])
    return tuple(path)
