"""How Application Auto Scaling reads a schedule: the fields of cron expressions, and the units of rates.

Sources: "Schedule recurring scaling actions using cron expressions" in the Application Auto Scaling User Guide, which
leaves the fields to "Cron expressions reference" in the EventBridge User Guide; the API Reference, PutScheduledAction.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CRON_FIELDS", "MOMENT", "RATE_UNITS", "SCHEDULE", "Field"]


class Field(NamedTuple):
    """A field of a cron expression: its least and greatest number, names for the numbers from the least on."""

    noun: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    may_be_any: bool = False
    """Whether `?` may stand in it."""

    @property
    def values(self) -> str:
        """What may stand in it, for people."""
        numbers = f"{self.least} to {self.most}"
        return f"{numbers} or {self.names[0]} to {self.names[-1]}" if self.names else numbers


MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
CRON_FIELDS: Final = (
    Field("minutes", 0, 59),
    Field("hours", 0, 23),
    Field("day of month", 1, 31, may_be_any=True),
    Field("month", 1, 12, MONTHS),
    Field("day of week", 1, 7, DAYS, may_be_any=True),
    Field("year", 1970, 2199),
)
RATE_UNITS: Final = ("minute", "minutes", "hour", "hours", "day", "days")
MOMENT: Final = r"(19[7-9]|20\d|21\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d"
# What all schedules look like, of which not each means something.
SCHEDULE: Final = (
    rf"at\({MOMENT}\)|rate\(\s*\d+\s+({'|'.join(RATE_UNITS)})\s*\)"
    rf"|cron\(\s*[^()\s]+(\s+[^()\s]+){{{len(CRON_FIELDS) - 1}}}\s*\)"
)
