"""The names of tables to logical IDs, for what has no logical IDs of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["logical_ids"]


def logical_ids(names: Iterable[str]) -> dict[str, str]:
    """A logical ID for each name: `ComplaintManagement` for `complaint_management`; one that is taken gets a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        parts = re.split("[^A-Za-z0-9]+", name)
        made = "".join(part[:1].upper() + part[1:] for part in parts)[:200] or "Table"
        made = made if not made[0].isdigit() else f"Table{made}"
        number = 2
        unique = made
        while unique.lower() in taken:
            unique, number = f"{made}{number}", number + 1
        taken.add(unique.lower())
        found[name] = unique
    return found
