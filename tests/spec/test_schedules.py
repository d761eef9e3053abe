"""Which schedules Application Auto Scaling would take, and which of them never come."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from generator.aws import timezones
from generator.spec.checks.schedules import ScheduleError, instant, moment, recurrence


# The first ten are the examples of the Application Auto Scaling and EventBridge User Guides.
@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 10 * * ? *)",
        "cron(15 12 * * ? *)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(0/10 * ? * MON-FRI *)",
        "cron(0/5 8-17 ? * MON-FRI *)",
        "cron(30 6 ? * MON *)",
        "cron(0 9 ? * 2#1 *)",
        "cron(0 0 L * ? *)",
        "cron(0 0 3W * ? *)",
        "cron(0 0 LW * ? *)",
        "cron(0 0 ? * FRIL *)",
        "cron(0 0 ? * L *)",
        "cron(0 22-2 ? * FRI-MON *)",
        "cron(0,30 8,20 1,15 JAN-MAR,DEC ? 2027-2030)",
        "cron(0 0 29 2 ? *)",
        "cron(0  0\t? * SUN *)",
        "rate(1 minute)",
        "rate(12 hours)",
        "rate(7 days)",
        "at(2028-02-29T23:59:59)",
    ],
)
def test_taken(expression: str) -> None:
    assert recurrence(expression).never == ""


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "daily",
        "cron()",
        "cron(0 8 ? * MON-FRI)",
        "cron(0 8 ? * MON-FRI * *)",
        "cron(0 8 * * * *)",
        "cron(0 8 ? * ? *)",
        "cron(60 8 ? * MON *)",
        "cron(0 24 ? * MON *)",
        "cron(0 8 0 * ? *)",
        "cron(0 8 32 * ? *)",
        "cron(0 8 32W * ? *)",
        "cron(0 8 1 13 ? *)",
        "cron(0 8 ? * 0 *)",
        "cron(0 8 ? * 8 *)",
        "cron(0 8 ? * 2#6 *)",
        "cron(0 8 ? * 2#1,3#1 *)",
        "cron(0 8 ? * MONDAY *)",
        "cron(0 8 ? * MON 1969)",
        "cron(0 8 ? * MON 2200)",
        "cron(0 8 ? * MON 2028-2027)",
        "cron(0/0 8 ? * MON *)",
        "cron(0/60 8 ? * MON *)",
        "cron(? 8 ? * MON *)",
        "cron(0, 8 ? * MON *)",
        "cron(٣ 8 ? * MON *)",
        "rate(0 hours)",
        "rate(-1 hours)",
        "rate(1.5 hours)",
        "rate(hour)",
        "rate(1 week)",
        "rate(1hour)",
        "at(2027-02-29T00:00:00)",
        "at(2027-05-28)",
        "at(2027-05-28T24:00:00)",
        "at(2027-05-28T12:00:00Z)",
        "at(0001-01-01T00:00:00)",
        "CRON(0 8 ? * MON *)",
    ],
)
def test_refused(expression: str) -> None:
    with pytest.raises(ScheduleError):
        recurrence(expression)


@pytest.mark.parametrize("expression", ["cron(0 0 31 2,4,6 ? *)", "cron(0 0 30 FEB ? *)", "cron(0 0 29 2 ? 2027)"])
def test_never(expression: str) -> None:
    assert recurrence(expression).never


# Berlin and New York change to summer time on the 28th and the 14th of March 2027.
@pytest.mark.parametrize(
    ("local", "name", "hour"),
    [
        ("2027-03-27T12:00:00", "Europe/Berlin", 11),
        ("2027-03-29T12:00:00", "Europe/Berlin", 10),
        ("2027-03-29T12:00:00", "America/New_York", 16),
        ("2027-03-29T12:00:00", "Etc/GMT+9", 21),
        ("2027-03-29T12:00:00", "UTC", 12),
    ],
)
def test_the_instant_of_a_moment_in_a_time_zone(local: str, name: str, hour: int) -> None:
    written = moment(local)
    assert written
    assert instant(written, name) == datetime(2027, 3, written.day, hour, tzinfo=timezone.utc)


# The 27th of November 2026 is a Friday, in Berlin an hour ahead of UTC; the 29th of February comes in 2028.
@pytest.mark.parametrize(
    ("expression", "start", "end", "runs"),
    [
        ("cron(0 8 ? * MON-FRI *)", "2026-11-27T07:00:00", "2026-11-27T07:00:00", True),
        ("cron(0 8 ? * MON-FRI *)", "2026-11-27T07:00:01", "2026-11-30T06:59:59", False),
        ("cron(0 8 ? * 1 *)", "2026-11-28T00:00:00", "2026-11-29T23:00:00", True),
        ("cron(30 0 1 12 ? *)", "2026-11-30T23:30:00", "2026-11-30T23:30:00", True),
        ("cron(0 8 29 2 ? *)", "2026-03-01T00:00:00", "2028-02-28T23:59:59", False),
        ("cron(0 8 29 2 ? *)", "2026-03-01T00:00:00", "2028-02-29T23:59:59", True),
        ("cron(0 8 1 1 ? 2026)", "2026-01-02T00:00:00", None, False),
        ("cron(0 8 31 12 ? 2199)", "2026-01-02T00:00:00", None, True),
        ("cron(0 8 1 1 ? 1970)", None, "1970-01-01T08:00:00", True),
        ("cron(0 8 ? * FRIL *)", "2026-11-20T00:00:00", "2026-11-20T23:59:59", True),
        ("rate(30 days)", "2026-11-27T00:00:00", "2026-11-28T00:00:00", True),
        ("at(2026-11-27T08:00:00)", "2026-11-27T07:00:00", "2026-11-27T07:00:00", True),
        ("at(2026-11-27T08:00:00)", None, "2026-11-27T06:59:59", False),
    ],
)
def test_whether_it_runs_in_a_window(expression: str, start: str | None, end: str | None, *, runs: bool) -> None:
    window = [instant(found, "UTC") if (found := moment(text or "")) else None for text in (start, end)]

    assert recurrence(expression).between(*window, zone="Europe/Berlin") is runs


def test_every_name_of_a_time_zone_has_one() -> None:
    assert {"Europe/Berlin", "Pacific/Tahiti", "Etc/GMT+9", "UTC", "US/Pacific"} < timezones.names()
    assert all(timezones.zone(name).key == name for name in timezones.names())
