"""Seconds by the number of stacks to a picture: both axes logarithmic, a line for each thing that was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

__all__ = ["drawn"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 60, 170, 20, 50
COLORS = ("#1f77b4", "#2ca02c", "#17becf", "#d62728", "#9467bd", "#8c564b")
LEAST, MOST = -1, 3


def drawn(taken: Mapping[int, Mapping[str, float]]) -> str:
    """The picture of seconds by what was measured, by stacks."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    parts = [head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', *axes(list(taken))]
    names = dict.fromkeys(name for each in taken.values() for name in each)
    for place, name in enumerate(names):
        points = [(across(stacks), up(each[name])) for stacks, each in taken.items() if name in each]
        parts += line(name, points, COLORS[place % len(COLORS)], place)
    return "\n".join([*parts, "</svg>", ""])


def across(stacks: int) -> float:
    """The place of a number of stacks."""
    return LEFT + math.log10(max(stacks, 1)) / 3 * (WIDTH - LEFT - RIGHT)


def up(seconds: float) -> float:
    """The place of seconds."""
    share = (math.log10(max(seconds, 10**LEAST)) - LEAST) / (MOST - LEAST)
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def axes(stacks: list[int]) -> Iterator[str]:
    """The grid and its numbers."""
    for power in range(LEAST, MOST + 1):
        y = up(10**power)
        yield f'<path d="M{LEFT} {y:.0f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.0f}" font-size="11" text-anchor="end">{10**power:g} s</text>'
    for each in stacks:
        yield f'<text x="{across(each):.0f}" y="{HEIGHT - 28}" font-size="11" text-anchor="middle">{each}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle:.0f}" y="{HEIGHT - 10}" font-size="12" text-anchor="middle">stacks</text>'


def line(name: str, points: list[tuple[float, float]], color: str, place: int) -> Iterator[str]:
    """One line, its points, and its name beside the picture."""
    course = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{course}" fill="none" stroke="{color}" stroke-width="2"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in points)
    y = TOP + 16 + 20 * place
    yield f'<text x="{WIDTH - RIGHT + 14}" y="{y}" font-size="12" fill="{color}">{escape(name)}</text>'
