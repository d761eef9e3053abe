"""Tables in AWS to their state, their settings and the capacity that they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from generator.diagnosis.facts import NOT_THERE, Bounds, Direction, Setting, Table, Target
from generator.live.session import Session

__all__ = ["described"]

Answer = TypeVar("Answer")

DIRECTIONS: Final[tuple[Direction, ...]] = ("read", "write")


def described(session: Session, logical_id: str, name: str, *, existing: bool) -> Table | None:
    """A table with what each request says of it; None, and a failed part, when there is no description of it."""
    client = session.client("dynamodb")

    def of(what: str, ask: Callable[[], Answer]) -> Answer | None:
        return session.tried(f"{what} {name}", ask)

    table = of("the table", lambda: of_name(client, logical_id, name, existing=existing))
    if table is None or table.status == NOT_THERE:
        return table
    provisioned = any(each.provisioned for each in table.targets)
    scaling = of("autoscaling of", lambda: scaled(session, name)) if provisioned else None
    bounds = scaling or {}
    return replace(
        table,
        targets=tuple(replace(each, autoscaling=bounds.get((each.index, each.direction))) for each in table.targets),
        scaling=scaling is not None,
        stream=of("the stream of", lambda: stream(session, table.stream_arn)),
        kinesis=of("Kinesis streams of", lambda: tuple(kinesis(client, name))),
        time_to_live=of("time to live of", lambda: time_to_live(client, name)),
        recovery=of("recovery of", lambda: recovery(client, name)),
        insights=of("contributor insights of", lambda: insights(client, name, table)) or {},
    )


def of_name(client: Any, logical_id: str, name: str, *, existing: bool) -> Table:
    """What DescribeTable says; a table that the stack has and DynamoDB has not is in a state of its own."""
    try:
        body: dict[str, Any] = client.describe_table(TableName=name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return Table(logical_id, name, "", NOT_THERE, "", existing)
    return of_description(logical_id, body, existing=existing)


def of_description(logical_id: str, body: dict[str, Any], *, existing: bool) -> Table:
    """What DescribeTable says."""
    indexes = {each["IndexName"]: each for each in body.get("GlobalSecondaryIndexes", ())}
    replicas = {each["RegionName"]: each.get("ReplicaStatus", "ACTIVE") for each in body.get("Replicas", ())}
    mode = body.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    return Table(
        logical_id,
        body["TableName"],
        body["TableArn"],
        body["TableStatus"],
        mode,
        existing,
        tuple(target for index, each in {"": body, **indexes}.items() for target in targets(index, each)),
        {index: each.get("IndexStatus", "ACTIVE") for index, each in indexes.items()},
        replicas,
        stream_arn=body["LatestStreamArn"] if body.get("StreamSpecification", {}).get("StreamEnabled") else "",
        protection=Setting("ENABLED" if body.get("DeletionProtectionEnabled") else "DISABLED"),
    )


def targets(index: str, body: Mapping[str, Any]) -> Iterator[Target]:
    """The reads and the writes of a table or an index, each with the limit that it has."""
    for direction in DIRECTIONS:
        noun = direction.capitalize()
        provisioned = body.get("ProvisionedThroughput", {}).get(f"{noun}CapacityUnits") or None
        # -1 takes a maximum away.
        most = body.get("OnDemandThroughput", {}).get(f"Max{noun}RequestUnits", -1)
        yield Target(index, direction, provisioned, most if most > 0 else None)


def scaled(session: Session, name: str) -> dict[tuple[str, str], Bounds]:
    """What autoscaling keeps the capacities between, by index and direction."""
    client = session.client("application-autoscaling")
    found = {}
    for page in client.get_paginator("describe_scalable_targets").paginate(ServiceNamespace="dynamodb"):
        for each in page["ScalableTargets"]:
            _, table, *of_index = each["ResourceId"].split("/")
            if table == name:
                direction = "read" if "Read" in each["ScalableDimension"] else "write"
                found[of_index[1] if of_index else "", direction] = Bounds(each["MinCapacity"], each["MaxCapacity"])
    return found


def stream(session: Session, arn: str) -> Setting:
    """The state of the stream that takes the table's changes now, and its view type."""
    if not arn:
        return Setting("DISABLED")
    told = session.client("dynamodbstreams").describe_stream(StreamArn=arn, Limit=1)["StreamDescription"]
    return Setting(told["StreamStatus"], told["StreamViewType"])


def kinesis(client: Any, name: str) -> Iterator[Setting]:
    """The Kinesis streams that the table sends its changes to, or once did."""
    for each in client.describe_kinesis_streaming_destination(TableName=name)["KinesisDataStreamDestinations"]:
        yield Setting(each["DestinationStatus"], each["StreamArn"].rpartition("/")[2])


def time_to_live(client: Any, name: str) -> Setting:
    """Whether items expire, and by which attribute."""
    told: dict[str, str] = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return Setting(told["TimeToLiveStatus"], told.get("AttributeName", ""))


def recovery(client: Any, name: str) -> Setting:
    """Whether the items of an earlier second can be had back, and how many days back."""
    told = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    of_points = told.get("PointInTimeRecoveryDescription", {})
    days = of_points.get("RecoveryPeriodInDays")
    return Setting(of_points.get("PointInTimeRecoveryStatus", "DISABLED"), f"{days} days" if days else "")


def insights(client: Any, name: str, table: Table) -> dict[str, bool]:
    """Whether contributor insights is on, by index; the table's under an empty name."""
    found = {}
    for index in ("", *table.indexes):
        of_index = {"IndexName": index} if index else {}
        told = client.describe_contributor_insights(TableName=name, **of_index)
        found[index] = told.get("ContributorInsightsStatus") in ("ENABLED", "ENABLING")
    return found
