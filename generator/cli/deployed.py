"""Sound specs and what is deployed of each: at a git revision, in a file, on standard input or in AWS."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from generator.cli import options
from generator.cli.completing import revisions_and_files, stacks
from generator.cli.reporting import stage
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.changes.change import Comparison
    from generator.cli.compiling import Batch
    from generator.pipeline import Compiled, Form
    from generator.spec.project import Project

__all__ = ["Pair", "Sides", "begin", "collected", "compares", "left_behind", "pairs"]

# A template is looked for in each, the first that is there counts.
FORMS: Final[tuple[Form, ...]] = ("yaml", "json")
STANDARD_INPUT: Final = "-"
HEAD: Final = "HEAD"

AGAINST: Final[options.Decorator] = click.option(
    "--against",
    metavar="REV|FILE|-",
    type=options.NON_EMPTY,
    shell_complete=revisions_and_files,
    help="What is deployed: a git revision of the templates, a template, or - for standard input.  [default: HEAD]",
)
STACK: Final[options.Decorator] = click.option(
    "--stack",
    metavar="NAME",
    type=options.NON_EMPTY,
    shell_complete=stacks,
    help="What is deployed: a stack, asked of AWS (needs dynaspec[live]).",
)


class Sides(NamedTuple):
    """What a command line compares: the specs and environments that it names, and what is deployed of them.

    `cached` says whether the specs may be recalled.
    """

    specs: tuple[Path, ...]
    environments: tuple[str, ...]
    against: str | None
    stack: str | None
    cached: bool

    @property
    def revision(self) -> str | None:
        """The git revision that is compared with; None where it is a stack, a file or standard input."""
        path = Path(self.against) if self.against else None
        is_file = path is not None and (self.against == STANDARD_INPUT or (path.exists() and not path.is_dir()))
        return None if self.stack is not None or is_file else self.against or HEAD


class Begun(NamedTuple):
    """The project, its specs as they are now, and what is wrong with those of which there is no template."""

    project: Project
    batch: Batch
    failed: list[Problem]


def compares(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument and the options of a command that compares, which it gets as one: the `sides`."""

    @options.specs
    @options.environments
    @AGAINST
    @STACK
    @options.cached
    @wraps(command)
    def called(
        *,
        specs: tuple[Path, ...],
        environments: tuple[str, ...],
        against: str | None,
        stack: str | None,
        cached: bool,
        **rest: Any,
    ) -> Any:
        return command(sides=Sides(specs, environments, against, stack, cached), **rest)

    return called


def begin(settings: options.Settings, sides: Sides) -> Begun:
    """Builds the specs that are named. UsageError for options that contradict each other."""
    from generator.cli.choosing import chosen
    from generator.cli.compiling import Wanted, build_named, close_cache, recalled
    from generator.pipeline import problems_of
    from generator.recall import KIND
    from generator.spec.project import find_project

    fits_together(sides)
    project = find_project(settings.config, cached=sides.cached)
    wanted = Wanted("yaml", sides.environments)
    with stage("specs", settings, partial(recalled, project, KIND)):
        batch = build_named(project, sides.specs, wanted=wanted, folder=project.templates, stdin=settings.stdin)
    close_cache(project, settings)
    ignore = (*project.ignore, *settings.ignore)
    failed = chosen([each for each in batch.compiled if each.failed], select=settings.select, ignore=ignore)
    return Begun(project, batch, problems_of(failed))


class Pair(NamedTuple):
    """A sound spec and what is deployed of it, None being nothing yet.

    `template` is its file as messages show it, `against` what they call what is deployed, and `file` what problems of
    that are in.
    """

    compiled: Compiled
    deployed: bytes | None
    template: str
    against: str
    file: str


def fits_together(sides: Sides) -> None:
    """UsageError for options that contradict each other."""
    if sides.against is not None and sides.stack is not None:
        raise UsageError([Problem("DS510", "--against and --stack both say what is deployed", "leave one out")])
    if sides.against == STANDARD_INPUT and options.STANDARD_INPUT in sides.specs:
        raise UsageError([Problem("DS510", "two things from standard input", "name one of them as a file")])


