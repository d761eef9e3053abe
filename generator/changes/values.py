"""A property before and after to whether a rule applies; None where a function stands for what decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from generator.aws.properties import When
from generator.changes.compare import found
from generator.changes.functions import is_function

__all__ = ["APPLIES", "billing_mode", "is_on"]

Applies = Callable[[Any, Any, Any, Any], "bool | None"]

# What the Template Reference says that a property is where it is left out.
BILLING_MODE: Final = "PROVISIONED"
TABLE_CLASS: Final = "STANDARD"
RECOVERY_PERIOD_DAYS: Final = "35"


def is_on(value: Any) -> bool | None:
    """Whether a switch is on; one that is left out is off."""
    return None if is_function(value) else value == "true"


def switched(before: Any, after: Any, *, on: bool) -> bool | None:
    """Whether a switch was turned, to on or to off."""
    first, then = is_on(before), is_on(after)
    if first is on or then is (not on):
        return False
    return None if first is None or then is None else True


def lowered(before: Any, after: Any) -> bool | None:
    """Whether a number is smaller; what is left out is none."""
    if before is None or after is None:
        return False
    try:
        return float(after) < float(before)
    except (TypeError, ValueError):
        return None


def became(before: Any, after: Any, value: str, *, default: str) -> bool | None:
    """Whether a property has the value now and had another before."""
    before, after = before or default, after or default
    if is_function(after):
        return None
    return after == value and (None if is_function(before) else before != value)


def unequal(before: Any, after: Any, *, default: str) -> bool | None:
    """Whether a property differs, with what it is where it is left out."""
    before, after = before or default, after or default
    return None if is_function(before) or is_function(after) else before != after


def key(value: Any) -> Any:
    """What is written of the key at rest; None for the one that DynamoDB owns.

    KMS is the only SSEType and goes without saying: SSESpecification in the CloudFormation Template Reference.
    """
    if not isinstance(value, dict) or is_function(value):
        return value
    written = {name: each for name, each in value.items() if name != "SSEType"}
    return None if written.pop("SSEEnabled", "true") == "false" else written


def other_key(before: Any, after: Any) -> bool | None:
    """Whether a table is encrypted with another key."""
    if key(before) == key(after):
        return False
    return None if is_function(before) or is_function(after) else True


def renamed(before: Any, after: Any, old: Any, new: Any) -> bool | None:
    """Whether time to live, which is on, goes on under another attribute."""
    if before is None or after is None:
        return False
    states = [is_on(found(properties, ("TimeToLiveSpecification", "Enabled"))[1]) for properties in (old, new)]
    if False in states:
        return False
    return None if None in (*states,) or is_function(before) or is_function(after) else True


def left_out(before: Any, after: Any) -> bool | None:
    """Whether a switch that is on is not written any more."""
    return after is None and (is_on(before) if before is not None else False)


def billing_mode(properties: Any) -> Any:
    """The billing mode of a table."""
    return found(properties, ("BillingMode",))[1] or BILLING_MODE


APPLIES: Final[dict[When, Applies]] = {
    "any": lambda before, after, *_: None if is_function(before) or is_function(after) else True,
    "changed": lambda before, after, *_: before is not None and after is not None,
    "added": lambda before, after, *_: before is None and (None if is_function(after) else True),
    "removed": lambda before, after, *_: after is None and (None if is_function(before) else True),
    "lowered": lambda before, after, *_: lowered(before, after),
    "turned on": lambda before, after, *_: switched(before, after, on=True),
    "turned off": lambda before, after, *_: switched(before, after, on=False),
    "left out": lambda before, after, *_: left_out(before, after),
    "renamed": renamed,
    "to PAY_PER_REQUEST": lambda before, after, *_: became(before, after, "PAY_PER_REQUEST", default=BILLING_MODE),
    "to PROVISIONED": lambda before, after, *_: became(before, after, "PROVISIONED", default=BILLING_MODE),
    "to another class": lambda before, after, *_: unequal(before, after, default=TABLE_CLASS),
    "to another key": lambda before, after, *_: other_key(before, after),
    "to fewer days": lambda before, after, *_: lowered(before or RECOVERY_PERIOD_DAYS, after or RECOVERY_PERIOD_DAYS),
}
