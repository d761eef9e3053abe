"""What an update does to a table that stays: its stream, time to live, capacity and safety.

In sources `DG` is the DynamoDB Developer Guide, `UG` the CloudFormation User Guide, `TR` its Template Reference.
"""

from __future__ import annotations

from typing import Final

from generator.aws.rule import Rule

__all__ = ["CAPACITY", "SAFETY", "STREAMS"]

UPDATE_TABLE: Final = "DynamoDB API Reference, UpdateTable"
QUOTAS: Final = "DG, Quotas in Amazon DynamoDB"

STREAMS: Final = {
    "DS631": Rule(
        "the view type of a stream changes",
        "risky",
        "The table gets a new stream with a new ARN. The old one gets no more records and is readable for 24 hours: "
        "who moves to the new one before it is read to its end misses the rest. An export of the old ARN that another "
        "stack imports blocks the update.",
        "DG, Change data capture for DynamoDB Streams",
        "let the readers catch up first, and point them at the new stream after the deploy",
    ),
    "DS632": Rule(
        "a stream is removed",
        "risky",
        "The stream gets no more records and is readable for 24 hours. What follows it, such as a function, stands "
        "still from then on; the items stay.",
        "DG, Change data capture for DynamoDB Streams",
        "let the consumers catch up, and remove them first",
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
        "Time to live is on one attribute at a time, and a switch takes up to an hour: a rename in one deploy is "
        "rolled back. Between the two no item expires.",
        "DynamoDB API Reference, UpdateTimeToLive",
        "deploy enabled: false under the old name, wait an hour, then deploy the new name; dynaspec plan writes these "
        "deploys",
        "TimeToLive is active on a different AttributeName",
    ),
    "DS634": Rule(
        "time to live is left out while it is on",
        "refused",
        "It is turned off under its attribute's name, not by leaving it out: the deploy is rolled back, and items go "
        "on expiring.",
        "aws/aws-cdk issue 25655, which quotes CloudFormation",
        "write time_to_live: {{attribute: {attribute}, enabled: false}}",
        "Invalid request provided: AttributeName property of TimeToLiveSpecification is required when TTL status is "
        "enabled or while enabling/disabling TTL.",
    ),
    "DS635": Rule(
        "time to live is turned on",
        "risky",
        "DynamoDB deletes every item whose attribute holds a time of the last five years, those written before too, "
        "within a few days; only backups and recovery points have them then. A second switch within the hour "
        "is refused.",
        "DG, Using time to live",
        "look for items with an old or a wrong {attribute} first",
    ),
}

CAPACITY: Final = {
    "DS641": Rule(
        "provisioned becomes on-demand",
        "risky",
        "The table serves at its old capacity for the minutes that the switch takes, then bills each request. A table "
        "may switch at most 4 times in 24 hours. Scalable targets must go in the same update.",
        "DG, Considerations when switching capacity modes",
        "take its autoscaling out in the same deploy, and set on_demand_throughput where the bill shall have a bound",
    ),
    "DS642": Rule(
        "on-demand becomes provisioned",
        "risky",
        "A table may switch at any time; from then on what goes beyond the capacity is throttled, on each index too.",
        "DG, Considerations when switching capacity modes",
        "see the consumed capacity of the last weeks first, of each index too, and begin with its peaks",
    ),
    "DS643": Rule(
        "an index has no capacity on a table that becomes provisioned",
        "refused",
        "Every index of a provisioned table needs a capacity of its own: the deploy is rolled back, and the table "
        "stays on-demand.",
        UPDATE_TABLE,
        "give {index} a capacity",
    ),
    "DS644": Rule(
        "capacity is lowered",
        "risky",
        "What goes beyond it is throttled from then on. A table or index may be lowered 4 times at once in a day, then "
        "once an hour, 27 times a day.",
        QUOTAS,
        "see the consumed capacity of the last weeks first, and lower it in one step",
    ),
    "DS693": Rule(
        "a scalable target stays for what becomes on-demand",
        "risky",
        "Autoscaling goes on asking for a capacity that is no more; the target must go in the same update.",
        "DG, Considerations when switching capacity modes; Application Auto Scaling User Guide, Amazon DynamoDB and "
        "Application Auto Scaling",
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
        "The items stay; storage and requests have other prices, those of the indexes too. A table may change its "
        "class twice in 30 days.",
        f"DG, Considerations when choosing a table class; {QUOTAS}",
        "compare the cost of storage and of requests over a month first; the way back counts too",
    ),
    "DS646": Rule(
        "warm throughput is lowered",
        "refused",
        "Warm throughput only grows: the deploy is rolled back, and the table keeps what it has.",
        "DG, Understanding DynamoDB warm throughput",
        "leave it out, or write what is deployed or more",
    ),
}

SAFETY: Final = {
    "DS647": Rule(
        "the encryption key changes",
        "risky",
        "A table may change its key 4 times in 24 hours. Items stay readable only while the old key is there, backups "
        "and the stream's last 24 hours among them.",
        f"{QUOTAS}; DG, DynamoDB encryption at rest: usage notes",
        "keep the old key enabled until aws dynamodb describe-table shows the new one, and for as long as backups "
        "under it are kept",
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
        "Recovery points older than the new period are gone at once, and the bill stays as it is: it goes by the size "
        "of the table, whatever the period.",
        "DynamoDB API Reference, PointInTimeRecoverySpecification; DG, Point-in-time recovery",
        "restore to another table first what may be needed from before",
    ),
    "DS659": Rule(
        "a resource policy is removed",
        "risky",
        "Whom it let in, such as other accounts, is refused from then on; what it denied is open to those whom their "
        "own policies let in.",
        "DG, Resource-based policies",
        "see in CloudTrail who comes by it first",
    ),
}
