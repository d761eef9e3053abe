"""`dynaspec init`: the files that a project begins with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from generator.cli import beginning
from generator.cli.options import Settings
from generator.cli.reporting import Command, say
from generator.errors import Problem, UsageError

__all__ = ["command"]


@click.command("init", cls=Command, epilog="Example: dynaspec -C tables init")
@click.pass_obj
def command(settings: Settings) -> None:
    """Write the files that a project begins with.

    A project file, a first spec with comments, the schema for editors, a pre-commit hook and a GitHub workflow. A file
    that exists is kept as it is, and in a project that has specs no first one is written.
    """
    from generator import __version__
    from generator.spec.project import PROJECT_FILE, find_project, spec_files
    from generator.spec.schema import spec_schema

    file = settings.config or Path(PROJECT_FILE)
    _begin(file, beginning.PROJECT.format(version=__version__), settings)
    project = find_project(file)
    schema = project.root / "dynaspec.schema.json"
    first = project.specs / "orders.yaml"
    if project.specs.is_dir() and spec_files(project, ())[0]:
        say(f"kept {_shown(project.specs)}, which has specs", settings)
    else:
        leads = Path(os.path.relpath(schema, first.parent)).as_posix()
        _begin(first, beginning.FIRST_SPEC.format(schema=leads), settings)
    _begin(schema, json.dumps(spec_schema(project.shared), indent=2, ensure_ascii=False) + "\n", settings)
    names = {name: getattr(project, name).relative_to(project.root).as_posix() for name in ("specs", "templates")}
    hooks = beginning.HOOKS.format(version=__version__, **names)
    _begin(project.root / ".pre-commit-config.yaml", hooks, settings)
    workflow = project.root / ".github" / "workflows" / "dynaspec.yaml"
    _begin(workflow, beginning.CI.format(version=__version__), settings)
    say("next: dynaspec render", settings)


def _begin(file: Path, text: str, settings: Settings) -> None:
    """Writes a file that is not there yet, and says what became of it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as begun:
            begun.write(text)
    except OSError as error:
        if os.path.lexists(file):
            say(f"kept {_shown(file)}, which exists", settings)
            return
        reason = (error.strerror or str(error)).lower()
        raise UsageError([Problem("DS530", f"cannot write {_shown(file)}: {reason}")]) from None
    say(f"wrote {_shown(file)}", settings)


def _shown(path: Path) -> str:
    from generator.spec.project import absolute, shown

    return shown(absolute(path))
