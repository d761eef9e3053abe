"""The alarms of a table and its indexes, and how the written layers of tuning come to one setting an alarm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from generator.aws import limits
from generator.spec.model.base import AsInteger, AsNumber, Body, Boolean, Literally, Shorthand, String
from generator.spec.model.names import Arn

__all__ = ["DEFAULTS", "Alarms", "DirectedTuning", "Direction", "IndexAlarms", "Kind", "Setting", "Tuning", "settle"]

Kind = Literal["capacity", "throttles", "system_errors"]
Direction = Literal["read", "write"]
Actions = Annotated[list[Arn], Field(max_length=limits.ALARM_ACTIONS_PER_STATE)]
Count = Annotated[int, Field(ge=1), AsInteger]
SWITCH: Final = Shorthand(number="threshold", boolean=True, hidden=frozenset({"enabled"}))


class Tuning(Body):
    """When an alarm goes off, and whom it tells."""

    noun: ClassVar[str] = "an alarm"
    shorthand: ClassVar[Shorthand | None] = SWITCH

    enabled: Boolean | None = None
    """Whether the alarm is made."""
    threshold: Annotated[int | float, Field(ge=0), AsNumber] | None = None
    """The alarm goes off above this value."""
    statistic: Literally | None = None
    """Statistic of the metric. Default: `Sum`."""
    period: Annotated[int, Field(ge=1, le=86_400), AsInteger] | None = None
    """Seconds that one datapoint covers, a multiple of 60. Default: 60."""
    evaluation_periods: Count | None = None
    """The number of latest datapoints that are looked at."""
    datapoints_to_alarm: Count | None = None
    """How many of them must be above the threshold. Default: all, when `evaluation_periods` is written."""
    severity: String | None = None
    """Free text that the description begins with."""
    alarm_actions: Actions | None = None
    """ARNs to notify when the alarm goes off, at most 5."""
    ok_actions: Actions | None = None
    """ARNs to notify when all is well again, at most 5."""
    insufficient_data_actions: Actions | None = None
    """ARNs to notify when there is no data, at most 5."""


class DirectedTuning(Tuning):
    """Tuning for reads and writes at once, and for each."""

    read: Tuning = Tuning()
    """The same for reads alone."""
    write: Tuning = Tuning()
    """The same for writes alone."""


class IndexAlarms(Body):
    """Alarms of one index, where they differ from the table's."""

    noun: ClassVar[str] = "alarms"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))

    enabled: Boolean = True
    """Whether the index has any alarm."""
    capacity: DirectedTuning = DirectedTuning()
    """Consumed share of the capacity, in percent."""
    throttles: DirectedTuning = DirectedTuning()
    """Throttled requests."""


class Alarms(Body):
    """Alarms of a table and its indexes."""

    noun: ClassVar[str] = "alarms"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))
    later: ClassVar[frozenset[str]] = frozenset(
        {
            "latency",
            "conditional_check_failed_requests",
            "transaction_conflicts",
            "replication_latency",
            "kinesis_record_age",
            "kinesis_failed_records",
        }
    )

    enabled: Boolean = True
    """Whether there is any alarm."""
    alarm_actions: Actions | None = None
    """ARNs to notify when an alarm goes off, at most 5. `[]` says that nobody is to be told."""
    ok_actions: Actions | None = None
    """ARNs to notify when all is well again, at most 5."""
    insufficient_data_actions: Actions | None = None
    """ARNs to notify when there is no data, at most 5."""
    capacity: DirectedTuning = DirectedTuning()
    """Consumed share of the provisioned capacity or the on-demand maximum, in percent, of the table and each index.
    Default: above 80 for 5 of 5 minutes."""
    throttles: DirectedTuning = DirectedTuning()
    """Throttled requests of the table and each index. Default: any in 5 of 10 minutes."""
    system_errors: Tuning = Tuning()
    """Errors of DynamoDB itself, over the ten item operations. Default: any in 5 of 15 minutes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One alarm as it will be: a threshold in the metric's unit, seconds, counts, and whom it tells.

    `alarm_actions` is None when nobody wrote any, and empty when nobody is to be told.
    """

    threshold: int | float
    statistic: str
    period: int
    evaluation_periods: int
    datapoints_to_alarm: int
    enabled: bool = True
    severity: str = ""
    alarm_actions: list[str] | None = None
    ok_actions: list[str] | None = None
    insufficient_data_actions: list[str] | None = None


DEFAULTS: Final[dict[Kind, Setting]] = {
    "capacity": Setting(80, "Sum", 60, 5, 5),
    "throttles": Setting(0, "Sum", 60, 10, 5),
    "system_errors": Setting(0, "Sum", 60, 15, 5),
}


def settle(
    alarms: Alarms, kind: Kind, *, direction: Direction | None = None, index: IndexAlarms | None = None
) -> Setting:
    """The setting of one alarm: built-in, the table's, the table's for the direction, then the same of the index."""
    setting = replace(
        DEFAULTS[kind],
        enabled=alarms.enabled,
        alarm_actions=alarms.alarm_actions,
        ok_actions=alarms.ok_actions,
        insufficient_data_actions=alarms.insufficient_data_actions,
    )
    if not alarms.enabled or (index and not index.enabled):
        return replace(setting, enabled=False)
    for body in (alarms, index):
        tuning = getattr(body, kind, None)
        if tuning is None:
            continue
        setting = _over(setting, tuning)
        if direction:
            setting = _over(setting, tuning.read if direction == "read" else tuning.write)
    return setting


def _over(setting: Setting, tuning: Tuning) -> Setting:
    written = {name: value for name in Tuning.model_fields if (value := getattr(tuning, name)) is not None}
    if "evaluation_periods" in written:
        written.setdefault("datapoints_to_alarm", written["evaluation_periods"])
    return replace(setting, **written) if written else setting
