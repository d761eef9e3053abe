"""The tables of a SAM template to those that its transform makes of them."""

from __future__ import annotations

from typing import Any, Final

from generator.aws.properties import TABLE
from generator.changes.functions import is_function

__all__ = ["SHARED", "SIMPLE", "of_globals", "table"]

SIMPLE: Final = "AWS::Serverless::SimpleTable"
# What Globals may say of every SimpleTable: "Globals section of the AWS SAM template" in the AWS SAM developer guide.
SHARED: Final = "SSESpecification"
# "PrimaryKeyObject" in the AWS SAM developer guide.
TYPES: Final = {"String": "S", "Number": "N", "Binary": "B"}
KEY: Final = {"Name": "id", "Type": "String"}
SAME: Final = ("PointInTimeRecoverySpecification", "ProvisionedThroughput", SHARED, "TableName")


def of_globals(loaded: dict[str, Any]) -> dict[str, Any]:
    """What a template's Globals say of every SimpleTable."""
    found = loaded.get("Globals")
    shared = found.get("SimpleTable") if isinstance(found, dict) else None
    return shared if isinstance(shared, dict) else {}


def table(body: Any, shared: dict[str, Any]) -> Any:
    """A SimpleTable, with what Globals say of all, as the table that SAM makes of it; anything else as it is.

    Source: "AWS::Serverless::SimpleTable" in the AWS SAM developer guide.
    """
    if not isinstance(body, dict) or body.get("Type") != SIMPLE:
        return body
    written = body.get("Properties") or {}
    key = (written.get("PrimaryKey") or KEY) if isinstance(written, dict) else None
    tags = (written.get("Tags") or {}) if isinstance(written, dict) else None
    if not isinstance(key, dict) or not isinstance(tags, dict):
        return body
    written = merged({SHARED: shared[SHARED]} if SHARED in shared else {}, written)
    kind = key.get("Type", "String")
    definition = {"AttributeName": key.get("Name", "id"), "AttributeType": TYPES.get(str(kind), kind)}
    properties = {
        "KeySchema": [{"AttributeName": key.get("Name", "id"), "KeyType": "HASH"}],
        "AttributeDefinitions": [definition],
        **({} if "ProvisionedThroughput" in written else {"BillingMode": "PAY_PER_REQUEST"}),
        **{name: written[name] for name in SAME if name in written},
        **({"Tags": [{"Key": name, "Value": each} for name, each in tags.items()]} if tags else {}),
    }
    return {**body, "Type": TABLE, "Properties": properties}


def merged(shared: Any, own: Any) -> Any:
    """What Globals and a resource say together: the resource's own word is the last, maps are joined."""
    if not all(isinstance(each, dict) and not is_function(each) for each in (shared, own)):
        return own
    return {**shared, **{name: merged(shared.get(name), each) for name, each in own.items()}}
