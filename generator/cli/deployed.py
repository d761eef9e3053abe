"""Sound specs and what is deployed of each: at a git revision, in a file, on standard input or in AWS."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli import options
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.compiling import Batch
    from generator.pipeline import Compiled, Form
    from generator.spec.project import Project

__all__ = ["Pair", "against", "collected", "fits_together", "left_behind", "pairs", "stack"]

# A template is looked for in each, the first that is there counts.
FORMS: Final[tuple[Form, ...]] = ("yaml", "json")
STANDARD_INPUT: Final = "-"

against: Final[options.Decorator] = click.option(
    "--against",
    metavar="REV|FILE|-",
    help="What is deployed: a git revision of the templates, a template, or - for standard input.  [default: HEAD]",
)
stack: Final[options.Decorator] = click.option(
    "--stack", metavar="NAME", help="What is deployed: a stack, asked of AWS (needs dynaspec[live])."
)


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


def fits_together(specs: Sequence[Path], against: str | None, stack: str | None) -> None:
    """UsageError for options that contradict each other."""
    if against is not None and stack is not None:
        raise UsageError([Problem("DS510", "--against and --stack both say what is deployed", "leave one out")])
    if against == STANDARD_INPUT and options.STANDARD_INPUT in specs:
        raise UsageError([Problem("DS510", "two things from standard input", "name one of them as a file")])


@contextmanager
def collected(unusable: list[Problem]) -> Iterator[None]:
    """Adds the problems of what cannot be done meanwhile to the list."""
    try:
        yield
    except UsageError as error:
        unusable.extend(error.problems)


def pairs(batch: Batch, project: Project, *, against: str | None, stack: str | None) -> Iterator[Pair]:
    """Each sound spec of the batch with what is deployed of it. UsageError when that cannot be told.

    What was recalled stays as it is where there is nothing to tell.
    """
    from generator.cli.comparing import is_deployed

    sound = [
        (each, file)
        for each, file in zip(batch.compiled, batch.files, strict=True)
        if not each.failed and each.text is not None
    ]
    if stack is None and not (against and (against == STANDARD_INPUT or Path(against).is_file())):
        if outside := {each.source.shown for each, file in sound if not file or not file.inside}:
            hint = "say what it is compared with: --against FILE, or --stack NAME"
            message = "is not in the project's specs, so no revision has its template"
            raise UsageError(Problem("DS510", f"{name} {message}", hint) for name in sorted(outside))
        for pair in at_revision([each for each, _ in sound], project, against or "HEAD"):
            recalled = is_deployed(pair.compiled, pair.deployed)
            yield pair if recalled else pair._replace(compiled=batch.whole(pair.compiled))
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


def left_behind(batch: Batch, project: Project, revision: str) -> Iterator[Problem]:
    """The templates of ours at a revision that no spec makes any more: their stacks stay as they are."""
    from generator.changes.revision import templates_at, templates_below
    from generator.spec.project import shown
    from generator.template.render import stamp

    made = {project.templates / each.template_name(form) for each in batch.compiled for form in FORMS}
    gone = [path for path in templates_below(project.templates, revision, root=project.root) if path not in made]
    for path, content in templates_at(revision, gone, root=project.root).items():
        header = stamp((content or b"").decode("utf-8", "replace"))
        if header is not None:
            message = f"{shown(path)} at {revision} has no spec now; its stack stays, and nothing tends to it"
            hint = (
                f"delete the stack if that is meant; if {header.source} was renamed or moved, deploy the new template "
                "to the old stack, for a new stack would make new, empty tables"
            )
            yield Problem("DS696", message, hint)


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
