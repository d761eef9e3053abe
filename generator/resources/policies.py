"""A table of the model to managed policies that grant each action on the resource types that it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from troposphere import GetAtt, Sub, iam

from generator.aws import actions
from generator.aws.actions import Access
from generator.errors import Path
from generator.resources import names
from generator.resources.text import resolved
from generator.spec.model.references import Imported, literal_part
from generator.spec.model.table import Table

__all__ = ["build", "wanted"]

Statement = dict[str, Any]

# A managed policy's description is create-only: a change of these would replace every policy.
DESCRIPTIONS: Final[dict[Access, str]] = {
    "read": "Read access to the DynamoDB table {}",
    "write": "Write access to the DynamoDB table {}",
    "read_write": "Read and write access to the DynamoDB table {}",
    "stream_read": "Read access to the stream of the DynamoDB table {}",
}
KMS_ACTIONS: Final[dict[Access, tuple[str, ...]]] = {
    "read": actions.KMS_READ,
    "write": actions.KMS_READ + actions.KMS_WRITE,
    "read_write": actions.KMS_READ + actions.KMS_WRITE,
    "stream_read": actions.KMS_STREAM_READ,
}
OWN_KEYS: Final = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/"


def wanted(table: Table) -> Iterator[Access]:
    """The built-in policies that the table has."""
    if not table.policies.enabled:
        return
    if table.policies.read.enabled:
        yield "read"
    if table.policies.write.enabled:
        yield "write"
    if table.policies.read_write.enabled:
        yield "read_write"
    if table.streams_to_readers:
        yield "stream_read"


def build(table_id: str, table: Table) -> Iterator[tuple[Path, iam.ManagedPolicy]]:
    """The built-in policies of the table, each with the place in the spec that it comes from."""
    for access in wanted(table):
        name = {"ManagedPolicyName": Sub(names.policy_name(table_id, access))} if table.policies.fixed_names else {}
        policy = iam.ManagedPolicy(
            names.policy_id(table_id, access),
            **name,
            Description=DESCRIPTIONS[access].format(table_id),
            PolicyDocument={"Version": "2012-10-17", "Statement": list(statements(table_id, table, access=access))},
        )
        yield ("tables", table_id, "policies", access), policy


def statements(table_id: str, table: Table, *, access: Access) -> Iterator[Statement]:
    """What a policy allows."""
    table_arn = GetAtt(table_id, "Arn")
    if access in ("read", "read_write"):
        yield allow("ReadItems", (*actions.READ_TABLE, *actions.DESCRIBE), on=table_arn)
        policy = table.policies.read if access == "read" else table.policies.read_write
        yield query(table_id, table, scan=policy.scan)
    if access == "write":
        yield allow("WriteItems", (*actions.WRITE_TABLE, *actions.DESCRIBE), on=table_arn)
    if access == "read_write":
        yield allow("WriteItems", set(actions.WRITE_TABLE) - set(actions.READ_TABLE), on=table_arn)
    if access == "stream_read":
        # A change of the view type makes a new stream; its ARN begins the same.
        yield allow("ReadStream", actions.STREAM_READ, on=Sub(f"${{{table_id}.Arn}}/stream/*"))
        yield allow("ListStreams", actions.LIST_STREAMS, on="*")
    if table.encryption.kms_key:
        yield use_key(table.encryption.kms_key, access)


def query(table_id: str, table: Table, *, scan: bool) -> Statement:
    """Query, and Scan if it is allowed, on the table and its indexes."""
    granted = [action for action in actions.READ_INDEX if scan or action != actions.SCAN]
    table_arn = GetAtt(table_id, "Arn")
    if table.global_secondary_indexes or table.local_secondary_indexes:
        return allow("QueryItems", granted, on=[table_arn, Sub(f"${{{table_id}.Arn}}/index/*")])
    return allow("QueryItems", granted, on=table_arn)


def use_key(key: str, access: Access) -> Statement:
    """The use of a customer key, through DynamoDB only.

    An alias authorises nothing on its key, so one allows any key of its account and Region that has the alias. A text
    that is nothing but references, or imported, is taken for a key ARN.
    """
    condition = {"StringEquals": {"kms:ViaService": Sub("dynamodb.${AWS::Region}.amazonaws.com")}}
    if is_alias(key):
        account, _, alias = key.partition("alias/")
        keys = f"{account}key/*" if account else f"{OWN_KEYS}*"
        condition["ForAnyValue:StringEquals"] = {"kms:ResourceAliases": resolved(f"alias/{alias}")}
    else:
        keys = f"{OWN_KEYS}{key}" if is_key_id(key) else key
    return {**allow("UseKey", KMS_ACTIONS[access], on=resolved(keys)), "Condition": condition}


def is_alias(key: str) -> bool:
    """Whether a key is given by its alias or alias ARN."""
    return not isinstance(key, Imported) and (key.startswith("alias/") or ":alias/" in key)


def is_key_id(key: str) -> bool:
    """Whether a key is given by its ID alone, which has neither of an ARN's separators."""
    written = literal_part(key)
    return bool(written) and not isinstance(key, Imported) and ":" not in written and "/" not in written


def allow(sid: str, granted: Collection[str], *, on: Any) -> Statement:
    """A statement that allows actions, listed by name, on a resource or several."""
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(granted), "Resource": on}
