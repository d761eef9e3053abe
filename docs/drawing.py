"""The dashboard of a template drawn as `docs/dashboard.svg`: its widgets where CloudWatch puts them, with their lines.

`make readme` draws it; the courses of the lines are made up, everything else is from the template.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any
from xml.sax.saxutils import escape

__all__ = ["PICTURE", "drawn"]

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "dashboard.svg"
UNIT_X, UNIT_Y, GAP = 46, 34, 4
COLORS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")
ROWS_OF_LEGEND = 4
ALARMS_A_ROW = 6


def drawn(template: str) -> str:
    """The picture of the one dashboard in the text of a template."""
    found = re.search(r"DashboardBody: !Sub \|-\n((?: {8}.*\n)+)", template)
    assert found, "a template with a dashboard"
    widgets = json.loads(dedent(found[1]))["widgets"]
    width = UNIT_X * max(widget["x"] + widget["width"] for widget in widgets)
    height = UNIT_Y * max(widget["y"] + widget["height"] for widget in widgets)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    parts = [head, f'<rect width="{width}" height="{height}" fill="#f2f3f3"/>']
    for widget in widgets:
        parts += box(widget)
    return "\n".join([*parts, "</svg>", ""])


def box(widget: dict[str, Any]) -> Iterator[str]:
    """A widget: its frame and title, and what is in it."""
    x, y = widget["x"] * UNIT_X + GAP, widget["y"] * UNIT_Y + GAP
    width, height = widget["width"] * UNIT_X - 2 * GAP, widget["height"] * UNIT_Y - 2 * GAP
    yield f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="#fff" stroke="#d5dbdb"/>'
    yield text(x + 10, y + 20, widget["properties"]["title"], size=11, weight="bold")
    if widget["type"] == "alarm":
        yield from states(widget["properties"]["alarms"], x=x + 10, y=y + 32, width=width - 20)
    else:
        yield from graph(widget["properties"], x=x + 10, y=y + 30, width=width - 20, height=height - 40)


def states(alarms: list[str], *, x: float, y: float, width: float) -> Iterator[str]:
    """The alarms as small boxes, all of them OK."""
    each = width / ALARMS_A_ROW
    for place, arn in enumerate(alarms):
        left, top = x + place % ALARMS_A_ROW * each, y + place // ALARMS_A_ROW * 20
        yield f'<rect x="{left:.0f}" y="{top:.0f}" width="{each - 6:.0f}" height="16" rx="3" fill="#e9f5e9"/>'
        name = arn.removeprefix("${").removesuffix(".Arn}")
        yield text(left + 4, top + 11, name.replace("Alarm", " ", 1), size=8)


def graph(properties: dict[str, Any], *, x: float, y: float, width: float, height: float) -> Iterator[str]:
    """The visible metrics as lines with a legend, and the marks of the vertical axis."""
    shown = [labelled(metric) for metric in properties["metrics"] if labelled(metric)]
    legend = 14 * min(ROWS_OF_LEGEND, math.ceil(len(shown) / 2))
    bottom = y + height - legend - 6
    yield f'<path d="M{x:.0f} {y:.0f}V{bottom:.0f}H{x + width:.0f}" fill="none" stroke="#879596"/>'
    for mark in properties.get("annotations", {}).get("horizontal", []):
        yield f'<path d="M{x:.0f} {y + 16:.0f}H{x + width:.0f}" stroke="#d62728" stroke-dasharray="5 4"/>'
        yield text(x + width - 6, y + 12, mark["label"], size=9, anchor="end")
    for place, label in enumerate(shown):
        color = COLORS[place % len(COLORS)]
        limit = "maximum" in label or "provisioned" in label
        heights = [(bottom - y) * level(step, place, len(shown), limit=limit) for step in range(41)]
        points = " ".join(f"{x + width * step / 40:.0f},{bottom - up:.0f}" for step, up in enumerate(heights))
        yield f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>'
        if place < 2 * ROWS_OF_LEGEND:
            left, top = x + place % 2 * width / 2, bottom + 18 + place // 2 * 14
            yield f'<rect x="{left:.0f}" y="{top - 8:.0f}" width="9" height="9" fill="{color}"/>'
            yield text(left + 14, top, label, size=10)


def labelled(metric: list[Any]) -> str:
    """What the legend calls a metric; nothing for one that only serves an expression."""
    options = metric[-1] if isinstance(metric[-1], dict) else {}
    return "" if options.get("visible") is False else str(options.get("label", metric[1] if len(metric) > 1 else ""))


def level(step: int, place: int, count: int, *, limit: bool) -> float:
    """How high a line stands: a limit near the top, all others in waves at heights of their own."""
    if limit:
        return 0.97
    return 0.12 + 0.7 * (place + 0.5) / count * (0.75 + 0.25 * math.sin(step / 5 + 2 * place))


def text(x: float, y: float, words: str, *, size: int, weight: str = "normal", anchor: str = "start") -> str:
    """A line of text."""
    style = f'font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style} fill="#16191f">{escape(words)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(drawn((ROOT / "templates" / "carts.yaml").read_text(encoding="utf-8")), encoding="utf-8")
