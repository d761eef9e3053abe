"""A spec as written into a model, as much of it as has a sound shape, and every problem of its shape."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from generator.errors import Path, Problem
from generator.spec.layers import ENVIRONMENTS, in_long_form, layered
from generator.spec.likeness import did_you_mean, meant
from generator.spec.messages import shape_problems
from generator.spec.misplaced import misplaced
from generator.spec.model.project_file import Overlay
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.nodes import Mapping, Text, locate, mapping_at
from generator.spec.parts import default_problems, environment_problems
from generator.spec.referred import with_values
from generator.spec.shape import model_at

__all__ = ["INDEX_NAMES", "SERVICE", "TEMPLATE", "Parsed", "parse", "placed"]

# What is left after dropping what is wrong can be wrong again, once for each level of required keys.
SALVAGE_ROUNDS = 4
# What a CloudFormation template must have, and no spec has: UG, "Template anatomy".
TEMPLATE = "Resources"
# What a serverless.yml must have: "Serverless.yml reference" in the documentation of the Serverless Framework.
SERVICE = "service"
SERVERLESS = frozenset({SERVICE, "provider"})
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


def parse(
    tree: Mapping, *, shared: Mapping | None = None, environment: str = "", values: dict[str, str] | None = None
) -> Parsed:
    """The spec in `tree` as it is in an environment (none when empty); problems have positions.

    `shared` is the project file in long form. `values` are those of names that are resolved when a template is
    rendered.
    """
    if TEMPLATE in tree and "tables" not in tree:
        hint = "dynaspec import writes a spec for what is in it"
        problem = Problem("DS101", "this is a CloudFormation template, and no spec", hint, (TEMPLATE,), at_key=True)
        return Parsed(tree, None, (placed(problem, tree),))
    if tree.keys() >= SERVERLESS and "tables" not in tree:
        hint = "serverless package writes the template, and dynaspec import a spec for that"
        problem = Problem("DS101", "this is a serverless.yml, and no spec", hint, (SERVICE,), at_key=True)
        return Parsed(tree, None, (placed(problem, tree),))
    hidden: list[Problem] = []
    written = in_long_form(tree, Spec, Overlay, problems=hidden)
    layers: list[Problem] = []
    merged = with_values(layered(written, shared, environment, problems=layers), values or {})
    layers += [*environment_problems(written, Overlay, shared=shared), *default_problems(written)]
    problems = [
        *(placed(problem, tree) for problem in hidden),
        *(placed(problem, written) for problem in layers),
    ]
    try:
        return Parsed(merged, Spec.model_validate(merged), tuple(problems))
    except ValidationError as error:
        found = list(shape_problems(error, Spec, path=()))
        unsure: dict[str, set[str]] = {}
        overlay = mapping_at(mapping_at(written, ENVIRONMENTS), environment)
        found = _without_misplaced(found, [written, overlay] if overlay else [written], unsure)
        problems += [_nearest(placed(problem, merged), problem.path, written, merged) for problem in found]
        return Parsed(merged, _salvaged(merged, error, unsure), tuple(problems), unsure)


def _without_misplaced(found: list[Problem], layers: list[Mapping], unsure: dict[str, set[str]]) -> list[Problem]:
    """The problems, with one instead of all that come of a key that stands too far left in one of the layers."""
    moved = [key for layer in layers for key in misplaced(found, layer)]
    for key in moved:
        if key.home[:1] == ("tables",) and len(key.home) > 1:
            unsure.setdefault(str(key.home[1]), set()).add(str((*key.home, key.path[-1])[2]))
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
            dropped.add(loc[: 2 if loc[0] in ("parameters", "resources") else 1])
        elif len(loc) == 2 or loc[2] == "[key]" or (kind == "missing" and len(loc) == 3):
            dropped.add(loc[:2])
        elif kind == "extra_forbidden" and len(loc) > 3 and "[key]" not in loc and not _typo(loc):
            dropped.add(loc)
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


def _typo(loc: Path) -> bool:
    # What an unknown key was meant to be is then only half known.
    return bool(meant(str(loc[-1]), model_at(Spec, loc[:-1]))[0])


def _pruned(mapping: Mapping, dropped: set[Path], path: Path) -> Mapping:
    kept = Mapping(mapping.position, mapping.path)
    for key, value in mapping.items():
        below = (*path, str(key))
        if below not in dropped:
            deeper = isinstance(value, Mapping) and any(place[: len(below)] == below for place in dropped)
            kept[key] = _pruned(value, dropped, below) if deeper and isinstance(value, Mapping) else value
    return kept
