"""What the AWS CLI prints of a live table to a CloudFormation template."""

from __future__ import annotations

from typing import Any, Final

from generator.aws import limits
from generator.aws.properties import TABLE
from generator.changes.loading import load
from generator.errors import Problem, UsageError
from generator.importers.draft import KEPT, Converted, Plain, Remarks, mapping, sequence, unreadable
from generator.importers.naming import logical_ids

__all__ = ["recognises", "template"]

SCALING: Final = {
    "ScalableTargets": "AWS::ApplicationAutoScaling::ScalableTarget",
    "ScalingPolicies": "AWS::ApplicationAutoScaling::ScalingPolicy",
}
# What a table has that says nothing of it.
LONGEST_DAYS: Final = str(limits.RECOVERY_PERIOD_DAYS[1])
# What the service adds to what was said.
ADDED: Final = frozenset(
    "Alarms CreationTime PolicyARN RoleARN ScalableTargetARN SuspendedState PredictedCapacity".split()
)


def recognises(loaded: Plain) -> bool:
    """Whether the values are what `aws dynamodb describe-table` prints, other commands' output beside it or not."""
    table = loaded.get("Table")
    return isinstance(table, dict) and "KeySchema" in table


def template(loaded: Plain) -> Converted:
    """The template that makes such a table; beside `Table` may stand what other commands print of it.

    Source: the DynamoDB API Reference, DescribeTable, DescribeTimeToLive, DescribeContinuousBackups,
    ListTagsOfResource, DescribeKinesisStreamingDestination and GetResourcePolicy; the Application Auto Scaling API
    Reference, DescribeScalableTargets and DescribeScalingPolicies.
    """
    table: Plain = loaded["Table"]
    name = table.get("TableName")
    if not isinstance(name, str) or not name:
        unreadable("the table has no TableName")
    if table.get("Replicas"):
        hint = "import the template that made it, or begin with its keys and write replicas"
        raise UsageError([Problem("DS550", f"not recognised: {name!a} is a global table, and a live one", hint)])
    remarks: Remarks = []
    logical_id = logical_ids([name])[name]
    properties = {
        "TableName": name,
        **of_table(table),
        **encryption(table, loaded, remarks, logical_id),
        **beside(loaded),
    }
    resources = {logical_id: {"Type": TABLE, "Properties": properties, **KEPT}}
    return Converted({"Resources": {**resources, **scaling(loaded, name)}}, remarks)


def of_table(table: Plain) -> Plain:
    """What DescribeTable says, in the words of CloudFormation."""
    provisioned = mapping(table.get("BillingModeSummary"), "BillingModeSummary").get("BillingMode", "PROVISIONED")
    on_demand = provisioned == "PAY_PER_REQUEST"
    found: Plain = {
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": sequence(table.get("AttributeDefinitions"), "AttributeDefinitions"),
        "BillingMode": provisioned,
        **throughput(table, on_demand=on_demand),
    }
    for name in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        indexes = sequence(table.get(name), name)
        same = ("IndexName", "KeySchema", "Projection")
        found[name] = [
            {
                **{key: each[key] for key in same if key in each},
                **(throughput(each, on_demand=on_demand) if name.startswith("Global") else {}),
            }
            for each in indexes
        ]
    stream = mapping(table.get("StreamSpecification"), "StreamSpecification")
    if stream.get("StreamEnabled") == "true":
        found["StreamSpecification"] = {"StreamViewType": stream.get("StreamViewType")}
    table_class = mapping(table.get("TableClassSummary"), "TableClassSummary").get("TableClass")
    if table_class not in (None, "STANDARD"):
        found["TableClass"] = table_class
    found["DeletionProtectionEnabled"] = table.get("DeletionProtectionEnabled", "false")
    return {key: value for key, value in found.items() if value != []}


