"""The JSON Schemas of specs and of the project file, made from the model, for editors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from generator.spec.definitions import Schema, named, nullable, schema_of, with_entries
from generator.spec.layers import ENVIRONMENT_NAME, ENVIRONMENTS
from generator.spec.model.base import Body
from generator.spec.model.project_file import Overlay, ProjectFile, ProjectOverlay
from generator.spec.model.stack import Spec
from generator.spec.model.table import NOT_IN_DEFAULTS, Table
from generator.spec.nodes import Mapping, mapping_at

__all__ = ["project_schema", "spec_schema"]

# The names that no layer is below.
NAMED_HERE: Final = (NOT_IN_DEFAULTS | {"tables"}) - {"table_name", "import_source"}
DEFINITION: Final = "#/definitions/"


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
    root, definitions = schema_of(model)
    overlay, _ = schema_of(over)
    parts = _parts(definitions)
    # No layer is below what a file says of these, so that a null has nothing to take away.
    for body in (root, definitions["Table"], definitions["Replica"]):
        for name in NAMED_HERE & {*body["properties"]}:
            body["properties"][name] = with_entries(body["properties"][name], null=body is not root)
    part = parts["TablePart"]
    shown = {name: body for name, body in part["properties"].items() if name not in NOT_IN_DEFAULTS}
    root["properties"]["defaults"] = _layer(root, "defaults", {**part, "properties": shown})
    overlay = _as_part(overlay, parts)
    overlay["properties"]["all_tables"] = _layer(overlay, "all_tables", {"$ref": "#/definitions/TablePart"})
    root["properties"]["environments"] = _layer(root, "environments", _overlays(declared))
    # A home for anchors.
    root["patternProperties"] = {"^x-": {}}
    return root, {**definitions, "Overlay": overlay, **parts}


def _overlays(declared: Mapping | None) -> Schema:
    overlay = nullable({"$ref": "#/definitions/Overlay"})
    if declared:
        return {
            "type": "object",
            "properties": {str(name): overlay for name in declared},
            "additionalProperties": False,
        }
    patterns = {f"^{ENVIRONMENT_NAME.pattern}$": overlay}
    return {"type": "object", "patternProperties": patterns, "additionalProperties": False}


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
    table["allOf"] = [{"if": when, "then": then} for keys, when, then in _together() if given.isdisjoint(keys)]
    on = {"required": ["account_alarms"], "properties": {"account_alarms": {"not": {"enum": [False, None]}}}}
    return {
        "properties": {"tables": {"additionalProperties": table}},
        "if": {"not": on},
        "then": {"required": ["tables"], "properties": {"tables": {"minProperties": 1}}},
    }


def _together() -> Iterator[tuple[set[str], Schema, Schema]]:
    """What keys of a table ask of others when no layer says any of them: the keys, when, and what."""
    both = {"required": ["read", "write"]}
    capacity = {"required": ["capacity"], "properties": {"capacity": {"if": {"type": "object"}, "then": both}}}
    other = ("autoscaling", "replicas", "existing")
    provisioned = _saying(billing_mode={"const": "PROVISIONED"}, without=other)
    yield {"billing_mode", "capacity", *other}, provisioned, capacity
    local = _saying(local_secondary_indexes={"type": "object", "minProperties": 1}, without=("existing",))
    yield {"sort_key", "existing"}, local, {"required": ["sort_key"]}
    goes = _saying(deletion_policy={"const": "Delete"}, without=("existing",))
    unprotected = {"properties": {"deletion_protection": {"not": {"const": True}}}}
    yield {"deletion_policy", "deletion_protection", "existing"}, goes, unprotected


def _saying(*, without: tuple[str, ...], **keys: Schema) -> Schema:
    """A table that says keys, and nothing of others."""
    absent = {"not": {"anyOf": [{"required": [key]} for key in without]}}
    return {"required": [*keys], "properties": keys, **absent}


def _mappings(mapping: Mapping | None) -> list[Mapping]:
    return [value for value in (mapping or {}).values() if isinstance(value, Mapping)]


def _parts(definitions: Schema) -> Schema:
    """What an environment lays over named things, which need not be whole there, and over what holds such things."""
    names = {model.__name__ for model in named(Spec) if model.__name__ in definitions}
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
    return {**about, **nullable(schema)}
