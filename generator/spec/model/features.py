"""What a table can do beside holding items: streams, expiry, recovery and encryption."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generator.aws import limits
from generator.aws.arns import AWS_MANAGED_ALIAS, KINESIS_STREAM, KMS_KEY
from generator.spec.model.base import AsInteger, Body, Boolean, Pattern, Shorthand, String
from generator.spec.model.choices import EncryptionType, StreamViewType, TimestampPrecision
from generator.spec.model.documents import PolicyDocument
from generator.spec.model.forms import Form
from generator.spec.model.names import Arn, AttributeName, Importable, NotOff, Tags

__all__ = ["Encryption", "KinesisStream", "KmsKey", "PointInTimeRecovery", "Stream", "TimeToLive"]

RECOVERY_LEAST, RECOVERY_MOST = limits.RECOVERY_PERIOD_DAYS
# What other tools and people write to have no expiry.
OFF: Final = ("off", "no", "none", "disabled")
KINESIS_EXAMPLE: Final = "arn:aws:kinesis:eu-west-1:123456789012:stream/orders"
KmsKey = Annotated[
    String,
    Pattern(r"[A-Za-z0-9:/_.-]+", "a key ARN, key ID, alias or alias ARN", (1, 2048), "a KMS key"),
    Importable(),
    Form(rf"(?!key/)(?!.*{AWS_MANAGED_ALIAS})(?:{KMS_KEY.pattern})", "a KMS key of the account's own", "alias/orders"),
]


class Stream(Body):
    """The table's change stream."""

    noun: ClassVar[str] = "a stream"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="view_type", boolean=True, hidden=frozenset({"enabled"}))
    some_of: ClassVar[tuple[str, ...]] = ("view_type",)

    enabled: Boolean = True
    """Whether there is a stream."""
    view_type: Annotated[StreamViewType | None, Field(examples=["NEW_AND_OLD_IMAGES"])] = None
    """What a record of the stream holds."""
    resource_policy: PolicyDocument | None = None
    """Policy on the stream, such as for readers in other accounts. Default: none."""
    tags: Tags = Field(default_factory=dict, examples=[{"team": "shop"}])
    """Tags of the stream."""

    @model_validator(mode="after")
    def _has_view_type(self) -> Stream:
        if self.enabled and self.view_type is None:
            raise PydanticCustomError("missing_key", "missing", {"key": "view_type"})
        return self


class KinesisStream(Body):
    """The Kinesis data stream that the table's changes go to."""

    noun: ClassVar[str] = "a Kinesis stream"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="arn")

    arn: Annotated[
        Arn,
        Form(KINESIS_STREAM.pattern, "the ARN of a Kinesis stream", KINESIS_EXAMPLE),
        Field(examples=[KINESIS_EXAMPLE]),
    ]
    """ARN of the stream, in the table's account and Region."""
    precision: TimestampPrecision | None = None
    """`MILLISECOND` or `MICROSECOND`: of the time that each record says it was made at. Default: `MILLISECOND`."""


class TimeToLive(Body):
    """Items are deleted some time after the moment that an attribute holds, in seconds since 1970."""

    noun: ClassVar[str] = "time to live"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="attribute", boolean=True)

    attribute: Annotated[AttributeName, NotOff(OFF), Field(examples=["expires_at"])]
    """Name of the attribute, a Number."""
    enabled: Boolean = True
    """`false` turns it off and still names the attribute, as CloudFormation needs."""


class PointInTimeRecovery(Body):
    """Continuous backups: the table can be restored to any second of the period."""

    noun: ClassVar[str] = "point-in-time recovery"
    shorthand: ClassVar[Shorthand | None] = Shorthand(boolean=True, hidden=frozenset({"enabled"}))

    enabled: Boolean = True
    """Whether it is on."""
    recovery_period_in_days: Annotated[
        Annotated[int, Field(ge=RECOVERY_LEAST, le=RECOVERY_MOST), AsInteger] | None, Field(examples=[35])
    ] = None
    """How many days back. Default: 35."""


class Encryption(Body):
    """The key that encrypts the table at rest."""

    noun: ClassVar[str] = "encryption"
    shorthand: ClassVar[Shorthand | None] = Shorthand(text="type", hidden=frozenset({"type"}))
    whole: ClassVar[bool] = True
    some_of: ClassVar[tuple[str, ...]] = ("type", "kms_key")

    type: Annotated[EncryptionType | None, Field(examples=["AWS_MANAGED"])] = None
    """`AWS_OWNED` or `AWS_MANAGED`."""
    kms_key: Annotated[KmsKey | None, Field(examples=["alias/orders"])] = None
    """Customer key: key ARN, key ID, alias (`alias/name`) or alias ARN, or `${Id}` of a key or an alias among the
    `resources`. A parameter must hold a key ARN."""
