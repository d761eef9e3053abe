"""The deployed template, and what its parameters and names come to, to what it says of each table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from generator.aws.properties import GLOBAL_TABLE
from generator.changes.compare import found
from generator.changes.functions import JOINED, is_function
from generator.changes.scaling import TARGET
from generator.changes.template import Resource, read
from generator.diagnosis.facts import Bounds, Direction, Facts, Table, Target
from generator.errors import UsageError

__all__ = ["SETTLED", "Limits", "billing_mode", "deployed", "dimension", "indexes", "limits"]

# In other states it is not certain which of two templates is the one of what is there.
SETTLED: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


class Limits(NamedTuple):
    """What a template holds reads or writes to; None is what is not known, and a maximum of 0 is none.

    `scaled` says that something autoscales them, or may do so.
    """

    capacity: int | None
    maximum: int | None
    bounds: Bounds | None
    scaled: bool


def deployed(facts: Facts) -> Mapping[str, Resource]:
    """The resources of the deployed template with what is known put in place of functions.

    Empty where the template cannot be read, may be about to change, or is made anew by a transform.
    """
    if facts.template is None or facts.status not in SETTLED:
        return {}
    try:
        template = read(facts.template, f"stack {facts.stack}")
    except UsageError:
        return {}
    if "Transform" in template.sections:
        return {}
    values = {**facts.names, **facts.parameters, "AWS::Region": facts.region, "AWS::StackName": facts.stack}
    return {
        name: replace(each, properties=resolved(each.properties, values)) for name, each in template.resources.items()
    }


def resolved(value: Any, values: Mapping[str, str]) -> Any:
    """The value with references to what is known resolved, and other functions as they are."""
    if isinstance(value, dict):
        if is_function(value) and "Ref" in value:
            return values.get(value["Ref"], value)
        made = {name: resolved(each, values) for name, each in value.items()}
        parts = made[JOINED][1] if is_function(made) and JOINED in made else None
        if isinstance(parts, list) and made[JOINED][0] == "" and all(isinstance(each, str) for each in parts):
            return "".join(parts)
        return made
    return [resolved(each, values) for each in value] if isinstance(value, list) else value


def number(value: Any) -> int | None:
    """The number that a value is; 0 for none and for -1, which takes a limit away, and None for what is not known."""
    if value is None or str(value) == "-1":
        return 0
    text = str(value)
    return int(text) if text.isdigit() else None


def billing_mode(resource: Resource) -> str | None:
    """The billing mode; None where the template does not say."""
    mode = found(resource.properties, ("BillingMode",))[1]
    if mode is None and resource.type != GLOBAL_TABLE:
        # Source: the CloudFormation Template Reference, AWS::DynamoDB::Table, BillingMode.
        return "PROVISIONED"
    return mode if isinstance(mode, str) else None


def indexes(body: Any) -> Mapping[str, Any] | None:
    """The global secondary indexes by name; None where not all of them are known."""
    written = found(body, ("GlobalSecondaryIndexes",))[1]
    if written is None and not is_function(body):
        return {}
    if not isinstance(written, dict) or is_function(written):
        return None
    named = [each for each in written.values() if isinstance(each, dict) and isinstance(each.get("IndexName"), str)]
    return {each["IndexName"]: each for each in named} if len(named) == len(written) else None


def limits(table: Table, target: Target, resources: Mapping[str, Resource], region: str) -> Limits:
    """What the template holds a target to."""
    resource = resources[table.logical_id]
    if resource.type == GLOBAL_TABLE:
        return of_global(resource, target, region)
    body = part(resource.properties, target.index)
    capacity = found(body, ("ProvisionedThroughput", f"{target.direction.capitalize()}CapacityUnits"))[1]
    most = found(body, ("OnDemandThroughput", f"Max{target.direction.capitalize()}RequestUnits"))[1]
    scaled = list(scaling(table, target, resources))
    known = len(scaled) == 1 and "Condition" not in scaled[0].attributes
    return Limits(
        number(capacity) if body is not None else None,
        number(most) if body is not None else None,
        bounds(scaled[0].properties) if known else None,
        bool(scaled),
    )


def of_global(resource: Resource, target: Target, region: str) -> Limits:
    """What a global table has: writes for all replicas, and reads for each."""
    noun = target.direction.capitalize()
    body = part(resource.properties, target.index)
    if target.direction == "read":
        replica = part(found(resource.properties, ("Replicas", region))[1], target.index)
        own = (f"{noun}ProvisionedThroughputSettings", f"{noun}OnDemandThroughputSettings")
        if any(found(replica, (name,))[1] is not None for name in own):
            body = replica
    settings = found(body, (f"{noun}ProvisionedThroughputSettings",))[1]
    most = found(body, (f"{noun}OnDemandThroughputSettings", f"Max{noun}RequestUnits"))[1]
    scaled = found(settings, (f"{noun}CapacityAutoScalingSettings",))[1]
    return Limits(
        number(found(settings, (f"{noun}CapacityUnits",))[1]),
        number(most) if body is not None else None,
        bounds(scaled) if scaled is not None else None,
        scaled is not None or is_function(settings),
    )


def part(body: Any, index: str) -> Any:
    """The table, or an index of it; None where it is not known."""
    if body is None or is_function(body):
        return None
    return (indexes(body) or {}).get(index) if index else body


def scaling(table: Table, target: Target, resources: Mapping[str, Resource]) -> Iterator[Resource]:
    """The scalable targets that are of it, or of which it is not known."""
    named = f"table/{table.name}{f'/index/{target.index}' if target.index else ''}"
    for each in resources.values():
        if each.type == TARGET:
            wanted = {"ResourceId": named, "ScalableDimension": dimension(target.index, target.direction)}
            written = {name: found(each.properties, (name,))[1] for name in wanted}
            if all(isinstance(value, dict) or value == wanted[name] for name, value in written.items()):
                yield each


def dimension(index: str, direction: Direction) -> str:
    """How Application Auto Scaling names the capacity."""
    return f"dynamodb:{'index' if index else 'table'}:{direction.capitalize()}CapacityUnits"


def bounds(body: Any) -> Bounds | None:
    """What a template has autoscaling keep a capacity between; schedules change that by themselves."""
    if found(body, ("ScheduledActions",))[1] is not None:
        return None
    least, most = (number(found(body, (name,))[1]) for name in ("MinCapacity", "MaxCapacity"))
    return Bounds(least, most) if least is not None and most else None
