"""The alarms that a spec tunes: of a table and its indexes, and of the account."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from generator.aws import limits
from generator.aws.arns import ALARM_TARGET
from generator.spec.model.base import AsInteger, AsNumber, Body, Boolean, Literally, Pattern, Shorthand, String
from generator.spec.model.choices import Operation
from generator.spec.model.forms import Distinct, Form
from generator.spec.model.names import Arn

__all__ = ["AccountAlarms", "Alarms", "DirectedTuning", "Direction", "IndexAlarms", "Level", "Tuning"]

Direction = Literal["read", "write"]
TARGET: Final = "arn:aws:sns:eu-west-1:123456789012:on-call"
Actions = Annotated[
    list[Annotated[Arn, Form(ALARM_TARGET.pattern, "what an alarm can tell", TARGET)]],
    Field(max_length=limits.ALARM_ACTIONS_PER_STATE),
    Distinct(),
]
Severity = Annotated[String, Pattern(r"[^\x00-\x1f\x7f]+", "one line", (1, 1024), "a severity")]
Count = Annotated[int, Field(ge=1), AsInteger]
SWITCH: Final = Shorthand(number="threshold", boolean=True, hidden=frozenset({"enabled"}))
ON_OR_OFF: Final = Shorthand(boolean=True, hidden=frozenset({"enabled"}))


class Tuning(Body):
    """When an alarm goes off, and whom it tells."""

    noun: ClassVar[str] = "an alarm"
    shorthand: ClassVar[Shorthand | None] = SWITCH

    enabled: Boolean | None = None
    """Whether the alarm is made."""
    threshold: Annotated[Annotated[int | float, Field(ge=0), AsNumber] | None, Field(examples=[10])] = None
    """The alarm goes off above this value."""
    statistic: Annotated[Literally | None, Field(examples=["Sum"])] = None
    """Statistic of the metric, such as `Sum`, `Average` or, of latencies, `p99`."""
    period: Annotated[Annotated[int, Field(ge=1, le=86_400), AsInteger] | None, Field(examples=[60])] = None
    """Seconds that one datapoint covers, a multiple of those between two values of the metric."""
    evaluation_periods: Annotated[Count | None, Field(examples=[5])] = None
    """The number of latest datapoints that are looked at."""
    datapoints_to_alarm: Annotated[Count | None, Field(examples=[5])] = None
    """How many of them must be above the threshold. Default: all, when `evaluation_periods` is written."""
    severity: Severity | None = None
    """Free text that the description begins with."""
    alarm_actions: Annotated[Actions | None, Field(examples=[[TARGET]])] = None
    """ARNs to notify when the alarm goes off, at most 5."""
    ok_actions: Annotated[Actions | None, Field(examples=[[TARGET]])] = None
    """ARNs to notify when all is well again, at most 5."""
    insufficient_data_actions: Annotated[Actions | None, Field(examples=[[TARGET]])] = None
    """ARNs to notify when there is no data, at most 5."""


class DirectedTuning(Tuning):
    """Tuning for reads and writes at once, and for each."""

    read: Tuning = Tuning()
    """The same for reads alone."""
    write: Tuning = Tuning()
    """The same for writes alone."""


class Level(Tuning):
    """When an alarm goes off whose metric is a level and no count, so that a sum of it says nothing."""

    statistic: Annotated[Literally | None, Field(examples=["Maximum"])] = None
    """Statistic of the metric, such as `Maximum`, `Average` or, of latencies, `p99`."""


class DirectedLevel(DirectedTuning):
    """Tuning of levels for reads and writes at once, and for each."""

    statistic: Annotated[Literally | None, Field(examples=["Maximum"])] = None
    """Statistic of the metric, such as `Maximum` or `Average`."""
    read: Level = Level()
    """The same for reads alone."""
    write: Level = Level()
    """The same for writes alone."""


class IndexAlarms(Body):
    """Alarms of one index, where they differ from the table's."""

    noun: ClassVar[str] = "alarms"
    shorthand: ClassVar[Shorthand | None] = ON_OR_OFF

    enabled: Boolean = True
    """Whether the index has any alarm."""
    capacity: Annotated[DirectedTuning, Field(examples=[80])] = DirectedTuning()
    """Consumed share of the capacity, in percent."""
    throttles: DirectedTuning = DirectedTuning()
    """Throttled requests."""


class Notified(Body):
    """Alarms, and whom they tell."""

    noun: ClassVar[str] = "alarms"
    shorthand: ClassVar[Shorthand | None] = ON_OR_OFF

    enabled: Boolean = True
    """Whether there is any alarm."""
    alarm_actions: Annotated[Actions | None, Field(examples=[[TARGET]])] = None
    """ARNs to notify when an alarm goes off, at most 5. Default: the stack's `notification_topic`. `[]` says that
    nobody is to be told."""
    ok_actions: Annotated[Actions | None, Field(examples=[[TARGET]])] = None
    """ARNs to notify when all is well again, at most 5. Default: the stack's `notification_topic`, unless
    `alarm_actions` is `[]`."""
    insufficient_data_actions: Annotated[Actions | None, Field(examples=[[TARGET]])] = None
    """ARNs to notify when there is no data, at most 5. Default: none."""


class Alarms(Notified):
    """Alarms of a table and its indexes."""

    capacity: Annotated[DirectedTuning, Field(examples=[80])] = DirectedTuning()
    """Consumed share of the provisioned capacity or the on-demand maximum, in percent, of the table and each index.
    Default: above 80 for 5 of 5 minutes."""
    throttles: DirectedTuning = DirectedTuning()
    """Throttled requests of the table and each index. Default: any in 5 of 10 minutes."""
    system_errors: Tuning = Tuning()
    """Errors of DynamoDB itself, over the ten item operations, and over PartiQL's where a policy allows
    them. Default: any in 5 of 15 minutes."""
    latency: dict[Operation, Level] = Field(default_factory=dict, examples=[{"GetItem": 20}])
    """Milliseconds that requests take within DynamoDB, by operation: `{GetItem: 20, Query: {threshold: 50, statistic:
    Average}}`."""
    conditional_check_failed_requests: Tuning = Tuning()
    """Writes a period whose condition did not hold."""
    transaction_conflicts: Tuning = Tuning()
    """Requests a period that met a transaction on the same item."""
    replication_latency: Annotated[Level, Field(examples=[180_000])] = Level()
    """Milliseconds that changes take to each other Region of an eventually consistent global table. Default: above
    180000 on average in 3 of 3 periods of 5 minutes."""
    kinesis_record_age: Level = Level()
    """Milliseconds since the oldest change that is not in the Kinesis stream yet."""
    kinesis_failed_records: Tuning = Tuning()
    """Changes a period that DynamoDB could not put into the Kinesis stream."""


class AccountAlarms(Notified):
    """Alarms that exist once for an account and Region; one of its stacks has them."""

    noun: ClassVar[str] = "account alarms"

    user_errors: Tuning = Tuning()
    """Requests that DynamoDB refused as wrong (HTTP 400), of all tables. Default: any in 10 of 10 minutes."""
    account_capacity: Annotated[DirectedLevel, Field(examples=[80])] = DirectedLevel()
    """Provisioned capacity of all tables, in percent of the account's quota. Default: above 80 for 10 minutes."""
    largest_table_capacity: Annotated[DirectedLevel, Field(examples=[80])] = DirectedLevel()
    """Provisioned capacity of the largest table or index, in percent of a table's quota. Default: above 80 for 10
    minutes."""
