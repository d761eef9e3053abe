"""A table to what can be the matter with its requests: errors of DynamoDB, time they take, refusals, missing rights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws import metrics
from generator.pages import commands
from generator.pages.features import simulated
from generator.pages.situation import Look, Situation, key, told
from generator.pages.stack import View
from generator.resources import names
from generator.resources.policies import granted
from generator.resources.targets import settled

__all__ = ["situations"]

# What is looked at where no alarm is on the latency of an operation.
COMMON: Final = ("GetItem", "Query", "PutItem", "UpdateItem")


def situations(view: View) -> Iterator[Situation]:
    """The sections that every table has, and those of alarms on counts."""
    yield access(view)
    yield system_errors(view)
    yield latency(view)
    for alarm in view.alarms:
        if alarm.kind in ("conditional_check_failed_requests", "transaction_conflicts"):
            yield refusals(view, alarm.kind)


def access(view: View) -> Situation:
    """A client is denied what it needs."""
    policies = granted(view.written)
    attached = commands.aws(
        view, "iam list-attached-role-policies", '--role-name "$ROLE"', "--query 'AttachedPolicies[].PolicyArn'"
    )
    inline = commands.aws(view, "iam list-role-policies", '--role-name "$ROLE"', "--query PolicyNames")
    of_user = commands.aws(
        view, "iam list-attached-user-policies", '--user-name "$USER_NAME"', "--query 'AttachedPolicies[].PolicyArn'"
    )
    inline_of_user = commands.aws(view, "iam list-user-policies", '--user-name "$USER_NAME"', "--query PolicyNames")
    groups = commands.aws(view, "iam list-groups-for-user", '--user-name "$USER_NAME"', "--query 'Groups[].GroupName'")
    of_group = commands.aws(
        view, "iam list-attached-group-policies", '--group-name "$GROUP"', "--query 'AttachedPolicies[].PolicyArn'"
    )
    inline_of_group = commands.aws(view, "iam list-group-policies", '--group-name "$GROUP"', "--query PolicyNames")
    by_groups = commands.each_of("GROUP", [f"$({groups})"], f"{of_group}\n{inline_of_group}")
    prefix = f"{view.table_id}Policy"
    ours = commands.aws(
        view,
        "cloudformation describe-stacks",
        f"--stack-name {view.stack.name}",
        f"--query \"Stacks[0].Outputs[?starts_with(OutputKey, '{prefix}')].[OutputKey, OutputValue]\"",
        lines=True,
    )
    table_arn = commands.aws(
        view, "dynamodb describe-table", f"--table-name {commands.table_name(view)}", "--query Table.TableArn"
    )
    role = ': "${ROLE:?set it to the name of the role, as in ROLE=orders-api}"'
    user = ': "${USER_NAME:?set it to the name of the user}"'
    looks = [
        Look(
            "What a role has attached, and its inline policies:",
            commands.shell(view, role, attached, inline, named=False),
        ),
        Look(
            "What a user has attached, its inline policies, and both of each of its groups:",
            commands.shell(view, user, of_user, inline_of_user, by_groups, named=False),
        ),
        Look("Whether the role may read and write the table:", simulated(view, "read_write", table_arn)),
    ]
    mitigation = [
        "Nothing of ours is attached: attach the one of the [policies](#policies) that allows what the client does.",
        "All that is needed is attached: look for a Deny, a permissions boundary, the resource policy, the key.",
    ]
    if policies:
        looks.insert(2, Look("The ARNs of ours, to compare with:", commands.shell(view, ours, named=False)))
        place = key("tables", view.table_id, "policies", "custom")
        mitigation.insert(1, f"None of them fits: describe one in {place}, and deploy. {told('DS601')}")
    return Situation(
        "Incorrect IAM policy attached",
        ("access",),
        "A client gets AccessDeniedException, or may do more than it should.",
        "Its requests fail at once, and no alarm of the table counts them.",
        tuple(looks),
        tuple(mitigation),
    )


def system_errors(view: View) -> Situation:
    """DynamoDB fails."""
    anchors = tuple(each.anchor for each in view.alarms if each.kind == "system_errors")
    counted = commands.totals(
        view,
        metrics.SYSTEM_ERRORS.name,
        variable="OPERATION",
        values=metrics.OPERATIONS,
        dimension="Operation",
        query="sum(Datapoints[].Sum)",
        statistic="Sum",
    )
    return Situation(
        "System errors",
        anchors or (names.alarm_label("system_errors"),),
        "DynamoDB answers requests with an error of its own (HTTP 500).",
        "A write that failed may have been done all the same; the AWS SDKs retry.",
        (
            Look(
                f"Errors of the last {commands.HOURS} hours by operation, for the metric has no total of a table:",
                commands.shell(view, counted, window=True),
            ),
        ),
        (
            "Look for DynamoDB at the AWS Health Dashboard. If no event is there, open a support case.",
            "See that clients retry with backoff. Nothing in the spec changes it.",
        ),
    )


def latency(view: View) -> Situation:
    """DynamoDB is slow."""
    target = view.targets[0]
    alarms = [each for each in view.alarms if each.kind == "latency"]
    operations = [str(each.path[-1]) for each in alarms] or list(COMMON)
    statistics = {
        operation: settled(target, "latency", operation=operation).statistic if alarms else "Average"
        for operation in operations
    }
    loops = []
    for statistic in dict.fromkeys(statistics.values()):
        field = f'ExtendedStatistics."{statistic}"' if statistic.startswith("p") else statistic
        loops.append(
            commands.totals(
                view,
                metrics.LATENCY.name,
                variable="OPERATION",
                values=[each for each in operations if statistics[each] == statistic],
                dimension="Operation",
                query=f"max(Datapoints[].{field})",
                statistic=statistic,
            )
        )
    return Situation(
        "Latency",
        tuple(each.anchor for each in alarms) or ("latency",),
        "DynamoDB takes long for requests that succeed; the way there and the client's own time do not count.",
        "Clients wait, and may time out and retry, which adds to the load.",
        (
            Look(
                f"The slowest minute of the last {commands.HOURS} hours by operation, in ms:",
                commands.shell(view, *loops, window=True),
            ),
        ),
        (
            "One operation is slow: see whether its items or results have grown, and read or write less at a time.",
            "All are: look for DynamoDB at the AWS Health Dashboard. None is: look at the client and its network.",
        ),
    )


def refusals(view: View, kind: str) -> Situation:
    """Writes whose condition did not hold, or requests that met a transaction."""
    conditions = kind == "conditional_check_failed_requests"
    metric = metrics.CONDITIONAL_CHECK_FAILED_REQUESTS if conditions else metrics.TRANSACTION_CONFLICTS
    counted = commands.metric(
        view,
        metric.name,
        dimensions=(),
        period=300,
        statistic="Sum",
        query="sort_by(Datapoints,&Timestamp)[].[Timestamp,Sum]",
    )
    return Situation(
        "Failed conditions" if conditions else "Transaction conflicts",
        tuple(each.anchor for each in view.alarms if each.kind == kind),
        "Writes fail the condition that they come with."
        if conditions
        else "Requests meet a transaction on the same item.",
        "Each used capacity all the same." if conditions else "They are refused, and the AWS SDKs retry them.",
        (
            Look(
                f"Every five minutes of the last {commands.HOURS} hours:",
                commands.shell(view, commands.dated(counted), window=True),
            ),
        ),
        (
            "Find the client that writes on top of old data or repeats what is already done."
            if conditions
            else "Find the items that several clients write at once; spread them, or make the transactions smaller.",
        ),
    )
