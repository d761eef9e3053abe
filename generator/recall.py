"""A compiled spec to an entry of the cache, and back, as long as nothing that it was made of is another."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from generator.cache import Cache
from generator.errors import Position, Problem, Related
from generator.pipeline import Compiled, Form, Named, Settings, Source, compile_spec

__all__ = ["KIND", "Compiler"]

KIND: Final = "spec"
# What the problems at their lines are called that findings in a recalled template come to.
PLACED: Final = "placed"


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles specs with the settings of a project, or recalls what came of them before.

    `project` is the project file and its name as messages show it; `regions` are its own, and `only` the environments
    that are wanted. What is recalled has its text and its problems, and neither tree nor origins. Specs with an error
    are compiled every time. `on_miss` is called before a spec is compiled for want of an entry, and `on_made` with what
    comes of it.
    """

    form: Form
    regions: tuple[str, ...]
    only: tuple[str, ...]
    project: tuple[bytes, str]
    settings: Callable[[], Settings]
    cache: Cache | None
    on_miss: Callable[[], None]
    on_made: Callable[[Compiled], None]

    def compile(self, source: Source) -> list[Compiled]:
        """What the spec came to in each of its environments that is wanted."""
        parts = self._parts(source)
        if self.cache:
            found = self.cache.recall(KIND, parts, read=lambda kept: [_compiled(source, each) for each in kept])
            if found is not None:
                return found
        self.on_miss()
        made = compile_spec(source, self.settings())
        for each in made:
            self.on_made(each)
        if self.cache and made and all(each.text is not None for each in made):
            self.cache.keep(KIND, parts, [_kept(each) for each in made])
        return made

    def compile_again(self, recalled: Compiled) -> Compiled:
        """The same with its tree, its origins and what was built, which are not kept."""
        if recalled.tree is not None or recalled.text is None:
            return recalled
        settings = replace(self.settings(), only=(recalled.environment,) if recalled.environment else ())
        (made,) = compile_spec(recalled.source, settings)
        return replace(made, problems=recalled.problems)

    def found_again(
        self, compiled: Compiled, findings: Sequence[object], place: Callable[[Compiled], list[Problem]]
    ) -> list[Problem]:
        """What `place` makes of findings: problems at their lines, recalled with what was recalled."""
        if self.cache is None:
            return place(compiled)
        parts = [*self._parts(compiled.source), compiled.environment, json.dumps(findings)]
        found = self.cache.recall(PLACED, parts, read=lambda kept: [_problem(each) for each in kept])
        if found is None:
            found = place(self.compile_again(compiled))
            self.cache.keep(PLACED, parts, [_kept_problem(each) for each in found])
        return found

    def _parts(self, source: Source) -> list[str | bytes]:
        own = [source.shown, source.name, source.header, source.templates, self.form]
        lists = [str(len(self.regions)), *self.regions, *self.only]
        return [source.data, *self.project, *own, *lists]


def _kept(compiled: Compiled) -> list[Any]:
    problems = [_kept_problem(each) for each in compiled.problems]
    named = [[each.name, each.region, _kept_problem(each.problem)] for each in compiled.named]
    return [compiled.environment, compiled.environments, compiled.text, compiled.regions, problems, named]


def _kept_problem(problem: Problem) -> list[Any]:
    return [
        problem.code,
        problem.message,
        problem.hint,
        problem.path,
        problem.position,
        problem.related,
        problem.at_key,
        problem.label,
        problem.environments,
    ]


def _compiled(source: Source, kept: Any) -> Compiled:
    environment, environments, text, regions, problems, named = kept
    if not isinstance(text, str):
        raise TypeError(text)
    return Compiled(
        source,
        text,
        tuple(_problem(each) for each in problems),
        regions=tuple(regions),
        environment=environment,
        environments=tuple(environments),
        named=tuple(Named(name, region, _problem(problem)) for name, region, problem in named),
    )


def _problem(kept: Sequence[Any]) -> Problem:
    code, message, hint, path, position, related, at_key, label, environments = kept
    others = tuple(Related(said, tuple(place), _position(where)) for said, place, where in related)
    return Problem(code, message, hint, tuple(path), _position(position), others, at_key, label, tuple(environments))


def _position(kept: Sequence[Any] | None) -> Position | None:
    return None if kept is None else Position(*kept)
