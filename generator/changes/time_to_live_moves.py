"""Time to live of a table before and after to the moves that turn it off under one attribute and on under another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from generator.changes.compare import found
from generator.changes.functions import is_function
from generator.changes.held import Body, properties_of
from generator.changes.move import Move
from generator.changes.template import Resource
from generator.changes.values import is_on

__all__ = ["time_to_live_off", "time_to_live_on"]

TIME_TO_LIVE: Final = "TimeToLiveSpecification"
# DynamoDB API Reference, UpdateTimeToLive: a switch takes up to an hour, and another one within it is refused.
SWITCH_SECONDS: Final = 3600


def time_to_live_off(table: str, old: Resource, new: Resource) -> Iterator[Move]:
    """That time to live goes off under its attribute, where it goes on under another or is left out."""
    if leaves(old, new):
        attribute = old.properties[TIME_TO_LIVE]["AttributeName"]
        title = f"turn time to live of {table} off under {attribute}"
        yield Move("time-to-live-off", title, table, partial(time_to_live, table, old, is_enabled=True))


def time_to_live_on(table: str, old: Resource, new: Resource) -> Iterator[Move]:
    """That time to live is as the spec has it, when it has been off for long enough."""
    if leaves(old, new):
        attribute = found(new.properties, (TIME_TO_LIVE, "AttributeName"))[1]
        title = f"turn time to live of {table} on under {attribute}" if attribute else f"leave it out of {table}"
        hold = partial(time_to_live, table, old, is_enabled=False)
        yield Move("time-to-live", title, table, hold, SWITCH_SECONDS, is_off=True)


def leaves(old: Resource, new: Resource) -> bool:
    """Whether time to live is on under an attribute that it is not on under afterwards, nor off."""
    before, after = (found(each.properties, (TIME_TO_LIVE,))[1] for each in (old, new))
    if not isinstance(before, dict) or is_on(before.get("Enabled")) is not True or is_function(after):
        return False
    name = found(after, ("AttributeName",))[1]
    return isinstance(before.get("AttributeName"), str) and name != before["AttributeName"] and not is_function(name)


def time_to_live(table: str, old: Resource, template: Body, *, is_enabled: bool) -> None:
    """The template with time to live under the deployed attribute, on or off."""
    name = old.properties[TIME_TO_LIVE]["AttributeName"]
    properties_of(template, table)[TIME_TO_LIVE] = {"AttributeName": name, "Enabled": is_enabled}
