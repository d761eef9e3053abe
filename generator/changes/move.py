"""What a deploy of its own can be made of: one part of a change of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from generator.changes.held import Body

__all__ = ["TAKING", "Move"]

# How the slugs of the moves begin that take away what is read.
TAKING: Final = ("delete-", "remove-")


class Move(NamedTuple):
    """A part of a change that has a deploy of its own.

    `hold` takes it out of a template again: what is deployed stands there instead. `pause_seconds` is how long after
    the deploy before it, `is_off` says that time to live must be off by then, and `is_import` that the table is there
    and comes into the stack.
    """

    slug: str
    title: str
    table: str
    hold: Callable[[Body], None]
    pause_seconds: int = 0
    is_off: bool = False
    is_import: bool = False
