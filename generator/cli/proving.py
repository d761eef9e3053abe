"""What a deploy of an imported spec would change, to what its reader must know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from generator.aws.properties import TABLES
from generator.changes.change import Change
from generator.changes.functions import shown
from generator.errors import Path, Problem

__all__ = ["proof"]

# What must not become of a table.
BAD: Final = ("refused", "replaced", "deleted")
# Whole resources that come and go, or are made anew, which DS558 tells of what is autoscaled.
WHOLE: Final = ("DS601", "DS602", "DS668", "DS670", "DS699")
TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
LONGEST: Final = 80


class Added(NamedTuple):
    """A safe default: what people call it, and what to write where it is not wanted."""

    name: str
    without: str


# By the last property in a change's path that is one of these.
OF_PROPERTY: Final = {
    "DeletionProtectionEnabled": Added("deletion protection", "deletion_protection: false"),
    "PointInTimeRecoverySpecification": Added(
        "point-in-time recovery (billed by size)", "point_in_time_recovery: false"
    ),
    "DeletionPolicy": Added("a DeletionPolicy", "deletion_policy: Delete"),
    "UpdateReplacePolicy": Added("an UpdateReplacePolicy", "deletion_policy: Delete"),
    # Of Settings for autoscaling in the Template Reference; nothing writes it otherwise.
    "SeedCapacity": Added("a SeedCapacity (counts only when the billing mode changes)", ""),
}
OF_TYPE: Final = {
    "AWS::IAM::ManagedPolicy": Added("policies", "policies: false"),
    "AWS::CloudWatch::Alarm": Added("alarms", "alarms: false"),
}
# What changes in words alone: the CloudFormation Template Reference.
SAID: Final = frozenset({"BillingMode", "SSESpecification", "SSEType"})
# What goes without being said is a maximum of -1, which stands for none: OnDemandThroughput in the Template Reference.
UNLIMITED: Final = "OnDemandThroughput"
# What is told where the table is read.
TOLD: Final = frozenset({"AttributeDefinitions", "CreationPolicy", "DependsOn", "Metadata", "UpdatePolicy"})
# What of an alarm is for people, and leads to the spec that it comes from.
DESCRIBED: Final = ("AWS::CloudWatch::Alarm", ("AlarmDescription",))


def proof(changes: list[Change], origins: Mapping[str, Path]) -> Iterator[Problem]:
    """What would not leave a table as it is, what takes two deploys, and what is added or comes out differently."""
    yield from broken(changes)
    yield from rescaled(changes)
    yield from extended(changes, origins)
    yield from different(changes, origins)


def broken(changes: Iterable[Change]) -> Iterator[Problem]:
    """What would not leave a table as it is."""
    for each in changes:
        if each.impact in BAD and each.type in TABLES:
            what = ".".join([each.resource, *each.property])
            yield Problem("DS559", f"{what}: {each.title}", "this is for us to mend: please report it with the file")


def rescaled(changes: Iterable[Change]) -> Iterator[Problem]:
    """That autoscaling comes under other logical IDs, which CloudFormation refuses in one deploy.

    Sources: github.com/sbstjn/serverless-dynamodb-autoscaling/issues/16 has "already exists in stack" of it.
    """
    gone = [each.resource for each in changes if each.type == TARGET and each.impact == "removed"]
    if gone:
        hint = (
            "CloudFormation makes the new before it removes the old, and refuses: it already exists; deploy once with "
            "autoscaling: null, which leaves the capacities as they are, then with what stands here"
        )
        yield Problem("DS558", f"{', '.join(gone)}: what they scale comes under other logical IDs", hint)


def added(change: Change) -> Added | None:
    """The safe default that a change brings."""
    if change.code == "DS601":
        return OF_TYPE.get(change.type)
    if change.impact != "in place" or change.type not in TABLES or is_off(change):
        return None
    found = next((OF_PROPERTY[name] for name in reversed(change.property) if name in OF_PROPERTY), None)
    if found and isinstance(change.before, str):
        return found._replace(name=f"{found.name} in place of {shown(change.before)}")
    return found


def extended(changes: Iterable[Change], origins: Mapping[str, Path]) -> Iterator[Problem]:
    """The safe defaults that the source does not have, of tables that get the same ones together."""
    of_table: dict[str, list[Added]] = {}
    for each in changes:
        path, brings = origins.get(each.resource, ()), added(each)
        if path[:1] == ("tables",) and brings:
            of_table.setdefault(str(path[1]), []).append(brings)
    alike: dict[frozenset[Added], list[str]] = {}
    for table, brought in of_table.items():
        alike.setdefault(frozenset(brought), []).append(table)
    usual = [each.name for each in (*OF_PROPERTY.values(), *OF_TYPE.values())]
    for kinds, tables in alike.items():
        ordered = sorted(kinds, key=lambda each: next(n for n, name in enumerate(usual) if each.name.startswith(name)))
        counts = {each: sum(of_table[table].count(each) for table in tables) for each in OF_TYPE.values()}
        names = [f"{counts[each]} {each.name}" if counts.get(each) else each.name for each in ordered]
        gets = "gets" if len(tables) == 1 else "get"
        message = f"{', '.join(map(ascii, tables))} {gets} what the source does not have: {', '.join(names)}"
        without = ", ".join(dict.fromkeys(each.without for each in ordered if each.without))
        hint = f"they are safe defaults; where one is not wanted: {without}"
        yield Problem("DS568", message, hint, ("tables", tables[0]))


def different(changes: Iterable[Change], origins: Mapping[str, Path]) -> Iterator[Problem]:
    """What else of a resource that stays comes out differently."""
    for each in changes:
        whole = each.code in WHOLE and not each.property
        told = (each.impact in BAD and each.type in TABLES) or added(each) or is_told(each)
        if told or whole or not each.resource:
            continue
        what = ".".join([each.resource, *each.property])
        values = [shown(value)[:LONGEST] if value is not None else "(none)" for value in (each.before, each.after)]
        path = origins.get(each.resource, ("resources", each.resource))
        hint = "write what the source has, or see what it comes to: dynaspec import -v"
        yield Problem("DS573", f"{what} comes out differently: {values[0]} -> {values[1]}", hint, path)


def is_told(change: Change) -> bool:
    """Whether what changes is the same in other words, or was told before."""
    if (change.type, change.property) == DESCRIBED:
        return True
    if change.type in TABLES and change.before != by_arn(change.before) == change.after:
        return True
    of_table = change.type in TABLES and change.impact == "in place"
    return of_table and (
        change.property[0] in TOLD or change.property[-1] in SAID or is_unlimited(change) or is_off(change)
    )


def by_arn(encryption: Any) -> Any:
    """How a table is encrypted, with a key of the same template by its ARN: either names it, the ID and the ARN."""
    match encryption:
        case {"KMSMasterKeyId": {"Ref": str() as name}}:
            return {**encryption, "KMSMasterKeyId": {"Fn::GetAtt": [name, "Arn"]}}
    return encryption


def is_off(change: Change) -> bool:
    """Whether something is said to be off that is off when nothing is said."""
    return change.before is None and str(change.after).lower() == "false"


def is_unlimited(change: Change) -> bool:
    """Whether a maximum goes that was none."""
    before = change.before.values() if isinstance(change.before, dict) else [change.before]
    return UNLIMITED in change.property and change.after is None and all(each == "-1" for each in before)
