"""What Application Auto Scaling scales of DynamoDB, and by which metrics.

Sources: the Application Auto Scaling API Reference, RegisterScalableTarget and PredefinedMetricSpecification.
"""

from __future__ import annotations

from typing import Final

__all__ = ["DIMENSIONS", "METRICS", "NAMESPACE"]

NAMESPACE: Final = "dynamodb"
# Of a table, and of a global secondary index.
DIMENSIONS: Final = {
    "table": {"read": "dynamodb:table:ReadCapacityUnits", "write": "dynamodb:table:WriteCapacityUnits"},
    "index": {"read": "dynamodb:index:ReadCapacityUnits", "write": "dynamodb:index:WriteCapacityUnits"},
}
METRICS: Final = {"read": "DynamoDBReadCapacityUtilization", "write": "DynamoDBWriteCapacityUtilization"}
