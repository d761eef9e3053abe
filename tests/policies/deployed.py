"""A spec or its template to policies as IAM gets them: every function resolved for one account, Region and stack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent
from typing import Any

from generator.spec import checks
from generator.spec.parse import parse
from generator.spec.source import read
from generator.template.assemble import assemble

__all__ = ["ACCOUNT", "KEY_ID", "REGION", "documents", "policies", "table_arn"]

ACCOUNT = "111122223333"
REGION = "us-east-1"
# That of every key that a template makes.
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "shop",
    "AWS::URLSuffix": "amazonaws.com",
}


def documents(spec: str, parameters: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """The documents of the policies of a spec without its version, by logical ID."""
    parsed = parse(read(f"version: 1\n{dedent(spec)}".encode(), "specs/orders.yaml"))
    assert not [each for each in (*parsed.problems, *checks.run(parsed)) if each.severity == "error"]
    assert parsed.spec
    assembled = assemble(parsed.spec)
    assert not assembled.problems
    return policies(assembled.template, parameters)


def policies(template: Mapping[str, Any], parameters: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """The documents of a template's policies by logical ID; a parameter without a value is `<its name>`."""
    values = {name: f"<{name}>" for name in template.get("Parameters", {})}
    values |= {**(parameters or {}), **PSEUDO_PARAMETERS}
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] == "AWS::DynamoDB::Table":
            name = resolved(resource["Properties"].get("TableName", f"shop-{logical_id}-1A2B3C"), values)
            values |= {logical_id: name, f"{logical_id}.Arn": table_arn(name)}
        elif resource["Type"] == "AWS::KMS::Key":
            values |= {logical_id: KEY_ID, f"{logical_id}.Arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY_ID}"}
        elif resource["Type"] == "AWS::KMS::Alias":
            values[logical_id] = resource["Properties"]["AliasName"]
    return {
        logical_id: resolved(resource["Properties"]["PolicyDocument"], values)
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    }


def table_arn(name: str) -> str:
    """The ARN of a table."""
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"


def resolved(value: Any, values: Mapping[str, str]) -> Any:
    """A part of a template with its functions replaced by what they give."""
    match value:
        case {"Ref": name}:
            return values[name]
        case {"Fn::GetAtt": [logical_id, attribute]}:
            return values[f"{logical_id}.{attribute}"]
        case {"Fn::Sub": text}:
            return re.sub(
                r"\$\{(!?)([^{}]*)\}", lambda found: f"${{{found[2]}}}" if found[1] else values[found[2]], text
            )
        case dict():
            assert not any(key.startswith("Fn::") for key in value), value
            return {key: resolved(each, values) for key, each in value.items()}
        case list():
            return [resolved(each, values) for each in value]
    return value
