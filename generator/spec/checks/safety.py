"""Safety settings that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable

__all__ = ["can_be_deleted_as_written"]


def can_be_deleted_as_written(about: AboutTable) -> Iterator[Problem]:
    """DynamoDB refuses to delete a protected table, so a stack that must delete one can never be deleted."""
    table = about.table
    written: dict[Path, bool | None] = {(): table.deletion_protection}
    written |= {("replicas", region): replica.deletion_protection for region, replica in table.replicas.items()}
    for where, protected in written.items():
        if table.deletion_policy == "Delete" and protected:
            yield Problem(
                "DS231",
                f"'{about.name}' is to be deleted with its stack and protected from deletion",
                "write deletion_protection: false, or leave deletion_policy out to keep the table",
                about.path(*where, "deletion_protection"),
                related=(Related("the deletion policy is here", about.path("deletion_policy")),),
            )
