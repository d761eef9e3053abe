"""A table to the texts that name it elsewhere in the template: its name, its ARN, and what its ARN leads to.

All are text in which `${Name}` is known at the deploy.
"""

from __future__ import annotations

__all__ = ["index_arn", "stream_arn", "streams", "table_arn", "table_name"]


def table_name(table_id: str) -> str:
    """The name that the table has in metrics and queries."""
    return f"${{{table_id}}}"


def table_arn(table_id: str, region: str = "") -> str:
    """The ARN of the table, or of its replica in another Region than the stack's."""
    if region:
        return f"arn:${{AWS::Partition}}:dynamodb:{region}:${{AWS::AccountId}}:table/{table_name(table_id)}"
    return f"${{{table_id}.Arn}}"


def stream_arn(table_id: str) -> str:
    """The ARN of the stream that the table has at the deploy."""
    return f"${{{table_id}.StreamArn}}"


def index_arn(table_id: str, name: str, region: str = "") -> str:
    """The ARN of one index of the table, or of its replica; with `*` of all that it has and will have."""
    return f"{table_arn(table_id, region)}/index/{name}"


def streams(table_id: str, region: str = "") -> str:
    """The ARNs of every stream that the table, or its replica, has had and will have: a change of the view type makes a
    new one.
    """
    return f"{table_arn(table_id, region)}/stream/*"
