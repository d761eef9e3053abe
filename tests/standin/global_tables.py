"""AWS::DynamoDB::GlobalTable as CloudFormation makes it: a table in each Region; nothing is replicated between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services.cloudformation import provisioners

from tests.standin import dynamodb, scaling, tables
from tests.standin.tables import Made, Properties

# What every replica has as it is written, in the words of AWS::DynamoDB::Table.
EVERYWHERE: Final = (
    "AttributeDefinitions", "BillingMode", "KeySchema", "LocalSecondaryIndexes", "TimeToLiveSpecification",
    "VectorIndexes", "WarmThroughput",
)  # fmt: skip
OF_REPLICA: Final = (
    "ContributorInsightsSpecification", "DeletionProtectionEnabled", "KinesisStreamSpecification",
    "PointInTimeRecoverySpecification", "ResourcePolicy", "TableClass", "Tags",
)  # fmt: skip
OF_INDEX: Final = ("IndexName", "KeySchema", "Projection", "WarmThroughput")
READS: Final = {"ReadOnDemandThroughputSettings", "ReadProvisionedThroughputSettings"}
WRITES: Final = {"WriteOnDemandThroughputSettings", "WriteProvisionedThroughputSettings"}
INDEXES: Final = "GlobalSecondaryIndexes"
# Where the settings of autoscaling stand among those of a table.
SCALED: Final = "Scaled"
KNOWN: Final = {
    *EVERYWHERE, *WRITES, "GlobalSecondaryIndexes", "GlobalTableWitnesses", "MultiRegionConsistency", "Replicas",
    "SSESpecification", "StreamSpecification", "TableName",
}  # fmt: skip
KNOWN_OF_REPLICA: Final = {
    *OF_REPLICA, *READS, "GlobalSecondaryIndexes", "Region", "ReplicaStreamSpecification", "SSESpecification",
}  # fmt: skip


def create(logical_id: str, properties: Properties, stack_name: str) -> Made:
    """A new table in every Region."""
    check(properties)
    name = properties.get("TableName") or provisioners._physical_name(stack_name, logical_id, max_len=255)
    made = {region: made_in(region, logical_id, own, stack_name) for region, own in replicas(properties, name).items()}
    tell(name, made)
    return made[get_region()]


def update(physical_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Made:
    """The table with other settings, and with one replica more or less."""
    check(new)
    if any(old.get(key) != new.get(key) for key in ("TableName", "KeySchema", "LocalSecondaryIndexes")):
        raise ValueError("the stand-in does not replace global tables")
    before, after = replicas(old, physical_id), replicas(new, physical_id)
    if len(before.keys() ^ after.keys()) > 1:
        raise ValueError("Only one replica can be added or removed in a single update")
    for region in before.keys() - after.keys():
        with inside(region):
            tables.delete(physical_id, before[region])
    made = {
        region: updated_in(region, physical_id, before[region], own, stack_name=stack_name, logical_id=logical_id)
        if region in before
        else made_in(region, logical_id, own, stack_name)
        for region, own in after.items()
    }
    tell(physical_id, made)
    return made[get_region()]


def tell(name: str, regions: Collection[str]) -> None:
    """Have the table in each Region know of the others."""
    for region in regions:
        with inside(region):
            dynamodb.REPLICAS[name] = [other for other in regions if other != region]


def delete(physical_id: str, properties: Properties) -> None:
    """No table any more in any Region, unless one is protected."""
    for region, own in replicas(properties, physical_id).items():
        with inside(region):
            tables.delete(physical_id, own)
            scale({"TableName": physical_id})


def made_in(region: str, logical_id: str, properties: Properties, stack_name: str) -> Made:
    with inside(region):
        made: Made = tables.create(logical_id, without_scaling(properties), stack_name)
        scale(properties)
        return made


def updated_in(
    region: str, physical_id: str, old: Properties, new: Properties, *, stack_name: str, logical_id: str
) -> Made:
    with inside(region):
        before, after = without_scaling(old), without_scaling(new)
        made: Made = tables.update(physical_id, before, after, stack_name, logical_id)
        scale(new)
        return made


def without_scaling(properties: Properties) -> dict[str, Any]:
    """The properties that AWS::DynamoDB::Table has."""
    indexes = [{key: index[key] for key in index if key != SCALED} for index in properties.get(INDEXES, [])]
    bare = {key: properties[key] for key in properties if key != SCALED}
    return bare | ({INDEXES: indexes} if indexes else {})


def scale(properties: Properties) -> None:
    """Have the capacity of the table and its indexes follow their use, and nothing else."""
    resource = f"table/{properties['TableName']}"
    for target in [each for each in scaling.TARGETS if each.split("|")[0].startswith(f"{resource}/")]:
        scaling.delete_target(target, {})
    for direction in ("Read", "Write"):
        scaling.delete_target(f"{resource}|dynamodb:table:{direction}CapacityUnits|dynamodb", {})
    for body in (properties, *properties.get(INDEXES, [])):
        of_index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
        for direction, settings in body.get(SCALED, {}).items():
            made, _ = scaling.create_target(
                "",
                {
                    "ServiceNamespace": "dynamodb",
                    "ResourceId": f"{resource}{of_index}",
                    "ScalableDimension": f"dynamodb:{'index' if of_index else 'table'}:{direction}CapacityUnits",
                    "MinCapacity": settings["MinCapacity"],
                    "MaxCapacity": settings["MaxCapacity"],
                },
                "",
            )
            metric = {"PredefinedMetricType": f"DynamoDB{direction}CapacityUtilization"}
            tracking = {"PredefinedMetricSpecification": metric, **settings[scaling.TRACKING]}
            policy = {"PolicyName": "made-with-the-table", "PolicyType": "TargetTrackingScaling"}
            scaling.create_policy("", {**policy, "ScalingTargetId": made, scaling.TRACKING: tracking}, "")


def inside(region: str) -> AbstractContextManager[None]:
    """Whatever is done meanwhile is done in the Region."""
    scope: AbstractContextManager[None] = request_scope(get_account_id(), region)
    return scope


def check(properties: Properties) -> None:
    """ValueError for what CloudFormation refuses, and for what the stand-in would silently leave out."""
    unknown = {
        *properties.keys() - KNOWN,
        *(key for each in properties["Replicas"] for key in each.keys() - KNOWN_OF_REPLICA),
    }
    if unknown:
        raise ValueError(f"the stand-in does not know these properties of a global table: {sorted(unknown)}")
    regions = [each["Region"] for each in properties["Replicas"]]
    strong = properties.get("MultiRegionConsistency") == "STRONG"
    witnesses = [each["Region"] for each in properties.get("GlobalTableWitnesses", [])]
    if get_region() not in regions:
        raise ValueError(f"no replica in {get_region()}, the Region of the stack")
    if len(regions) > 1 and not strong and "StreamSpecification" not in properties:
        raise ValueError("StreamSpecification must be there with more than one replica")
    if strong and len({*regions, *witnesses}) != 3:
        raise ValueError("strong consistency takes three Regions")
    if witnesses and not strong:
        raise ValueError("a witness takes strong consistency")
    keys = [bool(each.get("SSESpecification")) for each in properties["Replicas"]]
    if any(keys) and not all(keys):
        raise ValueError("a key must be given for every replica")
    for body in (properties, *properties.get("GlobalSecondaryIndexes", [])):
        if (properties["BillingMode"] == "PROVISIONED") != ("WriteProvisionedThroughputSettings" in body):
            raise ValueError("WriteProvisionedThroughputSettings goes with PROVISIONED")


def replicas(properties: Properties, name: str) -> dict[str, dict[str, Any]]:
    """The properties that a table in each Region would have."""
    return {each["Region"]: replica(properties, each, name=name) for each in properties["Replicas"]}


def replica(properties: Properties, own: Properties, *, name: str) -> dict[str, Any]:
    """The properties of the table in one Region."""
    made = {key: properties[key] for key in EVERYWHERE if key in properties}
    made |= {key: own[key] for key in OF_REPLICA if key in own}
    made |= {"TableName": name, **throughput(properties, own)}
    if stream := properties.get("StreamSpecification"):
        made["StreamSpecification"] = {**stream, **own.get("ReplicaStreamSpecification", {})}
    if encryption := properties.get("SSESpecification"):
        made["SSESpecification"] = {**encryption, **own.get("SSESpecification", {})}
    if indexes := list(of_region(properties, own)):
        made["GlobalSecondaryIndexes"] = indexes
    return made


def of_region(properties: Properties, own: Properties) -> Iterator[dict[str, Any]]:
    """The indexes of the table in one Region."""
    settings = {each["IndexName"]: each for each in own.get("GlobalSecondaryIndexes", [])}
    for index in properties.get("GlobalSecondaryIndexes", []):
        in_region = settings.pop(index["IndexName"], {})
        made = {key: index[key] for key in OF_INDEX if key in index}
        if insights := in_region.get("ContributorInsightsSpecification"):
            made["ContributorInsightsSpecification"] = insights
        yield made | throughput(index, in_region)
    if settings:
        raise ValueError(f"{sorted(settings)} are no indexes of the table")


def throughput(everywhere: Properties, own: Properties) -> dict[str, Any]:
    """What may be read and written; capacity that is scaled begins with its seed."""
    if "WriteProvisionedThroughputSettings" in everywhere:
        reads = own["ReadProvisionedThroughputSettings"]
        writes = everywhere["WriteProvisionedThroughputSettings"]["WriteCapacityAutoScalingSettings"]
        scaled = {"Write": writes}
        if "ReadCapacityAutoScalingSettings" in reads:
            scaled["Read"] = reads["ReadCapacityAutoScalingSettings"]
        read = reads["ReadCapacityUnits"] if "ReadCapacityUnits" in reads else seed(scaled["Read"])
        units = {"ReadCapacityUnits": read, "WriteCapacityUnits": seed(writes)}
        return {"ProvisionedThroughput": units, SCALED: scaled}
    maximum = {
        **own.get("ReadOnDemandThroughputSettings", {}),
        **everywhere.get("WriteOnDemandThroughputSettings", {}),
    }
    return {"OnDemandThroughput": maximum} if maximum else {}


def seed(settings: Mapping[str, Any]) -> int:
    """What capacity begins with, which must be within its bounds."""
    units = int(settings["SeedCapacity"])
    if not settings["MinCapacity"] <= units <= settings["MaxCapacity"]:
        raise ValueError(f"a seed of {units} is out of bounds")
    return units
