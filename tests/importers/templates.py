"""Random tables of CloudFormation, out of the bundled schema of AWS::DynamoDB::Table."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

__all__ = ["template"]

TABLE: Final = "AWS::DynamoDB::Table"
Body = dict[str, Any]


def template(seed: int) -> Body:
    """A template with a table that has any of the properties that the schema has."""
    chance = random.Random(seed)
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", TABLE).schema
    names = [f"a{number}" for number in range(chance.randint(2, 5))]
    drawn = Drawn(chance, schema["definitions"], names)
    wanted = {"KeySchema", *chance.sample(sorted(schema["properties"]), chance.randint(1, 12))} - READ_ONLY
    properties = {name: drawn.value(name, schema["properties"][name]) for name in sorted(wanted)}
    return {"Resources": {"Orders": {"Type": TABLE, "Properties": coherent(properties, drawn)}}}


# What GetAtt gives.
READ_ONLY: Final = {"Arn", "StreamArn"}


class Drawn:
    """Values that the schema allows, with attributes out of a few."""

    def __init__(self, chance: random.Random, definitions: Body, names: list[str]) -> None:
        self.chance, self.definitions, self.names = chance, definitions, names

    def value(self, name: str, schema: Body) -> Any:
        """A value for a property of this name."""
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].rpartition("/")[2]]
        kind = schema.get("type", "object")
        kind = next(each for each in kind if each != "null") if isinstance(kind, list) else kind
        if name in FREE:
            return FREE[name]
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        if kind == "array":
            most = min(schema.get("maxItems", 3), 3)
            return [self.value("", schema["items"]) for _ in range(self.chance.randint(1, most))]
        if kind == "object":
            return dict(self.entries(schema))
        if kind == "boolean":
            return self.chance.choice([True, False])
        if kind in ("integer", "number"):
            return self.chance.randint(max(1, schema.get("minimum", 1)), min(schema.get("maximum", 4000), 4000))
        if name in ("AttributeName", "NonKeyAttributes"):
            return self.chance.choice(self.names)
        return self.chance.choice(["one", "two.2", "three-3", "four_4"])

    def entries(self, schema: Body) -> Iterator[tuple[str, Any]]:
        """What is required, and any of the rest."""
        for name, each in schema.get("properties", {}).items():
            if name in schema.get("required", ()) or name == "PointInTimeRecoveryEnabled" or self.chance.random() < 0.5:
                yield name, self.value(name, each)


def statement(action: str) -> Body:
    """A policy that lets one account do something."""
    account = {"AWS": "arn:aws:iam::444455556666:root"}
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": account, "Action": action, "Resource": "*"}],
    }


# What the schema leaves open and DynamoDB does not.
FREE: Final[Body] = {
    "Delimiter": ";",
    "HeaderList": ["a0", "a1", "a2", "a3", "a4", "b"],
    "InputCompressionType": "GZIP",
    "InputFormat": "CSV",
    "InputFormatOptions": {"Csv": {"Delimiter": ";"}},
    "KMSMasterKeyId": "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012",
    "PolicyDocument": statement("dynamodb:GetItem"),
    "ReadUnitsPerSecond": 15000,
    "S3Bucket": "orders-to-import",
    "S3BucketOwner": "111122223333",
    "S3KeyPrefix": "orders/",
    "StreamArn": "arn:aws:kinesis:us-east-1:111122223333:stream/changes",
    "TableName": "orders-2",
    "WriteUnitsPerSecond": 5000,
}


def coherent(properties: Body, drawn: Drawn) -> Body:
    """The properties with what belongs together: keys that are defined, capacity with its billing mode, names apart."""
    made = {name: each for name, each in properties.items() if name not in ("AttributeDefinitions", "VectorIndexes")}
    partition, order = drawn.names[0], drawn.chance.choice([None, drawn.names[1]])
    made["KeySchema"] = key(partition, order)
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if kind in made:
            made[kind] = [
                index(each, drawn, f"index-{kind[0]}{number}", partition if kind[0] == "L" else None)
                for number, each in enumerate(made[kind])
            ]
    if order is None or "ImportSourceSpecification" in made:
        made.pop("LocalSecondaryIndexes", None)
    for body in (made, *made.get("GlobalSecondaryIndexes", ())):
        capacity(body, drawn, provisioned=made.get("BillingMode", "PROVISIONED") == "PROVISIONED")
    for body in (made, made.get("StreamSpecification", {})):
        if "Tags" in body:
            body["Tags"] = list({each["Key"]: each for each in body["Tags"]}.values())
    if "TimeToLiveSpecification" in made:
        made["TimeToLiveSpecification"]["AttributeName"] = "expires_at"
    if "ResourcePolicy" in made.get("StreamSpecification", {}):
        made["StreamSpecification"]["ResourcePolicy"]["PolicyDocument"] = statement("dynamodb:GetRecords")
    return {**made, "AttributeDefinitions": definitions(made)}


def index(written: Body, drawn: Drawn, name: str, partition: str | None) -> Body:
    """An index of a name; a local one has the table's partition key."""
    first = partition or drawn.chance.choice(drawn.names)
    others = [each for each in drawn.names if each != first]
    order = drawn.chance.choice(others if partition else [None, *others])
    kind = drawn.chance.choice(["ALL", "KEYS_ONLY", "INCLUDE"])
    projection = {"ProjectionType": kind, **({"NonKeyAttributes": ["x", "y"]} if kind == "INCLUDE" else {})}
    return {**written, "IndexName": name, "KeySchema": key(first, order), "Projection": projection}


def capacity(body: Body, drawn: Drawn, *, provisioned: bool) -> None:
    """Gives a table or an index what its billing mode takes."""
    body.pop("OnDemandThroughput" if provisioned else "ProvisionedThroughput", None)
    if not body.get("WarmThroughput"):
        body.pop("WarmThroughput", None)
    if provisioned:
        units = [drawn.chance.randint(1, 99) for _ in range(2)]
        body["ProvisionedThroughput"] = dict(zip(("ReadCapacityUnits", "WriteCapacityUnits"), units, strict=True))


def key(partition: str, order: str | None) -> list[Body]:
    """A key schema."""
    found = [{"AttributeName": partition, "KeyType": "HASH"}]
    return [*found, {"AttributeName": order, "KeyType": "RANGE"}] if order else found


def definitions(made: Body) -> list[Body]:
    """The attributes that keys have, and no other."""
    bodies = [made, *made.get("GlobalSecondaryIndexes", ()), *made.get("LocalSecondaryIndexes", ())]
    used = dict.fromkeys(each["AttributeName"] for body in bodies for each in body["KeySchema"])
    return [{"AttributeName": name, "AttributeType": "SNB"[number % 3]} for number, name in enumerate(used)]
