"""What a check is told: one table, and what of the spec around it concerns it."""

from __future__ import annotations

from typing import NamedTuple

from generator.errors import Path
from generator.spec.model.table import Table
from generator.spec.nodes import Mapping, locate

__all__ = ["AboutTable"]


class AboutTable(NamedTuple):
    """A table, its logical ID, and of its spec: the tags and Region (None: not said) of the stack, the tree that all
    came from, and if its alarms have a topic.
    """

    name: str
    table: Table
    stack_tags: dict[str, str]
    region: str | None
    tree: Mapping
    topic: bool = False

    def path(self, *parts: str | int) -> Path:
        """The path of something in the table."""
        return ("tables", self.name, *parts)

    def writes(self, *parts: str | int) -> bool:
        """Whether the table itself, and not a layer below it, writes the key at `parts`."""
        path = self.path(*parts)
        _, written = locate(self.tree, path, at_key=True)
        return written[: len(path)] == path
