"""The topic that the alarms of a stack notify, and who is subscribed to it."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Final, NamedTuple

from pydantic import Field

from generator.aws.arns import KMS_KEY, SNS_ALIAS
from generator.spec.model.base import Body, Literally, Pattern, String
from generator.spec.model.choices import SubscriptionProtocol
from generator.spec.model.forms import Form

__all__ = ["ENDPOINTS", "Endpoint", "NotificationTopic", "Subscription"]

SubscriptionName = Annotated[
    Literally, Pattern("[A-Za-z0-9]+", "letters A-Z and a-z and digits", (1, 64), "a name of a subscription")
]


class Endpoint(NamedTuple):
    """What an endpoint of a protocol looks like, and what to write."""

    expression: re.Pattern[str]
    noun: str
    example: str


MAIL: Final = Endpoint(re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"), "a mail address", "on-call@example.com")


def _arn(service: str, resource: str, *, noun: str, example: str) -> Endpoint:
    expression = re.compile(rf"arn:[a-z-]+:{service}:[a-z0-9-]+:\d{{12}}:{resource}")
    return Endpoint(expression, noun, f"arn:aws:{service}:eu-west-1:123456789012:{example}")


# SNS API Reference, Subscribe.
ENDPOINTS: Final[dict[str, Endpoint]] = {
    "email": MAIL,
    "email-json": MAIL,
    "https": Endpoint(re.compile(r"https://[^/\s]+\S*"), "an https URL", "https://example.com/alarms"),
    "http": Endpoint(re.compile(r"http://[^/\s]+\S*"), "an http URL", "http://example.com/alarms"),
    "sms": Endpoint(re.compile(r"\+[1-9]\d{4,14}"), "a phone number with its country", "+12065550100"),
    "sqs": _arn("sqs", r"[A-Za-z0-9_-]{1,80}", noun="the ARN of a standard queue", example="alarms"),
    "lambda": _arn("lambda", r"function:\S+", noun="the ARN of a function", example="function:alarms"),
    "application": _arn("sns", r"endpoint/\S+", noun="the ARN of an endpoint", example="endpoint/GCM/app/id"),
}


class Subscription(Body):
    """Somebody, or something, that is told what the topic is told."""

    noun: ClassVar[str] = "a subscription"

    protocol: Annotated[SubscriptionProtocol, Field(examples=["email"])]
    """`email`, `email-json`, `https`, `http`, `sms`, `sqs`, `lambda` or `application`."""
    endpoint: Annotated[
        String, Pattern(r"\S+", "no spaces", (1, 2048), "an endpoint"), Field(examples=["on-call@example.com"])
    ]
    """Where to: a mail address, a URL, a phone number such as `+12065550100`, or the ARN of a queue, a function or an
    endpoint of a mobile application."""


class NotificationTopic(Body):
    """An SNS topic that the alarms of the stack notify."""

    noun: ClassVar[str] = "a notification topic"

    subscriptions: Annotated[
        dict[SubscriptionName, Subscription],
        Field(min_length=1, examples=[{"OnCall": {"protocol": "email", "endpoint": "on-call@example.com"}}]),
    ]
    """Who is told, by a name for logical IDs."""
    kms_key: Annotated[
        (
            Annotated[
                String,
                Pattern(r"[A-Za-z0-9:/_.-]+", "a key ARN, key ID, alias or alias ARN", (1, 2048), "a KMS key"),
                Form(
                    rf"(?!key/)(?!.*{SNS_ALIAS}$)(?:{KMS_KEY.pattern})",
                    "a KMS key that lets CloudWatch publish",
                    "alias/topics",
                ),
            ]
            | None
        ),
        Field(examples=["alias/topics"]),
    ] = None
    """Customer key that encrypts messages at rest; its policy must let CloudWatch use it. Default: none."""
