"""A NoSQL Workbench model, version 1.0 or 3.0, to a CloudFormation template."""

from __future__ import annotations

from typing import Any, Final

from generator.aws.properties import TABLE
from generator.aws.scaling import DIMENSIONS, METRICS, NAMESPACE
from generator.errors import Problem, UsageError
from generator.importers.draft import KEPT, Converted, Plain, Remarks, mapping, sequence, unreadable, within
from generator.importers.naming import logical_ids

__all__ = ["recognises", "template"]

# What Workbench calls autoscaling, by what it is of.
SCALED: Final = {"read": "AutoScalingRead", "write": "AutoScalingWrite"}
# What a key can be of.
KEY_TYPES: Final = ("S", "N", "B")


def recognises(loaded: Plain) -> bool:
    """Whether the values are a model of NoSQL Workbench."""
    return isinstance(loaded.get("DataModel"), list)


def template(model: Plain) -> Converted:
    """The template that says what the model says; its sample items, facets and access to other databases are not for
    a template.
    """
    tables = sequence(model["DataModel"], "DataModel")
    if not tables:
        raise UsageError([Problem("DS551", "the model has no table", "export it from Workbench with its tables")])
    names = [each.get("TableName") for each in tables]
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        unreadable("a table of the model has no TableName, or one that another has")
    ids = logical_ids(str(name) for name in names)
    resources: Plain = {}
    problems: Remarks = []
    for each in tables:
        logical_id = ids[each["TableName"]]
        with within(each["TableName"], problems):
            resources[logical_id] = {"Type": TABLE, "Properties": properties(each), **KEPT}
            resources |= autoscaling(logical_id, each)
    if problems:
        raise UsageError(problems)
    metadata = mapping(model.get("ModelMetadata"), "ModelMetadata")
    description = metadata.get("Description") or model.get("ModelName")
    return Converted({"Description": description, "Resources": resources})


def properties(written: Plain) -> Plain:
    """A table of the model as CloudFormation has it."""
    types: Plain = {}
    found: Plain = {"TableName": written["TableName"], "KeySchema": key(written, types)}
    settings = mapping(written.get("ProvisionedCapacitySettings"), "ProvisionedCapacitySettings")
    # Version 1.0 has neither; Workbench makes such a table provisioned when it commits it.
    mode = written.get("BillingMode") or ("PROVISIONED" if settings else "PAY_PER_REQUEST")
    provisioned = mode == "PROVISIONED"
    indexes = []
    for each in sequence(written.get("GlobalSecondaryIndexes"), "GlobalSecondaryIndexes"):
        of_index: Plain = {"IndexName": each.get("IndexName"), "KeySchema": key(each, types)}
        of_index["Projection"] = each.get("Projection") or {"ProjectionType": "ALL"}
        if provisioned:
            own = mapping(each.get("ProvisionedCapacitySettings"), "ProvisionedCapacitySettings") or settings
            of_index["ProvisionedThroughput"] = own.get("ProvisionedThroughput")
        indexes.append(of_index)
    found["BillingMode"] = mode
    if provisioned:
        found["ProvisionedThroughput"] = settings.get("ProvisionedThroughput")
    for each in sequence(written.get("NonKeyAttributes"), "NonKeyAttributes"):
        if each.get("AttributeName") in types:
            check_type(types, str(each["AttributeName"]), each.get("AttributeType"))
    if indexes:
        found["GlobalSecondaryIndexes"] = indexes
    found["AttributeDefinitions"] = [{"AttributeName": name, "AttributeType": kind} for name, kind in types.items()]
    return found


def key(written: Plain, types: Plain) -> list[Plain]:
    """The key schema; the types of its attributes join `types`, and one attribute has one type."""
    attributes = mapping(written.get("KeyAttributes"), "KeyAttributes")
    found = []
    for name, kind in (("PartitionKey", "HASH"), ("SortKey", "RANGE")):
        attribute = mapping(attributes.get(name), name)
        if not attribute:
            continue
        of, its_type = attribute.get("AttributeName"), attribute.get("AttributeType")
        if not isinstance(of, str) or its_type not in KEY_TYPES:
            unreadable(f"{name} of {described(written)} is no attribute with a name and the type S, N or B")
        check_type(types, of, its_type)
        found.append({"AttributeName": of, "KeyType": kind})
    return found


def check_type(types: Plain, name: str, kind: Any) -> None:
    """Stops at an attribute that has another type already; one that has none gets this."""
    if types.setdefault(name, kind) != kind:
        message = f"the attribute {name!a} is of the types {types[name]} and {kind}"
        raise UsageError([Problem("DS557", message, "an attribute has one type: mend the model")])


def described(written: Plain) -> str:
    """A table or an index in words."""
    return f"{written.get('TableName') or written.get('IndexName')!a}"


def autoscaling(logical_id: str, written: Plain) -> Plain:
    """Scalable targets and their policies, of a table and of each index that has settings, or takes the table's."""
    of_table = mapping(written.get("ProvisionedCapacitySettings"), "ProvisionedCapacitySettings")
    scaled: list[tuple[str, str, Plain]] = [("table", "", of_table)]
    for each in sequence(written.get("GlobalSecondaryIndexes"), "GlobalSecondaryIndexes"):
        own = mapping(each.get("ProvisionedCapacitySettings"), "ProvisionedCapacitySettings") or of_table
        scaled.append(("index", str(each.get("IndexName")), own))
    found: Plain = {}
    if written.get("BillingMode") == "PAY_PER_REQUEST":
        return found
    for number, (kind, index, settings) in enumerate(scaled):
        for direction, name in SCALED.items():
            wanted = mapping(settings.get(name), name)
            if wanted:
                target = f"{logical_id}{number}{direction.title()}"
                below = f"/index/{index}" if index else ""
                resource_id: Any = {"Fn::Sub": f"table/${{{logical_id}}}{below}"}
                found |= pair(target, wanted, resource_id, dimension=DIMENSIONS[kind][direction], direction=direction)
    return found


def pair(target: str, wanted: Plain, resource_id: Any, *, dimension: str, direction: str) -> Plain:
    """A scalable target and its policy."""
    bounds = mapping(wanted.get("ScalableTargetRequest"), "ScalableTargetRequest")
    tracking = mapping(wanted.get("ScalingPolicyConfiguration"), "ScalingPolicyConfiguration")
    return {
        target: {
            "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties": {
                "ServiceNamespace": NAMESPACE,
                "ResourceId": resource_id,
                "ScalableDimension": dimension,
                "MinCapacity": bounds.get("MinCapacity"),
                "MaxCapacity": bounds.get("MaxCapacity"),
            },
        },
        f"{target}Policy": {
            "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
            "Properties": {
                "PolicyName": f"{target}Policy",
                "PolicyType": "TargetTrackingScaling",
                "ScalingTargetId": {"Ref": target},
                "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": tracking.get("TargetValue"),
                    "PredefinedMetricSpecification": {"PredefinedMetricType": METRICS[direction]},
                },
            },
        },
    }
