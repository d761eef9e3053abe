"""What a check asks of a value alone, said in the JSON Schema too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from generator.spec.model.base import in_editors

__all__ = ["Distinct", "Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """Says in JSON Schema which form a check asks for; `noun` and `example` are for people."""

    expression: str
    noun: str
    example: str
    words: bool = True
    """Whether no number and no boolean has the form."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        message = f"Not {self.noun}: write such as {self.example}."
        return in_editors(handler(schema), self.expression, message, words=self.words)


@dataclass(frozen=True, slots=True)
class Distinct:
    """Says in JSON Schema that a check takes no entry of a list twice."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "uniqueItems": True}
