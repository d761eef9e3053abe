"""The state that an alarm's datapoints come to.

Source: "Configuring how CloudWatch alarms treat missing data" in the CloudWatch User Guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

COMPARISONS: Final = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}
# Three evaluation periods are looked for in five, says the guide; how many more than are needed CloudWatch takes for
# other numbers is not documented.
FURTHER_PERIODS: Final = 2


def state(points: Sequence[bool | None], *, periods: int, datapoints: int, missing: str, current: str) -> str:
    """The state that datapoints come to, the latest last: True for a breaching one, None for a missing one.

    Missing data is filled in only where fewer are known than are evaluated.
    """
    known = [point for point in points if point is not None][-periods:]
    lacking = periods - len(known)
    if sum(known) + (lacking if missing == "breaching" else 0) >= datapoints:
        return "ALARM"
    if not lacking or missing in ("breaching", "notBreaching") or False in known:
        return "OK"
    if missing == "ignore":
        return current
    if not known:
        return "INSUFFICIENT_DATA"
    return "ALARM" if len(points) - list(points).index(True) >= datapoints else current
