"""What an update does to a table that stays: its indexes, stream, capacity, safety and replicas.

In sources `DG` is the DynamoDB Developer Guide, `UG` the CloudFormation User Guide, `TR` its Template Reference.
"""

from __future__ import annotations

from typing import Final

from generator.aws.rule import Rule

__all__ = ["CAPACITY", "INDEXES", "STREAMS", "VECTORS"]

TABLE_PAGE: Final = "TR, AWS::DynamoDB::Table"
UPDATE_TABLE: Final = "DynamoDB API Reference, UpdateTable"
QUOTAS: Final = "DG, Quotas in Amazon DynamoDB"

INDEXES: Final = {
    "DS621": Rule(
        "more than one index is created or deleted",
        "several deploys",
        "One update creates or deletes one index, counted against what is deployed. A rename is one of each.",
        f"{UPDATE_TABLE}, GlobalSecondaryIndexUpdates; DG, Managing global secondary indexes",
        "one index a deploy, and wait until it is ACTIVE before the next",
        "Cannot perform more than one GSI creation or deletion in a single update",
    ),
    "DS622": Rule(
        "the key schema or projection of an index changes",
        "refused",
        "An index keeps its key and projection for life.",
        f"{TABLE_PAGE}, GlobalSecondaryIndexes",
        "leave {index} as it is and add a new index under another name; remove {index} in a later deploy",
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. "
        "You can create a new GSI with a different name.",
    ),
    "DS623": Rule(
        "an index is created",
        "risky",
        "CloudFormation does not wait for the backfill: the stack is done before the index is, and the next change of "
        "an index must wait until it is ACTIVE.",
        "DG, Managing global secondary indexes",
        "deploy the readers of {key} only when aws dynamodb describe-table says that it is ACTIVE",
    ),
    "DS624": Rule(
        "an index is deleted",
        "risky",
        "Queries of the index fail from then on, and making it again is a new backfill.",
        "DG, Managing global secondary indexes",
        "deploy when nothing reads {key} any more",
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
        "one vector index a deploy, and wait until it is ACTIVE before the next",
    ),
    "DS627": Rule(
        "a vector index changes",
        "refused",
        "UpdateTable adds and removes vector indexes and has no change of one. No source has CloudFormation's words.",
        f"{UPDATE_TABLE}, VectorIndexUpdates",
        "leave {index} as it is and add a vector index under another name; remove {index} in a later deploy",
    ),
    "DS628": Rule(
        "a vector index is added",
        "risky",
        "It answers searches when it is filled, which may be after the stack is done.",
        f"{UPDATE_TABLE}, VectorIndexUpdates",
        "deploy the readers of {key} only when aws dynamodb describe-table says that it is ACTIVE",
    ),
    "DS629": Rule(
        "a vector index is removed",
        "risky",
        "Searches of the index fail from then on, and making it again fills it anew.",
        f"{UPDATE_TABLE}, VectorIndexUpdates",
        "deploy when nothing searches {key} any more",
    ),
}

