"""YAML as an editor reads it, in version 1.2, and what a JSON Schema validator has against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema
import yaml

from generator.spec.conditions import NOTHING
from generator.spec.schema import spec_schema

__all__ = ["against", "as_editors_read"]

VALIDATOR = jsonschema.Draft7Validator(spec_schema())
# The core schema of YAML 1.2.2, section 10.3.2, in decimal numbers.
SCALARS = {
    "bool": ("true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": ("null|Null|NULL|~|", ["n", "N", "~", ""]),
    "int": ("[-+]?[0-9]+", "-+0123456789"),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
}


class Loader(yaml.SafeLoader):
    """PyYAML's, with the scalars of version 1.2."""


# Not one of version 1.1.
Loader.yaml_implicit_resolvers = {}
for name, (expression, first) in SCALARS.items():
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"^(?:{expression})$"), list(first))
Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def as_editors_read(text: str) -> Any:
    """The value of a text; YAMLError, RecursionError or ValueError when it has none."""
    # No loader of PyYAML's is safe by its name.
    return _keys_are_text(yaml.load(text, Loader=Loader))


def _keys_are_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _keys_are_text(item) for key, item in value.items()}
    return [_keys_are_text(item) for item in value] if isinstance(value, list) else value


def against(value: Any, validator: jsonschema.Draft7Validator = VALIDATOR) -> set[tuple[str | int, ...]]:
    """The places of all that the schema of specs refuses: of a choice, where each way to choose fails."""
    return set(_places(validator.iter_errors(value)))


def _places(errors: Iterable[jsonschema.ValidationError]) -> Iterator[tuple[str | int, ...]]:
    for error in errors:
        # That null may stand where a mapping is wrong says nothing of the mapping.
        if error.context:
            yield from _places(error.context)
        elif error.validator_value != NOTHING["not"]:
            yield tuple(error.absolute_path)