def throughput(body: Plain, *, on_demand: bool) -> Plain:
    """Capacity, maxima, and warm throughput above what every on-demand table has."""
    found: Plain = {}
    if not on_demand:
        units = mapping(body.get("ProvisionedThroughput"), "ProvisionedThroughput")
        found["ProvisionedThroughput"] = {key: units.get(key) for key in ("ReadCapacityUnits", "WriteCapacityUnits")}
        return found
    if most := mapping(body.get("OnDemandThroughput"), "OnDemandThroughput"):
        found["OnDemandThroughput"] = most
    warm = mapping(body.get("WarmThroughput"), "WarmThroughput")
    least = dict(zip(("ReadUnitsPerSecond", "WriteUnitsPerSecond"), limits.WARM_THROUGHPUT_ON_DEMAND, strict=True))
    if any(str(warm.get(key, "0")).isdecimal() and int(warm.get(key, 0)) > units for key, units in least.items()):
        found["WarmThroughput"] = {key: warm[key] for key in least if key in warm}
    return found


def encryption(table: Plain, loaded: Plain, remarks: Remarks, logical_id: str) -> Plain:
    """The key at rest; which keys are AWS' own, only KMS tells."""
    written = mapping(table.get("SSEDescription"), "SSEDescription")
    if written.get("Status") not in ("ENABLED", "UPDATING", "ENABLING") or "KMSMasterKeyArn" not in written:
        return {}
    manager = mapping(loaded.get("KeyMetadata"), "KeyMetadata").get("KeyManager")
    if manager == "AWS":
        return {"SSESpecification": {"SSEEnabled": "true", "SSEType": "KMS"}}
    if manager is None:
        path = ("tables", logical_id, "encryption")
        hint = "aws kms describe-key tells: where KeyManager is AWS, write encryption: AWS_MANAGED"
        remarks.append(Problem("DS565", "whose the key is cannot be seen here", hint, path))
    key = {"KMSMasterKeyId": written["KMSMasterKeyArn"]}
    return {"SSESpecification": {"SSEEnabled": "true", "SSEType": "KMS", **key}}


def beside(loaded: Plain) -> Plain:
    """What other commands say of the table."""
    found: Plain = {}
    expiry = mapping(loaded.get("TimeToLiveDescription"), "TimeToLiveDescription")
    if expiry.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
        found["TimeToLiveSpecification"] = {"AttributeName": expiry.get("AttributeName"), "Enabled": "true"}
    backups = mapping(loaded.get("ContinuousBackupsDescription"), "ContinuousBackupsDescription")
    recovery = mapping(backups.get("PointInTimeRecoveryDescription"), "PointInTimeRecoveryDescription")
    if recovery:
        on = recovery.get("PointInTimeRecoveryStatus") == "ENABLED"
        period = recovery.get("RecoveryPeriodInDays")
        days = {"RecoveryPeriodInDays": period} if period not in (None, LONGEST_DAYS) else {}
        found["PointInTimeRecoverySpecification"] = {
            "PointInTimeRecoveryEnabled": str(on).lower(),
            **(days if on else {}),
        }
    for each in sequence(loaded.get("KinesisDataStreamDestinations"), "KinesisDataStreamDestinations"):
        if each.get("DestinationStatus") in ("ACTIVE", "ENABLING"):
            names = ("StreamArn", "ApproximateCreationDateTimePrecision")
            found["KinesisStreamSpecification"] = {name: each[name] for name in names if name in each}
    if isinstance(policy := loaded.get("Policy"), str):
        found["ResourcePolicy"] = {"PolicyDocument": mapping(load(policy.encode(), "Policy"), "Policy")}
    if tags := sequence(loaded.get("Tags"), "Tags"):
        found["Tags"] = tags
    return found


def scaling(loaded: Plain, name: str) -> Plain:
    """The scalable targets and policies of the table and its indexes; those of others are not looked at."""
    found: Plain = {}
    for section, kind in SCALING.items():
        for number, each in enumerate(sequence(loaded.get(section), section)):
            properties: dict[str, Any] = {key: value for key, value in each.items() if key not in ADDED}
            if str(each.get("ResourceId")).split("/")[:2] == ["table", name]:
                found[f"{section}{number}"] = {"Type": kind, "Properties": properties}
    return found
