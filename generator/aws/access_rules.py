"""What an update does to who may do what, and to who is told of trouble: policies and alarms that go or change.

In sources `UG` is the CloudFormation User Guide, `TR` its Template Reference.
"""

from __future__ import annotations

from typing import Final

from generator.aws.rule import Rule

__all__ = ["ACCESS", "NAMED_POLICIES", "UNNAMED"]

# CloudFormation's words of the refused delete: gchq/sleeper issue 3956, there of a stack that is deleted.
KEPT: Final = (
    "IAM deletes no managed policy that a role, a user or a group still has: CloudFormation tries three times, takes "
    "the policy out of the stack and ends in UPDATE_COMPLETE all the same. Who has it keeps what it allows, and no "
    "stack looks after it"
)
SOURCES: Final = (
    "IAM API Reference, DeletePolicy; UG, Monitor the progress of a stack update; gchq/sleeper issue 3956, which "
    "quotes CloudFormation"
)
HOLDERS: Final = "aws iam list-entities-for-policy says who has it"
OR_MOVE: Final = f"or deploy, attach the new policy to those who have the old one, and detach that: {HOLDERS}"
# What to do about a policy that had no name of its own.
UNNAMED: Final = f"take fixed_names out; {OR_MOVE}"

NAMED_POLICIES: Final = {
    "DS695": Rule(
        "a policy gets another name",
        "replaced",
        f"A managed policy keeps its name for life: CloudFormation makes a new one, which nobody has. {KEPT}.",
        f"TR, AWS::IAM::ManagedPolicy, ManagedPolicyName: Update requires: Replacement; {SOURCES}",
        f"put fixed_names back as it was deployed; {OR_MOVE}",
        replaces=True,
    ),
}

ACCESS: Final = {
    "DS668": Rule(
        "a policy is removed",
        "risky",
        f"What it allows is still there to be used. {KEPT}. Where nobody has it, it is gone; one that is made in its "
        "place is attached to nobody.",
        SOURCES,
        "leave it for one more deploy: attach what comes in its place to those who have it, detach it from them, then "
        f"take it out; {HOLDERS}",
    ),
    "DS669": Rule(
        "a policy allows less",
        "risky",
        "Whoever has it is refused, from the deploy on, what it allowed before, unless another policy allows that. "
        "What a statement denies no other policy allows.",
        "IAM User Guide, Policy evaluation logic",
        "see first that nobody who has it does that any more, in CloudTrail or in what its errors say; of a managed "
        f"policy {HOLDERS}",
    ),
    "DS670": Rule(
        "an alarm goes, or notifies nobody, and what it watches stays",
        "risky",
        "From the deploy on nobody is told of what it watches, and nothing else changes that anyone would notice.",
        "CloudWatch User Guide, Using Amazon CloudWatch alarms",
        "see that another alarm tells of it, or that nobody need be told",
    ),
}
