"""A stack in AWS to the template that it was deployed with."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

from generator.errors import Problem, UsageError
from generator.live.session import Session, asked, opened, said

__all__ = ["as_deployed", "deployed_template", "described"]

# States in which no update is taken, and what to do; https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
NO_UPDATE: Final = {
    "CREATE_FAILED": "delete the stack and deploy again",
    "DELETE_COMPLETE": "the stack is deleted; a deploy makes a new one",
    "DELETE_FAILED": "see why in its events, then delete it again",
    "REVIEW_IN_PROGRESS": "nothing is deployed yet: execute or delete its change set",
    "ROLLBACK_COMPLETE": "delete the stack, then deploy again",
    "ROLLBACK_FAILED": "turn deletion protection off, delete the stack, deploy again",
    "UPDATE_ROLLBACK_FAILED": "aws cloudformation continue-update-rollback --stack-name {name}",
}


def deployed_template(name: str, *, region: str | None) -> bytes:
    """The template as it was handed to CloudFormation; `region` None leaves the Region to the environment.

    UsageError without boto3, credentials, Region or stack, and when the stack is in a state that takes no update.
    """
    session = opened(region, wanted_by="--stack")
    check_state(name, described(session, name)["StackStatus"])
    with asked(partial(refused, session, name, "GetTemplate")):
        return as_deployed(session, name)


def described(session: Session, name: str) -> dict[str, Any]:
    """What CloudFormation says of the stack. UsageError without credentials, permission or stack."""
    with asked(partial(refused, session, name, "DescribeStacks")):
        found: dict[str, Any] = session.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
        return found


def as_deployed(session: Session, name: str) -> bytes:
    """The template as it was handed to CloudFormation."""
    client = session.client("cloudformation")
    body: Any = client.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
    return (body if isinstance(body, str) else json.dumps(body)).encode("utf-8", "surrogatepass")


def check_state(name: str, state: str) -> None:
    """UsageError when a stack in this state takes no update."""
    hint = NO_UPDATE.get(state) or ("wait until it is done" if state.endswith("_IN_PROGRESS") else "")
    if hint:
        message = f"the stack {name!a} is in {state} and takes no update"
        raise UsageError([Problem("DS689", message, hint.format(name=name))])


def refused(session: Session, name: str, operation: str, error: dict[str, str]) -> Problem:
    """The problem of an operation that AWS refused."""
    message = said(error.get("Message", ""))
    if "does not exist" in message:
        hint = "see aws cloudformation list-stacks in the same account, or name another Region"
        return Problem("DS688", f"there is no stack {name!a} in {session.region}", hint)
    hint = f"it needs cloudformation:{operation}; dynaspec diagnose --policy prints all that diagnose needs"
    return Problem("DS687", f"AWS refused: {error.get('Code', 'no code')}: {message}", hint)
