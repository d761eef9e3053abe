"""The events of the YAML parser, handed out one by one, and the bounds of what they open and repeat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from generator.errors import Position

__all__ = ["MAX_ALIASED", "MAX_VALUES", "Excess", "Nesting", "hand_out"]

# Far above any real file; they keep hostile ones from taking the machine.
MAX_VALUES: Final = 250_000
MAX_ALIASED: Final = 10_000


class Excess(Exception):
    """A file has more of something than is read."""

    def __init__(self, of: Literal["documents", "levels", "values", "aliases"]) -> None:
        super().__init__(of)
        self.of = of


class Part(Protocol):
    """A collection while it is read, or an anchored value: `size` are the values in it, `height` its levels."""

    size: int
    height: int


class Composer(Protocol):
    """What makes values of events, each of which is at `position`."""

    position: Position

    def scalar(self, event: ScalarEvent) -> None:
        """A text, as the parser has it."""

    def begin(self, event: CollectionStartEvent, *, is_mapping: bool) -> None:
        """A mapping or a sequence that starts here."""

    def finish(self) -> None:
        """The end of the innermost mapping or sequence."""

    def alias(self, name: str) -> None:
        """The value that the anchor `name` is at, again."""


def hand_out(events: Iterable[Event], composer: Composer, *, file: str) -> None:
    """Has each event taken; Excess for a second document."""
    documents = 0
    for event in events:
        start: Any = event.start_mark
        end: Any = event.end_mark
        composer.position = Position(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        if isinstance(event, ScalarEvent):
            composer.scalar(event)
        elif isinstance(event, CollectionStartEvent):
            composer.begin(event, is_mapping=isinstance(event, MappingStartEvent))
        elif isinstance(event, CollectionEndEvent):
            composer.finish()
        elif isinstance(event, AliasEvent):
            composer.alias(event.anchor or "")
        elif isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Excess("documents")


PartT = TypeVar("PartT", bound=Part)


class Nesting(Generic[PartT]):
    """The collections that are open, innermost last, `deepest` of them at most, and what anchors are at."""

    __slots__ = ("aliased", "anchors", "deepest", "parts", "values")

    def __init__(self, *, deepest: int) -> None:
        self.deepest = deepest
        self.parts: list[PartT] = []
        self.anchors: dict[str, PartT] = {}
        self.values = self.aliased = 0

    def deepen(self) -> None:
        """Room for one more level; Excess where there is none."""
        if len(self.parts) >= self.deepest:
            raise Excess("levels")

    def repeat(self, part: PartT) -> None:
        """What an anchor is at, once more; Excess when that makes too much of it."""
        self.aliased += part.size
        if self.aliased > MAX_ALIASED:
            raise Excess("aliases")
        if len(self.parts) + part.height > self.deepest:
            raise Excess("levels")

    def count(self, part: PartT | None) -> PartT | None:
        """One more value, of which `part` is the measure, to the collection that it is in; Excess for one too many."""
        self.values += 1
        if self.values > MAX_VALUES:
            raise Excess("values")
        if not self.parts:
            return None
        parent = self.parts[-1]
        if part is None:
            parent.size += 1
        else:
            parent.size += part.size
            if part.height >= parent.height:
                parent.height = part.height + 1
        return parent
