"""The names that a spec gives: logical IDs, tables, indexes, attributes, and what AWS allows in each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from generator.aws import limits
from generator.spec.model.base import Literally, Pattern, String, shape_of
from generator.spec.model.references import REFERENCE, ImportedValue
from generator.spec.nodes import Mapping, Text

__all__ = ["IMPORT_VALUE", "Arn", "AttributeName", "IndexName", "LogicalId", "NotOff", "TableName", "Tags"]

LogicalId = Annotated[
    Literally,
    Pattern("[A-Za-z0-9]+", "letters A-Z and a-z and digits", (1, limits.LOGICAL_ID_CHARACTERS), "a logical ID"),
]
NAME_CHARACTERS = "[A-Za-z0-9_.-]+"
NAME_ALLOWED = "letters A-Z and a-z, digits, '_', '-' and '.'"


@dataclass(frozen=True, slots=True)
class NotOff:
    """Marks a name that cannot be a plain `false`: beside keys that false turns off, nobody means a name by it.

    `words` are more that nobody means a name by where they stand without quotes.
    """

    words: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: object) -> object:
            if isinstance(value, Text) and value.plain and (value == "false" or value.casefold() in self.words):
                raise PydanticCustomError("off", "off", {"found": shape_of(value)})
            return value

        return core_schema.no_info_before_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler(schema)
        name = "false is no name: write the name of an attribute, or 'false' in quotes."
        off = {"if": {"const": False}, "then": {"type": "string", "errorMessage": name}}
        return {**found, **off, "else": found["then"]}


TableName = Annotated[
    String, Pattern(NAME_CHARACTERS, NAME_ALLOWED, limits.TABLE_NAME_CHARACTERS, "a table name"), NotOff()
]
IndexName = Annotated[Literally, Pattern(NAME_CHARACTERS, NAME_ALLOWED, limits.TABLE_NAME_CHARACTERS, "an index name")]
AttributeName = Annotated[
    Literally,
    Pattern(
        r"[^\x00-\x1f\x7f]+", "no control characters", limits.ATTRIBUTE_NAME_BYTES, "an attribute name", unit="bytes"
    ),
]
IMPORT_VALUE = "import_value"
# CloudFormation User Guide, "Outputs section": export names.
EXPORT_NAME = re.compile(r"[A-Za-z0-9:-]{0,255}")


class Importable:
    """Marks text for which `{import_value: name}` may stand: the export of another stack."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(value: object, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
            return imported(value) if isinstance(value, Mapping) else inner(value)

        return core_schema.no_info_wrap_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        name = {
            "if": True,
            "then": {"type": ["string", "number", "boolean"]},
            "description": "Name of an export of another stack.",
        }
        body = {"properties": {IMPORT_VALUE: name}, "required": [IMPORT_VALUE], "additionalProperties": False}
        return {"anyOf": [handler(schema), {"type": "object", **body}]}


def imported(value: Mapping) -> ImportedValue:
    """The export that a mapping names."""
    name = value.get(Text(IMPORT_VALUE, value.position, value.path))
    if len(value) != 1 or not isinstance(name, Text):
        about = {"wanted": "an ARN, or {import_value: name}", "found": shape_of(value)}
        raise PydanticCustomError("wrong_shape", "text", about)
    if not name or not EXPORT_NAME.fullmatch(REFERENCE.sub("", name)):
        about = {"noun": "a name of an export", "found": str(name), "allowed": "letters, digits, ':' and '-'"}
        raise PydanticCustomError("text_characters", "characters", about)
    return ImportedValue(name)


Arn = Annotated[
    String,
    Pattern(
        r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[a-z0-9-]*:\S+",
        "arn:partition:service:region:account:resource, or a '${Parameter}'",
        (1, 1024),
        "an ARN",
        loosely=r"\S+",
    ),
    Importable(),
]
"""An ARN, or another stack's export of one."""

TAG_CHARACTERS = r"[\w +\-=.:/@]*"
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
