"""A spec as written into a model, as much of it as has a sound shape, and every problem of its shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from generator.errors import Path, Problem
from generator.spec.layers import ENVIRONMENTS, in_long_form, layered
from generator.spec.likeness import did_you_mean, meanings, meant, near
from generator.spec.messages import shape_problems, unknown_key
from generator.spec.misplaced import misplaced
from generator.spec.model.project_file import Overlay
from generator.spec.model.stack import Spec
from generator.spec.model.table import NOT_IN_DEFAULTS, Table
from generator.spec.model.unknown import sure
from generator.spec.nodes import Mapping, Node, Text, locate, mapping_at
from generator.spec.parts import default_problems, environment_problems
from generator.spec.referred import with_values
from generator.spec.salvage import salvaged
from generator.spec.shape import places

__all__ = ["Parsed", "judged", "parse", "placed"]

TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a spec says.

    `tree` is the spec in long form with all layers in one. Of `spec` nothing can be read that has no sound shape, so
    that no rule is held against what is only half known; it is None where nothing sound is left.
    """

    tree: Mapping
    spec: Spec | None
    problems: tuple[Problem, ...] = ()

    @property
    def has_topic(self) -> bool:
        """Whether the stack has a topic for its alarms; written badly, a topic is a topic all the same."""
        return self.spec is not None and "notification_topic" in self.spec.model_fields_set


def parse(
    tree: Mapping,
    *,
    shared: Mapping | None = None,
    environment: str = "",
    values: dict[str, str] | None = None,
    doubted: Sequence[Problem] = (),
) -> Parsed:
    """The spec in `tree` as it is in an environment (none when empty); problems have positions.

    `shared` is the project file in long form. `values` are those of names that are resolved when a template is
    rendered. What stands at the paths of `doubted` is not known.
    """
    tree, of_key = _with_tables(tree)
    hidden: list[Problem] = []
    written = in_long_form(tree, Spec, Overlay, problems=hidden)
    layers: list[Problem] = []
    merged = with_values(layered(written, shared, environment, problems=layers), values or {})
    layers += [*environment_problems(written, Overlay, shared=shared), *default_problems(written)]
    problems = [
        *(placed(problem, tree) for problem in (*of_key, *hidden)),
        *(placed(problem, written) for problem in layers),
    ]
    unsure = set(_unsure([*hidden, *layers, *doubted], environment, mapping_at(merged, "tables")))
    try:
        spec = Spec.model_validate(merged)
        return Parsed(merged, salvaged(merged, unsure) if unsure else spec, tuple(problems))
    except ValidationError as error:
        found = list(shape_problems(error, Spec, path=()))
        overlay = mapping_at(mapping_at(written, ENVIRONMENTS), environment)
        found = _without_misplaced(found, [written, overlay] if overlay else [written], unsure)
        unsure.update(path for problem in found if overlay for path in _misspelt(problem, written, merged))
        problems += [_nearest(placed(problem, merged), problem.path, written, merged) for problem in found]
        return Parsed(merged, salvaged(merged, unsure), tuple(problems))


def _with_tables(tree: Mapping) -> tuple[Mapping, list[Problem]]:
    """The spec with its tables under their own key, and the problem of a key like it, under which they stand.

    Nearly all of a spec stands there, and would not be looked at.
    """
    if TABLES in tree:
        return tree, []
    unknown = (key for key in tree if key not in Spec.model_fields and not key.startswith("x-"))
    like = next((key for key in unknown if meant(key, Spec)[0] == TABLES), None)
    if like is None or not isinstance(tree[like], Mapping):
        return tree, []
    renamed = Mapping(tree.position, tree.path)
    for key, value in tree.items():
        renamed[Text(TABLES, key.position, key.path) if key is like else key] = value
    return renamed, [unknown_key(str(like), Spec, path=(TABLES,))]


def judged(parsed: Parsed, found: Iterable[Problem]) -> Iterator[Problem]:
    """What is found without knowing what has no sound shape, with positions."""
    return (placed(problem, parsed.tree) for problem in sure(found))


