"""The indexes of a table before and after to the moves that create and delete them, one each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from generator.aws import limits
from generator.aws.properties import INDEXES, REPLICAS
from generator.changes.billing_moves import fitting
from generator.changes.compare import found
from generator.changes.held import (
    Body,
    drop_scaling,
    entries,
    properties_of,
    put,
    raw,
    take,
)
from generator.changes.keeping import keep, of_index
from generator.changes.move import Move
from generator.changes.template import Resource, Template

__all__ = ["indexes"]

KINDS: Final = {
    INDEXES: ("index", limits.GLOBAL_SECONDARY_INDEXES),
    "VectorIndexes": ("vector index", limits.VECTOR_INDEXES),
}


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


def without(table: str, kind: str, name: str, template: Body) -> None:
    """The template before the index is created: nothing of its capacity is scaled yet."""
    properties = properties_of(template, table)
    take(properties, kind, name)
    for replica in properties.get(REPLICAS, []):
        take(replica, kind, name)
    drop_scaling(template, table, index=name)


def kept(table: str, kind: str, name: str, deployed: Template, template: Body) -> None:
    """The template before the index is deleted: in the billing mode that the table has by then, read and watched."""
    properties = properties_of(template, table)
    old = deployed.resources[table]
    put(properties, kind, fitting(raw(entries(old, kind)[name]), properties))
    for region, body in entries(old, REPLICAS).items():
        own = found(body, (kind, name))[1]
        for replica in properties.get(REPLICAS, []):
            if own is not None and replica.get("Region") == region:
                put(replica, kind, raw(own))
    keep(template, deployed, table, of_index(name))
