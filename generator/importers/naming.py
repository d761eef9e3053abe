"""The names of tables to logical IDs and names of stacks, for what has none of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["logical_ids", "stack_names"]

# CreateStack in the CloudFormation API Reference.
LONGEST_STACK: Final = 128
# Logical IDs stand in names of alarms, which have room for them and for an index.
LONGEST_ID: Final = 60


def logical_ids(names: Iterable[str]) -> dict[str, str]:
    """A logical ID for each name: `ComplaintManagement` for `complaint_management`; one that is taken gets a number."""

    def logical_id(name: str) -> str:
        parts = re.split("[^A-Za-z0-9]+", name)
        made = "".join(part[:1].upper() + part[1:] for part in parts)[:LONGEST_ID] or "Table"
        return made if not made[0].isdigit() else f"Table{made}"

    return apart({name: logical_id(name) for name in names}, between="")


def stack_names(names: Iterable[str]) -> dict[str, str]:
    """A name that a stack can have for each name: `complaint-management` for `complaint_management`."""

    def stack(name: str) -> str:
        made = re.sub("[^A-Za-z0-9]+", "-", name).strip("-")[: LONGEST_STACK - 10] or "tables"
        return made if made[0].isalpha() else f"table-{made}"

    return apart({name: stack(name) for name in names}, between="-")


def apart(wanted: dict[str, str], *, between: str) -> dict[str, str]:
    """The same, where one that is taken, in whatever case, gets a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, made in wanted.items():
        number = 2
        unique = made
        while unique.lower() in taken:
            unique, number = f"{made}{between}{number}", number + 1
        taken.add(unique.lower())
        found[name] = unique
    return found
