"""A template to what CloudFormation needs to take live tables into a stack without touching an item."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from shlex import quote
from typing import Any, Final

from generator.aws.properties import TABLES
from generator.changes.functions import is_function, joined, shown
from generator.errors import Problem, UsageError
from generator.importers.naming import stack_names

__all__ = ["commands", "resources_to_import", "tables_only"]

Template = dict[str, Any]
SCALABLE_TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
DYNAMODB: Final = "--service-namespace dynamodb"
# What --import-existing-resources takes: CreateChangeSet in the CloudFormation API Reference.
RETAINED: Final = ("Retain", "RetainExceptOnCreate")


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

    They are retained whatever happens: "does not retain resources during rollbacks", says AWS' announcement of
    RetainExceptOnCreate, and no source whether that is said of imported ones too. Source of the rest: "Import AWS
    resources into a CloudFormation stack" in the CloudFormation User Guide.
    """
    retained = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    tables = {name: {**body, **retained} for name, body in template["Resources"].items() if body["Type"] in TABLES}
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


def scaled(template: Template) -> Iterator[str]:
    """What Application Auto Scaling is to forget before CloudFormation registers it: the options that name each target.

    CloudFormation does not take over a target that somebody else registered, it refuses with "already exists"
    (github.com/aws/aws-cdk/issues/15318, github.com/medikoo/serverless-plugin-dynamodb-autoscaling/issues/11), and
    imported with its target, a policy would keep its name. Without its target a table keeps its capacity:
    DeregisterScalableTarget in the Application Auto Scaling API Reference.
    """
    resources = template["Resources"]
    names = {f"${{{each}}}": body["Properties"].get("TableName") for each, body in resources.items()}
    for body in resources.values():
        if body["Type"] == SCALABLE_TARGET:
            written = body["Properties"]["ResourceId"]
            resource_id = shown(joined(written) if is_function(written) else written)
            for reference, name in names.items():
                if isinstance(name, str):
                    resource_id = resource_id.replace(reference, name)
            yield f"--resource-id {quote(resource_id)} --scalable-dimension {body['Properties']['ScalableDimension']}"


def commands(template: Template, spec: str, *, resources: str, tables: str, region: str | None) -> Iterator[str]:
    """The commands that take the tables into a new stack, then deploy all of it; and the shorter way.

    `resources` and `tables` are the files that the change set takes.
    """
    bodies = template["Resources"].values()
    of_stack = f"--stack-name {stack_names([spec])[spec]}"
    in_region = f" --region {quote(region)}" if region else ""
    iam = " --capabilities CAPABILITY_IAM" if any(body["Type"].startswith("AWS::IAM::") for body in bodies) else ""
    whole = quote(f"templates/{spec}.yaml")

    def aws(what: str) -> str:
        return f"  aws {what}{in_region}"

    def change_set(options: str, before: Iterable[str]) -> Iterator[str]:
        named = f"{of_stack} --change-set-name import"
        yield aws(f"cloudformation create-change-set {named} {options}")
        yield aws(f"cloudformation wait change-set-create-complete {named}")
        yield from before
        yield aws(f"cloudformation execute-change-set {named}")

    forgotten = [
        aws(f"application-autoscaling deregister-scalable-target {DYNAMODB} {each}") for each in scaled(template)
    ]
    yield "to import the tables into a new stack, then deploy what comes with them:"
    files = f"--template-body file://{quote(tables)} --resources-to-import file://{quote(resources)}"
    yield from change_set(f"--change-set-type IMPORT {files}", ())
    yield aws(f"cloudformation wait stack-import-complete {of_stack}")
    yield from forgotten
    yield aws(f"cloudformation deploy {of_stack} --template-file {whole}{iam}")
    if all(body["DeletionPolicy"] in RETAINED for body in bodies if body["Type"] in TABLES):
        yield "or both in one step:"
        body = f"--template-body file://{whole}{iam}"
        # A creation that fails would be rolled back, and with it what it imported.
        options = f"--change-set-type CREATE --import-existing-resources --on-stack-failure DO_NOTHING {body}"
        yield from change_set(options, forgotten)
        yield aws(f"cloudformation wait stack-create-complete {of_stack}")
    if forgotten:
        yield "what autoscales already keeps its capacity from deregister-scalable-target until the deploy is done"
