"""The settings of a live table, and those that the deployed template gives it, to where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE
from generator.changes.compare import found
from generator.changes.functions import is_function
from generator.changes.template import Resource
from generator.diagnosis.facts import NOT_THERE, Table
from generator.diagnosis.finding import Finding

__all__ = ["OFF", "ON", "UPDATE", "drifted", "findings", "of_region"]

ACTIVE: Final = "ACTIVE"
OFF: Final = "DISABLED"
ON: Final = "ENABLED"
# What is on its way from one state to another.
PASSING: Final = ("ENABLING", "DISABLING")
# Where a template says it, and whether that is in the replica of a global table.
SWITCHES: Final = {
    "deletion protection": (("DeletionProtectionEnabled",), True, "deletion_protection"),
    "point-in-time recovery": (
        ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
        True,
        "point_in_time_recovery",
    ),
    "time to live": (("TimeToLiveSpecification", "Enabled"), False, "time_to_live"),
}
UPDATE: Final = "aws dynamodb update-table --table-name {}"
EXPIRY: Final = "aws dynamodb update-time-to-live --table-name {} --time-to-live-specification"
POINTS: Final = "aws dynamodb update-continuous-backups --table-name {} --point-in-time-recovery-specification"
VIEW_TYPE: Final = ("StreamSpecification", "StreamViewType")


def findings(table: Table, deployed: Resource | None, region: str) -> Iterator[Finding]:
    """What is not in the state that it is to be in, and what was changed behind the template's back."""
    if table.status == NOT_THERE:
        hint = "somebody deleted it outside of CloudFormation: restore it from a backup under its name"
        yield Finding("DS713", table.logical_id, f"the table {table.name} is not there", hint)
        return
    yield from states(table)
    if deployed is not None:
        yield from changed(table, deployed, region)


def states(table: Table) -> Iterator[Finding]:
    """The table, indexes, replicas, and what takes its changes."""
    parts = {"the table": table.status}
    parts |= {f"the index {name}": status for name, status in table.indexes.items()}
    parts |= {f"the replica in {region}": status for region, status in table.replicas.items()}
    parts |= {f"the Kinesis stream {each.more}": each.state for each in table.kinesis or ()}
    for what, status in parts.items():
        # A Kinesis stream that the table once sent to stays listed.
        if status not in (ACTIVE, OFF):
            hint = "wait until it is ACTIVE" if status.endswith("ING") else "see its events in the AWS console"
            yield Finding("DS713", table.logical_id, f"{what} is {status}", hint)
    if table.stream and table.stream.state not in (ON, OFF):
        hint = "wait until it is ENABLED"
        yield Finding("DS713", table.logical_id, f"the stream is {table.stream.state}", hint)


def changed(table: Table, deployed: Resource, region: str) -> Iterator[Finding]:
    """Settings that are not as the deployed template has them: somebody changed them outside of CloudFormation."""
    live = {
        "deletion protection": table.protection,
        "point-in-time recovery": table.recovery,
        "time to live": table.time_to_live,
    }
    for what, (path, of_replica, key) in SWITCHES.items():
        setting = live[what]
        wanted = of_template(deployed, path, region, of_replica=of_replica)
        if setting and isinstance(wanted, bool) and setting.state not in PASSING and (setting.state == ON) != wanted:
            told = f"{what} is {'off' if wanted else 'on'}, and the deployed template says {'on' if wanted else 'off'}"
            # What guards the items is not to be switched off to please a template.
            place = "" if wanted else f"tables.{table.logical_id}.{key}: true"
            yield drifted(table.logical_id, told, switching(table, what, deployed, region, on=wanted), place)
    wanted = of_template(deployed, VIEW_TYPE, region, of_replica=False)
    if table.stream and wanted is not None and not isinstance(wanted, bool):
        is_now = table.stream.more if table.stream.state == ON else "off"
        if is_now != wanted:
            command = f"{UPDATE.format(table.name)} --stream-specification StreamEnabled=true,StreamViewType={wanted}"
            told = f"the stream is {is_now}, and the deployed template says {wanted}"
            yield drifted(table.logical_id, told, command)


def switching(table: Table, what: str, deployed: Resource, region: str, *, on: bool) -> str:
    """The command that switches a setting as the template has it."""
    state = str(on).lower()
    if what == "deletion protection":
        return f"{UPDATE.format(table.name)} --{'' if on else 'no-'}deletion-protection-enabled"
    if what == "time to live":
        attribute = found(deployed.properties, ("TimeToLiveSpecification", "AttributeName"))[1]
        named = attribute if isinstance(attribute, str) else table.time_to_live.more if table.time_to_live else ""
        return f"{EXPIRY.format(table.name)} Enabled={state},AttributeName={named}"
    body = of_region(deployed, region)
    days = found(body, ("PointInTimeRecoverySpecification", "RecoveryPeriodInDays"))[1]
    of_days = f",RecoveryPeriodInDays={days}" if on and isinstance(days, (int, str)) else ""
    return f"{POINTS.format(table.name)} PointInTimeRecoveryEnabled={state}{of_days}"


def of_region(deployed: Resource, region: str) -> Any:
    """The properties that hold a Region's own settings: those of the replica of a global table."""
    if deployed.type == GLOBAL_TABLE:
        return found(deployed.properties, ("Replicas", region))[1]
    return deployed.properties


def of_template(deployed: Resource, path: tuple[str, ...], region: str, *, of_replica: bool) -> bool | str | None:
    """What the template says; None where only the deploy knows, and false for a switch that is not written."""
    properties = of_region(deployed, region) if of_replica else deployed.properties
    if is_function(properties) or not isinstance(properties, Mapping):
        return None
    value = found(properties, path)[1]
    if isinstance(value, dict):
        return None
    if path == VIEW_TYPE:
        return None if value is None else str(value)
    return value is not None and str(value).lower() == "true"


def drifted(subject: str, told: str, command: str, place: str = "") -> Finding:
    """Something that was changed behind the template's back, and how to set it back, or where to say it."""
    spec = f"; or say so in the spec, {place}, and deploy" if place else ""
    return Finding("DS714", subject, told, f"a deploy leaves it so: set it back: {command}{spec}")
