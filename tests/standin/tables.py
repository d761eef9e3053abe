"""AWS::DynamoDB::Table as CloudFormation makes it: properties turned into requests to DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from tests.standin import imports

Properties = Mapping[str, Any]
Made = tuple[str, dict[str, str]]

# What CreateTable and UpdateTable take as CloudFormation has it.
SAME: Final = (
    "AttributeDefinitions",
    "BillingMode",
    "DeletionProtectionEnabled",
    "OnDemandThroughput",
    "ProvisionedThroughput",
    "TableClass",
    "WarmThroughput",
)
MADE_ONCE: Final = ("KeySchema", "LocalSecondaryIndexes", "Tags")
VECTORS: Final = "VectorIndexes"
# What an index may change; the update of anything else is refused.
OF_INDEX: Final = ("OnDemandThroughput", "ProvisionedThroughput", "WarmThroughput")
KINESIS: Final = "KinesisStreamSpecification"
PRECISION: Final = "ApproximateCreationDateTimePrecision"
INSIGHTS: Final = "ContributorInsightsSpecification"
RECOVERY: Final = "PointInTimeRecoverySpecification"
TIME_TO_LIVE: Final = "TimeToLiveSpecification"
INDEXES: Final = "GlobalSecondaryIndexes"
STREAM: Final = "StreamSpecification"
POLICY: Final = "ResourcePolicy"
IMPORT: Final = "ImportSourceSpecification"
KNOWN: Final = {
    *SAME, *MADE_ONCE, IMPORT, INDEXES, INSIGHTS, KINESIS, POLICY, RECOVERY, STREAM, TIME_TO_LIVE, VECTORS,
    "SSESpecification", "TableName",
}  # fmt: skip


def create(logical_id: str, properties: Properties, stack_name: str) -> Made:
    """A new table."""
    check(properties)
    name = properties.get("TableName") or provisioners._physical_name(stack_name, logical_id, max_len=255)
    made_once = {key: properties[key] for key in MADE_ONCE if key in properties}
    indexes = {INDEXES: [bare(index) for index in properties[INDEXES]]} if INDEXES in properties else {}
    vectors = {VECTORS: properties[VECTORS]} if VECTORS in properties else {}
    request = {"TableName": name, **made_once, **settings(properties), **indexes, **vectors}
    if IMPORT in properties:
        imports.create(properties[IMPORT], request, ask=ask)
    else:
        ask("create_table", request)
    settle(name, {}, properties)
    return name, provisioners._ddb_attrs(dynamodb._tables[name])


def update(physical_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Made:
    """The table with other settings, or another table in its place."""
    check(new)
    if old.get("TableName") != new.get("TableName"):
        made = create(logical_id, new, stack_name)
        provisioners._delete_predecessor(delete, physical_id, old)
        return made
    if any(old.get(key) != new.get(key) for key in ("KeySchema", "LocalSecondaryIndexes", IMPORT)):
        return replace(physical_id, old, new, stack_name=stack_name, logical_id=logical_id)
    if old.get(TIME_TO_LIVE, {}).get("Enabled") and TIME_TO_LIVE not in new:
        # CloudFormation's words, as aws/aws-cdk issue 25655 quotes them.
        raise ValueError(
            "Invalid request provided: AttributeName property of TimeToLiveSpecification is required when TTL status "
            "is enabled or while enabling/disabling TTL."
        )
    changed = {key: value for key, value in settings(new).items() if value != settings(old).get(key)}
    if "StreamSpecification" in old and "StreamSpecification" not in new:
        changed["StreamSpecification"] = {"StreamEnabled": False}
    if updates := list(vector_updates(old, new)):
        changed["VectorIndexUpdates"] = updates
    if updates := list(index_updates(old, new)):
        changed["GlobalSecondaryIndexUpdates"] = updates
    made_or_deleted = [*changed.get("VectorIndexUpdates", []), *(each for each in updates if "Update" not in each)]
    if len(made_or_deleted) > 1:
        raise ValueError("Cannot perform more than one GSI creation or deletion in a single update")
    check_steps(old, new)
    if changed.keys() - {"AttributeDefinitions"}:
        ask("update_table", {"TableName": physical_id, "AttributeDefinitions": new["AttributeDefinitions"], **changed})
    table = dynamodb._tables[physical_id]
    provisioners._reconcile_tag_list(dynamodb._tags.setdefault(table["TableArn"], []), old, new)
    settle(physical_id, old, new)
    return physical_id, provisioners._ddb_attrs(table)


def check_steps(old: Properties, new: Properties) -> None:
    """Refuse what DynamoDB takes in several updates or never: an attribute's time to live, less warm throughput."""
    before, after = old.get(TIME_TO_LIVE, {}), new.get(TIME_TO_LIVE, {})
    if before.get("Enabled") and after.get("Enabled") and before["AttributeName"] != after["AttributeName"]:
        raise ValueError(f"TimeToLive is active on a different AttributeName: {before['AttributeName']}")
    for units, least in old.get("WarmThroughput", {}).items():
        if new.get("WarmThroughput", {}).get(units, least) < least:
            raise ValueError("Warm throughput cannot be decreased")
    if new.get("BillingMode") == "PROVISIONED" != old.get("BillingMode"):
        for index in new.get(INDEXES, []):
            if "ProvisionedThroughput" not in index:
                raise ValueError(f"ProvisionedThroughput is required for index {index['IndexName']}")


