"""What the reader of YAML refused in a file that is sound apart from that, to what then is not known of the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.errors import Path, Problem
from generator.spec.layers import ENVIRONMENTS
from generator.spec.model.stack import Spec
from generator.spec.salvage import known_part
from generator.spec.shape import model_at, places

__all__ = ["beside", "doubts"]

# What is told of something because it stands nowhere else: it may stand where nobody can read it.
OF_THE_WHOLE: Final = frozenset({"DS271", "DS286"})
# What is in these layers is laid over others, or others over it.
NOT_ALONE: Final = frozenset({"defaults", ENVIRONMENTS})
OF_TABLES: Final = frozenset({("defaults",), ("all_tables",)})


def doubts(refused: Sequence[Problem]) -> list[Problem]:
    """The problems with the paths of what is not known for them; none where too little is known to go on."""
    doubted = [replace(problem, path=_doubted(problem)) for problem in refused]
    return doubted if all(problem.path for problem in doubted) else []


def beside(found: Iterable[Problem], doubted: Sequence[Problem]) -> Iterator[Problem]:
    """What is found and does not come of what is not known."""
    for problem in found:
        told = problem.code not in OF_THE_WHOLE
        if told and not any(_comes_of(problem.path, doubt.path) for doubt in doubted):
            yield problem


def _comes_of(path: Path, unknown: Path) -> bool:
    """Whether what is at a path may be part of what is not known, in whatever layer it stands."""
    below = path[2:] if path[:1] == (ENVIRONMENTS,) else path
    if below[:1] in OF_TABLES:
        return unknown[0] == "tables" and below[1:][: len(unknown[2:])] == unknown[2:]
    return below[: len(unknown)] == unknown


def _doubted(problem: Problem) -> Path:
    """The part of a spec that is not known for a problem; empty where that cannot be told."""
    numbers = (place for place, part in enumerate(problem.path) if isinstance(part, int))
    path, model = known_part(problem.path[: next(numbers, len(problem.path))])
    at_the_top = problem.code == "DS003" and len(path) == 1
    if not path or path[0] in NOT_ALONE or at_the_top:
        return ()
    if model is not None:
        if path[-1] in model.model_fields:
            return ()
        # Another name may be meant by one that is there twice.
        return {"DS003": path[:-1], "DS004": ()}.get(problem.code, path)
    place = places(model_at(Spec, path[:-1])).get(str(path[-1]))
    if place is None:
        return ()
    # What is to stand below a key without a value may have the wrong indentation, and stand anywhere.
    whole = path == problem.path and place.kind != "value"
    return () if problem.code == "DS004" and (whole or path[0] == "resources") else path
