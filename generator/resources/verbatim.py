"""CloudFormation within a spec to CloudFormation: resources as written, and properties laid over those of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.errors import Path
from generator.resources.identity import existing_named
from generator.resources.text import resolved
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.model.verbatim import AS_WRITTEN, VerbatimResource, is_function

__all__ = ["Verbatim", "build", "laid_over", "value"]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A resource that troposphere need not know: its logical ID, its type and its whole body."""

    title: str
    resource_type: str
    body: dict[str, Any]


def build(spec: Spec) -> Iterator[tuple[Path, Verbatim]]:
    """The resources that the spec writes itself, each with its place."""
    for logical_id, written in spec.resources.items():
        attributes = {name: getattr(written, name) for name in VerbatimResource.model_fields}
        body = {name: value(each, spec.tables) for name, each in attributes.items() if each not in (None, {})}
        yield ("resources", logical_id), Verbatim(logical_id, written.Type, body)


def value(written: Any, tables: Mapping[str, Table]) -> Any:
    """A value with what its texts refer to; a text that is a function's own stays as it is."""
    if isinstance(written, str):
        return resolved(existing_named(written, tables))
    if isinstance(written, list):
        return [value(each, tables) for each in written]
    if not isinstance(written, dict) or (is_function(written) and not AS_WRITTEN.isdisjoint(written)):
        return written
    return {key: value(each, tables) for key, each in written.items()}


def laid_over(made: Any, over: Any) -> Any:
    """Mappings merged key by key, all else replaced; a function is no mapping to CloudFormation."""
    if not (isinstance(made, dict) and isinstance(over, dict)) or is_function(made) or is_function(over):
        return over
    return {**made, **{key: laid_over(made.get(key), each) for key, each in over.items()}}
