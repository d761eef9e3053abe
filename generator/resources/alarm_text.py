"""An alarm's setting to the description that whoever it wakes reads: what happened, and what to do first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from generator.errors import dotted
from generator.resources.alarm_words import called, described, more_than, number, on_the_table, requests, when
from generator.resources.targets import Limit, Target
from generator.spec.model.alarms import Direction
from generator.spec.model.settings import Kind, Setting

__all__ = [
    "capacity",
    "latency",
    "of_account",
    "of_table",
    "replication_latency",
    "system_errors",
    "throttles",
    "with_runbook",
]


def capacity(target: Target, direction: Direction, *, setting: Setting, limit: Limit) -> str:
    """The description of an alarm on the consumed share of a limit."""
    return described(
        setting,
        f"{requests(target, direction)} used more than {setting.threshold} % of its "
        f"{limit.text} a second {when(setting)}.",
        "What goes beyond is throttled.",
        on_the_table(target, direction),
        raised(target, limit),
    )


def raised(target: Target, limit: Limit) -> str:
    """What to do about a limit that is nearly used up."""
    if target.table.existing:
        there = f"have it raised where the table is made, and then {dotted(limit.path)} in the spec"
        return f"If the traffic is wanted, {there}, or else stop its source."
    return f"First raise {dotted(limit.path)} in the spec and deploy if the traffic is wanted, or else stop its source."


def throttles(
    target: Target, direction: Direction, *, setting: Setting, limit: Limit | None, capacity_alarm: str = ""
) -> str:
    """The description of an alarm on throttle events; `capacity_alarm` is the name of the one on the same limit."""
    events = f"had more than {number(setting, 'throttle event')}" if setting.threshold else "were throttled"
    if limit and capacity_alarm:
        first = f"First see whether the {capacity_alarm} alarm beside it is on too, and do as it says."
    elif limit:
        used_up = "is used up" if limit.autoscaled else "are used up"
        raise_it = f"raise {dotted(limit.path)} in the spec"
        then = "have them raised where the table is made" if target.table.existing else raise_it
        first = f"First see whether its {limit.text} {used_up}, and {then}."
    else:
        first = "First see whether the traffic more than doubled within 30 minutes, or met the account's quota."
    return described(
        setting,
        f"{requests(target, direction)} {events} {when(setting)}.",
        on_the_table(target, direction),
        first,
        too_fast(target, direction),
        by_an_index(target, direction),
        hot_key(target),
    )


def too_fast(target: Target, direction: Direction) -> str:
    """What throttles below the maximum of autoscaling, which takes minutes to follow."""
    if not target.table.scaling(direction, index=target.index):
        return ""
    least = dotted((*target.provider(direction), "autoscaling", direction, "min_capacity"))
    return f"If traffic rose within minutes, autoscaling had not followed yet: raise {least} if that comes again."


def by_an_index(target: Target, direction: Direction) -> str:
    """What else throttles the writes to a table."""
    blamed = direction == "write" and target.index is None and target.table.global_secondary_indexes
    return "Then see whether a write-throttles alarm of an index is on: it throttles the table too." if blamed else ""


def hot_key(target: Target) -> str:
    """What else throttles, and what tells which key it is."""
    insights = (target.index or target.table).contributor_insights
    if insights and insights.enabled:
        return "If not, a hot key is likely, and contributor insights names it."
    if target.table.existing:
        return "If not, a hot key is likely: contributor insights names it, once on where the table is made."
    return "If not, a hot key is likely: set contributor_insights: true in the spec and deploy to see which."


def system_errors(target: Target, *, setting: Setting, noun: str = "request") -> str:
    """The description of an alarm on errors of DynamoDB itself; `noun` is what failed."""
    return described(
        setting,
        f"DynamoDB failed {more_than(setting, noun)} to {called(target)} with an error of its own (HTTP 500) "
        f"{when(setting)}.",
        "First look for DynamoDB at the AWS Health Dashboard, and see that clients retry, as the AWS SDKs do.",
        "If no event is there, open a support case.",
    )


def latency(target: Target, operation: str, *, setting: Setting) -> str:
    """The description of an alarm on the time that an operation takes within DynamoDB."""
    statistic = setting.statistic if setting.statistic.startswith("p") else setting.statistic.lower()
    return described(
        setting,
        f"{operation} on {called(target)} took DynamoDB more than {setting.threshold} ms ({statistic}) "
        f"{when(setting)}.",
        "The way there and the client's own time do not count.",
        "First see whether items or results have grown, and read or write less at a time.",
        "If other operations are slow too, look for DynamoDB at the AWS Health Dashboard.",
    )


def conditional_checks(target: Target, *, setting: Setting) -> str:
    """The description of an alarm on writes whose condition did not hold."""
    return described(
        setting,
        f"{more_than(setting, 'write').capitalize()} to {called(target)} failed their condition {when(setting)}.",
        "Each used capacity all the same.",
        "First find the client that writes on top of old data or repeats what is already done.",
    )


def transaction_conflicts(target: Target, *, setting: Setting) -> str:
    """The description of an alarm on requests that met a transaction."""
    return described(
        setting,
        f"{more_than(setting, 'request').capitalize()} to {called(target)} met a transaction on the same item "
        f"{when(setting)}, and were refused.",
        "First find the items that several clients write at once; spread them, or make the transactions smaller.",
    )


def replication_latency(target: Target, region: str, *, setting: Setting) -> str:
    """The description of an alarm on the time that changes take to another Region."""
    return described(
        setting,
        f"Changes of {called(target)} took more than {setting.threshold} ms ({setting.statistic.lower()}) to reach "
        f"{region} {when(setting)}.",
        "Until they do, reads there are of old data.",
        f"First see whether writes to its replica in {region} are throttled, and raise what they are held to.",
        "If not, look for DynamoDB in both Regions at the AWS Health Dashboard, and send clients to another Region.",
    )


def kinesis_age(target: Target, *, setting: Setting) -> str:
    """The description of an alarm on changes that wait for their Kinesis stream."""
    return described(
        setting,
        f"The oldest change of {called(target)} that is not in its Kinesis stream was more than {setting.threshold} ms "
        f"old {when(setting)}.",
        "First see whether the stream throttles writes, and give it more shards.",
        "After 24 hours a change is lost to the stream.",
    )


def kinesis_failures(target: Target, *, setting: Setting) -> str:
    """The description of an alarm on changes that did not come into their Kinesis stream."""
    return described(
        setting,
        f"{more_than(setting, 'change').capitalize()} of {called(target)} did not come into its Kinesis stream "
        f"{when(setting)}, and are lost to its readers.",
        "First look for items above 34 KB, which can become records larger than Kinesis takes.",
    )


OF_TABLE: Final[dict[Kind, Callable[..., str]]] = {
    "conditional_check_failed_requests": conditional_checks,
    "transaction_conflicts": transaction_conflicts,
    "kinesis_record_age": kinesis_age,
    "kinesis_failed_records": kinesis_failures,
}


def of_table(kind: Kind, target: Target, *, setting: Setting) -> str:
    """The description of an alarm of a kind that tables have and indexes have not."""
    return OF_TABLE[kind](target, setting=setting)


def of_account(kind: Kind, *, direction: Direction | None, setting: Setting) -> str:
    """The description of an alarm that exists once for an account and Region."""
    if kind == "user_errors":
        return described(
            setting,
            f"DynamoDB refused {more_than(setting, 'request')} of this account and Region as wrong (HTTP 400) "
            f"{when(setting)}.",
            "First look in CloudTrail and in the clients' logs for validation errors and missing permissions.",
        )
    if kind == "account_capacity":
        used = f"The provisioned {direction} capacity of all tables in this account and Region was"
        quota = "the account's quota"
    else:
        used = f"The table or index with the most provisioned {direction} capacity in this account and Region was at"
        quota = "the quota of a table"
    return described(
        setting,
        f"{used} more than {setting.threshold} % of {quota} {when(setting)}.",
        "Above the quota no capacity can be added, by autoscaling neither.",
        "First ask for a higher quota in Service Quotas if the capacity is wanted, or else lower it.",
    )


def with_runbook(description: str, page: str, anchor: str) -> str:
    """The description, with the address of the section of a page at its end where there is a page."""
    return f"{description} {page}#{anchor}" if page else description
