"""The CloudWatch metrics of DynamoDB: their dimensions, statistics, how often they come, and where they have data.

Sources: "DynamoDB Metrics and dimensions" and "Logging and monitoring" in the DynamoDB Developer Guide; of percentiles,
"Statistics definitions" in the CloudWatch User Guide.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = [
    "ACCOUNT_CAPACITY",
    "ACCOUNT_LIMIT",
    "CONDITIONAL_CHECK_FAILED_REQUESTS",
    "CONSUMED",
    "KINESIS_FAILED_RECORDS",
    "KINESIS_RECORD_AGE",
    "LARGEST_TABLE_CAPACITY",
    "LATENCY",
    "NAMESPACE",
    "ON_DEMAND_MAXIMUM",
    "OPERATIONS",
    "PARTIQL_SYSTEM_ERRORS",
    "PROVISIONED",
    "REPLICATION_LATENCY",
    "STREAM_OPERATION",
    "SYSTEM_ERRORS",
    "TABLE_QUOTA",
    "THROTTLES",
    "THROTTLES_BY_CAUSE",
    "TRANSACTION_CONFLICTS",
    "USER_ERRORS",
    "Metric",
]

NAMESPACE: Final = "AWS/DynamoDB"

# CloudWatch adds nothing up over a dimension: a series is named with every dimension that it is published with.
Dimensions = tuple[str, ...]
ACCOUNT: Final[Dimensions] = ()
TABLE: Final[Dimensions] = ("TableName",)
INDEX: Final[Dimensions] = ("TableName", "GlobalSecondaryIndexName")
OPERATION: Final[Dimensions] = ("TableName", "Operation")
RECEIVER: Final[Dimensions] = ("TableName", "ReceivingRegion")
DELEGATE: Final[Dimensions] = ("TableName", "DelegatedOperation")

COUNTS: Final = ("Sum", "SampleCount")
LEVELS: Final = ("Average", "Minimum", "Maximum")
BOTH_MODES: Final = ("PAY_PER_REQUEST", "PROVISIONED")
PERCENTILE: Final = re.compile(r"p(100|[1-9]?[0-9](\.[0-9]{1,10})?)")
DAY_MILLISECONDS: Final = 86_400_000


class Metric(NamedTuple):
    """A metric: the sets of dimensions that it is published with, the statistics that mean something, and how often.

    `most` is the greatest value that it can have, where there is one. `billing_modes` are those of tables that it has
    data for. What has a dimension of which no source names the value is `queried` with Metrics Insights.
    """

    name: str
    dimensions: tuple[Dimensions, ...]
    statistics: tuple[str, ...]
    published_seconds: int
    percentiles: bool = False
    most: int | None = None
    billing_modes: tuple[str, ...] = BOTH_MODES
    queried: bool = False

    def has(self, statistic: str) -> bool:
        """Whether the statistic says something of the metric."""
        return statistic in self.statistics or (self.percentiles and is_percentile(statistic))


def is_percentile(statistic: str) -> bool:
    """Whether a statistic is a percentile, such as `p99.9`."""
    return PERCENTILE.fullmatch(statistic) is not None


def directed(
    name: str,
    dimensions: tuple[Dimensions, ...],
    statistics: tuple[str, ...],
    *,
    published_seconds: int,
    most: int | None = None,
    billing_modes: tuple[str, ...] = BOTH_MODES,
) -> dict[str, Metric]:
    """The metric for reads and the one for writes; `{}` in the name stands for Read or Write."""
    return {
        direction: Metric(
            name.format(direction.capitalize()),
            dimensions,
            statistics,
            published_seconds,
            most=most,
            billing_modes=billing_modes,
        )
        for direction in ("read", "write")
    }


# Every statistic exists for Consumed*, but only the sum over a period says how much of the capacity was used:
# the average is units per request.
CONSUMED: Final = directed("Consumed{}CapacityUnits", (TABLE, INDEX), ("Sum",), published_seconds=60)
PROVISIONED: Final = directed(
    "Provisioned{}CapacityUnits", (TABLE, INDEX), LEVELS, published_seconds=300, billing_modes=("PROVISIONED",)
)
ON_DEMAND_MAXIMUM: Final = directed(
    "OnDemandMax{}RequestUnits", (TABLE, INDEX), LEVELS, published_seconds=300, billing_modes=("PAY_PER_REQUEST",)
)
THROTTLES: Final = directed("{}ThrottleEvents", (TABLE, INDEX), COUNTS, published_seconds=60)
# Of an account's limit on writes indexes have no series.
ACCOUNT_LIMIT: Final = {
    "read": Metric("ReadAccountLimitThrottleEvents", (TABLE, INDEX), COUNTS, 60),
    "write": Metric("WriteAccountLimitThrottleEvents", (TABLE,), COUNTS, 60),
}
# The same by what was exceeded.
THROTTLES_BY_CAUSE: Final = {
    "the provisioned capacity": directed(
        "{}ProvisionedThroughputThrottleEvents",
        (TABLE, INDEX),
        COUNTS,
        published_seconds=60,
        billing_modes=("PROVISIONED",),
    ),
    "the on-demand maximum": directed(
        "{}MaxOnDemandThroughputThrottleEvents",
        (TABLE, INDEX),
        COUNTS,
        published_seconds=60,
        billing_modes=("PAY_PER_REQUEST",),
    ),
    "what one partition serves, which is a hot key": directed(
        "{}KeyRangeThroughputThrottleEvents", (TABLE, INDEX), COUNTS, published_seconds=60
    ),
    "a quota of the account": ACCOUNT_LIMIT,
}
SYSTEM_ERRORS: Final = Metric("SystemErrors", (OPERATION,), COUNTS, 60)
# PartiQL's operations carry further dimensions, which no source lists for each.
PARTIQL_SYSTEM_ERRORS: Final = SYSTEM_ERRORS._replace(queried=True)
LATENCY: Final = Metric("SuccessfulRequestLatency", (OPERATION,), LEVELS, 60, percentiles=True)
CONDITIONAL_CHECK_FAILED_REQUESTS: Final = Metric("ConditionalCheckFailedRequests", (TABLE,), COUNTS, 60)
TRANSACTION_CONFLICTS: Final = Metric("TransactionConflict", (TABLE,), COUNTS, 60)
# From the Region of the metric to the one that receives; strongly consistent tables have none.
REPLICATION_LATENCY: Final = Metric("ReplicationLatency", (RECEIVER,), LEVELS, 300)
# A change stays in the table's stream for 24 hours and is never older in this metric.
KINESIS_RECORD_AGE: Final = Metric(
    "AgeOfOldestUnreplicatedRecord", (DELEGATE,), ("Maximum",), 300, most=DAY_MILLISECONDS, queried=True
)
KINESIS_FAILED_RECORDS: Final = Metric("FailedToReplicateRecordCount", (DELEGATE,), ("Sum",), 300, queried=True)
USER_ERRORS: Final = Metric("UserErrors", (ACCOUNT,), COUNTS, 60)
# Both in percent of a quota.
ACCOUNT_CAPACITY: Final = directed(
    "AccountProvisioned{}CapacityUtilization", (ACCOUNT,), LEVELS, published_seconds=300, most=100
)
LARGEST_TABLE_CAPACITY: Final = directed(
    "MaxProvisionedTable{}CapacityUtilization", (ACCOUNT,), LEVELS, published_seconds=300, most=100
)
# The most units a second that any one on-demand table of the account, or an index of it, can use.
TABLE_QUOTA: Final = {
    "read": Metric("AccountMaxTableLevelReads", (ACCOUNT,), ("Maximum",), 300),
    "write": Metric("AccountMaxTableLevelWrites", (ACCOUNT,), ("Maximum",), 300),
}

# The item operations, each a value of the dimension Operation; an alarm may hold ten metrics and its expression.
# Beside them there are PartiQL's, which have further dimensions, and GetRecords, which has the stream's label.
OPERATIONS: Final = {
    "GetItem": "One item by its key.",
    "BatchGetItem": "Up to 100 items by their keys.",
    "Query": "Items of one partition key.",
    "Scan": "Every item of a table or an index.",
    "TransactGetItems": "Up to 100 items at one moment.",
    "PutItem": "A whole item written.",
    "UpdateItem": "Attributes of one item changed.",
    "DeleteItem": "One item deleted.",
    "BatchWriteItem": "Up to 25 items put or deleted.",
    "TransactWriteItems": "Up to 100 writes, all or none.",
}
STREAM_OPERATION: Final = "GetRecords"
