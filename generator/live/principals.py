"""Roles and users in AWS to the policies that they have, and what those let them do with tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from generator.aws import actions
from generator.diagnosis.facts import Principal
from generator.errors import Problem, UsageError
from generator.live.session import Session

__all__ = ["Resources", "principal"]

Resources = Sequence[tuple[str, str, str]]
"""Tables: the logical ID, the ARN, and the ARN of the stream, empty without one."""


def principal(session: Session, kind: Literal["role", "user"], name: str, resources: Resources) -> Principal | None:
    """A role or user; None, and a failed part, when IAM does not say. UsageError when there is none of that name."""
    client = session.client("iam")
    of = {"RoleName": name} if kind == "role" else {"UserName": name}
    found = session.tried(f"the {kind} {name}", lambda: policies(client, kind, of))
    if found is None:
        return None
    arn, attached, inline = found
    decisions = session.tried(
        f"what the {kind} {name} may do",
        lambda: {logical_id: dict(simulated(client, arn, *arns)) for logical_id, *arns in resources},
    )
    return Principal(kind, name, attached, inline, decisions)


def policies(client: Any, kind: str, of: dict[str, str]) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The ARN of a role or user, the ARNs of managed policies by how they come to it, and its inline policies."""
    arn = arn_of(client, kind, of)
    attached = dict.fromkeys(listed(client, f"list_attached_{kind}_policies", of), "attached")
    if kind == "user":
        attached = through_groups(client, of) | attached
    pages = client.get_paginator(f"list_{kind}_policies").paginate(**of)
    return arn, attached, tuple(each for page in pages for each in page["PolicyNames"])


def arn_of(client: Any, kind: str, of: dict[str, str]) -> str:
    """The ARN of a role or user. UsageError when there is none of that name."""
    try:
        told = client.get_role(**of)["Role"] if kind == "role" else client.get_user(**of)["User"]
    except client.exceptions.NoSuchEntityException:
        (name,) = of.values()
        hint = f"a {kind} is named without its path and without the account; see aws iam list-{kind}s"
        raise UsageError([Problem("DS703", f"there is no {kind} {name!a} in this account", hint)]) from None
    return str(told["Arn"])


def listed(client: Any, operation: str, of: dict[str, str]) -> list[str]:
    """The ARNs of attached policies."""
    pages = client.get_paginator(operation).paginate(**of)
    return [each["PolicyArn"] for page in pages for each in page["AttachedPolicies"]]


def through_groups(client: Any, of: dict[str, str]) -> dict[str, str]:
    """The ARNs of policies that a user has by a group."""
    pages = client.get_paginator("list_groups_for_user").paginate(**of)
    groups = [each["GroupName"] for page in pages for each in page["Groups"]]
    return {
        arn: f"by group {group}"
        for group in groups
        for arn in listed(client, "list_attached_group_policies", {"GroupName": group})
    }


def simulated(client: Any, arn: str, table: str, stream: str) -> Iterator[tuple[str, str]]:
    """What IAM says to each action on a table and on its stream; resource policies are not looked at."""
    of_stream = {name for name in actions.ACCESS["stream_read"] if actions.ACTIONS[name].on}
    for resource, names in ((table, actions.ACCESS["read_write"]), (stream, sorted(of_stream))):
        if resource:
            wanted = [f"dynamodb:{name}" for name in names]
            pages = client.get_paginator("simulate_principal_policy").paginate(
                PolicySourceArn=arn, ActionNames=wanted, ResourceArns=[resource]
            )
            for page in pages:
                for each in page["EvaluationResults"]:
                    yield each["EvalActionName"].partition(":")[2], each["EvalDecision"]
