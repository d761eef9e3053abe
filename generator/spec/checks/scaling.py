"""Autoscaling: bounds that hold a capacity, and schedules that run and say something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from generator.aws import timezones
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.checks.capacity import Body, bodies
from generator.spec.checks.schedules import Recurrence, ScheduleError, instant, moment, recurrence
from generator.spec.checks.settled import DIRECTIONS
from generator.spec.likeness import did_you_mean
from generator.spec.model.alarms import Direction
from generator.spec.model.scaling import Scaling, Schedule
from generator.spec.model.unknown import sure

__all__ = ["bounds_hold", "fits_the_billing_mode", "schedules_run", "schedules_say_something", "starts_well"]


class Place(NamedTuple):
    """Autoscaling of one direction, the path of what has it, and the capacity that this writes."""

    scaling: Scaling
    owner: Path
    direction: Direction
    capacity: int | None

    def path(self, *parts: str) -> Path:
        """The path of something in it."""
        return (*self.owner, "autoscaling", self.direction, *parts)


def _places(about: AboutTable) -> Iterator[Place]:
    for body, owner, _ in bodies(about):
        for direction in DIRECTIONS:
            yield from sure(_scaled(body, owner, direction))


def _scaled(body: Body, owner: Path, direction: Direction) -> Iterator[Place]:
    if scaling := getattr(body.autoscaling, direction, None):
        yield Place(scaling, owner, direction, getattr(body.capacity, direction, None))


def fits_the_billing_mode(about: AboutTable) -> Iterator[Problem]:
    """Only provisioned capacity can be scaled, and autoscaling without a direction scales nothing."""
    for body, path, name in bodies(about):
        if body.autoscaling and not about.table.provisioned:
            written = (Related("the billing mode is PAY_PER_REQUEST", about.path("billing_mode")),)
            message = f"'{name}' has autoscaling and its billing mode is PAY_PER_REQUEST"
            hint = "write billing_mode: PROVISIONED, or leave autoscaling out: on demand there is nothing to scale"
            related = written if about.writes("billing_mode") else ()
            yield Problem("DS226", message, hint, (*path, "autoscaling"), at_key=True, related=related)
        elif body.autoscaling and not any(getattr(body.autoscaling, direction, None) for direction in DIRECTIONS):
            hint = "add read or write, or both"
            yield Problem("DS214", "autoscaling has neither read nor write", hint, (*path, "autoscaling"))


def bounds_hold(about: AboutTable) -> Iterator[Problem]:
    """A lower bound is no higher than the upper one, those that a schedule leaves as they are included."""
    for place in _places(about):
        yield from sure(_bound_problems(place))


def _bound_problems(place: Place) -> Iterator[Problem]:
    least, most = place.scaling.min_capacity, place.scaling.max_capacity
    if least > most:
        yield _crossed(place.path("min_capacity"), least, place.path("max_capacity"), most)
        return
    sound = []
    for name, schedule in place.scaling.schedules.items():
        path = place.path("schedules", name)
        lower = (path, schedule.min_capacity) if schedule.min_capacity else (place.path(), least)
        upper = (path, schedule.max_capacity) if schedule.max_capacity else (place.path(), most)
        if lower[1] > upper[1]:
            yield _crossed((*lower[0], "min_capacity"), lower[1], (*upper[0], "max_capacity"), upper[1], schedule=path)
        else:
            sound.append((path, schedule))
    yield from _crossed_by_another(sound)


def _crossed_by_another(schedules: list[tuple[Path, Schedule]]) -> Iterator[Problem]:
    """Schedules of which one leaves as it is a bound that another one may have moved beyond its own.

    Source: "How scheduled scaling for Application Auto Scaling works" in its User Guide, "Considerations".
    """
    for place, (lower, raised) in enumerate(schedules):
        for other, (upper, lowered) in enumerate(schedules):
            least, most = raised.min_capacity, lowered.max_capacity
            if not least or not most or least <= most or (raised.max_capacity and lowered.min_capacity):
                continue
            first = lowered.min_capacity is not None or (raised.max_capacity is None and place > other)
            yield _crossed(
                (*lower, "min_capacity"), least, (*upper, "max_capacity"), most, schedule=lower if first else upper
            )


def _crossed(lower: Path, least: int, upper: Path, most: int, *, schedule: Path = ()) -> Problem:
    message = f"min_capacity {least} is above max_capacity {most}"
    hint = "write the smaller number as min_capacity"
    if schedule and lower[:-1] != upper[:-1]:
        hint = "write both in the schedule, which leaves as it is what it does not say"
    # A schedule is at fault, not the bounds that it meets.
    at, other, key = (upper, lower, "min_capacity") if upper[:-1] == schedule else (lower, upper, "max_capacity")
    return Problem("DS227", message, hint, at, related=(Related(f"{key} stands here", other),))


def starts_well(about: AboutTable) -> Iterator[Problem]:
    """A capacity that need never be changed: CloudFormation sets what a table has reached to the one that it finds.

    Sources: "Using drift-aware change sets" in the CloudFormation User Guide, by which other change sets compare
    templates and leave alone what did not change in them; Application Auto Scaling API Reference,
    RegisterScalableTarget, which brings what an active table has within new bounds by itself; DynamoDB API Reference,
    ProvisionedThroughput, of which both numbers are required: a change of one sets the other too.
    """
    scaled = about.table.provisioned and not about.table.existing
    for place in _places(about) if scaled else ():
        least, most, units = place.scaling.min_capacity, place.scaling.max_capacity, place.capacity
        path = (*place.owner, "capacity", place.direction)
        if least > most:
            continue
        if units is None:
            # A seed of replicas is not looked at again, whatever becomes of it.
            if about.table.replicas:
                continue
            message = f"without a {place.direction} capacity, a deploy that changes min_capacity sets the table to it"
            hint = f"write capacity: {{{place.direction}: {least}}} too, and leave that as it is from then on"
            yield Problem("DS260", message, hint, place.path(), at_key=True)
        elif units > most:
            related = (Related("it is scaled up to here", place.path("max_capacity")),)
            hint = f"write {least} to {most}; for a table that is deployed {most}, since a change sets what it has"
            message = f"a capacity of {units}, and autoscaling ends at {most}"
            yield Problem("DS228", message, hint, path, related=related)
        elif units < least:
            related = (Related("it is scaled from here", place.path("min_capacity")),)
            hint = f"leave it if the table is deployed, for autoscaling raises that; write {least} for a new one"
            message = f"a capacity of {units}, and autoscaling begins at {least}"
            yield Problem("DS259", message, hint, path, related=related)


def schedules_say_something(about: AboutTable) -> Iterator[Problem]:
    """A schedule moves a bound."""
    for place, name, schedule in _schedules(about):
        if schedule.min_capacity is None and schedule.max_capacity is None:
            message = f"the schedule '{name}' has neither min_capacity nor max_capacity"
            path = place.path("schedules", name)
            yield Problem("DS214", message, "write min_capacity or max_capacity, or both", path, at_key=True)


def schedules_run(about: AboutTable) -> Iterator[Problem]:
    """A schedule has a form that AWS takes, and a moment at which it runs."""
    for place, name, schedule in _schedules(about):
        path = place.path("schedules", name)
        known = schedule.timezone is None or schedule.timezone in timezones.names()
        if not known:
            hint = did_you_mean(str(schedule.timezone), sorted(timezones.names())) or "write such as Europe/Berlin"
            message = f"'{schedule.timezone}' is not an IANA time zone"
            yield Problem("DS257", message, hint, (*path, "timezone"))
        elif schedule.timezone and schedule.schedule.startswith("rate("):
            # API Reference, PutScheduledAction: a time zone is for at and cron.
            message = "a time zone, and a rate has none"
            yield Problem("DS257", message, "leave it out", (*path, "timezone"), at_key=True)
        window: dict[str, datetime] = {}
        for key in ("start_time", "end_time"):
            if (text := getattr(schedule, key)) is not None:
                found = moment(text[:-1]) if text.endswith("Z") else None
                if found:
                    window[key] = instant(found, timezones.UTC)
                else:
                    hint = "write yyyy-mm-ddThh:mm:ssZ, such as 2026-11-27T00:00:00Z"
                    yield Problem("DS258", f"'{text}' is not a moment in UTC", hint, (*path, key))
        try:
            runs = recurrence(schedule.schedule)
        except ScheduleError as error:
            yield Problem("DS229", error.message, error.hint, (*path, "schedule"))
        else:
            zone = schedule.timezone if known else None
            yield from _never(runs, window, path, zone=zone or timezones.UTC, sure=known)


def _never(runs: Recurrence, window: dict[str, datetime], path: Path, *, zone: str, sure: bool) -> Iterator[Problem]:
    start, end = window.get("start_time"), window.get("end_time")
    if start and end and end <= start:
        related = (Related("it starts here", (*path, "start_time")),)
        yield Problem(
            "DS230", "it ends before it starts", "write a later end_time", (*path, "end_time"), related=related
        )
        return
    at = (*path, "schedule")
    if runs.never:
        yield Problem("DS230", f"it never runs: there is no {runs.never}", "write a day that comes", at)
        return
    if not sure:
        return
    started, ended = Related("it starts here", (*path, "start_time")), Related("it ends here", (*path, "end_time"))
    if not runs.between(start, None, zone=zone):
        hint = "write an earlier start_time"
        yield Problem("DS230", "it never runs: it is over when it starts", hint, at, related=(started,))
    if not runs.between(None, end, zone=zone):
        hint = "write a later end_time"
        yield Problem("DS230", "it never runs: it has ended by then", hint, at, related=(ended,))
    elif runs.between(start, None, zone=zone) and not runs.between(start, end, zone=zone):
        hint = "write an earlier start_time, or a later end_time"
        yield Problem("DS230", "it never runs: not once from start to end", hint, at, related=(started, ended))


def _schedules(about: AboutTable) -> Iterator[tuple[Place, str, Schedule]]:
    for place in _places(about):
        for name, schedule in place.scaling.schedules.items():
            yield place, name, schedule
