"""AWS' own words that a spec chooses from, each with what it means."""

from __future__ import annotations

from typing import Annotated, Final

from generator.aws.actions import ACTIONS
from generator.aws.metrics import OPERATIONS
from generator.aws.parameters import PARAMETER_TYPES
from generator.aws.regions import REGIONS
from generator.aws.resource_policies import CONDITION_OPERATORS
from generator.spec.model.base import Choice, Literally

__all__ = [
    "FORMAT_VERSION",
    "AttributeType",
    "BillingMode",
    "ConditionOperator",
    "ContributorInsightsMode",
    "DeletionPolicy",
    "DistanceFunction",
    "EncryptionType",
    "InputCompressionType",
    "InputFormat",
    "MultiRegionConsistency",
    "Operation",
    "ParameterType",
    "PolicyAccess",
    "PolicyAction",
    "PolicyEffect",
    "PolicyVersion",
    "ProjectionType",
    "Region",
    "StreamViewType",
    "SubscriptionProtocol",
    "TableClass",
    "TimestampPrecision",
    "Version",
]

AttributeType = Annotated[Literally, Choice("an attribute type", {"S": "String", "N": "Number", "B": "Binary"})]
BillingMode = Annotated[
    Literally,
    Choice(
        "a billing mode",
        {
            "PAY_PER_REQUEST": "On-demand: every request is billed, nothing is to be planned.",
            "PROVISIONED": "A fixed number of reads and writes a second, billed by the hour.",
        },
    ),
]
# With IfExists behind it an operator holds when the key is absent, with a set operator before it of all or any values.
ConditionOperator = Annotated[
    Literally,
    Choice(
        "a condition operator",
        {
            f"{of}{name}{absent}": f"{of}{name}{absent}"
            for of in ("", "ForAllValues:", "ForAnyValue:")
            for name in CONDITION_OPERATORS
            for absent in (("", "IfExists") if name != "Null" else ("",))
        },
    ),
]
ContributorInsightsMode = Annotated[
    Literally,
    Choice(
        "a contributor insights mode",
        {
            "ACCESSED_AND_THROTTLED_KEYS": "The keys accessed most and the keys throttled most.",
            "THROTTLED_KEYS": "Only the keys throttled most, which costs less.",
        },
    ),
]
DeletionPolicy = Annotated[
    Literally,
    Choice(
        "a deletion policy",
        {
            "RetainExceptOnCreate": "The table outlives its stack, unless its creation was rolled back.",
            "Retain": "The table outlives its stack, always.",
            "Delete": "The table and its data go with the stack.",
        },
    ),
]
# API_VectorIndex in the DynamoDB API Reference.
DistanceFunction = Annotated[
    Literally,
    Choice(
        "a distance function",
        {
            "COSINE": "The angle between two vectors, whatever their lengths: for most embeddings of text.",
            "DOT_PRODUCT": "Angle and lengths together; of vectors of length 1 the same order as COSINE, for less.",
            "EUCLIDEAN": "The straight distance between two points.",
        },
    ),
]
EncryptionType = Annotated[
    Literally,
    Choice(
        "a kind of encryption",
        {
            "AWS_OWNED": "A key that DynamoDB owns; free of charge.",
            "AWS_MANAGED": "The key `aws/dynamodb` of the account; KMS requests are billed.",
        },
    ),
]
# API_ImportTable in the DynamoDB API Reference.
InputCompressionType = Annotated[
    Literally,
    Choice("a compression", {"NONE": "Plain files.", "GZIP": "Files ending in .gz.", "ZSTD": "Files ending in .zst."}),
]
InputFormat = Annotated[
    Literally,
    Choice(
        "an input format",
        {
            "CSV": "Comma-separated values; every attribute that is not a key becomes a String.",
            "DYNAMODB_JSON": "DynamoDB JSON, one item a line, as an export to S3 writes it.",
            "ION": "Amazon Ion text, as an export to S3 writes it.",
        },
    ),
]
PolicyAccess = Annotated[
    Literally,
    Choice(
        "an access",
        {
            "read": "Get, batch get, query and scan items.",
            "write": "Put, update, delete and batch write items.",
            "read_write": "Both of these.",
            "query": "Query, and nothing else.",
            "stream_read": "Read the table's stream.",
        },
    ),
]
PolicyAction = Annotated[
    Literally,
    Choice(
        "a data action of DynamoDB",
        {f"{prefix}{name}": action.does for prefix in ("", "dynamodb:") for name, action in ACTIONS.items()},
    ),
]
MultiRegionConsistency = Annotated[
    Literally,
    Choice(
        "a consistency",
        {
            "EVENTUAL": "Changes reach the other Regions within about a second.",
            "STRONG": "Strongly consistent reads see every change in every Region.",
        },
    ),
]
PolicyEffect = Annotated[Literally, Choice("an effect", {"Allow": "Grants access.", "Deny": "Denies it, always."})]
PolicyVersion = Annotated[
    Literally, Choice("a version of the policy language", {"2012-10-17": "The only one with variables."})
]
Operation = Annotated[Literally, Choice("an operation that tables have metrics of", OPERATIONS)]
ProjectionType = Annotated[
    Literally,
    Choice("a projection", {"ALL": "Every attribute of the item.", "KEYS_ONLY": "The keys and nothing else."}),
]
ParameterType = Annotated[Literally, Choice("a parameter type", PARAMETER_TYPES)]
Region = Annotated[Literally, Choice("a Region", REGIONS)]
StreamViewType = Annotated[
    Literally,
    Choice(
        "a stream view type",
        {
            "KEYS_ONLY": "The keys of the changed item.",
            "NEW_IMAGE": "The whole item after the change.",
            "OLD_IMAGE": "The whole item before the change.",
            "NEW_AND_OLD_IMAGES": "The whole item before and after the change.",
        },
    ),
]
# SNS API Reference, Subscribe; `firehose` needs a role too.
SubscriptionProtocol = Annotated[
    Literally,
    Choice(
        "a protocol of subscriptions",
        {
            "email": "Mail; whoever has the address confirms it.",
            "email-json": "Mail with the message as JSON; whoever has the address confirms it.",
            "https": "POST to a URL, which confirms it.",
            "http": "POST to a URL without encryption, which confirms it.",
            "sms": "Text message to a phone.",
            "sqs": "Message in a queue, whose policy must let the topic send.",
            "lambda": "Call of a function, whose policy must let SNS invoke it.",
            "application": "Push notification to a mobile application.",
        },
    ),
]
TableClass = Annotated[
    Literally,
    Choice(
        "a table class",
        {"STANDARD": "For most tables.", "STANDARD_INFREQUENT_ACCESS": "Cheaper storage and dearer requests."},
    ),
]
TimestampPrecision = Annotated[
    Literally,
    Choice("a precision", {"MILLISECOND": "Thousandths of a second.", "MICROSECOND": "Millionths of a second."}),
]
# What newer releases may have more of.
FORMAT_VERSION: Final = "a version of the format"
Version = Annotated[Literally, Choice(FORMAT_VERSION, {"1": "The first version."})]
