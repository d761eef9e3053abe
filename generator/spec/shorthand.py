"""A spec as written into one with every shorthand written out as the mapping that it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.errors import Path, Problem
from generator.spec.foreign import in_our_words
from generator.spec.messages import unknown_key
from generator.spec.model.base import NUMBER, Body, Shorthand
from generator.spec.model.names import IMPORT_VALUE
from generator.spec.nodes import Mapping, Node, Null, Sequence, Text
from generator.spec.shape import Place, places

__all__ = ["write_out"]

ARN: Final = "arn"


def write_out(node: Node, model: type[Body], *, problems: list[Problem], path: Path) -> Node:
    """`node`, which stands for a `model`, in long form; what cannot be one is left as it is.

    Keys that exist for shorthands only are reported to `problems`, with `path` as the place of `node`, and left out.
    """
    if isinstance(node, Text):
        long_form = _long_form(node, model.shorthand) if model.shorthand else node
        return _switched_on(long_form, model) if isinstance(long_form, Mapping) else long_form
    if not isinstance(node, Mapping):
        return node
    if model.shorthand and model.shorthand.text == ARN and list(node) == [IMPORT_VALUE]:
        # What stands for an ARN stands for what an ARN stands for.
        key, wrapped = next(iter(node)), Mapping(node.position, node.path)
        wrapped[_like(key, ARN)] = node
        return wrapped
    if found := in_our_words(node, model, path=path):
        ours, problem = found
        problems.append(problem)
        return write_out(ours, model, problems=problems, path=path)
    hidden = model.shorthand.hidden if model.shorthand else frozenset()
    known = places(model)
    written = Mapping(node.position, node.path)
    for key, value in node.items():
        if key in hidden:
            problems.append(unknown_key(str(key), model, path=(*path, str(key))))
        elif key in known:
            written[key] = _written(value, known[key], problems=problems, path=(*path, str(key)))
        else:
            written[key] = value
    return _switched_on(written, model)


def _written(node: Node, place: Place, *, problems: list[Problem], path: Path) -> Node:
    model = place.model
    if model is None:
        return node
    if place.kind == "body":
        return write_out(node, model, problems=problems, path=path)
    if place.kind == "mapping" and isinstance(node, Mapping):
        result = Mapping(node.position, node.path)
        for key, value in node.items():
            result[key] = write_out(value, model, problems=problems, path=(*path, str(key)))
        return result
    if place.kind == "list":
        many = node if isinstance(node, Sequence) else _one(node) if place.one_or_many else None
        if many is not None:
            sequence = Sequence(many.position, many.path)
            sequence.extend(write_out(value, model, problems=problems, path=(*path, n)) for n, value in enumerate(many))
            return sequence
    return node


def _one(node: Node) -> Sequence | None:
    if isinstance(node, Null):
        return None
    many = Sequence(node.position, node.path)
    many.append(node)
    return many


def _long_form(text: Text, shorthand: Shorthand) -> Node:
    pairs = dict(_pairs(text, shorthand))
    if not pairs:
        return text
    mapping = Mapping(text.position, text.path)
    for name, value in pairs.items():
        mapping[_like(text, name)] = value
    return mapping


def _pairs(text: Text, shorthand: Shorthand) -> Iterator[tuple[str, Text]]:
    if shorthand.boolean and text.plain and text in ("true", "false"):
        yield "enabled", text
    elif shorthand.number and text.plain and NUMBER.fullmatch(text):
        yield shorthand.number, text
    elif shorthand.text:
        yield shorthand.text, text


def _switched_on(mapping: Mapping, model: type[Body]) -> Mapping:
    # A mapping turns on what a lower layer turned off.
    if "enabled" in model.model_fields and "enabled" not in mapping:
        mapping[Text("enabled", mapping.position, mapping.path)] = Text("true", mapping.position, mapping.path)
    return mapping


def _like(text: Text, characters: str) -> Text:
    return Text(characters, text.position, text.path)
