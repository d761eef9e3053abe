"""Two layers of a body to one: nulls take away, and what belongs to the other billing mode is dropped."""

from __future__ import annotations

from typing import Final

from generator.errors import Path, Problem
from generator.spec.examples import example_of
from generator.spec.hints import typed
from generator.spec.model.base import Body
from generator.spec.model.table import Table
from generator.spec.model.verbatim import is_function
from generator.spec.nodes import Mapping, Node, Null
from generator.spec.shape import Place, places

__all__ = ["merge"]

# What means something in one billing mode only, by the other mode.
NOT_WITH: Final[dict[str, frozenset[str]]] = {
    "PAY_PER_REQUEST": frozenset({"autoscaling", "capacity"}),
    "PROVISIONED": frozenset({"on_demand_throughput"}),
}

# The parts of a table that have a throughput of their own.
OWN_THROUGHPUT: Final = frozenset({"global_secondary_indexes", "replicas"})


def merge(lower: Mapping, upper: Mapping, model: type[Body], *, problems: list[Problem], path: Path) -> Mapping:
    """Two layers of one body, both in long form, into one; `upper` wins. Neither is changed."""
    kept = _of_the_same_mode(lower, upper)
    known = places(model)
    value = Place("value", None)
    result = Mapping(upper.position, upper.path)
    gone = dict(lower.gone or {})
    for key in [*kept, *(key for key in upper if key not in kept)]:
        if key not in upper:
            result[key] = kept[key]
            continue
        written, over = upper.key(key) or key, upper[key]
        if isinstance(over, Null):
            gone[str(key)] = over
            continue
        gone.pop(str(key), None)
        place = known.get(str(key), value)
        result[written] = _over(kept.get(key), over, place, problems=problems, path=(*path, str(key)))
    result.gone = gone or None
    return result


def _over(lower: Node | None, upper: Node, place: Place, *, problems: list[Problem], path: Path) -> Node:
    if not isinstance(upper, Mapping):
        return upper
    whole = place.model.whole if place.model else place.kind == "body" and (is_function(lower) or is_function(upper))
    below = lower if isinstance(lower, Mapping) and not whole else Mapping(upper.position, upper.path)
    if place.kind == "body" and place.model:
        return merge(below, upper, place.model, problems=problems, path=path)
    return _names(below, upper, place, problems=problems, path=path)


def _names(lower: Mapping, upper: Mapping, place: Place, *, problems: list[Problem], path: Path) -> Mapping:
    result = Mapping(upper.position, upper.path)
    each = place._replace(kind="body")
    for name in [*lower, *(name for name in upper if name not in lower)]:
        if name not in upper:
            result[name] = lower[name]
        elif not isinstance(upper[name], Null):
            written = upper.key(name) or name
            result[written] = _over(lower.get(name), upper[name], each, problems=problems, path=(*path, str(name)))
        elif place.model and name not in lower:
            whole = any(field.is_required() for field in place.model.model_fields.values())
            hint = typed(str(name), example_of(place.model) if whole else {}) if path[0] == "tables" else ""
            problems.append(
                Problem("DS111", f"there is no '{name}' to take away", hint, (*path, str(name)), at_key=True)
            )
    return result


def _of_the_same_mode(lower: Mapping, upper: Mapping) -> Mapping:
    mode = next((value for key, value in upper.items() if key == "billing_mode"), None)
    if isinstance(mode, Null):
        mode = Table.model_fields["billing_mode"].default
    dropped = NOT_WITH.get(mode, frozenset()) if isinstance(mode, str) else frozenset()
    return _without(lower, dropped) if dropped else lower


def _without(body: Mapping, keys: frozenset[str]) -> Mapping:
    kept = Mapping(body.position, body.path)
    for key, value in body.items():
        if key in OWN_THROUGHPUT and isinstance(value, Mapping):
            parts = Mapping(value.position, value.path)
            for name, each in value.items():
                parts[name] = _without(each, keys) if isinstance(each, Mapping) else each
            kept[key] = parts
        elif key not in keys:
            kept[key] = value
    return kept
