"""The text of a schedule to what is wrong with it, and to when it runs.

Sources: those of `generator.aws.schedules`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from generator.aws.schedules import CRON_FIELDS, MOMENT, RATE_UNITS, Field
from generator.aws.timezones import zone

__all__ = ["Recurrence", "ScheduleError", "instant", "moment", "recurrence"]

EXPRESSION: Final = re.compile(r"(at|cron|rate)\(([^()]*)\)")
INSTANT: Final = re.compile(MOMENT, re.ASCII)
NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
LAST_DAY: Final = re.compile(r"L|LW|(\d{1,2})W", re.ASCII)
LAST_OR_NTH: Final = re.compile(r"L|(\w+)L|(\w+)#([1-5])")
DAY: Final = timedelta(days=1)
# Before and behind all that a schedule can say, in every time zone.
BEGINNING: Final = datetime(1969, 12, 30, tzinfo=timezone.utc)
END: Final = datetime(2200, 1, 3, tzinfo=timezone.utc)
EVERY_FORM: Final = "write at(yyyy-mm-ddThh:mm:ss), rate(value unit) or cron(minutes hours day month weekday year)"
CRON_FORM: Final = "write cron(minutes hours day-of-month month day-of-week year), such as cron(0 8 ? * MON-FRI *)"


class ScheduleError(ValueError):
    """A schedule that AWS would not take: what is wrong, and what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Cron(NamedTuple):
    """The values of a cron expression, field by field."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int]

    def moments(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """Its moments on the days from one instant to another, and on the day before and behind them."""
        for year in sorted(self.years & {*range(first.year - 1, last.year + 2)}):
            for month in sorted(self.months):
                for day in sorted(self.days):
                    if _has(year, month, day) and self._on(date(year, month, day), first, last):
                        for hour in sorted(self.hours):
                            for minute in sorted(self.minutes):
                                yield datetime(year, month, day, hour, minute)

    def _on(self, day: date, first: datetime, last: datetime) -> bool:
        near = first.date() - DAY <= day <= last.date() + DAY
        # They count from Sunday.
        return near and day.isoweekday() % 7 + 1 in self.weekdays


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When a schedule runs: at one moment of its time zone, at those of a cron expression, or (None) at a rate.

    Of the days of a cron expression some may be too many, of its moments none is missing.
    """

    once: datetime | None = None
    cron: Cron | None = None
    never: str = ""
    """The date that there never is, where it can run on no other."""

    def between(self, start: datetime | None, end: datetime | None, *, zone: str) -> bool:
        """Whether it may run from one instant, or from the beginning, to another one, or for ever."""
        first, last = start or BEGINNING, end or END
        if self.once:
            return first <= instant(self.once, zone) <= last
        return self.cron is None or any(
            first <= instant(local, zone) <= last for local in self.cron.moments(first, last)
        )


def recurrence(expression: str) -> Recurrence:
    """What the expression says; ScheduleError for one that says nothing."""
    form = EXPRESSION.fullmatch(expression)
    if form is None:
        raise ScheduleError(f"'{expression}' is not a schedule", EVERY_FORM)
    kind, inner = form.groups()
    if kind == "at":
        once = moment(inner)
        if once is None:
            raise ScheduleError(f"'{inner}' is not a moment", "write at(yyyy-mm-ddThh:mm:ss), as in its time zone")
        return Recurrence(once)
    return _rate(inner) if kind == "rate" else _cron(inner)


def moment(text: str) -> datetime | None:
    """The moment in a form such as `2026-11-27T00:00:00`; None for any other text, and for no date."""
    try:
        return datetime.fromisoformat(text) if INSTANT.fullmatch(text) else None
    except ValueError:
        return None


def instant(local: datetime, name: str) -> datetime:
    """The instant of a moment in a time zone."""
    return local.replace(tzinfo=zone(name)).astimezone(timezone(timedelta()))


def _rate(inner: str) -> Recurrence:
    parts = inner.split()
    if len(parts) != 2 or not NUMBER.fullmatch(parts[0]) or parts[1] not in RATE_UNITS:
        raise ScheduleError(f"'rate({inner})' is not a rate", "write rate(value unit), such as rate(12 hours)")
    if int(parts[0]) == 0:
        raise ScheduleError(f"'rate({inner})' never comes", "write a value of 1 or more")
    return Recurrence()


def _cron(inner: str) -> Recurrence:
    parts = inner.split()
    if len(parts) != len(CRON_FIELDS):
        raise ScheduleError(f"a cron expression of {len(parts)} fields, and there are six", CRON_FORM)
    if [parts[2], parts[4]].count("?") != 1:
        message = "exactly one of day of month and day of week says which days"
        raise ScheduleError(message, "write ? for the other one, such as cron(0 8 ? * MON-FRI *)")
    values = [frozenset(_values(part, field)) for part, field in zip(parts, CRON_FIELDS, strict=True)]
    cron = Cron(*values)
    comes = any(_has(year, month, day) for year in cron.years for month in cron.months for day in cron.days)
    return Recurrence(cron=cron, never="" if comes else f"day {parts[2]} in month {parts[3]}")


def _has(year: int, month: int, day: int) -> bool:
    return day <= calendar.monthrange(year, month)[1]


def _values(part: str, field: Field) -> Iterator[int]:
    for item in part.split(","):
        yield from _item(item, field, alone=item == part)


def _item(item: str, field: Field, *, alone: bool) -> range | list[int]:
    everything = range(field.least, field.most + 1)
    if item == "?" and alone and field.may_be_any:
        return everything
    if field.may_be_any and _is_of_days(item, field, alone=alone):
        return everything
    span, slash, step = item.partition("/")
    first, dash, last = span.partition("-")
    if slash and not (NUMBER.fullmatch(step) and 1 <= int(step) <= field.most):
        raise _not_a_value(item, field)
    least = field.least if span == "*" else _number(first, item, field)
    most = _number(last, item, field) if dash else field.most if slash or span == "*" else least
    if least > most and field.noun == "year":
        raise _not_a_value(item, field)
    # FRI-MON goes round.
    return (
        range(least, most + 1, int(step or 1))
        if least <= most
        else [*everything[least - field.least :], *everything[: most - field.least + 1]]
    )


def _is_of_days(item: str, field: Field, *, alone: bool) -> bool:
    form = (LAST_OR_NTH if field.names else LAST_DAY).fullmatch(item)
    if form is None:
        return False
    for day in form.groups()[: 2 if field.names else 1]:
        if day is not None:
            _number(day, item, field)
    if "#" in item and not alone:
        raise _not_a_value(item, field)
    return True


def _number(text: str, item: str, field: Field) -> int:
    if text in field.names:
        return field.least + field.names.index(text)
    if NUMBER.fullmatch(text) and field.least <= int(text) <= field.most:
        return int(text)
    raise _not_a_value(item, field)


def _not_a_value(item: str, field: Field) -> ScheduleError:
    return ScheduleError(f"'{item}' is not a value of the field {field.noun}", f"write {field.values}")