@contextmanager
def collected(unusable: list[Problem]) -> Iterator[None]:
    """Adds the problems of what cannot be done meanwhile to the list."""
    try:
        yield
    except UsageError as error:
        unusable.extend(error.problems)


def pairs(batch: Batch, project: Project, sides: Sides) -> Iterator[Pair]:
    """Each sound spec of the batch with what is deployed of it. UsageError when that cannot be told.

    What was recalled stays as it is where there is nothing to tell.
    """
    from generator.cli.comparing import is_deployed

    sound = [
        (each, file)
        for each, file in zip(batch.compiled, batch.files, strict=True)
        if not each.failed and each.text is not None
    ]
    against, stack = sides.against, sides.stack
    if sides.revision is not None:
        if outside := {each.source.shown for each, file in sound if not file or not file.inside}:
            hint = "say what it is compared with: --against FILE, or --stack NAME"
            message = "is not in the project's specs, so no revision has its template"
            raise UsageError(Problem("DS510", f"{name} {message}", hint) for name in sorted(outside))
        for pair in at_revision([each for each, _ in sound], project, sides.revision):
            same = is_deployed(pair.compiled, pair.deployed)
            yield pair if same else pair._replace(compiled=batch.whole(pair.compiled))
        return
    if len(sound) > 1:
        what = "--stack" if stack else f"--against {against}"
        several = len({each.source.shown for each, _ in sound}) > 1
        hint = "name one spec" if several else "name one environment with -e"
        raise UsageError([Problem("DS510", f"{what} is one template, and there are {len(sound)}", hint)])
    for compiled, _ in sound:
        yield with_one(batch.whole(compiled), against=against, stack=stack)


def at_revision(compiled: Sequence[Compiled], project: Project, revision: str) -> Iterator[Pair]:
    """The templates as a git revision has them."""
    from generator.changes.revision import templates_at
    from generator.spec.project import shown

    files = [[project.templates / each.template_name(form) for form in FORMS] for each in compiled]
    contents = templates_at(revision, [path for paths in files for path in paths], root=project.root)
    for each, paths in zip(compiled, files, strict=True):
        path = next((path for path in paths if contents[path] is not None), paths[0])
        yield Pair(each, contents[path], shown(path), revision, f"{revision}:{shown(path)}")


def left_behind(batch: Batch, project: Project, revision: str) -> Iterator[Comparison]:
    """The templates of ours at a revision that no spec makes any more: their stacks stay as they are.

    UsageError when git cannot tell.
    """
    from generator.changes.revision import templates_at, templates_below

    made = {project.templates / each.template_name(form) for each in batch.compiled for form in FORMS}
    # What a spec with an error would make is not known.
    failed = {each.source.header for each in batch.compiled if each.failed}
    gone = [path for path in templates_below(project.templates, revision, root=project.root) if path not in made]
    if not gone:
        return
    from generator.changes.abandoned import abandoned
    from generator.spec.project import shown
    from generator.template.stamp import stamp

    for path, content in templates_at(revision, gone, root=project.root).items():
        header = stamp((content or b"").decode("utf-8", "replace"))
        if content is not None and header is not None and header.source not in failed:
            yield abandoned(content, shown(path), revision, source=header.source)


def with_one(compiled: Compiled, *, against: str | None, stack: str | None) -> Pair:
    """The one template that a stack, a file or standard input has."""
    from generator.cli.comparing import region_of
    from generator.spec.project import LARGEST_FILE, read_bytes

    template = f"{compiled.source.templates}/{compiled.template_name('yaml')}"
    if stack is not None:
        from generator.live.stacks import deployed_template

        name = f"stack {stack}"
        return Pair(compiled, deployed_template(stack, region=region_of(compiled)), template, name, name)
    if against == STANDARD_INPUT:
        if sys.stdin is None:
            raise UsageError([Problem("DS501", "cannot read standard input: it is closed")])
        return Pair(compiled, sys.stdin.buffer.read(LARGEST_FILE), template, "<stdin>", "<stdin>")
    file = str(against)
    return Pair(compiled, read_bytes(Path(file)), template, file, file)
