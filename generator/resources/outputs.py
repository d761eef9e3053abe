"""A table of the model to the outputs of its stack."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Output, Ref

from generator.resources import identity, names, policies
from generator.resources.text import resolved
from generator.spec.model.table import Table

__all__ = ["build"]


def build(table_id: str, table: Table) -> Iterator[Output]:
    """The name and ARN of the table, the ARN of its stream, and the ARNs of its policies."""
    yield Output(names.table_name_output(table_id), Value=resolved(identity.table_name(table_id, table)))
    yield Output(names.table_arn_output(table_id), Value=resolved(identity.table_arn(table_id, table)))
    # Nothing but the table itself tells when its stream was made, which the ARN ends in.
    if table.stream and not table.existing:
        yield Output(names.stream_arn_output(table_id), Value=resolved(identity.stream_arn(table_id)))
    for policy in policies.granted(table):
        yield Output(names.policy_arn_output(table_id, policy), Value=Ref(names.policy_id(table_id, policy)))
