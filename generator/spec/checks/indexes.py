"""Indexes: names of their own, and projections that DynamoDB takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws import limits
from generator.errors import Problem, Related
from generator.spec.checks.about import AboutTable

__all__ = ["names_of_their_own", "projections"]


def names_of_their_own(about: AboutTable) -> Iterator[Problem]:
    """Local and global indexes of a table share one space of names."""
    for name in about.table.global_secondary_indexes:
        if name in about.table.local_secondary_indexes:
            yield Problem(
                "DS211",
                f"'{name}' is the name of a local and of a global secondary index",
                "give one of them another name",
                about.path("global_secondary_indexes", name),
                related=(Related("the local one is here", about.path("local_secondary_indexes", name)),),
            )


def projections(about: AboutTable) -> Iterator[Problem]:
    """An INCLUDE projection names each attribute once, and all of a table's together at most 100.

    Source: "Quotas in Amazon DynamoDB", "Secondary indexes and projected attributes".
    """
    total = 0
    for kind in ("local_secondary_indexes", "global_secondary_indexes"):
        for name, index in getattr(about.table, kind).items():
            path = about.path(kind, name, "projection")
            if index.projection.type is None and index.projection.include is None:
                yield Problem(
                    "DS214", "a projection that says nothing", "write ALL, KEYS_ONLY or {include: [...]}", path
                )
            included = index.projection.include or []
            total += len(included)
            for place, attribute in enumerate(included):
                first = included.index(attribute)
                if first != place:
                    related = (Related("first here", (*path, "include", first)),)
                    where = (*path, "include", place)
                    yield Problem("DS212", f"'{attribute}' is projected twice", "name it once", where, related=related)
    if total > limits.ATTRIBUTES_PROJECTED_PER_TABLE:
        yield Problem(
            "DS213",
            f"the indexes of '{about.name}' project {total} attributes in all; "
            f"there may be {limits.ATTRIBUTES_PROJECTED_PER_TABLE}",
            "an attribute counts once for each index that includes it; project ALL where an index needs many",
            about.path(),
        )
