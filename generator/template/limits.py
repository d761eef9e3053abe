"""A template to what in it is more than CloudFormation, CloudWatch or IAM take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from generator.aws import limits
from generator.aws.properties import GLOBAL_TABLE, TABLE
from generator.errors import Path, Problem
from generator.resources.names import STACK_NAME
from generator.template.assemble import Assembled
from generator.template.longest import LONGEST, deployed, longest_text
from generator.template.split import count_problems

__all__ = ["check"]

# A stack's name comes first: an alarm's and an export's leave room for the longest there is, a policy's could not.
ALARM_NAME_REST: Final = limits.ALARM_NAME_CHARACTERS - limits.STACK_NAME_CHARACTERS
EXPORT_NAME_REST: Final = limits.EXPORT_NAME_CHARACTERS - limits.STACK_NAME_CHARACTERS
POLICY_NAME_REST: Final = limits.MANAGED_POLICY_NAME_CHARACTERS - 1
# What to do about a name that is too long, by what has it; a table comes last, for everything is of one.
INDEX: Final = ("global_secondary_indexes",)
CUSTOM_POLICY: Final = ("policies", "custom")
SHORTER: Final[dict[Path, str]] = {
    INDEX: "write a shorter logical_id on the index",
    CUSTOM_POLICY: "choose a shorter name, or a shorter logical ID for the table",
    (): "choose a shorter logical ID",
}


def check(assembled: Assembled) -> Iterator[Problem]:
    """What is too many or too long, each at the place in the spec that it comes from."""
    yield from count_problems(assembled)
    if not assembled.template["Resources"]:
        message = "the stack would have no resources: its tables are made elsewhere, and it has nothing for them"
        yield Problem("DS209", message, "leave some of their policies or alarms on", ("tables",), at_key=True)
    yield from name_problems(assembled)
    yield from parameter_problems(assembled)
    yield from description_problems(assembled)
    for path, dashboard in of_type(assembled, "AWS::CloudWatch::Dashboard"):
        yield from dashboard_problems(json.loads(dashboard["DashboardBody"]["Fn::Sub"]), path)
    for path, policy in of_type(assembled, "AWS::IAM::ManagedPolicy"):
        yield from document_problems(policy["PolicyDocument"], path, template=assembled.template)
    for path, document in attached(assembled):
        yield from attached_problems(document, path, template=assembled.template)


def name_problems(assembled: Assembled) -> Iterator[Problem]:
    """The longest name of each kind that each table, index and custom policy makes too long."""
    behind = "characters behind the stack's name"
    measured = (
        ("DS312", "a logical ID", "characters", limits.LOGICAL_ID_CHARACTERS, ids(assembled)),
        ("DS313", "an alarm name", behind, ALARM_NAME_REST, alarm_names(assembled)),
        ("DS315", "a policy name", behind, POLICY_NAME_REST, policy_names(assembled)),
        ("DS276", "an export name", behind, EXPORT_NAME_REST, export_names(assembled)),
    )
    for code, noun, unit, most, sizes in measured:
        longest: dict[Path, int] = {}
        for path, size in sizes:
            owner = owner_of(path)
            longest[owner] = max(size, longest.get(owner, 0))
        for owner, size in longest.items():
            if size > most:
                message = f"'{owner[-1]}' makes {noun} of {size} {unit}, more than {most}"
                yield Problem(code, message, SHORTER[owner[2:-1]], owner, at_key=True)


def owner_of(path: Path) -> Path:
    """The place whose name made what stands at `path` long: an index, a custom policy, or a table."""
    of = next(of for of in SHORTER if path[2 : 2 + len(of)] == of)
    return path[: 3 + len(of)] if of else path[:2]


def ids(assembled: Assembled) -> Iterator[tuple[Path, int]]:
    """The lengths of logical IDs; an output belongs to the resource that it tells about."""
    for logical_id, path in assembled.origins.items():
        yield path, len(logical_id)
    for name in assembled.outputs:
        yield place_of_output(assembled, name), len(name)


def place_of_output(assembled: Assembled, name: str) -> Path:
    """Where the spec says what an output tells: the policy that it refers to, else its table."""
    value = assembled.template["Outputs"][name]["Value"]
    path = assembled.outputs[name]
    return assembled.origins.get(value.get("Ref", ""), path) if isinstance(value, dict) else path


def alarm_names(assembled: Assembled) -> Iterator[tuple[Path, int]]:
    """The lengths of alarm names behind the stack's name."""
    for path, alarm in of_type(assembled, "AWS::CloudWatch::Alarm"):
        yield path, len(alarm["AlarmName"]["Fn::Sub"].removeprefix(STACK_NAME))


def export_names(assembled: Assembled) -> Iterator[tuple[Path, int]]:
    """The lengths of export names behind the stack's name."""
    for name, output in assembled.template.get("Outputs", {}).items():
        if "Export" in output:
            rest = output["Export"]["Name"]["Fn::Sub"].removeprefix(STACK_NAME)
            yield place_of_output(assembled, name), len(rest)


