"""What all bodies of the format share: scalars read as their characters say, shorthands, and the words for errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from generator.spec.model.references import is_unclosed, literal_part
from generator.spec.model.unknown import Unknown
from generator.spec.nodes import Node, Null, Text

__all__ = [
    "LARGEST",
    "NO_REFERENCE",
    "AsInteger",
    "AsNumber",
    "Body",
    "Boolean",
    "Choice",
    "Literally",
    "Number",
    "Pattern",
    "Shorthand",
    "String",
    "Whole",
    "in_editors",
    "shape_of",
]

# Numbers of the format: decimal, without leading zeros or exponents.
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
# Expressions of JSON Schema: text in which something is resolved at the deploy, and text in which nothing is.
RESOLVED = r"\$\{|\{\{resolve:"
LITERAL = r"^(?![\s\S]*\$\{(?!Dynaspec::))"
NO_REFERENCE = "${...} cannot stand here: write the text itself."
# What CloudFormation takes for an integer has 64 bits.
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Shorthand:
    """How a short value stands for a mapping: the key that a text, number or boolean is the value of.

    A boolean stands for `enabled`. `hidden` keys exist for shorthands only and cannot be written.
    """

    text: str = ""
    number: str = ""
    boolean: bool = False
    hidden: frozenset[str] = frozenset()


class Body(BaseModel):
    """A mapping of the format, with every shorthand in it written out."""

    model_config = ConfigDict(extra="forbid", frozen=True, regex_engine="python-re")

    noun: ClassVar[str] = "a mapping"
    shorthand: ClassVar[Shorthand | None] = None
    whole: ClassVar[bool] = False
    """Layers replace it as a whole instead of merging its keys."""
    some_of: ClassVar[tuple[str, ...]] = ()
    """Keys of which one at least must be there when all layers are one."""
    either: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of keys of which one must be there when all layers are one, and not both."""

    if not TYPE_CHECKING:  # Else every name would be an attribute to a type checker.

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                raise Unknown(name)
            return super().__getattr__(name)


@dataclass(frozen=True, slots=True)
class Whole:
    """Marks a field that may be one value or a list of them; one value stands for a list of one."""


