"""What tables, indexes and replicas are in while they are not simply there.

Source: TableStatus, IndexStatus, ReplicaStatus and WitnessStatus in the DynamoDB API Reference.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ARCHIVED", "CHANGING", "GOING"]

# What is gone soon, or never came.
GOING: Final = frozenset({"DELETING", "CREATION_FAILED"})
CHANGING: Final = frozenset({"CREATING", "UPDATING"})
# Only a backup is left of such a table: ArchivalSummary in the DynamoDB API Reference.
ARCHIVED: Final = frozenset({"ARCHIVING", "ARCHIVED"})
