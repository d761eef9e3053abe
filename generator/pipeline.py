"""The sentence: a spec's bytes to the text of its template, or every problem in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from generator.errors import GeneratorError, Path, Position, Problem
from generator.spec import checks
from generator.spec.model.references import SPEC
from generator.spec.nodes import Mapping, Text, locate
from generator.spec.parse import Parsed, parse, placed, resolved
from generator.spec.source import read

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.template.lint import Finding

__all__ = ["Compiled", "Form", "Source", "compare", "compile_spec", "lint_all"]

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

    @property
    def failed(self) -> bool:
        """Whether there is no template to trust."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def region(self) -> str | None:
        """The Region in which the spec says that its stack lives."""
        key = self.tree.key("region") if self.tree else None
        written = self.tree[key] if self.tree and key is not None else None
        return str(written) if isinstance(written, Text) else None


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
    from generator.template.deploy import deploy_command, size_problems
    from generator.template.limits import check
    from generator.template.render import render

    spec = parsed.spec
    assert spec is not None
    assembled = assemble(spec)
    # What could not be built for want of a logical ID is not there to be measured.
    problems = list(assembled.problems or check(assembled))
    text = render(assembled.template, source=compiled.source.header, form=form)
    command = deploy_command(assembled.template, file=compiled.source.template)
    problems += size_problems(text, command=command)
    found = (*compiled.problems, *(placed(problem, parsed.tree) for problem in problems))
    built = replace(
        compiled,
        problems=found,
        origins=assembled.origins,
        regions=(spec.region,) if spec.region else regions,
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


def compare(compiled: Compiled, deployed: bytes | None, *, shown: str, against: str) -> Comparison:
    """What deploying a sound spec's template over `deployed` does, None being no stack yet, at the spec's lines.

    `shown` and `against` are what messages call the two. UsageError when `deployed` is not a template.
    """
    from generator.changes.change import Comparison

    assert compiled.text is not None
    after = compiled.text.encode()
    if deployed is not None and deployed.replace(b"\r\n", b"\n") == after:
        return Comparison(shown, against)
    from generator.changes.impact import judge
    from generator.changes.template import read as read_template

    before = None if deployed is None else read_template(deployed, shown if against == shown else against)
    changes = judge(before, read_template(after, shown), region=compiled.region)
    return Comparison(shown, against, deployed is None, tuple(_in_spec(change, compiled) for change in changes))


def _in_spec(change: Change, compiled: Compiled) -> Change:
    from generator.resources.written import path_of

    path: Path | None = (compiled.origins or {}).get(change.resource)
    if path is not None:
        path = (*path, *path_of(change.type, change.property))
    elif change.property[:1] == ("Parameters",):
        path = ("parameters", *change.property[1:])
    if path is None or compiled.tree is None:
        return change
    position, written = locate(compiled.tree, path, at_key=not change.property)
    return replace(change, spec_path=written or path, position=position)
