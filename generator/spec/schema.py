"""The JSON Schema of specs, made from the model, for editors."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from generator.spec.model.base import Body, Shorthand
from generator.spec.model.indexes import GlobalSecondaryIndex, LocalSecondaryIndex
from generator.spec.model.stack import Parameter, Spec
from generator.spec.model.table import NOT_IN_DEFAULTS
from generator.spec.model.vector_indexes import VectorIndex
from generator.spec.shape import places

__all__ = ["spec_schema"]

Schema = dict[str, Any]

# Bodies that no layer below can complete.
WHOLE: Final[tuple[type[Body], ...]] = (Spec, Parameter, GlobalSecondaryIndex, LocalSecondaryIndex, VectorIndex)


def spec_schema() -> Schema:
    """The schema in draft 7, which YAML language servers know best; a spec that it refuses, `check` refuses too."""
    schema = _bounded(Spec.model_json_schema(ref_template="#/definitions/{model}"))
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


def _bounded(schema: Any) -> Any:
    # pydantic has no words of JSON Schema for a bound on a union of numbers.
    if isinstance(schema, list):
        return [_bounded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "ge" in schema:
        return {**{key: value for key, value in schema.items() if key not in ("ge", "anyOf")}, **_number(schema["ge"])}
    return {key: _bounded(value) for key, value in schema.items()}


def _number(least: int) -> Schema:
    return {"type": "number", "minimum": least}


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
            # Its own description would hide that of the key which it stands for.
            yield {key: value for key, value in properties[name].items() if not key.lower().endswith("description")}


def _properties(body: Schema, model: type[Body]) -> Schema:
    known, required = places(model), body.get("required", ())
    return {
        name: _property(value, one_or_many=known[name].one_or_many, required=name in required)
        for name, value in body["properties"].items()
    }


def _property(value: Schema, *, one_or_many: bool, required: bool) -> Schema:
    about: Schema = {key: value[key] for key in ("description", "examples", "default") if key in value}
    about["markdownDescription"] = about.get("description", "")
    if not isinstance(about.get("default"), str | int | float | bool):
        about.pop("default", None)
    rest = {key: item for key, item in value.items() if key not in ("title", *about, "default")}
    if "patternProperties" in rest:
        rest["additionalProperties"] = False
        # A tag can be taken away; a named thing only from a layer below, which the file itself has not.
        rest["patternProperties"] = {
            key: item if "$ref" in item else _nullable(item) for key, item in rest["patternProperties"].items()
        }
    if one_or_many:
        rest = {"anyOf": [rest["items"], rest]}
    if not required:
        return {**about, **_nullable(rest)}
    # A reference hides what stands beside it from validators and, in some editors, from people.
    return {**about, "allOf": [rest]} if "$ref" in rest else {**about, **rest}


def _nullable(schema: Schema) -> Schema:
    """A written null takes what lower layers say away."""
    null = {"type": "null"}
    ways = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return {"anyOf": ways if null in ways else [*ways, null]}
