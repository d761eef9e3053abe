"""A git revision to the templates in it, read from the repository that is here."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from generator.errors import Problem, UsageError

__all__ = ["templates_at", "templates_below"]

# Git's words are read below; a file that a partial clone lacks is not fetched behind the user's back.
ENVIRONMENT: Final = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


def templates_at(revision: str, paths: Iterable[Path], *, root: Path) -> dict[Path, bytes | None]:
    """The content of each path at the revision, None where there was no such file; `root` is in the repository.

    UsageError without git, repository or revision. Nothing is fetched.
    """
    commit = commit_of(revision, root)
    paths = list(paths)
    if not paths:
        return {}
    folders = sorted({path.parent.relative_to(root).as_posix() for path in paths})
    blobs = files_in(commit, folders, root)
    known = {path: blobs.get(path.relative_to(root).as_posix()) for path in paths}
    contents = read_all(sorted({blob for blob in known.values() if blob}), root, revision=revision)
    return {path: contents[blob] if blob else None for path, blob in known.items()}


def templates_below(folder: Path, revision: str, *, root: Path) -> list[Path]:
    """Every file below the folder at the revision; UsageError as of `templates_at`."""
    below = folder.relative_to(root).as_posix()
    return [root / name for name in files_in(commit_of(revision, root), [below], root)]


def commit_of(revision: str, root: Path) -> str:
    """The commit that the revision names."""
    asked = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", root=root)
    if asked.returncode == 0:
        return asked.stdout.decode().strip()
    inside = git("rev-parse", "--is-shallow-repository", root=root)
    if inside.returncode:
        said = inside.stderr.decode("utf-8", "replace").strip().splitlines()
        message = f"git does not read {ascii(root.as_posix())[1:-1]}: {(said or ['it says nothing'])[0]}"
        hint = "run in a clone, or name a template file with --against FILE, or - for standard input"
        raise UsageError([Problem("DS683", message, hint)])
    if revision == "HEAD":
        hint = "commit templates/ first, or name a template file with --against FILE"
    elif inside.stdout.strip() == b"true":
        hint = f"the checkout is shallow: git fetch --depth=1 origin {revision}, then --against FETCH_HEAD"
    else:
        hint = "git fetch, or see git branch --all; a file is named by its path"
    raise UsageError([Problem("DS684", f"there is no revision {revision!a} here", hint)])


def files_in(commit: str, folders: list[str], root: Path) -> dict[str, str]:
    """The blob of each file in the folders at a commit, by its path from `root`."""
    asked = git("ls-tree", "-z", "-r", commit, "--", *(f"{folder}/" for folder in folders), root=root)
    if asked.returncode:
        raise missing(commit)
    found = {}
    for line in asked.stdout.split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        _, kind, blob = about.split()
        if kind == b"blob":
            found[name.decode("utf-8", "surrogateescape")] = blob.decode()
    return found


def read_all(blobs: list[str], root: Path, *, revision: str) -> dict[str, bytes]:
    """The content of each blob."""
    asked = git("cat-file", "--batch", root=root, given="".join(f"{blob}\n" for blob in blobs).encode())
    contents: dict[str, bytes] = {}
    rest = asked.stdout
    for blob in blobs:
        head, _, rest = rest.partition(b"\n")
        fields = head.split()
        if len(fields) != 3:
            raise missing(revision)
        size = int(fields[2])
        contents[blob], rest = rest[:size], rest[size + 1 :]
    return contents


def missing(revision: str) -> UsageError:
    """The problem of files that a partial clone does not have."""
    hint = "the clone is partial: git checkout the revision once, or git fetch --refetch"
    return UsageError([Problem("DS685", f"the files of {revision!a} are not in this clone", hint)])


def git(*arguments: str, root: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What git answers in a folder."""
    try:
        return subprocess.run(  # noqa: S603
            ["git", *arguments],  # noqa: S607
            cwd=root,
            env=os.environ | ENVIRONMENT,
            input=given,
            capture_output=True,
            check=False,
        )
    except (OSError, ValueError) as error:
        hint = "install git, or name a template file with --against FILE, or - for standard input"
        raise UsageError([Problem("DS683", f"cannot run git: {error}", hint)]) from None
