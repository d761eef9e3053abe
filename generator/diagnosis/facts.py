"""What AWS says of a live stack, as values; None stands for what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NamedTuple

from generator.errors import Problem

__all__ = [
    "NOT_THERE",
    "Alarm",
    "Bounds",
    "Direction",
    "Facts",
    "Principal",
    "Series",
    "Setting",
    "Table",
    "Target",
    "Window",
]

Direction = Literal["read", "write"]
NOT_THERE: Final = "NOT THERE"
"""The status of a table that its stack has, and DynamoDB has not."""
Series = Mapping[int, float]
"""What a metric came to in each period that has data, by the second since 1970 at which the period begins."""


class Window(NamedTuple):
    """The time that is looked at, from a full minute to a full minute, in seconds since 1970."""

    start: int
    end: int


class Bounds(NamedTuple):
    """What autoscaling keeps a capacity between."""

    least: int
    most: int


class Setting(NamedTuple):
    """Something of a table that has a state: ENABLED, ACTIVE and the like, and more of it in words."""

    state: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The reads or writes of a table or, with a name, of its global secondary index, in units a second.

    `provisioned` is the capacity at this moment and `provisioned_then` what it was. The series are those of minutes,
    and of `provisioned_then` of five; they are None without metrics. `throttles` are by the name of the metric.
    """

    index: str
    direction: Direction
    provisioned: int | None = None
    maximum: int | None = None
    autoscaling: Bounds | None = None
    consumed: Series | None = None
    provisioned_then: Series = field(default_factory=dict)
    throttles: Mapping[str, Series] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its logical ID, its name and ARN, and what is asked of it one by one.

    `indexes`, `replicas` and `insights` are by name, the table's own contributor insights under an empty one.
    `existing` is a table that the stack does not make; `stream_arn` is empty without a stream.
    """

    logical_id: str
    name: str
    arn: str
    status: str
    billing_mode: str
    existing: bool = False
    targets: tuple[Target, ...] = ()
    indexes: Mapping[str, str] = field(default_factory=dict)
    replicas: Mapping[str, str] = field(default_factory=dict)
    insights: Mapping[str, bool] = field(default_factory=dict)
    stream_arn: str = ""
    stream: Setting | None = None
    kinesis: tuple[Setting, ...] | None = None
    time_to_live: Setting | None = None
    recovery: Setting | None = None
    protection: Setting | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm of the stack, since when it is in its state, and the address in the runbook that it leads to."""

    logical_id: str
    name: str
    state: str
    since: datetime | None
    reason: str
    runbook: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """A role or user: the ARNs of managed policies by how they come to it, its inline policies, and what may be done.

    `decisions` are those of IAM's simulation: by logical ID of the table, and by action.
    """

    kind: Literal["role", "user"]
    name: str
    attached: Mapping[str, str]
    inline: tuple[str, ...]
    decisions: Mapping[str, Mapping[str, str]] | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was read of a stack, and in `failed` what could not be.

    `policies` are the ARNs of its managed policies by logical ID, `quotas` the units a second that the account lets
    any of its tables have, `template` what was handed to CloudFormation.
    """

    stack: str
    region: str
    status: str
    window: Window
    tables: tuple[Table, ...] = ()
    alarms: tuple[Alarm, ...] | None = None
    policies: Mapping[str, str] = field(default_factory=dict)
    principals: tuple[Principal, ...] = ()
    quotas: Mapping[Direction, int] = field(default_factory=dict)
    template: bytes | None = None
    failed: tuple[Problem, ...] = ()
