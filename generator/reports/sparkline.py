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
