"""The words of CloudFormation, the SDKs, the CDK and Terraform for what the format calls otherwise."""

from __future__ import annotations

from typing import Final

__all__ = ["FOREIGN_VALUES", "FOREIGN_WORDS"]

# Keys, in snake case.
FOREIGN_WORDS: Final[dict[str, str]] = {
    "attributes": "partition_key and sort_key, each with its type",
    "attribute_definitions": "partition_key and sort_key, each with its type",
    "billing": "billing_mode",
    "contributor_insights_specification": "contributor_insights",
    "deletion_protection_enabled": "deletion_protection",
    "gsi": "global_secondary_indexes",
    "gsis": "global_secondary_indexes",
    "global_indexes": "global_secondary_indexes",
    "global_secondary_index": "global_secondary_indexes",
    "hash_key": "partition_key",
    "indexes": "global_secondary_indexes or local_secondary_indexes",
    "key": "partition_key",
    "key_schema": "partition_key and sort_key",
    "kms": "encryption: {kms_key: ...}",
    "kms_key_arn": "encryption: {kms_key: ...}",
    "kms_key_id": "encryption: {kms_key: ...}",
    "kms_master_key_id": "encryption: {kms_key: ...}",
    "lsi": "local_secondary_indexes",
    "lsis": "local_secondary_indexes",
    "local_indexes": "local_secondary_indexes",
    "local_secondary_index": "local_secondary_indexes",
    "max_read_request_units": "max_read",
    "max_write_request_units": "max_write",
    "name": "table_name",
    "non_key_attributes": "projection: {include: [...]}",
    "on_demand": "billing_mode: PAY_PER_REQUEST",
    "pitr": "point_in_time_recovery",
    "point_in_time_recovery_specification": "point_in_time_recovery",
    "projection_type": "projection",
    "provisioned_throughput": "capacity: {read: ..., write: ...}",
    "range_key": "sort_key",
    "rcu": "capacity: {read: ..., write: ...}",
    "read_capacity": "capacity: {read: ..., write: ...}",
    "read_capacity_units": "capacity: {read: ..., write: ...}",
    "recovery_period": "recovery_period_in_days",
    "removal_policy": "deletion_policy",
    "server_side_encryption": "encryption",
    "sse": "encryption",
    "sse_specification": "encryption",
    "stream_enabled": "stream: NEW_AND_OLD_IMAGES or another view type",
    "stream_specification": "stream",
    "stream_view_type": "stream",
    "time_to_live_attribute": "time_to_live",
    "time_to_live_specification": "time_to_live",
    "ttl": "time_to_live",
    "wcu": "capacity: {read: ..., write: ...}",
    "write_capacity": "capacity: {read: ..., write: ...}",
    "write_capacity_units": "capacity: {read: ..., write: ...}",
}


# Words of other tools for values, and values that our format writes in another way.
FOREIGN_VALUES: Final[dict[str, str]] = {
    "BatchExecuteStatement": "PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete",
    "CUSTOMER_MANAGED": "{kms_key: ...}",
    "ExecuteStatement": "PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete",
    "ExecuteTransaction": "PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete",
    "IA": "STANDARD_INFREQUENT_ACCESS",
    "INCLUDE": "{include: [attribute, ...]}",
    "KMS": "AWS_MANAGED or {kms_key: ...}",
    "ON_DEMAND": "PAY_PER_REQUEST",
    "PAY_PER_USE": "PAY_PER_REQUEST",
    "TransactGetItems": "GetItem, which allows transactions too",
    "TransactWriteItems": "ConditionCheckItem, DeleteItem, PutItem or UpdateItem, which allow transactions too",
    "STANDARD_IA": "STANDARD_INFREQUENT_ACCESS",
    "String": "S",
    "Text": "String",
    "Number": "N",
    "Binary": "B",
    "string": "S",
    "number": "N",
    "binary": "B",
}