def shape_of(value: object) -> str:
    """What people call a value that stands where it should not."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, Null):
        return "null"
    return f"the text '{value}'" if isinstance(value, Text) and not value.plain else f"'{value}'"


def _text(value: Node) -> str:
    if isinstance(value, str):
        return str(value)
    raise PydanticCustomError("wrong_shape", "text", {"wanted": "text", "found": shape_of(value)})


def _literal(value: Node) -> str:
    text = _text(value)
    if "${" in text:
        raise PydanticCustomError("not_literal", "literal text", {"found": text})
    return text


def _integer(value: Node) -> int:
    if isinstance(value, Text) and value.plain and INTEGER.fullmatch(value):
        return int(_in_reach(value))
    raise PydanticCustomError("not_a_number", "a whole number", {"wanted": "a whole number", "found": shape_of(value)})


def _number(value: Node) -> int | float:
    if isinstance(value, Text) and value.plain and NUMBER.fullmatch(value):
        value = _in_reach(value)
        number = float(value)
        return int(value) if INTEGER.fullmatch(value) else int(number) if number.is_integer() else number
    raise PydanticCustomError("not_a_number", "a number", {"wanted": "a number", "found": shape_of(value)})


def _in_reach(text: Text) -> Text:
    if len(text) > len(str(LARGEST)) + 1 or abs(float(text)) > LARGEST:
        raise PydanticCustomError("less_than_equal", "too large", {"le": LARGEST})
    return text


def _boolean(value: Node) -> bool:
    if isinstance(value, Text) and value.plain and value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("not_boolean", "true or false", {"found": shape_of(value)})


@dataclass(frozen=True, slots=True)
class _AnyScalar:
    """In JSON Schema, text is any scalar: what YAML reads as a number or boolean still counts as written."""

    literal: bool = False

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # Behind an `if`, editors offer neither true nor false for it.
        found = {"if": True, "then": {"type": ["string", "number", "boolean"]}}
        # A pattern holds for whatever is no string.
        return {**found, "pattern": LITERAL, "patternErrorMessage": NO_REFERENCE} if self.literal else found


String = Annotated[str, BeforeValidator(_text), _AnyScalar()]
"""Text in which `${Name}` may stand."""
Literally = Annotated[str, BeforeValidator(_literal), _AnyScalar(literal=True)]
"""Text in which nothing is resolved."""
# Bounds stand before them in an annotation: behind, pydantic would leave them out of the JSON Schema.
AsInteger = BeforeValidator(_integer)
AsNumber = BeforeValidator(_number)
Number = Annotated[int | float, AsNumber]
Boolean = Annotated[bool, BeforeValidator(_boolean)]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text of `characters` only (`allowed` says which, for people), `length` characters long, both ends included.

    Of a text with references only the rest can be checked: what they become is known at the deploy.
    """

    characters: str
    allowed: str
    length: tuple[int, int]
    noun: str
    loosely: str = ""
    """The characters of what stands around references, where these are not the same."""
    unit: str = "characters"
    """What the length counts: characters, or bytes of UTF-8."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        strictly, loosely = re.compile(self.characters), re.compile(self.loosely or self.characters)
        least, most = self.length

        def check(text: str) -> str:
            written = literal_part(text)
            size = len(written.encode()) if self.unit == "bytes" else len(written)
            about = {"noun": self.noun, "found": text, "least": least, "most": most}
            if size > most or (size < least and written == text):
                raise PydanticCustomError("text_length", "length", {**about, "size": size, "unit": self.unit})
            expression = strictly if written == text else loosely
            # What is not closed is no reference, and a problem of its own.
            if written and not is_unclosed(text) and not expression.fullmatch(written):
                about["allowed"] = self.allowed
                raise PydanticCustomError("text_characters", "characters", about)
            return text

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        least, most = self.length
        # A text has at most as many characters as bytes.
        least = least if self.unit == "characters" else min(least, 1)
        sized = rf"(?=[\s\S]{{{least},{most}}}$)"
        # In JavaScript \w is ASCII; the letters of other scripts come from behind it.
        characters = self.characters.replace(r"\w", r"\w\u00aa-\uffff")
        size = f"{most} {self.unit}" if least == most else f"{least} to {most} {self.unit}"
        return in_editors(handler(schema), f"{sized}{characters}", f"Not {self.noun}: write {self.allowed}, {size}.")


def in_editors(schema: dict[str, Any], expression: str, message: str, *, words: bool = False) -> dict[str, Any]:
    """A schema of text with an expression that what is not resolved at the deploy must have, and what to say else."""
    if "anyOf" in schema:
        first, *others = schema["anyOf"]
        return {**schema, "anyOf": [in_editors(first, expression, message, words=words), *others]}
    literal = schema.get("pattern", "").startswith(LITERAL)
    # Looked for from the beginning only, for a long text has many places to begin at.
    referring = rf"{LITERAL}[\s\S]*(?:{RESOLVED})" if literal else RESOLVED
    pattern = rf"{LITERAL if literal else '^'}(?:{expression})$|{referring}"
    message = f"{message.rstrip('.')}; ${{...}} cannot stand in it." if literal and not words else message
    told = {"pattern": pattern, "patternErrorMessage": message}
    if not words:
        return {**schema, **told}
    kept = {key: value for key, value in schema.items() if key not in ("if", "then")}
    return {**kept, **told, "type": "string", "errorMessage": message}


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of AWS' own words, each with what it means."""

    noun: str
    meanings: Mapping[str, str]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(text: str) -> str:
            if text in self.meanings:
                return text
            about = {"noun": self.noun, "found": text, "expected": tuple(self.meanings)}
            raise PydanticCustomError("not_a_choice", "choice", about)

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        texts = {"type": "string", "enum": [*self.meanings], "markdownEnumDescriptions": [*self.meanings.values()]}
        # A word of digits is a number to a YAML reader.
        numbers = {int(word): meaning for word, meaning in self.meanings.items() if word.isdecimal()}
        if not numbers:
            return texts
        # As text it is taken, and not offered.
        return {"if": texts, "else": {"enum": [*numbers], "markdownEnumDescriptions": [*numbers.values()]}}
