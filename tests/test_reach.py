"""Every property of a table that CloudFormation has is reachable from a spec, or excused with a reason."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from generator.pipeline import Settings, Source, compile_spec

ROOT = Path(__file__).parent.parent
# What no example uses, so that a table has every key in one spec or another.
REST = Path(__file__).parent / "reach.yaml"
SCHEMAS = importlib.resources.files("cfnlint") / "data" / "schemas"

# Properties, and all below them, that no spec reaches. Every entry must be needed.
EXCUSED: Final[dict[str, dict[str, str]]] = {
    "AWS::DynamoDB::Table": {
        # The schema's other way to write a list of keys, from the first days of the type; CloudFormation takes a list.
        "KeySchema.AttributeName": "legacy",
        "KeySchema.KeyType": "legacy",
        "LocalSecondaryIndexes.*.KeySchema.AttributeName": "legacy",
        "LocalSecondaryIndexes.*.KeySchema.KeyType": "legacy",
    },
    "AWS::DynamoDB::GlobalTable": {"": "being built"},
}


def below(schema: Any, node: Any, path: tuple[str, ...], within: frozenset[str] = frozenset()) -> Iterator[str]:
    """The properties below a place in a schema, as `GlobalSecondaryIndexes.*.IndexName`, in every form it may have."""
    name = node.get("$ref", "").rpartition("/")[2]
    if name in within:
        return
    node = schema["definitions"][name] if name else node
    for key, value in node.get("properties", {}).items():
        yield ".".join((*path, key))
        yield from below(schema, value, (*path, key), within | {name} - {""})
    forms = [form for word in ("allOf", "anyOf", "oneOf") for form in node.get(word, ())]
    for form in forms:
        yield from below(schema, form, path, within | {name} - {""})
    if "items" in node:
        yield from below(schema, node["items"], (*path, "*"), within | {name} - {""})


def writable(resource_type: str) -> set[str]:
    """The properties that the schema in cfn-lint lets people write, and all below them."""
    provider = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text(encoding="utf-8"))
    schema = json.loads((SCHEMAS / "resources" / f"{provider[resource_type]}.json").read_text(encoding="utf-8"))
    read_only = {path.removeprefix("/properties/").replace("/", ".") for path in schema["readOnlyProperties"]}
    return {path for path in below(schema, {"properties": schema["properties"]}, ()) if path not in read_only}


def reached(resource_type: str) -> set[str]:
    """The properties that the templates of all examples, and of the spec for the rest, have."""
    found: set[str] = set()
    for file in (*sorted((ROOT / "specs").rglob("*.yaml")), REST):
        source = Source(file.read_bytes(), file.name, file.stem, file.name, file.name)
        for result in compile_spec(source, Settings(form="json")):
            assert result.text, result.problems
            for resource in json.loads(result.text)["Resources"].values():
                if resource["Type"] == resource_type:
                    found |= set(written(resource["Properties"], ()))
    return found


def written(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """The properties in a part of a template."""
    if isinstance(value, list):
        for each in value:
            yield from written(each, (*path, "*"))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield ".".join((*path, key))
            yield from written(each, (*path, key))


def excuse(path: str, excused: dict[str, str]) -> str | None:
    """The entry that excuses a property."""
    return next((entry for entry in excused if not entry or path == entry or path.startswith(f"{entry}.")), None)


@pytest.mark.parametrize("resource_type", EXCUSED)
def test_every_property_is_reached_or_excused(resource_type: str) -> None:
    excused = EXCUSED[resource_type]
    missing = writable(resource_type) - reached(resource_type)

    assert sorted(path for path in missing if excuse(path, excused) is None) == []
    assert sorted(excused.keys() - {excuse(path, excused) for path in missing}) == []
