"""The model to what there must be when all layers are one, in JSON Schema."""

from __future__ import annotations

from generator.spec.conditions import Schema, all_of, at, each, needed
from generator.spec.model.base import Body
from generator.spec.model.names import IMPORT_VALUE
from generator.spec.shape import Place, places
from generator.spec.shorthand import ARN

__all__ = ["complete"]


def complete(model: type[Body]) -> dict[str, Schema]:
    """Under each key of a `model` that needs it, what must be there when all layers are one; "" is the model itself."""
    found: dict[str, Schema] = {}
    if own := _own(model):
        found[""] = own
    for key, place in places(model).items():
        if place.model and not place.model.whole and (inner := _within(place)):
            found[key] = at(key, inner)
    return found


def _within(place: Place) -> Schema:
    assert place.model is not None
    inner = all_of(*complete(place.model).values())
    if not inner or place.kind == "body":
        return inner
    return each(inner) if place.kind == "mapping" else {}


def _own(model: type[Body]) -> Schema:
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    asked = all_of({"required": required} if required else {}, needed(model))
    switched = asked and model.shorthand and model.shorthand.boolean and "enabled" not in model.shorthand.hidden
    if asked and model.shorthand and model.shorthand.text == ARN:
        return {"if": {"not": {"required": [IMPORT_VALUE]}}, "then": asked}
    # Off without a name is as good as not there.
    off: Schema = {"required": ["enabled"], "properties": {"enabled": {"const": False}}}
    return {"if": {"not": off}, "then": asked} if switched else asked
