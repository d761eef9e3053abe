"""A template to what CloudFormation needs to take live tables into a stack without touching an item."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from shlex import quote
from typing import Any, Final, NamedTuple

from generator.aws.properties import REPLICAS, TABLES
from generator.changes.functions import is_function, joined, refers, shown
from generator.changes.template import Resource, of_values
from generator.errors import Problem, UsageError

__all__ = ["Large", "commands", "resources_to_import", "tables_only"]

Template = dict[str, Any]
SCALABLE_TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
# How `aws cloudformation` is told parameters, by deploy and by create-change-set.
OVERRIDES: Final = "--parameter-overrides"
VALUES: Final = "--parameters"
DYNAMODB: Final = "--service-namespace dynamodb"
DEFAULTS: Final = frozenset({"DeletionProtectionEnabled", "PointInTimeRecoverySpecification"})
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


def tables_only(template: Template, source: Mapping[str, Resource]) -> Template:
    """The template with the tables alone: a change set of type IMPORT makes nothing, and takes no outputs. UsageError
    where a table refers to what is no table.

    What `source` does not say of a table is left to the second step, which would change nothing if it stood here.

    They are retained whatever happens: "does not retain resources during rollbacks", says AWS' announcement of
    RetainExceptOnCreate, and no source whether that is said of imported ones too. Source of the rest: "Import AWS
    resources into a CloudFormation stack" in the CloudFormation User Guide.
    """
    retained = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    tables = {
        name: {**as_it_is(body, source.get(name)), **retained}
        for name, body in template["Resources"].items()
        if body["Type"] in TABLES
    }
    check_held(template, tables)
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


def as_it_is(body: Template, source: Resource | None) -> Template:
    """The table without the safe defaults that its source says nothing of, of its replicas neither."""
    if source is None:
        return body
    properties = without_defaults(body["Properties"], source.properties)
    if REPLICAS in properties:
        known = source.properties.get(REPLICAS, {})
        properties[REPLICAS] = [without_defaults(each, known.get(each["Region"], {})) for each in properties[REPLICAS]]
    return {**body, "Properties": properties}


def without_defaults(properties: Template, known: Mapping[str, Any]) -> Template:
    """The properties without the safe defaults that are not among what is known."""
    return {key: value for key, value in properties.items() if key not in DEFAULTS or key in known}


def check_held(template: Template, tables: Template) -> None:
    """UsageError where a table refers to a resource that an import template does not hold."""
    others = [name for name in template["Resources"] if name not in tables]
    problems = []
    for name, table in of_values({"Resources": tables}, "").resources.items():
        if wanted := [each for each in others if refers(table.properties, {each})]:
            hint = (
                "such a template holds tables alone: write the value that it has in AWS, such as the ARN of a key, "
                "import, and write the reference again for the next deploy"
            )
            message = f"{name!a} refers to {', '.join(map(ascii, wanted))}, and is imported without"
            problems.append(Problem("DS572", message, hint, ("tables", name)))
    if problems:
        raise UsageError(problems)


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


class Large(NamedTuple):
    """Whether the template with the tables alone, and the whole one, are too large for anything but S3."""

    tables: bool
    whole: bool


def given(template: Template, words: str) -> str:
    """The parameters without a default, in the words of a command, for the reader to fill in."""
    wanted = [name for name, each in template.get("Parameters", {}).items() if "Default" not in each]
    of = "{}=..." if words == OVERRIDES else "ParameterKey={},ParameterValue=..."
    return " ".join(["", words, *map(of.format, wanted)]) if wanted else ""


def commands(
    template: Template,
    stack: str,
    *,
    resources: str,
    tables: str,
    whole: str,
    region: str | None,
    alone: Template,
    capability: str,
    large: Large,
) -> Iterator[str]:
    """The commands that take the tables into a new stack, then deploy all of it; and the shorter way.

    `resources` and `tables` are the files that the change set takes, `alone` is the template in the latter, and `whole`
    the file of the one that is deployed.
    """
    bodies = template["Resources"].values()
    of_stack = f"--stack-name {stack}"
    in_region = f" --region {quote(region)}" if region else ""
    iam = f" --capabilities {capability}" if capability else ""

    def aws(what: str) -> str:
        return f"  aws {what}{in_region}"

    def change_set(kind: str, file: str, further: str, before: Iterable[str], *, is_large: bool) -> Iterator[str]:
        named = f"{of_stack} --change-set-name import"
        key = quote(PurePosixPath(file).name)
        if is_large:
            yield aws(f"s3 cp {quote(file)} s3://BUCKET/{key}")
        of_body = f"--template-url https://BUCKET.s3.amazonaws.com/{key}"
        of_body = of_body if is_large else f"--template-body file://{quote(file)}"
        yield aws(f"cloudformation create-change-set {named} --change-set-type {kind} {of_body}{further}")
        yield aws(f"cloudformation wait change-set-create-complete {named}")
        yield from before
        yield aws(f"cloudformation execute-change-set {named}")

    forgotten = [
        aws(f"application-autoscaling deregister-scalable-target {DYNAMODB} {each}") for each in scaled(template)
    ]
    yield "to import the tables into a new stack, then deploy what comes with them:"
    files = f" --resources-to-import file://{quote(resources)}{given(alone, VALUES)}"
    yield from change_set("IMPORT", tables, files, (), is_large=large.tables)
    yield aws(f"cloudformation wait stack-import-complete {of_stack}")
    yield from forgotten
    through = " --s3-bucket BUCKET" if large.whole else ""
    yield aws(
        f"cloudformation deploy {of_stack} --template-file {quote(whole)}{iam}{through}{given(template, OVERRIDES)}"
    )
    if all(body["DeletionPolicy"] in RETAINED for body in bodies if body["Type"] in TABLES):
        yield "or both in one step:"
        # A creation that fails would be rolled back, and with it what it imported.
        kind = "CREATE --import-existing-resources --on-stack-failure DO_NOTHING"
        further = iam + given(template, VALUES)
        yield from change_set(kind, whole, further, forgotten, is_large=large.whole)
        yield aws(f"cloudformation wait stack-create-complete {of_stack}")
    if forgotten:
        yield "what autoscales already keeps its capacity from deregister-scalable-target until the deploy is done"
