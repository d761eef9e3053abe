"""What two templates have beside resources to what a deploy does with it: parameters, outputs, conditions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from generator.aws.properties import TABLES
from generator.changes.change import Change
from generator.changes.compare import found
from generator.changes.judged import change
from generator.changes.template import Template

__all__ = ["EXPORT", "judge"]

EXPORT: Final = ("Export", "Name")
CONDITIONS: Final = "Conditions"
# What changes values of resources that themselves stay as they are written.
DECIDING: Final = frozenset({CONDITIONS, "Mappings", "Transform"})


def judge(old: Template, new: Template) -> Iterator[Change]:
    """The changes of each section, entry by entry."""
    for section in dict.fromkeys([*old.sections, *new.sections]):
        before, after = old.sections.get(section, {}), new.sections.get(section, {})
        for name in dict.fromkeys([*before, *after]):
            first, then = before.get(name), after.get(name)
            if first != then:
                code = code_of(section, name, first, then, new=new)
                path = (section, name) if name else (section,)
                yield change(code, "", path=path, before=first, after=then)


def code_of(section: str, name: str, before: Any, after: Any, *, new: Template) -> str:
    """The rule for an entry of a section."""
    if section == "Parameters":
        return of_parameter(before, after)
    if section == "Outputs":
        export = found(before, EXPORT)[1]
        if export is None:
            return "DS672"
        kept = export == found(after, EXPORT)[1] and found(before, ("Value",)) == found(after, ("Value",))
        return "DS672" if kept else "DS673"
    if section == CONDITIONS and decides(name, new):
        return "DS698"
    return "DS679" if section in DECIDING and (section == "Transform" or used(name, new)) else "DS671"


def of_parameter(before: Any, after: Any) -> str:
    """The rule for a parameter."""
    if after is None:
        return "DS676"
    default = found(after, ("Default",))[1]
    if before is None:
        return "DS674" if default is None else "DS676"
    return "DS675" if found(before, ("Default",))[1] != default else "DS676"


def used(name: str, template: Template) -> bool:
    """Whether a condition or a mapping of that name is referred to by a resource, through other conditions as well."""
    quoted = [json.dumps(each) for each in leading(name, template)]
    bodies = [json.dumps([each.properties, each.attributes]) for each in template.resources.values()]
    return any(each in body for each in quoted for body in bodies)


def decides(name: str, template: Template) -> bool:
    """Whether a condition decides, through others as well, whether a table is there."""
    tables = [body for body in template.resources.values() if body.type in TABLES]
    return bool({body.attributes.get("Condition") for body in tables} & leading(name, template))


def leading(name: str, template: Template) -> set[str]:
    """The name, and those of the conditions that it is a part of."""
    conditions = {other: json.dumps(body) for other, body in template.sections.get(CONDITIONS, {}).items()}
    found, more = set[str](), {name}
    while more:
        found |= more
        more = {each for each, body in conditions.items() if any(json.dumps(one) in body for one in more)} - found
    return found
