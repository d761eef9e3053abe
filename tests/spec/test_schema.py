"""The JSON Schema that editors use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.spec.schema import spec_schema

ROOT = Path(__file__).parent.parent.parent
SPECS = sorted((ROOT / "specs").rglob("*.yaml"))
VALIDATOR = jsonschema.Draft7Validator(spec_schema())


def errors(tables: str) -> list[str]:
    """What the schema has against a spec with these tables, by the key that is wrong."""
    found = list(VALIDATOR.iter_errors(yaml.safe_load(f"version: 1\ntables: {tables}")))
    for error in found:
        found += error.context or ()
    return [".".join(map(str, error.absolute_path)) for error in found]


def test_the_committed_schema_is_current() -> None:
    assert json.loads((ROOT / "dynaspec.schema.json").read_text(encoding="utf-8")) == spec_schema()


def test_it_is_a_schema_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(spec_schema())


class Loader(yaml.SafeLoader):
    """YAML as editors read it: in version 1.2 no text is a date."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_every_spec_is_accepted(spec: Path) -> None:
    assert list(VALIDATOR.iter_errors(yaml.load(spec.read_text(encoding="utf-8"), Loader=Loader))) == []


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("{partition_key: id, colour: blue}", ""),
        ("{sort_key: id}", ""),
        ("{partition_key: {name: id, type: X}}", "partition_key"),
        ("{partition_key: id, stream: NEW}", "stream"),
        ("{partition_key: id, stream: {enabled: true}}", "stream"),
        ("{partition_key: id, capacity: {read: 0}}", "capacity"),
        ("{partition_key: id, tags: {'aws:x': y}}", "tags"),
        ("{partition_key: id, point_in_time_recovery: {recovery_period_in_days: 36}}", "point_in_time_recovery"),
        ("{partition_key: id, alarms: {alarm_actions: arn}}", "alarms"),
        ("{partition_key: id, billing_mode: ON_DEMAND}", "billing_mode"),
        ("{partition_key: id, deletion_protection: maybe}", "deletion_protection"),
        ("{partition_key: id, global_secondary_indexes: {ab: {partition_key: a}}}", "global_secondary_indexes"),
        ("{partition_key: id, global_secondary_indexes: {by-a: {sort_key: a}}}", "global_secondary_indexes.by-a"),
    ],
)
def test_wrong_shapes_are_refused_where_they_are(table: str, wrong: str) -> None:
    assert f"tables.Orders.{wrong}".rstrip(".") in errors(f"{{Orders: {table}}}")


def test_a_table_may_lack_what_its_defaults_have() -> None:
    spec = {"version": 1, "defaults": {"partition_key": "id"}, "tables": {"Orders": {}}}
    assert list(VALIDATOR.iter_errors(spec)) == []


def undescribed(schema: dict[str, Any], path: str = "") -> list[str]:
    """The keys that an editor could say nothing about."""
    found = []
    for name, body in schema.get("properties", {}).items():
        found += [] if "description" in body else [f"{path}.{name}"]
    for part in ("anyOf", "allOf"):
        for body in schema.get(part, []):
            found += undescribed(body, path)
    return found


def test_every_key_has_a_description() -> None:
    schema = spec_schema()
    bodies = {"spec": schema, **schema["definitions"]}
    assert [key for name, body in bodies.items() for key in undescribed(body, name)] == []
