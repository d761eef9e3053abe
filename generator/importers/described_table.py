"""What the AWS CLI prints of a live table in one Region to the properties that CloudFormation has for it."""

from __future__ import annotations

import re
from typing import Any, Final

from generator.aws import limits
from generator.changes.loading import load
from generator.errors import Problem
from generator.importers.draft import Plain, Remarks, mapping, sequence

__all__ = [
    "ALIAS",
    "beside",
    "encryption",
    "insights",
    "of_one",
    "of_table",
    "place_of_arn",
    "region_of",
    "region_of_arn",
    "same_target",
    "scaling",
    "targets",
]

TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY: Final = "AWS::ApplicationAutoScaling::ScalingPolicy"
# A table has these days when nobody says others.
LONGEST_DAYS: Final = str(limits.RECOVERY_PERIOD_DAYS[1])
# The alias of the key that AWS manages: "DynamoDB encryption at rest" in the DynamoDB Developer Guide.
ALIAS: Final = "alias/aws/dynamodb"
ON: Final = ("ENABLED", "ENABLING")
# What the service adds to what was said.
ADDED: Final = frozenset("Alarms CreationTime PolicyARN RoleARN ScalableTargetARN PredictedCapacity".split())
OF_SCHEDULE: Final = ("ScheduledActionName", "Schedule", "Timezone", "ScalableTargetAction")
OF_VECTORS: Final = ("IndexName", "VectorAttribute", "Dimensions", "DistanceFunction", "Projection", "SearchSchema")
INDEXES: Final = {
    "GlobalSecondaryIndexes": ("IndexName", "KeySchema", "Projection"),
    "LocalSecondaryIndexes": ("IndexName", "KeySchema", "Projection"),
    "VectorIndexes": OF_VECTORS,
}


def region_of(loaded: Plain) -> str | None:
    """The Region that the table's ARN names."""
    return region_of_arn(loaded["Table"].get("TableArn"))


def region_of_arn(arn: Any) -> str | None:
    """The Region that an ARN names."""
    parts = str(arn).split(":")
    return parts[3] or None if len(parts) > 5 else None


