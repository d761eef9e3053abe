"""What a check is told: one table, and the spec around it."""

from __future__ import annotations

from typing import Final, NamedTuple

from generator.errors import Path
from generator.spec.layers import ENVIRONMENTS
from generator.spec.model.references import REFERENCE
from generator.spec.model.regional import in_region
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.nodes import Mapping, locate

__all__ = ["AboutTable"]

# Of other attributes, and of resources that are not AWS' own, the value may be anything.
OF_ITSELF: Final = frozenset({"", "Arn", "KeyId"})
OWN_TYPES: Final = "AWS::"
ANYTHING: Final = "AWS::CloudFormation::"


class AboutTable(NamedTuple):
    """A table, its logical ID, its spec, the tree that both came from, and if the stack's alarms have a topic."""

    name: str
    table: Table
    spec: Spec
    tree: Mapping
    topic: bool

    @property
    def here(self) -> Table:
        """The table as it is in the stack's Region."""
        return in_region(self.table, self.spec.region)

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

    def type_of(self, text: str) -> str:
        """The type of the stack's own resource that a text stands for; empty for any other text."""
        found = REFERENCE.fullmatch(text)
        name, _, attribute = found[1].partition(".") if found else ("", "", "")
        resource = self.spec.resources.get(name) if attribute in OF_ITSELF else None
        told = resource is not None and resource.Type.startswith(OWN_TYPES) and not resource.Type.startswith(ANYTHING)
        return resource.Type if resource and told else ""

    def region_of(self, arn: str) -> str:
        """The Region that an ARN is of, or a resource of the stack; empty where that is not known."""
        if self.type_of(arn):
            return self.spec.region or ""
        parts = REFERENCE.sub("*", arn.replace("${AWS::Region}", self.spec.region or "*")).split(":")
        return parts[3] if len(parts) > 5 and parts[0] == "arn" and "*" not in parts[3] else ""
