"""A table of one Region to the global table that it would be with that Region's replica alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from generator.aws.properties import INDEXES, OF_REPLICA, OF_TABLE

__all__ = ["global_properties"]

Body = dict[str, Any]

ENCRYPTION: Final = "SSESpecification"
STREAM: Final = "StreamSpecification"
INSIGHTS: Final = "ContributorInsightsSpecification"
MAXIMUM: Final = "OnDemandThroughput"
# Once made, a table says nothing of where it was imported from, and a global table has no word for it.
MADE_ONCE: Final = "ImportSourceSpecification"


def global_properties(table: Body, region: str) -> Body | None:
    """The properties of AWS::DynamoDB::GlobalTable for those of an on-demand AWS::DynamoDB::Table in the Region.

    None where the table has something that a global table has no word for.
    """
    replica = {"Region": region, **picked(table, OF_REPLICA), **reads(table)}
    made = {**picked(table, OF_TABLE), **writes(table)}
    if encryption := table.get(ENCRYPTION):
        made[ENCRYPTION] = {key: value for key, value in encryption.items() if key != "KMSMasterKeyId"}
        replica |= {ENCRYPTION: picked(encryption, ("KMSMasterKeyId",))} if "KMSMasterKeyId" in encryption else {}
    if stream := table.get(STREAM):
        made[STREAM] = picked(stream, ("StreamViewType",))
        own = picked(stream, ("ResourcePolicy", "Tags"))
        replica |= {"ReplicaStreamSpecification": own} if own else {}
    if indexes := table.get(INDEXES):
        made[INDEXES] = [{**without(each, (MAXIMUM, INSIGHTS)), **writes(each)} for each in indexes]
        own_indexes = [{**picked(each, ("IndexName", INSIGHTS)), **reads(each)} for each in indexes]
        if settings := [each for each in own_indexes if len(each) > 1]:
            replica[INDEXES] = settings
    known = {*OF_TABLE, *OF_REPLICA, ENCRYPTION, STREAM, INDEXES, MAXIMUM, MADE_ONCE}
    return None if table.keys() - known else {**made, "Replicas": [replica]}


def picked(body: Body, keys: Iterable[str]) -> Body:
    """The keys that the body has, in the order asked for."""
    return {key: body[key] for key in keys if key in body}


def without(body: Body, keys: Iterable[str]) -> Body:
    """The body without some keys."""
    return {key: value for key, value in body.items() if key not in keys}


def reads(body: Body) -> Body:
    """The on-demand maximum of reads, which each replica has."""
    found = picked(body.get(MAXIMUM, {}), ("MaxReadRequestUnits",))
    return {"ReadOnDemandThroughputSettings": found} if found else {}


def writes(body: Body) -> Body:
    """The on-demand maximum of writes, which is one for all replicas."""
    found = picked(body.get(MAXIMUM, {}), ("MaxWriteRequestUnits",))
    return {"WriteOnDemandThroughputSettings": found} if found else {}
