"""The CloudWatch metrics that alarms watch: their statistics and how often DynamoDB publishes them.

Source: "DynamoDB Metrics and dimensions" in the DynamoDB Developer Guide.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CONSUMED", "NAMESPACE", "OPERATIONS", "SYSTEM_ERRORS", "THROTTLES", "Metric"]

NAMESPACE: Final = "AWS/DynamoDB"


class Metric(NamedTuple):
    """A metric: its name, the statistics that mean something, and the seconds between two datapoints."""

    name: str
    statistics: tuple[str, ...]
    published_seconds: int


# Every statistic exists for Consumed*, but only the sum over a period says how much of the capacity was used:
# the average is units per request.
CONSUMED: Final = {
    "read": Metric("ConsumedReadCapacityUnits", ("Sum",), 60),
    "write": Metric("ConsumedWriteCapacityUnits", ("Sum",), 60),
}
THROTTLES: Final = {
    "read": Metric("ReadThrottleEvents", ("Sum", "SampleCount"), 60),
    "write": Metric("WriteThrottleEvents", ("Sum", "SampleCount"), 60),
}
SYSTEM_ERRORS: Final = Metric("SystemErrors", ("Sum", "SampleCount"), 60)

# The item operations, each a value of the dimension Operation; an alarm may hold ten metrics and its expression.
OPERATIONS: Final = (
    "GetItem",
    "BatchGetItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
)
