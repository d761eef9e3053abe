"""What an update does to the replicas of a table that stays, and to the Region that it is at home in.

In sources `DG` is the DynamoDB Developer Guide, `UG` the CloudFormation User Guide, `TR` its Template Reference.
"""

from __future__ import annotations

from typing import Final

from generator.aws.rule import Rule

__all__ = ["REPLICAS"]

GLOBAL_TABLE_PAGE: Final = "TR, AWS::DynamoDB::GlobalTable, Replicas"

REPLICAS: Final = {
    "DS651": Rule(
        "more than one replica is added or removed",
        "several deploys",
        "One update adds or removes one replica; with STRONG consistency, with its witness. No source has the words in "
        "which more are refused, nor says whether the update does anything before that.",
        GLOBAL_TABLE_PAGE,
        "one replica a deploy; dynaspec plan writes these deploys",
    ),
    "DS652": Rule(
        "a replica is added",
        "risky",
        "The items are copied to the Region, which takes time, and is billed by their size as a restore is, with what "
        "goes from Region to Region. From then on each write is billed in each Region.",
        f"{GLOBAL_TABLE_PAGE}; AWS Prescriptive Guidance, Global tables FAQ",
        "deploy it on its own, and what reads and writes in {region} when aws dynamodb describe-table says ACTIVE of "
        "it",
    ),
    "DS653": Rule(
        "a replica is removed",
        "risky",
        "The table in that Region is deleted, and the items stay in the others. The replica of the stack's own Region "
        "must stay.",
        GLOBAL_TABLE_PAGE,
        "move the readers and writers of {region} to another Region first",
    ),
    "DS690": Rule(
        "a protected replica is removed",
        "refused",
        "DynamoDB refuses to delete the table in that Region: the deploy fails, and the replica stays.",
        "DG, Using deletion protection",
        "deploy deletion_protection: false on the replica in {region} first",
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    ),
    "DS654": Rule(
        "the replica of the stack's own Region is removed",
        "refused",
        "The Region in which the stack is must be among the replicas, and a stack stays in its Region, whatever region "
        "the spec says.",
        GLOBAL_TABLE_PAGE,
        "keep {region} among the replicas; to move: add the other replica and deploy, keep the tables "
        "(deletion_policy: Retain) and delete the stack, then import them in a stack there",
    ),
    "DS657": Rule(
        "the spec says another Region than that of the stack",
        "refused",
        "A stack stays in the Region in which it was created, and its policies and alarms are written for that. "
        "Deployed in the other Region the template is another stack: its table is there already as a replica of this "
        "one, or, without a name of its own, is new and empty.",
        "DG, Best practices for global tables; UG, Managing AWS resources as a single unit with CloudFormation stacks",
        "put region back; to move: keep the tables (deletion_policy: Retain), delete the stack, then import them in a "
        "stack in the other Region",
        replaces=True,
    ),
}
