"""What tables, indexes and replicas are in while they are not simply there.

Source: TableStatus, IndexStatus, ReplicaStatus and WitnessStatus in the DynamoDB API Reference.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ARCHIVED", "CHANGING", "GOING"]

# What is gone soon, or never came.
GOING: Final = ("DELETING", "CREATION_FAILED")
CHANGING: Final = ("CREATING", "UPDATING")
# Only a backup is left of such a table: ArchivalSummary in the DynamoDB API Reference.
ARCHIVED: Final = ("ARCHIVING", "ARCHIVED")
