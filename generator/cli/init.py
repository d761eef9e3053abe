"""`dynaspec init`: the files that a project begins with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli import beginning
from generator.cli.options import Settings
from generator.cli.reporting import Command, say

if TYPE_CHECKING:
    from generator.spec.project import Project

__all__ = ["command"]


@click.command("init", cls=Command, epilog="Example: dynaspec -C tables init")
@click.pass_obj
def command(settings: Settings) -> None:
    """Write the files that a project begins with.

    A project file, a first spec with comments, the schemas for editors, a pre-commit hook and a GitHub workflow. A file
    that exists is kept as it is, and in a project that has specs no first one is written.
    """
    from generator.spec.project import PROJECT_FILE, project_to_be, shown
    from generator.template.write import Output, replace_all

    file = settings.config or Path(PROJECT_FILE)
    project = project_to_be(file)
    begun = dict(_files(project))
    kept = [path for path in begun if os.path.lexists(path)]
    replace_all([Output(path, text) for path, text in begun.items() if path not in kept], root=project.root)
    for path in begun:
        say(f"kept {shown(path)}, which exists" if path in kept else f"wrote {shown(path)}", settings)
    if project.specs / "orders.yaml" not in begun:
        say(f"kept {shown(project.specs)}, which has specs", settings)
    say("next: dynaspec render", settings)


def _files(project: Project) -> Iterator[tuple[Path, str]]:
    """The files of a project and their texts; no first spec where there are specs."""
    from generator import __version__
    from generator.spec.schema import project_schema, spec_schema

    schema, schema_of_project = (project.root / f"dynaspec{name}.schema.json" for name in ("", ".project"))
    if project.file:
        yield (
            project.file,
            beginning.PROJECT.format(schema=_leads(project.file, schema_of_project), version=__version__),
        )
    if not _has_specs(project):
        first = project.specs / "orders.yaml"
        yield first, beginning.FIRST_SPEC.format(schema=_leads(first, schema))
    yield schema, _json(spec_schema(project.shared))
    yield schema_of_project, _json(project_schema())
    names = {name: getattr(project, name).relative_to(project.root).as_posix() for name in ("specs", "templates")}
    yield project.root / ".pre-commit-config.yaml", beginning.HOOKS.format(version=__version__, **names)
    yield project.root / ".github" / "workflows" / "dynaspec.yaml", beginning.CI.format(version=__version__)


def _has_specs(project: Project) -> bool:
    from generator.spec.project import spec_files

    return project.specs.is_dir() and bool(spec_files(project, ())[0])


def _leads(file: Path, schema: Path) -> str:
    return Path(os.path.relpath(schema, file.parent)).as_posix()


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
