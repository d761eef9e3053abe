"""A table to the texts that name it elsewhere in the template: its name, its ARN, and what its ARN leads to.

All are text in which `${Name}` is known at the deploy. Of a table that is made elsewhere the name is written, and the
ARN is put together from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.spec.model.references import REFERENCE
from generator.spec.model.table import Table

__all__ = ["existing_named", "index_arn", "stream_arn", "streams", "table_arn", "table_name"]


def table_name(table_id: str, table: Table) -> str:
    """The name that the table has in metrics and queries."""
    return table.table_name if table.existing and table.table_name else f"${{{table_id}}}"


def table_arn(table_id: str, table: Table) -> str:
    """The ARN of the table.

    Source: "Resource types defined by Amazon DynamoDB" in the Service Authorization Reference.
    """
    if not table.existing:
        return f"${{{table_id}.Arn}}"
    name = table_name(table_id, table)
    return f"arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/{name}"


def stream_arn(table_id: str) -> str:
    """The ARN of the stream that the table has at the deploy, if the stack makes the table."""
    return f"${{{table_id}.StreamArn}}"


def index_arn(table_id: str, table: Table, name: str) -> str:
    """The ARN of one index of the table, or with `*` of all that it has and will have."""
    return f"{table_arn(table_id, table)}/index/{name}"


def streams(table_id: str, table: Table) -> str:
    """The ARNs of every stream that the table has had and will have: a change of the view type makes a new one."""
    return f"{table_arn(table_id, table)}/stream/*"


def existing_named(text: str, tables: Mapping[str, Table]) -> str:
    """The text with `${Id}` and `${Id.Arn}` of tables that are made elsewhere replaced by their names and ARNs."""
    made_elsewhere = {table_id: table for table_id, table in tables.items() if table.existing}
    known = {table_id: table_name(table_id, table) for table_id, table in made_elsewhere.items()}
    known |= {f"{table_id}.Arn": table_arn(table_id, table) for table_id, table in made_elsewhere.items()}
    return REFERENCE.sub(lambda found: known.get(found[1], found[0]), text)
