"""What alarms watch: a table and each of its global secondary indexes, and the limit that each has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from generator.errors import Path
from generator.resources.identity import table_name
from generator.spec.model.alarms import Direction
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.settings import Kind, Setting, settle
from generator.spec.model.table import Table

__all__ = ["DIRECTIONS", "Limit", "Target", "limit", "settled", "targets"]

DIRECTIONS: Final[tuple[Direction, ...]] = ("read", "write")


@dataclass(frozen=True, slots=True)
class Target:
    """A table, or its index `name`; with `topic`, its alarms notify the stack's unless they say otherwise."""

    table_id: str
    table: Table
    name: str = ""
    index: GlobalSecondaryIndex | None = None
    topic: bool = False

    @property
    def path(self) -> Path:
        """Where the target stands in the spec."""
        of_index = ("global_secondary_indexes", self.name) if self.index else ()
        return ("tables", self.table_id, *of_index)

    @property
    def provider(self) -> Path:
        """Where stands what it is provisioned with: an index that says nothing of it has the table's."""
        return ("tables", self.table_id) if self.table.provider(self.index) is self.table else self.path

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """Every dimension of its metrics, as text in which `${Name}` is known at the deploy."""
        of_table = ("TableName", table_name(self.table_id, self.table))
        return (of_table, ("GlobalSecondaryIndexName", self.name)) if self.index else (of_table,)


class Limit(NamedTuple):
    """The most that a target may consume: units a second, what they are called, and where the spec says so."""

    units: int
    noun: str
    path: Path
    autoscaled: bool = False

    @property
    def text(self) -> str:
        """The limit as people speak of it, behind `its` or `of`."""
        return f"{'autoscaling maximum of ' if self.autoscaled else ''}{self.units} {self.noun}"


def targets(table_id: str, table: Table, *, topic: bool) -> Iterator[Target]:
    """The table and its global secondary indexes; a local one has no metrics of its own."""
    yield Target(table_id, table, topic=topic)
    for name, index in table.global_secondary_indexes.items():
        yield Target(table_id, table, name, index, topic)


def settled(target: Target, kind: Kind, *, direction: Direction | None = None, operation: str = "") -> Setting:
    """The setting of an alarm on the target."""
    of_index = target.index.alarms if target.index else None
    alarms = target.table.alarms
    return settle(alarms, kind, direction=direction, operation=operation, index=of_index, topic=target.topic)


def limit(target: Target, direction: Direction) -> Limit | None:
    """The provisioned capacity, the highest maximum of autoscaling, or the on-demand maximum; None without any."""
    units = target.table.limit(direction, index=target.index)
    if units is None:
        return None
    if not target.table.provisioned:
        path = (*target.path, "on_demand_throughput", f"max_{direction}")
        return Limit(units, f"on-demand {direction} request units", path)
    if scaling := target.table.scaling(direction, index=target.index):
        path = (*target.provider, "autoscaling", direction, *scaling.highest)
        return Limit(units, f"{direction} capacity units", path, autoscaled=True)
    return Limit(units, f"provisioned {direction} capacity units", (*target.provider, "capacity", direction))
