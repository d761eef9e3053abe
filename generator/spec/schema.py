"""The JSON Schemas of specs and of the project file, made from the model, for editors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from generator.aws.described import PROPERTIES, page_of
from generator.spec.layers import ENVIRONMENT_NAME, ENVIRONMENTS
from generator.spec.model.base import Body, Shorthand
from generator.spec.model.project_file import Overlay, ProjectFile, ProjectOverlay
from generator.spec.model.stack import Spec
from generator.spec.model.table import NOT_IN_DEFAULTS, Table
from generator.spec.model.texts import texts_of
from generator.spec.nodes import Mapping, mapping_at
from generator.spec.shape import places

__all__ = ["project_schema", "spec_schema"]

Schema = dict[str, Any]

NAMED_HERE: Final = (NOT_IN_DEFAULTS | {"tables"}) - {"table_name", "import_source"}
DEFINITION: Final = "#/definitions/"
NULL: Final[Schema] = {"type": "null"}
# How the keys of a schema end that tell people something, and do not refuse anything.
ABOUT: Final = ("description", "examples")


def spec_schema(shared: Mapping | None = None) -> Schema:
    """The schema in draft 7, which YAML language servers know best; a spec that it refuses, `check` refuses too.

    `shared` is the project file in long form: what it gives every table, a spec may leave out, and where it has
    environments, there are no others.
    """
    root, definitions = _layered(Spec, Overlay, declared=mapping_at(shared, ENVIRONMENTS))
    return {
        **_document(root, definitions),
        # What a table lacks may come from a layer under it or over it.
        "if": {"not": {"anyOf": [{"required": [layer]} for layer in ("defaults", ENVIRONMENTS)]}},
        "then": _whole(shared),
    }


def project_schema() -> Schema:
    """The schema of the project file; nothing in it need be whole, for specs complete it."""
    root, definitions = _layered(ProjectFile, ProjectOverlay)
    parts = {name for name in definitions if name.endswith("Part")}
    kept = {name: body for name, body in definitions.items() if f"{name}Part" not in parts}
    return _document(_as_part(root, parts), kept)


def _document(root: Schema, definitions: Schema) -> Schema:
    head = {"$schema": "http://json-schema.org/draft-07/schema#", **root}
    return {**head, "definitions": dict(sorted(definitions.items()))}


def _layered(model: type[Body], over: type[Body], *, declared: Mapping | None = None) -> tuple[Schema, Schema]:
    """The schema of a file with layers in it, of which an environment's is `over`, and its definitions."""
    root, definitions = _schema_of(model)
    overlay, _ = _schema_of(over)
    parts = _parts(definitions)
    # No layer is below what a file says of these, so that a null has nothing to take away.
    for body in (root, definitions["Table"], definitions["Replica"]):
        for name in NAMED_HERE & {*body["properties"]}:
            body["properties"][name] = _with_entries(body["properties"][name], null=body is not root)
    part = parts["TablePart"]
    shown = {name: body for name, body in part["properties"].items() if name not in NOT_IN_DEFAULTS}
    root["properties"]["defaults"] = _layer(root, "defaults", {**part, "properties": shown})
    overlay = _as_part(overlay, parts)
    overlay["properties"]["all_tables"] = _layer(overlay, "all_tables", {"$ref": "#/definitions/TablePart"})
    root["properties"]["environments"] = _layer(root, "environments", _overlays(declared))
    # A home for anchors.
    root["patternProperties"] = {"^x-": {}}
    return root, {**definitions, "Overlay": overlay, **parts}


def _with_entries(schema: Schema, *, null: bool) -> Schema:
    """A mapping of names in which no name has null; `null` tells whether it may stand for the mapping itself."""
    mapping = dict(next(way for way in schema["anyOf"] if way != NULL))
    entries = {key: each["anyOf"][0] for key, each in mapping.get("patternProperties", {}).items()}
    mapping |= {"patternProperties": entries} if entries else {}
    return {**schema, "anyOf": [mapping, *([NULL] if null else [])]}


def _overlays(declared: Mapping | None) -> Schema:
    overlay = _nullable({"$ref": "#/definitions/Overlay"})
    if declared:
        return {
            "type": "object",
            "properties": {str(name): overlay for name in declared},
            "additionalProperties": False,
        }
    named = {f"^{ENVIRONMENT_NAME.pattern}$": overlay}
    return {"type": "object", "patternProperties": named, "additionalProperties": False}


def _whole(shared: Mapping | None) -> Schema:
    """What a spec must have when no other layer of its own can."""
    required = [name for name, field in Table.model_fields.items() if field.is_required()]
    layers = [mapping_at(shared, "defaults")]
    layers += [mapping_at(overlay, "all_tables") for overlay in _mappings(mapping_at(shared, ENVIRONMENTS))]
    given = {str(key) for layer in layers for key in layer or ()}
    table: Schema = {"required": [name for name in required if name not in given]}
    # Where a table that is made elsewhere is to be found: no layer under it can say so.
    elsewhere = {"properties": {"existing": {"const": True}}, "required": ["existing"]}
    table |= {"if": elsewhere, "then": {"required": ["table_name"]}}
    on = {"required": ["account_alarms"], "properties": {"account_alarms": {"not": {"enum": [False, None]}}}}
    return {
        "properties": {"tables": {"additionalProperties": table}},
        "if": {"not": on},
        "then": {"required": ["tables"], "properties": {"tables": {"minProperties": 1}}},
    }


