"""Random pairs of specs: a table as it is deployed, and the same after some edits."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from functools import partial
from typing import Any

Body = dict[str, Any]

STACK_REGION = "eu-west-1"
REGIONS = ("us-east-1", "us-west-2", "ap-southeast-2")
NAMES = ("by-status", "by-owner", "GSI1", "by_day.v2")
ATTRIBUTES = ("status", "owner", "day")


def pair(seed: int) -> tuple[Body, Body]:
    """Two specs that both are sound."""
    chance = random.Random(seed)
    is_global = chance.random() < 0.2
    before = table(chance, is_global=is_global)
    after = edited(before, chance, is_global=is_global)
    return spec(before, is_global=is_global), spec(after, is_global=is_global)


def conversion(seed: int) -> tuple[Body, Body]:
    """A table, and after some edits the global table that it becomes."""
    chance = random.Random(seed)
    before = table(chance, is_global=False)
    billing(before, chance, is_provisioned=False, is_global=False)
    before |= {"table_name": "orders", "deletion_policy": chance.choice(("Retain", "RetainExceptOnCreate", "Delete"))}
    before["deletion_protection"] &= before["deletion_policy"] != "Delete"
    after = edited(before, chance, is_global=True) | {"stream": before["stream"] or "NEW_AND_OLD_IMAGES"}
    billing(after, chance, is_provisioned=False, is_global=True)
    after["deletion_protection"] &= after["deletion_policy"] != "Delete"
    replicas(after, chance)
    return spec(before, is_global=False), spec(after, is_global=True)


def spec(body: Body, *, is_global: bool) -> Body:
    """The spec of a stack with the table."""
    logical_id = body.pop("logical_id", "Orders")
    environments = body.pop("environments", None)
    region = {"region": STACK_REGION} if is_global else {}
    overlays = {"environments": environments} if environments else {}
    return {"version": 1, **region, "tables": {logical_id: {"alarms": False, **body}}, **overlays}


def table(chance: random.Random, *, is_global: bool) -> Body:
    """A table of any sort."""
    body: Body = {"partition_key": "id", "sort_key": "at"}
    is_provisioned = chance.random() < 0.4
    body["global_secondary_indexes"] = {
        name: index(chance) for name in chance.sample(NAMES, k=chance.choice((0, 1, 1, 2, 3)))
    }
    billing(body, chance, is_provisioned=is_provisioned, is_global=is_global)
    if not is_provisioned and chance.random() < 0.3:
        body["vector_indexes"] = {name: vector(chance, name) for name in chance.sample(("by-text", "vectors-2"), k=1)}
    if chance.random() < 0.5:
        body["time_to_live"] = chance.choice(("expires_at", "ends_at"))
    if chance.random() < 0.3:
        body["table_name"] = "orders"
    body["stream"] = "NEW_AND_OLD_IMAGES" if is_global else chance.choice((False, "KEYS_ONLY", "NEW_IMAGE"))
    body["deletion_protection"] = chance.random() < 0.5
    if is_global:
        body["replicas"] = {
            region: {} for region in (STACK_REGION, *chance.sample(REGIONS, k=chance.choice((0, 1, 2))))
        }
    return body


def billing(body: Body, chance: random.Random, *, is_provisioned: bool, is_global: bool) -> None:
    """Give a table and its indexes what their billing mode takes."""
    for key in ("billing_mode", "capacity", "autoscaling", "on_demand_throughput"):
        body.pop(key, None)
    if is_provisioned:
        body |= {"billing_mode": "PROVISIONED", "capacity": units(chance)}
        if is_global or chance.random() < 0.5:
            scaled = ("write",) if chance.random() < 0.5 else ("read", "write")
            body["autoscaling"] = {each: {"min_capacity": 1, "max_capacity": 50} for each in scaled}
        body.pop("vector_indexes", None)
    elif chance.random() < 0.3:
        body["on_demand_throughput"] = {"max_read": chance.randint(1, 99), "max_write": chance.randint(1, 99)}
    for each in body.get("global_secondary_indexes", {}).values():
        each.pop("capacity", None)
        # An index of a global table, and one that says nothing, takes both from its table.
        if is_provisioned and not is_global:
            each["capacity"] = units(chance)


def units(chance: random.Random) -> Body:
    """A capacity."""
    return {"read": chance.randint(1, 20), "write": chance.randint(1, 20)}


def index(chance: random.Random) -> Body:
    """A global index, without a capacity."""
    body: Body = {"partition_key": chance.choice(ATTRIBUTES)}
    if chance.random() < 0.4:
        body["projection"] = chance.choice(("KEYS_ONLY", "ALL"))
    return body


def vector(chance: random.Random, name: str) -> Body:
    """A vector index; those of two names are over two attributes."""
    return {"vector_attribute": name, "dimensions": chance.choice((8, 16)), "distance_function": "COSINE"}


def edited(before: Body, chance: random.Random, *, is_global: bool) -> Body:
    """The table after one to three edits."""
    body = copy.deepcopy(before)
    edits: list[Callable[[Body, random.Random], None]]
    edits = [indexes, indexes, time_to_live, settings, settings, safety, around, vectors]
    edits.append(partial(modes, is_global=is_global))
    edits += [replicas, replicas, regional] if is_global else [streams, keys, keys]
    for edit in chance.sample(edits, k=chance.choice((1, 1, 2, 3))):
        edit(body, chance)
    return body


def indexes(body: Body, chance: random.Random) -> None:
    """Indexes come, go and change."""
    is_scaled_alone = body.get("billing_mode") == "PROVISIONED" and "replicas" not in body
    there = body["global_secondary_indexes"]
    for name in chance.sample(NAMES, k=chance.choice((1, 1, 2))):
        if name in there and chance.random() < 0.6:
            del there[name]
        else:
            there[name] = index(chance) | ({"capacity": units(chance)} if is_scaled_alone else {})


def vectors(body: Body, chance: random.Random) -> None:
    """Vector indexes come, go and change."""
    if body.get("billing_mode") == "PROVISIONED":
        return
    names = chance.sample(("by-text", "vectors-2"), k=chance.choice((0, 1, 2)))
    body["vector_indexes"] = {name: vector(chance, name) for name in names}


def time_to_live(body: Body, chance: random.Random) -> None:
    """Time to live goes on, off, or under another attribute."""
    body.pop("time_to_live", None)
    choice = chance.choice(("expires_at", "ends_at", {"attribute": "expires_at", "enabled": False}, None))
    if choice:
        body["time_to_live"] = choice


def settings(body: Body, chance: random.Random) -> None:
    """What changes in place."""
    body["tags"] = {"team": chance.choice(("shop", "post"))}
    body["point_in_time_recovery"] = chance.random() < 0.5


def safety(body: Body, chance: random.Random) -> None:
    """Deletion protection goes on or off."""
    body["deletion_protection"] = chance.random() < 0.5


def around(body: Body, chance: random.Random) -> None:
    """Policies, alarms and an environment that says more."""
    names = sorted(body["global_secondary_indexes"])
    custom = {"ByIndex": {"access": "query", "indexes": chance.sample(names, k=1)}} if names else {}
    body["policies"] = chance.choice((False, {"custom": {"Tenant": {"access": "read"}}}, {"custom": custom}))
    body["alarms"] = chance.choice((False, {"alarm_actions": []}, {"alarm_actions": [], "throttles": 3}))
    if chance.random() < 0.5:
        body["environments"] = {"production": {"all_tables": {"tags": {"stage": "production"}}}}


def streams(body: Body, chance: random.Random) -> None:
    """The stream goes on, off, or has other records."""
    body["stream"] = chance.choice((False, "KEYS_ONLY", "NEW_IMAGE", "NEW_AND_OLD_IMAGES"))


def regional(body: Body, chance: random.Random) -> None:
    """What each replica says of itself."""
    for replica in body.get("replicas", {}).values():
        replica["tags"] = {"team": chance.choice(("shop", "post"))}
        replica["point_in_time_recovery"] = chance.random() < 0.5
        replica["deletion_protection"] = chance.random() < 0.5


def replicas(body: Body, chance: random.Random) -> None:
    """Replicas come and go."""
    body["replicas"] = {region: {} for region in (STACK_REGION, *chance.sample(REGIONS, k=chance.choice((0, 1, 2, 3))))}


def modes(body: Body, chance: random.Random, *, is_global: bool) -> None:
    """The billing mode changes."""
    billing(body, chance, is_provisioned=body.get("billing_mode") != "PROVISIONED", is_global=is_global)


def keys(body: Body, chance: random.Random) -> None:
    """What no table can change: its key, its name, a local index, its logical ID."""
    match chance.choice(("key", "name", "local", "logical")):
        case "key":
            body["sort_key"] = "day"
        case "name":
            body["table_name"] = chance.choice(("orders", "purchases"))
        case "local":
            body["local_secondary_indexes"] = {"by-day": {"sort_key": "day"}}
        case _:
            body["logical_id"] = "Purchases"
