"""Autoscaling: provisioned capacity that follows its use between bounds, and schedules that move the bounds."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from generator.aws import limits
from generator.aws.schedules import MOMENT, SCHEDULE
from generator.spec.model.base import AsInteger, Body, Boolean, Literally, Pattern
from generator.spec.model.forms import Form

__all__ = ["Autoscaling", "Scaling", "Schedule"]

UTILIZATION_LEAST, UTILIZATION_MOST = limits.AUTOSCALING_UTILIZATION_PERCENT
Bound = Annotated[int, Field(ge=1), AsInteger]
Seconds = Annotated[int, Field(ge=0), AsInteger]
ScheduleName = Annotated[
    Literally,
    Pattern(
        r"(?! )[^\x00-\x1f\x7f-\x9f:/|]+(?<! )",
        "no ':', '/', '|' or control characters, and no space at either end",
        limits.SCHEDULED_ACTION_NAME_CHARACTERS,
        "a schedule's name",
    ),
]

EVERY_MORNING: Final = "cron(0 8 ? * MON-FRI *)"
Instant = Annotated[Literally, Form(f"{MOMENT}Z", "a moment in UTC", "2026-11-27T00:00:00Z")]


class Schedule(Body):
    """A moment, or moments that recur, at which autoscaling gets other bounds."""

    noun: ClassVar[str] = "a schedule"
    some_of: ClassVar[tuple[str, ...]] = ("min_capacity", "max_capacity")

    schedule: Annotated[Literally, Form(SCHEDULE, "a schedule", EVERY_MORNING), Field(examples=[EVERY_MORNING])]
    """`cron(minutes hours day-of-month month day-of-week year)`, such as `cron(0 8 ? * MON-FRI *)`; or
    `at(yyyy-mm-ddThh:mm:ss)`; or `rate(value unit)`, of `minutes`, `hours` or `days`."""
    timezone: Annotated[Literally | None, Field(examples=["Europe/Berlin"])] = None
    """IANA name of the time zone that `cron` and `at` are in, such as `Europe/Berlin`. Default: UTC."""
    min_capacity: Bound | None = None
    """Lower bound from then on, in capacity units a second. Default: as it is."""
    max_capacity: Bound | None = None
    """Upper bound from then on, in capacity units a second. Default: as it is."""
    start_time: Instant | None = None
    """Moment of the first time, `yyyy-mm-ddThh:mm:ssZ` in UTC, from which `cron` and `rate` recur. Default: none."""
    end_time: Instant | None = None
    """Moment after which they recur no more, `yyyy-mm-ddThh:mm:ssZ` in UTC. Default: never."""


class Scaling(Body):
    """Autoscaling of reads, or of writes: capacity that follows its use between two bounds."""

    noun: ClassVar[str] = "autoscaling"

    min_capacity: Annotated[Bound, Field(examples=[5])]
    """Lower bound, in capacity units a second."""
    max_capacity: Annotated[Bound, Field(examples=[100])]
    """Upper bound, in capacity units a second."""
    target_utilization: Annotated[int, Field(ge=UTILIZATION_LEAST, le=UTILIZATION_MOST, examples=[70]), AsInteger] = 70
    """Percent of the capacity that is to be in use, 20 to 90. Default: 70."""
    scale_in_cooldown: Annotated[Seconds | None, Field(examples=[60])] = None
    """Seconds between a decrease and the next one. Default: 0."""
    scale_out_cooldown: Annotated[Seconds | None, Field(examples=[60])] = None
    """Seconds between an increase and the next one. Default: 0."""
    disable_scale_in: Boolean = False
    """`true`: capacity is never lowered by use. Default: `false`."""
    schedules: Annotated[
        dict[ScheduleName, Schedule],
        Field(
            max_length=limits.SCHEDULED_ACTIONS_PER_TARGET,
            examples=[{"morning": {"schedule": "cron(0 8 ? * MON-FRI *)", "min_capacity": 50}}],
        ),
    ] = Field(default_factory=dict)
    """Other bounds at certain times, by name. Default: none."""

    @property
    def highest(self) -> tuple[str, ...]:
        """Where the highest maximum stands that it ever has: its own, or that of a schedule."""
        places: dict[tuple[str, ...], int] = {("max_capacity",): self.max_capacity}
        for name, schedule in self.schedules.items():
            places["schedules", name, "max_capacity"] = schedule.max_capacity or 0
        return max(places, key=places.__getitem__)

    @property
    def most(self) -> int:
        """The highest maximum that it ever has, schedules counted."""
        return max([self.max_capacity, *(each.max_capacity or 0 for each in self.schedules.values())])


class Autoscaling(Body):
    """Autoscaling of provisioned capacity."""

    noun: ClassVar[str] = "autoscaling"
    some_of: ClassVar[tuple[str, ...]] = ("read", "write")

    read: Annotated[Scaling | None, Field(examples=[{"min_capacity": 5, "max_capacity": 100}])] = None
    """Autoscaling of reads. Default: read capacity stays as it is."""
    write: Annotated[Scaling | None, Field(examples=[{"min_capacity": 5, "max_capacity": 100}])] = None
    """Autoscaling of writes. Default: write capacity stays as it is."""
