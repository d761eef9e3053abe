"""Roles and users in AWS to the policies that they have, and what those let them do with tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from generator.aws import actions
from generator.diagnosis.facts import Principal
from generator.errors import Problem
from generator.live.session import Session

__all__ = ["Resources", "named", "principal"]

Resources = Sequence[tuple[str, str, str]]
"""Tables: the logical ID, the ARN, and the ARN of the stream, empty without one."""


def named(written: str) -> str:
    """The name of a role or user, of which the ARN may be written, or that of a role's session as refusals have it."""
    if not written.startswith("arn:"):
        return written
    kind, *path = written.rpartition(":")[2].split("/")
    return path[0 if kind == "assumed-role" else -1] if path else written


def principal(session: Session, kind: Literal["role", "user"], written: str, resources: Resources) -> Principal | None:
    """A role or user by name or ARN; None, and a failed part, when there is none or IAM does not say."""
    client, name = session.client("iam"), named(written)
    of = {"RoleName": name} if kind == "role" else {"UserName": name}
    arn = session.tried(f"the {kind} {name}", lambda: arn_of(client, kind, of))
    if arn == "" or (arn and written.startswith("arn:") and account(arn) != account(written)):
        hint = f"see aws iam list-{kind}s; the rest is told without it"
        session.failed.append(Problem("DS703", f"there is no {kind} {written!a} in this account", hint))
        return None
    found = session.tried(f"the policies of the {kind} {name}", lambda: policies(client, kind, of)) if arn else None
    if not arn or found is None:
        return None
    attached, inline = found
    decisions = session.tried(
        f"what the {kind} {name} may do",
        lambda: {logical_id: dict(simulated(client, arn, *arns)) for logical_id, *arns in resources},
    )
    return Principal(kind, name, attached, inline, decisions)


def policies(client: Any, kind: str, of: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The ARNs of managed policies by how they come to a role or user, and its inline policies."""
    attached = dict.fromkeys(listed(client, f"list_attached_{kind}_policies", of), "attached")
    if kind == "user":
        attached = through_groups(client, of) | attached
    pages = client.get_paginator(f"list_{kind}_policies").paginate(**of)
    return attached, tuple(each for page in pages for each in page["PolicyNames"])


def arn_of(client: Any, kind: str, of: dict[str, str]) -> str:
    """The ARN of a role or user; empty when there is none of that name."""
    try:
        told = client.get_role(**of)["Role"] if kind == "role" else client.get_user(**of)["User"]
    except client.exceptions.NoSuchEntityException:
        return ""
    return str(told["Arn"])


def account(arn: str) -> str:
    """The account in an ARN."""
    return arn.split(":")[4] if arn.count(":") >= 5 else ""


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
