"""`dynaspec diff`: what a deploy of the specs would change in AWS."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli import options
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, keep_apart, report, texts_of
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.changes.change import Comparison
    from generator.cli.compiling import Batch
    from generator.pipeline import Compiled, Form
    from generator.spec.project import Project

__all__ = ["command"]

# A template is looked for in each, the first that is there counts.
FORMS: Final[tuple[Form, ...]] = ("yaml", "json")
STANDARD_INPUT: Final = "-"
LEVELS: Final = ("never", "any", "risky", "replace")


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


@click.command("diff", cls=Command, epilog="Example: dynaspec diff --against main --fail-on replace")
@options.specs
@options.environments
@options.findings
@click.option(
    "--against",
    metavar="REV|FILE|-",
    help="What is deployed: a git revision of the templates, a template, or - for standard input.  [default: HEAD]",
)
@click.option("--stack", metavar="NAME", help="What is deployed: a stack, asked of AWS (needs dynaspec[live]).")
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="never",
    show_default=True,
    help="Exit with 1 for any change, for risky ones and worse, or for those that replace or delete.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    specs: tuple[Path, ...],
    environments: tuple[str, ...],
    against: str | None,
    stack: str | None,
    fail_on: str,
    form: str,
) -> int:
    """Tell what a deploy would change in AWS.

    Renders SPECs (files, folders, or - for standard input; default: every spec of the project) in memory, compares them
    with what is deployed, and says of each change what AWS does with it: in place, risky (in place, with a catch),
    several deploys, unknown before the deploy, refused, replaced, deleted. Writes nothing. FILE and - may also be what
    aws cloudformation get-template prints.
    """
    from generator.cli.compiling import Wanted, build_named
    from generator.pipeline import problems_of
    from generator.spec.project import find_project

    _fits_together(specs, against, stack)
    keep_apart(settings)
    project = find_project(settings.config)
    wanted = Wanted("yaml", environments, jobs=1)
    batch = build_named(project, specs, wanted=wanted, folder=project.templates)
    failed = problems_of([each for each in batch.compiled if each.failed])
    unusable = batch.unusable
    comparisons = _compared(_pairs(batch, project, against=against, stack=stack), unusable)
    report([*unusable, *failed], batch.texts, settings)
    if comparisons or not (unusable or failed):
        _print(comparisons, batch, settings, form=form)
    if unusable:
        return NOT_DONE
    return NO if failed or _fails(comparisons, fail_on) else DONE


def _fits_together(specs: Sequence[Path], against: str | None, stack: str | None) -> None:
    if against is not None and stack is not None:
        raise UsageError([Problem("DS510", "--against and --stack both say what is deployed", "leave one out")])
    if against == STANDARD_INPUT and options.STANDARD_INPUT in specs:
        raise UsageError([Problem("DS510", "two things from standard input", "name one of them as a file")])


def _compared(pairs: Iterator[Pair], unusable: list[Problem]) -> list[Comparison]:
    from generator.cli.comparing import compare

    comparisons = []
    with _collected(unusable):
        for each in pairs:
            with _collected(unusable):
                comparisons.append(compare(*each))
    return comparisons


@contextmanager
def _collected(unusable: list[Problem]) -> Iterator[None]:
    try:
        yield
    except UsageError as error:
        unusable.extend(error.problems)


def _pairs(batch: Batch, project: Project, *, against: str | None, stack: str | None) -> Iterator[Pair]:
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
        yield from _at_revision([each for each, _ in sound], project, against or "HEAD")
        return
    if len(sound) > 1:
        what = "--stack" if stack else f"--against {against}"
        several = len({each.source.shown for each, _ in sound}) > 1
        hint = "name one spec" if several else "name one environment with -e"
        raise UsageError([Problem("DS510", f"{what} is one template, and there are {len(sound)}", hint)])
    for compiled, _ in sound:
        yield _with_one(compiled, against=against, stack=stack)


def _at_revision(compiled: Sequence[Compiled], project: Project, revision: str) -> Iterator[Pair]:
    from generator.changes.revision import templates_at
    from generator.spec.project import shown

    files = [[project.templates / each.template_name(form) for form in FORMS] for each in compiled]
    contents = templates_at(revision, [path for paths in files for path in paths], root=project.root)
    for each, paths in zip(compiled, files, strict=True):
        path = next((path for path in paths if contents[path] is not None), paths[0])
        yield Pair(each, contents[path], shown(path), revision, f"{revision}:{shown(path)}")


def _with_one(compiled: Compiled, *, against: str | None, stack: str | None) -> Pair:
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


def _print(comparisons: Sequence[Comparison], batch: Batch, settings: options.Settings, *, form: str) -> None:
    from generator.reports import changes, changes_json, changes_markdown

    if form == "json":
        text = changes_json.render(comparisons)
    elif form == "markdown":
        text = changes_markdown.render(comparisons)
    else:
        color = settings.color if settings.color is not None else sys.stdout.isatty()
        positions = [change.position for each in comparisons for change in each.changes]
        text = changes.render(comparisons, {**texts_of(positions), **batch.texts}, color=color)
    click.echo(text.encode(), nl=False)


def _fails(comparisons: Sequence[Comparison], level: str) -> bool:
    from generator.aws.rule import IMPACTS
    from generator.changes.impact import rank

    changes = [change for each in comparisons for change in each.changes]
    if level == "replace":
        return any(change.replaces for change in changes)
    if level == "risky":
        return any(rank(change) >= IMPACTS.index("risky") for change in changes)
    return level == "any" and bool(changes)
