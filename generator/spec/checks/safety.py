"""Safety settings that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Problem, Related
from generator.spec.checks.about import AboutTable

__all__ = ["can_be_deleted_as_written"]


def can_be_deleted_as_written(about: AboutTable) -> Iterator[Problem]:
    """DynamoDB refuses to delete a protected table, so a stack that must delete one can never be deleted."""
    table = about.table
    if table.deletion_policy == "Delete" and table.deletion_protection:
        yield Problem(
            "DS231",
            f"'{about.name}' is to be deleted with its stack and protected from deletion",
            "write deletion_protection: false, or leave deletion_policy out to keep the table",
            about.path("deletion_protection"),
            related=(Related("the deletion policy is here", about.path("deletion_policy")),),
        )
