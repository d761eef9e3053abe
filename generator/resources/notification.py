"""The notification topic of the model to an SNS topic, its subscriptions, and the policy that lets alarms publish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from troposphere import AWSObject, Ref, Sub, Tags, sns

from generator.errors import Path
from generator.resources import names
from generator.resources.text import resolved
from generator.spec.model.notification import NotificationTopic

__all__ = ["build"]

# The stack's own alarms, and those of no other account: "Amazon SNS example cases" in the SNS Developer Guide.
OWN_ALARMS: Final = (
    f"arn:${{AWS::Partition}}:cloudwatch:${{AWS::Region}}:${{AWS::AccountId}}:alarm:{names.STACK_NAME}/*"
)


def build(topic: NotificationTopic, *, tags: Tags | None) -> Iterator[tuple[Path, AWSObject]]:
    """The topic, its policy and its subscriptions, each with the place in the spec that it comes from."""
    path: Path = ("notification_topic",)
    key = {"KmsMasterKeyId": resolved(topic.kms_key)} if topic.kms_key else {}
    yield path, sns.Topic(names.STACK_TOPIC, **key, **({"Tags": tags} if tags else {}))
    document = {"Version": "2012-10-17", "Statement": [alarms_publish()]}
    yield path, sns.TopicPolicy(names.STACK_TOPIC_POLICY, PolicyDocument=document, Topics=[Ref(names.STACK_TOPIC)])
    for name, subscription in topic.subscriptions.items():
        made = sns.SubscriptionResource(
            names.subscription_id(name),
            TopicArn=Ref(names.STACK_TOPIC),
            Protocol=subscription.protocol,
            Endpoint=resolved(subscription.endpoint),
        )
        yield (*path, "subscriptions", name), made


def alarms_publish() -> dict[str, Any]:
    """What lets CloudWatch publish what the stack's alarms say."""
    return {
        "Sid": "AlarmsPublish",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": Ref(names.STACK_TOPIC),
        "Condition": {
            "StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")},
            "ArnLike": {"aws:SourceArn": Sub(OWN_ALARMS)},
        },
    }
