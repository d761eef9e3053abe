"""A template's plain values to a form in which what says the same is equal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from generator.aws.properties import KEYED, LOOP, MACRO, SETS
from generator.changes import serverless
from generator.changes.functions import NO_VALUE, is_function, joined, shown
from generator.changes.loading import MAX_DEPTH, load
from generator.errors import Problem, UsageError

__all__ = ["Resource", "Template", "read"]

# What a template has beside resources, by what its entries are.
SECTIONS: Final = ("Parameters", "Outputs", "Conditions", "Mappings", "Rules", "Metadata")
ATTRIBUTES: Final = (
    "Condition", "CreationPolicy", "DeletionPolicy", "DependsOn", "Metadata", "UpdatePolicy", "UpdateReplacePolicy",
)  # fmt: skip
# An empty one of these says what none says.
LISTS: Final = KEYED.keys() | SETS


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: `properties` and `attributes` (its deletion policy and the like) by name."""

    type: str
    properties: Any
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """A template in the form in which two are compared; `sections` has everything but the resources."""

    resources: dict[str, Resource] = field(default_factory=dict)
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)


def read(data: bytes, file: str) -> Template:
    """The template in `data`, or in what `aws cloudformation get-template` prints. UsageError when there is none."""
    loaded = load(data, file)
    if isinstance(loaded, dict) and "TemplateBody" in loaded and "Resources" not in loaded:
        loaded = loaded["TemplateBody"]
        if isinstance(loaded, str):
            loaded = load(loaded.encode("utf-8", "surrogatepass"), file)
    return of_values(loaded, file)


def of_values(loaded: Any, file: str) -> Template:
    """The template that plain values hold."""
    if not isinstance(loaded, dict) or not isinstance(loaded.get("Resources"), dict):
        hint = "a template is a mapping with Resources"
        raise UsageError([Problem("DS682", f"{file} is not a CloudFormation template", hint)])
    problems: list[Problem] = []
    resources: dict[str, Resource] = {}
    shared = serverless.of_globals(loaded)
    for logical_id, written in loaded["Resources"].items():
        body = serverless.table(written, shared)
        if is_resource(body):
            resources[logical_id] = resource(body)
        elif logical_id == MACRO or logical_id.startswith(f"{LOOP}::"):
            resources[logical_id] = Resource(MACRO if logical_id == MACRO else LOOP, {"": normal(body)}, {})
        else:
            hint = "a resource is a mapping with a Type, and Properties as a mapping"
            problems.append(Problem("DS682", f"{logical_id!a} in {file} is not a resource", hint))
    if problems:
        raise UsageError(problems)
    return Template(resources, sections(loaded))


def is_resource(body: Any) -> bool:
    """Whether the value has the shape of a resource."""
    if not isinstance(body, dict) or not isinstance(body.get("Type"), str):
        return False
    return body.get("Properties") is None or isinstance(body["Properties"], dict)


def sections(loaded: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a template has beside resources, each section by name, what is no mapping under an empty one.

    Our own stamp in the metadata of a JSON template is none of it.
    """
    result: dict[str, dict[str, Any]] = {}
    for name, body in loaded.items():
        if name not in ("Resources", "AWSTemplateFormatVersion"):
            value = normal(body)
            result[name] = value if isinstance(value, dict) and name in SECTIONS else {"": value}
    metadata = result.get("Metadata", {})
    metadata.pop("Dynaspec", None)
    if not metadata:
        result.pop("Metadata", None)
    return result


def resource(body: dict[str, Any]) -> Resource:
    """A resource; a property without a value is none."""
    properties = normal(body.get("Properties"))
    attributes: dict[str, Any] = {name: normal(body[name], name=name) for name in ATTRIBUTES if name in body}
    return Resource(str(body["Type"]), {} if properties is None else properties, attributes)


def normal(value: Any, *, name: str = "", depth: int = 0) -> Any:
    """The value in one form: functions alike, what has names by name, sets in one order, no value left out."""
    assert depth <= 2 * MAX_DEPTH
    # A policy may have one statement without a list: "IAM JSON policy elements: Statement" in the IAM User Guide.
    if name in SETS and (isinstance(value, str) or (name == "Statement" and is_statement(value))):
        value = [value]
    if isinstance(value, dict):
        made = {key: normal(item, name=key, depth=depth + 1) for key, item in value.items()}
        if is_function(made):
            return joined(made)
        return {key: item for key, item in made.items() if item != NO_VALUE and not (key in LISTS and item == [])}
    if isinstance(value, list):
        items = [normal(item, depth=depth + 1) for item in value]
        if name.startswith("Fn::"):
            return items
        return of_list([item for item in items if item != NO_VALUE], name)
    return value


def is_statement(value: Any) -> bool:
    """Whether the value is one statement of a policy."""
    return isinstance(value, dict) and not is_function(value)


def of_list(items: list[Any], name: str) -> Any:
    """A list as what it says: entries by name, a set in one order, or a sequence."""
    if name in KEYED and items and all(isinstance(item, dict) for item in items):
        keyed = dict(named(items, KEYED[name]))
        return keyed if len(keyed) == len(items) else items
    if name == "KeySchema" and all(isinstance(item, dict) for item in items):
        return sorted(items, key=lambda item: shown(item.get("KeyType")))
    if name in SETS:
        return [each for _, each in sorted({canonical(item): item for item in items}.items())]
    return items


def named(items: list[dict[str, Any]], key: str) -> Iterator[tuple[str, Any]]:
    """The entries by name; one that a function makes, or that has no name, by all that it says."""
    for item in items:
        if key in item:
            yield shown(item[key]), item
        else:
            yield shown(item), item


def canonical(value: Any) -> str:
    """The value as text, with keys in order."""
    return json.dumps(value, sort_keys=True)
