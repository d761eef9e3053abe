"""A table of the model to its managed policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from troposphere import Sub, iam

from generator.errors import Path
from generator.resources import names, policy_statements
from generator.resources.policy_key import use_key
from generator.spec.model.policies import BUILT_IN, Grant, custom_grant, grant
from generator.spec.model.table import Table

__all__ = ["build", "granted"]

# A managed policy's description is create-only: a change of these would replace every policy.
DESCRIPTIONS: Final[dict[str, str]] = {
    "read": "Read access to the DynamoDB table {}",
    "write": "Write access to the DynamoDB table {}",
    "read_write": "Read and write access to the DynamoDB table {}",
    "stream_read": "Read access to the stream of the DynamoDB table {}",
}
CUSTOM_DESCRIPTION: Final = "{} access to the DynamoDB table {}"


def granted(table: Table) -> dict[str, Grant]:
    """What the table's policies allow, by the names of those that are made."""
    policies = table.policies
    wanted = {
        "read": policies.read.enabled,
        "write": policies.write.enabled,
        "read_write": policies.read_write.enabled,
        "stream_read": table.streams_to_readers,
    }
    vectors = bool(table.vector_indexes)
    built_in = {
        "read": grant("read", policies.read, vectors=vectors),
        "write": grant("write", policies.write, vectors=vectors),
        "read_write": grant("read_write", policies.read_write, vectors=vectors),
        "stream_read": grant("stream_read", policies.stream_read, vectors=vectors),
    }
    made = {name: built_in[name] for name in BUILT_IN if policies.enabled and wanted[name]}
    return made | {name: custom_grant(policy, vectors=vectors) for name, policy in policies.custom.items()}


def build(table_id: str, table: Table) -> Iterator[tuple[Path, iam.ManagedPolicy]]:
    """The policies of the table, each with the place in the spec that it comes from."""
    for name, allowed in granted(table).items():
        fixed = {"ManagedPolicyName": Sub(names.policy_name(table_id, name))} if table.policies.fixed_names else {}
        policy = iam.ManagedPolicy(
            names.policy_id(table_id, name),
            **fixed,
            Description=description(table_id, name),
            PolicyDocument={"Version": "2012-10-17", "Statement": list(statements(table_id, table, allowed=allowed))},
        )
        custom = () if name in BUILT_IN else ("custom",)
        yield ("tables", table_id, "policies", *custom, name), policy


def statements(table_id: str, table: Table, *, allowed: Grant) -> Iterator[dict[str, Any]]:
    """What a policy allows and denies, and the use of the table's key that this takes."""
    yield from policy_statements.build(table_id, table, allowed=allowed)
    if table.encryption.kms_key:
        yield from use_key(table.encryption.kms_key, allowed.actions)


def description(table_id: str, name: str) -> str:
    """What a policy is, by nothing but names."""
    if name in BUILT_IN:
        return DESCRIPTIONS[name].format(table_id)
    return CUSTOM_DESCRIPTION.format(name, table_id)
