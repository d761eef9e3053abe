"""The names that a spec gives: logical IDs, tables, indexes, attributes, and what AWS allows in each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generator.aws import limits
from generator.spec.model.base import Literally, Pattern, String

__all__ = ["Arn", "AttributeName", "IndexName", "LogicalId", "TableName", "Tags"]

LogicalId = Annotated[
    Literally,
    Pattern("[A-Za-z0-9]+", "letters A-Z and a-z and digits", (1, limits.LOGICAL_ID_CHARACTERS), "a logical ID"),
]
NAME_CHARACTERS = "[A-Za-z0-9_.-]+"
NAME_ALLOWED = "letters A-Z and a-z, digits, '_', '-' and '.'"
TableName = Annotated[String, Pattern(NAME_CHARACTERS, NAME_ALLOWED, limits.TABLE_NAME_CHARACTERS, "a table name")]
IndexName = Annotated[Literally, Pattern(NAME_CHARACTERS, NAME_ALLOWED, limits.TABLE_NAME_CHARACTERS, "an index name")]
AttributeName = Annotated[
    Literally,
    Pattern(
        r"[^\x00-\x1f\x7f]+", "no control characters", limits.ATTRIBUTE_NAME_BYTES, "an attribute name", unit="bytes"
    ),
]
Arn = Annotated[
    String,
    Pattern(
        r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[a-z0-9-]*:\S+",
        "arn:partition:service:region:account:resource, or a '${Parameter}'",
        (1, 1024),
        "an ARN",
        loosely=r"\S+",
    ),
]

TAG_CHARACTERS = r"[\w\s+\-=.:/@]*"
TAG_ALLOWED = "letters, digits, spaces and _ . : / = + - @"
TagKey = Annotated[
    Literally,
    Pattern(
        rf"(?![Aa][Ww][Ss]:){TAG_CHARACTERS}",
        f"{TAG_ALLOWED}, not beginning with 'aws:'",
        limits.TAG_KEY_CHARACTERS,
        "a tag key",
    ),
]
TagValue = Annotated[String, Pattern(TAG_CHARACTERS, TAG_ALLOWED, limits.TAG_VALUE_CHARACTERS, "a tag value")]
Tags = Annotated[dict[TagKey, TagValue], Field(max_length=limits.TAGS)]
