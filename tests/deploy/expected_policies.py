"""The policies that a spec says a stack will have: what each allows, on what, under which conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.deploy.expected import Body

Grant = tuple[str, str, str]

# On the table alone, and on the table with its indexes.
ITEMS = {
    "read": {"GetItem", "BatchGetItem", "ConditionCheckItem"},
    "write": {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"},
    "query": set(),
}
ITEMS["read_write"] = ITEMS["read"] | ITEMS["write"]
QUERIES = {"read": {"Query", "Scan"}, "read_write": {"Query", "Scan"}, "query": {"Query"}, "write": set()}
# They touch whole items: no policy for certain attributes has them.
WHOLE_ITEMS = {"PutItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"}
STREAM_READ = {"DescribeStream", "GetRecords", "GetShardIterator"}
USE_KEY = {"Decrypt", "DescribeKey"}
USE_KEY_TO_WRITE = {*USE_KEY, "Encrypt", "ReEncrypt*", "GenerateDataKey*"}
OPTIONS = {"access", "actions", "attributes", "indexes", "leading_keys", "partiql", "scan"}
BUILT_IN = {"Read": "read", "Write": "write", "ReadWrite": "read_write", "StreamRead": "stream_read"}


def policies(spec: Body, name: str, *, arn: str, region: str) -> dict[str, set[Grant]]:
    """What each policy of a table allows, by logical ID."""
    body = spec["tables"][name]
    return {
        f"{name}Policy{each}": set(grants(body, options, arn=arn, region=region))
        for each, options in wanted(body).items()
    }


def wanted(body: Body) -> dict[str, Body]:
    """The options of every policy of a table, by its part of the logical ID: built-in ones, then custom ones."""
    written = body.get("policies", {})
    streamed = "true" if body.get("stream") else "false"
    defaults = {**dict.fromkeys(BUILT_IN.values(), "true"), "stream_read": streamed}
    chosen = {each: written.get(option, defaults[option]) for each, option in BUILT_IN.items()}
    built_in = {
        each: {"access": BUILT_IN[each], **(option if isinstance(option, dict) else {})}
        for each, option in chosen.items()
        if option != "false"
    }
    return {**built_in, **written.get("custom", {})}


def grants(body: Body, options: Body, *, arn: str, region: str) -> Iterator[Grant]:
    """The grants of a policy: an action, what it is allowed on, and the conditions, as `described` tells them."""
    assert options.keys() <= OPTIONS, f"tests/deploy/expected_policies.py does not know all of {options}"
    if options.get("access") == "stream_read":
        yield from ((f"dynamodb:{action}", f"{arn}/stream/*", "") for action in STREAM_READ)
        yield ("dynamodb:ListStreams", "*", "")
        yield from key_grants(body, {"Decrypt"}, region=region)
        return
    items, queries = actions(options)
    # No condition of DynamoDB's holds a search to certain keys or attributes.
    limited = "attributes" in options or "leading_keys" in options
    if "vector_indexes" in body and options.get("access") in ("read", "read_write") and not limited:
        queries |= {"SearchVectors"}
    searched = [f"{arn}/index/{index}" for index in indexes(body, options)]
    if options.get("access") in ("read", "read_write") or not options.get("indexes"):
        searched.append(arn)
    for action in items:
        yield f"dynamodb:{action}", arn, conditions(options, action)
    for action in queries:
        yield from ((f"dynamodb:{action}", each, conditions(options, action)) for each in searched)
    if "PartiQLSelect" in queries and (options.get("scan") == "false" or "leading_keys" in options):
        yield from (("Deny dynamodb:PartiQLSelect", each, "Bool dynamodb:FullTableScan true") for each in searched)
    if items and "access" in options:
        yield "dynamodb:DescribeTable", arn, ""
    writes = (items - {"ConditionCheckItem"}) & ITEMS["write"]
    yield from key_grants(body, USE_KEY_TO_WRITE if writes else USE_KEY, region=region)


def actions(options: Body) -> tuple[set[str], set[str]]:
    """The actions of a policy on the table alone, and those on the table and its indexes."""
    if "actions" in options:
        named = set(options["actions"])
        return named & ITEMS["read_write"], named - ITEMS["read_write"]
    items, queries = set(ITEMS[options["access"]]), set(QUERIES[options["access"]])
    if "attributes" in options:
        items -= WHOLE_ITEMS
    if "leading_keys" in options or options.get("scan") == "false":
        queries -= {"Scan"}
    if options.get("partiql") == "true":
        assert queries, "tests/deploy/expected_policies.py does not know PartiQL's writes"
        queries |= {"PartiQLSelect"}
    return items, queries


def indexes(body: Body, options: Body) -> list[str]:
    """The indexes that a policy covers: those that it names, or all; with leading keys, no more than it names."""
    if "indexes" in options or "leading_keys" in options:
        return list(options.get("indexes", []))
    return ["*"] if any(f"{kind}_indexes" in body for kind in ("global_secondary", "local_secondary", "vector")) else []


def conditions(options: Body, action: str) -> str:
    """What must hold for an action, a clause for each operator and key."""
    clauses = []
    if keys := options.get("leading_keys"):
        matched = "StringLike" if any(sign in "".join(keys) for sign in "*?") else "StringEquals"
        clauses += [f"ForAllValues:{matched} dynamodb:LeadingKeys {' '.join(keys)}", "Null dynamodb:LeadingKeys false"]
    if attributes := options.get("attributes"):
        clauses.append(f"ForAllValues:StringEquals dynamodb:Attributes {' '.join(attributes)}")
        if action in ITEMS["write"]:
            clauses.append("StringEquals dynamodb:ReturnValues NONE UPDATED_OLD UPDATED_NEW")
        else:
            clauses.append("StringEquals dynamodb:Select SPECIFIC_ATTRIBUTES")
    return "; ".join(sorted(clauses))


def key_grants(body: Body, used: set[str], *, region: str) -> Iterator[Grant]:
    """What a policy allows to do with the customer's key of the table, if it has one."""
    if isinstance(written := body.get("encryption"), dict):
        through = f"StringEquals kms:ViaService dynamodb.{region}.amazonaws.com"
        yield from ((f"kms:{action}", written["kms_key"], through) for action in used)


def capability(spec: Body) -> str:
    """What a deploy must acknowledge: policies, or policies with fixed names."""
    fixed = any(fixed_names(body) for body in spec["tables"].values())
    return "CAPABILITY_NAMED_IAM" if fixed else "CAPABILITY_IAM"


def fixed_names(body: Body) -> bool:
    written: Any = body.get("policies", {})
    return isinstance(written, dict) and written.get("fixed_names") == "true"


def policy_names(spec: Body, name: str, *, stack: str, region: str) -> dict[str, str]:
    """The fixed names of a table's policies, by logical ID."""
    body = spec["tables"][name]
    if not fixed_names(body):
        return {}
    parts = {each: BUILT_IN[each].replace("_", "-") if each in BUILT_IN else each for each in wanted(body)}
    return {f"{name}Policy{each}": f"{stack}-{region}-{name}-{part}" for each, part in parts.items()}
