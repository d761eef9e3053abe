"""The sentence: a spec's bytes to the text of its template, or every problem in it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from generator.errors import GeneratorError, Path, Problem
from generator.spec.nodes import Mapping

if TYPE_CHECKING:
    from generator.spec.model.stack import Spec
    from generator.spec.model.table import Table
    from generator.spec.parse import Parsed

__all__ = ["Built", "Compiled", "Form", "Named", "Settings", "Source", "compile_spec", "problems_of"]

Form = Literal["yaml", "json"]


# A parameter that nothing refers to.
UNUSED: Final = "DS271"


@dataclass(frozen=True, slots=True)
class Source:
    """A spec to compile: its bytes, and its file as messages show it.

    `name` (`eu/orders`) is what `${Dynaspec::Spec}` stands for; `header` is what the template says it comes from,
    and `templates` the folder of its templates as messages show it.
    """

    data: bytes
    shown: str
    name: str
    header: str
    templates: str


class Named(NamedTuple):
    """A table's name that holds in every deploy, and what is wrong when another spec gives it in the same `region`."""

    name: str
    region: str
    problem: Problem


class Built(NamedTuple):
    """A sound spec, its template, and the bytes of the template's text, even if they are more than there may be."""

    spec: Spec
    template: dict[str, Any]
    size: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a spec came to in one environment (none when empty): the text of its template, and all problems.

    `text` is None when an error stands in the way. `regions` are those that cfn-lint checks; `origins` leads from
    logical IDs to what made them in the spec. `environments` are all that the spec has, and `named` the names of tables
    that are written out.
    """

    source: Source
    text: str | None
    problems: tuple[Problem, ...]
    tree: Mapping | None = None
    origins: dict[str, Path] | None = None
    regions: tuple[str, ...] = ()
    environment: str = ""
    environments: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()
    built: Built | None = None

    @property
    def failed(self) -> bool:
        """Whether there is no template to trust."""
        return any(problem.severity == "error" for problem in self.problems)

    def template_name(self, form: Form) -> str:
        """The file of the template below the templates folder: `staging/eu/orders.yaml`."""
        return posixpath.join(self.environment, f"{self.source.name}.{form}")

    @property
    def page_folder(self) -> str:
        """The folder of the stack's pages below that of all pages: `staging/eu/orders`."""
        return posixpath.join(self.environment, self.source.name)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the project says of all specs: the form of templates, the Regions that cfn-lint checks where a spec names
    none, and the project file in long form. `only` are the environments that are wanted, empty when all are.
    `runbook_url` is the address of the folder of all pages, empty when alarms name none.
    """

    form: Form = "yaml"
    regions: tuple[str, ...] = ("us-east-1",)
    shared: Mapping | None = None
    only: tuple[str, ...] = ()
    runbook_url: str = ""


def compile_spec(source: Source, settings: Settings) -> list[Compiled]:
    """Reads, merges, parses, checks, builds and renders one spec, once for each of its environments that is wanted."""
    from generator.spec.layers import environments
    from generator.spec.source import read_on

    try:
        tree, refused = read_on(source.data, source.shown)
    except GeneratorError as error:
        return [Compiled(source, None, error.problems)]
    names = environments(tree, settings.shared)
    if refused:
        return _compile_the_rest(source, tree, refused, settings, names)
    compiled = [
        _compile(Compiled(source, None, (), tree, environment=name, environments=names), settings)
        for name in _wanted(names, settings)
    ]
    if names and any(each.problems for each in compiled):
        known = _checked(source, tree, settings.shared, environment="")[1]
        compiled = [replace(each, problems=_at_the_root(each, known)) for each in compiled]
    return compiled


def _compile_the_rest(
    source: Source, tree: Mapping, refused: Sequence[Problem], settings: Settings, names: tuple[str, ...]
) -> list[Compiled]:
    """What the reader refused, and what is wrong with the spec whatever is meant there; nothing is built of it."""
    from generator.spec.doubt import beside, doubts

    wanted = _wanted(names, settings)
    doubted = doubts(refused)
    if not doubted or not wanted:
        return [Compiled(source, None, tuple(refused))]

    def found(name: str) -> tuple[Problem, ...]:
        checked = _checked(source, tree, settings.shared, environment=name, doubted=doubted)
        return (*refused, *beside(checked[1], doubted))

    known = found("")
    rest = [Compiled(source, None, found(name), environment=name, environments=names) for name in wanted]
    return [replace(each, problems=_at_the_root(each, known)) for each in rest]


def _wanted(names: tuple[str, ...], settings: Settings) -> list[str]:
    return [name for name in names or ("",) if not settings.only or name in settings.only]


def _compile(compiled: Compiled, settings: Settings) -> Compiled:
    assert compiled.tree is not None
    parsed, problems = _checked(compiled.source, compiled.tree, settings.shared, environment=compiled.environment)
    compiled = replace(compiled, tree=parsed.tree, problems=problems, named=tuple(_named(parsed)))
    return compiled if compiled.failed or parsed.spec is None else _build(compiled, parsed, settings)


def _checked(
    source: Source,
    tree: Mapping,
    shared: Mapping | None,
    *,
    environment: str,
    doubted: Sequence[Problem] = (),
) -> tuple[Parsed, tuple[Problem, ...]]:
    from generator.spec import checks
    from generator.spec.model.references import ENVIRONMENT, SPEC
    from generator.spec.parse import judged, parse

    values = {SPEC: source.name, **({ENVIRONMENT: environment} if environment else {})}
    parsed = parse(tree, shared=shared, environment=environment, values=values, doubted=doubted)
    return parsed, (*parsed.problems, *checks.run(parsed), *judged(parsed, _name_problems(parsed)))


def _at_the_root(compiled: Compiled, known: Sequence[Problem]) -> tuple[Problem, ...]:
    # What is wrong with the spec without the overlay is shown there, and not at what the overlay has of it.
    without = {_sameness(problem): problem for problem in known}
    return tuple(without.get(_sameness(problem), problem) for problem in compiled.problems)


def _sameness(problem: Problem) -> tuple[str, str, str, Path]:
    from generator.spec.layers import ENVIRONMENTS

    path = problem.path[2:] if problem.path[:1] == (ENVIRONMENTS,) else problem.path
    return problem.code, problem.message, problem.hint, path


def problems_of(compiled: Sequence[Compiled]) -> list[Problem]:
    """The problems of specs; what all environments of a spec share that were compiled is one.

    What one line does to several tables or specs is told of the first.
    """
    found: dict[tuple[str, Problem], list[Compiled]] = {}
    for each in compiled:
        for problem in dict.fromkeys(each.problems):
            found.setdefault((each.source.shown, problem), []).append(each)
    count = Counter(each.source.shown for each in compiled)
    problems = []
    for (file, problem), those in found.items():
        if problem.code == UNUSED and len(those) < len(those[0].environments):
            continue  # What one environment has no use for, another may need.
        everywhere = len(those) == count[file]
        names = () if everywhere else tuple(each.environment for each in those)
        problems.append(replace(problem, environments=names))
    return _once_a_line(problems, {each.source.shown for each in compiled})


def _once_a_line(problems: Sequence[Problem], specs: Collection[str]) -> list[Problem]:
    shown: dict[object, Problem] = {}
    others: Counter[object] = Counter()
    for problem in problems:
        position = problem.position
        of_layer = problem.path[:1] == ("defaults",) or problem.path[2:3] == ("all_tables",)
        shared = position is not None and (of_layer or position.file not in specs)
        place: object = (problem.code, position, problem.hint) if shared else problem
        others[place] += place in shown
        shown.setdefault(place, problem)
    for place, count in others.items():
        if count:
            hint = f"{shown[place].hint}, and the like of {count} more".removeprefix(", ")
            shown[place] = replace(shown[place], hint=hint)
    return list(shown.values())


def _name_problems(parsed: Parsed) -> Iterator[Problem]:
    from generator.resources import names

    if parsed.spec:
        yield from names.problems(parsed.spec)


def _named(parsed: Parsed) -> Iterator[Named]:
    from generator.spec.model.unknown import sure

    if parsed.spec:
        yield from sure(
            each for name, table in _tables(parsed.spec) for each in sure(_table_named(parsed, name, table))
        )


def _tables(spec: Spec) -> Iterator[tuple[str, Table]]:
    yield from spec.tables.items()


def _table_named(parsed: Parsed, logical_id: str, table: Table) -> Iterator[Named]:
    from generator.spec.parse import placed

    assert parsed.spec
    name = table.table_name
    if name and "$" not in name and "{" not in name and not table.existing:
        message = f"'{logical_id}' and a table of another spec have one table_name, '{name}'"
        hint = "an account has one in a Region: give one of them another name, or say with region where each is"
        problem = Problem("DS270", message, hint, ("tables", logical_id, "table_name"))
        yield Named(name, parsed.spec.region or "", placed(problem, parsed.tree))


def _build(compiled: Compiled, parsed: Parsed, settings: Settings) -> Compiled:
    from generator.resources import names
    from generator.spec.checks import verbatim
    from generator.spec.parse import placed
    from generator.template.assemble import assemble
    from generator.template.deploy import bucket_problem, deploy_command
    from generator.template.limits import check
    from generator.template.render import render
    from generator.template.split import size_problems

    spec = parsed.spec
    assert spec is not None
    assembled = assemble(spec, runbooks=names.runbook_folder(settings.runbook_url, compiled.page_folder))
    # What could not be built for want of a logical ID is not there to be measured.
    problems = list(assembled.problems or check(assembled))
    problems += verbatim.refers_to_resources(parsed, assembled.origins)
    text = render(assembled.template, source=compiled.source.header, form=settings.form)
    file = posixpath.join(compiled.source.templates, compiled.template_name(settings.form))
    command = deploy_command(assembled.template, file=file, environment=compiled.environment)
    size = len(text.encode())
    problems += (*size_problems(assembled, size=size), *bucket_problem(size, command=command))
    found = (*compiled.problems, *(placed(problem, parsed.tree) for problem in problems))
    built = replace(
        compiled,
        problems=found,
        origins=assembled.origins,
        regions=(spec.region,) if spec.region else settings.regions,
        built=Built(spec, assembled.template, size),
    )
    return built if built.failed else replace(built, text=text)
