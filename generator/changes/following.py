"""Resources that are replaced to those that follow them, because only a create can set what refers to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from generator.changes.change import Change
from generator.changes.compare import found, places
from generator.changes.functions import is_function
from generator.changes.judged import change, fate, fixed_name
from generator.changes.schemas import schema
from generator.changes.template import Resource, Template

__all__ = ["judge"]


def judge(changes: Sequence[Change], old: Template, new: Template) -> Iterator[Change]:
    """The changes of resources that follow others; those that follow these too."""
    gone = {each.resource for each in changes if each.impact == "replaced"}
    left = {name: body for name, body in new.resources.items() if name in old.resources and name not in gone}
    while followers := dict(following(left, gone)):
        for name, path in followers.items():
            body = left.pop(name)
            named = fixed_name(body)
            code = "DS615" if named is not None and not refers(named, gone) else "DS694"
            one = change(code, name, body, path=path)
            yield one if code == "DS615" else replace(one, fate=fate(old.resources[name], body))
        gone |= followers.keys()


def following(resources: dict[str, Resource], gone: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The resources that refer to one that goes in a property that only a create can set, and where."""
    for name, body in resources.items():
        known = schema(body.type)
        paths = (path for pattern in known.create_only for path in places(pattern, body.properties)) if known else ()
        path = next((path for path in sorted(paths) if refers(found(body.properties, path)[1], gone)), None)
        if path is not None:
            yield name, path


def refers(value: Any, gone: set[str]) -> bool:
    """Whether a function in the value refers to one of the resources."""
    if is_function(value):
        ((name, argument),) = value.items()
        if name == "Ref":
            return argument in gone
        if name == "Fn::GetAtt" and isinstance(argument, list):
            return bool(argument) and argument[0] in gone
    if isinstance(value, dict):
        return any(refers(item, gone) for item in value.values())
    return isinstance(value, list) and any(refers(item, gone) for item in value)
