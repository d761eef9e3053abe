"""The sentence: a spec's bytes to the text of its template, or every problem in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from generator.errors import GeneratorError, Path, Position, Problem
from generator.spec import checks
from generator.spec.model.references import SPEC
from generator.spec.model.stack import Spec
from generator.spec.nodes import Mapping
from generator.spec.parse import Parsed, parse, placed, resolved
from generator.spec.source import read

if TYPE_CHECKING:
    from generator.template.lint import Finding

__all__ = ["Built", "Compiled", "Form", "Source", "compile_spec", "lint_all"]

Form = Literal["yaml", "json"]


# Rules of cfn-lint that say again what a check of ours has said in the spec's words: an unused parameter is DS271.
SAID_BEFORE: Final = frozenset({"W2001"})


@dataclass(frozen=True, slots=True)
class Source:
    """A spec to compile: its bytes, and its file as messages show it.

    `name` (`eu/orders`) is what `${Dynaspec::Spec}` stands for; `header` is what the template says it comes from,
    and `template` its file as messages show it.
    """

    data: bytes
    shown: str
    name: str
    header: str
    template: str


class Built(NamedTuple):
    """A sound spec, its template, and the bytes of the template's text, even if they are more than there may be."""

    spec: Spec
    template: dict[str, Any]
    size: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a spec came to: the text of its template, None when an error stands in the way, and all problems.

    `regions` are those that cfn-lint checks; `origins` leads from logical IDs to what made them in the spec.
    """

    source: Source
    text: str | None
    problems: tuple[Problem, ...]
    tree: Mapping | None = None
    origins: dict[str, Path] | None = None
    regions: tuple[str, ...] = ()
    built: Built | None = None

    @property
    def failed(self) -> bool:
        """Whether there is no template to trust."""
        return any(problem.severity == "error" for problem in self.problems)


def compile_spec(source: Source, *, form: Form, regions: tuple[str, ...]) -> Compiled:
    """Reads, merges, parses, checks, builds and renders one spec; `regions` hold where the spec names none."""
    try:
        tree = resolved(read(source.data, source.shown), {SPEC: source.name})
    except GeneratorError as error:
        return Compiled(source, None, error.problems)
    parsed = parse(tree)
    problems = (*parsed.problems, *checks.run(parsed), *_name_problems(parsed))
    compiled = Compiled(source, None, problems, parsed.tree)
    return compiled if compiled.failed or parsed.spec is None else _build(compiled, parsed, form=form, regions=regions)


def _name_problems(parsed: Parsed) -> Iterator[Problem]:
    from generator.resources import names

    if parsed.spec:
        yield from (placed(problem, parsed.tree) for problem in names.problems(parsed.spec))


def _build(compiled: Compiled, parsed: Parsed, *, form: Form, regions: tuple[str, ...]) -> Compiled:
    from generator.template.assemble import assemble
    from generator.template.deploy import bucket_problem, deploy_command
    from generator.template.limits import check
    from generator.template.render import render
    from generator.template.split import size_problems

    spec = parsed.spec
    assert spec is not None
    assembled = assemble(spec)
    # What could not be built for want of a logical ID is not there to be measured.
    problems = list(assembled.problems or check(assembled))
    text = render(assembled.template, source=compiled.source.header, form=form)
    command = deploy_command(assembled.template, file=compiled.source.template)
    size = len(text.encode())
    problems += (*size_problems(assembled, size=size), *bucket_problem(size, command=command))
    found = (*compiled.problems, *(placed(problem, parsed.tree) for problem in problems))
    built = replace(
        compiled,
        problems=found,
        origins=assembled.origins,
        regions=(spec.region,) if spec.region else regions,
        built=Built(spec, assembled.template, size),
    )
    return built if built.failed else replace(built, text=text)


def lint_all(
    compiled: Sequence[Compiled], *, ignore: Sequence[str], jobs: int, on_done: Callable[[], None] | None = None
) -> list[Compiled]:
    """The same with cfn-lint's findings, each at the spec's line that made what it is about."""
    from generator.template.lint import Linted, lint

    linted = [each for each in compiled if each.text is not None]
    templates = [Linted(each.text or "", each.regions) for each in linted]
    findings = dict(zip(map(id, linted), lint(templates, ignore=ignore, jobs=jobs, on_done=on_done), strict=True))
    return [
        replace(each, problems=(*each.problems, *_lint_problems(each, findings.get(id(each), ())))) for each in compiled
    ]


def _lint_problems(compiled: Compiled, findings: Sequence[Finding]) -> Iterator[Problem]:
    if compiled.tree is None:
        return
    first: dict[tuple[str, Position | None], Problem] = {}
    others: Counter[tuple[str, Position | None]] = Counter()
    for finding in findings:
        if finding.rule not in SAID_BEFORE:
            problem = placed(_lint_problem(finding, compiled.origins or {}), compiled.tree)
            place = (problem.code, problem.position)
            others[place] += place in first
            first.setdefault(place, problem)
    for place, problem in first.items():
        more = f", and the like of {others[place]} more" if others[place] else ""
        yield replace(problem, hint=problem.hint + more)


def _lint_problem(finding: Finding, origins: dict[str, Path]) -> Problem:
    section, name = ([*map(str, finding.path), "", ""])[:2]
    path: Path = origins.get(name, ("tables",)) if section == "Resources" else ()
    if section == "Parameters" and name:
        path = ("parameters", name)
    about = "/".join(map(str, finding.path[1:])) or "the whole template"
    return Problem(finding.rule, finding.message.rstrip("."), f"cfn-lint says so of {about}", path, at_key=True)
