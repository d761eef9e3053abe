"""`dynaspec render`: specs to templates in files, or to what would change in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli import finding_options, options
from generator.cli.bringing import Brought, Kind, bring, compare
from generator.cli.filing import is_shown_at_once, is_told_at_length, keep_apart
from generator.cli.printing import print_text
from generator.cli.reporting import NO, NOT_DONE, Command, at_file, exit_code, report, stage
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.compiling import Batch, Wanted
    from generator.pipeline import Form
    from generator.spec.project import Project
    from generator.template.orphans import Orphan
    from generator.template.write import Output

__all__ = ["command"]

STANDARD_OUTPUT: Final = Path("-")
TEMPLATES: Final = Kind(
    "template",
    {
        "new": ("DS411", "is missing", "run dynaspec render and commit the template"),
        "stale": ("DS412", "is stale", "run dynaspec render and commit the template"),
        "edited": ("DS413", "was edited by hand", "put the change into the spec and run dynaspec render"),
        "foreign": ("DS403", "exists and was not rendered by dynaspec", "move the file elsewhere, or rename the spec"),
    },
    left=("DS414", "remove it, or run dynaspec render, which does unless somebody edited it"),
)


class Asked(NamedTuple):
    """What the options ask for."""

    output: Path | None
    check: bool
    diff: bool
    staged: bool
    wanted: Wanted
    fail_on: str
    cached: bool


@click.command("render", cls=Command, epilog="Example: dynaspec render specs/orders.yaml -o -")
@options.specs
@options.folder("Folder to write to, or - for standard output.  [default: the project's templates]")
@options.check
@click.option("--diff", is_flag=True, help="Write nothing; print what would change in the templates.")
@click.option(
    "--staged", is_flag=True, help="For a hook: render what is added to the commit; fail when that lacks a template."
)
@click.option("--watch", is_flag=True, help="Go on, and render what is saved until Ctrl-C.")
@options.environments
@finding_options.of_specs
@options.form
@options.jobs
@options.cached
@finding_options.fail_on
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    specs: tuple[Path, ...],
    output: Path | None,
    check: bool,
    diff: bool,
    staged: bool,
    watch: bool,
    environments: tuple[str, ...],
    form: Form,
    jobs: int,
    cached: bool,
    fail_on: str,
) -> int:
    """Check specs, render them and write the templates.

    Reads SPECs (files, folders, or - for standard input; default: every spec of the project). Nothing is written when
    a spec has an error. A template whose spec is gone is removed when all specs are rendered; a file that dynaspec did
    not render is never touched.
    """
    from generator.cli.compiling import Wanted
    from generator.cli.watching import watch as go_on
    from generator.spec.project import absolute

    wanted = Wanted(form, environments, jobs)
    asked = Asked(output, check=check, diff=diff, staged=staged, wanted=wanted, fail_on=fail_on, cached=cached)
    _fits_together(specs, asked, watch=watch)
    if watch:
        if not is_shown_at_once(settings):
            hint = "leave out --watch, or --output-file and every --output-format but full and concise"
            raise UsageError([Problem("DS510", "--watch never ends, and a report is written in the end", hint)])
        # This process stays and has cfn-lint loaded, which a worker would have to do for every save.
        alone = asked._replace(wanted=wanted._replace(jobs=1))

        def once(changed: Sequence[Path]) -> list[Path]:
            return _render(changed or specs, alone if changed else asked, settings)[1]

        go_on(once, specs, absolute(output) if output else None, settings)
    return _render(specs, asked, settings)[0]


def _render(specs: Sequence[Path], asked: Asked, settings: options.Settings) -> tuple[int, list[Path]]:
    """Renders once; gives the exit code and the specs with errors."""
    from generator.cli.compiling import compile_named
    from generator.cli.staging import project_looked_at, staged
    from generator.spec.project import absolute

    output, form = asked.output, asked.wanted.form
    if asked.diff or output == STANDARD_OUTPUT:
        keep_apart(settings)
    paths = [*specs, *([output] if output else [])]
    project = project_looked_at(settings, paths, staged=asked.staged, cached=asked.cached)
    folder = absolute(output) if output and output != STANDARD_OUTPUT else project.templates
    batch = compile_named(project, specs, wanted=asked.wanted, settings=settings, folder=folder)
    if output is None:
        batch.unusable.extend(_outside(batch, project, settings))
    elif output == STANDARD_OUTPUT and len(batch.compiled) > 1:
        batch.unusable.append(_more_than_one(batch))
    report(batch.problems, batch.texts, settings)
    failing = [file.path for each, file in zip(batch.compiled, batch.files, strict=True) if file and each.failed]
    if batch.unusable:
        return NOT_DONE, failing
    code = exit_code(batch.problems, fail_on=asked.fail_on)
    if any(each.failed for each in batch.compiled):
        return NO, failing
    if output == STANDARD_OUTPUT:
        print_text("".join(each.text or "" for each in batch.compiled))
        return code, []
    outputs = _outputs(batch, folder, form)
    whole = not specs and not asked.wanted.environments and output is None
    stray = _orphans(batch, project, form) if whole else []
    brought = Brought(TEMPLATES, folder, outputs, stray, lambda orphan: _reason(orphan, project, form))
    with stage("templates", settings):
        if asked.staged:
            both = zip(batch.compiled, batch.files, strict=True)
            made_by = [file.path for each, file in both if file and each.text is not None]
            return max(code, staged(brought, made_by, project, settings)), []
        if asked.check or asked.diff:
            printed = asked.diff or is_told_at_length(settings)
            return max(code, compare(brought, project, settings, fail=asked.check, printed=printed)), []
        # A template in another form has a spec: whoever asked for that form may want to keep it.
        gone = [orphan for orphan in stray if not _has_spec(orphan, project) or _was_its_own(orphan, project, form)]
        bring(brought, gone, project, settings)
    return code, []


def _more_than_one(batch: Batch) -> Problem:
    several = len({each.source.shown for each in batch.compiled}) > 1
    message = "-o - takes one spec" if several else "-o - takes one environment of the spec"
    hint = "name one, or a folder to write to" if several else "name one with -e, or a folder to write to"
    return Problem("DS510", message, hint)


def _fits_together(specs: Sequence[Path], asked: Asked, *, watch: bool) -> None:
    output = asked.output
    compares = asked.check or asked.diff
    if watch and (compares or asked.staged or output == STANDARD_OUTPUT or options.STANDARD_INPUT in specs):
        hint = "leave out --check, --diff and --staged, or - for standard input and output, or --watch"
        raise UsageError([Problem("DS510", "--watch writes templates of files", hint)])
    if options.STANDARD_INPUT in specs and output != STANDARD_OUTPUT:
        message = "a spec from standard input has no template to write"
        raise UsageError([Problem("DS510", message, "add -o - to print it, or use dynaspec check -")])
    if asked.staged and (compares or output == STANDARD_OUTPUT):
        hint = "leave out --staged, or --check, --diff and -o -"
        raise UsageError([Problem("DS510", "--staged is about templates that are written", hint)])
    if output == STANDARD_OUTPUT and compares:
        raise UsageError([Problem("DS510", "-o - has no files to compare", "leave out -o -, or --check and --diff")])


def _outside(batch: Batch, project: Project, settings: options.Settings) -> list[Problem]:
    from generator.spec.project import shown

    hint = f"move it to {shown(project.specs)}, or say with -o where its template goes"
    return [
        at_file(
            Problem("DS509", f"{file.shown} is not in {shown(project.specs)}, so it has no template", hint),
            file.path,
            settings,
        )
        for file in dict.fromkeys(batch.files)
        if file and not file.inside
    ]


def _outputs(batch: Batch, folder: Path, form: Form) -> list[Output]:
    from generator.template.write import Output

    return [
        Output(folder / each.template_name(form), each.text)
        for each, file in zip(batch.compiled, batch.files, strict=True)
        if file and each.text is not None
    ]


def _orphans(batch: Batch, project: Project, form: Form) -> list[Orphan]:
    from generator.template.orphans import orphans, orphans_among

    specs = project.specs.relative_to(project.root).as_posix()
    outputs = {project.templates / each.template_name(form) for each in batch.compiled}

    # What a spec with an error would make is not known.
    failed = {each.source.header for each in batch.compiled if each.text is None}

    # A header that names something outside of the specs folder is not for us to judge.
    def ours(source: str) -> bool:
        path = PurePosixPath(source)
        return path.is_relative_to(specs) and ".." not in path.parts and source not in failed

    if project.contents is None:
        found = orphans(project.templates, root=project.root, outputs=outputs)
    else:
        below = {path: text for path, text in project.contents.items() if path.is_relative_to(project.templates)}
        found = orphans_among(below, outputs=outputs)
    return [orphan for orphan in found if ours(orphan.source)]


def _has_spec(orphan: Orphan, project: Project) -> bool:
    return project.has(project.root / orphan.source)


def _was_its_own(orphan: Orphan, project: Project, form: Form) -> bool:
    # Where the spec's template stood without environments, or in one that it had.
    name = (project.root / orphan.source).relative_to(project.specs).with_suffix(f".{form}")
    below = orphan.path.relative_to(project.templates)
    return name in (below, Path(*below.parts[1:]))


def _reason(orphan: Orphan, project: Project, form: Form) -> str:
    edited = ", but it was edited by hand" if orphan.edited else ""
    if not _has_spec(orphan, project):
        return f": there is no {orphan.source}{edited}"
    if _was_its_own(orphan, project, form):
        return f": {orphan.source} does not make it any more{edited}"
    return " from another --format or from before a move"
