"""The DynamoDB and KMS actions that policies grant, and the resource types that each takes.

Source: the service authorisation reference of DynamoDB (resource types of each action) and, for customer keys,
"DynamoDB encryption at rest: usage notes" in the DynamoDB Developer Guide.
"""

from __future__ import annotations

from typing import Final, Literal

__all__ = [
    "DESCRIBE",
    "KMS_READ",
    "KMS_STREAM_READ",
    "KMS_WRITE",
    "LIST_STREAMS",
    "READ_INDEX",
    "READ_TABLE",
    "SCAN",
    "STREAM_READ",
    "WRITE_TABLE",
    "Access",
]

Access = Literal["read", "write", "read_write", "stream_read"]

# No Transact* action exists: transactions are allowed by the item actions and ConditionCheckItem.
READ_TABLE: Final = ("dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem")
# Query and Scan are authorised on the table, or on the index that the request names.
SCAN: Final = "dynamodb:Scan"
READ_INDEX: Final = ("dynamodb:Query", SCAN)
WRITE_TABLE: Final = (
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)
DESCRIBE: Final = ("dynamodb:DescribeTable",)
STREAM_READ: Final = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
# The developer guide and the authorisation data disagree about its resource; `*` works under both.
LIST_STREAMS: Final = ("dynamodb:ListStreams",)

KMS_READ: Final = ("kms:Decrypt", "kms:DescribeKey")
KMS_WRITE: Final = ("kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
KMS_STREAM_READ: Final = ("kms:Decrypt",)
