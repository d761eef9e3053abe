"""The project file, a spec and one environment of both, laid over each other to one spec."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from generator.errors import Path, Position, Problem
from generator.spec.examples import example_of
from generator.spec.hints import typed
from generator.spec.merge import merge
from generator.spec.model.base import Body
from generator.spec.model.project_file import SHARED, Overlay
from generator.spec.model.stack import Spec
from generator.spec.model.table import NOT_IN_DEFAULTS, Table
from generator.spec.nodes import Mapping, Node, Null, Text, mapping_at, value_of
from generator.spec.shorthand import write_out

__all__ = ["ENVIRONMENTS", "ENVIRONMENT_NAME", "environments", "in_long_form", "layered"]

ENVIRONMENTS: Final = "environments"
ENVIRONMENT_NAME: Final = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# What a layer holds for tables is laid out for each of them.
OF_TABLES: Final = frozenset({"defaults", "tables", "all_tables", ENVIRONMENTS})
NOWHERE: Final = Position("", 1, 1, 1, 1)


class Layer(NamedTuple):
    """A table body of one layer, where it stands in the spec, and whether a null in it must take something away."""

    body: Node | None
    path: Path = ()
    exact: bool = False


def in_long_form(tree: Mapping, model: type[Body], overlay: type[Body], *, problems: list[Problem]) -> Mapping:
    """A spec or a project file with every shorthand written out, and without the top-level keys that are ignored."""
    kept = Mapping(tree.position, tree.path)
    kept.update({key: value for key, value in tree.items() if not key.startswith("x-")})
    written = write_out(kept, model, problems=problems, path=())
    assert isinstance(written, Mapping)
    overlays = mapping_at(written, ENVIRONMENTS)
    if overlays:
        result = Mapping(overlays.position, overlays.path)
        for name, value in overlays.items():
            result[name] = write_out(value, overlay, problems=problems, path=(ENVIRONMENTS, str(name)))
        written[written.key(ENVIRONMENTS) or _text(ENVIRONMENTS, tree)] = result
    return written


def environments(spec: Mapping, shared: Mapping | None) -> tuple[str, ...]:
    """The environments of a spec: those of the project file that it does not opt out of, else its own."""
    own, project = mapping_at(spec, ENVIRONMENTS), mapping_at(shared, ENVIRONMENTS) if shared else None
    names = project if project else own or ()
    return tuple(
        str(name)
        for name in names
        if ENVIRONMENT_NAME.fullmatch(name) and not (own and isinstance(own.get(name), Null))
    )


def layered(spec: Mapping, shared: Mapping | None, environment: str, *, problems: list[Problem]) -> Mapping:
    """The spec as it is in an environment (none when empty), without nulls; the layers are in long form.

    A null for something that no lower layer has is reported to `problems`, with its path in the spec.
    """
    empty = Mapping(spec.position, spec.path)
    over_shared = _overlay(shared, environment) or empty
    over_spec = _overlay(spec, environment) or empty
    path = (ENVIRONMENTS, environment)
    stack = merge(empty, _of_stack(shared or empty, SHARED), Spec, problems=[], path=())
    stack = merge(stack, _of_stack(spec), Spec, problems=problems, path=())
    stack = merge(stack, _of_stack(over_shared), Spec, problems=[], path=())
    stack = merge(stack, _of_stack(over_spec, Overlay.model_fields), Spec, problems=problems, path=path)
    every = [_sound(value_of(shared, "defaults")), _sound(value_of(spec, "defaults"))]
    over_every = [value_of(over_shared, "all_tables"), value_of(over_spec, "all_tables")]
    tables = _tables(
        spec,
        over_spec,
        [Layer(body) for body in every],
        [Layer(body) for body in over_every],
        path=path,
        problems=problems,
    )
    if tables is not None:
        stack[over_spec.key("tables") or spec.key("tables") or _text("tables", spec)] = tables
    # The whole is the spec, whatever was laid over it last.
    whole = Mapping(spec.position, spec.path)
    whole.update(stack)
    whole.gone = stack.gone
    return whole


def _of_stack(layer: Mapping, only: Collection[str] | None = None) -> Mapping:
    kept = Mapping(layer.position, layer.path)
    for key, value in layer.items():
        if key not in OF_TABLES and (only is None or key in only):
            kept[key] = value
    return kept


def _tables(
    spec: Mapping, over_spec: Mapping, below: list[Layer], above: list[Layer], *, path: Path, problems: list[Problem]
) -> Node | None:
    written, over = value_of(spec, "tables"), value_of(over_spec, "tables")
    for tables in (over, written):
        if tables is not None and not isinstance(tables, Mapping):
            return None if isinstance(tables, Null) and tables is over else tables
    if written is None and over is None:
        return None
    base, upper = (tables if isinstance(tables, Mapping) else Mapping(spec.position, ()) for tables in (written, over))
    result = Mapping(base.position, base.path)
    for name in [*base, *(name for name in upper if name not in base)]:
        own = Layer(base.get(name), ("tables", str(name)), exact=True)
        overlay = Layer(upper.get(name), (*path, "tables", str(name)), exact=True)
        body = _table([*below, own, *above, overlay], problems=problems)
        if body is not None:
            result[upper.key(name) or name] = body
    return result


def _table(layers: Iterable[Layer], *, problems: list[Problem]) -> Node | None:
    body, exists = Mapping(NOWHERE, ()), False
    for layer in layers:
        if isinstance(layer.body, Mapping):
            body = merge(body, layer.body, Table, problems=problems if layer.exact else [], path=layer.path)
            exists |= layer.exact
        elif layer.exact and isinstance(layer.body, Null):
            if not exists:
                message = f"there is no '{layer.path[-1]}' to take away"
                hint = typed(str(layer.path[-1]), example_of(Table)) if layer.path[0] == "tables" else ""
                problems.append(Problem("DS111", message, hint, layer.path, at_key=True))
            exists = False
        elif layer.exact and layer.body is not None:
            return layer.body
    return body if exists else None


def _sound(defaults: Node | None) -> Node | None:
    if not isinstance(defaults, Mapping):
        return None
    kept = Mapping(defaults.position, defaults.path)
    kept.update({key: value for key, value in defaults.items() if key not in NOT_IN_DEFAULTS})
    return kept


def _overlay(tree: Mapping | None, environment: str) -> Mapping | None:
    return mapping_at(mapping_at(tree, ENVIRONMENTS), environment)


def _text(characters: str, tree: Mapping) -> Text:
    return Text(characters, tree.position, tree.path)
