"""Resource policies: statements that are whole, about actions and resources in their reach."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from generator.aws.resource_policies import STREAM_ACTIONS, TABLE_ACTIONS
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.likeness import did_you_mean
from generator.spec.model.documents import PolicyDocument, PolicyStatement
from generator.spec.model.references import REFERENCE, ImportedValue
from generator.spec.model.replicas import Replica
from generator.spec.model.table import Table
from generator.spec.model.unknown import sure

__all__ = ["are_whole", "reach_their_resource", "statements"]

PREFIX: Final = "dynamodb:"
TO_ADD: Final = {
    "Principal": "add Principal: an account ID or the ARN of a role, or {Service: ...}",
    "Action": "add Action: dynamodb:GetItem or others",
    "Resource": 'add Resource: "*", which is what the policy is attached to',
}

# What the policy of a table, or of a stream, reaches behind the table's name.
WITHIN: Final = {"table": ("", "/index/*"), "stream": ("/stream/*",)}


class Attached(NamedTuple):
    """A policy, where it stands, and what it is attached to: the actions on that and on the other of the two."""

    document: PolicyDocument
    path: Path
    noun: str
    actions: tuple[str, ...]
    others: tuple[str, ...]
    elsewhere: str
    region: str | None


def _policies(about: AboutTable) -> Iterator[Attached]:
    bodies: list[tuple[Table | Replica, Path, str | None]] = [(about.table, about.path(), about.spec.region)]
    bodies += [(each, about.path("replicas", region), region) for region, each in about.table.replicas.items()]
    for body, path, region in bodies:
        if written := body.resource_policy:
            where, elsewhere = (*path, "resource_policy"), "the stream's resource_policy"
            yield Attached(written, where, "table", TABLE_ACTIONS, STREAM_ACTIONS, elsewhere, region)
        if body.stream and (written := body.stream.resource_policy):
            where, elsewhere = (*path, "stream", "resource_policy"), "the table's resource_policy"
            yield Attached(written, where, "stream", STREAM_ACTIONS, TABLE_ACTIONS, elsewhere, region)


def statements(about: AboutTable) -> Iterator[tuple[Attached, PolicyStatement, Path]]:
    """Every statement of the policies of the table and its replicas, with its policy and its path."""
    for attached in _policies(about):
        for place, statement in enumerate(attached.document.Statement):
            yield attached, statement, (*attached.path, "Statement", place)


def are_whole(about: AboutTable) -> Iterator[Problem]:
    """A statement says to whom, what and on what, each in one way.

    Source: "Grammar of the IAM JSON policy language" in the IAM User Guide.
    """
    for _, statement, path in statements(about):
        for pair in PolicyStatement.either:
            yield from sure(_pair_problems(statement, pair, path))
        yield from sure(_lets_everybody_in(statement, path))


def _pair_problems(statement: PolicyStatement, pair: tuple[str, str], path: Path) -> Iterator[Problem]:
    name, opposite = pair
    written = [key for key in pair if _says(statement, key)]
    if not written:
        yield Problem("DS215", f"a statement without {name}", TO_ADD[name], path)
    elif len(written) > 1:
        related = (Related(f"{name} is here", (*path, name)),)
        message = f"a statement with both {name} and {opposite}"
        yield Problem("DS215", message, "leave one out", (*path, opposite), at_key=True, related=related)


def _lets_everybody_in(statement: PolicyStatement, path: Path) -> Iterator[Problem]:
    if _says(statement, "NotPrincipal") and statement.Effect == "Allow":
        hint = "name the principals that are allowed, or write Effect: Deny"
        message = "NotPrincipal with Allow, which would let in everybody else"
        yield Problem("DS218", message, hint, (*path, "NotPrincipal"), at_key=True)


def _says(statement: PolicyStatement, name: str) -> bool:
    written = getattr(statement, name)
    return bool(written.values if name.endswith("Principal") and written else written)


def reach_their_resource(about: AboutTable) -> Iterator[Problem]:
    """Actions are DynamoDB's on what the policy is attached to, and so are the resources.

    Source: "DynamoDB resource-based policy examples" in the DynamoDB Developer Guide: an ARN has an effect only when it
    matches what the policy is attached to.
    """
    for attached, statement, path in statements(about):
        yield from sure(_actions(attached, statement, path))
        yield from sure(_resources(attached, statement, about, path))


def _actions(attached: Attached, statement: PolicyStatement, path: Path) -> Iterator[Problem]:
    for key in ("Action", "NotAction"):
        for place, name in enumerate(getattr(statement, key)):
            yield from _action_problems(name, attached, (*path, key, place))


def _resources(attached: Attached, statement: PolicyStatement, about: AboutTable, path: Path) -> Iterator[Problem]:
    for key in ("Resource", "NotResource"):
        for place, arn in enumerate(getattr(statement, key)):
            yield from _resource_problems(arn, attached, about, (*path, key, place))


def _action_problems(name: str, attached: Attached, path: Path) -> Iterator[Problem]:
    service, colon, action = name.partition(":")
    if name == "*":
        return
    if not colon or service.lower() != PREFIX[:-1]:
        known = [PREFIX + each for each in attached.actions]
        own = f"write {PREFIX}{name}" if not colon and _matches(name, attached.actions) else did_you_mean(name, known)
        hint = own or f"write an action such as {known[0]}"
        yield Problem("DS216", f"'{name}' is not an action of DynamoDB", hint, path)
    elif _matches(action, attached.actions):
        return
    elif _matches(action, attached.others):
        other = "stream" if attached.noun == "table" else "table"
        message = f"{action} is for a {other}, and this is the policy of the {attached.noun}"
        yield Problem("DS216", message, f"write it in {attached.elsewhere}", path)
    else:
        hint = did_you_mean(action, attached.actions) or f"actions on a {attached.noun} are {_some(attached.actions)}"
        yield Problem("DS216", f"'{name}' is nothing that a {attached.noun}'s policy can allow or deny", hint, path)


def _some(actions: tuple[str, ...]) -> str:
    return ", ".join(actions) if len(actions) < 5 else "GetItem, PutItem, Query and so on"


def _matches(pattern: str, actions: tuple[str, ...]) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for action in actions)


def _resource_problems(arn: str, attached: Attached, about: AboutTable, path: Path) -> Iterator[Problem]:
    pattern = REFERENCE.sub("*", arn)
    if isinstance(arn, ImportedValue) or not pattern.strip("*"):
        return
    part = pattern.split(":", 5)
    name = REFERENCE.sub("*", about.table.table_name or "*")
    reached = [f"table/{name}{below}" for below in WITHIN[attached.noun]]
    hint = f'write "*", which is what the policy of a {attached.noun} is attached to'
    if len(part) < 6 or not _overlap("dynamodb", part[2]) or not any(_overlap(each, part[5]) for each in reached):
        message = f"'{arn}' is not this {attached.noun}, so that the statement would do nothing"
        yield Problem("DS217", message, hint, path)
    elif attached.region and not _overlap(attached.region, part[3]):
        message = f"'{arn}' is in another Region than the {attached.noun}, which is in {attached.region}"
        yield Problem("DS217", message, hint, path)


def _overlap(one: str, other: str) -> bool:
    return fnmatchcase(one, other) or fnmatchcase(other, one)
