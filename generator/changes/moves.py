"""A table before and after to what its deploys do one at a time with indexes, replicas, billing and time to live."""

from __future__ import annotations

from generator.changes.billing_moves import provisioned
from generator.changes.held import Body, attribute_definitions, entries, properties_of, raw
from generator.changes.index_moves import indexes
from generator.changes.move import Move
from generator.changes.replica_moves import added, removed
from generator.changes.template import Resource, Template
from generator.changes.time_to_live_moves import time_to_live_off, time_to_live_on

__all__ = ["moves_of", "settle"]


def moves_of(table: str, before: Template, new: Resource) -> list[Move]:
    """The moves of a table that is deployed and stays, in the order in which its deploys make them.

    What is new comes before what goes, so that readers can change over in between.
    """
    old = before.resources[table]
    moves = [*time_to_live_off(table, old, new), *added(table, old, new), *indexes(table, before, new)]
    moves += removed(table, before, new)
    if any(move.slug.startswith("delete-") for move in moves):
        moves += provisioned(table, before, new)
    return [*moves, *time_to_live_on(table, old, new)]


def settle(template: Body, tables: dict[str, Resource]) -> None:
    """Gives each table the definitions of those attributes alone that its keys are made of now."""
    for table, old in tables.items():
        if table in template["Resources"]:
            attribute_definitions(properties_of(template, table), raw(entries(old, "AttributeDefinitions")))
