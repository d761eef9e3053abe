"""What a policy grants to statements in which every action takes every resource and every condition key."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from generator.aws import actions
from generator.aws.actions import ACTIONS
from generator.resources.identity import index_arn, streams, table_arn
from generator.resources.text import resolved
from generator.spec.model.policies import Grant
from generator.spec.model.references import parts
from generator.spec.model.table import Table

__all__ = ["build", "statement"]

PARTIQL_SELECT = "PartiQLSelect"


def build(table_id: str, table: Table, *, allowed: Grant) -> Iterator[dict[str, Any]]:
    """The statements of a policy on the table, its indexes and its stream."""
    table_itself = resolved(table_arn(table_id, table))
    described, reads, writes = of_table(allowed)
    queries = taking(allowed, "index")
    read_condition, write_condition = conditions(allowed, writing=False), conditions(allowed, writing=True)
    if reads:
        yield statement("ReadItems", qualified(reads), on=table_itself, condition=read_condition)
    if queries:
        resources = searched(table_id, table, allowed=allowed)
        yield statement("QueryItems", qualified(queries), on=resources, condition=read_condition)
    if writes:
        yield statement("WriteItems", qualified(writes), on=table_itself, condition=write_condition)
    if described:
        yield statement("DescribeTable", qualified(described), on=table_itself)
    if PARTIQL_SELECT in queries and not allowed.full_scan:
        resources = searched(table_id, table, allowed=allowed)
        scanning = {"Bool": {actions.FULL_TABLE_SCAN: "true"}}
        yield statement(
            "DenyFullTableScan", qualified([PARTIQL_SELECT]), on=resources, condition=scanning, effect="Deny"
        )
    if of_stream := taking(allowed, "stream"):
        yield statement("ReadStream", qualified(of_stream), on=resolved(streams(table_id, table)))
    if anywhere := {name for name in allowed.actions if not ACTIONS[name].on}:
        yield statement("ListStreams", qualified(anywhere), on="*")


def of_table(allowed: Grant) -> tuple[set[str], set[str], set[str]]:
    """What is allowed on the table and nothing else: what describes it, alone where the rest is held to conditions,
    what reads items, and what writes them; a check of an item goes with the reads, if there are any.
    """
    granted = {name for name in allowed.actions if ACTIONS[name].on == ("table",)}
    described = {name for name in granted if ACTIONS[name].kind == "describe"}
    writes = {name for name in granted if ACTIONS[name].kind == "write"}
    checks = {name for name in granted if ACTIONS[name].kind == "check"}
    reads = granted - described - writes - checks
    if reads or not writes:
        reads |= checks
    else:
        writes |= checks
    if allowed.leading_keys or allowed.attributes or not (reads or writes):
        return described, reads, writes
    return (set(), reads | described, writes) if reads else (set(), reads, writes | described)


def taking(allowed: Grant, resource_type: str) -> set[str]:
    """What is allowed that can be done to a resource of the type."""
    return {name for name in allowed.actions if resource_type in ACTIONS[name].on}


def searched(table_id: str, table: Table, *, allowed: Grant) -> Any:
    """The table and the indexes that the policy covers; one alone is not a list."""
    resources: list[Any] = [resolved(table_arn(table_id, table))] if allowed.on_table else []
    if allowed.indexes is not None:
        resources += [resolved(index_arn(table_id, table, name)) for name in allowed.indexes]
    elif table.index_names:
        resources.append(resolved(index_arn(table_id, table, "*")))
    return resources if len(resources) > 1 else resources[0]


def conditions(allowed: Grant, *, writing: bool) -> dict[str, Any]:
    """What holds reads, or writes, to the leading keys and attributes of the policy.

    ForAllValues is true of a request without the key, so Null denies that one. Attributes need a condition on what is
    returned. Sources: "Set operators for multi-valued context keys" in the IAM User Guide, and "Using IAM policy
    conditions for fine-grained access control" in the DynamoDB Developer Guide.
    """
    found: dict[str, Any] = {}
    if allowed.leading_keys:
        matched = "StringLike" if any(map(is_pattern, allowed.leading_keys)) else "StringEquals"
        found[f"ForAllValues:{matched}"] = {actions.LEADING_KEYS: [resolved(key) for key in allowed.leading_keys]}
        found["Null"] = {actions.LEADING_KEYS: "false"}
    if allowed.attributes:
        found.setdefault("ForAllValues:StringEquals", {})[actions.ATTRIBUTES] = list(allowed.attributes)
        returned = {actions.RETURN_VALUES: list(actions.SAFE_RETURN_VALUES)} if writing else {}
        found["StringEquals"] = returned or {actions.SELECT: actions.SELECT_SPECIFIC}
    return found


def is_pattern(key: str) -> bool:
    """Whether a leading key is written with a wildcard; what a reference stands for is not looked at."""
    return any(isinstance(part, str) and ("*" in part or "?" in part) for part in parts(key))


def qualified(names: Collection[str]) -> list[str]:
    """DynamoDB actions as IAM knows them."""
    return [f"dynamodb:{name}" for name in names]


def statement(
    sid: str, named: Collection[str], *, on: Any, condition: dict[str, Any] | None = None, effect: str = "Allow"
) -> dict[str, Any]:
    """A statement about actions on a resource or several, under a condition if there is one."""
    made = {"Sid": sid, "Effect": effect, "Action": sorted(named), "Resource": on}
    return {**made, "Condition": condition} if condition else made
