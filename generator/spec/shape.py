"""Which bodies of the model stand under which keys, read from the model's own annotations."""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from generator.errors import Path
from generator.spec.model.base import Body, Whole

__all__ = ["Place", "model_at", "places"]


class Place(NamedTuple):
    """What a key holds: one body, a mapping of names to bodies, a list of bodies, or (model None) plain values."""

    kind: Literal["body", "mapping", "list", "value"]
    model: type[Body] | None
    one_or_many: bool = False


@cache
def places(model: type[Body]) -> dict[str, Place]:
    """The places of a body's keys, in the order of the format."""
    return {
        name: _place(field.annotation)._replace(one_or_many=any(isinstance(mark, Whole) for mark in field.metadata))
        for name, field in model.model_fields.items()
    }


def _place(annotation: Any) -> Place:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _place(arguments[0])
    if origin in (Union, types.UnionType):
        return next((place for part in arguments if (place := _place(part)).model), Place("value", None))
    if origin is dict:
        return Place("mapping", _place(arguments[1]).model)
    if origin is list:
        return Place("list", _place(arguments[0]).model)
    if isinstance(annotation, type) and issubclass(annotation, Body):
        return Place("body", annotation)
    return Place("value", None)


def model_at(model: type[Body], loc: Path) -> type[Body]:
    """The model of the body at a place in a `model`, or of the nearest body around it."""
    current, inside = model, False
    for part in loc:
        if inside:
            inside = False
            continue
        place = places(current).get(str(part))
        if place is None or place.model is None:
            return current
        current, inside = place.model, place.kind != "body"
    return current
