"""Provisioned global tables: writes that are autoscaled everywhere, reads that each replica has, and no schedules."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.checks.capacity import bodies
from generator.spec.checks.settled import DIRECTIONS
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.regional import in_region

__all__ = ["have_no_schedules", "scale_their_writes"]


def scale_their_writes(about: AboutTable) -> Iterator[Problem]:
    """CloudFormation takes no other writes of provisioned replicas than autoscaled ones, and of reads either kind."""
    table = about.table
    if not table.provisioned or not table.replicas:
        return
    related = (Related("the billing mode is PROVISIONED", about.path("billing_mode")),)
    places: dict[Path, GlobalSecondaryIndex | None] = {(): None}
    for name, index in table.global_secondary_indexes.items():
        if table.provider(index) is index:
            places["global_secondary_indexes", name] = index
    for parts, place in places.items():
        if table.scaling("write", index=place) is None:
            name = str(parts[-1]) if parts else about.name
            message = f"'{name}' is PROVISIONED with replicas, and its writes are not autoscaled"
            hint = "add autoscaling: {write: {min_capacity: ..., max_capacity: ...}}"
            yield Problem("DS239", message, hint, about.path(*parts), at_key=True, related=related)
    for region in table.replicas:
        here = in_region(table, region)
        for parts in places:
            body = here.global_secondary_indexes[str(parts[-1])] if parts else None
            if getattr(here.capacity_of(body), "read", None) is None:
                of = f"index '{parts[-1]}' of the replica in {region}" if parts else f"the replica in {region}"
                # An index that says anything of its throughput has nothing of the table's, or of the replica's.
                owner = "to the index, or to the index here" if parts else "here or to the table"
                hint = f"add capacity: {{read: 5}}, in units a second, or autoscaling, {owner}"
                path = about.path("replicas", region)
                yield Problem("DS221", f"{of} is PROVISIONED and has no capacity for reads", hint, path, at_key=True)


def have_no_schedules(about: AboutTable) -> Iterator[Problem]:
    """The autoscaling of a global table is a part of it, in which CloudFormation has no schedules."""
    for body, path, name in bodies(about) if about.table.replicas else ():
        for direction in DIRECTIONS:
            scaling = getattr(body.autoscaling, direction, None)
            if scaling and scaling.schedules:
                message = f"'{name}' has schedules, and a table with replicas is scaled by its use alone"
                hint = "leave schedules out, with bounds that hold at all times"
                yield Problem("DS240", message, hint, (*path, "autoscaling", direction, "schedules"), at_key=True)
