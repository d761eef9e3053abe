"""A vector index of the model to CloudFormation."""

from __future__ import annotations

from troposphere import dynamodb

from generator.resources.indexes import projection
from generator.spec.model.vector_indexes import SearchSchema, VectorIndex

__all__ = ["vector_index"]


def vector_index(name: str, index: VectorIndex) -> dynamodb.VectorIndex:
    """A vector index of a table or a global table."""
    schema = {"SearchSchema": search_schema(index.search_schema)} if index.search_schema else {}
    return dynamodb.VectorIndex(
        IndexName=name,
        VectorAttribute=dynamodb.VectorAttribute(AttributeName=index.vector_attribute),
        Dimensions=index.dimensions,
        DistanceFunction=index.distance_function,
        **schema,
        Projection=projection(index.projection),
    )


def search_schema(written: SearchSchema) -> list[dynamodb.SearchSchemaElement]:
    """The partition key of the index, then what searches are filtered by."""
    kinds = {"partition_key": "HASH", "inline_filters": "INLINE_FILTER"}
    return [
        dynamodb.SearchSchemaElement(AttributeName=attribute.name, SearchSchemaElementType=kinds[str(place[0])])
        for attribute, place in written.attributes
    ]
