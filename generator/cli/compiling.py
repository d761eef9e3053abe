"""The specs that a command line names to compiled templates, with progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import click

from generator.cli.choosing import chosen, is_wanted
from generator.cli.options import STANDARD_INPUT, Settings
from generator.cli.printing import columns_of
from generator.cli.reporting import report, stage
from generator.cli.together import shared_templates, with_shared_names
from generator.errors import Problem, UsageError
from generator.findings import begin, lint_all
from generator.pipeline import Compiled, Form, Source, problems_of
from generator.pipeline import Settings as ProjectSettings
from generator.recall import KIND as SPEC
from generator.recall import Compiler
from generator.spec.project import LARGEST_FILE, Project, absolute, shown
from generator.spec.spec_files import SpecFile, name_problem, spec_file, spec_files
from generator.template.lint import KIND as LINT
from generator.template.lint import Linters

__all__ = ["Batch", "Wanted", "build_named", "close_cache", "compile_named", "recalled"]

# Fewer templates than this are linted before a bar is worth looking at.
MANY: Final = 4
# Columns of its bar, and of what stands beside that.
BAR: Final = 36
BESIDE_BAR: Final = len("linting  []  100%  00:00:00 ")


class Wanted(NamedTuple):
    """What a command line asks for: the form of templates, environments (none stand for all), processes that lint."""

    form: Form
    environments: tuple[str, ...]
    jobs: int = 1


class Batch(NamedTuple):
    """What came of the specs of one command line.

    `files` has the spec file of each compiled one, None for standard input that stands for none; `unusable` are
    problems that kept a spec from being read at all, or that are of no spec.
    """

    compiled: list[Compiled]
    files: list[SpecFile | None]
    unusable: list[Problem]
    compiler: Compiler

    def whole(self, compiled: Compiled) -> Compiled:
        """What was recalled with all that it was made by."""
        return self.compiler.compile_again(compiled)

    @property
    def problems(self) -> list[Problem]:
        """All of them."""
        return [*self.unusable, *problems_of(self.compiled)]

    @property
    def texts(self) -> dict[str, str]:
        """The specs' texts, for reports to show lines of."""
        return {each.source.shown: each.source.data.decode("utf-8", "replace") for each in self.compiled}


def compile_named(
    project: Project, arguments: Sequence[Path], *, wanted: Wanted, settings: Settings, folder: Path
) -> Batch:
    """Compiles and lints the specs that `arguments` name; their templates will stand below `folder`."""
    with closing(Linters(project.ignore, wanted.jobs, project.cache)) as linters:
        with stage("specs", settings, partial(recalled, project, SPEC)):
            batch = build_named(
                *(project, arguments),
                wanted=wanted,
                folder=folder,
                stdin=settings.stdin,
                on_miss=linters.start_ahead,
                on_made=partial(begin, linters=linters),
            )
        sound = sum(1 for each in batch.compiled if each.text is not None)
        with stage("lint", settings, partial(recalled, project, LINT)), _progress(sound, settings) as step:
            linted = lint_all(
                batch.compiled,
                linters=linters,
                on_done=step,
                found_again=batch.compiler.found_again,
            )
    close_cache(project, settings)
    ignore = (*project.ignore, *settings.ignore)
    return batch._replace(compiled=chosen(linted, select=settings.select, ignore=ignore))


def close_cache(project: Project, settings: Settings) -> None:
    """Clears the cache up, and reports what is wrong with it, unless that was done before."""
    problems = [*project.cache_problems, *(project.cache.close() if project.cache else ())]
    ignore = (*project.ignore, *settings.ignore)
    known = settings.found.problems
    wanted = [each for each in problems if is_wanted(each.code, select=settings.select, ignore=ignore)]
    report([each for each in wanted if each not in known], {}, settings)


def recalled(project: Project, kind: str) -> str:
    """How many of a kind came from the cache, for the end of a line."""
    found, missing = (project.cache.counts[kind, found] if project.cache else 0 for found in (True, False))
    return f", {found} of {found + missing} from the cache" if found + missing else ""


def _compiler(
    project: Project, wanted: Wanted, on_miss: Callable[[], None], on_made: Callable[[Compiled], None]
) -> Compiler:
    def settings() -> ProjectSettings:
        of_project = (project.regions, project.shared, wanted.environments, project.runbook_url)
        return ProjectSettings(wanted.form, *of_project)

    file = (project.data, shown(project.file) if project.file else "")
    return Compiler(wanted.form, project.regions, wanted.environments, file, settings, project.cache, on_miss, on_made)


