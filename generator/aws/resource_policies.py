"""What policies on tables and streams may say: actions, condition operators, and what keeps one from being public."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "AWS_PRINCIPAL",
    "CONDITION_OPERATORS",
    "FEDERATED_PRINCIPAL",
    "NAMING_OPERATORS",
    "PUBLIC_UNLESS",
    "SERVICE_PRINCIPAL",
    "STREAM_ACTIONS",
    "TABLE_ACTIONS",
]

# "DynamoDB API operations supported by resource-based policies" in the DynamoDB Developer Guide; PartiQL's and the
# search of vectors by the names of their actions in the Service Authorization Reference. Of the stream's, ListStreams
# takes no resource there.
STREAM_ACTIONS: Final = ("DescribeStream", "GetRecords", "GetShardIterator")
TABLE_ACTIONS: Final = (
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "CreateBackup",
    "CreateTableReplica",
    "DeleteItem",
    "DeleteResourcePolicy",
    "DeleteTable",
    "DeleteTableReplica",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeKinesisStreamingDestination",
    "DescribeTable",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "DisableKinesisStreamingDestination",
    "EnableKinesisStreamingDestination",
    "ExportTableToPointInTime",
    "GetItem",
    "GetResourcePolicy",
    "ListTagsOfResource",
    "PartiQLDelete",
    "PartiQLInsert",
    "PartiQLSelect",
    "PartiQLUpdate",
    "PutItem",
    "PutResourcePolicy",
    "Query",
    "ReadDataForReplication",
    "ReplicateSettings",
    "RestoreTableToPointInTime",
    "Scan",
    "SearchVectors",
    "StartAwsBackupJob",
    "TagResource",
    "UntagResource",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateItem",
    "UpdateKinesisStreamingDestination",
    "UpdateTable",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
    "WriteDataForReplication",
)

# "IAM JSON policy elements: Condition operators" in the IAM User Guide; each but Null also with IfExists behind it.
CONDITION_OPERATORS: Final = (
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
)

# "Blocking public access with resource-based policies in DynamoDB" in the DynamoDB Developer Guide: a condition on one
# of these keeps a statement for every principal from being public.
PUBLIC_UNLESS: Final = (
    "aws:Ec2InstanceSourceVpc",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:UserId",
)
# Of the condition operators those by which a value says who is let in, and not who is kept out.
NAMING_OPERATORS: Final = ("ArnEquals", "ArnLike", "Bool", "StringEquals", "StringEqualsIgnoreCase", "StringLike")

# "AWS JSON policy elements: Principal" in the IAM User Guide; it takes no wildcard within a principal.
AWS_PRINCIPAL: Final = re.compile(
    r"\d{12}|arn:aws[a-z-]*:(iam::\d{12}:(root|(user|role)/[^\s*?]+)"
    r"|sts::\d{12}:((assumed-role|federated-user)/[^\s*?]+))",
    re.ASCII,
)
# Service principals of the partitions of their own end in other domains.
SERVICE_PRINCIPAL: Final = re.compile(
    r"[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|c2s\.ic\.gov|sc2s\.sgov\.gov)"
)
FEDERATED_PRINCIPAL: Final = re.compile(
    r"arn:aws[a-z-]*:iam::\d{12}:(saml|oidc)-provider/[^\s*?]+|[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII
)
