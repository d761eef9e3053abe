"""A global table of CloudFormation to a table with replicas: what all of them say is said once, for the table."""

from __future__ import annotations

from typing import Any, Final

from generator.importers import features
from generator.importers.draft import Plain, mapping, named, unreadable
from generator.importers.indexes import (
    Attributes,
    contributor_insights,
    in_order,
    key,
    leftover,
    projection,
    scaled,
    units,
    without_repetition,
)
from generator.importers.text import wanted

__all__ = ["of_global_table"]

# What the table may say for all of its replicas.
SHARED: Final = (
    "capacity", "autoscaling", "on_demand_throughput", "point_in_time_recovery", "table_class", "deletion_protection",
    "contributor_insights", "tags",
)  # fmt: skip
INDEXES: Final = "global_secondary_indexes"
# What a table, and so its replica, is in any case.
SAID_ALREADY: Final = {"deletion_protection": True, "point_in_time_recovery": True}


def of_global_table(left: Plain, attributes: Attributes) -> Plain:
    """The keys of a table for what a global table says; taken out of `left`."""
    regions = {name: replica(each, name) for name, each in named(left.pop("Replicas", None), "Replicas").items()}
    if not regions:
        unreadable("a global table has no replicas")
    body = writes(left)
    found: Plain = {}
    lift(body, list(regions.values()))
    for name, written in named(left.pop("GlobalSecondaryIndexes", None), "GlobalSecondaryIndexes").items():
        found[name] = index(name, dict(written), regions, attributes=attributes, body=body)
    for each in regions.values():
        for key_said, usual in SAID_ALREADY.items():
            if each.get(key_said) == usual and key_said not in body:
                del each[key_said]
        each[INDEXES] = {name: own for name, own in each.get(INDEXES, {}).items() if own}
    stream = mapping(left.pop("StreamSpecification", None), "StreamSpecification")
    encrypted = mapping(left.pop("SSESpecification", None), "SSESpecification")
    witnesses = mapping(left.pop("GlobalTableWitnesses", None), "GlobalTableWitnesses")
    keyed = any("encryption" in each for each in regions.values())
    return {
        **body,
        INDEXES: found,
        "stream": stream.get("StreamViewType"),
        "encryption": "AWS_MANAGED" if encrypted.get("SSEEnabled") == "true" and not keyed else None,
        "multi_region_consistency": left.pop("MultiRegionConsistency", None),
        "witness_region": next(iter(witnesses), None),
        "replicas": {name: {k: v for k, v in each.items() if v not in ({}, None)} for name, each in regions.items()},
    }


def index(name: str, written: Plain, regions: dict[str, Plain], *, attributes: Attributes, body: Plain) -> Plain:
    """A global secondary index, out of what is said for all Regions and what each replica says."""
    written.pop("IndexName", None)
    what = f"the index {name!a}"
    made = {**key(written.pop("KeySchema", None), attributes, what), **projection(written.pop("Projection", None))}
    of_index = writes(written)
    leftover(written, what)
    own = [each.setdefault(INDEXES, {}).setdefault(name, {}) for each in regions.values()]
    lift(of_index, own)
    if not any(own):
        of_index = without_repetition(of_index, body)
    return in_order(made | of_index)


def writes(left: Plain) -> Plain:
    """What may be written in every Region, and what the table is warmed up for; taken out of `left`."""
    settings = mapping(left.pop("WriteProvisionedThroughputSettings", None), "WriteProvisionedThroughputSettings")
    found = autoscaled(settings.get("WriteCapacityAutoScalingSettings"), "write")
    most = mapping(left.pop("WriteOnDemandThroughputSettings", None), "WriteOnDemandThroughputSettings")
    if "MaxWriteRequestUnits" in most:
        found["on_demand_throughput"] = {"max_write": units(most["MaxWriteRequestUnits"])}
    warm = mapping(left.pop("WarmThroughput", None), "WarmThroughput")
    names = {"read": "ReadUnitsPerSecond", "write": "WriteUnitsPerSecond"}
    if warm:
        found["warm_throughput"] = {ours: units(warm[theirs]) for ours, theirs in names.items() if theirs in warm}
    return found


def reads(left: Plain) -> Plain:
    """What may be read in one Region; taken out of `left`."""
    settings = mapping(left.pop("ReadProvisionedThroughputSettings", None), "ReadProvisionedThroughputSettings")
    found = autoscaled(settings.get("ReadCapacityAutoScalingSettings"), "read")
    if "ReadCapacityUnits" in settings:
        found["capacity"] = {"read": units(settings["ReadCapacityUnits"])}
    most = mapping(left.pop("ReadOnDemandThroughputSettings", None), "ReadOnDemandThroughputSettings")
    if "MaxReadRequestUnits" in most:
        found["on_demand_throughput"] = {"max_read": units(most["MaxReadRequestUnits"])}
    return found


def autoscaled(value: Any, direction: str) -> Plain:
    """Autoscaling of reads or of writes, and the capacity that it starts at."""
    settings = mapping(value, "auto scaling settings")
    if not settings:
        return {}
    tracking = mapping(settings.get("TargetTrackingScalingPolicyConfiguration"), "a scaling policy")
    found: Plain = {"autoscaling": {direction: scaled(settings, tracking)}}
    if "SeedCapacity" in settings:
        found["capacity"] = {direction: units(settings["SeedCapacity"])}
    return found


def replica(written: Plain, region: str) -> Plain:
    """What a replica says for itself."""
    left = dict(written)
    left.pop("Region", None)
    own = left.pop("GlobalSecondaryIndexes", None)
    made = reads(left)
    key_of = mapping(left.pop("SSESpecification", None), "SSESpecification").get("KMSMasterKeyId")
    stream = mapping(left.pop("ReplicaStreamSpecification", None), "ReplicaStreamSpecification")
    of_stream = {**features.policy(stream.get("ResourcePolicy")), **features.tags(stream.get("Tags"))}
    made[INDEXES] = {
        name: replica_index(name, dict(each)) for name, each in named(own, "GlobalSecondaryIndexes").items()
    }
    made |= {"stream": of_stream} if of_stream else {}
    made |= features.of_table(left)
    made |= {"encryption": {"kms_key": wanted(key_of, "the KMSMasterKeyId", importable=True)}} if key_of else {}
    leftover(left, f"the replica in {region!a}")
    return made


def replica_index(name: str, left: Plain) -> Plain:
    """What an index says for itself in one Region."""
    left.pop("IndexName", None)
    made = reads(left) | contributor_insights(left.pop("ContributorInsightsSpecification", None))
    leftover(left, f"the index {name!a} of a replica")
    return made


def lift(body: Plain, each: list[Plain]) -> None:
    """Moves what all say alike into the body; what one direction says joins what the other does."""
    for name in SHARED:
        values = [own.get(name) for own in each]
        if values[0] is None or any(value != values[0] for value in values):
            continue
        for own in each:
            own.pop(name)
        said = body.get(name)
        # Reads before writes, as everywhere.
        body[name] = {**values[0], **said} if isinstance(said, dict) else values[0]
