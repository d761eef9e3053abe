"""A template to what CloudFormation needs to take live tables into a stack without touching an item."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.aws.properties import TABLES
from generator.errors import Problem, UsageError

__all__ = ["commands", "resources_to_import", "tables_only"]

Template = dict[str, Any]


def resources_to_import(template: Template) -> str:
    """The tables as `--resources-to-import` of `aws cloudformation create-change-set` takes them.

    UsageError where the name of a table is not literal. Source: "ResourceToImport" in the CloudFormation API Reference;
    the primary identifier in the resource schemas is TableName.
    """
    found, problems = [], []
    for logical_id, body in template["Resources"].items():
        if body["Type"] not in TABLES:
            continue
        name = body["Properties"].get("TableName")
        if not isinstance(name, str):
            hint = "an import finds the table by its name: write table_name as it is called in AWS"
            problems.append(Problem("DS563", f"{logical_id!a} has no literal name", hint, ("tables", logical_id)))
        identifier = {"TableName": name}
        one = {"ResourceType": body["Type"], "LogicalResourceId": logical_id, "ResourceIdentifier": identifier}
        found.append(one)
    if problems:
        raise UsageError(problems)
    return json.dumps(found, indent=2) + "\n"


def tables_only(template: Template) -> Template:
    """The template with the tables alone: a change set of type IMPORT makes nothing, and takes no outputs.

    Source: "Import AWS resources into a CloudFormation stack" in the CloudFormation User Guide.
    """
    tables = {name: body for name, body in template["Resources"].items() if body["Type"] in TABLES}
    text = json.dumps(tables)
    parameters = {
        name: body
        for name, body in template.get("Parameters", {}).items()
        if json.dumps(name) in text or f"${{{name}}}" in text
    }
    kept: Template = {key: template[key] for key in ("AWSTemplateFormatVersion", "Description") if key in template}
    if parameters:
        kept["Parameters"] = parameters
    return {**kept, "Resources": tables}


def commands(stack: str, *, resources: str, template: str) -> Iterator[str]:
    """The commands that take the tables into a new stack, then deploy all of it; and the shorter way."""
    change_set = f"--stack-name {stack} --change-set-name import"
    yield "to import the tables into a new stack:"
    yield (
        f"  aws cloudformation create-change-set {change_set} --change-set-type IMPORT"
        f" --template-body file://{template} --resources-to-import file://{resources}"
    )
    yield f"  aws cloudformation wait change-set-create-complete {change_set}"
    yield f"  aws cloudformation execute-change-set {change_set}"
    yield f"  aws cloudformation wait stack-import-complete --stack-name {stack}"
    deploy = f"aws cloudformation deploy --stack-name {stack} --template-file templates/{stack}.yaml"
    yield f"  {deploy} --capabilities CAPABILITY_IAM"
    yield "or, in one step:"
    yield (
        f"  aws cloudformation create-change-set --stack-name {stack} --change-set-name import --change-set-type CREATE"
        f" --import-existing-resources --template-body file://templates/{stack}.yaml --capabilities CAPABILITY_IAM"
    )