def _mappings(mapping: Mapping | None) -> list[Mapping]:
    return [value for value in (mapping or {}).values() if isinstance(value, Mapping)]


def _schema_of(model: type[Body]) -> tuple[Schema, Schema]:
    schema = model.model_json_schema(ref_template="#/definitions/{model}")
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


def _parts(definitions: Schema) -> Schema:
    """What an environment lays over named things, which need not be whole there, and over what holds such things."""
    names = {model.__name__ for model in _named(Spec) if model.__name__ in definitions}
    while more := {name for name, body in definitions.items() if name not in names and _refers(body, names)}:
        names |= more
    parts = {f"{name}Part": definitions[name] for name in sorted(names)}
    return {
        name: _as_part({key: body[key] for key in body if key != "required"}, parts) for name, body in parts.items()
    }


def _refers(schema: Any, names: Collection[str]) -> bool:
    if isinstance(schema, dict):
        return any(_refers(item, names) for item in schema.values())
    if isinstance(schema, list):
        return any(_refers(item, names) for item in schema)
    return isinstance(schema, str) and schema.startswith(DEFINITION) and schema.removeprefix(DEFINITION) in names


def _as_part(schema: Any, parts: Collection[str]) -> Any:
    if isinstance(schema, list):
        return [_as_part(item, parts) for item in schema]
    if isinstance(schema, dict):
        return {key: _as_part(item, parts) for key, item in schema.items()}
    referred = isinstance(schema, str) and schema.startswith(DEFINITION)
    part = f"{schema}Part" if referred else ""
    return part if part.removeprefix(DEFINITION) in parts else schema


def _layer(body: Schema, key: str, schema: Schema) -> Schema:
    about = {name: text for name, text in body["properties"][key].items() if name.lower().endswith("description")}
    return {**about, **_nullable(schema)}


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


def _named(model: type[Body]) -> Iterator[type[Body]]:
    """What stands under names and must be whole; what it lacks no layer below completes, save for tables."""
    for body in _under_names(model):
        if any(field.is_required() for field in body.model_fields.values()):
            yield body


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
    # What a table lacks may stand in the defaults under it, save for what layers replace as a whole.
    whole = model is Spec or model.whole or (model is not Table and model in _named(Spec))
    dropped = {"title"} if whole else {"title", "required"}
    return {**{key: value for key, value in body.items() if key not in dropped}, "properties": shown}


def _short_forms(properties: Schema, shorthand: Shorthand) -> Iterator[Schema]:
    # Words come first: of ways to write a value that all fail, editors tell what is wrong with the first.
    for name in (shorthand.text, shorthand.number):
        if name:
            # What it says of itself would hide that of the key which it stands for, which tells of null too.
            form = {key: item for key, item in properties[name].items() if not key.lower().endswith(ABOUT)}
            yield from [way for way in form["anyOf"] if way != NULL] if set(form) == {"anyOf"} else [form]
    if shorthand.boolean:
        yield {"type": "boolean"}


def _properties(body: Schema, model: type[Body]) -> Schema:
    known, required = places(model), body.get("required", ())
    return {
        name: _property(value, _link(model, name), one_or_many=known[name].one_or_many, required=name in required)
        for name, value in body["properties"].items()
    }


def _link(model: type[Body], key: str) -> str:
    """Where AWS describes what the key becomes; empty for what is ours."""
    places = (item for each in model.__mro__ for item in PROPERTIES.get(each.__name__, {}).items())
    return next((page_of(place, keys[key]) for place, keys in places if key in keys), "")


def _property(value: Schema, link: str, *, one_or_many: bool, required: bool) -> Schema:
    about: Schema = {key: value[key] for key in ("description", "examples", "default") if key in value}
    # Editors show either as Markdown; which one depends on the ways that a value can be written.
    about["description"] = f"{about.get('description', '')}\n\n{link}".strip()
    about["markdownDescription"] = about["description"]
    if not isinstance(about.get("default"), str | int | float | bool):
        about.pop("default", None)
    rest = {key: item for key, item in value.items() if key not in ("title", *about, "default")}
    if "patternProperties" in rest:
        rest["additionalProperties"] = False
        rest["patternProperties"] = {key: _nullable(item) for key, item in rest["patternProperties"].items()}
    if one_or_many:
        rest = {"anyOf": [rest["items"], rest]}
    if not required:
        return {**about, **_nullable(rest)}
    # A reference hides what stands beside it from validators and, in some editors, from people.
    return {**about, "allOf": [rest]} if "$ref" in rest else {**about, **rest}


def _nullable(schema: Schema) -> Schema:
    """A written null takes what lower layers say away."""
    ways = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return {"anyOf": ways if NULL in ways else [*ways, NULL]}
