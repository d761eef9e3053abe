"""An example of what stands under a key, to a snippet that editors offer: what to fill in stands in placeholders."""

from __future__ import annotations

from itertools import count
from typing import Any, Final

from generator.spec.examples import example, flow
from generator.spec.model.base import Body
from generator.spec.shape import Place, places

__all__ = ["snippet", "snippets"]

VALUE: Final = Place("value", None)


def snippets(model: type[Body], key: str) -> list[dict[str, Any]]:
    """The snippet for a key of a `model` that holds more than a word; empty where there is no example of that."""
    value, place = example(model, key), places(model)[key]
    if not isinstance(value, dict) or not value:
        return []
    if place.kind == "body":
        return [snippet(f"{{{', '.join(value)}}}", value, place)]
    # Of plain values an example is a mapping where their names are free.
    place = place._replace(kind="mapping")
    return [snippet(place.model.noun if place.model else "a name", value, place)]


def snippet(label: str, value: Any, place: Place = VALUE) -> dict[str, Any]:
    """A value as JSON has it, which stands at a place of the model, as a snippet."""
    return {"label": label, "body": _body(value, place, count(1))}


def _body(value: Any, place: Place, numbers: count[int]) -> Any:
    if isinstance(value, list):
        return [_body(each, place._replace(kind="body"), numbers) for each in value]
    if not isinstance(value, dict) or not value:
        return _hole(value, numbers) if value != {} else "{}"
    if place.kind == "mapping":
        inner = place._replace(kind="body")
        # Below a key with a hyphen the YAML language server indents as below a list.
        names = {name: name.replace("-", "_") if each else name for name, each in value.items()}
        return {_hole(names[name], numbers): _body(each, inner, numbers) for name, each in value.items()}
    known = places(place.model) if place.model else {}
    return {key: _body(each, known.get(key, VALUE), numbers) for key, each in value.items()}


def _hole(value: Any, numbers: count[int]) -> str:
    text = flow(value)
    for character in ("\\", "$", "}"):
        text = text.replace(character, f"\\{character}")
    return f"${{{next(numbers)}:{text}}}"
