"""A table that is made by an import from S3, as CloudFormation has DynamoDB make it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ministack.services import dynamodb

# "TableCreationParameters" in the DynamoDB API Reference.
IMPORTED: Final = (
    "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema", "OnDemandThroughput",
    "ProvisionedThroughput", "SSESpecification", "TableName",
)  # fmt: skip
# CloudFormation has these set by UpdateTable, says its page on the property.
UPDATED: Final = ("DeletionProtectionEnabled", "StreamSpecification", "TableClass", "WarmThroughput")
LONGEST_SECONDS: Final = 20


def create(source: Mapping[str, Any], request: Mapping[str, Any], *, ask: Callable[[str, dict[str, Any]], Any]) -> None:
    """The table that CreateTable would make of `request`, with the items of the files; an import that fails raises."""
    wanted = {key: value for key, value in request.items() if key not in (*UPDATED, "Tags")}
    if left_out := wanted.keys() - set(IMPORTED):
        raise ValueError(f"ImportTable does not take {sorted(left_out)}")
    answer = ask("import_table", {**source, "TableCreationParameters": wanted})
    arn = answer["ImportTableDescription"]["ImportArn"]
    until = time.monotonic() + LONGEST_SECONDS
    while dynamodb._imports[arn]["ImportStatus"] == "IN_PROGRESS" and time.monotonic() < until:
        time.sleep(0.05)
    if dynamodb._imports[arn]["ImportStatus"] != "COMPLETED":
        raise ValueError(f"the import failed: {dynamodb._imports[arn].get('FailureMessage', 'it takes too long')}")
    table = dynamodb._tables[request["TableName"]]
    dynamodb._tags.setdefault(table["TableArn"], []).extend(request.get("Tags", []))
    updates = {key: request[key] for key in UPDATED if key in request}
    ask("update_table", {"TableName": request["TableName"], **updates})
