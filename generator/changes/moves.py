"""A table before and after to what its deploys do one at a time with indexes, replicas, billing and time to live."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple

from generator.aws import limits
from generator.aws.properties import GLOBAL_TABLE
from generator.changes.compare import found
from generator.changes.functions import is_function
from generator.changes.held import (
    Body,
    attribute_definitions,
    drop_scaling,
    keep_allowed,
    named,
    properties_of,
    put,
    raw,
    take,
)
from generator.changes.judged import PROTECTION
from generator.changes.template import Resource, Template
from generator.changes.values import billing_mode, is_on

__all__ = ["MAKING", "ON_DEMAND", "TAKING", "Move", "moves_of", "settle"]

INDEXES: Final = "GlobalSecondaryIndexes"
REPLICAS: Final = "Replicas"
TIME_TO_LIVE: Final = "TimeToLiveSpecification"
STREAM: Final = "StreamSpecification"
ON_DEMAND: Final = "PAY_PER_REQUEST"
# What a table, or an index, has under one billing mode and must not have under the other.
PROVISIONED_ONLY: Final = ("ProvisionedThroughput", "WriteProvisionedThroughputSettings")
PROVISIONED_READS: Final = "ReadProvisionedThroughputSettings"
ON_DEMAND_READS: Final = "ReadOnDemandThroughputSettings"
ON_DEMAND_ONLY: Final = ("OnDemandThroughput", "WriteOnDemandThroughputSettings")
KINDS: Final = {
    INDEXES: ("index", limits.GLOBAL_SECONDARY_INDEXES),
    "VectorIndexes": ("vector index", limits.VECTOR_INDEXES),
}


# How the slugs of the moves begin that make what is read, or take its protection away, and of those that take it away.
MAKING: Final = ("create-", "add-", "unprotect-")
TAKING: Final = ("delete-", "remove-")


class Move(NamedTuple):
    """A part of a change that has a deploy of its own.

    `hold` takes it out of a template again: what is deployed stands there instead. `pause_seconds` is how long after
    the deploy before it, `is_off` says that time to live must be off by then, and `is_import` that the table is there
    and comes into the stack.
    """

    slug: str
    title: str
    table: str
    hold: Callable[[Body], None]
    pause_seconds: int = 0
    is_off: bool = False
    is_import: bool = False


# DynamoDB API Reference, UpdateTimeToLive: a switch takes up to an hour, and another one within it is refused.
SWITCH_SECONDS: Final = 3600


def moves_of(table: str, before: Template, new: Resource) -> list[Move]:
    """The moves of a table that is deployed and stays, in the order in which its deploys make them.

    What is new comes before what goes, so that readers can change over in between.
    """
    old = before.resources[table]
    moves = [*time_to_live_off(table, old, new), *replicas(table, old, new), *indexes(table, before, new)]
    if any(move.slug.startswith("delete-") for move in moves):
        moves += provisioned(table, old, new)
    return [*moves, *time_to_live_on(table, old, new)]


def indexes(table: str, deployed: Template, new: Resource) -> Iterator[Move]:
    """Each index that is created, and each that is deleted."""
    for kind, (noun, most) in KINDS.items():
        before, after = entries(deployed.resources[table], kind), entries(new, kind)
        created = [
            Move(f"create-{name}", f"create the {noun} {name} of {table}", table, partial(without, table, kind, name))
            for name in after
            if name not in before
        ]
        deleted = [
            Move(
                f"delete-{name}",
                f"delete the {noun} {name} of {table}",
                table,
                partial(kept, table, kind, name, deployed),
            )
            for name in before
            if name not in after
        ]
        fits = len(before) + len(created) <= most and not sizes_differ(before, after)
        yield from (*created, *deleted) if fits else (*deleted, *created)


def sizes_differ(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether vectors of one attribute have another size in an index that comes than in one that is there."""
    sizes = {(str(each.get("VectorAttribute")), each.get("Dimensions")) for each in (*before.values(), *after.values())}
    return len({attribute for attribute, _ in sizes}) < len(sizes)


