"""Two values in one form to the places where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.changes.functions import is_function

__all__ = ["Delta", "deltas", "found", "places"]

Place = tuple[str, ...]


class Delta(NamedTuple):
    """A place where two templates differ, and what stands there; None is nothing."""

    path: Place
    before: Any
    after: Any


def deltas(before: Any, after: Any, path: Place = ()) -> Iterator[Delta]:
    """The places where the values differ, each as deep as both have something there."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and not (is_function(before) or is_function(after)):
        for key in dict.fromkeys([*before, *after]):
            yield from deltas(before.get(key), after.get(key), (*path, key))
    else:
        yield Delta(path, before, after)


def found(value: Any, path: Place) -> tuple[Place, Any]:
    """What stands at the path, and where: a function on the way stands for all below it."""
    for depth, part in enumerate(path):
        if is_function(value):
            return path[:depth], value
        value = value.get(part) if isinstance(value, dict) else None
    return path, value


def places(pattern: Place, *values: Any) -> list[Place]:
    """The paths that the pattern stands for in any of the values: `*` is every name there."""
    result: list[Place] = [()]
    for part in pattern:
        if part != "*":
            result = [(*path, part) for path in result]
            continue
        names = ((path, inner) for path in result for inner in (found(value, path)[1] for value in values))
        result = list(
            dict.fromkeys(
                (*path, name)
                for path, inner in names
                if isinstance(inner, dict) and not is_function(inner)
                for name in inner
            )
        )
    return result