STREAMS: Final = {
    "DS631": Rule(
        "the view type of a stream changes",
        "risky",
        "The table gets a new stream with a new ARN. Readers of the old one stop, records that they have not read "
        "included; an export of the old ARN that another stack imports blocks the update.",
        "DG, Change data capture for DynamoDB Streams",
        "let the readers catch up first, and point them at the new stream after the deploy",
    ),
    "DS632": Rule(
        "a stream is removed",
        "risky",
        "The stream stops, and its consumers with it.",
        "DG, Change data capture for DynamoDB Streams",
        "remove the consumers first",
    ),
    "DS636": Rule(
        "the stream of a table with several replicas changes",
        "refused",
        "The replicas of an eventually consistent table live by its stream: it is set as long as there is one replica, "
        "and stays. No source has CloudFormation's words.",
        "TR, AWS::DynamoDB::GlobalTable StreamSpecification",
        "leave the stream as it was deployed",
    ),
    "DS637": Rule(
        "changes of a table go to another Kinesis stream, or to none",
        "risky",
        "The stream that is there gets no more records, and what is written meanwhile is in neither.",
        "DG, Using Kinesis Data Streams to capture changes to DynamoDB",
        "point the consumers at the new stream first, and compare the items of the time between",
    ),
    "DS633": Rule(
        "the time to live attribute is renamed",
        "several deploys",
        "Time to live is on one attribute at a time, and a switch takes up to an hour.",
        "DynamoDB API Reference, UpdateTimeToLive",
        "deploy enabled: false under the old name, wait an hour, then deploy the new name",
        "TimeToLive is active on a different AttributeName",
    ),
    "DS634": Rule(
        "time to live is left out while it is on",
        "refused",
        "It is turned off under its attribute's name, not by leaving it out.",
        "aws/aws-cdk issue 25655, which quotes CloudFormation",
        "write time_to_live: {{attribute: {attribute}, enabled: false}}",
        "Invalid request provided: AttributeName property of TimeToLiveSpecification is required when TTL status is "
        "enabled or while enabling/disabling TTL.",
    ),
    "DS635": Rule(
        "time to live is turned on",
        "risky",
        "DynamoDB deletes every item whose attribute holds a time in the past, those written before too. A second "
        "switch within the hour is refused.",
        "DG, Using time to live",
        "look for items with an old or a wrong {attribute} first",
    ),
}

