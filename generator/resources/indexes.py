"""Keys, projections, throughput and insights of a table and its indexes to CloudFormation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from troposphere import dynamodb

from generator.spec.model.indexes import (
    Attribute,
    Capacity,
    ContributorInsights,
    GlobalSecondaryIndex,
    LocalSecondaryIndex,
    Projection,
)
from generator.spec.model.table import Table

__all__ = ["global_index", "insights", "key_schema", "local_index", "projection", "throughput", "warmth"]


def key_schema(partition: Iterable[Attribute], sort: Iterable[Attribute]) -> list[dynamodb.KeySchema]:
    """A key: its partition attributes in order, then its sort attributes in order."""
    return [
        dynamodb.KeySchema(AttributeName=attribute.name, KeyType=kind)
        for kind, attributes in (("HASH", partition), ("RANGE", sort))
        for attribute in attributes
    ]


def global_index(name: str, index: GlobalSecondaryIndex, *, table: Table) -> dynamodb.GlobalSecondaryIndex:
    """A global secondary index of the table."""
    properties: dict[str, Any] = {
        "IndexName": name,
        "KeySchema": key_schema(index.partition_key, index.sort_key),
        "Projection": projection(index.projection),
    }
    properties |= throughput(index, table.capacity_of(index) if table.provisioned else None)
    if index.contributor_insights:
        properties["ContributorInsightsSpecification"] = insights(index.contributor_insights)
    return dynamodb.GlobalSecondaryIndex(**properties)


def local_index(name: str, index: LocalSecondaryIndex, *, table: Table) -> dynamodb.LocalSecondaryIndex:
    """A local secondary index of the table, under the table's partition key."""
    return dynamodb.LocalSecondaryIndex(
        IndexName=name,
        KeySchema=key_schema([table.partition_key], [index.sort_key]),
        Projection=projection(index.projection),
    )


def projection(written: Projection) -> dynamodb.Projection:
    """What an index holds beside the keys."""
    if written.include:
        return dynamodb.Projection(ProjectionType="INCLUDE", NonKeyAttributes=written.include)
    return dynamodb.Projection(ProjectionType=written.type)


def throughput(body: Table | GlobalSecondaryIndex, capacity: Capacity | None) -> dict[str, Any]:
    """What a table or an index may consume in units a second, and what it is warmed up for."""
    properties = {}
    if capacity:
        properties["ProvisionedThroughput"] = dynamodb.ProvisionedThroughput(
            ReadCapacityUnits=capacity.read, WriteCapacityUnits=capacity.write
        )
    if maximum := body.on_demand_throughput:
        units = given(MaxReadRequestUnits=maximum.max_read, MaxWriteRequestUnits=maximum.max_write)
        properties["OnDemandThroughput"] = dynamodb.OnDemandThroughput(**units)
    return {**properties, **warmth(body)}


def warmth(body: Table | GlobalSecondaryIndex) -> dict[str, Any]:
    """What a table or an index is warmed up for."""
    warm = body.warm_throughput
    if warm is None:
        return {}
    units = given(ReadUnitsPerSecond=warm.read, WriteUnitsPerSecond=warm.write)
    return {"WarmThroughput": dynamodb.WarmThroughput(**units)}


def given(**values: int | None) -> dict[str, int]:
    """The values that were written."""
    return {key: value for key, value in values.items() if value is not None}


def insights(written: ContributorInsights) -> dynamodb.ContributorInsightsSpecification:
    """Contributor insights, on or off as written."""
    mode = {"Mode": written.mode} if written.enabled and written.mode else {}
    return dynamodb.ContributorInsightsSpecification(Enabled=written.enabled, **mode)
