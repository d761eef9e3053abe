"""Scalable targets that go to the capacities that stay where autoscaling left them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws.properties import TABLE
from generator.aws.scaling import DIMENSIONS
from generator.changes.change import Change
from generator.changes.compare import Place, found
from generator.changes.functions import shown
from generator.changes.judged import change, name_of
from generator.changes.scaling import CAPACITY, TARGET
from generator.changes.template import Resource, Template
from generator.changes.values import billing_mode

__all__ = ["judge"]

INDEX: Final = "/index/"


def judge(old: Template, new: Template) -> Iterator[Change]:
    """The capacities that are autoscaled before and not after, of what stays provisioned."""
    left = set(targets(new).values())
    for logical_id, (table, place) in targets(old).items():
        body = new.resources.get(table)
        if (
            (table, place) in left
            or body is None
            or body.type != TABLE
            or billing_mode(body.properties) != "PROVISIONED"
        ):
            continue
        if found(body.properties, place)[1] is not None:
            bounds = {key: old.resources[logical_id].properties.get(key) for key in ("MinCapacity", "MaxCapacity")}
            yield change("DS656", table, body, path=place, before=bounds)


def targets(template: Template) -> dict[str, tuple[str, Place]]:
    """The scalable targets, each with the table of the template and the place in it that it scales."""
    tables = {name: body for name, body in template.resources.items() if body.type == TABLE}
    known = {f"table/{each}": name for name, body in tables.items() for each in (f"${{{name}}}", name_of(name, body))}
    result = {}
    for logical_id, body in template.resources.items():
        resource_id, _, index = shown(found(body.properties, ("ResourceId",))[1]).partition(INDEX)
        units = units_of(body)
        if body.type == TARGET and resource_id in known and units is not None:
            above = ("GlobalSecondaryIndexes", index) if index else ()
            result[logical_id] = (known[resource_id], (*above, CAPACITY, units))
    return result


def units_of(target: Resource) -> str | None:
    """The property of a capacity that a target scales; None where the template does not say."""
    dimension = found(target.properties, ("ScalableDimension",))[1]
    of_all = [each for dimensions in DIMENSIONS.values() for each in dimensions.values()]
    return dimension.rpartition(":")[2] if dimension in of_all else None
