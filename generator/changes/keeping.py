"""What watches a part of a table that goes later, or gives access to it, put back into a template as it is deployed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from generator.aws.properties import TABLES
from generator.changes.compare import found
from generator.changes.functions import is_function, refers
from generator.changes.granting import widen
from generator.changes.held import ON_DEMAND, Body, as_written, raw
from generator.changes.judged import fixed_name
from generator.changes.sections import EXPORT
from generator.changes.template import Resource, Template, canonical, read
from generator.changes.values import billing_mode

__all__ = ["About", "complete", "keep", "of_all", "of_capacity", "of_index", "of_replica"]

# Whether a text, the JSON of what stands in a template, is about the part that goes.
About = Callable[[str], bool]

IAM: Final = "AWS::IAM::"
SCALING: Final = "AWS::ApplicationAutoScaling::"
# What watches a table and gives access to it, and tells of either; what reads it is to change over before.
KEPT: Final = (IAM, SCALING, "AWS::CloudWatch::", "AWS::SSM::")
# An index in an ARN, and as the dimension of a metric: in an alarm, or in the body of a dashboard.
INDEX: Final = r'/index/(?:{0}|\*)(?![\w.-])|"GlobalSecondaryIndexName", ?(?:"Value": ?)?"{0}"'
WORD: Final = r"(?<![\w.-]){0}(?![\w-])"


def of_index(name: str) -> About:
    """Whether a text is about an index."""
    return saying(INDEX, name)


def of_replica(region: str) -> About:
    """Whether a text is about the replica in a Region."""
    return saying(r"(?<![\w-]){0}(?![\w-])", region)


def of_capacity(text: str) -> bool:
    """Whether a text is about what a table uses of its capacity."""
    return "CapacityUnits" in text


def of_all(_: str) -> bool:
    """Whatever a text is about: the whole table goes."""
    return True


def saying(pattern: str, name: str) -> About:
    """Whether the pattern with the name in it is in a text."""
    return lambda text: re.search(pattern.format(re.escape(name)), text) is not None


def keep(template: Body, deployed: Template, table: str, about: About) -> None:
    """Puts back what the deployed template has about a part of a table; policies get it beside what they have.

    What belongs to the part refers to the table and is about the part, or refers to what is gone of that.
    """
    there, resources = comparable(template), template["Resources"]
    kept = belonging(deployed, there, table, about)
    taken = {fixed(body) for body in there.resources.values()} - {None}
    granted = []
    for name in kept:
        old, own = deployed.resources[name], there.resources.get(name)
        if own is None:
            if fixed(old) not in taken:
                resources[name] = as_written(old)
        elif old.type == own.type and old.type.startswith(IAM):
            granted.append((resources[name].setdefault("Properties", {}), old))
        elif old.type == own.type and old != own:
            resources[name] = as_written(old)
    back = resources.keys() - there.resources.keys()
    for properties, old in granted:
        widen(properties, old.properties, lambda value: about(text(value)) or refers(value, back))
    keep_outputs(template, there, deployed, back)


def keep_outputs(template: Body, there: Template, deployed: Template, resources: Collection[str]) -> None:
    """Puts back the deployed outputs that refer to the resources; an export has its name for itself."""
    told = there.sections.get("Outputs", {})
    exported = [found(each, EXPORT)[1] for each in told.values()]
    for name, output in deployed.sections.get("Outputs", {}).items():
        export = found(output, EXPORT)[1]
        if name not in told and refers(output, resources) and (export is None or export not in exported):
            template.setdefault("Outputs", {})[name] = raw(output)


def belonging(deployed: Template, there: Template, table: str, about: About) -> list[str]:
    """The deployed resources that belong to a part of a table, where they can be put back into what is there by then.

    A table that is on-demand by then has no scaling.
    """
    is_scaled = billing_mode(there.resources[table].properties) != ON_DEMAND
    kinds = KEPT if is_scaled else tuple(each for each in KEPT if each != SCALING)
    left = {name: body for name, body in restorable(deployed, there) if body.type.startswith(kinds)}
    called = fixed_name(deployed.resources[table])
    is_called = saying(WORD, called) if isinstance(called, str) else None
    kept = {
        name
        for name, body in left.items()
        if about(said := text(body.properties))
        and (refers(body.properties, {table}) or (is_called is not None and is_called(said)))
    }
    while more := {
        name
        for name, body in left.items()
        if name not in kept and refers(body.properties, kept - there.resources.keys())
    }:
        kept |= more
    return [name for name in left if name in kept]


def restorable(deployed: Template, there: Template) -> Iterator[tuple[str, Resource]]:
    """The deployed resources that are no tables, nor need one that is gone."""
    gone = {name for name, body in deployed.resources.items() if body.type in TABLES} - there.resources.keys()
    while more := {
        name
        for name, body in deployed.resources.items()
        if name not in gone and name not in there.resources and refers(body.properties, gone)
    }:
        gone |= more
    for name, body in deployed.resources.items():
        if body.type not in TABLES and name not in gone and not refers(body.properties, gone):
            yield name, body


def complete(template: Body, deployed: Template) -> None:
    """Puts back what is referred to and gone: parameters, conditions, mappings, and resources but for tables."""
    known = {**deployed.sections, "Resources": {name: as_written(body) for name, body in deployed.resources.items()}}
    while True:
        there = comparable(template)
        parts = [[body.properties, body.attributes] for body in there.resources.values()]
        gone = [
            (section, name)
            for sections, name in dict.fromkeys(wanted([*parts, *there.sections.values()]))
            for section in sections
            if name in known.get(section, {}) and not any(name in template.get(each, {}) for each in sections)
        ]
        if not gone:
            return
        for section, name in gone:
            template.setdefault(section, {})[name] = raw(known[section][name])


def wanted(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """The names that a value refers to, with the sections of a template that may have them."""
    match value:
        case {"Ref": str() as name} | {"Fn::GetAtt": [str() as name, *_]} if is_function(value):
            yield ("Parameters", "Resources"), name
        case {"Fn::If": [str() as name, *_]} | {"Condition": str() as name}:
            yield ("Conditions",), name
        case {"Fn::FindInMap": [str() as name, *_]}:
            yield ("Mappings",), name
    if isinstance(value, dict):
        for name in value.get("DependsOn", []):
            yield ("Resources",), name
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from wanted(each)


def fixed(resource: Resource) -> tuple[str, str] | None:
    """The name of its own that nothing else of its type may have; None without one."""
    name = fixed_name(resource)
    return None if name is None else (resource.type, canonical(name))


def comparable(template: Body) -> Template:
    """A template that is to be written in the form for comparing."""
    return read(json.dumps(template).encode(), "template")


def text(value: Any) -> str:
    """A value as JSON, and JSON in its texts as it is."""
    return canonical(value).replace("\\", "")
