"""What a stack has beside its tables: account alarms that can go off, and a topic that reaches somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws.arns import SNS_ALIAS
from generator.errors import Path, Problem
from generator.spec.checks.about import AboutTable
from generator.spec.checks.alarms import mistaken, nobody_told
from generator.spec.checks.encryption import is_key
from generator.spec.checks.settled import Alarm, account_alarms, table_alarms
from generator.spec.misplaced import holds_tables
from generator.spec.model.notification import ENDPOINTS, Subscription
from generator.spec.model.references import literal_part
from generator.spec.model.settings import STACK_TOPIC
from generator.spec.model.unknown import sure
from generator.spec.parse import Parsed

__all__ = [
    "account_alarms_work",
    "endpoints_fit",
    "endpoints_let_the_topic_in",
    "something_to_make",
    "topic_is_used",
    "topic_key_works",
]


# Endpoints with a policy of their own, and what it must allow.
OWN_POLICIES: Final = {"sqs": "sqs:SendMessage", "lambda": "lambda:InvokeFunction"}


def something_to_make(parsed: Parsed) -> Iterator[Problem]:
    """A stack has a table, or an alarm of the account."""
    written = {str(key): value for key, value in parsed.tree.items()}
    alarms = parsed.spec.account_alarms if parsed.spec else None
    made = alarms and any(alarm.setting.enabled for alarm in account_alarms(alarms, topic=False))
    if written.get("tables") or made:
        return
    if "tables" in written:
        # What took a table away that is not there was meant to be one.
        if written["tables"] == {} and not any(each.code == "DS111" for each in parsed.problems):
            message, hint = "no entries where there must be one", "write tables: {Orders: {partition_key: id}}"
            yield Problem("DS110", message, hint, ("tables",))
    elif not any(holds_tables(key, value) for key, value in written.items()):
        yield Problem("DS102", "the spec has no tables", "add tables: {Orders: {partition_key: id}}")


def account_alarms_work(parsed: Parsed) -> Iterator[Problem]:
    """Account alarms fit their metrics and tell somebody, as those of tables do."""
    if parsed.spec is None or parsed.spec.account_alarms is None:
        return
    alarms = list(account_alarms(parsed.spec.account_alarms, topic=parsed.has_topic))
    yield from mistaken(alarms)
    if nobody_told(alarms):
        hint = "write alarm_actions: [...] with an ARN or a parameter, or alarm_actions: [] if that is meant"
        yield Problem("DS265", "alarms of the account notify nobody", hint, ("account_alarms",), at_key=True)


def endpoints_fit(parsed: Parsed) -> Iterator[Problem]:
    """An endpoint is what its protocol reaches; what a reference stands for cannot be known."""
    topic = parsed.spec.notification_topic if parsed.spec else None
    for name, subscription in topic.subscriptions.items() if topic else ():
        yield from sure(_endpoint_problems(subscription, ("notification_topic", "subscriptions", name, "endpoint")))


def _endpoint_problems(subscription: Subscription, path: Path) -> Iterator[Problem]:
    endpoint, written = ENDPOINTS[subscription.protocol], subscription.endpoint
    if literal_part(written) == written and not endpoint.expression.fullmatch(written):
        message = f"'{written}' is not {endpoint.noun}, which {subscription.protocol} wants"
        yield Problem("DS283", message, f"write such as {endpoint.example}", path)


def endpoints_let_the_topic_in(parsed: Parsed) -> Iterator[Problem]:
    """A queue or a function takes from a topic only what its own policy allows.

    Source: "Fanout to Amazon SQS queues" and "Fanout to Lambda functions" in the SNS Developer Guide.
    """
    topic = parsed.spec.notification_topic if parsed.spec else None
    for name, subscription in topic.subscriptions.items() if topic else ():
        if action := OWN_POLICIES.get(subscription.protocol):
            path = ("notification_topic", "subscriptions", name)
            message = f"'{name}' gets messages only if its own policy lets this topic send them"
            hint = f"allow sns.amazonaws.com {action} there, with the topic as aws:SourceArn"
            yield Problem("DS289", message, hint, path, at_key=True)


def topic_key_works(parsed: Parsed) -> Iterator[Problem]:
    """CloudWatch publishes to an encrypted topic if the policy of its key says so; nobody can change that of AWS' key.

    Source: "Encrypting messages published to Amazon SNS from AWS services" in the SNS Developer Guide.
    """
    topic = parsed.spec.notification_topic if parsed.spec else None
    if topic is None or topic.kms_key is None:
        return
    path = ("notification_topic", "kms_key")
    if literal_part(topic.kms_key).endswith(SNS_ALIAS):
        message = "AWS' own key for SNS does not let CloudWatch publish, so no alarm would reach the topic"
        yield Problem("DS285", message, "name a customer key, or leave kms_key out", path)
    elif not is_key(topic.kms_key):
        hint = "write a key ARN, a key ID, alias/name, an alias ARN, or a parameter that holds one of them"
        yield Problem("DS232", f"'{topic.kms_key}' is not a KMS key", hint, path)
    else:
        hint = "allow cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey* in the policy of the key"
        yield Problem("DS284", "alarms reach this topic only if its key lets CloudWatch use it", hint, path)


def topic_is_used(parsed: Parsed) -> Iterator[Problem]:
    """A topic that no alarm notifies is a mistake, or not needed."""
    if parsed.spec is None or parsed.spec.notification_topic is None:
        return
    if not any(_tells_topic(alarm) for alarm in _alarms(parsed)):
        hint = "leave it out, or leave alarm_actions out of an alarm that is to notify it"
        yield Problem("DS286", "no alarm notifies this topic", hint, ("notification_topic",), at_key=True)


def _alarms(parsed: Parsed) -> Iterator[Alarm]:
    assert parsed.spec is not None
    for name, table in parsed.spec.tables.items():
        yield from table_alarms(AboutTable(name, table, parsed.spec, parsed.tree, topic=True))
    if parsed.spec.account_alarms:
        yield from account_alarms(parsed.spec.account_alarms, topic=True)


def _tells_topic(alarm: Alarm) -> bool:
    setting = alarm.setting
    told = (setting.alarm_actions, setting.ok_actions, setting.insufficient_data_actions)
    return setting.enabled and any(f"${{{STACK_TOPIC}}}" in actions for actions in told if actions)
