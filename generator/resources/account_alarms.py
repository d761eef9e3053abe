"""The account alarms of the model to alarms that exist once for an account and Region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from troposphere import cloudwatch

from generator.errors import Path
from generator.resources import alarm_text, names
from generator.resources.alarm import Named, alarm
from generator.resources.alarms import Notified
from generator.resources.series import Series
from generator.spec.model.alarms import AccountAlarms, Direction
from generator.spec.model.settings import Kind, settle, watched

__all__ = ["build"]

ALARMS: Final[tuple[tuple[Kind, Direction | None], ...]] = (
    ("user_errors", None),
    ("account_capacity", "read"),
    ("account_capacity", "write"),
    ("largest_table_capacity", "read"),
    ("largest_table_capacity", "write"),
)


def build(alarms: AccountAlarms, *, notified: Notified) -> Iterator[tuple[Path, cloudwatch.Alarm]]:
    """The alarms, each with the place in the spec that it comes from."""
    page = names.runbook_page(notified.runbooks, names.ACCOUNT_PAGE)
    for kind, direction in ALARMS:
        setting = settle(alarms, kind, direction=direction, topic=notified.topic)
        if setting.enabled:
            label = names.alarm_label(kind, direction=direction)
            description = alarm_text.of_account(kind, direction=direction, setting=setting)
            described = alarm_text.with_runbook(description, page, names.runbook_anchor(label))
            named = Named(names.account_alarm_id(label), names.account_alarm_name(label), described)
            series = Series(watched(kind, direction), (), setting.statistic, setting.period)
            path = ("account_alarms", kind, *([direction] if direction else []))
            yield path, alarm(named, watched=series, setting=setting, tags=notified.tags)
