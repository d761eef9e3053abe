"""The index of git to the files that a commit of it would have."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from generator.changes.revision import FILE, entries, git, read_all, unread
from generator.errors import Problem, UsageError

__all__ = ["files_on_disk", "files_staged", "ignored", "tree_of_index"]


def tree_of_index(root: Path) -> str:
    """The tree that the commit would have, which is without what `git add -N` names. UsageError without a repository,
    or while a merge has conflicts.
    """
    asked = git("write-tree", root=root)
    if asked.returncode:
        hint = "run in a clone" if b"not a git repository" in asked.stderr else "see git status"
        raise UsageError([Problem("DS683", unread(root, asked), f"{hint}, or leave --staged out")])
    return asked.stdout.decode().strip()


def files_staged(tree: str, paths: Sequence[Path], root: Path) -> dict[Path, bytes]:
    """What the tree has at and below the paths; `root` is in the repository.

    Of a link and of a submodule it has the name only, and what counts is what stands on disk.
    """
    wanted = [os.path.relpath(path, root) for path in paths]
    found = entries(tree, wanted, root) if wanted else []
    blobs = {Path(os.path.normpath(root / name)): blob for name, kind, blob in found if kind == FILE}
    contents = read_all(sorted(set(blobs.values())), root, revision=tree)
    files = {path: contents[blob] for path, blob in blobs.items()}
    for name, kind, _ in found:
        if kind != FILE:
            files |= files_on_disk(Path(os.path.normpath(root / name)))
    return dict(sorted(files.items(), key=lambda each: (each[0].parent.parts, each[0].name)))


def files_on_disk(path: Path) -> dict[Path, bytes]:
    """What stands on disk at and below a path."""
    return {each: each.read_bytes() for each in (path, *sorted(path.rglob("*"))) if each.is_file()}


def ignored(paths: Sequence[Path], root: Path) -> set[Path]:
    """Those of the paths that git is told to ignore."""
    names = [os.path.relpath(path, root) for path in paths]
    asked = git("check-ignore", "-z", "--stdin", root=root, given=b"".join(os.fsencode(name) + b"\0" for name in names))
    found = asked.stdout.split(b"\0")[:-1]
    return {Path(os.path.normpath(root / os.fsdecode(name))) for name in found}
