"""Which property of CloudFormation a key of the format becomes, and where AWS describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.aws.properties import GLOBAL_TABLE, TABLE

__all__ = ["PROPERTIES", "page_of"]

REFERENCE: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference"

TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
TRACKING: Final = "AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingScalingPolicyConfiguration"
ALARM: Final = "AWS::CloudWatch::Alarm"
TOPIC: Final = "AWS::SNS::Topic"

ACTIONS: Final = {
    "alarm_actions": "AlarmActions",
    "ok_actions": "OKActions",
    "insufficient_data_actions": "InsufficientDataActions",
}

# By model: the resource type, and after a dot the definition of its schema, and which of its properties a key becomes.
PROPERTIES: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "Table": {
        TABLE: {
            "table_name": "TableName",
            "partition_key": "KeySchema",
            "sort_key": "KeySchema",
            "billing_mode": "BillingMode",
            "capacity": "ProvisionedThroughput",
            "on_demand_throughput": "OnDemandThroughput",
            "warm_throughput": "WarmThroughput",
            "global_secondary_indexes": "GlobalSecondaryIndexes",
            "local_secondary_indexes": "LocalSecondaryIndexes",
            "vector_indexes": "VectorIndexes",
            "stream": "StreamSpecification",
            "kinesis_stream": "KinesisStreamSpecification",
            "time_to_live": "TimeToLiveSpecification",
            "point_in_time_recovery": "PointInTimeRecoverySpecification",
            "encryption": "SSESpecification",
            "table_class": "TableClass",
            "deletion_protection": "DeletionProtectionEnabled",
            "contributor_insights": "ContributorInsightsSpecification",
            "resource_policy": "ResourcePolicy",
            "import_source": "ImportSourceSpecification",
            "tags": "Tags",
        },
        GLOBAL_TABLE: {
            "replicas": "Replicas",
            "multi_region_consistency": "MultiRegionConsistency",
            "witness_region": "GlobalTableWitnesses",
        },
    },
    "GlobalSecondaryIndex": {
        f"{TABLE}.GlobalSecondaryIndex": {
            "partition_key": "KeySchema",
            "sort_key": "KeySchema",
            "projection": "Projection",
            "capacity": "ProvisionedThroughput",
            "on_demand_throughput": "OnDemandThroughput",
            "warm_throughput": "WarmThroughput",
            "contributor_insights": "ContributorInsightsSpecification",
        }
    },
    "LocalSecondaryIndex": {f"{TABLE}.LocalSecondaryIndex": {"sort_key": "KeySchema", "projection": "Projection"}},
    "VectorIndex": {
        f"{TABLE}.VectorIndex": {
            "vector_attribute": "VectorAttribute",
            "dimensions": "Dimensions",
            "distance_function": "DistanceFunction",
            "projection": "Projection",
            "search_schema": "SearchSchema",
        }
    },
    "Attribute": {f"{TABLE}.AttributeDefinition": {"name": "AttributeName", "type": "AttributeType"}},
    "Capacity": {f"{TABLE}.ProvisionedThroughput": {"read": "ReadCapacityUnits", "write": "WriteCapacityUnits"}},
    "OnDemandThroughput": {
        f"{TABLE}.OnDemandThroughput": {"max_read": "MaxReadRequestUnits", "max_write": "MaxWriteRequestUnits"}
    },
    "WarmThroughput": {f"{TABLE}.WarmThroughput": {"read": "ReadUnitsPerSecond", "write": "WriteUnitsPerSecond"}},
    "Projection": {f"{TABLE}.Projection": {"type": "ProjectionType", "include": "NonKeyAttributes"}},
    "Stream": {f"{TABLE}.StreamSpecification": {"view_type": "StreamViewType", "resource_policy": "ResourcePolicy"}},
    "KinesisStream": {
        f"{TABLE}.KinesisStreamSpecification": {"arn": "StreamArn", "precision": "ApproximateCreationDateTimePrecision"}
    },
    "TimeToLive": {f"{TABLE}.TimeToLiveSpecification": {"attribute": "AttributeName", "enabled": "Enabled"}},
    "PointInTimeRecovery": {
        f"{TABLE}.PointInTimeRecoverySpecification": {
            "enabled": "PointInTimeRecoveryEnabled",
            "recovery_period_in_days": "RecoveryPeriodInDays",
        }
    },
    "Encryption": {f"{TABLE}.SSESpecification": {"type": "SSEType", "kms_key": "KMSMasterKeyId"}},
    "ContributorInsights": {f"{TABLE}.ContributorInsightsSpecification": {"enabled": "Enabled", "mode": "Mode"}},
    "ImportSource": {
        f"{TABLE}.S3BucketSource": {"bucket": "S3Bucket", "key_prefix": "S3KeyPrefix", "bucket_owner": "S3BucketOwner"},
        f"{TABLE}.ImportSourceSpecification": {
            "input_format": "InputFormat",
            "input_compression_type": "InputCompressionType",
        },
    },
    "Csv": {f"{TABLE}.Csv": {"delimiter": "Delimiter", "headers": "HeaderList"}},
    "Replica": {
        f"{GLOBAL_TABLE}.ReplicaSpecification": {
            "kinesis_stream": "KinesisStreamSpecification",
            "point_in_time_recovery": "PointInTimeRecoverySpecification",
            "encryption": "SSESpecification",
            "table_class": "TableClass",
            "deletion_protection": "DeletionProtectionEnabled",
            "contributor_insights": "ContributorInsightsSpecification",
            "resource_policy": "ResourcePolicy",
            "stream": "ReplicaStreamSpecification",
            "global_secondary_indexes": "GlobalSecondaryIndexes",
            "capacity": "ReadProvisionedThroughputSettings",
            "autoscaling": "ReadProvisionedThroughputSettings",
            "on_demand_throughput": "ReadOnDemandThroughputSettings",
            "tags": "Tags",
        }
    },
    "Scaling": {
        TARGET: {"min_capacity": "MinCapacity", "max_capacity": "MaxCapacity", "schedules": "ScheduledActions"},
        TRACKING: {
            "target_utilization": "TargetValue",
            "scale_in_cooldown": "ScaleInCooldown",
            "scale_out_cooldown": "ScaleOutCooldown",
            "disable_scale_in": "DisableScaleIn",
        },
    },
    "Schedule": {
        f"{TARGET}.ScheduledAction": {
            "schedule": "Schedule",
            "timezone": "Timezone",
            "start_time": "StartTime",
            "end_time": "EndTime",
        },
        f"{TARGET}.ScalableTargetAction": {"min_capacity": "MinCapacity", "max_capacity": "MaxCapacity"},
    },
    "Tuning": {
        ALARM: {
            "threshold": "Threshold",
            "statistic": "Statistic",
            "period": "Period",
            "evaluation_periods": "EvaluationPeriods",
            "datapoints_to_alarm": "DatapointsToAlarm",
            **ACTIONS,
        }
    },
    "Alarms": {ALARM: ACTIONS},
    "AccountAlarms": {ALARM: ACTIONS},
    "NotificationTopic": {TOPIC: {"subscriptions": "Subscription", "kms_key": "KmsMasterKeyId"}},
    "Subscription": {f"{TOPIC}.Subscription": {"protocol": "Protocol", "endpoint": "Endpoint"}},
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
