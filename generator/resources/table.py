"""A table of the model to its CloudFormation resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from troposphere import Tags, dynamodb

from generator.resources.documents import resource_policy
from generator.resources.import_source import import_source
from generator.resources.indexes import global_index, insights, key_schema, local_index, throughput
from generator.resources.text import resolved, tagged
from generator.resources.vector_indexes import vector_index
from generator.spec.model.features import KinesisStream, PointInTimeRecovery, Stream, TimeToLive
from generator.spec.model.table import Table, attribute_types, used_attributes

__all__ = ["attribute_definitions", "build", "kinesis_stream", "recovery", "time_to_live"]


def build(table_id: str, table: Table, *, tags: Tags | None) -> dynamodb.Table:
    """The table; its properties stand in the order in which people read them."""
    return dynamodb.Table(
        table_id,
        DeletionPolicy=table.deletion_policy,
        UpdateReplacePolicy=table.update_replace_policy,
        **({"TableName": resolved(table.table_name)} if table.table_name else {}),
        KeySchema=key_schema([table.partition_key], [table.sort_key] if table.sort_key else []),
        AttributeDefinitions=attribute_definitions(table),
        BillingMode=table.billing_mode,
        **throughput(table, table.capacity_of() if table.provisioned else None),
        **secondary_indexes(table, global_index),
        **features(table),
        DeletionProtectionEnabled=table.protected,
        **({"Tags": tags} if tags else {}),
        **metadata(table),
    )


def metadata(table: Table) -> dict[str, Any]:
    """What keeps cfn-lint from a false alarm, for whoever runs it over the template.

    The attributes of a search schema stand among the attribute definitions ("SearchSchemaElement" in the CloudFormation
    Template Reference); E3039 of cfn-lint 1.58 wants none there but those of keys.
    """
    if any(where[0] == "vector_indexes" for _, where in used_attributes(table)):
        return {"Metadata": {"cfn-lint": {"config": {"ignore_checks": ["E3039"]}}}}
    return {}


def attribute_definitions(table: Table) -> list[dynamodb.AttributeDefinition]:
    """Every attribute of a key or search schema once, by first use, with the type that any of them gives it, or `S`."""
    return [
        dynamodb.AttributeDefinition(AttributeName=name, AttributeType=attribute_type)
        for name, attribute_type in attribute_types(table).items()
    ]


def secondary_indexes(table: Table, of_global: Callable[..., Any]) -> dict[str, Any]:
    """The indexes of every kind, in the order written; `of_global` makes one of the global ones."""
    of_kind = {
        "GlobalSecondaryIndexes": [
            of_global(name, index, table=table) for name, index in table.global_secondary_indexes.items()
        ],
        "LocalSecondaryIndexes": [
            local_index(name, local, table=table) for name, local in table.local_secondary_indexes.items()
        ],
        "VectorIndexes": [vector_index(name, vectors) for name, vectors in table.vector_indexes.items()],
    }
    return {key: built for key, built in of_kind.items() if built}


def features(table: Table) -> dict[str, Any]:
    """What a table can do beside holding items; recovery is always said, for its default is off."""
    properties: dict[str, Any] = {}
    if table.stream:
        properties["StreamSpecification"] = stream(table.stream)
    if table.kinesis_stream:
        properties["KinesisStreamSpecification"] = kinesis_stream(table.kinesis_stream)
    if table.time_to_live:
        properties["TimeToLiveSpecification"] = time_to_live(table.time_to_live)
    properties["PointInTimeRecoverySpecification"] = recovery(table.point_in_time_recovery)
    properties |= encryption(table)
    if table.table_class:
        properties["TableClass"] = table.table_class
    if table.contributor_insights:
        properties["ContributorInsightsSpecification"] = insights(table.contributor_insights)
    if table.import_source:
        properties["ImportSourceSpecification"] = import_source(table.import_source)
    return properties | resource_policy(table.resource_policy)


def stream(written: Stream) -> dynamodb.StreamSpecification:
    """The stream, with its own policy and tags only."""
    tags = tagged(written.tags)
    return dynamodb.StreamSpecification(
        StreamViewType=written.view_type,
        **resource_policy(written.resource_policy),
        **({"Tags": tags} if tags else {}),
    )


def time_to_live(written: TimeToLive) -> dynamodb.TimeToLiveSpecification:
    """When items expire."""
    return dynamodb.TimeToLiveSpecification(AttributeName=written.attribute, Enabled=written.enabled)


def kinesis_stream(written: KinesisStream) -> dynamodb.KinesisStreamSpecification:
    """The Kinesis stream that changes go to."""
    precision = {"ApproximateCreationDateTimePrecision": written.precision} if written.precision else {}
    return dynamodb.KinesisStreamSpecification(StreamArn=resolved(written.arn), **precision)


def recovery(written: PointInTimeRecovery) -> dynamodb.PointInTimeRecoverySpecification:
    """Point-in-time recovery; CloudFormation refuses a period when it is off."""
    days = written.recovery_period_in_days
    period = {"RecoveryPeriodInDays": days} if written.enabled and days is not None else {}
    return dynamodb.PointInTimeRecoverySpecification(PointInTimeRecoveryEnabled=written.enabled, **period)


def encryption(table: Table) -> dict[str, Any]:
    """The key at rest; a key that AWS owns is what a table has without the property."""
    if table.encryption.type == "AWS_OWNED":
        return {}
    key = {"KMSMasterKeyId": resolved(table.encryption.kms_key)} if table.encryption.kms_key else {}
    return {"SSESpecification": dynamodb.SSESpecification(SSEEnabled=True, SSEType="KMS", **key)}
