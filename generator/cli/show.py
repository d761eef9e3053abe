"""`dynaspec show`: a table, or a whole stack, as it ends up, and where each value comes from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import click

from generator.cli import options
from generator.cli.completing import tables_and_specs
from generator.cli.printing import print_json, print_rows
from generator.cli.reporting import NOT_DONE, Command, exit_code, report
from generator.errors import Path as SpecPath
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.compiling import Batch
    from generator.pipeline import Compiled
    from generator.reports.grid import Cell
    from generator.spec.project import Project
    from generator.spec.values import Value

__all__ = ["command"]

FORMAT: Final = 1
BUILT_IN: Final = "built-in"
# The code of an environment that is not there.
NO_ENVIRONMENT: Final = "DS512"
INDENT: Final = "  "
# What ends plain text between brackets.
IN_FLOW: Final = frozenset(",[]{}")
# The characters of a mapping in one line.
SHORT: Final = 100


class Found(NamedTuple):
    """A stack with what was asked for: one of its tables, or with no name all that it is."""

    compiled: Compiled
    table: str

    @property
    def full_name(self) -> str:
        """The table's name that no other spec has."""
        return f"{self.compiled.source.name}/{self.table}"


@click.command("show", cls=Command, epilog="Examples: dynaspec show Orders; dynaspec show specs/orders.yaml")
@click.argument("what", metavar="TABLE|SPEC", shell_complete=tables_and_specs)
@options.environments
@options.printed
@click.pass_obj
def command(
    settings: options.Settings, *, what: str, environments: tuple[str, ...], printed: Literal["table", "json"]
) -> int:
    """Show a table as it ends up, and where each value comes from.

    TABLE is the logical ID of a table, or orders/Orders where several specs have one of that name. SPEC is a file or
    the name of a spec, whose own values and tables are shown. Every shorthand is written out, and defaults and
    environments are applied; a value that nobody wrote is built-in.
    """
    from generator.cli.compiling import Wanted, build_named
    from generator.pipeline import problems_of
    from generator.spec.project import find_project

    project = find_project(settings.config)
    wanted = Wanted("yaml", environments)
    batch = build_named(project, spec_paths(what, project), wanted=wanted, folder=project.templates)
    if is_file(what):
        found, unusable = [Found(each, "") for each in batch.compiled], batch.unusable
    else:
        # Other specs that cannot be read are not what was asked for.
        found, unusable = named(what, batch), [each for each in batch.unusable if each.code == NO_ENVIRONMENT]
        if not found and not unusable:
            raise unknown(what, build_named(project, (), wanted=wanted, folder=project.templates))
    of_found = problems_of([each.compiled for each in found])
    problems = [*unusable, *(problem for problem in of_found if problem.severity == "error")]
    report(problems, batch.texts, settings)
    sections = [(each, list(values(each))) for each in found if each.compiled.built]
    if printed == "json":
        print_json({"format": FORMAT, "shown": [as_json(each, told) for each, told in sections]})
    elif sections:
        from generator.reports.grid import Column

        rows = [row for each, told in sections for row in listing(each, told)]
        print_rows([Column("value", wraps=True), Column("from")], rows, settings)
    return NOT_DONE if unusable else exit_code(problems, fail_on="error")


def is_file(what: str) -> bool:
    """Whether `what` is a file, or standard input, and not a name."""
    from generator.spec.spec_files import SUFFIXES

    return what == str(options.STANDARD_INPUT) or what.endswith(SUFFIXES)


def spec_paths(what: str, project: Project) -> list[Path]:
    """The specs in which `what` may be: the file, else those that hold the word; none stand for all of the project."""
    from generator.spec.spec_files import spec_files

    if is_file(what):
        return [Path(what)]
    word = what.rpartition("/")[2].encode(errors="surrogateescape")
    files, _ = spec_files(project, ())
    return [file.path for file in files if file.name == what or holds(file.path, word)]


def holds(path: Path, word: bytes) -> bool:
    """Whether a file holds a word; one that cannot be read may."""
    try:
        return word in path.read_bytes()
    except OSError:
        return True


def named(what: str, batch: Batch) -> list[Found]:
    """The table that `what` names, else the stack; UsageError when it may be more than one."""
    found = [each for each in tables_in(batch) if what in (each.table, each.full_name)]
    specs = dict.fromkeys(each.compiled.source.shown for each in found)
    if len(specs) > 1:
        names = dict.fromkeys(each.full_name for each in found)
        message = f"'{what}' is a table of {' and of '.join(specs)}"
        raise UsageError([Problem("DS522", message, f"write {' or '.join(names)}")])
    return found or [Found(each, "") for each in batch.compiled if each.source.name == what]


