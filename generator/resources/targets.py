"""What alarms watch: a table and each of its global secondary indexes, and the limit that each has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from generator.errors import Path
from generator.spec.model.alarms import Direction
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.table import Table

__all__ = ["Limit", "Target", "limit", "targets"]


@dataclass(frozen=True, slots=True)
class Target:
    """A table, or its index `name`."""

    table_id: str
    table: Table
    name: str = ""
    index: GlobalSecondaryIndex | None = None

    @property
    def path(self) -> Path:
        """Where the target stands in the spec."""
        of_index = ("global_secondary_indexes", self.name) if self.index else ()
        return ("tables", self.table_id, *of_index)


class Limit(NamedTuple):
    """The most that a target may consume: units a second, what they are called, and where the spec says so."""

    units: int
    noun: str
    path: Path


def targets(table_id: str, table: Table) -> Iterator[Target]:
    """The table and its global secondary indexes; a local one has no metrics of its own."""
    yield Target(table_id, table)
    for name, index in table.global_secondary_indexes.items():
        yield Target(table_id, table, name, index)


def limit(target: Target, direction: Direction) -> Limit | None:
    """The provisioned capacity, or the on-demand maximum; None when neither bounds the target."""
    units = target.table.limit(direction, index=target.index)
    if units is None:
        return None
    if not target.table.provisioned:
        path = (*target.path, "on_demand_throughput", f"max_{direction}")
        return Limit(units, f"on-demand {direction} request units", path)
    # An index without a capacity of its own has the table's, and is raised there.
    own = target.index is None or target.index.capacity is not None
    owner = target.path if own else ("tables", target.table_id)
    return Limit(units, f"provisioned {direction} capacity units", (*owner, "capacity", direction))
