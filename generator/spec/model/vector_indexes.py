"""Vector indexes: the items of a table by how near their vectors are to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from generator.aws import limits
from generator.spec.model.base import AsInteger, Body
from generator.spec.model.choices import DistanceFunction
from generator.spec.model.indexes import Attribute, Projection
from generator.spec.model.names import AttributeName

__all__ = ["SearchSchema", "VectorIndex"]

LEAST, MOST = limits.VECTOR_DIMENSIONS


class SearchSchema(Body):
    """The attributes that narrow a search before vectors are compared."""

    noun: ClassVar[str] = "a search schema"
    whole: ClassVar[bool] = True
    some_of: ClassVar[tuple[str, ...]] = ("partition_key", "inline_filters")

    partition_key: Annotated[Attribute | None, Field(examples=["tenant"])] = None
    """Attribute that every search gives a value of, and that an item needs to be found at all: a tenant, a category.
    Default: each search looks at the whole index."""
    inline_filters: Annotated[
        list[Attribute], Field(max_length=limits.VECTOR_INLINE_FILTERS, examples=[["colour"]])
    ] = Field(default_factory=list)
    """Attributes that a search may give conditions on, at most 18."""

    @property
    def attributes(self) -> Iterator[tuple[Attribute, tuple[str | int, ...]]]:
        """Every attribute, the partition key first, each with its place."""
        if self.partition_key:
            yield self.partition_key, ("partition_key",)
        for place, attribute in enumerate(self.inline_filters):
            yield attribute, ("inline_filters", place)


class VectorIndex(Body):
    """A vector index: items by the nearness of their vectors. No part of it can be changed once it is made."""

    noun: ClassVar[str] = "a vector index"

    vector_attribute: Annotated[AttributeName, Field(examples=["embedding"])]
    """Attribute that holds the vector, a list of numbers."""
    dimensions: Annotated[int, Field(ge=LEAST, le=MOST, examples=[1024]), AsInteger]
    """How many numbers each vector has, 1 to 4,096; an item with another number of them is refused."""
    distance_function: Annotated[DistanceFunction, Field(examples=["COSINE"])]
    """`COSINE`, `DOT_PRODUCT` or `EUCLIDEAN`, as the model that makes the vectors recommends."""
    projection: Projection = Projection(type="ALL")
    """What the index holds beside keys and vector: `ALL`, `KEYS_ONLY`, or `{include: [attribute, ...]}`. Default:
    `ALL`."""
    search_schema: SearchSchema | None = None
    """Attributes that narrow a search: `{partition_key, inline_filters}`. Default: none."""
