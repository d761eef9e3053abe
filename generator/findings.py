"""Compiled specs to the same with what cfn-lint finds in their templates, at the lines that made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from generator.errors import Path, Position, Problem
from generator.pipeline import Compiled
from generator.spec.nodes import Mapping, written

if TYPE_CHECKING:
    from generator.template.cfn_lint import Finding, Linted
    from generator.template.lint import Linters

__all__ = ["begin", "lint_all"]

UPGRADE: Final = "pip install --upgrade cfn-lint, or leave the Region out until you can"

Place = Callable[[Compiled], list[Problem]]
FoundAgain = Callable[[Compiled, Sequence["Finding"], Place], list[Problem]]


def lint_all(
    compiled: Sequence[Compiled],
    *,
    linters: Linters,
    on_done: Callable[[], None] | None = None,
    found_again: FoundAgain = lambda compiled, _, place: place(compiled),
) -> list[Compiled]:
    """The same with cfn-lint's findings, each at the spec's line that made what it is about.

    `linters` are gone afterwards. `found_again` gives what findings come to in one of `compiled`, which may have been
    recalled, out of the findings and of who can place them in one that has its tree.
    """
    from generator.template.lint import lint

    sound = [each for each in compiled if each.text is not None]
    found = lint([_linted(each) for each in sound], on_done=on_done, linters=linters)
    findings = {id(each): of_it for each, of_it in zip(sound, found, strict=True) if of_it}
    return [
        _with_findings(each, findings[id(each)], found_again) if id(each) in findings else each for each in compiled
    ]


def begin(compiled: Compiled, linters: Linters) -> None:
    """Has a worker look into a template while others are still compiled, if one has started ahead."""
    if compiled.text is not None:
        linters.ask(_linted(compiled))


def _linted(compiled: Compiled) -> Linted:
    from generator.template.cfn_lint import Linted

    return Linted(compiled.text or "", compiled.regions)


def _with_findings(compiled: Compiled, findings: Sequence[Finding], found_again: FoundAgain) -> Compiled:
    found = found_again(compiled, findings, partial(_lint_problems, findings))
    return replace(compiled, problems=(*compiled.problems, *found))


def _lint_problems(findings: Sequence[Finding], compiled: Compiled) -> list[Problem]:
    return list(_placed(findings, compiled))


def _placed(findings: Sequence[Finding], compiled: Compiled) -> Iterator[Problem]:
    from generator.spec.parse import placed

    assert compiled.tree is not None
    first: dict[tuple[str, Position | None], Problem] = {}
    others: Counter[tuple[str, Position | None]] = Counter()
    for finding in findings:
        problem = placed(_lint_problem(finding, compiled.origins or {}, compiled.tree), compiled.tree)
        place = (problem.code, problem.position)
        others[place] += place in first
        first.setdefault(place, problem)
    for place, problem in first.items():
        more = f", and the like of {others[place]} more" if others[place] else ""
        yield replace(problem, hint=problem.hint + more)


def _lint_problem(finding: Finding, origins: dict[str, Path], tree: Mapping) -> Problem:
    section, name = ([*map(str, finding.path), "", ""])[:2]
    path: Path = _deepest(origins.get(name, ("tables",)), finding.path[2:], tree) if section == "Resources" else ()
    if section == "Parameters" and name:
        path = ("parameters", name)
    about = "/".join(map(str, finding.path[1:])) or "the whole template"
    hint = UPGRADE if finding.rule == "DS452" else f"cfn-lint says so of {about}"
    return Problem(finding.rule, finding.message.rstrip("."), hint, path, at_key=True)


def _deepest(origin: Path, below: Path, tree: Mapping) -> Path:
    """The place of what cfn-lint found `below` a resource: CloudFormation in the spec, else what made the resource."""
    if origin[:1] == ("resources",):
        return (*origin, *below)
    properties = (*origin, "properties", *below[1:])
    return properties if below[1:] and written(tree, properties[: len(origin) + 2]) is not None else origin
