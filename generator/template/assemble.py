"""A checked model to a whole template of plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from troposphere import AWSHelperFn, AWSObject, BaseAWSObject, Tags, cloudwatch
from troposphere import Parameter as TemplateParameter

from generator.errors import Path, Problem, Related
from generator.resources import account_alarms, alarms, dashboard, notification, outputs, policies, scaling, table
from generator.resources.text import tagged
from generator.spec.model.stack import Parameter, Spec

__all__ = ["Assembled", "assemble"]

FORMAT_VERSION: Final = "2010-09-09"
IN_SUB: Final = re.compile(r"\$\{([^!{}.]+)")
NOUNS: Final = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "a scalable target",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "a scaling policy",
    "AWS::CloudWatch::Alarm": "an alarm",
    "AWS::CloudWatch::Dashboard": "the dashboard",
    "AWS::DynamoDB::Table": "a table",
    "AWS::IAM::ManagedPolicy": "a policy",
    "AWS::SNS::Subscription": "a subscription",
    "AWS::SNS::Topic": "the notification topic",
    "AWS::SNS::TopicPolicy": "the topic's policy",
}


@dataclass(frozen=True, slots=True)
class Assembled:
    """A template, and where the spec says what it says.

    `origins` gives the place in the spec that made a resource by the resource's logical ID. Of two resources with one
    logical ID, which is one of the `problems`, the template has the first.
    """

    template: dict[str, Any]
    origins: dict[str, Path]
    problems: tuple[Problem, ...] = ()


def assemble(spec: Spec) -> Assembled:
    """The template of the spec; two things with one logical ID are problems."""
    resources: dict[str, Any] = {}
    origins: dict[str, Path] = {}
    problems: list[Problem] = []
    for path, made in built(spec):
        logical_id = made.title
        if logical_id in spec.parameters:
            problems.append(taken(made, path, noun="a parameter", first=("parameters", logical_id)))
        if logical_id not in resources:
            resources[logical_id] = plain(made)
            origins[logical_id] = path
        else:
            noun = NOUNS[resources[logical_id]["Type"]]
            problems.append(taken(made, path, noun=noun, first=origins[logical_id]))
    sections: dict[str, Any] = {"AWSTemplateFormatVersion": FORMAT_VERSION}
    if spec.description is not None:
        sections["Description"] = spec.description
    # What only a feature refers to that is turned off is not asked for.
    used = set(names_in(resources))
    parameters = {name: parameter(name, written) for name, written in spec.parameters.items() if name in used}
    if parameters:
        sections["Parameters"] = parameters
    sections["Resources"] = resources
    if spec.tables:
        sections["Outputs"] = {}
    for table_id, body in spec.tables.items():
        for output in outputs.build(table_id, body):
            if output.title in sections["Outputs"]:
                message = f"two outputs would both be named '{output.title}'"
                hint = "give one of the tables another logical ID, or the custom policy another name"
                problems.append(Problem("DS301", message, hint, ("tables", table_id), at_key=True))
            sections["Outputs"][output.title] = plain(output)
    return Assembled(sections, origins, tuple(problems))


def built(spec: Spec) -> Iterator[tuple[Path, AWSObject]]:
    """The resources of the spec, each with the place in the spec that it comes from; the dashboard shows the alarms."""
    watching: dict[str, Path] = {}
    for path, made in (*of_tables(spec), *of_stack(spec)):
        if isinstance(made, cloudwatch.Alarm):
            watching.setdefault(made.title, path)
        yield path, made
    if spec.dashboard:
        yield ("dashboard",), dashboard.build(spec, watching)


def of_tables(spec: Spec) -> Iterator[tuple[Path, AWSObject]]:
    """The resources of each table."""
    for table_id, body in spec.tables.items():
        tags = {**spec.tags, **body.tags}
        yield ("tables", table_id), table.build(table_id, body, tags=tagged(tags))
        yield from scaling.build(table_id, body, tags=tagged(tags))
        yield from policies.build(table_id, body)
        topic = spec.notification_topic is not None
        yield from alarms.build(table_id, body, tags=tagged(filled(tags)), topic=topic)


def of_stack(spec: Spec) -> Iterator[tuple[Path, AWSObject]]:
    """The resources that a stack has once: account alarms, and the topic that alarms notify."""
    tags = tagged(filled(spec.tags))
    if spec.account_alarms:
        yield from account_alarms.build(spec.account_alarms, tags=tags, topic=spec.notification_topic is not None)
    if spec.notification_topic:
        yield from notification.build(spec.notification_topic, tags=tagged(spec.tags))


def filled(tags: dict[str, str]) -> dict[str, str]:
    """The tags that alarms take: a table may have one without a value, the schema of alarms refuses it."""
    return {key: value for key, value in tags.items() if value}


def plain(value: Any) -> Any:
    """What troposphere's `to_dict` gives, in one walk: it encodes each level of an object again with every level above.

    Required properties are seen to here; what else troposphere would raise at, the model and cfn-lint answer for.
    """
    if isinstance(value, BaseAWSObject):
        value._validate_props()  # noqa: SLF001
        return {key: plain(item) for key, item in value.resource.items() if key != "Properties" or item}
    if isinstance(value, Tags):
        return plain(value.tags)
    if isinstance(value, AWSHelperFn):
        return plain(value.data)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def names_in(value: Any) -> Iterator[str]:
    """The names that a part of a template refers to by Ref or Fn::Sub."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref" and isinstance(item, str):
                yield item
            elif key == "Fn::Sub":
                yield from IN_SUB.findall(item if isinstance(item, str) else item[0])
            yield from names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from names_in(item)


def taken(made: AWSObject, path: Path, *, noun: str, first: Path) -> Problem:
    """The problem of a resource whose logical ID something else has."""
    message = f"{NOUNS[made.resource_type]} and {noun} would both have the logical ID '{made.title}'"
    hint = "rename the parameter" if first[0] == "parameters" else "give one of the tables another logical ID"
    return Problem("DS301", message, hint, path, related=(Related(f"{noun} has it here", first),), at_key=True)


def parameter(name: str, written: Parameter) -> dict[str, Any]:
    """A template parameter."""
    properties = {
        "Type": written.type,
        "Description": written.description,
        "Default": written.default,
        "AllowedValues": written.allowed_values,
        "AllowedPattern": written.allowed_pattern,
        "ConstraintDescription": written.constraint_description,
        "MinLength": written.min_length,
        "MaxLength": written.max_length,
        "MinValue": written.min_value,
        "MaxValue": written.max_value,
        "NoEcho": written.no_echo,
    }
    given = {key: value for key, value in properties.items() if value is not None}
    # troposphere raises at a default that is not of the type; cfn-lint reports it.
    made: dict[str, Any] = TemplateParameter(name, **given).to_dict(validation=False)
    return made
