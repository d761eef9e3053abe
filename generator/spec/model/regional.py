"""A global table to what it is in one of its Regions: what its replica there says, over what the table says."""

from __future__ import annotations

from typing import Any, Final

from generator.errors import Path
from generator.spec.model.alarms import Direction
from generator.spec.model.features import Encryption, Stream
from generator.spec.model.indexes import Capacity, GlobalSecondaryIndex, OnDemandThroughput
from generator.spec.model.replicas import Replica, ReplicaIndex, ReplicaStream
from generator.spec.model.scaling import Autoscaling
from generator.spec.model.table import Table

__all__ = ["in_region", "other_regions", "provider"]

# What a replica may say in the table's own words.
SAME: Final = ("point_in_time_recovery", "table_class", "deletion_protection", "contributor_insights")


def other_regions(table: Table, region: str | None) -> tuple[str, ...]:
    """The Regions that a table in `region` sends its changes to, in the order written."""
    return tuple(each for each in table.replicas if each != region)


def provider(table: Table, direction: Direction, *, region: str | None, index: str = "") -> Path:
    """Where in a table stands what it, or its index, may consume in a Region: in the replica there, or in itself."""
    below: Path = ("global_secondary_indexes", index) if index else ()
    keys = ("capacity", "autoscaling") if table.provisioned else ("on_demand_throughput",)
    replica = table.replicas.get(region or "") if direction == "read" else None
    own = replica.global_secondary_indexes.get(index) if replica and index else replica
    if any(getattr(own, key, None) for key in keys):
        return ("replicas", str(region), *below)
    of_index = table.global_secondary_indexes[index] if index else None
    if not index or not table.provisioned or table.provider(of_index) is of_index:
        return below
    return provider(table, direction, region=region)


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
            **_throughput(table, replica, writes=table),
            "kinesis_stream": replica.kinesis_stream,
            "resource_policy": replica.resource_policy,
            "stream": _stream(table.stream, replica),
            "tags": {**table.tags, **replica.tags},
            "global_secondary_indexes": indexes,
        }
    )


def _index_in_region(index: GlobalSecondaryIndex, own: ReplicaIndex, *, table: Table) -> GlobalSecondaryIndex:
    insights = {"contributor_insights": own.contributor_insights} if own.contributor_insights else {}
    return index.model_copy(update={**insights, **_throughput(index, own, writes=table.provider(index))})


def _throughput(
    body: Table | GlobalSecondaryIndex, own: Replica | ReplicaIndex, *, writes: Table | GlobalSecondaryIndex
) -> dict[str, Any]:
    """What a replica may consume: of reads what it says itself, of writes what is said for every Region."""
    throughput: dict[str, Any] = {}
    if own.on_demand_throughput:
        throughput["on_demand_throughput"] = OnDemandThroughput.model_construct(
            max_read=own.on_demand_throughput.max_read, max_write=getattr(body.on_demand_throughput, "max_write", None)
        )
    if own.capacity or own.autoscaling:
        for key, shape in (("capacity", Capacity), ("autoscaling", Autoscaling)):
            read, write = getattr(getattr(own, key), "read", None), getattr(getattr(writes, key), "write", None)
            throughput[key] = shape.model_construct(read=read, write=write)
    return throughput


def _stream(stream: Stream | None, replica: Replica) -> Stream | None:
    if stream is None:
        return None
    own = replica.stream or ReplicaStream()
    return stream.model_copy(
        update={"tags": {**stream.tags, **own.tags}, "resource_policy": own.resource_policy},
    )
