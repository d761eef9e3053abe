"""Changes of capacities to what they do where autoscaling has moved the capacity since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from generator.changes import judged
from generator.changes.change import Change
from generator.changes.compare import found
from generator.changes.functions import shown
from generator.changes.judged import name_of, recoded
from generator.changes.template import Template

__all__ = ["TARGET", "judge"]

TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
CAPACITY: Final = "ProvisionedThroughput"


def judge(changes: Iterable[Change], old: Template, new: Template) -> Iterator[Change]:
    """The same changes; those of a capacity that is autoscaled before and after come under the rule for that."""
    scaled = targets(old) & targets(new)
    for change in changes:
        if CAPACITY in change.property and change.after is not None and scaled & resource_ids(change, new):
            yield recoded(change, "DS655")
        else:
            yield change
        if change.code == "DS641":
            yield from left_behind(change.resource, new)


def left_behind(table: str, new: Template) -> Iterator[Change]:
    """The targets of a table that is on-demand now, and of its indexes."""
    name = name_of(table, new.resources[table])
    starts = (f"table/${{{table}}}", f"table/{name}")
    for logical_id, body in new.resources.items():
        target = shown(found(body.properties, ("ResourceId",))[1])
        if body.type == TARGET and (target in starts or target.startswith(tuple(f"{each}/" for each in starts))):
            yield judged.change("DS693", logical_id, body, path=("ResourceId",), after=target)


def targets(template: Template) -> set[str]:
    """What is autoscaled, as Application Auto Scaling names it."""
    bodies = (body for body in template.resources.values() if body.type == TARGET)
    return {shown(found(body.properties, ("ResourceId",))[1]) for body in bodies}


def resource_ids(change: Change, template: Template) -> set[str]:
    """How a scalable target may name what a capacity is of: by a reference to the table, or by the table's name."""
    index = "" if change.property[0] == CAPACITY else f"/index/{change.property[1]}"
    name = name_of(change.resource, template.resources.get(change.resource))
    return {f"table/${{{change.resource}}}{index}", f"table/{name}{index}"}
