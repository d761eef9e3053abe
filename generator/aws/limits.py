"""The limits of DynamoDB, CloudFormation, CloudWatch and IAM that a template can run into."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ALARM_ACTIONS_PER_STATE",
    "ALARM_DESCRIPTION_CHARACTERS",
    "ALARM_EVALUATION_SECONDS",
    "ALARM_EVALUATION_SECONDS_LONG_PERIOD",
    "ALARM_EVALUATION_SECONDS_QUERY",
    "ALARM_METRICS",
    "ALARM_NAME_CHARACTERS",
    "ATTRIBUTES_PROJECTED_PER_INDEX",
    "ATTRIBUTES_PROJECTED_PER_TABLE",
    "ATTRIBUTE_NAME_BYTES",
    "AUTOSCALING_UTILIZATION_PERCENT",
    "DASHBOARD_METRICS",
    "DASHBOARD_WIDGETS",
    "DASHBOARD_WIDGET_ALARMS",
    "EXPORT_NAME_CHARACTERS",
    "GLOBAL_SECONDARY_INDEXES",
    "IMPORT_HEADERS",
    "IMPORT_HEADER_CHARACTERS",
    "INDEX_KEY_ATTRIBUTES",
    "LOCAL_SECONDARY_INDEXES",
    "LOGICAL_ID_CHARACTERS",
    "LONG_ALARM_PERIOD_SECONDS",
    "MANAGED_POLICY_CHARACTERS",
    "MANAGED_POLICY_NAME_CHARACTERS",
    "RECOVERY_PERIOD_DAYS",
    "RESOURCE_POLICY_BYTES",
    "RESOURCE_TYPE_CHARACTERS",
    "SCHEDULED_ACTIONS_PER_TARGET",
    "SCHEDULED_ACTION_NAME_CHARACTERS",
    "SSM_PARAMETER_ARN_CHARACTERS",
    "SSM_PARAMETER_LEVELS",
    "SSM_PARAMETER_RESERVED",
    "STACK_NAME_CHARACTERS",
    "TABLE_NAME_CHARACTERS",
    "TAGS",
    "TAG_KEY_CHARACTERS",
    "TAG_VALUE_CHARACTERS",
    "TEMPLATE_BYTES",
    "TEMPLATE_BYTES_INLINE",
    "TEMPLATE_DESCRIPTION_BYTES",
    "TEMPLATE_OUTPUTS",
    "TEMPLATE_PARAMETERS",
    "TEMPLATE_RESOURCES",
    "THROUGHPUT_QUOTA_DEFAULT",
    "VECTOR_DIMENSIONS",
    "VECTOR_INDEXES",
    "VECTOR_INLINE_FILTERS",
    "WARM_THROUGHPUT_ON_DEMAND",
    "evaluation_seconds",
]

# DynamoDB Developer Guide, "Quotas in Amazon DynamoDB"; a table's and an index's name have the same rule.
TABLE_NAME_CHARACTERS: Final = (3, 255)
ATTRIBUTE_NAME_BYTES: Final = (1, 255)
GLOBAL_SECONDARY_INDEXES: Final = 20
LOCAL_SECONDARY_INDEXES: Final = 5
INDEX_KEY_ATTRIBUTES: Final = 4  # of each kind: "Multi-attribute keys" in the page on global secondary indexes
ATTRIBUTES_PROJECTED_PER_INDEX: Final = 20
ATTRIBUTES_PROJECTED_PER_TABLE: Final = 100
RECOVERY_PERIOD_DAYS: Final = (1, 35)
# Per table and Region, for read and for write; Service Quotas raises it on request.
THROUGHPUT_QUOTA_DEFAULT: Final = 40_000
# What a new on-demand table can serve at once, reads and writes a second.
WARM_THROUGHPUT_ON_DEMAND: Final = (12_000, 4_000)
# "DynamoDB resource-based policy considerations" counts white space, its Italian page does not; CloudFormation sends
# compact JSON either way.
RESOURCE_POLICY_BYTES: Final = 20 * 1_024
# "Quotas in Amazon DynamoDB", "Vector indexes"; dimensions in the schema of AWS::DynamoDB::Table too.
VECTOR_INDEXES: Final = 5
VECTOR_DIMENSIONS: Final = (1, 4_096)
VECTOR_INLINE_FILTERS: Final = 18
# API_CsvOptions in the DynamoDB API Reference.
IMPORT_HEADERS: Final = 255
IMPORT_HEADER_CHARACTERS: Final = (1, 65_536)
TAGS: Final = 50
TAG_KEY_CHARACTERS: Final = (1, 128)
TAG_VALUE_CHARACTERS: Final = (0, 256)

# CloudFormation User Guide, "Understand CloudFormation quotas".
TEMPLATE_BYTES_INLINE: Final = 51_200
TEMPLATE_BYTES: Final = 1_048_576
TEMPLATE_DESCRIPTION_BYTES: Final = 1_024
TEMPLATE_RESOURCES: Final = 500
TEMPLATE_PARAMETERS: Final = 200
TEMPLATE_OUTPUTS: Final = 200
LOGICAL_ID_CHARACTERS: Final = 255
# CloudFormation API Reference, RegisterType, TypeName.
RESOURCE_TYPE_CHARACTERS: Final = 204
STACK_NAME_CHARACTERS: Final = 128
EXPORT_NAME_CHARACTERS: Final = 255

# CloudWatch API Reference, PutMetricAlarm; metrics: CloudWatch User Guide, "CloudWatch service quotas".
ALARM_METRICS: Final = 10
ALARM_NAME_CHARACTERS: Final = 255
ALARM_DESCRIPTION_CHARACTERS: Final = 1_024
ALARM_ACTIONS_PER_STATE: Final = 5
ALARM_EVALUATION_SECONDS: Final = 86_400
ALARM_EVALUATION_SECONDS_LONG_PERIOD: Final = 604_800
LONG_ALARM_PERIOD_SECONDS: Final = 3_600
# CloudWatch User Guide, "Limits that apply to alarms based on Metrics Insights queries".
ALARM_EVALUATION_SECONDS_QUERY: Final = 10_800

# CloudWatch API Reference, "Dashboard Body Structure and Syntax", and "CloudWatch service quotas" in the User Guide.
DASHBOARD_WIDGETS: Final = 500
DASHBOARD_METRICS: Final = 2_500
DASHBOARD_WIDGET_ALARMS: Final = 100

# DynamoDB Developer Guide, "Managing throughput capacity automatically with DynamoDB auto scaling".
AUTOSCALING_UTILIZATION_PERCENT: Final = (20, 90)
# Application Auto Scaling User Guide, "Quotas for Application Auto Scaling"; API Reference, PutScheduledAction.
SCHEDULED_ACTIONS_PER_TARGET: Final = 200
SCHEDULED_ACTION_NAME_CHARACTERS: Final = (1, 256)

# IAM User Guide, "IAM and AWS STS quotas"; white space does not count.
MANAGED_POLICY_CHARACTERS: Final = 6_144
MANAGED_POLICY_NAME_CHARACTERS: Final = 128

# Systems Manager API Reference, PutParameter: a name counts with the ARN before it, and may not begin with these words
# in whatever case.
SSM_PARAMETER_ARN_CHARACTERS: Final = 1_011
SSM_PARAMETER_LEVELS: Final = 15
SSM_PARAMETER_RESERVED: Final = ("aws", "ssm")


def evaluation_seconds(period: int, *, queried: bool) -> int:
    """The seconds that an alarm with periods of so many seconds, or on a Metrics Insights query, may look back."""
    if queried:
        return ALARM_EVALUATION_SECONDS_QUERY
    return ALARM_EVALUATION_SECONDS_LONG_PERIOD if period >= LONG_ALARM_PERIOD_SECONDS else ALARM_EVALUATION_SECONDS
