"""A stack in AWS to the template that it was deployed with."""

from __future__ import annotations

import json
from typing import Any, Final

from generator.errors import Problem, UsageError

__all__ = ["deployed_template"]

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
    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        hint = "pip install 'dynaspec[live]'"
        raise UsageError([Problem("DS686", "--stack needs boto3, which is not installed", hint)]) from None
    try:
        client = boto3.Session(region_name=region).client("cloudformation")
        state: str = client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        check_state(name, state)
        body: Any = client.get_template(StackName=name, TemplateStage="Original")["TemplateBody"]
    except ClientError as error:
        raise UsageError([refused(name, error.response.get("Error", {}))]) from None
    except (BotoCoreError, ValueError) as error:
        hint = "see the credentials and the Region with aws sts get-caller-identity and aws configure list"
        said = " ".join(str(error).split()).rstrip(".")
        raise UsageError([Problem("DS687", f"cannot ask AWS: {said}", hint)]) from None
    return (body if isinstance(body, str) else json.dumps(body)).encode("utf-8", "surrogatepass")


def check_state(name: str, state: str) -> None:
    """UsageError when a stack in this state takes no update."""
    hint = NO_UPDATE.get(state) or ("wait until it is done" if state.endswith("_IN_PROGRESS") else "")
    if hint:
        message = f"the stack {name!a} is in {state} and takes no update"
        raise UsageError([Problem("DS689", message, hint.format(name=name))])


def refused(name: str, error: dict[str, str]) -> Problem:
    """The problem of a request that AWS refused."""
    said = " ".join(error.get("Message", "").split()).rstrip(".")
    if "does not exist" in said:
        hint = "see aws cloudformation list-stacks in the same account and Region"
        return Problem("DS688", f"there is no stack {name!a}", hint)
    hint = "it needs cloudformation:DescribeStacks and cloudformation:GetTemplate"
    return Problem("DS687", f"AWS refused: {error.get('Code', 'no code')}: {said}", hint)
