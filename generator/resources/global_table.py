"""A table of the model with replicas to its CloudFormation resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere import dynamodb

from generator.resources.documents import resource_policy
from generator.resources.indexes import insights, key_schema, projection, warmth
from generator.resources.table import attribute_definitions, kinesis_stream, recovery, secondary_indexes, time_to_live
from generator.resources.text import resolved, tagged
from generator.spec.model.features import Stream
from generator.spec.model.indexes import Capacity, GlobalSecondaryIndex
from generator.spec.model.regional import in_region
from generator.spec.model.scaling import Scaling
from generator.spec.model.table import Table

__all__ = ["build"]

Body = Table | GlobalSecondaryIndex


def build(table_id: str, table: Table, *, tags: Mapping[str, str]) -> dynamodb.GlobalTable:
    """The table with all its replicas, over which `tags` are those of the stack; the properties in reading order."""
    return dynamodb.GlobalTable(
        table_id,
        DeletionPolicy=table.deletion_policy,
        UpdateReplacePolicy=table.update_replace_policy,
        **({"TableName": resolved(table.table_name)} if table.table_name else {}),
        KeySchema=key_schema([table.partition_key], [table.sort_key] if table.sort_key else []),
        AttributeDefinitions=attribute_definitions(table),
        # Without it, writes would have to be provisioned.
        BillingMode=table.billing_mode,
        **writes(table, table.scaling("write"), start=table.capacity_of()),
        **warmth(table),
        **secondary_indexes(table, global_index),
        **everywhere(table),
        Replicas=[replica(region, in_region(table, region), tags=tags) for region in table.replicas],
    )


def global_index(name: str, index: GlobalSecondaryIndex, *, table: Table) -> dynamodb.GlobalTableGlobalSecondaryIndex:
    """What an index is in every Region."""
    return dynamodb.GlobalTableGlobalSecondaryIndex(
        IndexName=name,
        KeySchema=key_schema(index.partition_key, index.sort_key),
        Projection=projection(index.projection),
        **writes(index, table.scaling("write", index=index), start=table.capacity_of(index)),
        **warmth(index),
    )


def everywhere(table: Table) -> dict[str, Any]:
    """What is the same in every Region."""
    properties: dict[str, Any] = {}
    if table.stream:
        # Its tags are each replica's.
        properties["StreamSpecification"] = dynamodb.StreamSpecification(StreamViewType=table.stream.view_type)
    if table.time_to_live:
        properties["TimeToLiveSpecification"] = time_to_live(table.time_to_live)
    if table.encryption.type == "AWS_MANAGED" or any(each.encryption for each in table.replicas.values()):
        properties["SSESpecification"] = dynamodb.GlobalTableSSESpecification(SSEEnabled=True, SSEType="KMS")
    if table.multi_region_consistency:
        properties["MultiRegionConsistency"] = table.multi_region_consistency
    if table.witness_region:
        properties["GlobalTableWitnesses"] = [dynamodb.GlobalTableWitness(Region=table.witness_region)]
    return properties


def replica(region: str, table: Table, *, tags: Mapping[str, str]) -> dynamodb.ReplicaSpecification:
    """The replica in a Region, from what the table is there."""
    properties: dict[str, Any] = reads(table, table.scaling("read"), start=table.capacity_of())
    indexes = [
        each
        for name, index in table.global_secondary_indexes.items()
        if (each := replica_index(name, index, table=table))
    ]
    if indexes:
        properties["GlobalSecondaryIndexes"] = indexes
    if of_stream := stream(table.stream):
        properties["ReplicaStreamSpecification"] = dynamodb.ReplicaStreamSpecification(**of_stream)
    if table.kinesis_stream:
        properties["KinesisStreamSpecification"] = kinesis_stream(table.kinesis_stream)
    properties["PointInTimeRecoverySpecification"] = recovery(table.point_in_time_recovery)
    if key := table.encryption.kms_key:
        properties["SSESpecification"] = dynamodb.ReplicaSSESpecification(KMSMasterKeyId=resolved(key))
    if table.table_class:
        properties["TableClass"] = table.table_class
    if table.contributor_insights:
        properties["ContributorInsightsSpecification"] = insights(table.contributor_insights)
    properties |= resource_policy(table.resource_policy)
    properties["DeletionProtectionEnabled"] = table.protected
    if of_table := tagged({**tags, **table.tags}):
        properties["Tags"] = of_table
    return dynamodb.ReplicaSpecification(Region=region, **properties)


def stream(written: Stream | None) -> dict[str, Any]:
    """What is a replica's own of its stream."""
    if written is None:
        return {}
    tags = tagged(written.tags)
    return {**resource_policy(written.resource_policy), **({"Tags": tags} if tags else {})}


