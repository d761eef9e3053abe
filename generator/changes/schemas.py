"""The resource schemas that cfn-lint brings along to the properties that only a create can set."""

# The files are read as they are: cfn-lint itself takes half a second to import, and is for `template.cfn_lint` alone.

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from generator.aws.properties import NAMES

__all__ = ["Schema", "schema"]

# It has every type that any Region has; where the types are the same everywhere, so are their schemas.
REGION: Final = "us-east-1"


class Schema(NamedTuple):
    """Of a type of resource: the paths that only a create can set, those that some updates replace it for, its name.

    In the paths `*` stands for any entry of a list. `name` is the property that names a resource, if one does.
    """

    create_only: frozenset[tuple[str, ...]]
    conditional: frozenset[tuple[str, ...]]
    name: str | None


@cache
def schema(resource_type: str) -> Schema | None:
    """The schema of a type; None when there is none here, as of custom resources."""
    known = _types().get(resource_type)
    if known is None:
        return None
    body = json.loads((_folder() / "resources" / f"{known}.json").read_bytes())
    create_only = _paths(body, "createOnlyProperties")
    identifiers = _paths(body, "primaryIdentifier")
    name = NAMES.get(resource_type)
    if name is None and len(identifiers) == 1:
        name = next((path[0] for path in identifiers & create_only if len(path) == 1), None)
    return Schema(create_only, _paths(body, "conditionalCreateOnlyProperties"), name)


@cache
def _types() -> dict[str, str]:
    # Another release of cfn-lint may have them elsewhere: then no type is known, and every change is said to be so.
    with suppress(OSError, ValueError):
        types: dict[str, str] = json.loads((_folder() / "providers" / f"{REGION}.json").read_bytes())
        return types
    return {}


@cache
def _folder() -> Path:
    package = find_spec("cfnlint")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "data" / "schemas"


def _paths(body: dict[str, Any], key: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pointer.split("/")[2:]) for pointer in body.get(key, ()))
