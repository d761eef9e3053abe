"""The written layers of an alarm's tuning to the one setting that it will have, over the built-in defaults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from generator.aws import metrics
from generator.aws.metrics import Metric
from generator.spec.model.alarms import AccountAlarms, Alarms, DirectedTuning, Direction, IndexAlarms, Tuning

__all__ = ["ALL_OF_IT", "AS_GIVEN", "DEFAULTS", "STACK_PREFIX", "STACK_TOPIC", "Kind", "Setting", "settle", "watched"]

Kind = Literal[
    "capacity",
    "throttles",
    "system_errors",
    "latency",
    "conditional_check_failed_requests",
    "transaction_conflicts",
    "replication_latency",
    "kinesis_record_age",
    "kinesis_failed_records",
    "user_errors",
    "account_capacity",
    "largest_table_capacity",
]

STACK_PREFIX: Final = "Stack"
"""What the logical IDs begin with that belong to no table."""
STACK_TOPIC: Final = f"{STACK_PREFIX}Topic"
"""Logical ID of the topic that `notification_topic` makes."""


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
    "latency": Setting(0, "p99", 60, 15, 10, enabled=False),
    "conditional_check_failed_requests": Setting(0, "Sum", 60, 10, 5, enabled=False),
    "transaction_conflicts": Setting(0, "Sum", 60, 10, 5, enabled=False),
    "replication_latency": Setting(180_000, "Average", 300, 3, 3),
    "kinesis_record_age": Setting(0, "Maximum", 300, 3, 3, enabled=False),
    "kinesis_failed_records": Setting(0, "Sum", 300, 1, 1, enabled=False),
    "user_errors": Setting(0, "Sum", 60, 10, 10),
    "account_capacity": Setting(80, "Maximum", 300, 2, 2),
    "largest_table_capacity": Setting(80, "Maximum", 300, 2, 2),
}
# Percent of a capacity, above which only a burst is, for minutes at most.
ALL_OF_IT: Final = 100
# Made when a threshold is written: what is much depends on the table.
AS_GIVEN: Final[frozenset[Kind]] = frozenset(kind for kind, setting in DEFAULTS.items() if not setting.enabled)

WATCHED: Final[dict[Kind, Metric | dict[str, Metric]]] = {
    "capacity": metrics.CONSUMED,
    "throttles": metrics.THROTTLES,
    "system_errors": metrics.SYSTEM_ERRORS,
    "latency": metrics.LATENCY,
    "conditional_check_failed_requests": metrics.CONDITIONAL_CHECK_FAILED_REQUESTS,
    "transaction_conflicts": metrics.TRANSACTION_CONFLICTS,
    "replication_latency": metrics.REPLICATION_LATENCY,
    "kinesis_record_age": metrics.KINESIS_RECORD_AGE,
    "kinesis_failed_records": metrics.KINESIS_FAILED_RECORDS,
    "user_errors": metrics.USER_ERRORS,
    "account_capacity": metrics.ACCOUNT_CAPACITY,
    "largest_table_capacity": metrics.LARGEST_TABLE_CAPACITY,
}


def watched(kind: Kind, direction: Direction | None = None) -> Metric:
    """The metric that an alarm of the kind is about."""
    found = WATCHED[kind]
    return found if isinstance(found, Metric) else found[direction or "read"]


def settle(
    alarms: Alarms | AccountAlarms,
    kind: Kind,
    *,
    direction: Direction | None = None,
    operation: str = "",
    index: IndexAlarms | None = None,
    topic: bool = False,
) -> Setting:
    """The setting of one alarm: built-in, the table's, the table's for the direction, then the same of the index.

    With a `topic`, that is whom an alarm tells for which nobody wrote anything else.
    """
    setting = replace(
        DEFAULTS[kind],
        alarm_actions=alarms.alarm_actions,
        ok_actions=alarms.ok_actions,
        insufficient_data_actions=alarms.insufficient_data_actions,
    )
    if not alarms.enabled or (index and not index.enabled):
        return replace(setting, enabled=False)
    for body in (alarms, index):
        tuning = getattr(body, kind, None)
        if isinstance(tuning, dict):
            tuning = tuning.get(operation)
        if tuning is None:
            continue
        setting = _over(setting, tuning)
        if direction and isinstance(tuning, DirectedTuning):
            setting = _over(setting, tuning.read if direction == "read" else tuning.write)
    return _told_by_default(setting) if topic else setting


def _over(setting: Setting, tuning: Tuning) -> Setting:
    if not tuning.model_fields_set:
        return setting
    written = {name: value for name in Tuning.model_fields if (value := getattr(tuning, name)) is not None}
    if "evaluation_periods" in written:
        written.setdefault("datapoints_to_alarm", written["evaluation_periods"])
    return replace(setting, **written) if written else setting


def _told_by_default(setting: Setting) -> Setting:
    # Who is not told that an alarm went off need not hear that all is well again.
    to_topic = [f"${{{STACK_TOPIC}}}"]
    told = to_topic if setting.alarm_actions is None else setting.alarm_actions
    ok = to_topic if setting.ok_actions is None and told else setting.ok_actions
    return replace(setting, alarm_actions=told, ok_actions=ok)
