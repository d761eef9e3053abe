"""Live tables to what the AWS CLI prints of them: the documents that an import of files reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from generator.aws.states import GOING
from generator.errors import Problem, UsageError
from generator.live.session import LOG_IN, UNKNOWN_CALLER, Session, asked, said

__all__ = ["Document", "as_json", "documents", "names", "policy"]

Document = dict[str, Any]
"""What describe-table and the other commands print of a table in one Region."""

# Each request of a table, and what of the answer counts.
ANSWERS: Final = {
    "describe_time_to_live": "TimeToLiveDescription",
    "describe_continuous_backups": "ContinuousBackupsDescription",
    "describe_kinesis_streaming_destination": "KinesisDataStreamDestinations",
}
SCALING: Final = {
    "describe_scalable_targets": "ScalableTargets",
    "describe_scaling_policies": "ScalingPolicies",
    "describe_scheduled_actions": "ScheduledActions",
}
# Source: the service authorization reference of DynamoDB, Application Auto Scaling and KMS.
OF_TABLE: Final = (
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeKinesisStreamingDestination",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:GetResourcePolicy",
    "dynamodb:ListTagsOfResource",
)
OF_ANYTHING: Final = (
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingPolicies",
    "application-autoscaling:DescribeScheduledActions",
    "dynamodb:ListContributorInsights",
)
LIST: Final = "dynamodb:ListTables"


def policy(partition: str, tables: tuple[str, ...]) -> dict[str, Any]:
    """The IAM policy that reading needs, of these tables and their replicas; of all without any."""
    arn = f"arn:{partition}:dynamodb:*:*:table"
    of_tables = [f"{arn}/{name}" for name in tables or ("*",)]
    anything = OF_ANYTHING if tables else (*OF_ANYTHING, LIST)
    statements = [
        ("Tables", OF_TABLE, of_tables),
        ("Streams", ("dynamodb:GetResourcePolicy",), [f"{name}/stream/*" for name in of_tables]),
        ("Keys", ("kms:DescribeKey",), [f"arn:{partition}:kms:*:*:key/*"]),
        ("Anything", anything, ["*"]),
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": name, "Effect": "Allow", "Action": list(actions), "Resource": resources}
            for name, actions, resources in statements
        ],
    }


def names(session: Session) -> list[str]:
    """The names of all tables of the account in the Region. UsageError when AWS refuses."""
    with asked(partial(unread, "the list of tables")):
        pages = session.client("dynamodb").get_paginator("list_tables").paginate()
        return [str(name) for page in pages for name in page["TableNames"]]


def documents(
    session: Session, wanted: list[str], in_region: Callable[[str], Session]
) -> Iterator[list[Document] | Problem]:
    """For each table its documents, the Region's own first, then one of each replica; or why it could not be read.

    One part that cannot be read makes the whole of it unread: a spec without it would take it away.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    regions = {session.region: Region(session)}
    for name in wanted:
        what = f"the table {name!a}"
        try:
            first = regions[session.region].document(name)
            replicas = first["Table"].get("Replicas", ())
            others = [each["RegionName"] for each in replicas if each.get("ReplicaStatus") not in GOING]
            others = [each for each in others if each != session.region]
            regions |= {each: Region(in_region(each)) for each in others if each not in regions}
            yield [first, *(regions[each].document(name) for each in others)]
        except ClientError as error:
            yield unread(what, error.response.get("Error", {}))
        except BotoCoreError as error:
            message = f"{what} cannot be read: {type(error).__name__}: {said(str(error))}"
            yield Problem("DS569", message, "see the network, and run it again for what is not written")
        except UsageError as error:
            # Of a Region in which it has a replica.
            yield replace(error.problems[0], message=f"{what}: {error.problems[0].message}")


def as_json(found: list[Document]) -> bytes:
    """The documents as a file holds them."""

    def moment(value: Any) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value)

    return json.dumps(found, default=moment).encode()


class Region:
    """What of a Region is asked once for all its tables."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.scaling: Document = {}
        self.keys: dict[str, Document] = {}

    def document(self, name: str) -> Document:
        """All that there is to know of a table."""
        client = self.session.client("dynamodb")
        table: Document = client.describe_table(TableName=name)["Table"]
        found: Document = {"Table": table}
        for request, answer in ANSWERS.items():
            found[answer] = getattr(client, request)(TableName=name).get(answer)
        tags = client.get_paginator("list_tags_of_resource").paginate(ResourceArn=table["TableArn"])
        found["Tags"] = [tag for page in tags for tag in page["Tags"]]
        found["ContributorInsightsSummaries"] = self.insights(name)
        found["Policy"] = self.resource_policy(table["TableArn"])
        if table.get("StreamSpecification", {}).get("StreamEnabled"):
            found["StreamPolicy"] = self.resource_policy(table["LatestStreamArn"])
        if table.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
            found |= self.scaled()
        if key := table.get("SSEDescription", {}).get("KMSMasterKeyArn"):
            found["KeyMetadata"] = self.key(key)
        return found

    def insights(self, name: str) -> list[Document]:
        """Contributor insights of the table and its indexes; botocore has no paginator for it."""
        client = self.session.client("dynamodb")
        found: list[Document] = []
        further: Document = {}
        while True:
            page = client.list_contributor_insights(TableName=name, **further)
            found += page["ContributorInsightsSummaries"]
            if not page.get("NextToken"):
                return found
            further = {"NextToken": page["NextToken"]}

    def resource_policy(self, arn: str) -> str | None:
        """The policy on a table or a stream, if there is one."""
        client = self.session.client("dynamodb")
        try:
            return str(client.get_resource_policy(ResourceArn=arn)["Policy"])
        except client.exceptions.PolicyNotFoundException:
            return None

    def scaled(self) -> Document:
        """The autoscaling of all tables."""
        if not self.scaling:
            client = self.session.client("application-autoscaling")
            for request, answer in SCALING.items():
                pages = client.get_paginator(request).paginate(ServiceNamespace="dynamodb")
                self.scaling[answer] = [each for page in pages for each in page[answer]]
        return self.scaling

    def key(self, arn: str) -> Document:
        """Whose a key is; nothing where that may not be known, which the import says then."""
        client = self.session.client("kms")
        if arn not in self.keys:
            try:
                self.keys[arn] = {"KeyManager": client.describe_key(KeyId=arn)["KeyMetadata"]["KeyManager"]}
            except client.exceptions.ClientError:
                self.keys[arn] = {}
        return self.keys[arn]


def unread(what: str, error: dict[str, str]) -> Problem:
    """The problem of what AWS refused."""
    code, message = error.get("Code", "no code"), said(error.get("Message", ""))
    if code == "ResourceNotFoundException":
        return Problem("DS569", f"{what} is not there", "see aws dynamodb list-tables in the same account and Region")
    hint = "dynaspec import --policy prints what must be allowed; run it again for what is not written"
    hint = f"{LOG_IN}; run it again for what is not written" if code in UNKNOWN_CALLER else hint
    return Problem("DS569", f"{what} cannot be read: {code}: {message}", hint)
