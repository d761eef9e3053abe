"""What was rendered to those of its files that a commit would not have as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.cli.options import Settings
from generator.cli.reporting import DONE, NO, at_file, report
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.bringing import Brought
    from generator.cli.compiling import Batch
    from generator.pipeline import Compiled
    from generator.spec.project import Project, SpecFile

__all__ = ["committed", "staged"]

# The tags of git ls-files -t, https://git-scm.com/docs/git-ls-files.
UNTRACKED: Final = "?"
DELETED: Final = "R"


def staged(brought: Brought, specs: Sequence[Path], project: Project, settings: Settings) -> int:
    """Reports what the index of git lacks of files that were brought up to date, and gives the exit code.

    `specs` are those that make the outputs. A commit without a new spec need not have its templates, and what git is
    told to ignore is never in one.
    """
    found = unstaged([project.specs, brought.folder], project.root)
    problems = list(_problems(brought, specs, found, settings))
    report(problems, {}, settings)
    return NO if problems else DONE


def committed(batch: Batch, project: Project) -> Batch:
    """The batch without what is wrong with specs that a commit does not have, and without the templates of these that
    are wrong, or another spec's.
    """
    from generator.spec.project import absolute

    listed = _listed([project.specs], project.root, "--cached")
    added = {Path(os.path.normpath(project.root / name)) for name in listed}

    def is_added(file: SpecFile | None) -> bool:
        return file is None or file.path in added or not file.path.is_relative_to(project.specs)

    both = [*zip(batch.compiled, batch.files, strict=True)]
    form = batch.compiler.form
    taken = {each.template_name(form).casefold() for each, file in both if is_added(file)}

    def beside(each: Compiled) -> Compiled:
        makes_none = each.failed or each.template_name(form).casefold() in taken
        return replace(each, problems=(), text=None if makes_none else each.text)

    compiled = [each if is_added(file) else beside(each) for each, file in both]
    unusable = [
        each
        for each in batch.unusable
        if each.position is None
        or absolute(Path(each.position.file)) in added
        or not absolute(Path(each.position.file)).is_relative_to(project.specs)
    ]
    return batch._replace(compiled=compiled, unusable=unusable)


def unstaged(folders: Sequence[Path], root: Path) -> dict[Path, str]:
    """The files below the folders that are not in the index as they are, with git's tag of each. UsageError without a
    repository.
    """
    found: dict[Path, str] = {}
    for line in _listed(folders, root, "-t", "--others", "--exclude-standard", "--modified", "--deleted"):
        tag, name = line.split(" ", 1)
        path = Path(os.path.normpath(root / name))
        # What is deleted is changed too.
        found[path] = DELETED if DELETED in (tag, found.get(path)) else tag
    return found


def _listed(folders: Sequence[Path], root: Path, *options: str) -> list[str]:
    """What git lists below the folders. UsageError without a repository."""
    from generator.changes.revision import git, unread

    below = [os.path.relpath(folder, root) for folder in folders]
    asked = git("--literal-pathspecs", "ls-files", "-z", *options, "--", *below, root=root)
    if asked.returncode:
        raise UsageError([Problem("DS683", unread(root, asked), "run in a clone, or leave --staged out")])
    return [line for line in asked.stdout.decode("utf-8", "surrogateescape").split("\0") if line]


def _problems(
    brought: Brought, specs: Sequence[Path], found: Mapping[Path, str], settings: Settings
) -> Iterator[Problem]:
    from generator.spec.project import shown

    for output, spec in zip(brought.outputs, specs, strict=True):
        tag, add = found.get(output.path), "git add it, and commit again"
        if tag == UNTRACKED and found.get(spec) != UNTRACKED:
            yield at_file(Problem("DS411", f"{shown(output.path)} is not in the commit", add), output.path, settings)
        elif tag not in (None, UNTRACKED):
            yield at_file(Problem("DS412", f"{shown(output.path)} is stale in the commit", add), output.path, settings)
    code, hint = brought.kind.left
    for orphan in brought.left:
        if orphan.path.exists():
            message = f"{shown(orphan.path)} is left over{brought.reason(orphan)}"
            yield at_file(Problem(code, message, hint), orphan.path, settings)
    for path, tag in found.items():
        if tag == DELETED and path.is_relative_to(brought.folder):
            message, hint = f"{shown(path)} is left over in the commit", "git rm it, and commit again"
            yield at_file(Problem(code, message, hint), path, settings)
