"""What the AWS CLI prints of a global table, in each of its Regions, to a global table of CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE
from generator.aws.scaling import DIMENSIONS
from generator.errors import Problem
from generator.importers.described_table import (
    beside,
    encryption,
    insights,
    of_one,
    of_table,
    region_of,
    same_target,
    targets,
)
from generator.importers.draft import KEPT, Plain, Remarks, mapping, sequence

__all__ = ["table"]

INDEXES: Final = "GlobalSecondaryIndexes"
TRACKING: Final = "TargetTrackingScalingPolicyConfiguration"
# What of a table each replica says for itself, and what all of them have alike.
OF_REPLICA: Final = (
    "TableClass", "DeletionProtectionEnabled", "PointInTimeRecoverySpecification", "KinesisStreamSpecification",
    "ContributorInsightsSpecification", "ResourcePolicy", "Tags",
)  # fmt: skip
EVERYWHERE: Final = (
    "KeySchema", "AttributeDefinitions", "BillingMode", "LocalSecondaryIndexes", "VectorIndexes", "WarmThroughput",
    "TimeToLiveSpecification",
)  # fmt: skip


def table(found: list[Plain], remarks: Remarks, logical_id: str) -> Plain:
    """The global table; what is told of a Region by the others alone is little, and said to be.

    Source: the DynamoDB API Reference, TableDescription and ReplicaDescription; AWS::DynamoDB::GlobalTable in the
    CloudFormation Template Reference.
    """
    first, main = found[0], found[0]["Table"]
    home = region_of(first) or ""
    whole = {**of_table(main), **beside(first, [], logical_id)}
    properties: Plain = {
        "TableName": main["TableName"],
        **{name: whole[name] for name in EVERYWHERE if name in whole},
        **writes(whole, first),
        INDEXES: [index(each, first) for each in whole.get(INDEXES, ())],
    }
    if view := mapping(whole.get("StreamSpecification"), "StreamSpecification").get("StreamViewType"):
        properties["StreamSpecification"] = {"StreamViewType": view}
    key = encryption(first, [], logical_id).get("SSESpecification", {})
    if key:
        properties["SSESpecification"] = {"SSEEnabled": "true", "SSEType": "KMS"}
    if main.get("MultiRegionConsistency") == "STRONG":
        properties["MultiRegionConsistency"] = "STRONG"
    witnesses = sequence(main.get("GlobalTableWitnesses"), "GlobalTableWitnesses")
    properties["GlobalTableWitnesses"] = [{"Region": each.get("RegionName")} for each in witnesses]
    by_region = {region_of(each): each for each in found}
    replicas = [replica(home, first, remarks, logical_id)]
    for each in sequence(main.get("Replicas"), "Replicas"):
        region = str(each.get("RegionName"))
        if region in by_region and region != home:
            replicas.append(replica(region, by_region[region], remarks, logical_id))
        elif region != home:
            replicas.append(hearsay(each, first, remarks, logical_id, keyed="KMSMasterKeyId" in key))
    properties["Replicas"] = replicas
    given = {name: value for name, value in properties.items() if value != []}
    return {"Type": GLOBAL_TABLE, "Properties": given, **KEPT}


def index(written: Plain, loaded: Plain) -> Plain:
    """An index, as far as it is alike in every Region."""
    same = ("IndexName", "KeySchema", "Projection", "WarmThroughput")
    return {**{key: written[key] for key in same if key in written}, **writes(written, loaded)}


def writes(written: Plain, loaded: Plain) -> Plain:
    """What may be written to a table or an index, in every Region."""
    name, of_index = loaded["Table"]["TableName"], written.get("IndexName")
    units = mapping(written.get("ProvisionedThroughput"), "ProvisionedThroughput")
    most = mapping(written.get("OnDemandThroughput"), "OnDemandThroughput").get("MaxWriteRequestUnits")
    if units:
        scaled = autoscaled(loaded, name, of_index, units.get("WriteCapacityUnits"), direction="write")
        return {"WriteProvisionedThroughputSettings": {"WriteCapacityAutoScalingSettings": scaled}} if scaled else {}
    return {"WriteOnDemandThroughputSettings": {"MaxWriteRequestUnits": most}} if limited(most) else {}


def reads(written: Plain, loaded: Plain) -> Plain:
    """What may be read of a table or an index, in one Region."""
    name, of_index = loaded["Table"]["TableName"], written.get("IndexName")
    units = mapping(written.get("ProvisionedThroughput"), "ProvisionedThroughput").get("ReadCapacityUnits")
    most = mapping(written.get("OnDemandThroughput"), "OnDemandThroughput").get("MaxReadRequestUnits")
    if units is not None:
        scaled = autoscaled(loaded, name, of_index, units, direction="read")
        said = {"ReadCapacityAutoScalingSettings": scaled} if scaled else {"ReadCapacityUnits": units}
        return {"ReadProvisionedThroughputSettings": said}
    return {"ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": most}} if limited(most) else {}


def limited(most: Any) -> bool:
    """Whether a maximum is one: -1 stands for none."""
    return most not in (None, "-1")


def autoscaled(loaded: Plain, name: str, of_index: Any, units: Any, *, direction: str) -> Plain:
    """The autoscaling of one direction as a global table has it, which begins where the capacity is now."""
    resource = f"table/{name}/index/{of_index}" if of_index else f"table/{name}"
    dimension = DIMENSIONS["index" if of_index else "table"][direction]
    wanted = {"ResourceId": resource, "ScalableDimension": dimension}
    target = next((each for each in targets(loaded, name) if same_target(each, wanted)), None)
    tracking = [
        each[TRACKING]
        for each in of_one(loaded, "ScalingPolicies", name)
        if same_target(each, wanted) and isinstance(each.get(TRACKING), dict)
    ]
    if target is None or not tracking:
        return {}
    same = ("TargetValue", "ScaleInCooldown", "ScaleOutCooldown", "DisableScaleIn")
    kept = {key: tracking[0][key] for key in same if key in tracking[0]}
    bounds = {key: target.get(key) for key in ("MinCapacity", "MaxCapacity")}
    return {**bounds, "SeedCapacity": units, TRACKING: kept}


def replica(region: str, loaded: Plain, remarks: Remarks, logical_id: str) -> Plain:
    """What a Region tells of itself."""
    whole = {**of_table(loaded["Table"]), **beside(loaded, remarks, logical_id)}
    found: Plain = {"Region": region, **{name: whole[name] for name in OF_REPLICA if name in whole}}
    if policy := mapping(whole.get("StreamSpecification"), "StreamSpecification").get("ResourcePolicy"):
        found["ReplicaStreamSpecification"] = {"ResourcePolicy": policy}
    key = encryption(loaded, remarks, logical_id).get("SSESpecification", {}).get("KMSMasterKeyId")
    if key:
        found["SSESpecification"] = {"KMSMasterKeyId": key}
    found |= reads(whole, loaded)
    by_index = insights(loaded)
    own = []
    for each in whole.get(INDEXES, ()):
        on = by_index.get(str(each.get("IndexName")))
        said = {**reads(each, loaded), **({"ContributorInsightsSpecification": on} if on else {})}
        own += [{"IndexName": each.get("IndexName"), **said}] if said else []
    remarks += unsaid(loaded, region, logical_id)
    return {**found, **({INDEXES: own} if own else {})}


def unsaid(loaded: Plain, region: str, logical_id: str) -> Iterator[Problem]:
    """What Application Auto Scaling does in a Region that a global table of CloudFormation cannot say."""
    name, path = loaded["Table"]["TableName"], ("tables", logical_id, "autoscaling")
    found = targets(loaded, name)
    hint = "a global table of CloudFormation has none: they stay as they are, beside the stack"
    for resource in dict.fromkeys(each["ResourceId"] for each in found if "ScheduledActions" in each):
        yield Problem("DS555", f"the schedules of {resource} in {region} are left out", hint, path)
    hint = (
        "a global table of CloudFormation scales towards a target only: the bounds stay as they are, beside the stack"
    )
    tracked = [each for each in of_one(loaded, "ScalingPolicies", name) if isinstance(each.get(TRACKING), dict)]
    for each in found:
        if not any(same_target(policy, each) for policy in tracked):
            what = f"{each['ResourceId']} ({str(each.get('ScalableDimension')).rpartition(':')[2]})"
            message = f"the autoscaling of {what} in {region}, which has no target tracking, is left out"
            yield Problem("DS555", message, hint, path)


def hearsay(written: Plain, first: Plain, remarks: Remarks, logical_id: str, *, keyed: bool) -> Plain:
    """What another Region tells of a replica: capacity, class and key."""
    region = written.get("RegionName")
    name = first["Table"]["TableName"]
    hint = (
        f"aws dynamodb describe-table --table-name {name} --region {region} and the other commands tell; put both into "
        "one list, jq -s . does; dynaspec import --table reads them all"
    )
    path = ("tables", logical_id, "replicas", str(region))
    message = f"recovery, tags, protection and policies in {region} are not in the file"
    remarks.append(Problem("DS570", message, hint, path))
    found: Plain = {"Region": region, **overridden(written, first["Table"])}
    of_class = mapping(written.get("ReplicaTableClassSummary"), "ReplicaTableClassSummary").get("TableClass")
    if of_class not in (None, "STANDARD"):
        found["TableClass"] = of_class
    if keyed and written.get("KMSMasterKeyId"):
        found["SSESpecification"] = {"KMSMasterKeyId": written["KMSMasterKeyId"]}
    theirs = {str(each.get("IndexName")): each for each in sequence(written.get(INDEXES), INDEXES)}
    own = []
    for each in sequence(first["Table"].get(INDEXES), INDEXES):
        said = overridden(theirs.get(str(each.get("IndexName")), {}), each)
        own += [{"IndexName": each.get("IndexName"), **said}] if said else []
    return {**found, **({INDEXES: own} if own else {})}


def overridden(written: Plain, main: Plain) -> Plain:
    """What may be read in a Region: what it overrides, else what the table has."""
    units = mapping(main.get("ProvisionedThroughput"), "ProvisionedThroughput").get("ReadCapacityUnits")
    most = mapping(main.get("OnDemandThroughput"), "OnDemandThroughput").get("MaxReadRequestUnits")
    own = mapping(written.get("ProvisionedThroughputOverride"), "ProvisionedThroughputOverride")
    own_most = mapping(written.get("OnDemandThroughputOverride"), "OnDemandThroughputOverride")
    units, most = own.get("ReadCapacityUnits", units), own_most.get("MaxReadRequestUnits", most)
    if units not in (None, "0"):
        return {"ReadProvisionedThroughputSettings": {"ReadCapacityUnits": units}}
    return {"ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": most}} if limited(most) else {}