CAPACITY: Final = {
    "DS641": Rule(
        "provisioned becomes on-demand",
        "risky",
        "A table may switch at most 4 times in 24 hours. Scalable targets must go in the same update.",
        "DG, Switching capacity modes",
    ),
    "DS642": Rule(
        "on-demand becomes provisioned",
        "risky",
        "A table may switch at any time; from then on what goes beyond the capacity is throttled, on each index too.",
        "DG, Switching capacity modes",
        "see the consumed capacity of the last weeks first",
    ),
    "DS643": Rule(
        "an index has no capacity on a provisioned table",
        "refused",
        "Every index of a provisioned table needs a capacity.",
        UPDATE_TABLE,
        "give {index} a capacity",
    ),
    "DS644": Rule(
        "capacity is lowered",
        "risky",
        "A table or index may be lowered 4 times at once in a day, then once an hour, 27 times a day.",
        QUOTAS,
        "see the consumed capacity of the last weeks first, and lower it in one step",
    ),
    "DS693": Rule(
        "a scalable target stays for what becomes on-demand",
        "risky",
        "Autoscaling goes on asking for a capacity that is no more; the target must go in the same update.",
        "DG, Switching capacity modes; Application Auto Scaling User Guide, DynamoDB",
        "take {resource} and its policies out in the same deploy",
    ),
    "DS699": Rule(
        "what is autoscaled comes under another logical ID",
        "refused",
        "CloudFormation makes the new target before it removes the old one, and finds it there: the deploy ends with "
        "already exists in stack, and is rolled back.",
        # No page of AWS says so; github.com/sbstjn/serverless-dynamodb-autoscaling/issues/16 and
        # github.com/aws/aws-cdk/issues/15318 show it.
        "UG, Update behaviors of stack resources; Application Auto Scaling API Reference, RegisterScalableTarget",
        "keep the logical ID; or deploy once without the autoscaling, which leaves the capacity as it is, then with it",
    ),
    "DS655": Rule(
        "the capacity of what is autoscaled changes",
        "risky",
        "The deploy sets reads and writes to what is written, whatever autoscaling has reached; a busy table is "
        "throttled until it has scaled out again, and a lower capacity counts against the few decreases of a day.",
        "DG, Managing throughput capacity automatically with DynamoDB auto scaling",
        "leave the capacity as it was deployed; change the bounds instead",
    ),
    "DS656": Rule(
        "autoscaling is removed",
        "risky",
        "Its policies and schedules go, and the capacity stays where they left it, too little or too dear, unless this "
        "deploy changes it as well. Capacity alarms from here then measure against what is written.",
        # That nothing else happens to the capacity is what the two do not say: the update leaves the table as it is.
        "Application Auto Scaling API Reference, DeregisterScalableTarget; UG, Update behaviors of stack resources",
        "see what is provisioned (aws dynamodb describe-table) and consumed, then set the capacity that it shall have",
    ),
    "DS645": Rule(
        "the table class changes",
        "risky",
        "A table may change its class twice in 30 days.",
        QUOTAS,
        "compare the cost of storage and of requests over a month first; the way back counts too",
    ),
    "DS646": Rule(
        "warm throughput is lowered",
        "refused",
        "Warm throughput only grows.",
        "DG, Understanding DynamoDB warm throughput",
        "leave it out, or write what is deployed or more",
    ),
    "DS647": Rule(
        "the encryption key changes",
        "risky",
        "A table may change its key 4 times in 24 hours. Items stay readable only while the old key is there, backups "
        "and the stream's last 24 hours among them.",
        f"{QUOTAS}; DG, DynamoDB encryption at rest: usage notes",
        "do not disable the old key",
    ),
    "DS648": Rule(
        "deletion protection is turned off",
        "risky",
        "From then on anyone who may delete the table can.",
        "DG, Using deletion protection",
        "leave it on unless this is the way to a wanted delete",
    ),
    "DS649": Rule(
        "point-in-time recovery is turned off",
        "risky",
        "All recovery points are gone at once; turning it on again starts from nothing.",
        "DG, Point-in-time recovery",
        "make a backup on demand first",
    ),
    "DS650": Rule(
        "the recovery period is shortened",
        "risky",
        "Recovery points older than the new period are gone at once.",
        "DynamoDB API Reference, PointInTimeRecoverySpecification",
    ),
    "DS651": Rule(
        "more than one replica is added or removed",
        "several deploys",
        "One update adds or removes one replica; with STRONG consistency, with its witness. No source has the words in "
        "which more are refused, nor says whether the update does anything before that.",
        "TR, AWS::DynamoDB::GlobalTable, Replicas",
        "one replica a deploy",
    ),
    "DS652": Rule(
        "a replica is added",
        "risky",
        "The items are copied to the Region, which takes time and is billed as replicated writes.",
        "TR, AWS::DynamoDB::GlobalTable, Replicas",
        "deploy it on its own, and what reads and writes in {key} when aws dynamodb describe-table says ACTIVE of it",
    ),
    "DS653": Rule(
        "a replica is removed",
        "risky",
        "The table in that Region is deleted, unless the stack is in that Region, whose replica must stay.",
        "TR, AWS::DynamoDB::GlobalTable, Replicas",
        "move the readers and writers of {key} to another Region first",
    ),
    "DS659": Rule(
        "a resource policy is removed",
        "risky",
        "Whom it let in, such as other accounts, is refused from then on; what it denied is open to those whom their "
        "own policies let in.",
        "DG, Using resource-based policies for DynamoDB",
        "see in CloudTrail who comes by it first",
    ),
    "DS690": Rule(
        "a protected replica is removed",
        "refused",
        "DynamoDB refuses to delete the table in that Region.",
        "DG, Using deletion protection",
        "deploy deletion_protection: false on the replica in {key} first",
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    ),
    "DS654": Rule(
        "the replica of the stack's own Region is removed",
        "refused",
        "The Region in which the stack is must be among the replicas, and a stack stays in its Region, whatever region "
        "the spec says.",
        "TR, AWS::DynamoDB::GlobalTable, Replicas",
        "keep {key} among the replicas; to move: add the other replica and deploy, keep the tables (deletion_policy: "
        "Retain) and delete the stack, then import them in a stack there",
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
