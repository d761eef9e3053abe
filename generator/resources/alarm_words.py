"""What the descriptions of alarms are made of: what an alarm is on, for how long and how many."""

from __future__ import annotations

from typing import Final

from generator.resources.targets import Target
from generator.spec.model.alarms import Direction
from generator.spec.model.settings import Setting

__all__ = ["called", "described", "more_than", "number", "on_the_table", "requests", "when"]

MINUTE: Final = 60
SPANS: Final = ((86_400, "day"), (3_600, "hour"), (MINUTE, "minute"))


def more_than(setting: Setting, noun: str) -> str:
    """How many of something were too many: `writes`, `more than 5 writes a minute`."""
    return f"more than {number(setting, noun)}" if setting.threshold else f"{noun}s"


def described(setting: Setting, *sentences: str) -> str:
    """The sentences that say something, in one line behind the severity."""
    severity = f"{setting.severity}: " if setting.severity else ""
    return severity + " ".join(filter(None, sentences))


def called(target: Target) -> str:
    """The target as people speak of it."""
    return f"index {target.name} of {target.table_id}" if target.index else f"table {target.table_id}"


def requests(target: Target, direction: Direction) -> str:
    """The requests that are counted, as a sentence begins."""
    return f"{'Reads of' if direction == 'read' else 'Writes to'} {called(target)}"


def on_the_table(target: Target, direction: Direction) -> str:
    """What a throttled index does to its table; nothing for reads and for a table itself."""
    return "A throttled index throttles writes to its table." if target.index and direction == "write" else ""


def when(setting: Setting) -> str:
    """For how long the threshold was passed: `in 5 of 10 minutes`, `in 3 of 3 periods of 5 minutes`."""
    most, least = setting.evaluation_periods, setting.datapoints_to_alarm
    if most == 1:
        return f"within {span(setting.period)}"
    periods = "minutes" if setting.period == MINUTE else f"periods of {span(setting.period)}"
    return f"in {least} of {most} {periods}"


def number(setting: Setting, noun: str) -> str:
    """How many of something the threshold is, in each period."""
    plural = "" if setting.threshold == 1 else "s"
    each = "" if setting.evaluation_periods == 1 else " a minute" if setting.period == MINUTE else " a period"
    return f"{setting.threshold} {noun}{plural}{each}"


def span(seconds: int) -> str:
    """A number of whole minutes in the largest unit that it is a whole number of."""
    unit, noun = next((unit, noun) for unit, noun in SPANS if seconds % unit == 0)
    count = seconds // unit
    return f"{count} {noun}{'' if count == 1 else 's'}"
