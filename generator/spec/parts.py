"""What is wrong with the layers of a spec by themselves: its defaults, its environments, and those of the project."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from generator.errors import Path, Problem, Related
from generator.spec.hints import typed
from generator.spec.layers import ENVIRONMENT_NAME, ENVIRONMENTS
from generator.spec.likeness import did_you_mean
from generator.spec.merge import merge
from generator.spec.messages import shape_problems, unknown_key
from generator.spec.model.base import Body, shape_of
from generator.spec.model.project_file import NOT_IN_OVERLAYS
from generator.spec.model.table import NOT_IN_DEFAULTS, Table
from generator.spec.nodes import Mapping, Node, Null, Text, mapping_at, value_of

__all__ = ["default_problems", "environment_problems", "shape_of_part"]


def default_problems(tree: Mapping) -> Iterator[Problem]:
    """What is wrong with the defaults of a spec or a project file in long form, by themselves."""
    defaults = value_of(tree, "defaults")
    if defaults is None or isinstance(defaults, Null):
        return
    if not isinstance(defaults, Mapping):
        yield Problem("DS104", "defaults are not a mapping", "write a table's keys under it", ("defaults",))
        return
    for key in defaults:
        if key in NOT_IN_DEFAULTS:
            hint = "write it in each table that it is meant for"
            yield Problem("DS115", f"'{key}' may not stand in defaults", hint, ("defaults", str(key)), at_key=True)
    for problem in shape_of_part(defaults, Table, path=("defaults",)):
        if problem.path[1] not in NOT_IN_DEFAULTS:
            yield problem


def shape_of_part(body: Mapping, model: type[Body], *, path: Path) -> Iterator[Problem]:
    """What is wrong with the shape of a body in long form that layers above complete, so that it need not be whole."""
    try:
        model.model_validate(merge(Mapping(body.position, body.path), body, model, problems=[], path=()))
    except ValidationError as error:
        yield from (problem for problem in shape_problems(error, model, path=path) if problem.code != "DS102")


def environment_problems(tree: Mapping, model: type[Body], *, shared: Mapping | None) -> Iterator[Problem]:
    """What is wrong with the environments of a spec, or of a project file, in long form; overlays are `model`s.

    `shared` is the project file that a spec belongs to.
    """
    overlays = value_of(tree, ENVIRONMENTS)
    if overlays is None or isinstance(overlays, Null):
        return
    if not isinstance(overlays, Mapping):
        named = [each for each in (overlays if isinstance(overlays, list) else [overlays]) if isinstance(each, Text)]
        shown = typed(ENVIRONMENTS, {str(each): {} for each in named} or {"dev": {}})
        hint = f"{shown}, with what is different there between the braces"
        yield Problem("DS104", f"{shape_of(overlays)} instead of a mapping", hint, (ENVIRONMENTS,))
        return
    declared = mapping_at(shared, ENVIRONMENTS)
    first: dict[str, str] = {}
    for name, overlay in overlays.items():
        path = (ENVIRONMENTS, str(name))
        other = first.setdefault(name.casefold(), str(name))
        if other != name:
            related = (Related(f"'{other}' is here", (ENVIRONMENTS, other)),)
            message = f"'{name}' and '{other}' differ only in case"
            yield Problem("DS281", message, "give one of them another name", path, at_key=True, related=related)
        yield from _name_problems(str(name), overlay, declared, path=path)
        if isinstance(overlay, Mapping):
            yield from _key_problems(overlay, model, path=path)


def _key_problems(overlay: Mapping, model: type[Body], *, path: Path) -> Iterator[Problem]:
    for key, value in overlay.items():
        where = (*path, str(key))
        if key in NOT_IN_OVERLAYS:
            hint = "write all_tables, a table body over every table" if key == "defaults" else "leave it out"
            yield Problem("DS115", f"'{key}' may not stand in an environment", hint, where, at_key=True)
        elif key not in model.model_fields:
            yield unknown_key(str(key), model, path=where)
        elif key == "all_tables" and not isinstance(value, Mapping | Null):
            yield Problem("DS104", f"{shape_of(value)} instead of a table", "write a table's keys under it", where)


def _name_problems(name: str, overlay: Node, declared: Mapping | None, *, path: Path) -> Iterator[Problem]:
    if not ENVIRONMENT_NAME.fullmatch(name):
        label = "expected a letter or digit, then letters, digits, '_' and '-', at most 64 in all"
        yield Problem("DS109", f"'{name}' is not a name for an environment", "", path, at_key=True, label=label)
    elif declared is not None and name not in declared:
        known = ", ".join(declared)
        hint = did_you_mean(name, map(str, declared)) or f"its environments are {known}"
        yield Problem("DS116", f"'{name}' is not an environment of the project file", hint, path, at_key=True)
    elif isinstance(overlay, Null) and declared is None:
        hint = "write {} for an environment without an overlay"
        yield Problem("DS111", f"there is no '{name}' to take away", hint, path, at_key=True)
    if not isinstance(overlay, Mapping | Null):
        hint = "write what is different there, {} for nothing"
        yield Problem("DS104", f"{shape_of(overlay)} instead of a mapping", hint, path)
