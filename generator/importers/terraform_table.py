"""A table of Terraform to what describe-table and the commands beside it print of it in one Region."""

from __future__ import annotations

from typing import Any

from generator.importers.described_table import ALIAS, region_of_arn
from generator.importers.draft import Plain, mapping, sequence

__all__ = ["block", "document", "place"]

ON_DEMAND: dict[str, str] = {
    "MaxReadRequestUnits": "max_read_request_units",
    "MaxWriteRequestUnits": "max_write_request_units",
}
WARM: dict[str, str] = {"ReadUnitsPerSecond": "read_units_per_second", "WriteUnitsPerSecond": "write_units_per_second"}
PROVISIONED: dict[str, str] = {"ReadCapacityUnits": "read_capacity", "WriteCapacityUnits": "write_capacity"}


def block(values: Plain, name: str) -> Plain:
    """The one block of a name, in a list or not; an empty one where there is none."""
    written = values.get(name)
    written = [written] if isinstance(written, dict) else sequence(written, name)
    return written[0] if written else {}


def place(values: Plain) -> Any:
    """The Region of a resource; None where the state does not tell it."""
    return values.get("region") or region_of_arn(values.get("arn"))


def document(values: Plain, own: Plain, *, home: bool) -> Plain:
    """The document of a Region: `own` is the table itself at home, and elsewhere the replica that is there."""
    attributes = sequence(values.get("attribute"), "attribute")
    region, name = own.get("region_name") or "", values["name"]
    said = values if home else own
    table: Plain = {
        "TableName": name,
        "TableArn": own.get("arn") or (f"arn:aws:dynamodb:{region}::table/{name}" if region else ""),
        "KeySchema": key(values),
        "AttributeDefinitions": [
            {"AttributeName": each.get("name"), "AttributeType": each.get("type")} for each in attributes
        ],
        "BillingModeSummary": {"BillingMode": values.get("billing_mode") or "PROVISIONED"},
        **throughput(values),
        "GlobalSecondaryIndexes": [
            {**index(each), "KeySchema": key(each), **throughput(each)}
            for each in sequence(values.get("global_secondary_index"), "global_secondary_index")
        ],
        "LocalSecondaryIndexes": [
            {**index(each), "KeySchema": key({"hash_key": values.get("hash_key"), **each})}
            for each in sequence(values.get("local_secondary_index"), "local_secondary_index")
        ],
        "StreamSpecification": {
            "StreamEnabled": values.get("stream_enabled") or "false",
            "StreamViewType": values.get("stream_view_type"),
        },
        "DeletionProtectionEnabled": said.get("deletion_protection_enabled") or "false",
        "TableClassSummary": {"TableClass": own.get("table_class_override") or values.get("table_class") or "STANDARD"},
    }
    made: Plain = {"Table": table, "KinesisDataStreamDestinations": [], "ContributorInsightsSummaries": []}
    tags = every_tag(values) if home or own.get("propagate_tags") == "true" else {}
    tags = tags if home else {**tags, **every_tag(own)}
    made["Tags"] = [{"Key": each, "Value": value} for each, value in tags.items()]
    table |= encryption(values, own, home=home)
    made["KeyMetadata"] = {"KeyManager": "CUSTOMER" if key_of(values, own, home=home) else "AWS"}
    expiry = block(values, "ttl")
    if expiry.get("attribute_name") and expiry.get("enabled") != "false":
        made["TimeToLiveDescription"] = {"TimeToLiveStatus": "ENABLED", "AttributeName": expiry["attribute_name"]}
    return {**made, **recovery(values, own, home=home)}


def every_tag(body: Plain) -> Plain:
    """The tags of a resource with the provider's default_tags, where Terraform knows them yet."""
    name = "tags" if body.get("tags_all") is None else "tags_all"
    return mapping(body.get(name), name)


def key(body: Plain) -> list[Plain]:
    """The key schema, in blocks or in two arguments."""
    if blocks := sequence(body.get("key_schema"), "key_schema"):
        return [{"AttributeName": each.get("attribute_name"), "KeyType": each.get("key_type")} for each in blocks]
    kinds = {"HASH": body.get("hash_key"), "RANGE": body.get("range_key")}
    return [{"AttributeName": name, "KeyType": kind} for kind, name in kinds.items() if name]


def index(body: Plain) -> Plain:
    """The name and the projection of an index."""
    projection = {"ProjectionType": body.get("projection_type") or "ALL"}
    if names := body.get("non_key_attributes"):
        projection["NonKeyAttributes"] = names
    return {"IndexName": body.get("name"), "Projection": projection}


def throughput(body: Plain) -> Plain:
    """Capacity, the most on demand and what it is warmed up for."""
    most = block(body, "on_demand_throughput")
    warm = block(body, "warm_throughput")
    written = {
        "ProvisionedThroughput": {ours: body.get(theirs) for ours, theirs in PROVISIONED.items()},
        "OnDemandThroughput": {ours: most[theirs] for ours, theirs in ON_DEMAND.items() if is_set(most.get(theirs))},
        "WarmThroughput": {ours: warm[theirs] for ours, theirs in WARM.items() if is_set(warm.get(theirs))},
    }
    return {name: each for name, each in written.items() if each}


def is_set(value: object) -> bool:
    """Whether a number is written: Terraform has 0 for none."""
    return value not in (None, "0")


def key_of(values: Plain, own: Plain, *, home: bool) -> str:
    """The customer's key, empty where AWS' own is meant."""
    written = block(values, "server_side_encryption").get("kms_key_arn") if home else own.get("kms_key_arn")
    return str(written or "")


def encryption(values: Plain, own: Plain, *, home: bool) -> Plain:
    """The key at rest."""
    if block(values, "server_side_encryption").get("enabled") != "true":
        return {}
    key = key_of(values, own, home=home) or ALIAS
    return {"SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}}


def recovery(values: Plain, own: Plain, *, home: bool) -> Plain:
    """Point-in-time recovery, which a replica says in a word."""
    written = block(values, "point_in_time_recovery")
    if not written and (home or own.get("point_in_time_recovery") is None):
        return {}
    on = (written.get("enabled") if home else own.get("point_in_time_recovery")) == "true"
    days = written.get("recovery_period_in_days") if home else None
    told = {
        "PointInTimeRecoveryStatus": "ENABLED" if on else "DISABLED",
        **({"RecoveryPeriodInDays": days} if is_set(days) else {}),
    }
    return {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": told}}
