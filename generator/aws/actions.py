"""The DynamoDB and KMS actions that policies grant: what each does, the resource types and condition keys it takes.

Sources: "Actions, resources, and condition keys for Amazon DynamoDB" in the Service Authorization Reference; for
PartiQL "IAM security policies with PartiQL for DynamoDB" and for customer keys "DynamoDB encryption at rest: usage
notes", both in the DynamoDB Developer Guide.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

__all__ = [
    "ACCESS",
    "ACTIONS",
    "ATTRIBUTES",
    "FULL_TABLE_SCAN",
    "KMS",
    "LEADING_KEYS",
    "LIMITED_WRITES",
    "PARTIQL",
    "RETURN_VALUES",
    "SAFE_RETURN_VALUES",
    "SCAN",
    "SEARCH_VECTORS",
    "SELECT",
    "SELECT_SPECIFIC",
    "VECTORS",
    "Action",
]

Kind = Literal["read", "check", "write", "stream", "describe"]
ResourceType = Literal["table", "index", "stream"]

LEADING_KEYS: Final = "dynamodb:LeadingKeys"
ATTRIBUTES: Final = "dynamodb:Attributes"
SELECT: Final = "dynamodb:Select"
RETURN_VALUES: Final = "dynamodb:ReturnValues"
FULL_TABLE_SCAN: Final = "dynamodb:FullTableScan"


class Action(NamedTuple):
    """An action: what it does to data, in words too, the resource types it takes (none: `*`), and its condition keys.

    Of the condition keys those are listed that policies here set.
    """

    kind: Kind
    does: str
    on: tuple[ResourceType, ...]
    keys: tuple[str, ...] = ()


# No Transact* action exists: transactions are allowed by the item actions and ConditionCheckItem. Query, Scan,
# PartiQLSelect and SearchVectors are authorised on the table, or on the index that the request names. For ListStreams
# the developer guide names streams and the authorisation data none; `*` works under both.
ACTIONS: Final[dict[str, Action]] = {
    "BatchGetItem": Action("read", "Get up to 100 items by key.", ("table",), (ATTRIBUTES, LEADING_KEYS, SELECT)),
    "BatchWriteItem": Action("write", "Put or delete up to 25 items.", ("table",), (ATTRIBUTES, LEADING_KEYS)),
    "ConditionCheckItem": Action(
        "check", "Check an item in a transaction.", ("table",), (ATTRIBUTES, LEADING_KEYS, RETURN_VALUES)
    ),
    "DeleteItem": Action("write", "Delete an item.", ("table",), (ATTRIBUTES, LEADING_KEYS, RETURN_VALUES)),
    "DescribeStream": Action("describe", "See the stream's shards.", ("stream",)),
    "DescribeTable": Action("describe", "See the table's keys, indexes and state.", ("table",)),
    "DescribeTimeToLive": Action("describe", "See whether items expire.", ("table",)),
    "GetItem": Action("read", "Get an item by key.", ("table",), (ATTRIBUTES, LEADING_KEYS, SELECT)),
    "GetRecords": Action("stream", "Read records of the stream.", ("stream",)),
    "GetShardIterator": Action("stream", "Begin to read the stream.", ("stream",)),
    "ListStreams": Action("describe", "List the streams of the account.", ()),
    "PartiQLDelete": Action(
        "write", "Delete an item by statement.", ("table",), (ATTRIBUTES, LEADING_KEYS, RETURN_VALUES)
    ),
    "PartiQLInsert": Action("write", "Put a new item by statement.", ("table",), (ATTRIBUTES, LEADING_KEYS)),
    "PartiQLSelect": Action(
        "read", "Read by statement.", ("table", "index"), (ATTRIBUTES, FULL_TABLE_SCAN, LEADING_KEYS, SELECT)
    ),
    "PartiQLUpdate": Action(
        "write", "Update an item by statement.", ("table",), (ATTRIBUTES, LEADING_KEYS, RETURN_VALUES)
    ),
    "PutItem": Action("write", "Put an item.", ("table",), (ATTRIBUTES, LEADING_KEYS, RETURN_VALUES)),
    "Query": Action(
        "read", "Read items of one partition.", ("table", "index"), (ATTRIBUTES, LEADING_KEYS, RETURN_VALUES, SELECT)
    ),
    "Scan": Action("read", "Read the whole table.", ("table", "index"), (ATTRIBUTES, RETURN_VALUES, SELECT)),
    "SearchVectors": Action("read", "Search a vector index.", ("table", "index")),
    "UpdateItem": Action("write", "Update an item.", ("table",), (ATTRIBUTES, LEADING_KEYS, RETURN_VALUES)),
}
SCAN: Final = "Scan"
SEARCH_VECTORS: Final = "SearchVectors"

READ: Final = ("BatchGetItem", "ConditionCheckItem", "DescribeTable", "GetItem", "Query", SCAN)
WRITE: Final = ("BatchWriteItem", "ConditionCheckItem", "DeleteItem", "DescribeTable", "PutItem", "UpdateItem")
ACCESS: Final[dict[str, tuple[str, ...]]] = {
    "read": READ,
    "write": WRITE,
    "read_write": tuple(dict.fromkeys(READ + WRITE)),
    "query": ("Query",),
    "stream_read": ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"),
}
# There is no Execute* action: statements are authorised by what they do.
PARTIQL_READ: Final = ("PartiQLSelect",)
PARTIQL_WRITE: Final = ("PartiQLDelete", "PartiQLInsert", "PartiQLUpdate")
PARTIQL: Final[dict[str, tuple[str, ...]]] = {
    "read": PARTIQL_READ,
    "write": PARTIQL_WRITE,
    "read_write": PARTIQL_READ + PARTIQL_WRITE,
    "query": PARTIQL_READ,
    "stream_read": (),
}

# What reads a vector index: Query, Scan and PartiQL do not.
# Source: "Requirements and limitations" of vector search in the DynamoDB Developer Guide.
VECTORS: Final[dict[str, tuple[str, ...]]] = {
    "read": (SEARCH_VECTORS,),
    "write": (),
    "read_write": (SEARCH_VECTORS,),
    "query": (),
    "stream_read": (),
}

# A read is held to attributes when it must name them; a write when it neither replaces or deletes the whole item nor
# returns it. Source: "Using IAM policy conditions for fine-grained access control" in the DynamoDB Developer Guide.
SELECT_SPECIFIC: Final = "SPECIFIC_ATTRIBUTES"
LIMITED_WRITES: Final = ("PartiQLUpdate", "UpdateItem")
SAFE_RETURN_VALUES: Final = ("NONE", "UPDATED_OLD", "UPDATED_NEW")

# What a customer key must allow, by what is done to data. Writing reads the table's key too.
KMS: Final[dict[Kind, tuple[str, ...]]] = {
    "read": ("kms:Decrypt", "kms:DescribeKey"),
    "check": ("kms:Decrypt", "kms:DescribeKey"),
    "write": ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
    "stream": ("kms:Decrypt",),
    "describe": (),
}
