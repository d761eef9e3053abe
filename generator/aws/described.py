"""Which property of CloudFormation a key of the format becomes, and where AWS describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["PROPERTIES", "page_of"]

REFERENCE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference"

TABLE: Final = "AWS::DynamoDB::Table"
GLOBAL_TABLE: Final = "AWS::DynamoDB::GlobalTable"
TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
TRACKING: Final = "AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingScalingPolicyConfiguration"
ALARM: Final = "AWS::CloudWatch::Alarm"

CAPACITY: Final = {"read": "ReadCapacityUnits", "write": "WriteCapacityUnits"}
ACTIONS: Final = {
    "alarm_actions": "AlarmActions",
    "ok_actions": "OKActions",
    "insufficient_data_actions": "InsufficientDataActions",
}

# By model and key: a resource type, after a dot one of the definitions of its schema, and the property in that.
PROPERTIES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "Table": {
        "table_name": (TABLE, "TableName"),
        "partition_key": (TABLE, "KeySchema"),
        "sort_key": (TABLE, "KeySchema"),
        "billing_mode": (TABLE, "BillingMode"),
        "capacity": (TABLE, "ProvisionedThroughput"),
        "on_demand_throughput": (TABLE, "OnDemandThroughput"),
        "warm_throughput": (TABLE, "WarmThroughput"),
        "global_secondary_indexes": (TABLE, "GlobalSecondaryIndexes"),
        "local_secondary_indexes": (TABLE, "LocalSecondaryIndexes"),
        "vector_indexes": (TABLE, "VectorIndexes"),
        "stream": (TABLE, "StreamSpecification"),
        "kinesis_stream": (TABLE, "KinesisStreamSpecification"),
        "time_to_live": (TABLE, "TimeToLiveSpecification"),
        "point_in_time_recovery": (TABLE, "PointInTimeRecoverySpecification"),
        "encryption": (TABLE, "SSESpecification"),
        "table_class": (TABLE, "TableClass"),
        "deletion_protection": (TABLE, "DeletionProtectionEnabled"),
        "contributor_insights": (TABLE, "ContributorInsightsSpecification"),
        "resource_policy": (TABLE, "ResourcePolicy"),
        "import_source": (TABLE, "ImportSourceSpecification"),
        "replicas": (GLOBAL_TABLE, "Replicas"),
        "multi_region_consistency": (GLOBAL_TABLE, "MultiRegionConsistency"),
        "witness_region": (GLOBAL_TABLE, "GlobalTableWitnesses"),
        "tags": (TABLE, "Tags"),
    },
    "GlobalSecondaryIndex": {
        "partition_key": (f"{TABLE}.GlobalSecondaryIndex", "KeySchema"),
        "sort_key": (f"{TABLE}.GlobalSecondaryIndex", "KeySchema"),
        "projection": (f"{TABLE}.GlobalSecondaryIndex", "Projection"),
        "capacity": (f"{TABLE}.GlobalSecondaryIndex", "ProvisionedThroughput"),
        "on_demand_throughput": (f"{TABLE}.GlobalSecondaryIndex", "OnDemandThroughput"),
        "warm_throughput": (f"{TABLE}.GlobalSecondaryIndex", "WarmThroughput"),
        "contributor_insights": (f"{TABLE}.GlobalSecondaryIndex", "ContributorInsightsSpecification"),
    },
    "LocalSecondaryIndex": {
        "sort_key": (f"{TABLE}.LocalSecondaryIndex", "KeySchema"),
        "projection": (f"{TABLE}.LocalSecondaryIndex", "Projection"),
    },
    "VectorIndex": {
        "vector_attribute": (f"{TABLE}.VectorIndex", "VectorAttribute"),
        "dimensions": (f"{TABLE}.VectorIndex", "Dimensions"),
        "distance_function": (f"{TABLE}.VectorIndex", "DistanceFunction"),
        "projection": (f"{TABLE}.VectorIndex", "Projection"),
        "search_schema": (f"{TABLE}.VectorIndex", "SearchSchema"),
    },
    "Attribute": {
        "name": (f"{TABLE}.AttributeDefinition", "AttributeName"),
        "type": (f"{TABLE}.AttributeDefinition", "AttributeType"),
    },
    "Capacity": {key: (f"{TABLE}.ProvisionedThroughput", name) for key, name in CAPACITY.items()},
    "OnDemandThroughput": {
        "max_read": (f"{TABLE}.OnDemandThroughput", "MaxReadRequestUnits"),
        "max_write": (f"{TABLE}.OnDemandThroughput", "MaxWriteRequestUnits"),
    },
    "WarmThroughput": {
        "read": (f"{TABLE}.WarmThroughput", "ReadUnitsPerSecond"),
        "write": (f"{TABLE}.WarmThroughput", "WriteUnitsPerSecond"),
    },
    "Projection": {
        "type": (f"{TABLE}.Projection", "ProjectionType"),
        "include": (f"{TABLE}.Projection", "NonKeyAttributes"),
    },
    "Stream": {
        "view_type": (f"{TABLE}.StreamSpecification", "StreamViewType"),
        "resource_policy": (f"{TABLE}.StreamSpecification", "ResourcePolicy"),
    },
    "KinesisStream": {
        "arn": (f"{TABLE}.KinesisStreamSpecification", "StreamArn"),
        "precision": (f"{TABLE}.KinesisStreamSpecification", "ApproximateCreationDateTimePrecision"),
    },
    "TimeToLive": {
        "attribute": (f"{TABLE}.TimeToLiveSpecification", "AttributeName"),
        "enabled": (f"{TABLE}.TimeToLiveSpecification", "Enabled"),
    },
    "PointInTimeRecovery": {
        "enabled": (f"{TABLE}.PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
        "recovery_period_in_days": (f"{TABLE}.PointInTimeRecoverySpecification", "RecoveryPeriodInDays"),
    },
    "Encryption": {
        "type": (f"{TABLE}.SSESpecification", "SSEType"),
        "kms_key": (f"{TABLE}.SSESpecification", "KMSMasterKeyId"),
    },
    "ContributorInsights": {
        "enabled": (f"{TABLE}.ContributorInsightsSpecification", "Enabled"),
        "mode": (f"{TABLE}.ContributorInsightsSpecification", "Mode"),
    },
    "ImportSource": {
        "bucket": (f"{TABLE}.S3BucketSource", "S3Bucket"),
        "key_prefix": (f"{TABLE}.S3BucketSource", "S3KeyPrefix"),
        "bucket_owner": (f"{TABLE}.S3BucketSource", "S3BucketOwner"),
        "input_format": (f"{TABLE}.ImportSourceSpecification", "InputFormat"),
        "input_compression_type": (f"{TABLE}.ImportSourceSpecification", "InputCompressionType"),
    },
    "Csv": {
        "delimiter": (f"{TABLE}.Csv", "Delimiter"),
        "headers": (f"{TABLE}.Csv", "HeaderList"),
    },
    "Replica": {
        "kinesis_stream": (f"{GLOBAL_TABLE}.ReplicaSpecification", "KinesisStreamSpecification"),
        "point_in_time_recovery": (f"{GLOBAL_TABLE}.ReplicaSpecification", "PointInTimeRecoverySpecification"),
        "encryption": (f"{GLOBAL_TABLE}.ReplicaSpecification", "SSESpecification"),
        "table_class": (f"{GLOBAL_TABLE}.ReplicaSpecification", "TableClass"),
        "deletion_protection": (f"{GLOBAL_TABLE}.ReplicaSpecification", "DeletionProtectionEnabled"),
        "contributor_insights": (f"{GLOBAL_TABLE}.ReplicaSpecification", "ContributorInsightsSpecification"),
        "resource_policy": (f"{GLOBAL_TABLE}.ReplicaSpecification", "ResourcePolicy"),
        "stream": (f"{GLOBAL_TABLE}.ReplicaSpecification", "ReplicaStreamSpecification"),
        "global_secondary_indexes": (f"{GLOBAL_TABLE}.ReplicaSpecification", "GlobalSecondaryIndexes"),
        "capacity": (f"{GLOBAL_TABLE}.ReplicaSpecification", "ReadProvisionedThroughputSettings"),
        "autoscaling": (f"{GLOBAL_TABLE}.ReplicaSpecification", "ReadProvisionedThroughputSettings"),
        "on_demand_throughput": (f"{GLOBAL_TABLE}.ReplicaSpecification", "ReadOnDemandThroughputSettings"),
        "tags": (f"{GLOBAL_TABLE}.ReplicaSpecification", "Tags"),
    },
    "Scaling": {
        "min_capacity": (TARGET, "MinCapacity"),
        "max_capacity": (TARGET, "MaxCapacity"),
        "target_utilization": (TRACKING, "TargetValue"),
        "scale_in_cooldown": (TRACKING, "ScaleInCooldown"),
        "scale_out_cooldown": (TRACKING, "ScaleOutCooldown"),
        "disable_scale_in": (TRACKING, "DisableScaleIn"),
        "schedules": (TARGET, "ScheduledActions"),
    },
    "Schedule": {
        "schedule": (f"{TARGET}.ScheduledAction", "Schedule"),
        "timezone": (f"{TARGET}.ScheduledAction", "Timezone"),
        "start_time": (f"{TARGET}.ScheduledAction", "StartTime"),
        "end_time": (f"{TARGET}.ScheduledAction", "EndTime"),
        "min_capacity": (f"{TARGET}.ScalableTargetAction", "MinCapacity"),
        "max_capacity": (f"{TARGET}.ScalableTargetAction", "MaxCapacity"),
    },
    "Tuning": {
        "threshold": (ALARM, "Threshold"),
        "statistic": (ALARM, "Statistic"),
        "period": (ALARM, "Period"),
        "evaluation_periods": (ALARM, "EvaluationPeriods"),
        "datapoints_to_alarm": (ALARM, "DatapointsToAlarm"),
        **{key: (ALARM, name) for key, name in ACTIONS.items()},
    },
    "Alarms": {key: (ALARM, name) for key, name in ACTIONS.items()},
    "AccountAlarms": {key: (ALARM, name) for key, name in ACTIONS.items()},
    "NotificationTopic": {
        "subscriptions": ("AWS::SNS::Topic", "Subscription"),
        "kms_key": ("AWS::SNS::Topic", "KmsMasterKeyId"),
    },
    "Subscription": {
        "protocol": ("AWS::SNS::Topic.Subscription", "Protocol"),
        "endpoint": ("AWS::SNS::Topic.Subscription", "Endpoint"),
    },
}


def page_of(place: str, name: str) -> str:
    """The address of AWS' description of a property, of a type or, after a dot, of a definition in it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-projection.html
    and its neighbours are named and anchored so.
    """
    resource_type, _, definition = place.lower().partition(".")
    _, service, resource = resource_type.split("::")
    if not definition:
        return f"{REFERENCE}/aws-resource-{service}-{resource}.html#cfn-{service}-{resource}-{name.lower()}"
    owner = f"{service}-{resource}-{definition}"
    return f"{REFERENCE}/aws-properties-{owner}.html#cfn-{owner}-{name.lower()}"
