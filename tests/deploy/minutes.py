"""The minutes that are fed to a deployed stack, the alarms that are then on, and what they tell."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

Clock = Callable[[float], None]


class Minutes:
    """A deployed stack, its alarms' states, and the minutes that are fed to them."""

    def __init__(self, cloudwatch: Any, stack: str, clock: Clock) -> None:
        self.cloudwatch = cloudwatch
        self.stack = stack
        self.clock = clock
        # Where periods of five minutes end too.
        self.now = int(time.time()) // 300 * 300
        clock(self.now)

    def feed(self, metric: str, *values: float | None, **dimensions: str) -> None:
        """Publish the values of the latest minutes, the last of them last; None stands for a minute without any."""
        for ago, value in enumerate(reversed(values), start=1):
            if value is not None:
                self.put(metric, dimensions, ago=60 * ago, Value=value)

    def feed_fives(self, metric: str, *values: float | None, **dimensions: str) -> None:
        """Publish the values of the latest periods of five minutes, each in the first of its minutes."""
        self.feed(metric, *(each for value in values for each in (value, None, None, None, None)), **dimensions)

    def put(self, metric: str, dimensions: dict[str, str], *, ago: int, **values: Any) -> None:
        """Publish what was so many seconds ago."""
        datum = {
            "MetricName": metric,
            "Dimensions": [{"Name": name, "Value": text} for name, text in dimensions.items()],
            "Timestamp": self.now - ago,
            **values,
        }
        self.cloudwatch.put_metric_data(Namespace="AWS/DynamoDB", MetricData=[datum])

    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.now += 60 * minutes
        self.clock(self.now)

    def on(self) -> set[str]:
        """The alarms that are on, by what their names say after the stack's; all others are OK."""
        pages = self.cloudwatch.get_paginator("describe_alarms").paginate()
        states = {each["AlarmName"]: each["StateValue"] for page in pages for each in page["MetricAlarms"]}
        assert set(states.values()) <= {"OK", "ALARM"}
        return {name.removeprefix(f"{self.stack}/") for name, state in states.items() if state == "ALARM"}


Deployed = Callable[[str], Minutes]


def queue_of(sns: Any, sqs: Any, *, topic: str) -> str:
    """The address of a new queue, which a topic may send to and does."""
    queue = str(sqs.create_queue(QueueName="pager")["QueueUrl"])
    arn = str(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return queue


def told(sqs: Any, queue: str) -> list[tuple[str, str]]:
    """The alarms in the queue's messages, which are taken out, each with the state that it went to."""
    messages = []
    while received := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in received:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            told = json.loads(json.loads(message["Body"])["Message"])
            messages.append((told["AlarmName"], told["NewStateValue"]))
    return messages
