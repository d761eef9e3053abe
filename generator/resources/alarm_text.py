"""An alarm's setting to the description that whoever it wakes reads: what happened, and what to do first."""

from __future__ import annotations

from typing import Final

from generator.errors import dotted
from generator.resources.targets import Limit, Target
from generator.spec.model.alarms import Direction, Setting

__all__ = ["capacity", "system_errors", "throttles"]

MINUTE: Final = 60
SPANS: Final = ((86_400, "day"), (3_600, "hour"), (MINUTE, "minute"))


def capacity(target: Target, direction: Direction, *, setting: Setting, limit: Limit) -> str:
    """The description of an alarm on the consumed share of a limit."""
    return described(
        setting,
        f"{requests(target, direction)} used more than {setting.threshold} % of its "
        f"{limit.units} {limit.noun} a second {when(setting)}.",
        "What goes beyond is throttled.",
        on_the_table(target, direction),
        f"First raise {dotted(limit.path)} in the spec and deploy if the traffic is wanted, or else stop its source.",
    )


def throttles(
    target: Target, direction: Direction, *, setting: Setting, limit: Limit | None, capacity_alarm: str = ""
) -> str:
    """The description of an alarm on throttle events; `capacity_alarm` is the name of the one on the same limit."""
    events = f"had more than {number(setting, 'throttle event')}" if setting.threshold else "were throttled"
    if limit and capacity_alarm:
        first = f"First see whether the {capacity_alarm} alarm of the same name is on too, and do as it says."
    elif limit:
        first = (
            f"First see whether its {limit.units} {limit.noun} are used up, and raise {dotted(limit.path)} in the spec."
        )
    else:
        first = "First see whether the traffic more than doubled within 30 minutes, or met the account's quota."
    return described(
        setting,
        f"{requests(target, direction)} {events} {when(setting)}.",
        on_the_table(target, direction),
        first,
        "If not, a hot key is likely, and contributor insights names it.",
    )


def system_errors(target: Target, *, setting: Setting) -> str:
    """The description of an alarm on errors of DynamoDB itself."""
    errors = f"more than {number(setting, 'request')}" if setting.threshold else "requests"
    return described(
        setting,
        f"DynamoDB failed {errors} to {called(target)} with an error of its own (HTTP 500) {when(setting)}.",
        "First look for DynamoDB at the AWS Health Dashboard, and see that clients retry, as the AWS SDKs do.",
        "If no event is there, open a support case.",
    )


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
