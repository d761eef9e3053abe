"""A checked model to a whole template of plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from troposphere import AWSHelperFn, AWSObject, BaseAWSObject, Tags, cloudwatch
from troposphere import Parameter as TemplateParameter

from generator.errors import Path, Problem, Related
from generator.resources import (
    account_alarms,
    alarms,
    dashboard,
    global_table,
    notification,
    outputs,
    parameters,
    policies,
    scaling,
    table,
    verbatim,
)
from generator.resources.own_keys import with_own_keys
from generator.resources.text import tagged
from generator.resources.verbatim import Verbatim
from generator.spec.model.regional import in_region
from generator.spec.model.stack import Parameter, Spec
from generator.spec.model.table import Table
from generator.spec.model.verbatim import mentions

__all__ = ["Assembled", "assemble"]

FORMAT_VERSION: Final = "2010-09-09"
NOUNS: Final = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "a scalable target",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "a scaling policy",
    "AWS::CloudWatch::Alarm": "an alarm",
    "AWS::CloudWatch::Dashboard": "the dashboard",
    "AWS::DynamoDB::GlobalTable": "a table",
    "AWS::DynamoDB::Table": "a table",
    "AWS::IAM::ManagedPolicy": "a policy",
    "AWS::SNS::Subscription": "a subscription",
    "AWS::SNS::Topic": "the notification topic",
    "AWS::SNS::TopicPolicy": "the topic's policy",
    "AWS::SSM::Parameter": "an SSM parameter",
}


@dataclass(frozen=True, slots=True)
class Assembled:
    """A template, and where the spec says what it says.

    `origins` gives the place in the spec that made a resource by the resource's logical ID, and `outputs` the table
    that an output tells about. Of two resources with one logical ID, which is one of the `problems`, the template has
    the first.
    """

    template: dict[str, Any]
    origins: dict[str, Path]
    problems: tuple[Problem, ...] = ()
    outputs: dict[str, Path] = field(default_factory=dict)


def assemble(spec: Spec, *, runbooks: str = "") -> Assembled:
    """The template of the spec; two things with one logical ID are problems.

    `runbooks` is the address of the folder of the stack's pages, empty when alarms name none.
    """
    resources: dict[str, Any] = {}
    origins: dict[str, Path] = {}
    problems: list[Problem] = []
    for path, made in built(spec, runbooks):
        logical_id = made.title
        if logical_id in spec.parameters:
            problems.append(taken(made, path, noun="a parameter", first=("parameters", logical_id)))
        if logical_id not in resources:
            resources[logical_id] = plain(made)
            origins[logical_id] = path
        else:
            first = origins[logical_id]
            problems.append(taken(made, path, noun=noun_of(resources[logical_id]["Type"], first), first=first))
    told: dict[str, Path] = {}
    values: dict[str, Any] = {}
    for table_id, body in spec.tables.items():
        for output in outputs.build(table_id, body, export=spec.publish.export):
            if output.title in values:
                message = f"two outputs would both be named '{output.title}'"
                hint = "give one of the tables another logical ID, or the custom policy another name"
                problems.append(Problem("DS301", message, hint, ("tables", table_id), at_key=True))
            values[output.title] = plain(output)
            told[output.title] = ("tables", table_id)
    sections = {
        "AWSTemplateFormatVersion": FORMAT_VERSION,
        "Description": spec.description,
        "Parameters": declared(spec, used_by=[resources, values]),
        "Resources": resources,
        "Outputs": values,
    }
    kept = {name: section for name, section in sections.items() if section or name == "Resources"}
    return Assembled(kept, origins, tuple(problems), told)


def built(spec: Spec, runbooks: str) -> Iterator[tuple[Path, AWSObject | Verbatim]]:
    """The resources of the spec, each with the place in the spec that it comes from; the dashboard shows the alarms."""
    watching: dict[str, Path] = {}
    for path, made in (*of_tables(spec, runbooks), *of_stack(spec, runbooks)):
        if isinstance(made, cloudwatch.Alarm):
            watching.setdefault(made.title, path)
        yield path, made
    if spec.dashboard:
        yield ("dashboard",), dashboard.build(spec, watching)
    # Last, so that of two with one logical ID the problem is at what can be renamed.
    yield from verbatim.build(spec)


def of_tables(spec: Spec, runbooks: str) -> Iterator[tuple[Path, AWSObject | Verbatim]]:
    """The resources of each table; one that is made elsewhere is none of them."""
    for table_id, written in spec.tables.items():
        body = with_own_keys(written, spec.resources)
        tags = {**spec.tags, **in_region(body, spec.region).tags}
        if not body.existing:
            yield ("tables", table_id), of_table(table_id, body, spec=spec)
        if not body.existing and not body.replicas:
            yield from scaling.build(table_id, body, tags=tagged(tags))
        yield from policies.build(table_id, body, region=spec.region)
        notified = alarms.Notified(tagged(filled(tags)), spec.notification_topic is not None, runbooks)
        yield from alarms.build(table_id, body, notified=notified, region=spec.region)
        if spec.publish.ssm:
            yield from parameters.build(table_id, body, prefix=spec.publish.ssm, tags=tags)


def of_table(table_id: str, body: Table, *, spec: Spec) -> AWSObject | Verbatim:
    """The table itself, with its own `properties` merged into those that its keys make."""
    made: AWSObject = (
        global_table.build(table_id, body, tags=spec.tags)
        if body.replicas
        else table.build(table_id, body, tags=tagged({**spec.tags, **body.tags}))
    )
    if not body.properties:
        return made
    over = {"Properties": verbatim.value(body.properties, spec.tables)}
    return Verbatim(made.title, made.resource_type, verbatim.laid_over(plain(made), plain(over)))


def of_stack(spec: Spec, runbooks: str) -> Iterator[tuple[Path, AWSObject]]:
    """The resources that a stack has once: account alarms, and the topic that alarms notify."""
    tags = tagged(filled(spec.tags))
    if spec.account_alarms:
        notified = alarms.Notified(tags, spec.notification_topic is not None, runbooks)
        yield from account_alarms.build(spec.account_alarms, notified=notified)
    if spec.notification_topic:
        yield from notification.build(spec.notification_topic, tags=tagged(spec.tags))


def filled(tags: dict[str, str]) -> dict[str, str]:
    """The tags that alarms take: a table may have one without a value, the schema of alarms refuses it."""
    return {key: value for key, value in tags.items() if value}


def plain(value: Any) -> Any:
    """What troposphere's `to_dict` gives, in one walk: it encodes each level of an object again with every level above.

    Required properties are seen to here; what else troposphere would raise at, the model and cfn-lint answer for.
    """
    if isinstance(value, Verbatim):
        return plain(value.body)
    if isinstance(value, BaseAWSObject):
        value._validate_props()  # noqa: SLF001 (to_dict, which is public, is what takes so long)
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


def noun_of(resource_type: str, path: Path) -> str:
    """What people call a resource that comes from a place in the spec."""
    return "a resource" if path[0] == "resources" else NOUNS[resource_type]


def taken(made: AWSObject | Verbatim, path: Path, *, noun: str, first: Path) -> Problem:
    """The problem of a resource whose logical ID something else has."""
    message = f"{noun_of(made.resource_type, path)} and {noun} would both have the logical ID '{made.title}'"
    renamed = {"parameters": "rename the parameter", "resources": "rename the resource"}
    hint = renamed.get(str(path[0])) or renamed.get(str(first[0]), "give one of the tables another logical ID")
    return Problem("DS301", message, hint, path, related=(Related(f"{noun} has it here", first),), at_key=True)


def declared(spec: Spec, *, used_by: Any) -> dict[str, Any]:
    """The parameters that the template uses: what only a feature refers to that is turned off is not asked for."""
    unused = set(spec.parameters)
    for mention in mentions(used_by, ()):
        if not unused:
            break
        unused.discard(mention.name)
    return {name: parameter(name, written) for name, written in spec.parameters.items() if name not in unused}


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
