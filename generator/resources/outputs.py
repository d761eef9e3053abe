"""A table of the model to the outputs of its stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from troposphere import Export, Output, Ref, Sub

from generator.resources import identity, names, policies
from generator.resources.text import resolved
from generator.spec.model.table import Table

__all__ = ["Told", "build", "told"]


class Told(NamedTuple):
    """A value that others want to know: its output, what it is called beside the table's others, what it is."""

    output: str
    label: str
    description: str
    value: Any


def build(table_id: str, table: Table, *, export: bool) -> Iterator[Output]:
    """The outputs of the table; with `export`, other stacks can import them."""
    for each in told(table_id, table):
        exported = {"Export": Export(Sub(names.export_name(each.output)))} if export else {}
        yield Output(each.output, Value=each.value, **exported)


def told(table_id: str, table: Table) -> Iterator[Told]:
    """The name and ARN of the table, the ARN of its stream, and the ARNs of its policies."""
    of_table = f"of the DynamoDB table {table_id}"
    name, arn = resolved(identity.table_name(table_id, table)), resolved(identity.table_arn(table_id, table))
    yield Told(names.table_name_output(table_id), "table-name", f"Name {of_table}", name)
    yield Told(names.table_arn_output(table_id), "table-arn", f"ARN {of_table}", arn)
    # Nothing but the table itself tells when its stream was made, which the ARN ends in.
    if table.stream and not table.existing:
        stream = resolved(identity.stream_arn(table_id))
        yield Told(names.stream_arn_output(table_id), "stream-arn", f"ARN of the stream {of_table}", stream)
    for policy in policies.granted(table):
        policy_id = names.policy_id(table_id, policy)
        label, description = names.policy_arn_label(policy), f"ARN of the managed policy {policy_id}"
        yield Told(names.policy_arn_output(table_id, policy), label, description, Ref(policy_id))
