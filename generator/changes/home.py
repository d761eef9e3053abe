"""Changes of global tables to what they are when the spec says another Region than that of the stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE
from generator.changes import judged
from generator.changes.change import Change
from generator.changes.compare import found
from generator.changes.functions import shown
from generator.changes.judged import recoded
from generator.changes.replicas import of
from generator.changes.template import Resource, Template

__all__ = ["judge", "located"]

# A table replicates to other Regions, never to its own.
RECEIVING: Final = "ReceivingRegion"
# How our policies name a table in a Region that is not the stack's, for which they have GetAtt.
REGION: Final = {"Ref": "AWS::Region"}
ELSEWHERE: Final = ":dynamodb:{region}:${{AWS::AccountId}}:table/${{{table}}}"


def located(template: Template, region: str | None) -> Template:
    """The template with the Region that its stack is in where a replica's is `!Ref AWS::Region`."""
    if region is None:
        return template
    return replace(template, resources={name: at_home(body, region) for name, body in template.resources.items()})


def at_home(body: Resource, region: str) -> Resource:
    """A resource with its replica of the stack's Region under the name of that."""
    written = of(body) if body.type == GLOBAL_TABLE else {}
    replicas = {
        region if isinstance(each, dict) and each.get("Region") == REGION else name: (
            {**each, "Region": region} if isinstance(each, dict) and each.get("Region") == REGION else each
        )
        for name, each in written.items()
    }
    if replicas == written or len(replicas) < len(written):
        return body
    return replace(body, properties={**body.properties, "Replicas": replicas})


def judge(changes: Iterable[Change], old: Template, new: Template, region: str | None) -> Iterator[Change]:
    """The same changes, and that `region`, which the spec says, is not the one in which the stack is deployed.

    A template does not say where it is deployed, but which Regions are others; the replica that is left is the stack's.
    """
    moved = {}
    for name, body in old.resources.items():
        if body.type == GLOBAL_TABLE and region is not None:
            others = {each for each in of(body) if is_elsewhere(old, name, each)}
            if region in others and name in new.resources:
                moved[name] = {*of(body)} - others
    for change in changes:
        goes = change.code in ("DS653", "DS690") and change.resource in moved
        is_home = goes and {change.property[-1]} == moved[change.resource]
        yield recoded(change, "DS654") if is_home else change
    if moved:
        homes = sorted(set.union(*moved.values()))
        yield judged.change("DS657", "", path=("Region",), before=homes[0] if len(homes) == 1 else None, after=region)


def is_elsewhere(template: Template, table: str, region: str) -> bool:
    """Whether the template speaks of the Region as one that is not its own, about the table."""
    named = ELSEWHERE.format(region=region, table=table)
    bodies: list[Mapping[str, Any]] = [body.properties for body in template.resources.values()]
    return any(receives(body, region) or named in shown(body) for body in bodies)


def receives(properties: Any, region: str) -> bool:
    """Whether an alarm watches how changes arrive in the Region."""
    return bool(found(properties, ("Dimensions", RECEIVING, "Value"))[1] == region)
