"""Vector indexes: of on-demand tables, over vectors of one size each, searched by attributes that can be searched."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws.regions import REGIONS, WITHOUT_VECTOR_INDEXES
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.table import used_attributes
from generator.spec.model.unknown import sure
from generator.spec.model.vector_indexes import VectorIndex

__all__ = ["are_in_the_region", "are_on_demand", "are_searched_by_something", "vectors_agree"]

KIND = "vector_indexes"


def are_on_demand(about: AboutTable) -> Iterator[Problem]:
    """Source: "Requirements and limitations" of vector search in the DynamoDB Developer Guide."""
    if about.table.provisioned and about.table.vector_indexes:
        related = (Related("the billing mode is here", about.path("billing_mode")),)
        message = f"'{about.name}' has vector indexes and is PROVISIONED, and they work with PAY_PER_REQUEST only"
        hint = "write billing_mode: PAY_PER_REQUEST without capacity, or keep the vectors in a table of their own"
        yield Problem("DS220", message, hint, about.path(KIND), related=related, at_key=True)


def are_in_the_region(about: AboutTable) -> Iterator[Problem]:
    """The stack's Region has vector indexes."""
    region = about.spec.region
    if region in WITHOUT_VECTOR_INDEXES and about.table.vector_indexes:
        related = (Related("the Region is here", ("region",)),)
        message = f"'{about.name}' has vector indexes, which there are none of in {region} ({REGIONS[region]})"
        hint = "leave vector_indexes out, or deploy to another Region"
        yield Problem("DS248", message, hint, about.path(KIND), related=related, at_key=True)


def vectors_agree(about: AboutTable) -> Iterator[Problem]:
    """An attribute holds vectors of one size in all indexes, and a vector is a list, which no key is.

    Source: "CreateVectorIndexAction" in the DynamoDB API Reference.
    """
    first: dict[str, tuple[int, Path]] = {}
    for name, index in about.table.vector_indexes.items():
        yield from sure(_is_a_key(about, index.vector_attribute, about.path(KIND, name, "vector_attribute")))
        yield from sure(_other_size(index, about.path(KIND, name), first))


def _is_a_key(about: AboutTable, vector: str, path: Path) -> Iterator[Problem]:
    for attribute, where in used_attributes(about.table):
        if attribute.name == vector:
            related = (Related("it is a key here", about.path(*where)),)
            message = f"'{vector}' holds vectors, which are lists, and no list can be a key or filter"
            yield Problem("DS247", message, "name the attribute that holds the vectors", path, related=related)
            return


def _other_size(index: VectorIndex, path: Path, first: dict[str, tuple[int, Path]]) -> Iterator[Problem]:
    vector = index.vector_attribute
    dimensions, other = first.setdefault(vector, (index.dimensions, path))
    if dimensions != index.dimensions:
        related = (Related(f"{dimensions} are here", (*other, "dimensions")),)
        message = f"'{vector}' has {index.dimensions} dimensions here and {dimensions} in another vector index"
        hint = "an attribute holds vectors of one size; name another attribute, or write the same number"
        yield Problem("DS247", message, hint, (*path, "dimensions"), related=related)


def are_searched_by_something(about: AboutTable) -> Iterator[Problem]:
    """A search schema has an attribute, and each of them once."""
    for name, index in about.table.vector_indexes.items():
        yield from sure(_schema_problems(index, about.path(KIND, name, "search_schema")))


def _schema_problems(index: VectorIndex, path: Path) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    attributes = list(index.search_schema.attributes) if index.search_schema else []
    if index.search_schema and not attributes:
        hint = "write {partition_key: ..., inline_filters: [...]} with either or both, or leave it out"
        yield Problem("DS214", "a search schema that says nothing", hint, path)
    for attribute, where in attributes:
        first = seen.setdefault(attribute.name, (*path, *where))
        if first != (*path, *where):
            related = (Related("first here", (*first, "name")),)
            message = f"'{attribute.name}' stands twice in one search schema"
            yield Problem("DS247", message, "name it once", (*path, *where, "name"), related=related)
