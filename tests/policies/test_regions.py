"""What a principal may do with a global table in each Region, and with the keys of its replicas."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.policies.deployed import ACCOUNT, REGION, documents, table_arn
from tests.policies.evaluator import Request, allows

OTHER, THIRD, NOWHERE = "eu-west-1", "ap-northeast-1", "us-west-1"
REGIONS = (REGION, OTHER, THIRD, NOWHERE)
SPEC = """
region: us-east-1
tables:
  Orders:
    table_name: orders
    partition_key: tenant
    global_secondary_indexes:
      by-status: {partition_key: status}
      by-day: {partition_key: day}
    stream: KEYS_ONLY
    alarms: false
    replicas:
      us-east-1: {encryption: {kms_key: alias/home}}
      eu-west-1: {encryption: {kms_key: 2222abcd-12ab-34cd-56ef-1234567890ab}}
      ap-northeast-1:
        encryption: {kms_key: "arn:aws:kms:ap-northeast-1:111122223333:key/3333abcd-12ab-34cd-56ef-1234567890ab"}
    policies:
      write: {regions: [us-east-1]}
      read_write: {regions: [eu-west-1, ap-northeast-1]}
      stream_read: {regions: [eu-west-1]}
      custom:
        Sql: {access: read, partiql: true, scan: false}
        EuropeanSql: {access: read, partiql: true, scan: false, regions: [eu-west-1]}
        Tenant: {access: read_write, leading_keys: ["${aws:PrincipalTag/tenant}"], regions: [us-east-1, eu-west-1]}
        Status: {access: query, indexes: [by-status]}
        FarStatus: {access: query, indexes: [by-status], regions: [ap-northeast-1]}
"""
EVERYWHERE = {REGION, OTHER, THIRD}
# Where each policy holds.
HOLDS = {
    "Read": EVERYWHERE,
    "Write": {REGION},
    "ReadWrite": {OTHER, THIRD},
    "StreamRead": {OTHER},
    "Sql": EVERYWHERE,
    "EuropeanSql": {OTHER},
    "Tenant": {REGION, OTHER},
    "Status": EVERYWHERE,
    "FarStatus": {THIRD},
}
TENANT = {"aws:PrincipalTag/tenant": "acme", "dynamodb:LeadingKeys": ["acme"]}
# What each policy allows of a table in a Region in which it holds.
ALLOWED = {
    "GetItem": {"Read", "ReadWrite", "Sql", "EuropeanSql", "Tenant"},
    "PutItem": {"Write", "ReadWrite", "Tenant"},
    "Scan": {"Read", "ReadWrite"},
    "DescribeTable": {"Read", "Write", "ReadWrite", "Sql", "EuropeanSql", "Tenant"},
    "Query /index/by-status": {"Read", "ReadWrite", "Sql", "EuropeanSql", "Status", "FarStatus"},
    "Query /index/by-day": {"Read", "ReadWrite", "Sql", "EuropeanSql"},
    "PartiQLSelect /index/by-day": {"Sql", "EuropeanSql"},
    "GetRecords /stream/2026-11-23T00:00:00.000": {"StreamRead"},
}
KEYS = {
    REGION: "ffffabcd-12ab-34cd-56ef-1234567890ab",
    OTHER: "2222abcd-12ab-34cd-56ef-1234567890ab",
    THIRD: "3333abcd-12ab-34cd-56ef-1234567890ab",
    NOWHERE: "2222abcd-12ab-34cd-56ef-1234567890ab",
}


@cache
def granted() -> dict[str, dict[str, Any]]:
    """The documents by the names of their policies."""
    return {name.removeprefix("OrdersPolicy"): document for name, document in documents(SPEC).items()}


@pytest.mark.parametrize("request_", ALLOWED)
def test_a_policy_holds_in_the_regions_that_it_covers_and_in_no_other(request_: str) -> None:
    action, _, below = request_.partition(" ")
    told = {
        (policy, region)
        for policy, document in granted().items()
        for region in REGIONS
        if allows(document, Request(f"dynamodb:{action}", table_arn("orders", region) + below, TENANT))
    }
    assert told == {(policy, region) for policy in ALLOWED[request_] for region in HOLDS[policy]}


@pytest.mark.parametrize("region", sorted(EVERYWHERE))
def test_a_select_of_the_whole_table_is_denied_in_every_region(region: str) -> None:
    scanning = {"dynamodb:FullTableScan": "true"}
    for below in ("", "/index/by-day"):
        arn = table_arn("orders", region) + below
        assert not allows(granted()["Sql"], Request("dynamodb:PartiQLSelect", arn, scanning))


@pytest.mark.parametrize("region", REGIONS)
def test_another_table_or_account_is_denied_in_every_region(region: str) -> None:
    for arn in (table_arn("customers", region), table_arn("orders", region).replace(ACCOUNT, "444455556666")):
        for action in ("GetItem", "PutItem", "Query"):
            request = Request(f"dynamodb:{action}", arn, TENANT)
            assert not any(allows(document, request) for document in granted().values())


@pytest.mark.parametrize("policy", HOLDS)
def test_the_key_of_a_region_is_used_where_the_policy_holds_through_dynamodb_there(policy: str) -> None:
    told = set()
    for region in REGIONS:
        key = f"arn:aws:kms:{region}:{ACCOUNT}:key/{KEYS[region]}"
        for through in REGIONS:
            context = {"kms:ViaService": f"dynamodb.{through}.amazonaws.com", "kms:ResourceAliases": ["alias/home"]}
            if allows(granted()[policy], Request("kms:Decrypt", key, context)):
                told.add((region, through))
    assert told == {(region, region) for region in HOLDS[policy]}
