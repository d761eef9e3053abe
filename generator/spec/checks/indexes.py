"""Indexes: names of their own, and projections that DynamoDB takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws import limits
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.indexes import Projection
from generator.spec.model.unknown import known_names, sure

__all__ = ["names_of_their_own", "projections"]

KINDS: Final = {
    "local_secondary_indexes": "local",
    "global_secondary_indexes": "global secondary",
    "vector_indexes": "vector",
}


def names_of_their_own(about: AboutTable) -> Iterator[Problem]:
    """The indexes of a table, of whatever kind, share one space of names."""
    first: dict[str, str] = {}
    for kind, noun in KINDS.items():
        for name in known_names(getattr(about.table, kind)):
            other = first.setdefault(name, kind)
            if other != kind:
                yield Problem(
                    "DS211",
                    f"'{name}' is the name of a {KINDS[other]} and of a {noun} index",
                    "give one of them another name",
                    about.path(kind, name),
                    related=(Related(f"the {KINDS[other].partition(' ')[0]} one is here", about.path(other, name)),),
                )


def projections(about: AboutTable) -> Iterator[Problem]:
    """An INCLUDE projection names each attribute once, and all of a table's together at most 100.

    Source: "Quotas in Amazon DynamoDB", "Secondary indexes and projected attributes".
    """
    for kind in KINDS:
        for name, index in getattr(about.table, kind).items():
            yield from sure(_projection_problems(index.projection, about.path(kind, name, "projection")))
    # The quota is that of global and local indexes.
    counted = (about.table.local_secondary_indexes, about.table.global_secondary_indexes)
    total = sum(len(index.projection.include or ()) for indexes in counted for index in indexes.values())
    if total > limits.ATTRIBUTES_PROJECTED_PER_TABLE:
        yield Problem(
            "DS213",
            f"the indexes of '{about.name}' project {total} attributes in all; "
            f"there may be {limits.ATTRIBUTES_PROJECTED_PER_TABLE}",
            "an attribute counts once for each index that includes it; project ALL where an index needs many",
            about.path(),
        )


def _projection_problems(projection: Projection, path: Path) -> Iterator[Problem]:
    if projection.type is None and projection.include is None:
        yield Problem("DS214", "a projection that says nothing", "write ALL, KEYS_ONLY or {include: [...]}", path)
    included = projection.include or []
    for place, attribute in enumerate(included):
        first = included.index(attribute)
        if first != place:
            related = (Related("first here", (*path, "include", first)),)
            where = (*path, "include", place)
            yield Problem("DS212", f"'{attribute}' is projected twice", "name it once", where, related=related)
