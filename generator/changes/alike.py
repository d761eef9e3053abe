"""Entries of a list whose names functions make to whether one that goes may be one that comes."""

from __future__ import annotations

import re
from typing import Any

from generator.aws.properties import KEYED
from generator.changes.compare import Place, found
from generator.changes.functions import is_function

__all__ = ["is_unclear"]


def is_unclear(path: Place, old: Any, new: Any) -> bool:
    """Whether the entry at the path, which only one of the properties has, may be in the other by another name.

    It may where a function makes its name, or one of those that the other list has alone.
    """
    if len(path) != 2 or path[0] not in KEYED:
        return False
    lists = [found(each, path[:1])[1] for each in (old, new)]
    bodies = [each if isinstance(each, dict) and not is_function(each) else {} for each in lists]
    if sum(path[1] in each for each in bodies) != 1:
        return False
    mine, others = sorted(bodies, key=lambda each: path[1] not in each)
    key = KEYED[path[0]]
    name = found(mine[path[1]], (key,))[1]
    return any(may_be(name, found(body, (key,))[1]) for other, body in others.items() if other not in mine)


def may_be(one: Any, other: Any) -> bool:
    """Whether two names that are written in other words can come to the same."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    if isinstance(other, str):
        one, other = other, one
    match one, other:
        case str(), {"Fn::Join": ["", [*parts]]}:
            pattern = "".join(re.escape(part) if isinstance(part, str) else ".*" for part in parts)
            return re.fullmatch(pattern, one, re.DOTALL) is not None
    return True