def unknown(what: str, batch: Batch) -> UsageError:
    """That no spec has what was asked for; one that cannot be read may be why."""
    from generator.spec.likeness import did_you_mean

    if not batch.compiled:
        return UsageError(batch.unusable)
    # Of a spec and a table of one name in different case, the table is offered.
    known = [each.source.name for each in batch.compiled]
    known += [name for each in tables_in(batch) for name in (each.full_name, each.table)]
    unread = [problem for each in batch.compiled if each.tree is None for problem in each.problems]
    hint = did_you_mean(what, known) or "dynaspec list has all of them"
    problem = Problem("DS521", f"there is no table or spec '{what}'", hint)
    return UsageError([*batch.unusable, *unread, problem])


def tables_in(batch: Batch) -> list[Found]:
    """Every table of the specs."""
    return [Found(each, table) for each in batch.compiled for table in tables_of(each)]


def tables_of(compiled: Compiled) -> list[str]:
    """The tables that a spec names, sound or not."""
    from generator.spec.nodes import Mapping

    tables = next((value for key, value in (compiled.tree or {}).items() if key == "tables"), None)
    return [str(name) for name in tables] if isinstance(tables, Mapping) else []


def values(found: Found) -> Iterator[Value]:
    """What there is to show of a stack that was built: the table that is asked for, or all."""
    from generator.spec.values import stack_values, table_values

    built, tree = found.compiled.built, found.compiled.tree
    assert built is not None
    assert tree is not None
    made = frozenset((found.compiled.origins or {}).values())
    if not found.table:
        yield from stack_values(built.spec, tree, made)
    for table_id in [found.table] if found.table else built.spec.tables:
        yield from table_values(built.spec, tree, made, table_id=table_id)


def as_json(found: Found, told: Sequence[Value]) -> dict[str, Any]:
    """The values, each with its path in the spec."""
    return {
        "spec": found.compiled.source.shown,
        "table": found.table or None,
        "environment": found.compiled.environment or None,
        "values": [
            {
                "path": value.path,
                "value": value.value,
                "origin": value.position.file if value.position else BUILT_IN,
                "line": value.position.line if value.position else None,
            }
            for value in told
        ],
    }


def listing(found: Found, told: Sequence[Value]) -> Iterator[list[Cell]]:
    """The values as YAML shows them, and where each comes from."""
    from generator.reports.grid import Cell

    if found.compiled.environment:
        yield [Cell(f"# {found.compiled.environment}", "head"), Cell("")]
    before: SpecPath = ()
    for value in in_flow(told):
        path = value.path[1:] if found.table else value.path
        *parents, key = path
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, parents, strict=False)))
        for depth, part in enumerate(parents[shared:], shared):
            if isinstance(part, str):
                yield [Cell(f"{indent(path[:depth], before)}{in_yaml(part)}:", "head"), Cell("")]
                before = path[: depth + 1]
        head = "" if isinstance(key, int) else f"{in_yaml(key)}: "
        line = f"{indent(path if isinstance(key, int) else path[:-1], before)}{head}{flow(value.value)}"
        before = path
        origin = f"{value.position.file}:{value.position.line}" if value.position else BUILT_IN
        yield [Cell(line), Cell(origin, "" if value.position else "quiet")]


def indent(parents: SpecPath, before: SpecPath) -> str:
    """What stands before a key; the first of an entry of a list has the dash of the entry."""
    blank = INDENT * len(parents)
    first = parents and isinstance(parents[-1], int) and before[: len(parents)] != parents
    return f"{blank[: -len(INDENT)]}- " if first else blank


def in_flow(told: Sequence[Value]) -> Iterator[Value]:
    """The values, with mappings that come from one place, and are short, as one value each."""
    below = Counter(value.path[:depth] for value in told for depth in range(len(value.path)))
    for parent, group in groupby(told, key=lambda value: value.path[:-1]):
        values = list(group)
        whole = below[parent] == len(values)
        one = values[0]._replace(path=parent, value={value.path[-1]: value.value for value in values})
        same = len({(value.position.file, value.position.line) if value.position else None for value in values}) == 1
        if parent and whole and same and len(flow(one.value)) <= SHORT:
            yield one
        else:
            yield from values


def flow(value: Any) -> str:
    """A value as YAML has it in one line."""
    if isinstance(value, dict) and value:
        return f"{{{', '.join(f'{in_yaml(key)}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list) and value:
        return f"[{', '.join(map(flow, value))}]"
    return in_yaml(value)


def in_yaml(value: Any) -> str:
    """A scalar, or an empty collection, that may stand between brackets too."""
    from generator.template.yaml_text import scalar

    if isinstance(value, str) and set(value) & IN_FLOW:
        return json.dumps(value, ensure_ascii=False)
    return scalar(value)