def _unsure(problems: Iterable[Problem], environment: str, tables: Mapping | None) -> Iterator[Path]:
    """What is not known of the spec as a whole for what is wrong with one of its layers in an environment."""
    for problem in problems:
        layer, *below = problem.path or ("",)
        if layer == ENVIRONMENTS:
            if below[:1] != [environment] or len(below) == 1:
                continue
            layer, *below = below[1:]
            # What may not stand there, or is not known, is meant for something that may.
            for key in meanings(str(layer), Overlay) if not below else ():
                yield (key,) if key != "all_tables" else ("tables",)
        if layer in ("defaults", "all_tables"):
            yield from _of_tables(below, tables or {})
        else:
            yield (str(layer), *below)


def _of_tables(path: Sequence[str | int], tables: dict[Text, Node]) -> Iterator[Path]:
    """What is not known of tables for what is wrong with a layer below or above them."""
    for name, table in tables.items():
        key = str(path[0]) if path else ""
        alone = key in NOT_IN_DEFAULTS and places(Table)[key].kind != "mapping"
        # What a table says itself does not come from where it may not stand.
        if not (alone and isinstance(table, Mapping) and key in table):
            yield ("tables", str(name), *path)


def _misspelt(problem: Problem, written: Mapping, merged: Mapping) -> Iterator[Path]:
    """What is not known for a name that an environment may misspell: it, and what it says of what may be meant."""
    *above, name, _ = ("", *problem.path) if len(problem.path) > 1 else ("", "", "")
    beside, new = written, merged
    for part in above[1:]:
        beside = mapping_at(beside, str(part)) or Mapping(written.position, ())
        new = mapping_at(new, str(part)) or Mapping(written.position, ())
    if problem.code == "DS102" and above[1:] and name not in beside and (other := near(str(name), map(str, beside))):
        yield (*above[1:], str(name))
        yield from ((*above[1:], other, str(key)) for key in mapping_at(new, str(name)) or ())


def _without_misplaced(found: list[Problem], layers: list[Mapping], unsure: set[Path]) -> list[Problem]:
    """The problems, with one instead of all that come of a key that stands too far left in one of the layers."""
    moved = [key for layer in layers for key in misplaced(found, layer)]
    unsure |= {key.path for key in moved} | {(*key.home, key.path[-1]) for key in moved if key.home}
    kept = [problem for problem in found if not any(problem.path[: len(key.path)] == key.path for key in moved)]
    return kept + [key.problem for key in moved if key.problem]


def _nearest(problem: Problem, path: Path, written: Mapping, merged: Mapping) -> Problem:
    if problem.code != "DS102":
        return problem
    *above, name, key = ("", *path)
    holder, beside = merged, written
    for part in (*above[1:], name) if name else ():
        below = mapping_at(holder, str(part))
        holder = Mapping(merged.position, ()) if below is None else below
    if key in (holder.gone or {}):
        return replace(problem, hint=_instead_of_null(problem))
    for part in above[1:]:
        beside = mapping_at(beside, str(part)) or Mapping(written.position, ())
    # A name that an overlay misspells makes something new, which is then not whole.
    if problem.path[:1] != (ENVIRONMENTS,) or name in beside:
        return problem
    near = did_you_mean(str(name), map(str, beside))
    return replace(problem, hint=f"{near} what is new in an environment must be whole".strip())


def _instead_of_null(problem: Problem) -> str:
    if problem.path[:1] == (ENVIRONMENTS,):
        return "leave the null out: it takes the key away"
    return f'{problem.hint.replace("add", "write", 1)}; null takes the key away, and "null" in quotes is a name'


def placed(problem: Problem, tree: Mapping) -> Problem:
    """The problem with the position and the written path that its path has in `tree`; related places too."""
    position, path = locate(tree, problem.path, at_key=problem.at_key)
    related = tuple(
        other._replace(position=place, path=written)
        for other, (place, written) in ((other, locate(tree, other.path)) for other in problem.related)
    )
    return replace(problem, position=position, path=path or problem.path, related=related)
