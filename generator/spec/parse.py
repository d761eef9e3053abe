"""A spec as written into a model, as much of it as has a sound shape, and every problem of its shape."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from generator.errors import Path, Problem
from generator.spec.merge import layered, merge
from generator.spec.messages import meant, shape_problems
from generator.spec.model.stack import Spec
from generator.spec.model.table import NOT_IN_DEFAULTS, Table
from generator.spec.nodes import Mapping, Null, Sequence, Text, locate
from generator.spec.shorthand import write_out

__all__ = ["INDEX_NAMES", "Parsed", "parse", "placed", "resolved"]

# What is left after dropping what is wrong can be wrong again, once for each level of required keys.
SALVAGE_ROUNDS = 4
INDEXES = ("global_secondary_indexes", "local_secondary_indexes", "vector_indexes")
# Stands among the unsure keys of a table of which an index is left out.
INDEX_NAMES = "index names"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a spec says.

    `tree` is the spec in long form with all layers in one; `spec` lacks what has no sound shape, and is None when
    nothing is left. `unsure` names, for each table, the keys that are missing from it because their shape is wrong,
    so that no rule is held against what is only half known.
    """

    tree: Mapping
    spec: Spec | None
    problems: tuple[Problem, ...] = ()
    unsure: dict[str, set[str]] = field(default_factory=dict)


def parse(tree: Mapping) -> Parsed:
    """The spec in `tree`; problems have positions."""
    hidden: list[Problem] = []
    written = _written_out(tree, problems=hidden)
    layers: list[Problem] = []
    merged = layered(_with_sound_defaults(written), problems=layers)
    problems = [
        *(placed(problem, tree) for problem in hidden),
        *(placed(problem, written) for problem in (*layers, *_default_problems(written))),
    ]
    try:
        return Parsed(merged, Spec.model_validate(merged), tuple(problems))
    except ValidationError as error:
        problems += [placed(problem, merged) for problem in shape_problems(error, Spec, path=())]
        unsure: dict[str, set[str]] = {}
        return Parsed(merged, _salvaged(merged, error, unsure), tuple(problems), unsure)


def placed(problem: Problem, tree: Mapping) -> Problem:
    """The problem with the position and the written path that its path has in `tree`; related places too."""
    position, path = locate(tree, problem.path, at_key=problem.at_key)
    related = tuple(
        other._replace(position=place, path=written)
        for other, (place, written) in ((other, locate(tree, other.path)) for other in problem.related)
    )
    return replace(problem, position=position, path=path or problem.path, related=related)


def resolved(tree: Mapping, values: dict[str, str]) -> Mapping:
    """The tree with `${Name}` in its texts replaced, for the names in `values`, by what they stand for."""
    result = Mapping(tree.position, tree.path)
    for key, value in tree.items():
        result[key] = _resolved(value, values)
    return result


def _resolved(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, Mapping):
        return resolved(node, values)
    if isinstance(node, Sequence):
        many = Sequence(node.position, node.path)
        many.extend(_resolved(value, values) for value in node)
        return many
    if isinstance(node, Text) and "${" in node:
        text = str(node)
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", value)
        return Text(text, node.position, node.path, plain=node.plain) if text != node else node
    return node


def _written_out(tree: Mapping, *, problems: list[Problem]) -> Mapping:
    kept = Mapping(tree.position, tree.path)
    for key, value in tree.items():
        if key == "defaults":
            kept[key] = write_out(value, Table, problems=problems, path=("defaults",))
        elif not key.startswith("x-"):
            kept[key] = value
    written = write_out(kept, Spec, problems=problems, path=())
    assert isinstance(written, Mapping)
    return written


def _with_sound_defaults(tree: Mapping) -> Mapping:
    result = Mapping(tree.position, tree.path)
    for key, value in tree.items():
        if key == "defaults" and isinstance(value, Mapping):
            result[key] = _but(value, NOT_IN_DEFAULTS)
        else:
            result[key] = value
    return result


def _default_problems(tree: Mapping) -> Iterator[Problem]:
    defaults = next((value for key, value in tree.items() if key == "defaults"), None)
    if defaults is None or isinstance(defaults, Null):
        return
    if not isinstance(defaults, Mapping):
        yield Problem("DS104", "defaults are not a mapping", "write a table's keys under it", ("defaults",))
        return
    for key in defaults:
        if key in NOT_IN_DEFAULTS:
            hint = "write it in each table that it is meant for"
            yield Problem("DS115", f"'{key}' may not stand in defaults", hint, ("defaults", str(key)), at_key=True)
    for problem in _shape_of_part(defaults):
        if problem.path[1] not in NOT_IN_DEFAULTS:
            yield problem


def _shape_of_part(defaults: Mapping) -> Iterator[Problem]:
    empty = Mapping(defaults.position, defaults.path)
    try:
        Table.model_validate(merge(empty, defaults, Table, problems=[], path=()))
    except ValidationError as error:
        for problem in shape_problems(error, Table, path=("defaults",)):
            if problem.code != "DS102":  # a part need not be whole
                yield problem


def _salvaged(merged: Mapping, error: ValidationError, unsure: dict[str, set[str]]) -> Spec | None:
    tree = merged
    for _ in range(SALVAGE_ROUNDS):
        wrong = [(found["type"], found["loc"]) for found in error.errors(include_url=False, include_input=False)]
        tree = _without(tree, wrong, unsure)
        try:
            return Spec.model_validate(tree)
        except ValidationError as again:
            error = again
    return None


def _without(tree: Mapping, wrong: list[tuple[str, tuple[int | str, ...]]], unsure: dict[str, set[str]]) -> Mapping:
    dropped: set[Path] = set()
    for kind, loc in wrong:
        table = str(loc[1]) if loc[0] == "tables" and len(loc) > 1 else ""
        if not table:
            dropped.add(loc[: 2 if loc[0] == "parameters" else 1])
        elif len(loc) == 2 or loc[2] == "[key]" or (kind == "missing" and len(loc) == 3):
            dropped.add(loc[:2])
        elif loc[2] in INDEXES and len(loc) > 3:
            dropped.add(loc[:4])
            unsure.setdefault(table, set()).add(INDEX_NAMES)
        else:
            dropped.add(loc[:3])
            unsure.setdefault(table, set()).update({str(loc[2]), meant(str(loc[2]), Table)[0]})
    result = _pruned(tree, dropped, ())
    if ("version",) in dropped:
        result[Text("version", tree.position, ())] = Text("1", tree.position, ())
    return result


def _pruned(mapping: Mapping, dropped: set[Path], path: Path) -> Mapping:
    kept = Mapping(mapping.position, mapping.path)
    for key, value in mapping.items():
        below = (*path, str(key))
        if below not in dropped:
            deeper = isinstance(value, Mapping) and any(place[: len(below)] == below for place in dropped)
            kept[key] = _pruned(value, dropped, below) if deeper and isinstance(value, Mapping) else value
    return kept


def _but(mapping: Mapping, keys: Collection[str]) -> Mapping:
    kept = Mapping(mapping.position, mapping.path)
    kept.update({key: value for key, value in mapping.items() if key not in keys})
    return kept
