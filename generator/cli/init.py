"""`dynaspec init`: the files that a project begins with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli import beginning
from generator.cli.options import Settings
from generator.cli.reporting import Command, say
from generator.cli.started import again
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.repository import Snippets
    from generator.spec.project import Project

__all__ = ["command"]

GIT: Final = ".git"


@click.command("init", cls=Command, epilog="Example: dynaspec -C tables init")
@click.pass_obj
def command(settings: Settings) -> None:
    """Write the files that a project begins with.

    A project file, a first spec with comments, the schemas for editors, and at the root of the git repository a
    pre-commit hook and a GitHub workflow. A file that exists is kept as it is, and in a project that has specs no first
    one is written.
    """
    from generator.cli.repository import snippets
    from generator.spec.project import PROJECT_FILE, project_file, project_to_be
    from generator.template.write import Output, replace_all

    file = project_file(settings.config) or Path(PROJECT_FILE)
    project = project_to_be(file)
    if GIT in project.root.parts:
        hint = "run in the folder of the project, or name it with -C"
        raise UsageError([Problem("DS402", f"cannot begin a project in a {GIT} folder, which is git's own", hint)])
    of_repository = snippets(project)
    begun = dict(_files(project)) | of_repository.files
    if obstacles := list(_obstacles(begun)):
        raise UsageError(obstacles)
    kept = [path for path in begun if path.is_file()]
    replace_all([Output(path, text) for path, text in begun.items() if path not in kept], root=project.root)
    if not settings.config and project.root != Path.cwd():
        hint = f"for one of its own here: dynaspec --config {PROJECT_FILE} init"
        say(f"the project is that of {_from_here(file)}; {hint}", settings)
    for path in begun:
        say(f"kept {_from_here(path)}, which exists" if path in kept else f"wrote {_from_here(path)}", settings)
    if project.specs / "orders.yaml" not in begun:
        say(f"kept {_from_here(project.specs)}, which has specs", settings)
    _offer_hook(of_repository, kept, settings)
    say(f"next: {again(settings)} render", settings, as_it_is=True)


def _files(project: Project) -> Iterator[tuple[Path, str]]:
    """The files of a project and their texts; no first spec where there are specs."""
    from generator import __version__
    from generator.spec.schema import project_schema, spec_schema

    schema, schema_of_project = (project.root / f"dynaspec{name}.schema.json" for name in ("", ".project"))
    if project.file:
        yield (
            project.file,
            beginning.PROJECT.format(
                schema=_leads(project.file, schema_of_project), version=__version__, next=beginning.breaks(__version__)
            ),
        )
    if not _has_specs(project):
        first = project.specs / "orders.yaml"
        yield first, beginning.FIRST_SPEC.format(schema=_leads(first, schema))
    yield schema, _json(spec_schema(project.shared))
    yield schema_of_project, _json(project_schema())


def _obstacles(paths: Iterable[Path]) -> Iterator[Problem]:
    """What keeps files from being written, besides files that are kept."""
    for path in paths:
        there = next(each for each in (path, *path.parents) if os.path.lexists(each))
        if path.is_file() if there == path else there.is_dir():
            continue
        nowhere = there.is_symlink() and not there.exists()
        what = "a link that leads nowhere" if nowhere else "a folder" if there.is_dir() else "no folder"
        hint = "move it elsewhere" if there == path else "move it elsewhere, for a folder is wanted there"
        yield Problem("DS402", f"cannot write {_from_here(path)}: {_from_here(there)} is {what}", hint)


def _offer_hook(of_repository: Snippets, kept: Iterable[Path], settings: Settings) -> None:
    """Prints the hook where a configuration of pre-commit is kept that does not name it."""
    hooks = of_repository.hooks
    if hooks in kept and of_repository.command.encode() not in hooks.read_bytes() and not settings.quiet:
        click.echo(of_repository.more_hooks.encode(), nl=False)


def _has_specs(project: Project) -> bool:
    from generator.spec.spec_files import spec_files

    return project.specs.is_dir() and bool(spec_files(project, ())[0])


def _leads(file: Path, schema: Path) -> str:
    return Path(os.path.relpath(schema, file.parent)).as_posix()


def _from_here(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
