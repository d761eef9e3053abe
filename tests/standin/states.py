"""Brings what is deployed in the stand-in into states that only AWS brings about."""

from __future__ import annotations

from ministack.services import cloudformation, dynamodb

__all__ = ["index_is", "stack_is"]


def stack_is(state: str, *, account: str) -> None:
    """Brings the stacks of an account into a state."""
    for (owner, _, _), stack in cloudformation._stacks.all_items():
        if owner == account:
            stack["StackStatus"] = state


def index_is(state: str, *, account: str) -> None:
    """Brings the global secondary indexes of an account into a state."""
    for (owner, _, _), table in dynamodb._tables.all_items():
        for index in table.get("GlobalSecondaryIndexes", ()) if owner == account else ():
            index["IndexStatus"] = state
