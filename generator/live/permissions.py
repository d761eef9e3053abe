"""What a diagnosis is asked about to the IAM policy that it needs, and no more.

Source: the service authorization reference of each service, "Actions, resources, and condition keys".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

__all__ = ["policy"]

STACK: Final = ("cloudformation:DescribeStacks", "cloudformation:GetTemplate", "cloudformation:ListStackResources")
TABLE: Final = (
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeContributorInsights",
    "dynamodb:DescribeKinesisStreamingDestination",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
)
INDEX: Final = ("dynamodb:DescribeContributorInsights",)
STREAM: Final = ("dynamodb:DescribeStream",)
# Those of metric alarms alone; of composite alarms it is told nothing.
ALARM: Final = ("cloudwatch:DescribeAlarms",)
# They take no resource.
ANYTHING: Final = ("application-autoscaling:DescribeScalableTargets", "cloudwatch:GetMetricData")
ROLE: Final = ("iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:SimulatePrincipalPolicy")
USER: Final = (
    "iam:GetUser",
    "iam:ListAttachedUserPolicies",
    "iam:ListGroupsForUser",
    "iam:ListUserPolicies",
    "iam:SimulatePrincipalPolicy",
)
GROUP: Final = ("iam:ListAttachedGroupPolicies",)


def policy(partition: str, *, stack: str, region: str, role: str | None, user: str | None) -> dict[str, Any]:
    """The policy for a stack, and a role and a user where they are asked about; `*` stands for any.

    A stack's tables are not known before it is read, so that what describes tables is for all of them.
    """
    statements = of_stack(f"arn:{partition}", stack, region)
    of_iam = of_principals(f"arn:{partition}:iam::*", role, user)
    return {"Version": "2012-10-17", "Statement": [*statements, *of_iam]}


def of_stack(arn: str, stack: str, region: str) -> Iterator[dict[str, Any]]:
    """The statements for everything but a role or a user."""
    tables = f"{arn}:dynamodb:{region}:*:table/*"
    yield statement("Stack", STACK, f"{arn}:cloudformation:{region}:*:stack/{stack}/*")
    yield statement("Tables", TABLE, tables)
    yield statement("Indexes", INDEX, f"{tables}/index/*")
    yield statement("Streams", STREAM, f"{tables}/stream/*")
    yield statement("Alarms", ALARM, f"{arn}:cloudwatch:{region}:*:alarm:*")
    yield statement("Metrics", ANYTHING, "*")


def of_principals(arn: str, role: str | None, user: str | None) -> Iterator[dict[str, Any]]:
    """The statements for a role and a user, whatever the path of their ARNs."""
    if role:
        yield statement("Role", ROLE, *dict.fromkeys((f"{arn}:role/{role}", f"{arn}:role/*/{role}")))
    if user:
        yield statement("User", USER, *dict.fromkeys((f"{arn}:user/{user}", f"{arn}:user/*/{user}")))
        yield statement("Groups", GROUP, f"{arn}:group/*")


def statement(name: str, actions: tuple[str, ...], *resources: str) -> dict[str, Any]:
    """What may be done to what."""
    return {
        "Sid": name,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": list(resources) if resources[1:] else resources[0],
    }
