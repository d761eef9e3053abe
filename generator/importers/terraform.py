"""What `terraform show -json` prints to a CloudFormation template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from generator.aws.properties import TABLE
from generator.errors import Problem, UsageError
from generator.importers.draft import KEPT, Converted, Plain, mapping, sequence, unreadable
from generator.importers.naming import logical_ids

__all__ = ["recognises", "template"]

# How deep modules may stand in each other.
MAX_MODULES: Final = 50
TARGET: Final = {
    "ServiceNamespace": "service_namespace",
    "ResourceId": "resource_id",
    "ScalableDimension": "scalable_dimension",
    "MinCapacity": "min_capacity",
    "MaxCapacity": "max_capacity",
}
TRACKING: Final = {
    "TargetValue": "target_value",
    "ScaleInCooldown": "scale_in_cooldown",
    "ScaleOutCooldown": "scale_out_cooldown",
    "DisableScaleIn": "disable_scale_in",
}


def recognises(loaded: Plain) -> bool:
    """Whether the values are a state or a plan of Terraform."""
    return "format_version" in loaded and bool(loaded.keys() & {"values", "planned_values"})


def template(loaded: Plain) -> Converted:
    """The template that says what the tables of the state, or of the plan, are.

    Source: "JSON Output Format" in the Terraform documentation; the resources aws_dynamodb_table,
    aws_appautoscaling_target and aws_appautoscaling_policy in the documentation of the AWS provider.
    """
    values = mapping(loaded.get("planned_values") or loaded.get("values"), "values")
    found = list(resources(mapping(values.get("root_module"), "root_module")))
    tables = [values for kind, values in found if kind == "aws_dynamodb_table"]
    names = [each.get("name") for each in tables]
    if not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        unreadable("a table has no name yet, or one that another has", "import the state after an apply")
    ids = logical_ids(str(name) for name in names)
    made: Plain = {}
    for (name, logical_id), each in zip(ids.items(), tables, strict=True):
        if each.get("replica"):
            hint = "begin with its keys and write replicas; import reads them from CloudFormation templates"
            raise UsageError([Problem("DS550", f"not recognised: {name!a} is a global table", hint)])
        made[logical_id] = {"Type": TABLE, "Properties": properties(each), **KEPT}
    for number, (kind, values) in enumerate(found):
        if str(values.get("resource_id")).removeprefix("table/").split("/")[0] in ids:
            made |= scaling(kind, values, number)
    return Converted({"Resources": made})


def resources(module: Plain, depth: int = 0) -> Iterator[tuple[str, Plain]]:
    """The type and the values of every resource of a module and of those in it."""
    if depth > MAX_MODULES:
        unreadable("modules stand too deep in each other")
    for each in sequence(module.get("resources"), "resources"):
        if each.get("mode", "managed") == "managed":
            yield str(each.get("type")), mapping(each.get("values"), "values")
    for each in sequence(module.get("child_modules"), "child_modules"):
        yield from resources(each, depth + 1)


def properties(values: Plain) -> Plain:
    """A table of Terraform as CloudFormation has it; a block is a list of one there."""
    provisioned = values.get("billing_mode", "PROVISIONED") == "PROVISIONED"
    attributes = sequence(values.get("attribute"), "attribute")
    found: Plain = {
        "TableName": values["name"],
        "KeySchema": key(values),
        "AttributeDefinitions": [
            {"AttributeName": each.get("name"), "AttributeType": each.get("type")} for each in attributes
        ],
        "BillingMode": values.get("billing_mode") or "PROVISIONED",
        **throughput(values, provisioned=provisioned),
        "GlobalSecondaryIndexes": [
            {**index(each), "KeySchema": key(each), **throughput(each, provisioned=provisioned)}
            for each in sequence(values.get("global_secondary_index"), "global_secondary_index")
        ],
        "LocalSecondaryIndexes": [
            {**index(each), "KeySchema": key({"hash_key": values.get("hash_key"), **each})}
            for each in sequence(values.get("local_secondary_index"), "local_secondary_index")
        ],
        **features(values),
    }
    return {name: each for name, each in found.items() if each not in (None, [], {})}


def key(body: Plain) -> list[Plain]:
    """The key schema."""
    kinds = {"HASH": body.get("hash_key"), "RANGE": body.get("range_key")}
    return [{"AttributeName": name, "KeyType": kind} for kind, name in kinds.items() if name]


def index(body: Plain) -> Plain:
    """The name and the projection of an index."""
    projection = {"ProjectionType": body.get("projection_type") or "ALL"}
    if names := body.get("non_key_attributes"):
        projection["NonKeyAttributes"] = names
    return {"IndexName": body.get("name"), "Projection": projection}


def throughput(body: Plain, *, provisioned: bool) -> Plain:
    """Capacity, or the most on demand."""
    if provisioned:
        units = {"ReadCapacityUnits": body.get("read_capacity"), "WriteCapacityUnits": body.get("write_capacity")}
        return {"ProvisionedThroughput": units}
    most = block(body, "on_demand_throughput")
    names = {"MaxReadRequestUnits": "max_read_request_units", "MaxWriteRequestUnits": "max_write_request_units"}
    given = {ours: most.get(theirs) for ours, theirs in names.items()}
    found = {ours: number for ours, number in given.items() if number not in (None, "0")}
    return {"OnDemandThroughput": found} if found else {}


def block(values: Plain, name: str) -> Plain:
    """The one block of a name; an empty one where there is none."""
    written = sequence(values.get(name), name)
    return written[0] if written else {}


def features(values: Plain) -> Plain:
    """What a table can do beside holding items."""
    found: Plain = {"DeletionProtectionEnabled": values.get("deletion_protection_enabled") or "false"}
    if values.get("stream_enabled") == "true":
        found["StreamSpecification"] = {"StreamViewType": values.get("stream_view_type")}
    if (expiry := block(values, "ttl")).get("attribute_name"):
        enabled = expiry.get("enabled") or "true"
        found["TimeToLiveSpecification"] = {"AttributeName": expiry["attribute_name"], "Enabled": enabled}
    if recovery := block(values, "point_in_time_recovery"):
        on = recovery.get("enabled") == "true"
        days = recovery.get("recovery_period_in_days")
        found["PointInTimeRecoverySpecification"] = {
            "PointInTimeRecoveryEnabled": str(on).lower(),
            **({"RecoveryPeriodInDays": days} if on and days not in (None, "0") else {}),
        }
    if (sse := block(values, "server_side_encryption")).get("enabled") == "true":
        key_of = {"KMSMasterKeyId": sse["kms_key_arn"]} if sse.get("kms_key_arn") else {}
        found["SSESpecification"] = {"SSEEnabled": "true", "SSEType": "KMS", **key_of}
    if values.get("table_class") not in (None, "", "STANDARD"):
        found["TableClass"] = values["table_class"]
    tags = mapping(values.get("tags"), "tags")
    found["Tags"] = [{"Key": name, "Value": each} for name, each in tags.items()]
    return found


def scaling(kind: str, values: Plain, number: int) -> Plain:
    """A scalable target or a policy of DynamoDB."""
    if values.get("service_namespace") != "dynamodb":
        return {}
    same = {ours: values.get(theirs) for ours, theirs in TARGET.items() if values.get(theirs) is not None}
    if kind == "aws_appautoscaling_target":
        return {f"Target{number}": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": same}}
    if kind != "aws_appautoscaling_policy":
        return {}
    written = block(values, "target_tracking_scaling_policy_configuration")
    metric = block(written, "predefined_metric_specification").get("predefined_metric_type")
    tracking: dict[str, Any] = {ours: written[theirs] for ours, theirs in TRACKING.items() if written.get(theirs)}
    tracking["PredefinedMetricSpecification"] = {"PredefinedMetricType": metric}
    policy = {**same, "TargetTrackingScalingPolicyConfiguration": tracking}
    return {f"Policy{number}": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": policy}}
