"""The JSON Schema of specs, made from the model, for editors."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from generator.spec.model.base import Body, Shorthand
from generator.spec.model.indexes import GlobalSecondaryIndex, LocalSecondaryIndex
from generator.spec.model.stack import Parameter, Spec
from generator.spec.model.table import NOT_IN_DEFAULTS
from generator.spec.shape import places

__all__ = ["spec_schema"]

Schema = dict[str, Any]

# Bodies that no layer below can complete.
WHOLE: Final[tuple[type[Body], ...]] = (Spec, Parameter, GlobalSecondaryIndex, LocalSecondaryIndex)


def spec_schema() -> Schema:
    """The schema in draft 7, which YAML language servers know best; a spec that it refuses, `check` refuses too."""
    schema = Spec.model_json_schema(ref_template="#/definitions/{model}")
    definitions: Schema = schema.pop("$defs")
    definitions["TableDefaults"] = _part_of(definitions["Table"])
    models = {model.__name__: model for model in _models(Spec)}
    root = _long_form(schema, Spec)
    root["properties"]["defaults"] = {
        "description": schema["properties"]["defaults"]["description"],
        "anyOf": [{"$ref": "#/definitions/TableDefaults"}, {"type": "null"}],
    }
    # A home for anchors.
    root["patternProperties"] = {"^x-": {}}
    whole = {"properties": {"tables": {"additionalProperties": {"required": definitions["Table"]["required"]}}}}
    root |= {"if": {"not": {"required": ["defaults"]}}, "then": whole}
    table = models["Table"]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **root,
        "definitions": {name: _definition(body, models.get(name, table)) for name, body in sorted(definitions.items())},
    }


def _models(model: type[Body]) -> Iterator[type[Body]]:
    yield model
    for place in places(model).values():
        if place.model:
            yield from _models(place.model)


def _part_of(table: Schema) -> Schema:
    part = deepcopy(table)
    part["properties"] = {name: body for name, body in part["properties"].items() if name not in NOT_IN_DEFAULTS}
    return part


def _definition(body: Schema, model: type[Body]) -> Schema:
    properties = _properties(body, model)
    long_form = _long_form(body, model)
    if model.shorthand is None:
        return long_form
    return {
        "description": long_form.pop("description"),
        "anyOf": [*_short_forms(properties, model.shorthand), long_form],
    }


def _long_form(body: Schema, model: type[Body]) -> Schema:
    hidden = model.shorthand.hidden if model.shorthand else frozenset()
    shown = {name: value for name, value in _properties(body, model).items() if name not in hidden}
    # What a table lacks may stand in the defaults under it, save for what layers replace as a whole.
    dropped = {"title"} if model in WHOLE or model.whole else {"title", "required"}
    return {**{key: value for key, value in body.items() if key not in dropped}, "properties": shown}


def _short_forms(properties: Schema, shorthand: Shorthand) -> Iterator[Schema]:
    if shorthand.boolean:
        yield {"type": "boolean"}
    for name in (shorthand.text, shorthand.number):
        if name:
            yield properties[name]


def _properties(body: Schema, model: type[Body]) -> Schema:
    known = places(model)
    return {name: _property(value, one_or_many=known[name].one_or_many) for name, value in body["properties"].items()}


def _property(value: Schema, *, one_or_many: bool) -> Schema:
    about: Schema = {key: value[key] for key in ("description", "examples", "default") if key in value}
    if not isinstance(about.get("default"), str | int | float | bool):
        about.pop("default", None)
    rest = {key: item for key, item in value.items() if key not in ("title", *about, "default")}
    if "patternProperties" in rest:
        rest["additionalProperties"] = False
    if one_or_many:
        rest = {"anyOf": [rest["items"], rest]}
    # A reference hides what stands beside it from validators and, in some editors, from people.
    return {**about, "allOf": [rest]} if "$ref" in rest else {**about, **rest}
