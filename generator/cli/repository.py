"""A file, or a project, to where it stands in its git repository and what the repository runs for it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import NamedTuple

from generator.cli import beginning
from generator.spec.project import PROJECT_FILE, Project, absolute

__all__ = ["Snippets", "in_repository", "repository", "snippets"]


class Snippets(NamedTuple):
    """The files with which a repository runs `command` for a project, by path and with their texts.

    `hooks` is the one of pre-commit, and `more_hooks` what to add to one that is there.
    """

    command: str
    files: dict[Path, str]
    hooks: Path
    more_hooks: str


def repository(folder: Path) -> Path | None:
    """The root of the repository that an absolute folder is in, if any; in a worktree `.git` is a file."""
    return next((each for each in (folder, *folder.parents) if os.path.lexists(each / ".git")), None)


def in_repository(file: str, *, known: bool, stdin: Path | None) -> str:
    """A file, or the one that standard input stands for, from the root of its repository, where GitHub looks for it,
    else of its project.

    One that is not there is `known` to be a file, or is the name of something else, such as standard input, which is
    nowhere: empty. GitHub's checkout has no `.git` where it had no git to make one with.
    """
    path = absolute(Path(file))
    if not (known or path.is_file() or (stdin and path == absolute(stdin))):
        return ""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    project = next((each for each in path.parents if (each / PROJECT_FILE).is_file()), None)
    root = repository(path.parent) or (Path(os.path.realpath(workspace)) if workspace else project)
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else file


def snippets(project: Project) -> Snippets:
    """The hook and the workflow of a project, at the root of its repository, else of its own, where they are read."""
    from generator import __version__
    from generator.template.yaml_text import text_scalar

    root = repository(project.root) or project.root
    below = project.root.relative_to(root)
    command = _command(project, below)
    name = text_scalar(f"{command} render")
    hook = {"version": __version__, "name": name, "entry": text_scalar(f"{command} render --staged")}
    job = text_scalar(f"{command} render --check --no-cache")
    title = " ".join(["dynaspec", *below.parts])
    hooks = root / ".pre-commit-config.yaml"
    workflow = root / ".github" / "workflows" / f"{'-'.join(title.split())}.yaml"
    texts = {
        hooks: beginning.HOOKS.format(**hook),
        workflow: beginning.CI.format(version=__version__, command=job, name=text_scalar(title)),
    }
    return Snippets(command, texts, hooks, beginning.MORE_HOOKS.format(file=hooks.name, **hook))


def _command(project: Project, below: Path) -> str:
    """What runs dynaspec in the project from the root of the repository."""
    words = ["dynaspec"]
    if below.parts:
        words += ["-C", below.as_posix()]
    if _file(project) != PROJECT_FILE:
        words += ["--config", _file(project)]
    return shlex.join(words)


def _file(project: Project) -> str:
    return project.file.name if project.file else PROJECT_FILE
