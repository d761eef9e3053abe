"""Keys that are indented too far or too little for what they belong to, and what else stands where a table should."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from generator.errors import Path, Problem
from generator.spec.examples import example
from generator.spec.likeness import meant
from generator.spec.model.base import Body
from generator.spec.model.stack import Spec
from generator.spec.nodes import Mapping, Node, Text, mapping_at, written
from generator.spec.shape import model_at, places

__all__ = ["Misplaced", "holds_tables", "misplaced"]

TABLES: Final = "tables"


class Misplaced(NamedTuple):
    """A key in the wrong place at `path`; what to say of it, None when another says it; where it belongs."""

    path: Path
    problem: Problem | None
    home: Path = ()


class Home(NamedTuple):
    """What a key belongs to: a name, and what stands under it."""

    name: Text
    body: Mapping


def holds_tables(key: str, value: Node) -> bool:
    """Whether what an unknown key at the top has should stand under `tables`, or is a table itself."""
    return meant(key, Spec)[0] == TABLES or _is_table(value)


def misplaced(problems: Iterable[Problem], tree: Mapping) -> list[Misplaced]:
    """The keys in a spec in long form that stand in the wrong place, of those that `problems` are about.

    Of several that stand where one name is missing, only the first has a problem.
    """
    found: dict[Path, Misplaced] = {}
    for problem in problems:
        for length in range(1, len(problem.path) + 1):
            path = problem.path[:length]
            each = found.get(path) or _misplaced(tree, path)
            if each is not None:
                told = any(not other.home and other.path[:-1] == path[:-1] for other in found.values())
                found.setdefault(path, each._replace(problem=None) if told and not each.home else each)
                break
    return list(found.values())


def _misplaced(tree: Mapping, path: Path) -> Misplaced | None:
    holder = written(tree, path[:-1])
    key = holder.key(str(path[-1])) if isinstance(holder, Mapping) else None
    if key is None or not isinstance(holder, Mapping):
        return None
    if path[:-1] == (TABLES,) and _is_resource(holder[key]):
        hint = "dynaspec import writes a spec for the template that it is in"
        problem = Problem("DS101", f"'{key}' is a CloudFormation resource, and no table", hint, path, at_key=True)
        return Misplaced(path, problem, path)
    model = _model_of_names(path)
    if model is not None:
        return _among_names(holder, key, path, model) if key in model.model_fields else None
    owner = model_at(Spec, path[:-1])
    if key in owner.model_fields:
        return None
    message = f"'{key}' is not a key of {owner.noun}"
    if len(path) == 1 and _is_table(holder[key]):
        hint = (
            "indent it by 2 spaces, below tables:"
            if TABLES in holder
            else "write tables: above it, and indent it by 2 spaces"
        )
        return Misplaced(path, Problem("DS101", message, hint, path, at_key=True), (TABLES,))
    for name in reversed(_before(holder, key)):
        place = places(owner).get(str(name))
        if place and place.kind == "mapping" and place.model and key in place.model.model_fields:
            names = mapping_at(holder, name) or Mapping(name.position, ())
            if home := _nearest(names, list(names), place.model):
                problem = Problem("DS101", message, _indent(home), path, at_key=True)
                return Misplaced(path, problem, (*path[:-1], str(name), str(home.name)))
    return _too_deep(tree, holder, key, path)


def _too_deep(tree: Mapping, holder: Mapping, key: Text, path: Path) -> Misplaced | None:
    """A key of what is around the body that it stands in, or a table within another."""
    around = (path[:length] for length in range(len(path) - 2, 0, -1) if not isinstance(path[length - 1], int))
    outer = path[:1] if _is_table(holder[key]) and path[:1] == (TABLES,) else ()
    outer = outer or next((at for at in around if key in model_at(Spec, at).model_fields and _is_body(at)), ())
    body = written(tree, outer)
    if not outer or not isinstance(body, Mapping):
        return None
    owner, less = model_at(Spec, path[:-1]), key.position.column - next(iter(body)).position.column
    name = next((name for name in body if name == path[len(outer)]), key)
    in_braces = key.position.line in {name.position.line, *(each.position.line for each in holder if each is not key)}
    how = "write it outside of the braces" if in_braces else f"indent it by {less} spaces less"
    message = f"'{key}' is not a key of {owner.noun}"
    hint = f"leave it out: {outer[-1]} has it" if key in body else f"it belongs to {outer[-1]}: {how}"
    return Misplaced(path, Problem("DS101", message, hint, path, at_key=True), outer)


def _is_body(path: Path) -> bool:
    """Whether a path is that of a body, and not of names."""
    return model_at(Spec, path) is not model_at(Spec, path[:-1]) or _model_of_names(path) is not None


def _among_names(holder: Mapping, key: Text, path: Path, model: type[Body]) -> Misplaced | None:
    """A key of a `model` that stands among the names of such things, unless it is a name itself."""
    if _is_whole(mapping_at(holder, key), model):
        return None
    home = _nearest(holder, _before(holder, key), model)
    message = f"'{key}' is a key of {model.noun} and stands beside it"
    if home is not None:
        return Misplaced(
            path, Problem("DS101", message, _indent(home), path, at_key=True), (*path[:-1], str(home.name))
        )
    shown = example(model_at(Spec, path[:-2]), str(path[-2])) or {"name": None}
    hint = f"write a name above it, such as {next(iter(shown))}:, and indent it by {key.position.column + 1} spaces"
    message = f"'{key}' is a key of {model.noun} and stands where its name should"
    return Misplaced(path, Problem("DS101", message, hint, path, at_key=True))


def _model_of_names(path: Path) -> type[Body] | None:
    """The model of what the last part of a path would be a name of; None where no names stand."""
    place = places(model_at(Spec, path[:-2])).get(str(path[-2])) if len(path) > 1 else None
    return place.model if place and place.kind == "mapping" else None


def _before(holder: Mapping, key: Text) -> list[Text]:
    names = list(holder)
    return names[: names.index(key)]


def _nearest(holder: Mapping, names: list[Text], model: type[Body]) -> Home | None:
    """The last of the names that has a body, and is no key of a `model` itself."""
    bodies = ((name, mapping_at(holder, name)) for name in reversed(names) if name not in model.model_fields)
    return next((Home(name, body) for name, body in bodies if body is not None), None)


def _indent(home: Home) -> str:
    first = next(iter(home.body), home.name)
    if first.position.line == home.name.position.line:
        return f"it belongs to {home.name}: write it between the braces"
    return f"it belongs to {home.name}: indent it by {first.position.column - 1} spaces"


def _is_whole(body: Mapping | None, model: type[Body]) -> bool:
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    return body is not None and any(name in body for name in required)


def _is_table(value: Node) -> bool:
    return isinstance(value, Mapping) and "partition_key" in value


def _is_resource(value: Node) -> bool:
    return isinstance(value, Mapping) and "Type" in value and "Properties" in value
