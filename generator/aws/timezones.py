"""The time zones of the IANA database, from the package `tzdata` alone: what the machine has must not matter.

Application Auto Scaling takes "the canonical names of the IANA time zones supported by Joda-Time" (API Reference,
PutScheduledAction); which of them are canonical differs from one release of the database to the next, so all count.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["UTC", "names", "zone"]

UTC: Final = "UTC"


@cache
def names() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of a name that is one of `names`."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
