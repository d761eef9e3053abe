"""The program and paths in the words for where a command was started, which -C may have left."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from generator.cli.options import Settings

__all__ = ["again", "from_start"]


def again(settings: Settings) -> str:
    """The program with the options that lead to the project from where it was started."""
    given = (("-C", folder()), ("--config", settings.config))
    return shlex.join(["dynaspec", *(str(each) for option in given if option[1] for each in option)])


def from_start(path: Path) -> str:
    """The path from where the program was started."""
    return Path(os.path.normpath(Path(folder() or ".", os.path.relpath(path)))).as_posix()


def folder() -> Path | None:
    """The folder that -C names."""
    named: Path | None = click.get_current_context().find_root().params["folder"]
    return named
