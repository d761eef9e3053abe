"""Indexes whose key or projection changes to the names under which they can be made beside those that are deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.changes.change import Change
    from generator.spec.model.stack import Spec
    from generator.spec.model.table import Table

__all__ = ["CHANGED_INDEX", "Rename", "renames", "with_names"]

# The rules for an index that DynamoDB would have to change, by the key of the format that has it.
CHANGED_INDEX = {"DS622": "global_secondary_indexes", "DS627": "vector_indexes"}


class Rename(NamedTuple):
    """Another name for an index of a table; `key` is the key of the format that the index stands under."""

    table: str
    key: str
    old: str
    new: str


def renames(spec: Spec, changes: Iterable[Change]) -> Iterator[Rename]:
    """A name for each changed index of the spec that no index has, neither there nor where it is deployed."""
    wanted = dict.fromkeys(
        (change.resource, CHANGED_INDEX[change.code], change.property[1])
        for change in changes
        if change.code in CHANGED_INDEX and len(change.property) > 1
    )
    taken = {change.property[1] for change in changes if len(change.property) > 1}
    for table, key, name in wanted:
        if table in spec.tables and name in getattr(spec.tables[table], key):
            taken |= set(spec.tables[table].index_names)
            yield Rename(table, key, name, free(name, taken))


def free(name: str, taken: set[str]) -> str:
    """The name with the first number from 2 on that makes it one of its own, within 255 characters."""
    return next(new for number in count(2) if (new := f"{name[:250]}-{number}") not in taken)


def with_names(spec: Spec, wanted: Iterable[Rename]) -> Spec:
    """The spec with the new names wherever it has the old ones."""
    tables = dict(spec.tables)
    for rename in wanted:
        tables[rename.table] = in_table(tables[rename.table], rename)
    return spec.model_copy(update={"tables": tables})


def in_table(table: Table, rename: Rename) -> Table:
    """The table with the new name: of the index, in its replicas, and in the policies that name it."""

    def named(name: str) -> str:
        return rename.new if name == rename.old else name

    def all_named(bodies: dict[str, object]) -> dict[str, object]:
        return {named(name): body for name, body in bodies.items()}

    replicas = {
        region: replica.model_copy(update={rename.key: all_named(getattr(replica, rename.key))})
        if hasattr(replica, rename.key)
        else replica
        for region, replica in table.replicas.items()
    }
    custom = {
        name: policy.model_copy(update={"indexes": [named(each) for each in policy.indexes]})
        if policy.indexes
        else policy
        for name, policy in table.policies.custom.items()
    }
    policies = table.policies.model_copy(update={"custom": custom})
    indexes = {rename.key: all_named(getattr(table, rename.key))}
    return table.model_copy(update={**indexes, "replicas": replicas, "policies": policies})
