"""Which property of a table falls under which rule of `updates`, and which lists of a template are no sequences."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

__all__ = [
    "ALARM",
    "GLOBAL_TABLE",
    "HOLDING",
    "INDEXES",
    "KEYED",
    "LOOP",
    "MACRO",
    "MANAGED_POLICY",
    "NAMES",
    "OF_REPLICA",
    "OF_TABLE",
    "OPAQUE",
    "PROPERTIES",
    "REPLICAS",
    "SETS",
    "TABLE",
    "TABLES",
    "PropertyRule",
    "When",
]

TABLE: Final = "AWS::DynamoDB::Table"
GLOBAL_TABLE: Final = "AWS::DynamoDB::GlobalTable"
TABLES: Final = frozenset({TABLE, GLOBAL_TABLE})
MANAGED_POLICY: Final = "AWS::IAM::ManagedPolicy"
ALARM: Final = "AWS::CloudWatch::Alarm"
# The properties of either whose entries come and go one a deploy.
INDEXES: Final = "GlobalSecondaryIndexes"
REPLICAS: Final = "Replicas"
# Resources of others that come to a table, or to a replica of one: when they go, its items go.
# Sources: SAM Developer Guide, AWS::Serverless::SimpleTable; aws/aws-cdk, aws-dynamodb, replica-handler.
HOLDING: Final = frozenset({"AWS::Serverless::SimpleTable", "Custom::DynamoDBReplica"})
# What stands among the resources of a template and makes others, tables perhaps, which it does not show.
# Sources: Template Reference, AWS::CloudFormation::Stack, Fn::ForEach and Fn::Transform.
LOOP: Final = "Fn::ForEach"
MACRO: Final = "Fn::Transform"
OPAQUE: Final = frozenset({"AWS::CloudFormation::Stack", LOOP, MACRO})

When = Literal[
    "any", "changed", "added", "removed", "lowered", "turned on", "turned off", "left out", "renamed",
    "to PAY_PER_REQUEST", "to PROVISIONED", "to another class", "to another key", "to fewer days",
]  # fmt: skip


class PropertyRule(NamedTuple):
    """A rule for a property; `*` in its path stands for any name."""

    path: tuple[str, ...]
    when: When
    code: str


INDEX: Final = ("GlobalSecondaryIndexes", "*")
VECTOR: Final = ("VectorIndexes", "*")
REPLICA: Final = ("Replicas", "*")
RECOVERY: Final = "PointInTimeRecoverySpecification"

# Of AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable; what neither has is never met.
PROPERTIES: Final = (
    PropertyRule(("TableName",), "any", "DS614"),
    PropertyRule(("KeySchema",), "any", "DS611"),
    PropertyRule(("AttributeDefinitions", "*", "AttributeType"), "changed", "DS612"),
    PropertyRule(("LocalSecondaryIndexes", "*"), "any", "DS613"),
    PropertyRule(("ImportSourceSpecification",), "any", "DS616"),
    PropertyRule(INDEX, "added", "DS623"),
    PropertyRule(INDEX, "removed", "DS624"),
    PropertyRule((*INDEX, "KeySchema"), "changed", "DS622"),
    PropertyRule((*INDEX, "Projection"), "changed", "DS622"),
    PropertyRule(VECTOR, "added", "DS628"),
    PropertyRule(VECTOR, "removed", "DS629"),
    PropertyRule(VECTOR, "changed", "DS627"),
    PropertyRule(("StreamSpecification", "StreamViewType"), "changed", "DS631"),
    PropertyRule(("StreamSpecification",), "removed", "DS632"),
    *(PropertyRule((*place, "KinesisStreamSpecification"), "removed", "DS637") for place in ((), REPLICA)),
    *(PropertyRule((*place, "KinesisStreamSpecification", "StreamArn"), "changed", "DS637") for place in ((), REPLICA)),
    *(PropertyRule((*place, "ResourcePolicy"), "removed", "DS659") for place in ((), REPLICA)),
    *(
        PropertyRule((*place, "ResourcePolicy"), "removed", "DS659")
        for place in (("StreamSpecification",), (*REPLICA, "ReplicaStreamSpecification"))
    ),
    PropertyRule(("TimeToLiveSpecification", "AttributeName"), "renamed", "DS633"),
    PropertyRule(("TimeToLiveSpecification", "Enabled"), "left out", "DS634"),
    PropertyRule(("TimeToLiveSpecification", "Enabled"), "turned on", "DS635"),
    PropertyRule(("BillingMode",), "to PAY_PER_REQUEST", "DS641"),
    PropertyRule(("BillingMode",), "to PROVISIONED", "DS642"),
    *(
        PropertyRule((*place, "ProvisionedThroughput", units), "lowered", "DS644")
        for place in ((), INDEX)
        for units in ("ReadCapacityUnits", "WriteCapacityUnits")
    ),
    *(
        PropertyRule((*place, "WarmThroughput", units), "lowered", "DS646")
        for place in ((), INDEX)
        for units in ("ReadUnitsPerSecond", "WriteUnitsPerSecond")
    ),
    *(PropertyRule((*place, "TableClass"), "to another class", "DS645") for place in ((), REPLICA)),
    *(PropertyRule((*place, "SSESpecification"), "to another key", "DS647") for place in ((), REPLICA)),
    *(PropertyRule((*place, "DeletionProtectionEnabled"), "turned off", "DS648") for place in ((), REPLICA)),
    *(PropertyRule((*place, RECOVERY, "PointInTimeRecoveryEnabled"), "turned off", "DS649") for place in ((), REPLICA)),
    *(PropertyRule((*place, RECOVERY, "RecoveryPeriodInDays"), "to fewer days", "DS650") for place in ((), REPLICA)),
    PropertyRule(REPLICA, "added", "DS652"),
    PropertyRule(REPLICA, "removed", "DS653"),
)

# Lists of mappings of which each is known by one of its keys, by the property that holds them.
KEYED: Final = {
    "AttributeDefinitions": "AttributeName",
    "Dimensions": "Name",
    "GlobalSecondaryIndexes": "IndexName",
    "GlobalTableWitnesses": "Region",
    "LocalSecondaryIndexes": "IndexName",
    "Metrics": "Id",
    "Replicas": "Region",
    "ScheduledActions": "ScheduledActionName",
    "Tags": "Key",
    "VectorIndexes": "IndexName",
}
# Lists whose order says nothing; a text alone in the place of one is the list of it.
# Source: IAM User Guide, "Grammar of the IAM JSON policy language".
SETS: Final = frozenset(
    "Action AlarmActions AllowedValues DependsOn Groups InsufficientDataActions ManagedPolicyArns NonKeyAttributes "
    "NotAction NotResource OKActions Resource Roles SearchSchema Statement Subscription Users".split()
)
# What names a resource where its schema does not have the name as what identifies it.
NAMES: Final = {
    MANAGED_POLICY: "ManagedPolicyName",
    "AWS::SNS::Topic": "TopicName",
}
# What AWS::DynamoDB::GlobalTable has in the words of AWS::DynamoDB::Table: once, and in each replica.
# Source: the schemas of both.
OF_TABLE: Final = (
    "TableName", "KeySchema", "AttributeDefinitions", "BillingMode", "WarmThroughput", "LocalSecondaryIndexes",
    "VectorIndexes", "TimeToLiveSpecification",
)  # fmt: skip
OF_REPLICA: Final = (
    "TableClass", "ContributorInsightsSpecification", "DeletionProtectionEnabled", "KinesisStreamSpecification",
    "PointInTimeRecoverySpecification", "ResourcePolicy", "Tags",
)  # fmt: skip