def replace(physical_id: str, old: Properties, new: Properties, *, stack_name: str, logical_id: str) -> Made:
    """Another, empty table, unless it would need the name of the one that is there."""
    if "TableName" in new:
        raise ValueError(
            "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
            f"Rename {physical_id} and update the stack again."
        )
    made: Made = provisioners._replace_resource("AWS::DynamoDB::Table", physical_id, old, new, stack_name, logical_id)
    return made


def delete(physical_id: str, properties: Properties) -> None:
    """No table any more, unless it is protected."""
    if physical_id in dynamodb._tables:
        ask("delete_table", {"TableName": physical_id})


def index_updates(old: Properties, new: Properties) -> Iterator[dict[str, Any]]:
    """The changes of global secondary indexes that one update may make.

    The refusals are CloudFormation's words, as its forum and issues quote them.
    """
    before = {index["IndexName"]: index for index in old.get(INDEXES, [])}
    after = {index["IndexName"]: index for index in new.get(INDEXES, [])}
    if len(before.keys() ^ after.keys()) > 1:
        raise ValueError("Cannot perform more than one GSI creation or deletion in a single update")
    for name in before.keys() - after.keys():
        yield {"Delete": {"IndexName": name}}
    for name in after.keys() - before.keys():
        yield {"Create": bare(after[name])}
    for name in before.keys() & after.keys():
        if any(before[name][key] != after[name][key] for key in ("KeySchema", "Projection")):
            raise ValueError(
                "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights "
                "Specification. You can create a new GSI with a different name."
            )
        changed = {
            key: after[name][key]
            for key in OF_INDEX
            if key in after[name] and before[name].get(key) != after[name][key]
        }
        if changed:
            yield {"Update": {"IndexName": name, **changed}}


def vector_updates(old: Properties, new: Properties) -> Iterator[dict[str, Any]]:
    """The vector indexes that come and go; DynamoDB refuses more than one at once, and CloudFormation a change."""
    before = {index["IndexName"]: index for index in old.get(VECTORS, [])}
    after = {index["IndexName"]: index for index in new.get(VECTORS, [])}
    if any(before[name] != after[name] for name in before.keys() & after.keys()):
        raise ValueError("Updates of a vector index are not supported")
    yield from ({"Delete": {"IndexName": name}} for name in before.keys() - after.keys())
    yield from ({"Create": after[name]} for name in after.keys() - before.keys())


def check(properties: Properties) -> None:
    """Refuse what the stand-in would silently leave out."""
    if unknown := properties.keys() - KNOWN:
        raise ValueError(f"the stand-in does not know these properties of a table: {sorted(unknown)}")


def settings(properties: Properties) -> dict[str, Any]:
    """What CreateTable and UpdateTable are asked for alike."""
    asked = {key: properties[key] for key in SAME if key in properties}
    if "StreamSpecification" in properties:
        view_type = properties["StreamSpecification"]["StreamViewType"]
        asked["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": view_type}
    if encryption := properties.get("SSESpecification"):
        enabled = {"Enabled": encryption["SSEEnabled"]}
        asked["SSESpecification"] = enabled | {key: encryption[key] for key in encryption if key != "SSEEnabled"}
    return asked