def entries(resource: Resource, kind: str) -> dict[str, Any]:
    """The entries of a list by name; none where a function makes them or two have one name."""
    value = found(resource.properties, (kind,))[1]
    return value if isinstance(value, dict) and not is_function(value) else {}


def without(table: str, kind: str, name: str, template: Body) -> None:
    """The template before the index is created: nothing of its capacity is scaled yet."""
    properties = properties_of(template, table)
    take(properties, kind, name)
    for replica in properties.get(REPLICAS, []):
        take(replica, kind, name)
    drop_scaling(template, table, index=name)


def kept(table: str, kind: str, name: str, deployed: Template, template: Body) -> None:
    """The template before the index is deleted: in the billing mode that the table has by then, and still readable."""
    properties = properties_of(template, table)
    old = deployed.resources[table]
    keep_allowed(template, deployed, f"/index/{name}")
    put(properties, kind, fitting(raw(entries(old, kind)[name]), properties))
    for region, body in entries(old, REPLICAS).items():
        own = found(body, (kind, name))[1]
        for replica in properties.get(REPLICAS, []):
            if own is not None and replica.get("Region") == region:
                put(replica, kind, raw(own))


def fitting(index: Body, properties: Body) -> Body:
    """An index without what the table's billing mode does not allow."""
    unfit = PROVISIONED_ONLY if properties.get("BillingMode") == ON_DEMAND else ON_DEMAND_ONLY
    return {key: value for key, value in index.items() if key not in unfit}


def provisioned(table: str, old: Resource, new: Resource) -> Iterator[Move]:
    """That a table becomes provisioned after its indexes are deleted, for which nobody wrote a capacity."""
    modes = billing_mode(old.properties), billing_mode(new.properties)
    if modes == (ON_DEMAND, "PROVISIONED"):
        yield Move("provisioned", f"make {table} provisioned", table, partial(on_demand, table, old))


def on_demand(table: str, old: Resource, template: Body) -> None:
    """The template before the table is provisioned; its scaling comes in the same update as its capacity."""
    properties = properties_of(template, table)
    for body in (properties, *properties.get(INDEXES, [])):
        for key in PROVISIONED_ONLY:
            body.pop(key, None)
    for replica in properties.get(REPLICAS, []):
        read_on_demand(replica)
    properties["BillingMode"] = ON_DEMAND
    properties |= {key: raw(old.properties[key]) for key in ON_DEMAND_ONLY if key in old.properties}
    drop_scaling(template, table)


def read_on_demand(replica: Body) -> None:
    """A replica without provisioned reads; an index of which it says nothing else is left out."""
    replica.pop(PROVISIONED_READS, None)
    for name in named(replica, INDEXES):
        own = next(each for each in replica[INDEXES] if each.get("IndexName") == name)
        own.pop(PROVISIONED_READS, None)
        if len(own) == 1:
            take(replica, INDEXES, name)


def read_provisioned(replica: Body, other: Body) -> None:
    """A replica with the provisioned reads of another one, where it has none of its own."""
    for body in (replica, *replica.get(INDEXES, [])):
        body.pop(ON_DEMAND_READS, None)
    replica.setdefault(PROVISIONED_READS, other.get(PROVISIONED_READS))
    for index in other.get(INDEXES, []):
        if index.get("IndexName") not in named(replica, INDEXES):
            put(replica, INDEXES, {"IndexName": index.get("IndexName")})
        own = next(each for each in replica[INDEXES] if each.get("IndexName") == index.get("IndexName"))
        if PROVISIONED_READS in index:
            own.setdefault(PROVISIONED_READS, index[PROVISIONED_READS])


