"""What a check is told: one table, and the spec around it."""

from __future__ import annotations

from typing import NamedTuple

from generator.errors import Path
from generator.spec.layers import ENVIRONMENTS
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.nodes import Mapping, locate

__all__ = ["AboutTable"]


class AboutTable(NamedTuple):
    """A table, its logical ID, its spec, the tree that both came from, and if the stack's alarms have a topic."""

    name: str
    table: Table
    spec: Spec
    tree: Mapping
    topic: bool

    def path(self, *parts: str | int) -> Path:
        """The path of something in the table."""
        return ("tables", self.name, *parts)

    def writes(self, *parts: str | int) -> bool:
        """Whether the table itself, and not a layer below it, writes the key at `parts`."""
        path = self.path(*parts)
        _, written = locate(self.tree, path, at_key=True)
        own = written[2:] if written[:1] == (ENVIRONMENTS,) else written
        return own[: len(path)] == path

    def overlaid(self, *parts: str | int) -> bool:
        """Whether an environment writes the key at `parts`."""
        return locate(self.tree, self.path(*parts), at_key=True)[1][:1] == (ENVIRONMENTS,)
