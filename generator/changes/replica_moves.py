"""The replicas of a table before and after to the moves that add and remove them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import partial
from typing import Final

from generator.aws.properties import GLOBAL_TABLE, INDEXES, REPLICAS
from generator.changes.billing_moves import ON_DEMAND, read_on_demand, read_provisioned
from generator.changes.compare import found
from generator.changes.held import Body, entries, named, properties_of, put, raw, take
from generator.changes.judged import PROTECTION
from generator.changes.move import Move
from generator.changes.template import Resource
from generator.changes.values import is_on

__all__ = ["replicas"]

STREAM: Final = "StreamSpecification"


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
