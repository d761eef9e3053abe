"""Tables that are made elsewhere: their name is known, and nothing is asked for that only who makes them can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable

__all__ = ["is_named", "says_what_it_is"]

# What becomes of the table alone: no policy, alarm or output depends on it.
OF_THE_MAKER: Final[tuple[Path, ...]] = (
    ("deletion_policy",),
    ("deletion_protection",),
    ("import_source",),
    ("point_in_time_recovery",),
    ("properties",),
    ("resource_policy",),
    ("table_class",),
    ("time_to_live",),
    ("warm_throughput",),
    ("stream", "resource_policy"),
    ("stream", "tags"),
)
OF_ITS_INDEXES: Final = ("warm_throughput",)


def is_named(about: AboutTable) -> Iterator[Problem]:
    """Policies and alarms find a table that the stack does not make by its name."""
    if about.table.existing and about.table.table_name is None:
        message = f"'{about.name}' has no table_name, and it is made elsewhere"
        yield Problem("DS102", message, "add table_name: the name that it has", about.path("existing"), at_key=True)


def says_what_it_is(about: AboutTable) -> Iterator[Problem]:
    """Who writes a setting trusts that somebody applies it; defaults are meant for the tables that the stack makes."""
    if not about.table.existing:
        return
    indexes = [
        ("global_secondary_indexes", name, key)
        for name, index in about.table.global_secondary_indexes.items()
        for key in OF_ITS_INDEXES
        if key in index.model_fields_set
    ]
    for path in (*OF_THE_MAKER, *indexes):
        if about.writes(*path):
            message = f"'{path[-1]}' does nothing: the table is made elsewhere"
            related = (Related("which is said here", about.path("existing")),)
            hint = "leave it out, and write it where the table is made"
            yield Problem("DS208", message, hint, about.path(*path), at_key=True, related=related)
