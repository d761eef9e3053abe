"""What an update does to the indexes and vector indexes of a table that stays.

In sources `DG` is the DynamoDB Developer Guide, `UG` the CloudFormation User Guide, `TR` its Template Reference.
"""

from __future__ import annotations

from typing import Final

from generator.aws.rule import Rule

__all__ = ["INDEXES", "VECTORS"]

TABLE_PAGE: Final = "TR, AWS::DynamoDB::Table"
UPDATE_TABLE: Final = "DynamoDB API Reference, UpdateTable"

INDEXES: Final = {
    "DS621": Rule(
        "more than one index is created or deleted",
        "several deploys",
        "One update creates or deletes one index, counted against what is deployed. A rename is one of each. More in "
        "one deploy are refused, and it is rolled back.",
        f"{UPDATE_TABLE}, GlobalSecondaryIndexUpdates; DG, Managing global secondary indexes",
        "one index a deploy, and wait until it is ACTIVE before the next; dynaspec plan writes these deploys",
        "Cannot perform more than one GSI creation or deletion in a single update",
    ),
    "DS622": Rule(
        "the key schema or projection of an index changes",
        "refused",
        "An index keeps its key and projection for life: the deploy is rolled back, and the index stays as it is.",
        f"{TABLE_PAGE}, GlobalSecondaryIndexes",
        "leave {index} as it is and add a new index under another name; remove {index} in a later deploy; dynaspec "
        "plan writes these deploys",
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. "
        "You can create a new GSI with a different name.",
    ),
    "DS623": Rule(
        "an index is created",
        "risky",
        "The table serves reads and writes meanwhile. CloudFormation does not wait for the backfill: the stack is done "
        "before the index is, and the next change of an index must wait until it is ACTIVE. Each item that is written "
        "to the index is billed as a write, and where few values of its key take them all, writes of the table are "
        "throttled too.",
        "DG, Managing global secondary indexes",
        "deploy the readers of {index} only when aws dynamodb describe-table says that it is ACTIVE",
    ),
    "DS624": Rule(
        "an index is deleted",
        "risky",
        "Queries of the index fail from then on. The items stay in the table; making the index again is a "
        "new backfill.",
        "DG, Managing global secondary indexes",
        "deploy when nothing reads {index} any more",
    ),
    "DS625": Rule(
        "an index is created or deleted together with other changes of its table",
        "risky",
        "One UpdateTable request does one of these; when a later one fails, the index is rolled back as well.",
        UPDATE_TABLE,
        "deploy the index on its own",
    ),
}

VECTORS: Final = {
    "DS626": Rule(
        "more than one vector index is added or removed",
        "several deploys",
        "One UpdateTable request adds or removes one vector index. No source settles whether CloudFormation makes "
        "several requests of one update.",
        f"{UPDATE_TABLE}, VectorIndexUpdates",
        "one vector index a deploy, and wait until it is ACTIVE before the next; dynaspec plan writes these deploys",
    ),
    "DS627": Rule(
        "a vector index changes",
        "refused",
        "UpdateTable adds and removes vector indexes and has no change of one. No source has CloudFormation's words.",
        f"{UPDATE_TABLE}, VectorIndexUpdates",
        "leave {index} as it is and add a vector index under another name; remove {index} in a later deploy; "
        "dynaspec plan writes these deploys",
    ),
    "DS628": Rule(
        "a vector index is added",
        "risky",
        "It answers searches when it is filled, which may be after the stack is done.",
        f"{UPDATE_TABLE}, VectorIndexUpdates",
        "deploy the readers of {index} only when aws dynamodb describe-table says that it is ACTIVE",
    ),
    "DS629": Rule(
        "a vector index is removed",
        "risky",
        "Searches of the index fail from then on. The items stay in the table; making the index again fills it anew.",
        f"{UPDATE_TABLE}, VectorIndexUpdates",
        "deploy when nothing searches {index} any more",
    ),
}