def time_to_live_off(table: str, old: Resource, new: Resource) -> Iterator[Move]:
    """That time to live goes off under its attribute, where it goes on under another or is left out."""
    if leaves(old, new):
        attribute = old.properties[TIME_TO_LIVE]["AttributeName"]
        title = f"turn time to live of {table} off under {attribute}"
        yield Move("time-to-live-off", title, table, partial(time_to_live, table, old, is_enabled=True))


def time_to_live_on(table: str, old: Resource, new: Resource) -> Iterator[Move]:
    """That time to live is as the spec has it, when it has been off for long enough."""
    if leaves(old, new):
        attribute = found(new.properties, (TIME_TO_LIVE, "AttributeName"))[1]
        title = f"turn time to live of {table} on under {attribute}" if attribute else f"leave it out of {table}"
        hold = partial(time_to_live, table, old, is_enabled=False)
        yield Move("time-to-live", title, table, hold, SWITCH_SECONDS, is_off=True)


def leaves(old: Resource, new: Resource) -> bool:
    """Whether time to live is on under an attribute that it is not on under afterwards, nor off."""
    before, after = (found(each.properties, (TIME_TO_LIVE,))[1] for each in (old, new))
    if not isinstance(before, dict) or is_on(before.get("Enabled")) is not True or is_function(after):
        return False
    name = found(after, ("AttributeName",))[1]
    return isinstance(before.get("AttributeName"), str) and name != before["AttributeName"] and not is_function(name)


def time_to_live(table: str, old: Resource, template: Body, *, is_enabled: bool) -> None:
    """The template with time to live under the deployed attribute, on or off."""
    name = old.properties[TIME_TO_LIVE]["AttributeName"]
    properties_of(template, table)[TIME_TO_LIVE] = {"AttributeName": name, "Enabled": is_enabled}


def replicas(table: str, old: Resource, new: Resource) -> Iterator[Move]:
    """Each replica that is added, then each that is removed."""
    before, after = entries(old, REPLICAS), entries(new, REPLICAS)
    if new.type != GLOBAL_TABLE:
        return
    for region in after:
        if region not in before:
            hold = partial(not_replicated, table, region)
            yield Move(f"add-{region}", f"add the replica of {table} in {region}", table, hold)
    for region in before:
        if region not in after:
            if is_on(found(before[region], PROTECTION)[1]):
                hold = partial(replicated, table, region, old)
                title = f"turn deletion protection of the replica of {table} in {region} off"
                yield Move(f"unprotect-{region}", title, table, hold)
            hold = partial(replicated, table, region, old, is_protected=False)
            yield Move(f"remove-{region}", f"remove the replica of {table} in {region}", table, hold)


def not_replicated(table: str, region: str, template: Body) -> None:
    """The template before a replica is added."""
    take(properties_of(template, table), REPLICAS, region)


def replicated(table: str, region: str, old: Resource, template: Body, *, is_protected: bool = True) -> None:
    """The template before a replica is removed; two replicas need the stream that one may do without."""
    properties = properties_of(template, table)
    replica = raw(entries(old, REPLICAS)[region])
    if not is_protected and PROTECTION[0] in replica:
        replica[PROTECTION[0]] = False
    take(properties, REPLICAS, region)
    there = named(properties, INDEXES)
    if INDEXES in replica:
        replica[INDEXES] = [each for each in replica[INDEXES] if each.get("IndexName") in there]
    if properties.get("BillingMode") == ON_DEMAND:
        read_on_demand(replica)
    elif properties.get(REPLICAS):
        read_provisioned(replica, copy.deepcopy(properties[REPLICAS][0]))
    put(properties, REPLICAS, replica)
    if STREAM not in properties and STREAM in old.properties:
        properties[STREAM] = raw(old.properties[STREAM])


def settle(template: Body, tables: dict[str, Resource]) -> None:
    """Gives each table the definitions of those attributes alone that its keys are made of now."""
    for table, old in tables.items():
        if table in template["Resources"]:
            attribute_definitions(properties_of(template, table), raw(entries(old, "AttributeDefinitions")))
