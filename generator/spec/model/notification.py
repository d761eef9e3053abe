"""The topic that the alarms of a stack notify, and who is subscribed to it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from generator.spec.model.base import Body, Literally, Pattern, String
from generator.spec.model.choices import SubscriptionProtocol

__all__ = ["NotificationTopic", "Subscription"]

SubscriptionName = Annotated[
    Literally, Pattern("[A-Za-z0-9]+", "letters A-Z and a-z and digits", (1, 64), "a name of a subscription")
]


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
                String, Pattern(r"[A-Za-z0-9:/_.-]+", "a key ARN, key ID, alias or alias ARN", (1, 2048), "a KMS key")
            ]
            | None
        ),
        Field(examples=["alias/topics"]),
    ] = None
    """Customer key that encrypts messages at rest; its policy must let CloudWatch use it. Default: none."""
