"""A global table to what it is in one of its Regions: what its replica there says, over what the table says."""

from __future__ import annotations

from typing import Any, Final

from generator.spec.model.indexes import Capacity, GlobalSecondaryIndex, OnDemandThroughput
from generator.spec.model.replicas import Replica, ReplicaIndex, ReplicaStream
from generator.spec.model.table import Encryption, Stream, Table

__all__ = ["in_region", "other_regions"]

# What a replica may say in the table's own words.
SAME: Final = ("point_in_time_recovery", "table_class", "deletion_protection", "contributor_insights")


def other_regions(table: Table, region: str | None) -> tuple[str, ...]:
    """The Regions that a table in `region` sends its changes to, in the order written."""
    return tuple(each for each in table.replicas if each != region)


def in_region(table: Table, region: str | None) -> Table:
    """The table as it is in a Region; where it has no replica there, as it is written.

    A customer key, a Kinesis stream and resource policies are a replica's own.
    """
    replica = table.replicas.get(region or "")
    if replica is None:
        return table
    settings: dict[str, Any] = {key: value for key in SAME if (value := getattr(replica, key)) is not None}
    if replica.encryption:
        settings["encryption"] = Encryption.model_construct(kms_key=replica.encryption.kms_key)
    indexes = {
        name: _index_in_region(index, replica.global_secondary_indexes.get(name, ReplicaIndex()), table=table)
        for name, index in table.global_secondary_indexes.items()
    }
    return table.model_copy(
        update={
            **settings,
            **_throughput(table, replica, capacity=table.capacity),
            "kinesis_stream": replica.kinesis_stream,
            "resource_policy": replica.resource_policy,
            "stream": _stream(table.stream, replica),
            "tags": {**table.tags, **replica.tags},
            "global_secondary_indexes": indexes,
        }
    )


def _index_in_region(index: GlobalSecondaryIndex, own: ReplicaIndex, *, table: Table) -> GlobalSecondaryIndex:
    insights = {"contributor_insights": own.contributor_insights} if own.contributor_insights else {}
    return index.model_copy(update={**insights, **_throughput(index, own, capacity=table.capacity_of(index))})


def _throughput(
    body: Table | GlobalSecondaryIndex, own: Replica | ReplicaIndex, *, capacity: Capacity | None
) -> dict[str, Any]:
    throughput: dict[str, Any] = {}
    if own.on_demand_throughput:
        most = body.on_demand_throughput
        throughput["on_demand_throughput"] = OnDemandThroughput.model_construct(
            max_read=own.on_demand_throughput.max_read, max_write=most.max_write if most else None
        )
    if own.capacity and capacity:
        throughput["capacity"] = capacity.model_copy(update={"read": own.capacity.read})
    return throughput


def _stream(stream: Stream | None, replica: Replica) -> Stream | None:
    if stream is None:
        return None
    own = replica.stream or ReplicaStream()
    return stream.model_copy(
        update={"tags": {**stream.tags, **own.tags}, "resource_policy": own.resource_policy},
    )
