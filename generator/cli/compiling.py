"""The specs that a command line names to compiled templates, with progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import click

from generator.cli.options import STANDARD_INPUT, Settings
from generator.errors import Problem, UsageError
from generator.pipeline import Compiled, Form, Source, compile_spec, lint_all
from generator.spec.project import LARGEST_FILE, Project, SpecFile, read_bytes, shown, spec_files

__all__ = ["Batch", "compile_named"]

# Fewer templates than this are linted before a bar is worth looking at.
MANY: Final = 4


class Batch(NamedTuple):
    """What came of the specs of one command line.

    `files` has the spec file of each compiled one, None for standard input; `unusable` are problems that kept a
    spec from being read at all.
    """

    compiled: list[Compiled]
    files: list[SpecFile | None]
    unusable: list[Problem]

    @property
    def problems(self) -> list[Problem]:
        """All of them."""
        return [*self.unusable, *(problem for each in self.compiled for problem in each.problems)]

    @property
    def texts(self) -> dict[str, str]:
        """The specs' texts, for reports to show lines of."""
        return {each.source.shown: each.source.data.decode("utf-8", "replace") for each in self.compiled}


def compile_named(
    project: Project,
    arguments: Sequence[Path],
    *,
    form: Form,
    settings: Settings,
    folder: Path,
    jobs: int = 1,
    linted: bool = True,
) -> Batch:
    """Compiles the specs that `arguments` name, and lints them unless told not to.

    Their templates will stand below `folder`.
    """
    named = [argument for argument in arguments if argument != STANDARD_INPUT]
    files: list[SpecFile | None] = [None] if STANDARD_INPUT in arguments else []
    unusable: list[Problem] = []
    if named or not arguments:
        found, unusable = spec_files(project, named)
        files += found
    batch = Batch([], [], list(unusable))
    for file in files:
        try:
            source = _source(file, folder / f"{file.name}.{form}") if file else _standard_input()
        except UsageError as error:
            batch.unusable.extend(error.problems)
            continue
        batch.compiled.append(compile_spec(source, form=form, regions=project.regions))
        batch.files.append(file)
    if not linted:
        return batch
    sound = sum(1 for each in batch.compiled if each.text is not None)
    with _progress(sound, settings) as step:
        compiled = lint_all(batch.compiled, ignore=project.ignore, jobs=jobs, on_done=step)
    return batch._replace(compiled=compiled)


def _source(file: SpecFile, template: Path) -> Source:
    return Source(read_bytes(file.path), file.shown, file.name, file.source, shown(template))


def _standard_input() -> Source:
    if sys.stdin is None:
        raise UsageError([Problem("DS501", "cannot read standard input: it is closed")])
    data = sys.stdin.buffer.read(LARGEST_FILE)
    return Source(data, "<stdin>", "stdin", "standard input", "template.yaml")


@contextmanager
def _progress(count: int, settings: Settings) -> Iterator[Callable[[], None]]:
    hidden = settings.quiet or count < MANY or not sys.stderr.isatty()
    with click.progressbar(length=count, label="linting", file=sys.stderr, hidden=hidden) as bar:
        yield lambda: bar.update(1)
