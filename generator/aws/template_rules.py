"""What an update does with what is no property of a resource, and what the templates do not tell.

In sources `DG` is the DynamoDB Developer Guide, `UG` the CloudFormation User Guide, `TR` its Template Reference.
"""

from __future__ import annotations

from typing import Final

from generator.aws.rule import Rule

__all__ = ["TEMPLATE"]


TEMPLATE: Final = {
    "DS671": Rule(
        "something changes that is no property of a resource",
        "in place",
        "The guide says that a change of this alone is no update, so that a deploy of nothing else may find nothing to "
        "do; the API of change sets lists DeletionPolicy among what they change.",
        "TR, DeletionPolicy attribute; CloudFormation API Reference, ResourceChange",
        "change a property with it where it must arrive",
    ),
    "DS672": Rule(
        "an output changes",
        "in place",
        "No resource changes by that alone: it has the new value after the deploy, or is gone.",
        "UG, Outputs",
    ),
    "DS673": Rule(
        "an export changes or goes",
        "risky",
        "While another stack imports it, CloudFormation refuses the update and rolls it back.",
        "UG, Get exported outputs from a deployed stack",
        "aws cloudformation list-imports --export-name {export} says who imports it",
        "Export {export} cannot be deleted as it is in use by ...",
    ),
    "DS674": Rule(
        "a new parameter has no default",
        "risky",
        "A stack that exists has no value for it: the deploy is refused without one, before anything changes.",
        "AWS CLI Command Reference, cloudformation deploy",
        "deploy with --parameter-overrides {parameter}=...",
        "Parameters: [{parameter}] must have values",
    ),
    "DS675": Rule(
        "the default of a parameter changes",
        "risky",
        "A stack that exists keeps the value that it has; only a new stack takes the new default.",
        "AWS CLI Command Reference, cloudformation deploy; CloudFormation API Reference, Parameter, UsePreviousValue",
        "deploy with --parameter-overrides {parameter}=... where the value shall change",
    ),
    "DS676": Rule("a parameter changes", "in place", "No resource changes by that alone.", "UG, Parameters"),
    "DS677": Rule(
        "a resource of a type without a schema here changes",
        "unknown",
        "Which of its properties only a create can set is not known here: it may be made anew, without what it holds.",
        "CloudFormation CLI User Guide, Resource type schema; the schemas that cfn-lint brings",
        "ask a change set before the deploy: aws cloudformation create-change-set",
    ),
    "DS678": Rule(
        "a value that only the deploy knows decides whether the resource is replaced",
        "unknown",
        "A function stands where only a create can set the value: whether it differs from what is deployed cannot be "
        "known from the templates. If it does, CloudFormation copies nothing that the old one holds.",
        "UG, Intrinsic function reference",
        "ask a change set before the deploy: aws cloudformation create-change-set",
        replaces=True,
    ),
    "DS679": Rule(
        "what changes depends on a value that only the deploy knows",
        "unknown",
        "A function or a condition stands where the value decides: what it comes to is not in the templates.",
        "UG, Intrinsic function reference",
        "ask a change set before the deploy: aws cloudformation create-change-set",
    ),
    "DS696": Rule(
        "a stack has no spec any more",
        "risky",
        "The spec is gone, or was renamed or moved, or has other environments, and CloudFormation knows nothing of "
        "that: the stack stays as it is, and nothing tends to it. The template of a spec that was renamed makes "
        "another stack with new, empty tables, or fails at names that exist already.",
        "UG, Managing AWS resources as a single unit with CloudFormation stacks",
        "delete the stack if that is meant; if the spec was renamed or moved, deploy the new template to the old stack",
        replaces=True,
    ),
}
