"""Layers of a spec into one: defaults under every table, nulls taken away, the other billing mode's keys dropped."""

from __future__ import annotations

from typing import Final

from generator.errors import Path, Problem
from generator.spec.model.base import Body
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.model.verbatim import is_function
from generator.spec.nodes import Mapping, Node, Null
from generator.spec.shape import Place, places

__all__ = ["layered", "merge"]

# What means something in one billing mode only, by the other mode.
NOT_WITH: Final[dict[str, frozenset[str]]] = {
    "PAY_PER_REQUEST": frozenset({"autoscaling", "capacity"}),
    "PROVISIONED": frozenset({"on_demand_throughput"}),
}


def layered(tree: Mapping, *, problems: list[Problem]) -> Mapping:
    """A spec in long form with `defaults` laid under every table, and without nulls.

    A null for something that no lower layer has is reported to `problems`.
    """
    defaults = next((value for key, value in tree.items() if key == "defaults"), None)
    lower = Mapping(tree.position, tree.path)
    upper = Mapping(tree.position, tree.path)
    for key, value in tree.items():
        if key == "tables" and isinstance(value, Mapping) and isinstance(defaults, Mapping):
            lower[key] = _under_each(value, defaults)
        if key != "defaults":
            upper[key] = value
    return merge(lower, upper, Spec, problems=problems, path=())


def _under_each(tables: Mapping, defaults: Mapping) -> Mapping:
    lower = Mapping(tables.position, tables.path)
    for name, body in tables.items():
        if isinstance(body, Mapping):
            lower[name] = merge(Mapping(defaults.position, defaults.path), defaults, Table, problems=[], path=())
    return lower


def merge(lower: Mapping, upper: Mapping, model: type[Body], *, problems: list[Problem], path: Path) -> Mapping:
    """Two layers of one body, both in long form, into one; `upper` wins. Neither is changed."""
    kept = _of_the_same_mode(lower, upper)
    known = places(model)
    value = Place("value", None)
    result = Mapping(upper.position, upper.path)
    for key in [*kept, *(key for key in upper if key not in kept)]:
        if key not in upper:
            result[key] = kept[key]
            continue
        written = upper.key(key) or key
        if isinstance(upper[key], Null):
            continue
        place = known.get(str(key), value)
        result[written] = _over(kept.get(key), upper[key], place, problems=problems, path=(*path, str(key)))
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
            problems.append(Problem("DS111", f"there is no '{name}' to take away", "", (*path, str(name)), at_key=True))
    return result


def _of_the_same_mode(lower: Mapping, upper: Mapping) -> Mapping:
    mode = next((value for key, value in upper.items() if key == "billing_mode"), None)
    if isinstance(mode, Null):
        mode = Table.model_fields["billing_mode"].default
    dropped = NOT_WITH.get(mode, frozenset()) if isinstance(mode, str) else frozenset()
    kept = Mapping(lower.position, lower.path)
    kept.update({key: value for key, value in lower.items() if key not in dropped})
    return kept