def place_of_arn(arn: Any) -> tuple[str, ...]:
    """The Region and the account that an ARN names; nothing where it names none."""
    parts = str(arn).split(":")
    return tuple(parts[3:5]) if len(parts) > 5 and all(parts[3:5]) else ()


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
    for name, same in INDEXES.items():
        found[name] = [
            {
                **{key: each[key] for key in same if key in each},
                **(throughput(each, on_demand=on_demand) if name.startswith("Global") else {}),
            }
            for each in sequence(table.get(name), name)
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


def encryption(loaded: Plain, remarks: Remarks, logical_id: str) -> Plain:
    """The key at rest; which keys are AWS' own, only KMS tells."""
    written = mapping(loaded["Table"].get("SSEDescription"), "SSEDescription")
    if written.get("Status") not in (*ON, "UPDATING") or "KMSMasterKeyArn" not in written:
        return {}
    manager = mapping(loaded.get("KeyMetadata"), "KeyMetadata").get("KeyManager")
    if manager == "AWS" or str(written["KMSMasterKeyArn"]).endswith(ALIAS):
        return {"SSESpecification": {"SSEEnabled": "true", "SSEType": "KMS"}}
    if manager is None:
        path = ("tables", logical_id, "encryption")
        hint = "aws kms describe-key tells: where KeyManager is AWS, write encryption: AWS_MANAGED"
        remarks.append(Problem("DS565", "whose the key is cannot be seen here", hint, path))
    key = {"KMSMasterKeyId": written["KMSMasterKeyArn"]}
    return {"SSESpecification": {"SSEEnabled": "true", "SSEType": "KMS", **key}}


def beside(loaded: Plain, remarks: Remarks, logical_id: str) -> Plain:
    """What other commands say of the table."""
    found: Plain = {}
    expiry = mapping(loaded.get("TimeToLiveDescription"), "TimeToLiveDescription")
    if expiry.get("TimeToLiveStatus") in ON:
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
    found |= kinesis(loaded, remarks, logical_id)
    if of_table := insights(loaded).get(""):
        found["ContributorInsightsSpecification"] = of_table
    found |= resource_policy(loaded.get("Policy"), "Policy")
    if of_stream := resource_policy(loaded.get("StreamPolicy"), "StreamPolicy"):
        view = mapping(loaded["Table"].get("StreamSpecification"), "StreamSpecification").get("StreamViewType")
        found["StreamSpecification"] = {"StreamViewType": view, **of_stream}
    # What AWS puts on itself is not for a template.
    tags = [each for each in sequence(loaded.get("Tags"), "Tags") if not str(each.get("Key")).startswith("aws:")]
    return {**found, **({"Tags": tags} if tags else {})}


def kinesis(loaded: Plain, remarks: Remarks, logical_id: str) -> Plain:
    """The Kinesis stream that changes go to; of two, which DynamoDB takes, CloudFormation has one."""
    names = ("StreamArn", "ApproximateCreationDateTimePrecision")
    destinations = sequence(loaded.get("KinesisDataStreamDestinations"), "KinesisDataStreamDestinations")
    active = [each for each in destinations if each.get("DestinationStatus") in ("ACTIVE", "ENABLING", "UPDATING")]
    if not active:
        return {}
    for each in active[1:]:
        hint = "CloudFormation has one of a table: it stays as it is until somebody disables it"
        message = f"the Kinesis stream {each.get('StreamArn')!a} is left out"
        remarks.append(Problem("DS555", message, hint, ("tables", logical_id, "kinesis_stream")))
    return {"KinesisStreamSpecification": {name: active[0][name] for name in names if name in active[0]}}


def resource_policy(written: Any, what: str) -> Plain:
    """A policy, which commands print as a text."""
    if not isinstance(written, str) or not written:
        return {}
    return {"ResourcePolicy": {"PolicyDocument": mapping(load(written.encode(), what), what)}}


def insights(loaded: Plain) -> Plain:
    """Contributor insights that are on, by index; those of the table itself under an empty name."""
    found: Plain = {}
    of_all = sequence(loaded.get("ContributorInsightsSummaries"), "ContributorInsightsSummaries")
    for each in [loaded, *of_all]:
        if each.get("ContributorInsightsStatus") in ON:
            mode = {"Mode": each["ContributorInsightsMode"]} if each.get("ContributorInsightsMode") else {}
            found[str(each.get("IndexName") or "")] = {"Enabled": "true", **mode}
    return found


def targets(loaded: Plain, name: str) -> list[Plain]:
    """The scalable targets of the table and its indexes, each with its schedules; those of others are not looked at."""
    scheduled = sequence(loaded.get("ScheduledActions"), "ScheduledActions")
    found = []
    for each in of_one(loaded, "ScalableTargets", name):
        actions = [schedule(action) for action in scheduled if same_target(action, each)]
        made = {key: value for key, value in each.items() if key not in ADDED}
        found.append({**made, **({"ScheduledActions": actions} if actions else {})})
    return found


def of_one(loaded: Plain, section: str, name: str) -> list[Plain]:
    """What is said of the table and its indexes."""
    return [
        each
        for each in sequence(loaded.get(section), section)
        if str(each.get("ResourceId")).split("/")[:2] == ["table", name]
    ]


def same_target(one: Plain, other: Plain) -> bool:
    """Whether two things are of one scalable target."""
    return all(one.get(key) == other.get(key) for key in ("ResourceId", "ScalableDimension"))


def schedule(action: Plain) -> Plain:
    """A scheduled action; its times as templates have them."""
    found = {key: action[key] for key in OF_SCHEDULE if action.get(key) is not None}
    for key in ("StartTime", "EndTime"):
        if action.get(key):
            found[key] = re.sub(r"(\.[0-9]+)?(\+00:00|Z)$", "Z", str(action[key]))
    return found


def scaling(loaded: Plain, name: str, logical_id: str) -> Plain:
    """The scalable targets and policies of the table and its indexes, each policy after its target."""
    found: Plain = {}
    for number, target in enumerate(targets(loaded, name)):
        of_target = f"{logical_id}ScalableTarget{number}"
        found[of_target] = {"Type": TARGET, "Properties": target}
        policies = [each for each in of_one(loaded, "ScalingPolicies", name) if same_target(each, target)]
        for other, each in enumerate(policies):
            properties = {key: value for key, value in each.items() if key not in ADDED}
            found[f"{of_target}Policy{other}"] = {"Type": POLICY, "Properties": properties, "DependsOn": of_target}
    return found
