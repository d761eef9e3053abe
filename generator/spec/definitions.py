"""The bodies of the model to the definitions of a JSON Schema, each with its short forms and where AWS describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import DictSchema

from generator.aws.described import PROPERTIES, page_of
from generator.spec.conditions import NULL, Schema, needed
from generator.spec.examples import flow
from generator.spec.model.base import LARGEST, NO_REFERENCE, Body, Shorthand
from generator.spec.model.stack import Spec
from generator.spec.model.texts import texts_of
from generator.spec.shape import places
from generator.spec.snippets import snippet, snippets

__all__ = ["nullable", "schema_of"]

# How the keys of a schema end that tell people something, and do not refuse anything.
OF_NAMES: Final = "ofNames"
ON, OFF = "On.", "Off."
ABOUT: Final = ("description", "examples")


class WithNames(GenerateJsonSchema):
    """Keeps what editors say of a name that a mapping of names does not take."""

    def dict_schema(self, schema: DictSchema) -> Schema:
        found = super().dict_schema(schema)
        said = self.generate_inner(schema["keys_schema"]).get("patternErrorMessage")
        return {**found, OF_NAMES: said} if said not in (None, NO_REFERENCE) else found


def schema_of(model: type[Body]) -> tuple[Schema, Schema]:
    """The schema of a file, and the definitions that it refers to by name."""
    schema = model.model_json_schema(ref_template="#/definitions/{model}", schema_generator=WithNames)
    models = {each.__name__: each for each in _models(model)}
    for name, body in {model.__name__: schema, **schema["$defs"]}.items():
        _describe(body, models[name])
    schema = _bounded(schema)
    definitions = {name: _definition(body, models[name]) for name, body in schema.pop("$defs").items()}
    return _long_form(schema, model), definitions


def _describe(body: Schema, model: type[Body]) -> None:
    texts = texts_of(model)
    for name, about in body.get("properties", {}).items():
        if name in texts:
            body["properties"][name] = dict(sorted({**about, "description": texts[name]}.items()))


def _bounded(schema: Any) -> Any:
    # pydantic has no words of JSON Schema for a bound on a union of numbers.
    if isinstance(schema, list):
        return [_bounded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "integer":
        return {**schema, "maximum": schema.get("maximum", LARGEST)}
    if "ge" in schema:
        return {**{key: value for key, value in schema.items() if key not in ("ge", "anyOf")}, **_number(schema["ge"])}
    return {key: _bounded(value) for key, value in schema.items()}


def _number(least: int) -> Schema:
    return {"type": "number", "minimum": least, "maximum": LARGEST}


def _under_names(model: type[Body]) -> Iterator[type[Body]]:
    for each in _models(model):
        yield from (place.model for place in places(each).values() if place.model and place.kind == "mapping")


def _models(model: type[Body]) -> Iterator[type[Body]]:
    yield model
    for place in places(model).values():
        if place.model:
            yield from _models(place.model)


def _definition(body: Schema, model: type[Body]) -> Schema:
    properties = _properties(body, model)
    long_form = _long_form(body, model)
    # What stands under a key is described there, with its default; an editor would show this instead.
    about = long_form.pop("description")
    described = {"description": about} if model in _under_names(Spec) else {}
    if model.shorthand is None:
        return {**described, **long_form}
    return {**described, "anyOf": [*_short_forms(properties, model.shorthand), long_form]}


def _long_form(body: Schema, model: type[Body]) -> Schema:
    hidden = model.shorthand.hidden if model.shorthand else frozenset()
    shown = {name: value for name, value in _properties(body, model).items() if name not in hidden}
    # What is missing another layer may say, save for what layers replace as a whole.
    whole = model is Spec or model.whole
    dropped = {"title"} if whole else {"title", "required"}
    written = {**{key: value for key, value in body.items() if key not in dropped}, "properties": shown}
    holds = needed(model) if whole else {}
    return {**written, "allOf": [holds]} if holds else written


def _short_forms(properties: Schema, shorthand: Shorthand) -> Iterator[Schema]:
    # Words come first: of ways to write a value that all fail, editors tell what is wrong with the first.
    for name in (shorthand.text, shorthand.number):
        if name:
            # What it says of itself would hide that of the key which it stands for, which tells of null too.
            form = {key: item for key, item in properties[name].items() if not key.lower().endswith(ABOUT)}
            yield from [way for way in form["anyOf"] if way != {"type": "null"}] if set(form) == {"anyOf"} else [form]
    if shorthand.boolean and shorthand.text and shorthand.text not in shorthand.hidden:
        # On, it says nothing of that text, which only another layer may have said: taken, and not offered.
        yield from ({"enum": [False], "markdownEnumDescriptions": [OFF]}, {"not": {"not": {"const": True}}})
    elif shorthand.boolean:
        yield {"enum": [True, False], "markdownEnumDescriptions": [ON, OFF]}


def _properties(body: Schema, model: type[Body]) -> Schema:
    known, required = places(model), body.get("required", ())
    return {
        name: {
            **_property(value, _link(model, name), one_or_many=known[name].one_or_many, required=name in required),
            **_offered(model, name),
        }
        for name, value in body["properties"].items()
    }


def _offered(model: type[Body], key: str) -> Schema:
    """A snippet of what holds more than a word, save where its names are offered themselves."""
    offered = snippets(model, key)
    return {"defaultSnippets": offered} if offered else {}


def _link(model: type[Body], key: str) -> str:
    """Where AWS describes what the key becomes; empty for what is ours."""
    places = (item for each in model.__mro__ for item in PROPERTIES.get(each.__name__, {}).items())
    return next((page_of(place, keys[key]) for place, keys in places if key in keys), "")


def _property(value: Schema, link: str, *, one_or_many: bool, required: bool) -> Schema:
    about: Schema = {key: value[key] for key in ("description", "examples", "default") if key in value}
    # Editors show either as Markdown; which one depends on the ways that a value can be written.
    about["description"] = f"{about.get('description', '')}\n\n{link}".strip()
    about["markdownDescription"] = about["description"]
    # Of a mapping, the YAML language server offers "[object Object]".
    examples = about.pop("examples", [])
    if shown := [each for each in examples if isinstance(each, str | int | float)]:
        about["examples"] = shown
    if not isinstance(about.get("default"), str | int | float | bool):
        about.pop("default", None)
    rest = {key: item for key, item in value.items() if key not in ("title", *ABOUT, "default")}
    if "patternProperties" in rest:
        names = {key: nullable(item) for key, item in rest.pop("patternProperties").items()}
        # Beside the type it would be said of a list too.
        said = {"errorMessage": rest.pop(OF_NAMES)} if OF_NAMES in rest else {}
        rest["allOf"] = [{"patternProperties": names, "additionalProperties": False, **said}]
    if "enum" in rest.get("propertyNames", {}) and "$ref" in rest["additionalProperties"]:
        rest = _listed(rest, rest["additionalProperties"], next(iter(examples[0].values())))
    for way in (rest, *rest.get("anyOf", ())):
        if way.get("type") == "array" and not {"enum", "$ref"} & {*way["items"]}:
            way["items"] = {
                **way["items"],
                "examples": [item for each in examples if isinstance(each, list) for item in each],
            }
    if one_or_many:
        rest = {"anyOf": [rest["items"], rest]}
    if not required:
        return {**about, **nullable(rest)}
    # A reference hides what stands beside it from validators and, in some editors, from people.
    return {**about, "anyOf": [rest]} if "$ref" in rest else {**about, **rest}


def _listed(mapping: Schema, entry: Schema, example: Any) -> Schema:
    """A mapping whose names are words to choose, with each as a key: of `propertyNames` editors show no meanings."""
    names = mapping["propertyNames"]
    meanings = zip(names["enum"], names["markdownEnumDescriptions"], strict=True)
    offered = {"anyOf": [entry], "defaultSnippets": [snippet(flow(example), example)]}
    keys = {word: {"description": does, "markdownDescription": does, **offered} for word, does in meanings}
    rest = {key: value for key, value in mapping.items() if key != "propertyNames"}
    return {**rest, "properties": keys, "additionalProperties": False}


def nullable(schema: Schema) -> Schema:
    """A written null takes what lower layers say away."""
    ways = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return {"anyOf": [*(way for way in ways if way != {"type": "null"}), NULL]}
