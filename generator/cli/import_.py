"""`dynaspec import`: a spec for tables that exist already."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.cli import options
from generator.cli.reporting import DONE, NO, Command, report, say
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.importing import Imported, Place
    from generator.spec.project import Project

__all__ = ["command"]

STANDARD: Final = "-"
# What file names have that names of specs need not.
ENDINGS: Final = re.compile(r"(\.template)?\.(json|ya?ml|template|txt)$", re.IGNORECASE)


@click.command("import", cls=Command, epilog="Example: dynaspec import template.yaml -o specs/")
@click.argument("file", metavar="FILE", type=options.FilePath())
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR|-",
    default=STANDARD,
    show_default=True,
    help="Where the spec goes; a file that is there is never overwritten.",
)
@click.option("--region", metavar="REGION", help="Region of the stack.  [default: the project's]")
@click.option(
    "--parameter", "parameters", metavar="NAME=VALUE", multiple=True, help="Value of a parameter of the template."
)
@click.option(
    "--resources-to-import",
    "to_import",
    metavar="FILE",
    type=options.FilePath(),
    help="Write what a change set of type IMPORT needs, and print the commands.",
)
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    file: Path,
    output: str,
    region: str | None,
    parameters: tuple[str, ...],
    to_import: Path | None,
) -> int:
    """Write a spec for tables that exist already.

    FILE (- for standard input) is a CloudFormation template, hand-written or made by CDK, Serverless or SAM; what aws
    dynamodb describe-table prints; a NoSQL Workbench model; or what terraform show -json prints: which, is seen from
    its content. The spec is rendered and compared with FILE. What it cannot say is listed, and a comment in it; the
    exit code is 1 then.
    """
    from generator.cli.importing import imported
    from generator.importers.recognising import draft
    from generator.pipeline import Settings as ProjectSettings
    from generator.spec.project import find_project
    from generator.template.render import stamp

    project = find_project(settings.config)
    data, shown = _read(file)
    given = dict(map(_given, parameters))
    made = draft(data, shown, given=given, region=region, usual=project.regions[0])
    target = _target(output, file)
    place = _place(target, shown, project)
    of_project = ProjectSettings("yaml", project.regions, project.shared)
    ours = stamp(data.decode("utf-8", "replace")) is not None
    found = imported(made, place, of_project, ours=ours)
    # Before anything is written: what cannot be imported leaves no files.
    wanted = _to_import(found, to_import, place) if to_import else {}
    _write(found.text, target)
    for path, text in wanted.items():
        _write(text, path)
    _tell(found, target, settings)
    if to_import:
        _commands(place, to_import, settings)
    return NO if any(map(_counts, found.problems)) else DONE


def _counts(problem: Problem) -> bool:
    # What a spec cannot say counts; what it is warned of as any spec is, does not.
    return problem.severity == "error" or (problem.severity == "warning" and problem.code.startswith("DS55"))


def _read(file: Path) -> tuple[bytes, str]:
    from generator.spec.project import LARGEST_FILE, read_bytes

    if file != options.STANDARD_INPUT:
        return read_bytes(file), file.as_posix()
    if sys.stdin is None:
        raise UsageError([Problem("DS501", "cannot read standard input: it is closed")])
    return sys.stdin.buffer.read(LARGEST_FILE), "<stdin>"


def _given(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise UsageError([Problem("DS561", f"--parameter {written!a}", "write NAME=VALUE")])
    return name, value


def _target(output: str, file: Path) -> Path | None:
    if output == STANDARD:
        return None
    path = Path(output)
    if path.suffix in (".yaml", ".yml") and not path.is_dir():
        return path
    name = ENDINGS.sub("", file.name) if file != options.STANDARD_INPUT else "imported"
    return path / f"{re.sub('[^A-Za-z0-9_.-]+', '-', name) or 'imported'}.yaml"


def _place(target: Path | None, shown: str, project: Project) -> Place:
    from os.path import relpath

    from generator.cli.importing import Place

    spec = target or project.specs / "imported.yaml"
    schema = Path(relpath(project.root / "dynaspec.schema.json", spec.parent)).as_posix()
    return Place(target.as_posix() if target else "<stdout>", spec.stem, schema, shown)


def _write(text: str, target: Path | None) -> None:
    if target is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        hint = "name another file with -o, or move it away"
        raise UsageError([Problem("DS560", f"{target.as_posix()} is there already", hint)]) from None


def _tell(found: Imported, target: Path | None, settings: options.Settings) -> None:
    from generator.reports import changes

    shown = {found.compiled.source.shown: found.text}
    report(found.problems, shown, settings)
    if found.comparison:
        color = settings.color if settings.color is not None else sys.stderr.isatty()
        say(changes.render([found.comparison], shown, color=color).rstrip("\n"), settings)
    if target:
        say(f"wrote {target.as_posix()}", settings)


def _to_import(found: Imported, file: Path, place: Place) -> dict[Path, str]:
    from generator.importers.adopting import resources_to_import, tables_only
    from generator.template.render import render

    built = found.compiled.built
    if built is None:
        return {}
    template = render(tables_only(built.template), source=place.shown, form="yaml")
    return {file: resources_to_import(built.template), _tables_file(file): template}


def _tables_file(file: Path) -> Path:
    return file.with_suffix(".template.yaml")


def _commands(place: Place, file: Path, settings: options.Settings) -> None:
    from generator.importers.adopting import commands

    for line in commands(place.name, resources=file.as_posix(), template=_tables_file(file).as_posix()):
        say(line, settings)
