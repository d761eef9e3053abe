"""The functions of CloudFormation in one form, and as people write them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Final

__all__ = [
    "JOINED",
    "NO_VALUE",
    "certainly_differ",
    "is_function",
    "joined",
    "references",
    "refers",
    "shown",
    "substitution",
]

JOINED: Final = "Fn::Join"
NO_VALUE: Final = {"Ref": "AWS::NoValue"}
REFERENCE: Final = re.compile(r"\$\{([^${}]*)\}")


def is_function(value: Any) -> bool:
    """Whether the value is what a function comes to."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    (name,) = value
    return name in ("Ref", "Condition") or str(name).startswith("Fn::")


def joined(value: dict[str, Any]) -> Any:
    """A function, its arguments in one form already: Sub, Join, Ref and GetAtt that say the same become equal."""
    ((name, argument),) = value.items()
    match name, argument:
        case "Fn::GetAtt", str():
            return {name: list(argument.partition(".")[::2])}
        case "Fn::GetAtt", [str() as first, str() as second, *rest]:
            return {name: [first, ".".join([second, *map(str, rest)])]}
        case "Fn::Sub", str():
            return of_parts(substituted(argument, {}))
        case "Fn::Sub", [str() as text, dict() as values]:
            return of_parts(substituted(text, values))
        case "Fn::Sub", [str() as text]:
            return of_parts(substituted(text, {}))
        case "Fn::Join", [str() as delimiter, list() as items]:
            return of_parts(
                part for index, item in enumerate(items) for part in ([delimiter] if index else []) + [item]
            )
    return value


def substituted(text: str, values: dict[str, Any]) -> Iterator[Any]:
    """The parts of the text of a Sub."""
    end = 0
    for found in REFERENCE.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        name = found[1].strip()
        if name.startswith("!"):
            yield f"${{{name[1:]}}}"
        elif name in values:
            yield values[name]
        elif "." in name:
            yield {"Fn::GetAtt": list(name.partition(".")[::2])}
        else:
            yield {"Ref": name}
    yield text[end:]


def of_parts(parts: Iterator[Any]) -> Any:
    """Parts of a text, one after the other, as the text or the function that they come to."""
    result: list[Any] = []
    for part in parts:
        inner = part[JOINED][1] if is_function(part) and JOINED in part and part[JOINED][0] == "" else [part]
        for piece in inner:
            if isinstance(piece, str) and result and isinstance(result[-1], str):
                result[-1] += piece
            elif piece != "":
                result.append(piece)
    if not result:
        return ""
    return result[0] if len(result) == 1 else {JOINED: ["", result]}


def references(value: Any) -> Iterator[str]:
    """Every function in the value, as text."""
    if is_function(value) and JOINED not in value:
        yield shown(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def refers(value: Any, logical_ids: Collection[str]) -> bool:
    """Whether a function in the value, which is in one form, refers to one of the resources."""
    match value:
        case {"Ref": str() as name} | {"Fn::GetAtt": [str() as name, *_]} if is_function(value):
            return name in logical_ids
        case dict():
            return any(refers(item, logical_ids) for item in value.values())
        case list():
            return any(refers(item, logical_ids) for item in value)
    return False


def certainly_differ(before: Any, after: Any) -> bool:
    """Whether two values in one form that are not equal differ whatever their functions come to.

    They do without functions, and where the same functions stand among other texts.
    """
    return list(references(before)) == list(references(after))


def shown(value: Any) -> str:
    """The value as people write it in YAML, on one line."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return value if value and value == value.strip() else json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if is_function(value):
        ((name, argument),) = value.items()
        if name == JOINED and isinstance(argument, list) and len(argument) == 2:
            delimiter, parts = argument
            if delimiter == "" and isinstance(parts, list):
                return "".join(part if isinstance(part, str) else in_text(part) for part in parts)
        if name == "Fn::GetAtt" and isinstance(argument, list):
            return f"!GetAtt {'.'.join(map(shown, argument))}"
        return f"!{name.removeprefix('Fn::')} {shown(argument)}"
    return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"


def substitution(value: dict[str, Any]) -> Any:
    """A function in one form as a Sub, where it joins texts and references; any other as it is."""
    match value:
        case {"Fn::Join": ["", [*parts]]} if all(isinstance(part, str) or in_text(part)[2:3] != "!" for part in parts):
            escaped = (part.replace("${", "${!") if isinstance(part, str) else in_text(part) for part in parts)
            return {"Fn::Sub": "".join(escaped)}
    return value


def in_text(part: Any) -> str:
    """A function within a text, as Sub has it where it can."""
    match part:
        case {"Ref": str() as name}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [str() as name, str() as attribute]}:
            return f"${{{name}.{attribute}}}"
    return f"${{{shown(part)}}}"
