"""What a template says of a table, in the shape in which `tests/deploy/expected.py` has what the spec says."""

from __future__ import annotations

from typing import Any

from tests.deploy import expected

Body = dict[str, Any]


def table(resource: Body, region: str) -> Body:
    """A table, or a global table as it is in one of its Regions."""
    body = as_text(resource["Properties"])
    told = in_region(body, region) if resource["Type"] == "AWS::DynamoDB::GlobalTable" else body
    indexes = {index["IndexName"]: index for index in told.get("GlobalSecondaryIndexes", [])}
    local = {index["IndexName"]: index for index in told.get("LocalSecondaryIndexes", [])}
    everywhere = {"": told, **indexes}
    types = {each["AttributeName"]: each["AttributeType"] for each in told["AttributeDefinitions"]}
    stream, encryption = told.get("StreamSpecification", {}), told.get("SSESpecification")
    recovery = told["PointInTimeRecoverySpecification"]
    return {
        "keys": {index: keys(each, types) for index, each in (everywhere | local).items()},
        "projections": {index: projection(each) for index, each in (indexes | local).items()},
        "billing_mode": told["BillingMode"],
        "capacity": {index: pair(each, "ProvisionedThroughput") or (0, 0) for index, each in everywhere.items()},
        "maximum": {index: pair(each, "OnDemandThroughput") for index, each in everywhere.items()},
        "warm": {index: pair(each, "WarmThroughput") for index, each in everywhere.items()},
        "stream": stream.get("StreamViewType"),
        "kinesis": kinesis(told.get("KinesisStreamSpecification")),
        "time_to_live": time_to_live(told.get("TimeToLiveSpecification")),
        "recovery_days": recovery.get("RecoveryPeriodInDays", 35) if recovery["PointInTimeRecoveryEnabled"] else None,
        "encryption": "AWS_OWNED" if not encryption else encryption.get("KMSMasterKeyId", "AWS_MANAGED"),
        "table_class": told.get("TableClass", "STANDARD"),
        "deletion_protection": told["DeletionProtectionEnabled"],
        "insights": {index: insights(each) for index, each in everywhere.items()},
        "tags": {tag["Key"]: tag["Value"] for tag in told.get("Tags", [])},
        "vectors": {index["IndexName"]: vectors(index, types) for index in told.get("VectorIndexes", [])},
        "policy": document(told.get("ResourcePolicy")),
        "stream_policy": document(stream.get("ResourcePolicy")),
        "import": imported(told.get("ImportSourceSpecification")),
    }


def as_text(value: Any) -> Any:
    """A value with its functions as the text of the spec that they stand for."""
    match value:
        case {"Ref": name}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::Sub": text}:
            return str(text).replace("${!", "${")
        case {"Fn::ImportValue": name}:
            return {"import_value": as_text(name)}
        case dict():
            return {key: as_text(each) for key, each in value.items()}
        case list():
            return [as_text(each) for each in value]
    return value


def in_region(body: Body, region: str) -> Body:
    """A global table as the table that it is in a Region."""
    (own,) = [replica for replica in body["Replicas"] if replica["Region"] == region]
    of_own = {index["IndexName"]: index for index in own.get("GlobalSecondaryIndexes", [])}
    indexes = [throughput(each, of_own.get(each["IndexName"], {})) for each in body.get("GlobalSecondaryIndexes", [])]
    stream = {**body.get("StreamSpecification", {}), **own.get("ReplicaStreamSpecification", {})}
    key = {**body["SSESpecification"], **own.get("SSESpecification", {})} if "SSESpecification" in body else None
    return {
        **throughput(body, own),
        "GlobalSecondaryIndexes": indexes,
        "StreamSpecification": stream,
        "SSESpecification": key,
    }


def throughput(body: Body, own: Body) -> Body:
    """A global table, or an index of it, with its writes and the reads of a replica as a table has them."""
    told = {**body, **own}
    reads, writes = (start(told.get(f"{verb}ProvisionedThroughputSettings", {}), verb) for verb in ("Read", "Write"))
    most = {
        f"Max{verb}RequestUnits": told[f"{verb}OnDemandThroughputSettings"][f"Max{verb}RequestUnits"]
        for verb in ("Read", "Write")
        if f"{verb}OnDemandThroughputSettings" in told
    }
    told["ProvisionedThroughput"] = {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}
    return {**told, "OnDemandThroughput": most} if most else told


def start(settings: Body, verb: str) -> int:
    """The capacity that something begins with."""
    scaled = settings.get(f"{verb}CapacityAutoScalingSettings", {})
    units = settings.get(f"{verb}CapacityUnits") or scaled.get("SeedCapacity") or scaled.get("MinCapacity", 0)
    return int(units)


def keys(told: Body, types: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(each["AttributeName"], each["KeyType"], types[each["AttributeName"]]) for each in told["KeySchema"]]


def projection(told: Body) -> tuple[str, set[str]]:
    return told["Projection"]["ProjectionType"], set(told["Projection"].get("NonKeyAttributes", []))


def pair(told: Body, kind: str) -> tuple[int, int] | None:
    """Reads and writes of one kind."""
    values = told.get(kind)
    if values is None:
        return None
    read, write = (next((values[key] for key in values if verb in key), 0) for verb in ("Read", "Write"))
    return read, write


def kinesis(told: Body | None) -> list[tuple[str, str]]:
    return [(told["StreamArn"], told.get("ApproximateCreationDateTimePrecision", "MILLISECOND"))] if told else []


def time_to_live(told: Body | None) -> tuple[str, bool] | None:
    return (told["AttributeName"], told["Enabled"]) if told else None


def insights(of: Body) -> str | None:
    told = of.get("ContributorInsightsSpecification", {"Enabled": False})
    return str(told.get("Mode", "ACCESSED_AND_THROTTLED_KEYS")) if told["Enabled"] else None


def vectors(told: Body, types: dict[str, str]) -> Body:
    """A vector index, and what its searches are narrowed by with the types of that."""
    schema = [(each["AttributeName"], each["SearchSchemaElementType"]) for each in told.get("SearchSchema", [])]
    return {
        "of": (told["VectorAttribute"]["AttributeName"], told["Dimensions"], told["DistanceFunction"]),
        "projection": projection(told),
        "search": [(name, role, types[name]) for name, role in schema],
    }


def document(told: Body | None) -> Body | None:
    return expected.document(told["PolicyDocument"]) if told else None


def imported(told: Body | None) -> Body | None:
    """What an import is told about its files."""
    if told is None:
        return None
    source, csv = told["S3BucketSource"], told.get("InputFormatOptions", {}).get("Csv", {})
    return {
        "from": (source["S3Bucket"], source.get("S3BucketOwner"), source.get("S3KeyPrefix")),
        "as": (told["InputFormat"], told.get("InputCompressionType", "NONE")),
        "csv": (csv.get("Delimiter"), csv.get("HeaderList")),
    }