def policy_names(assembled: Assembled) -> Iterator[tuple[Path, int]]:
    """The lengths of fixed policy names behind the stack's name, in the Region with the longest name."""
    for path, policy in of_type(assembled, "AWS::IAM::ManagedPolicy"):
        if "ManagedPolicyName" in policy:
            rest = policy["ManagedPolicyName"]["Fn::Sub"].removeprefix(STACK_NAME)
            yield path, len(longest_text(rest, assembled.template))


def parameter_problems(assembled: Assembled) -> Iterator[Problem]:
    """The longest name of an SSM parameter, if it is too long; it counts with the ARN before it."""
    arn = ":".join(["arn", LONGEST["AWS::Partition"], "ssm", LONGEST["AWS::Region"], LONGEST["AWS::AccountId"]])
    most = limits.SSM_PARAMETER_ARN_CHARACTERS
    found = (deployed(made["Name"], assembled.template) for _, made in of_type(assembled, "AWS::SSM::Parameter"))
    size = max((len(f"{arn}:parameter{name}") for name in found), default=0)
    if size > most:
        message = f"the longest ARN of a parameter may have {size:,} characters, more than {most:,}"
        yield Problem("DS275", message, "write a shorter prefix", ("publish", "ssm"))


def description_problems(assembled: Assembled) -> Iterator[Problem]:
    """The longest of each table's alarm descriptions that are too long, at the first; a reference counts as written.

    What makes them long is a severity, which the table's alarms most often share with those of its indexes.
    """
    most = limits.ALARM_DESCRIPTION_CHARACTERS
    too_long: dict[Path, list[tuple[Path, int]]] = {}
    for path, alarm in of_type(assembled, "AWS::CloudWatch::Alarm"):
        written = alarm["AlarmDescription"]
        size = len(written["Fn::Sub"] if isinstance(written, dict) else written)
        if size > most:
            too_long.setdefault(path[:2], []).append((path, size))
    for found in too_long.values():
        size = max(size for _, size in found)
        message = f"an alarm's description has {size} characters, more than {most}"
        yield Problem("DS314", message, "write a shorter severity", (*found[0][0], "severity"))


def dashboard_problems(body: Any, path: Path) -> Iterator[Problem]:
    """The problems of a dashboard with more widgets, or more metrics in all, than CloudWatch takes."""
    widgets = body["widgets"]
    # An expression is no metric.
    lines = [line for widget in widgets for line in widget["properties"].get("metrics", ()) if len(line) > 1]
    counts = (("widgets", len(widgets), limits.DASHBOARD_WIDGETS), ("metrics", len(lines), limits.DASHBOARD_METRICS))
    for noun, count, most in counts:
        if count > most:
            message = f"a dashboard of {count:,} {noun}, which may have {most:,}"
            yield Problem("DS287", message, "move some of the tables to another spec", path, at_key=True)


def document_problems(document: Any, path: Path, *, template: dict[str, Any]) -> Iterator[Problem]:
    """The problem of a policy that is too long for IAM, which does not count white space."""
    text = json.dumps(deployed(document, template), ensure_ascii=False)
    size, most = len("".join(text.split())), limits.MANAGED_POLICY_CHARACTERS
    if size > most:
        message = f"the policy may have {size:,} characters beside white space, more than {most:,}"
        shorter = "name fewer leading_keys, attributes and indexes, or write two policies"
        hint = shorter if path[2:4] == CUSTOM_POLICY else "shorten the names in it"
        if template["Resources"].get(path[1], {}).get("Type") == GLOBAL_TABLE:
            hint = "cover fewer Regions with regions, or " + hint
        yield Problem("DS316", message, hint, path, at_key=True)


def attached(assembled: Assembled) -> Iterator[tuple[Path, Any]]:
    """The policies on tables, replicas and streams, each with the place in the spec that it comes from."""
    bodies: list[tuple[Path, dict[str, Any], str]] = [
        (path, table, "StreamSpecification") for path, table in of_type(assembled, TABLE)
    ]
    for path, table in of_type(assembled, GLOBAL_TABLE):
        bodies += [
            ((*path, "replicas", each["Region"]), each, "ReplicaStreamSpecification") for each in table["Replicas"]
        ]
    for path, body, stream in bodies:
        for key, owner in (((), body), (("stream",), body.get(stream, {}))):
            if policy := owner.get("ResourcePolicy"):
                yield (*path, *key, "resource_policy"), policy["PolicyDocument"]


def attached_problems(document: Any, path: Path, *, template: dict[str, Any]) -> Iterator[Problem]:
    """The problem of a policy that is too long to be attached to a table or a stream."""
    text = json.dumps(deployed(document, template), ensure_ascii=False, separators=(",", ":"))
    size, most = len(text.encode()), limits.RESOURCE_POLICY_BYTES
    if size > most:
        message = f"the policy may have {size:,} bytes as JSON, more than {most:,}"
        hint = "write fewer statements; patterns, account IDs and aws:PrincipalOrgID say much in few words"
        yield Problem("DS219", message, hint, path, at_key=True)


def of_type(assembled: Assembled, resource_type: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The properties of our own resources of a type, each with the place in the spec that it comes from."""
    for logical_id, resource in assembled.template["Resources"].items():
        path = assembled.origins[logical_id]
        if resource["Type"] == resource_type and path[0] != "resources":
            yield path, resource["Properties"]
