"""`dynaspec diff`: what a deploy of the specs would change in AWS."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli import options
from generator.cli.reporting import DONE, NO, NOT_DONE, Command, report
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.changes.change import Comparison
    from generator.cli.compiling import Batch
    from generator.pipeline import Compiled
    from generator.spec.project import Project

__all__ = ["command"]

# A template is looked for under each, the first that is there counts.
SUFFIXES: Final = (".yaml", ".json")
LEVELS: Final = ("never", "any", "risky", "replace")


class Output(NamedTuple):
    """What a spec renders to: its file without a suffix, None where it has none, and what it was compiled from."""

    stem: Path | None
    compiled: Compiled


@click.command("diff", cls=Command, epilog="Example: dynaspec diff --against main --fail-on replace")
@options.specs
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
    from generator.cli.compiling import compile_named
    from generator.spec.project import find_project

    if against is not None and stack is not None:
        raise UsageError([Problem("DS510", "--against and --stack both say what is deployed", "leave one out")])
    if against == "-" and options.STANDARD_INPUT in specs:
        raise UsageError([Problem("DS510", "two things from standard input", "name one of them as a file")])
    project = find_project(settings.config)
    batch = compile_named(project, specs, form="yaml", settings=settings, folder=project.templates, linted=False)
    failed = [problem for each in batch.compiled if each.failed for problem in each.problems]
    report([*batch.unusable, *failed], batch.texts, settings)
    comparisons = list(_compared(batch, project, against=against, stack=stack))
    _print(comparisons, batch, settings, form=form)
    if batch.unusable:
        return NOT_DONE
    return NO if failed or _fails(comparisons, fail_on) else DONE


def _compared(batch: Batch, project: Project, *, against: str | None, stack: str | None) -> Iterator[Comparison]:
    from generator.pipeline import compare
    from generator.spec.project import shown

    outputs = _outputs(batch, project)
    if stack is None and not (against and (against == "-" or Path(against).is_file())):
        yield from _with_revision(outputs, project, against or "HEAD")
        return
    if len(outputs) > 1:
        what = "--stack" if stack else f"--against {against}"
        raise UsageError([Problem("DS510", f"{what} is one template, and there are {len(outputs)}", "name one spec")])
    for stem, compiled in outputs:
        name = shown(stem.with_name(stem.name + SUFFIXES[0])) if stem else compiled.source.template
        deployed, what = _deployed(compiled, against=against, stack=stack)
        yield compare(compiled, deployed, shown=name, against=what)


def _outputs(batch: Batch, project: Project) -> list[Output]:
    return [
        Output(project.templates / file.name if file and file.inside else None, each)
        for each, file in zip(batch.compiled, batch.files, strict=True)
        if not each.failed and each.text is not None
    ]


def _with_revision(outputs: Sequence[Output], project: Project, revision: str) -> Iterator[Comparison]:
    from generator.changes.revision import templates_at
    from generator.pipeline import compare
    from generator.spec.project import shown

    if outside := [each.compiled.source.shown for each in outputs if each.stem is None]:
        hint = "say what it is compared with: --against FILE, or --stack NAME"
        raise UsageError(
            Problem("DS510", f"{name} is not in {shown(project.specs)}, so no revision has its template", hint)
            for name in outside
        )
    files = {
        each.stem: [each.stem.with_name(each.stem.name + end) for end in SUFFIXES] for each in outputs if each.stem
    }
    if not files:
        return
    contents = templates_at(revision, [path for paths in files.values() for path in paths], root=project.root)
    for stem, compiled in outputs:
        if stem:
            there = [path for path in files[stem] if contents[path] is not None]
            path = (there or files[stem])[0]
            yield compare(compiled, contents[path], shown=shown(path), against=revision)


def _deployed(compiled: Compiled, *, against: str | None, stack: str | None) -> tuple[bytes, str]:
    from generator.spec.project import LARGEST_FILE, read_bytes

    if stack is not None:
        from generator.live.stacks import deployed_template

        return deployed_template(stack, region=compiled.region), f"stack {stack}"
    if against == "-":
        if sys.stdin is None:
            raise UsageError([Problem("DS501", "cannot read standard input: it is closed")])
        return sys.stdin.buffer.read(LARGEST_FILE), "<stdin>"
    return read_bytes(Path(against or "")), against or ""


def _print(comparisons: Sequence[Comparison], batch: Batch, settings: options.Settings, *, form: str) -> None:
    from generator.reports import changes, changes_json, changes_markdown

    if form == "json":
        text = changes_json.render(comparisons)
    elif form == "markdown":
        text = changes_markdown.render(comparisons)
    else:
        color = settings.color if settings.color is not None else sys.stdout.isatty()
        text = changes.render(comparisons, batch.texts, color=color)
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
