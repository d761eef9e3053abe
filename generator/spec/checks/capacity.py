"""Throughput: what fits the billing mode, says something, and is within reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws import limits
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.checks.settled import DIRECTIONS
from generator.spec.examples import flow
from generator.spec.model.alarms import Direction
from generator.spec.model.indexes import GlobalSecondaryIndex, OnDemandThroughput, WarmThroughput
from generator.spec.model.regional import in_region, provider
from generator.spec.model.replicas import Replica, ReplicaIndex
from generator.spec.model.table import Table
from generator.spec.model.unknown import sure
from generator.spec.nodes import written as written_at

__all__ = ["Body", "bodies", "fits_the_billing_mode", "says_something", "warm_enough", "within_the_quota"]

Body = Table | GlobalSecondaryIndex | Replica | ReplicaIndex

# What hints write where nobody knows better: enough for a try.
SOME_UNITS: Final = 5
ON_DEMAND: Final = "write billing_mode: PROVISIONED, or leave capacity out"
THROUGHPUTS: Final = {"on_demand_throughput": OnDemandThroughput.some_of, "warm_throughput": WarmThroughput.some_of}


def bodies(about: AboutTable) -> Iterator[tuple[Body, Path, str]]:
    """The table, its replicas and the indexes of both, each with its path and what people call it."""
    yield from _with_indexes(about.table, about.path(), about.name)
    for region, replica in about.table.replicas.items():
        yield from _with_indexes(replica, about.path("replicas", region), region)


def _with_indexes(owner: Table | Replica, path: Path, name: str) -> Iterator[tuple[Body, Path, str]]:
    yield owner, path, name
    for index, body in owner.global_secondary_indexes.items():
        yield body, (*path, "global_secondary_indexes", index), index


def fits_the_billing_mode(about: AboutTable) -> Iterator[Problem]:
    """Provisioned capacity belongs to PROVISIONED, an on-demand maximum to PAY_PER_REQUEST."""
    for body, path, name in bodies(about):
        yield from sure(_missing(about, body, path, name))
        yield from sure(_of_the_other_mode(about, body, path, name))


def _of_the_other_mode(about: AboutTable, body: Body, path: Path, name: str) -> Iterator[Problem]:
    mode = about.table.billing_mode
    written = (Related(f"the billing mode is {mode}", about.path("billing_mode")),)
    if about.table.provisioned and body.on_demand_throughput:
        message = f"'{name}' has an on-demand maximum and its billing mode is PROVISIONED"
        hint = "the capacity is the maximum of a provisioned table; leave on_demand_throughput out"
        yield Problem("DS223", message, hint, (*path, "on_demand_throughput"), at_key=True, related=written)
    # Whatever is wrong with it.
    if not about.table.provisioned and written_at(about.tree, (*path, "capacity")) is not None:
        related = written if about.writes("billing_mode") else ()
        message = f"'{name}' has capacity and its billing mode is PAY_PER_REQUEST"
        yield Problem(
            "DS222", message, next(sure(_instead(body)), ON_DEMAND), (*path, "capacity"), at_key=True, related=related
        )


def _instead(body: Body) -> Iterator[str]:
    """What to write for a capacity on demand: all that it takes to be provisioned, or a maximum."""
    said = body.capacity
    keys = [direction for direction in DIRECTIONS if said and direction in type(said).model_fields]
    written = {direction: getattr(said, direction) for direction in keys}
    whole = {direction: units or SOME_UNITS for direction, units in written.items()}
    more = f" and capacity: {flow(whole)}" if None in written.values() and not body.autoscaling else ""
    most = {f"max_{direction}": units for direction, units in written.items() if units}
    maximum = f", or on_demand_throughput: {flow(most)} for a maximum" if most else ""
    yield f"write billing_mode: PROVISIONED{more}{maximum}, or leave capacity out"


def _provides(table: Table, body: Body) -> bool:
    return body is table or (isinstance(body, GlobalSecondaryIndex) and table.provider(body) is body)


def _missing(about: AboutTable, body: Body, path: Path, name: str) -> Iterator[Problem]:
    made = not (about.table.existing or about.table.replicas)
    if not (about.table.provisioned and made and _provides(about.table, body)):
        return
    capacity = about.table.capacity_of(body if isinstance(body, GlobalSecondaryIndex) else None)
    missing = [direction for direction in ("read", "write") if getattr(capacity, direction, None) is None]
    if not missing:
        return
    of = "" if len(missing) > 1 else f" for {''.join(missing)}s"
    message = f"'{name}' is PROVISIONED and has no capacity{of}"
    written = {direction: getattr(body.capacity, direction, None) for direction in DIRECTIONS}
    units = {name: units or SOME_UNITS for name, units in written.items() if units or name in missing}
    hint = f"{'write' if body.capacity else 'add'} capacity: {flow(units)}, in units a second, or autoscaling"
    mode = about.path("billing_mode")
    if body.capacity is None and about.overlaid("billing_mode"):
        yield Problem("DS221", message, hint, mode)
        return
    where = path if body.capacity is None else (*path, "capacity")
    related = (Related("the billing mode is PROVISIONED", mode),)
    yield Problem("DS221", message, hint, where, at_key=True, related=related)


def says_something(about: AboutTable) -> Iterator[Problem]:
    """CloudFormation refuses a throughput that has neither of its numbers."""
    for body, path, _ in bodies(about):
        for key, numbers in THROUGHPUTS.items():
            throughput = getattr(body, key, None)
            if throughput is not None and all(getattr(throughput, number) is None for number in numbers):
                hint = f"write {' or '.join(numbers)}, or both"
                yield Problem("DS214", f"{key} has neither {' nor '.join(numbers)}", hint, (*path, key))


def within_the_quota(about: AboutTable) -> Iterator[Problem]:
    """More than the default quota of a table works only in an account that had it raised.

    Source: "Quotas in Amazon DynamoDB": provisioned, a table and its global secondary indexes count together.
    """
    for direction in DIRECTIONS:
        if about.table.provisioned:
            for region in about.table.replicas or (about.spec.region,):
                yield from _provisioned_in(about, region, direction)
            continue
        for body, path, name in bodies(about):
            units = getattr(body.on_demand_throughput, f"max_{direction}", None) or 0
            yield from _above_the_quota(units, name, (*path, "on_demand_throughput", f"max_{direction}"))


def _provisioned_in(about: AboutTable, region: str | None, direction: Direction) -> Iterator[Problem]:
    table = in_region(about.table, region)
    indexes = table.global_secondary_indexes.values()
    units = sum(table.limit(direction, index=index) or 0 for index in (None, *indexes))
    what = "the table and its indexes" if indexes else "the table"
    most = ("autoscaling", direction, "max_capacity") if table.scaling(direction) else ("capacity", direction)
    path = about.path(*provider(about.table, direction, region=region), *most)
    yield from _above_the_quota(units, what, path)


def _above_the_quota(units: int, what: str, path: Path) -> Iterator[Problem]:
    quota = limits.THROUGHPUT_QUOTA_DEFAULT
    if units > quota:
        message = f"{units:,} units a second for {what}, more than the default quota of {quota:,} for a table"
        hint = "see that the quota of the account is raised in this Region before the deploy"
        yield Problem("DS224", message, hint, path)


def warm_enough(about: AboutTable) -> Iterator[Problem]:
    """A new on-demand table can serve 12,000 reads and 4,000 writes a second, and warm throughput cannot be lowered.

    Source: "Understanding DynamoDB warm throughput" in the DynamoDB Developer Guide.
    """
    if about.table.provisioned:
        return
    least = {"read": limits.WARM_THROUGHPUT_ON_DEMAND[0], "write": limits.WARM_THROUGHPUT_ON_DEMAND[1]}
    for body, path, _ in bodies(about):
        for name, units in least.items():
            asked = getattr(getattr(body, "warm_throughput", None), name, None)
            if asked is not None and asked < units:
                message = f"warm throughput of {asked:,}, below the {units:,} that every on-demand table begins with"
                yield Problem(
                    "DS225", message, f"write at least {units}, or leave it out", (*path, "warm_throughput", name)
                )
