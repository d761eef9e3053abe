"""The billing mode of a table before and after to the move between them, and what is to stand under either."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from generator.aws.properties import INDEXES, REPLICAS
from generator.changes.held import ON_DEMAND, Body, drop_scaling, named, properties_of, put, raw, take
from generator.changes.keeping import keep, of_capacity
from generator.changes.move import Move
from generator.changes.template import Resource, Template
from generator.changes.values import billing_mode

__all__ = ["fitting", "provisioned", "read_on_demand", "read_provisioned"]

# What a table, or an index, has under one billing mode and must not have under the other.
PROVISIONED_ONLY: Final = ("ProvisionedThroughput", "WriteProvisionedThroughputSettings")
PROVISIONED_READS: Final = "ReadProvisionedThroughputSettings"
ON_DEMAND_READS: Final = "ReadOnDemandThroughputSettings"
ON_DEMAND_ONLY: Final = ("OnDemandThroughput", "WriteOnDemandThroughputSettings")


def fitting(index: Body, properties: Body) -> Body:
    """An index without what the table's billing mode does not allow."""
    unfit = PROVISIONED_ONLY if properties.get("BillingMode") == ON_DEMAND else ON_DEMAND_ONLY
    return {key: value for key, value in index.items() if key not in unfit}


def provisioned(table: str, before: Template, new: Resource) -> Iterator[Move]:
    """That a table becomes provisioned after its indexes are deleted, for which nobody wrote a capacity."""
    modes = billing_mode(before.resources[table].properties), billing_mode(new.properties)
    if modes == (ON_DEMAND, "PROVISIONED"):
        yield Move("provisioned", f"make {table} provisioned", table, partial(on_demand, table, before))


def on_demand(table: str, before: Template, template: Body) -> None:
    """The template before the table is provisioned; its scaling comes in the same update as its capacity.

    What watches its capacity is as deployed until then.
    """
    properties, old = properties_of(template, table), before.resources[table]
    for body in (properties, *properties.get(INDEXES, [])):
        for key in PROVISIONED_ONLY:
            body.pop(key, None)
    for replica in properties.get(REPLICAS, []):
        read_on_demand(replica)
    properties["BillingMode"] = ON_DEMAND
    properties |= {key: raw(old.properties[key]) for key in ON_DEMAND_ONLY if key in old.properties}
    drop_scaling(template, table)
    keep(template, before, table, of_capacity)


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
