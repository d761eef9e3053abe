"""What a table and each of its replicas may have in the same shape: a Kinesis stream, recovery, a customer key."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from generator.aws import limits
from generator.spec.model.base import AsInteger, Body, Boolean, Pattern, Shorthand, String
from generator.spec.model.choices import TimestampPrecision
from generator.spec.model.names import Arn, Importable

__all__ = ["KinesisStream", "KmsKey", "PointInTimeRecovery"]

RECOVERY_LEAST, RECOVERY_MOST = limits.RECOVERY_PERIOD_DAYS
KmsKey = Annotated[
    String,
    Pattern(r"[A-Za-z0-9:/_.-]+", "a key ARN, key ID, alias or alias ARN", (1, 2048), "a KMS key"),
    Importable(),
]


class KinesisStream(Body):
    """The Kinesis data stream that the table's changes go to."""

    noun: ClassVar[str] = "a Kinesis stream"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="arn")

    arn: Arn
    """ARN of the stream, in the table's account and Region."""
    precision: TimestampPrecision | None = None
    """`MILLISECOND` or `MICROSECOND`: of the time that each record says it was made at. Default: `MILLISECOND`."""


class PointInTimeRecovery(Body):
    """Continuous backups: the table can be restored to any second of the period."""

    noun: ClassVar[str] = "point-in-time recovery"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))

    enabled: Boolean = True
    """Whether it is on."""
    recovery_period_in_days: Annotated[int, Field(ge=RECOVERY_LEAST, le=RECOVERY_MOST), AsInteger] | None = None
    """How many days back. Default: 35."""