def replica_index(
    name: str, index: GlobalSecondaryIndex, *, table: Table
) -> dynamodb.ReplicaGlobalSecondaryIndexSpecification | None:
    """What an index is in one Region; None when that is what it is everywhere."""
    properties = reads(index, table.scaling("read", index=index), start=table.capacity_of(index))
    if index.contributor_insights:
        properties["ContributorInsightsSpecification"] = insights(index.contributor_insights)
    return dynamodb.ReplicaGlobalSecondaryIndexSpecification(IndexName=name, **properties) if properties else None


def writes(body: Body, scaling: Scaling | None, *, start: Capacity | None) -> dict[str, Any]:
    """What may be written in every Region; provisioned, that is always autoscaled."""
    if scaling and start:
        settings = dynamodb.WriteProvisionedThroughputSettings(
            WriteCapacityAutoScalingSettings=autoscaled(scaling, seed=start.write)
        )
        return {"WriteProvisionedThroughputSettings": settings}
    maximum = body.on_demand_throughput
    if maximum is None or maximum.max_write is None:
        return {}
    most = dynamodb.WriteOnDemandThroughputSettings(MaxWriteRequestUnits=maximum.max_write)
    return {"WriteOnDemandThroughputSettings": most}


def reads(body: Body, scaling: Scaling | None, *, start: Capacity | None) -> dict[str, Any]:
    """What may be read in one Region."""
    if start:
        settings = (
            {"ReadCapacityAutoScalingSettings": autoscaled(scaling, seed=start.read)}
            if scaling
            else {"ReadCapacityUnits": start.read}
        )
        return {"ReadProvisionedThroughputSettings": dynamodb.ReadProvisionedThroughputSettings(**settings)}
    maximum = body.on_demand_throughput
    if maximum is None or maximum.max_read is None:
        return {}
    most = dynamodb.ReadOnDemandThroughputSettings(MaxReadRequestUnits=maximum.max_read)
    return {"ReadOnDemandThroughputSettings": most}


def autoscaled(scaling: Scaling, *, seed: int | None) -> dynamodb.CapacityAutoScalingSettings:
    """Capacity that follows its use; the seed is what a table that was on demand has until then.

    Source: "AWS::DynamoDB::GlobalTable CapacityAutoScalingSettings" in the CloudFormation Template Reference.
    """
    cooldowns = {"ScaleInCooldown": scaling.scale_in_cooldown, "ScaleOutCooldown": scaling.scale_out_cooldown}
    return dynamodb.CapacityAutoScalingSettings(
        MinCapacity=scaling.min_capacity,
        MaxCapacity=scaling.max_capacity,
        SeedCapacity=seed,
        TargetTrackingScalingPolicyConfiguration=dynamodb.TargetTrackingScalingPolicyConfiguration(
            TargetValue=scaling.target_utilization,
            **{key: seconds for key, seconds in cooldowns.items() if seconds is not None},
            **({"DisableScaleIn": True} if scaling.disable_scale_in else {}),
        ),
    )
