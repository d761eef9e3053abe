"""The words of CloudFormation, the SDKs, the CDK and Terraform for what the format calls otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

__all__ = ["FOREIGN_UNITS", "FOREIGN_WORDS", "NEEDLESS", "WORDS_WITHIN", "our_word"]

# Keys, in snake case.
FOREIGN_WORDS: Final[dict[str, str]] = {
    "actions": "alarm_actions",
    "attribute": "partition_key and sort_key, each with its type",
    "attributes": "partition_key and sort_key, each with its type",
    "attribute_name": "name",
    "attribute_type": "type",
    "attribute_definitions": "partition_key and sort_key, each with its type",
    "billing": "billing_mode",
    "contributor_insights_specification": "contributor_insights",
    "deletion_protection_enabled": "deletion_protection",
    "email": "alarm_actions; the address stands at the top, under notification_topic: subscriptions",
    "gsi": "global_secondary_indexes",
    "gsis": "global_secondary_indexes",
    "global_indexes": "global_secondary_indexes",
    "global_secondary_index": "global_secondary_indexes",
    "hash": "partition_key",
    "hash_key": "partition_key",
    "indexes": "global_secondary_indexes or local_secondary_indexes",
    "key": "partition_key",
    "key_schema": "partition_key and sort_key",
    "keys": "partition_key and sort_key",
    "kms": "encryption: {kms_key: ...}",
    "kms_key_arn": "encryption: {kms_key: ...}",
    "kms_key_id": "encryption: {kms_key: ...}",
    "kms_master_key_id": "encryption: {kms_key: ...}",
    "kmsmaster_key_id": "encryption: {kms_key: ...}",
    "lifecycle": "deletion_policy, or deletion_protection",
    "lsi": "local_secondary_indexes",
    "lsis": "local_secondary_indexes",
    "local_indexes": "local_secondary_indexes",
    "local_secondary_index": "local_secondary_indexes",
    "max_read_request_units": "max_read",
    "max_write_request_units": "max_write",
    "name": "table_name",
    "non_key_attributes": "projection: {include: [...]}",
    "on_demand": "billing_mode: PAY_PER_REQUEST",
    "params": "parameters",
    "partition": "partition_key",
    "pitr": "point_in_time_recovery",
    "pk": "partition_key",
    "point_in_time_recovery_specification": "point_in_time_recovery",
    "prevent_destroy": "deletion_policy, or deletion_protection",
    "primary_key": "partition_key",
    "projection_type": "projection",
    "provisioned_throughput": "capacity: {read: ..., write: ...}",
    "range": "sort_key",
    "range_key": "sort_key",
    "rcu": "capacity: {read: ..., write: ...}",
    "read_capacity": "capacity: {read: ..., write: ...}",
    "read_capacity_units": "capacity: {read: ..., write: ...}",
    "recovery_period": "recovery_period_in_days",
    "removal_policy": "deletion_policy",
    "replication_regions": "replicas",
    "server_side_encryption": "encryption",
    "sk": "sort_key",
    "sns_topic": "alarm_actions: [...], or notification_topic at the top",
    "sort": "sort_key",
    "sse": "encryption",
    "sse_enabled": "encryption",
    "sse_specification": "encryption",
    "sseenabled": "encryption",
    "ssespecification": "encryption",
    "stream_enabled": "stream: NEW_AND_OLD_IMAGES or another view type",
    "stream_specification": "stream",
    "stream_view_type": "stream",
    "time_to_live_attribute": "time_to_live",
    "time_to_live_specification": "time_to_live",
    "topic": "alarm_actions: [...], or notification_topic at the top",
    "ttl": "time_to_live",
    "ttl_attribute": "time_to_live",
    "ttl_attribute_name": "time_to_live",
    "update_replace_policy": "deletion_policy, which holds for replacements too",
    "variables": "parameters",
    "vars": "parameters",
    "wcu": "capacity: {read: ..., write: ...}",
    "write_capacity": "capacity: {read: ..., write: ...}",
    "write_capacity_units": "capacity: {read: ..., write: ...}",
}


# The same of what stands within a capacity, an autoscaling and a projection.
FOREIGN_UNITS: Final[dict[str, str]] = {
    "max": "read: {min_capacity: ..., max_capacity: ...}, and the same of write",
    "max_capacity": "read: {min_capacity: ..., max_capacity: ...}, and the same of write",
    "min": "read: {min_capacity: ..., max_capacity: ...}, and the same of write",
    "min_capacity": "read: {min_capacity: ..., max_capacity: ...}, and the same of write",
    "non_key_attributes": "include",
    "rcu": "read",
    "read_capacity": "read",
    "read_capacity_units": "read",
    "reads": "read",
    "target": "read: {min_capacity: ..., max_capacity: ...}, and the same of write",
    "wcu": "write",
    "write_capacity": "write",
    "write_capacity_units": "write",
    "writes": "write",
}

# The same of what stands within one body alone, by its model; `enabled` is what another key says, or null.
WORDS_WITHIN: Final[dict[str, dict[str, str]]] = {
    "Autoscaling": {
        "enabled": "enabled",
        "max_capacity": "max_capacity",
        "max": "max_capacity",
        "min": "min_capacity",
        "min_capacity": "min_capacity",
        "read_capacity": "read",
        "target": "target_utilization",
        "target_utilization": "target_utilization",
        "target_value": "target_utilization",
        "write_capacity": "write",
    },
    "Capacity": {"max": "max", "min": "min", "read_units": "read", "write_units": "write"},
    "Encryption": {
        "enabled": "enabled",
        "key": "kms_key",
        "key_arn": "kms_key",
        "kms_key_arn": "kms_key",
        "kms_key_id": "kms_key",
        "kms_master_key_id": "kms_key",
        "kmsmaster_key_id": "kms_key",
        "sse_enabled": "enabled",
        "sse_type": "type",
        "sseenabled": "enabled",
        "ssetype": "type",
    },
    "KinesisStream": {"stream_arn": "arn"},
    "PointInTimeRecovery": {"point_in_time_recovery_enabled": "enabled"},
    "Projection": {"projection_type": "type"},
    "Scaling": {
        "max": "max_capacity",
        "maximum": "max_capacity",
        "min": "min_capacity",
        "minimum": "min_capacity",
        "target": "target_utilization",
        "target_utilization_percent": "target_utilization",
        "target_value": "target_utilization",
        "utilization": "target_utilization",
    },
    "Stream": {"stream_enabled": "enabled", "stream_view_type": "view_type"},
    "TimeToLive": {"attribute_name": "attribute"},
    "WarmThroughput": {"read_units_per_second": "read", "write_units_per_second": "write"},
}

# Keys that say what ours say without them.
NEEDLESS: Final[dict[str, str]] = {
    "key_type": "leave it out: partition_key and sort_key say which it is",
    "projection_type": "leave it out beside include; ALL and KEYS_ONLY stand without a mapping",
}

# "Core components of Amazon DynamoDB" in the DynamoDB Developer Guide: key attributes are scalars of these types.
NO_SUCH_KEYS: Final = ("S, N or B, for keys have no other type",)
# "DynamoDB encryption at rest" in the DynamoDB Developer Guide: every table is encrypted.
ENCRYPTED: Final = ("AWS_OWNED, which costs nothing, for a table is always encrypted",)
# Words of other tools for values, and values that our format writes in another way, by their letters in lower case; of
# several the first that fits is meant.
FOREIGN_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "*": ("PutItem, GetItem and so on, one by one; or access: read_write instead of actions",),
    "batchexecutestatement": ("PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete",),
    "binary": ("B",),
    "bool": NO_SUCH_KEYS,
    "bs": NO_SUCH_KEYS,
    "boolean": NO_SUCH_KEYS,
    "bytebuffer": ("B",),
    "bytes": ("B",),
    "customermanaged": ("{kms_key: alias/orders}",),
    "customermanagedkey": ("{kms_key: alias/orders}",),
    "date": ("S",),
    "datetime": ("S",),
    "decimal": ("N", "Number"),
    "destroy": ("Delete",),
    "disabled": ENCRYPTED,
    "double": ("N", "Number"),
    "executestatement": ("PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete",),
    "executetransaction": ("PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete",),
    "false": ENCRYPTED,
    "float": ("N", "Number"),
    "ia": ("STANDARD_INFREQUENT_ACCESS",),
    "include": ("{include: [total]}, with the attributes that it holds",),
    "infrequentaccess": ("STANDARD_INFREQUENT_ACCESS",),
    "int": ("N", "Number"),
    "integer": ("N", "Number"),
    "keep": ("Retain",),
    "kms": ("AWS_MANAGED, or {kms_key: alias/orders} for a key of yours",),
    "l": NO_SUCH_KEYS,
    "list": ("CommaDelimitedList", *NO_SUCH_KEYS),
    "long": ("N", "Number"),
    "m": NO_SUCH_KEYS,
    "map": NO_SUCH_KEYS,
    "no": ENCRYPTED,
    "none": ENCRYPTED,
    "ns": NO_SUCH_KEYS,
    "num": ("N", "Number"),
    "number": ("N", "Number"),
    "off": ENCRYPTED,
    "ondemand": ("PAY_PER_REQUEST",),
    "payperuse": ("PAY_PER_REQUEST",),
    "set": NO_SUCH_KEYS,
    "ss": NO_SUCH_KEYS,
    "standardia": ("STANDARD_INFREQUENT_ACCESS",),
    "str": ("S", "String"),
    "string": ("S", "String"),
    "text": ("S", "String"),
    "timestamp": ("N for seconds since 1970, S for text",),
    "transactgetitems": ("GetItem, which allows transactions too",),
    "transactwriteitems": ("ConditionCheckItem, DeleteItem, PutItem or UpdateItem, which allow transactions too",),
    "uuid": ("S",),
}


def our_word(found: str, expected: Collection[str]) -> str:
    """What to write, of the `expected` words or instead of them, for another tool's word; empty when it is none."""
    # Behind a dot stands the word itself, as in AttributeType.STRING.
    word = found.removeprefix("dynamodb:").rpartition(".")[2]
    if word != found and word in expected:
        return word
    ways = FOREIGN_VALUES.get(re.sub("[^a-z0-9*]", "", word.casefold()), ())
    return next((way for way in ways if way[0] == "{" or re.split("[ ,]", way)[0] in expected), "")
