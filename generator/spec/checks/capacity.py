"""Throughput: what fits the billing mode, says something, and is within reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws import limits
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.table import Table

__all__ = ["fits_the_billing_mode", "says_something", "warm_enough", "within_the_quota"]

THROUGHPUTS: Final = {"on_demand_throughput": ("max_read", "max_write"), "warm_throughput": ("read", "write")}


def _bodies(about: AboutTable) -> Iterator[tuple[Table | GlobalSecondaryIndex, Path, str]]:
    yield about.table, about.path(), about.name
    for name, index in about.table.global_secondary_indexes.items():
        yield index, about.path("global_secondary_indexes", name), name


def fits_the_billing_mode(about: AboutTable) -> Iterator[Problem]:
    """Provisioned capacity belongs to PROVISIONED, an on-demand maximum to PAY_PER_REQUEST."""
    mode = about.table.billing_mode
    written = (Related(f"the billing mode is {mode}", about.path("billing_mode")),)
    if about.table.provisioned and about.table.capacity is None:
        hint = "add capacity: {read: ..., write: ...}, in units a second"
        yield Problem(
            "DS221", f"'{about.name}' is PROVISIONED and has no capacity", hint, about.path(), related=written
        )
    for body, path, name in _bodies(about):
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


def says_something(about: AboutTable) -> Iterator[Problem]:
    """CloudFormation refuses a throughput that has neither of its numbers."""
    for body, path, _ in _bodies(about):
        for key, numbers in THROUGHPUTS.items():
            throughput = getattr(body, key)
            if throughput is not None and all(getattr(throughput, number) is None for number in numbers):
                hint = f"write {' or '.join(numbers)}, or both"
                yield Problem("DS214", f"{key} has neither {' nor '.join(numbers)}", hint, (*path, key))


def within_the_quota(about: AboutTable) -> Iterator[Problem]:
    """More than the default quota of a table works only in an account that had it raised."""
    numbers = {"capacity": ("read", "write"), "on_demand_throughput": ("max_read", "max_write")}
    for body, path, _ in _bodies(about):
        for key, names in numbers.items():
            for name in names:
                units = getattr(getattr(body, key), name, None)
                if units is not None and units > limits.THROUGHPUT_QUOTA_DEFAULT:
                    quota = f"{limits.THROUGHPUT_QUOTA_DEFAULT:,}"
                    yield Problem(
                        "DS224",
                        f"{units:,} units a second are more than the default quota of {quota} for a table",
                        "see that the quota of the account is raised in this Region before the deploy",
                        (*path, key, name),
                    )


def warm_enough(about: AboutTable) -> Iterator[Problem]:
    """A new on-demand table can serve 12,000 reads and 4,000 writes a second, and warm throughput cannot be lowered.

    Source: "Understanding DynamoDB warm throughput" in the DynamoDB Developer Guide.
    """
    if about.table.provisioned:
        return
    least = {"read": limits.WARM_THROUGHPUT_ON_DEMAND[0], "write": limits.WARM_THROUGHPUT_ON_DEMAND[1]}
    for body, path, _ in _bodies(about):
        for name, units in least.items():
            asked = getattr(body.warm_throughput, name, None)
            if asked is not None and asked < units:
                message = f"warm throughput of {asked:,}, below the {units:,} that every on-demand table begins with"
                yield Problem(
                    "DS225", message, f"write at least {units}, or leave it out", (*path, "warm_throughput", name)
                )