def settle(name: str, old: Properties, new: Properties) -> None:
    """Ask for what has requests of its own."""
    for key, operation in ((TIME_TO_LIVE, "update_ttl"), (RECOVERY, "update_continuous_backups")):
        if key in new and new[key] != old.get(key):
            ask(operation, {"TableName": name, key: new[key]})
    send_changes(name, old.get(KINESIS), new.get(KINESIS))
    table = dynamodb._tables[name]
    attach(table["TableArn"], old, new)
    if STREAM in new:
        attach(table["LatestStreamArn"], old.get(STREAM, {}), new[STREAM])
    before, after = insights(old), insights(new)
    for index in before | after:
        if before.get(index) != after.get(index):
            of_index = {"IndexName": index} if index else {}
            ask("update_contributor_insights", {"TableName": name, **of_index, **insights_request(after.get(index))})


def attach(arn: str, old: Properties, new: Properties) -> None:
    """Attach a policy to a table or a stream, or take it away."""
    if POLICY in new and new[POLICY] != old.get(POLICY):
        ask("put_resource_policy", {"ResourceArn": arn, "Policy": json.dumps(new[POLICY]["PolicyDocument"])})
    elif POLICY in old and POLICY not in new:
        ask("delete_resource_policy", {"ResourceArn": arn})


def send_changes(name: str, old: Properties | None, new: Properties | None) -> None:
    """Have the table send its changes to the Kinesis stream that is asked for, and to no other."""
    if old == new:
        return
    if old:
        ask("disable_kinesis_streaming_destination", {"TableName": name, "StreamArn": old["StreamArn"]})
    if new:
        precision = {PRECISION: new[PRECISION]} if PRECISION in new else {}
        request = {"TableName": name, "StreamArn": new["StreamArn"], "EnableKinesisStreamingConfiguration": precision}
        ask("enable_kinesis_streaming_destination", request)


def insights(properties: Properties) -> dict[str, Properties]:
    """What is written about contributor insights, by index; the table's stands under no name."""
    bodies = {"": properties, **{index["IndexName"]: index for index in properties.get(INDEXES, [])}}
    return {name: body[INSIGHTS] for name, body in bodies.items() if INSIGHTS in body}


def insights_request(written: Properties | None) -> dict[str, Any]:
    """What turns contributor insights on in a mode, or off."""
    if not written or not written["Enabled"]:
        return {"ContributorInsightsAction": "DISABLE"}
    mode = {"ContributorInsightsMode": written["Mode"]} if "Mode" in written else {}
    return {"ContributorInsightsAction": "ENABLE", **mode}


def bare(index: Properties) -> dict[str, Any]:
    """An index as CreateTable takes it."""
    return {key: value for key, value in index.items() if key != INSIGHTS}


def ask(operation: str, request: dict[str, Any]) -> Any:
    """What DynamoDB answers to a request; a refusal fails the resource with DynamoDB's words."""
    status, _, body = OPERATIONS[operation](request)
    answer = json.loads(body)
    if status != 200:
        raise ValueError(f"{answer['__type']}: {answer['message']}")
    return answer


# Looked up late, as `tests.standin.dynamodb` puts others in the place of some.
OPERATIONS: Final = {
    "create_table": lambda request: dynamodb._create_table(request),
    "update_table": lambda request: dynamodb._update_table(request),
    "delete_table": lambda request: dynamodb._delete_table(request),
    "update_ttl": lambda request: dynamodb._update_ttl(request),
    "update_continuous_backups": lambda request: dynamodb._update_continuous_backups(request),
    "enable_kinesis_streaming_destination": lambda request: dynamodb._enable_kinesis_streaming_destination(request),
    "disable_kinesis_streaming_destination": lambda request: dynamodb._disable_kinesis_streaming_destination(request),
    "import_table": lambda request: dynamodb._import_table(request),
    "put_resource_policy": lambda request: dynamodb._put_resource_policy(request),
    "delete_resource_policy": lambda request: dynamodb._delete_resource_policy(request),
    "update_contributor_insights": lambda request: dynamodb._update_contributor_insights(request),
}