def build_named(
    project: Project,
    arguments: Sequence[Path],
    *,
    wanted: Wanted,
    folder: Path,
    stdin: Path | None = None,
    on_miss: Callable[[], None] = lambda: None,
    on_made: Callable[[Compiled], None] = lambda _: None,
) -> Batch:
    """Compiles the specs that `arguments` name, without cfn-lint's word on them; `stdin` is what `-` stands for.

    `on_miss` is called before a spec is compiled that the cache does not have, and `on_made` with what comes of it.
    """
    named = [argument for argument in arguments if argument != STANDARD_INPUT]
    files: list[SpecFile | None] = [None] if STANDARD_INPUT in arguments else []
    unusable: list[Problem] = []
    if named or not arguments:
        found, unusable = spec_files(project, named)
        files += found
    compiler = _compiler(project, wanted, on_miss, on_made)
    made: dict[SpecFile | None, list[Compiled]] = {}
    refused: dict[SpecFile | None, Sequence[Problem]] = {}
    # The spec that was saved last is the likeliest to be a miss, and who lints has the longest to load then.
    for file in sorted(files, key=_saved, reverse=True):
        try:
            source = _source(file, project, folder) if file else _standard_input(_named(stdin, project), folder)
        except UsageError as error:
            refused[file] = error.problems
            continue
        made[file] = compiler.compile(source)
    batch = Batch([], [], list(unusable), compiler)
    for file in files:
        batch.unusable.extend(refused.get(file, ()))
        if file in made:
            batch.compiled.extend(made[file])
            batch.files.extend([file or _named(stdin, project)] * len(made[file]))
    batch.unusable.extend(shared_templates(batch.compiled, wanted.form))
    batch.unusable.extend(_unknown_environments(project, files, batch.compiled, wanted.environments))
    return batch._replace(compiled=with_shared_names(batch.compiled))


def _unknown_environments(
    project: Project, files: Sequence[SpecFile | None], compiled: Sequence[Compiled], wanted: Sequence[str]
) -> Iterator[Problem]:
    unknown = set(wanted) - {each.environment for each in compiled}
    if not unknown or any(each.tree is None and each.text is None for each in compiled):
        return
    from generator.spec.layers import environments
    from generator.spec.likeness import did_you_mean
    from generator.spec.source import read

    known: dict[str, None] = {}
    for file in files:
        if file:
            known |= dict.fromkeys(environments(read(project.read(file.path), file.shown), project.shared))
    for name in sorted(unknown):
        listed = f"there are {', '.join(known)}" if known else "there are none; leave -e out"
        alone = f"{files[0].shown} does not have" if len(files) == 1 and files[0] else "no spec has"
        yield Problem("DS512", f"{alone} the environment '{name}'", did_you_mean(name, known) or listed)


def _saved(file: SpecFile | None) -> float:
    try:
        return file.path.stat().st_mtime if file else 0
    except OSError:
        return 0  # The reading of it will tell.


def _source(file: SpecFile, project: Project, folder: Path) -> Source:
    return Source(project.read(file.path), file.shown, file.name, file.source, shown(folder))


def _named(stdin: Path | None, project: Project) -> SpecFile | None:
    """The spec that standard input stands for, if any. UsageError when it cannot be one."""
    if stdin is None:
        return None
    if problem := name_problem(absolute(stdin), project):
        raise UsageError([problem])
    return spec_file(absolute(stdin), project)


def _standard_input(file: SpecFile | None, folder: Path) -> Source:
    if sys.stdin is None:
        raise UsageError([Problem("DS501", "cannot read standard input: it is closed")])
    data = sys.stdin.buffer.read(LARGEST_FILE)
    if file:
        return Source(data, file.shown, file.name, file.source, shown(folder))
    return Source(data, "<stdin>", "stdin", "standard input", "")


@contextmanager
def _progress(count: int, settings: Settings) -> Iterator[Callable[[], None]]:
    hidden = settings.quiet or count < MANY or not sys.stderr.isatty()
    width = max(1, min(BAR, columns_of(sys.stderr) - BESIDE_BAR))
    with click.progressbar(length=count, label="linting", file=sys.stderr, hidden=hidden, width=width) as bar:
        yield lambda: bar.update(1)
