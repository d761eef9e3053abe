"""Numbers to a line of bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

__all__ = ["sparkline"]

BARS: Final = "▁▂▃▄▅▆▇█"
NOTHING: Final = "·"


def sparkline(values: Sequence[float | None], *, top: float) -> str:
    """A bar for each value, the highest from `top` on; a dot where there is no data."""
    return "".join(NOTHING if value is None else bar(value, top) for value in values)


def bar(value: float, top: float) -> str:
    """The bar of a value: the lowest is an eighth of the top and less, the highest more than seven."""
    share = math.ceil(value * len(BARS) / top) if top > 0 else 0
    return BARS[min(max(share, 1), len(BARS)) - 1]


def merged(values: Sequence[float | None], most: int) -> list[float | None]:
    """The values, or where they are more than `most` the highest of as many neighbours as make them few enough."""
    size = math.ceil(len(values) / most)
    groups = [values[first : first + size] for first in range(0, len(values), size)]
    return [max((each for each in group if each is not None), default=None) for group in groups]
