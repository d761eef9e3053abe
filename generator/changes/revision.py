"""A git revision to the templates in it, read from the repository that is here."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from generator.errors import Problem, UsageError

__all__ = ["FILE", "entries", "git", "read_all", "templates_at", "templates_below", "unread"]

# Git's words are read below; a file that a partial clone lacks is not fetched behind the user's back.
ENVIRONMENT: Final = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


# A revision as the commit that it begins at and the way from there: `HEAD` and `~2`, `origin/main` and `^`.
PARTS: Final = re.compile(r"(@|[^~^@{:]*)(.*)", re.DOTALL)
BACK: Final = re.compile(r"~([0-9]{0,6})|\^(?![0-9{])")
SHORT_HASH: Final = re.compile(r"[0-9a-f]{4,39}")
# How the modes of files and of symbolic links begin; what is neither is the commit of a submodule.
FILE: Final = "10"
LINK: Final = "12"
# How the names of templates end.
FILES: Final = (".yaml", ".yml", ".json", ".template")


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
    if revision.endswith(FILES):
        hint = "name the template's file as it is seen from here, or a git revision"
        raise UsageError([Problem("DS502", f"there is no file {ascii(revision)[1:-1]}", hint)])
    if Path(revision).is_dir():
        hint = "name the template in it, or a git revision"
        raise UsageError([Problem("DS501", f"{ascii(revision)[1:-1]} is a folder, and a file is wanted", hint)])
    inside = git("rev-parse", "--is-shallow-repository", root=root)
    if inside.returncode:
        message = unread(root, inside)
        hint = "run in a clone, or name a template file with --against FILE, or - for standard input"
        raise UsageError([Problem("DS683", message, hint)])
    if revision == "HEAD":
        hint = "commit templates/ first, or name a template file with --against FILE"
    elif inside.stdout.strip() == b"true":
        hint = f"the checkout is shallow: {deepening(revision, git('remote', root=root).stdout.decode().split())}"
    else:
        hint = "git fetch, or see git branch --all; a file is named by its path"
    raise UsageError([Problem("DS684", f"there is no revision {revision!a} here", hint)])


def unread(root: Path, asked: subprocess.CompletedProcess[bytes]) -> str:
    """That git reads no repository in a folder, in its own words."""
    said = asked.stderr.decode("utf-8", "replace").strip().splitlines()
    folder = "this folder" if root == Path.cwd() else ascii(root.as_posix())[1:-1]
    return f"git does not read {folder}: {(said or ['it says nothing'])[0]}"


def deepening(revision: str, remotes: list[str]) -> str:
    """What brings a revision into a shallow clone, and how it is named then."""
    parts = PARTS.fullmatch(revision)
    start, way = (parts[1], parts[2]) if parts else (revision, "")
    if start in ("HEAD", "@"):
        steps = [int(each[1] or 1) for each in BACK.finditer(way)]
        is_plain = BACK.sub("", way) == ""
        return f"git fetch --deepen={sum(steps)}" if is_plain and steps else "git fetch --unshallow"
    remote, _, branch = start.partition("/")
    if remote not in remotes or not branch:
        remote, branch = next(iter(remotes), "origin"), start
    if SHORT_HASH.fullmatch(branch):
        return f"git fetch --unshallow {remote}"
    depth = "--unshallow" if way else "--depth=1"
    return f"git fetch {depth} {remote} {branch}, then --against FETCH_HEAD{way}"


def files_in(commit: str, folders: list[str], root: Path) -> dict[str, str]:
    """The blob of each file in the folders at a commit, by its path from `root`."""
    found = entries(commit, [f"{folder}/" for folder in folders], root)
    return {name: blob for name, kind, blob in found if kind in (FILE, LINK)}


def entries(tree: str, paths: list[str], root: Path) -> list[tuple[str, str, str]]:
    """All that a tree has at and below the paths: the path from `root`, the kind, and the object."""
    asked = git("--literal-pathspecs", "ls-tree", "-z", "-r", tree, "--", *paths, root=root)
    if asked.returncode:
        raise missing(tree)
    lines = (line.partition("\t") for line in asked.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1])
    return [(name, about[:2], about.split()[2]) for about, _, name in lines]


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
    environment = os.environ | ENVIRONMENT
    # Hooks in linked worktrees have a GIT_DIR alone, with which git takes the folder that it runs in for the top.
    if "GIT_WORK_TREE" not in environment:
        environment.pop("GIT_DIR", None)
    try:
        return subprocess.run(  # noqa: S603 (no shell reads it)
            ["git", *arguments],  # noqa: S607 (wherever it is installed)
            cwd=root,
            env=environment,
            input=given,
            capture_output=True,
            check=False,
        )
    except (OSError, ValueError) as error:
        hint = "install git, or name a template file with --against FILE, or - for standard input"
        raise UsageError([Problem("DS683", f"cannot run git: {error}", hint)]) from None
