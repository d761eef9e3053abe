"""Throughput: what fits the billing mode, says something, and is within reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws import limits
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.table import Table

__all__ = ["bodies", "fits_the_billing_mode", "says_something", "warm_enough", "within_the_quota"]

THROUGHPUTS: Final = {"on_demand_throughput": ("max_read", "max_write"), "warm_throughput": ("read", "write")}


def bodies(about: AboutTable) -> Iterator[tuple[Table | GlobalSecondaryIndex, Path, str]]:
    """The table and its global secondary indexes, each with its path and what people call it."""
    yield about.table, about.path(), about.name
    for name, index in about.table.global_secondary_indexes.items():
        yield index, about.path("global_secondary_indexes", name), name


def fits_the_billing_mode(about: AboutTable) -> Iterator[Problem]:
    """Provisioned capacity belongs to PROVISIONED, an on-demand maximum to PAY_PER_REQUEST."""
    mode = about.table.billing_mode
    written = (Related(f"the billing mode is {mode}", about.path("billing_mode")),)
    for body, path, name in bodies(about):
        provides = isinstance(body, Table) or about.table.provider(body) is body
        if about.table.provisioned and not about.table.existing and provides:
            yield from _missing(about, body, path, name)
        if not about.table.provisioned and body.capacity:
            related = written if about.writes("billing_mode") else ()
            hint = "write billing_mode: PROVISIONED, or on_demand_throughput for a maximum, or leave capacity out"
            message = f"'{name}' has capacity and its billing mode is PAY_PER_REQUEST"
            yield Problem("DS222", message, hint, (*path, "capacity"), at_key=True, related=related)
        if about.table.provisioned and body.on_demand_throughput:
            message = f"'{name}' has an on-demand maximum and its billing mode is PROVISIONED"
            hint = "the capacity is the maximum of a provisioned table; leave on_demand_throughput out"
            where = (*path, "on_demand_throughput")
            yield Problem("DS223", message, hint, where, at_key=True, related=written)


def _missing(about: AboutTable, body: Table | GlobalSecondaryIndex, path: Path, name: str) -> Iterator[Problem]:
    capacity = about.table.capacity_of(None if isinstance(body, Table) else body)
    missing = [direction for direction in ("read", "write") if getattr(capacity, direction, None) is None]
    if not missing:
        return
    of = "" if len(missing) > 1 else f" for {''.join(missing)}s"
    units = ", ".join(f"{direction}: ..." for direction in missing)
    message = f"'{name}' is PROVISIONED and has no capacity{of}"
    hint = f"add capacity: {{{units}}}, in units a second, or autoscaling"
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
            throughput = getattr(body, key)
            if throughput is not None and all(getattr(throughput, number) is None for number in numbers):
                hint = f"write {' or '.join(numbers)}, or both"
                yield Problem("DS214", f"{key} has neither {' nor '.join(numbers)}", hint, (*path, key))


def within_the_quota(about: AboutTable) -> Iterator[Problem]:
    """More than the default quota of a table works only in an account that had it raised.

    Source: "Quotas in Amazon DynamoDB": provisioned, a table and its global secondary indexes count together.
    """
    table = about.table
    for direction in ("read", "write"):
        if table.provisioned:
            indexes = table.global_secondary_indexes.values()
            units = sum(table.limit(direction, index=index) or 0 for index in (None, *indexes))
            what = "the table and its indexes" if indexes else "the table"
            most = ("autoscaling", direction, "max_capacity") if table.scaling(direction) else ("capacity", direction)
            yield from _above_the_quota(units, what, about.path(*most))
            continue
        for body, path, name in bodies(about):
            units = getattr(body.on_demand_throughput, f"max_{direction}", None) or 0
            yield from _above_the_quota(units, name, (*path, "on_demand_throughput", f"max_{direction}"))


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
            asked = getattr(body.warm_throughput, name, None)
            if asked is not None and asked < units:
                message = f"warm throughput of {asked:,}, below the {units:,} that every on-demand table begins with"
                yield Problem(
                    "DS225", message, f"write at least {units}, or leave it out", (*path, "warm_throughput", name)
                )
