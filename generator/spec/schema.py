"""The JSON Schemas of specs and of the project file, made from the model, for editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.spec.conditions import NEVER, NOTHING, Schema, all_of, at, each, something, when
from generator.spec.definitions import nullable, schema_of
from generator.spec.layers import ENVIRONMENT_NAME, ENVIRONMENTS
from generator.spec.model.base import Body
from generator.spec.model.project_file import Overlay, ProjectFile, ProjectOverlay
from generator.spec.model.stack import Spec
from generator.spec.model.table import NOT_IN_DEFAULTS
from generator.spec.nodes import Mapping, mapping_at
from generator.spec.rules import table_rules
from generator.spec.shape import Place
from generator.spec.snippets import snippet
from generator.spec.stack_rules import stack_rules

__all__ = ["project_schema", "spec_schema"]

# The names that no layer is below.
NAMED_HERE: Final = NOT_IN_DEFAULTS - {"table_name", "import_source"}
A_STAGE: Final[Schema] = {"production": {}}
A_SPEC: Final = {"version": 1, "tables": {"Orders": {"partition_key": "id"}}}
NOTHING_BELOW: Final = "There is nothing that null could take away: leave it out."


def spec_schema(shared: Mapping | None = None) -> Schema:
    """The schema in draft 7, which YAML language servers know best; a spec that it refuses, `check` refuses too.

    `shared` is the project file in long form: what it gives every table, a spec may leave out, and where it has
    environments, there are no others.
    """
    declared = mapping_at(shared, ENVIRONMENTS)
    root, definitions = _layered(Spec, Overlay, declared=declared)
    root["defaultSnippets"] = [snippet("a spec", A_SPEC, Place("body", Spec))]
    return {**_document(root, definitions), "allOf": [*_of_the_spec(shared), *_of_its_tables(shared)]}


def project_schema() -> Schema:
    """The schema of the project file; nothing in it need be whole, for specs complete it."""
    return _document(*_layered(ProjectFile, ProjectOverlay))


def _document(root: Schema, definitions: Schema) -> Schema:
    head = {"$schema": "http://json-schema.org/draft-07/schema#", **root}
    return {**head, "definitions": dict(sorted(definitions.items()))}


def _layered(model: type[Body], over: type[Body], *, declared: Mapping | None = None) -> tuple[Schema, Schema]:
    """The schema of a file with layers in it, of which an environment's is `over`, and its definitions."""
    root, definitions = schema_of(model)
    overlay, _ = schema_of(over)
    table = definitions["Table"]
    shown = {name: body for name, body in table["properties"].items() if name not in NOT_IN_DEFAULTS}
    root["properties"]["defaults"] = _layer(root, "defaults", {**table, "properties": shown})
    overlay["properties"]["all_tables"] = _layer(overlay, "all_tables", {"$ref": "#/definitions/Table"})
    environments = _layer(root, ENVIRONMENTS, _overlays(declared))
    root["properties"][ENVIRONMENTS] = {
        **environments,
        "defaultSnippets": [snippet("an environment", A_STAGE, Place("mapping", Overlay))],
    }
    # A home for anchors.
    root["patternProperties"] = {"^x-": {}}
    return root, {**definitions, "Overlay": overlay, "Null": NOTHING}


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


def _of_the_spec(shared: Mapping | None) -> Iterator[Schema]:
    """What holds of what stands beside the tables, and of tables altogether."""
    given = {str(key) for layer in (shared, *_mappings(mapping_at(shared, ENVIRONMENTS))) for key in layer or ()}
    for key, holds in stack_rules().items():
        if key not in given:
            yield when(at(ENVIRONMENTS, NEVER), holds)
    # No layer is below what a spec says of these, so that a null has nothing to take away.
    here = something(NOTHING_BELOW)
    named = at("|".join(sorted(NAMED_HERE)), each(here))
    yield at("tables", all_of(here, each(all_of(here, named, at("replicas", each(named))))))
    if not mapping_at(shared, ENVIRONMENTS):
        yield at(ENVIRONMENTS, each(here))


def _of_its_tables(shared: Mapping | None) -> Iterator[Schema]:
    """What holds of each table, unless another layer may say otherwise."""
    layers = [mapping_at(shared, "defaults")]
    layers += [mapping_at(overlay, "all_tables") for overlay in _mappings(mapping_at(shared, ENVIRONMENTS))]
    given = {str(key) for layer in layers for key in layer or ()}
    rules: dict[str, list[Schema]] = {}
    for keys, holds in table_rules():
        if given.isdisjoint(keys):
            rules.setdefault("|".join(sorted(keys)), []).append(holds)
    for said, every in rules.items():
        unsaid = all_of(at(ENVIRONMENTS, NEVER), at("defaults", at(said, NEVER)))
        yield when(unsaid, at("tables", each(all_of(*every))))


def _mappings(mapping: Mapping | None) -> list[Mapping]:
    return [value for value in (mapping or {}).values() if isinstance(value, Mapping)]


def _layer(body: Schema, key: str, schema: Schema) -> Schema:
    about = {name: text for name, text in body["properties"][key].items() if name.lower().endswith("description")}
    return {**about, **nullable(schema)}
