"""What a rule is told of a part of a spec whose shape is wrong: that nobody can know it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

__all__ = ["Names", "Unknown", "known_names", "sure"]

T = TypeVar("T")


class Unknown(Exception):
    """What is asked for was written, and in a shape from which it cannot be told."""


class Names(dict[str, T], Generic[T]):
    """Things by name of which some are not `sound`: that there is no other name is more than anybody knows."""

    def __init__(self, entries: dict[str, T], wrong: Iterable[str]) -> None:
        super().__init__(entries)
        wrong = frozenset(wrong)
        self.sound = [name for name in entries if name not in wrong]

    def __iter__(self) -> Iterator[str]:
        yield from super().__iter__()
        raise Unknown

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        raise Unknown

    def __missing__(self, name: str) -> T:
        raise Unknown

    def get(self, name: str, default: Any = None) -> Any:
        """What has the name; whether nothing has it, nobody knows."""
        return self[name]


def known_names(names: dict[str, T]) -> list[str]:
    """The names that are sound."""
    return names.sound if isinstance(names, Names) else [*names]


def sure(found: Iterable[T]) -> Iterator[T]:
    """What is found before something would have to be known that is not."""
    try:
        yield from found
    except Unknown:
        return
