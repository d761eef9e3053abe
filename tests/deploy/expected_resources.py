"""What a spec says of the CloudFormation resources that it writes itself, by type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.deploy.expected import Body
from tests.deploy.expected_stack import Place


def resources(spec: Body, place: Place) -> dict[str, Body]:
    """What describing each of them will tell, by logical ID."""
    known = values(spec, place)
    written = {name: filled(body, known) for name, body in spec.get("resources", {}).items()}
    return {name: TYPES[body["Type"]](body["Properties"]) for name, body in written.items()}


def in_tables(spec: Body, place: Place) -> Body:
    """The tables with what they refer to; a key is given by its ARN, however it is referred to."""
    tables: Body = filled(spec["tables"], values(spec, place))
    for name, body in spec["tables"].items():
        encryption = body.get("encryption")
        if isinstance(encryption, dict) and encryption["kms_key"].startswith("${"):
            by_arn = encryption["kms_key"].replace("}", ".Arn}")
            tables[name]["encryption"] = {"kms_key": filled(by_arn, values(spec, place))}
    return tables


def values(spec: Body, place: Place) -> dict[str, str]:
    """What references to the resources, and to the table of a stream, stand for."""
    arns = {
        "AWS::KMS::Key": f"arn:aws:kms:{place.region}:{place.account}:key/",
        "AWS::IAM::Role": f"arn:aws:iam::{place.account}:role/",
    }
    known = {f"${{{name}}}": physical for name, physical in place.made.items()}
    for name, body in spec.get("resources", {}).items():
        if body["Type"] in arns:
            known[f"${{{name}.Arn}}"] = f"{arns[body['Type']]}{place.made[name]}"
    known |= {f"${{{name}.StreamArn}}": f"{place.made[name]} stream" for name in spec["tables"] if name in place.made}
    return known | {"${AWS::Partition}": "aws", "${AWS::AccountId}": place.account}


def filled(value: Any, known: dict[str, str]) -> Any:
    """A part of a spec with its references filled in."""
    if isinstance(value, dict):
        return {key: filled(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, known) for each in value]
    for reference, text in known.items():
        value = value.replace(reference, text)
    return value


def key(written: Body) -> Body:
    return {
        "description": written["Description"],
        "rotates": written["EnableKeyRotation"] == "true",
        "policy": written["KeyPolicy"],
    }


def role(written: Body) -> Body:
    return {"trust": written["AssumeRolePolicyDocument"], "policies": set(written["ManagedPolicyArns"])}


def function(written: Body) -> Body:
    return {each: written[each] for each in ("Runtime", "Handler", "Role")}


def mapping(written: Body) -> Body:
    return {
        "reads": written["EventSourceArn"],
        "calls": written["FunctionName"],
        "from": written["StartingPosition"],
        "batch": int(written["BatchSize"]),
        "bisects": written["BisectBatchOnFunctionError"] == "true",
    }


TYPES: dict[str, Callable[[Body], Body]] = {
    "AWS::KMS::Key": key,
    "AWS::IAM::Role": role,
    "AWS::Lambda::Function": function,
    "AWS::Lambda::EventSourceMapping": mapping,
}
