"""Tags: not more than a resource takes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws import limits
from generator.errors import Problem
from generator.spec.checks.about import AboutTable

__all__ = ["not_too_many"]


def not_too_many(about: AboutTable) -> Iterator[Problem]:
    """The stack's tags and the table's own stand together on the table and its alarms."""
    count = len({**about.spec.tags, **about.table.tags})
    if count > limits.TAGS:
        yield Problem(
            "DS251",
            f"'{about.name}' has {count} tags with those of the stack; there may be {limits.TAGS}",
            "take some away; a table may override a tag of the stack without adding one",
            about.path("tags"),
        )
