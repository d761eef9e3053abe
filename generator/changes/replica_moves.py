"""The replicas of a table before and after to the moves that add them and remove them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import partial
from typing import Final

from generator.aws.properties import GLOBAL_TABLE, INDEXES, REPLICAS
from generator.changes.billing_moves import read_on_demand, read_provisioned
from generator.changes.compare import found
from generator.changes.held import ON_DEMAND, Body, entries, named, properties_of, put, raw, take
from generator.changes.judged import PROTECTION
from generator.changes.keeping import keep, of_replica
from generator.changes.move import Move
from generator.changes.template import Resource, Template
from generator.changes.values import is_on

__all__ = ["added", "removed"]

STREAM: Final = "StreamSpecification"


def added(table: str, old: Resource, new: Resource) -> Iterator[Move]:
    """Each replica that is added."""
    before = entries(old, REPLICAS)
    for region in entries(new, REPLICAS) if new.type == GLOBAL_TABLE else ():
        if region not in before:
            hold = partial(not_replicated, table, region)
            yield Move(f"add-{region}", f"add the replica of {table} in {region}", table, hold)


def removed(table: str, deployed: Template, new: Resource) -> Iterator[Move]:
    """Each replica that is removed, once its protection is off."""
    before, after = entries(deployed.resources[table], REPLICAS), entries(new, REPLICAS)
    for region in before if new.type == GLOBAL_TABLE else ():
        if region not in after:
            if is_on(found(before[region], PROTECTION)[1]):
                hold = partial(replicated, table, region, deployed)
                title = f"turn deletion protection of the replica of {table} in {region} off"
                yield Move(f"unprotect-{region}", title, table, hold)
            hold = partial(replicated, table, region, deployed, is_protected=False)
            yield Move(f"remove-{region}", f"remove the replica of {table} in {region}", table, hold)


def not_replicated(table: str, region: str, template: Body) -> None:
    """The template before a replica is added."""
    take(properties_of(template, table), REPLICAS, region)


def replicated(table: str, region: str, deployed: Template, template: Body, *, is_protected: bool = True) -> None:
    """The template before a replica is removed, which is read and watched until then.

    Two replicas need the stream that one may do without.
    """
    properties, old = properties_of(template, table), deployed.resources[table]
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
    keep(template, deployed, table, of_replica(region))
