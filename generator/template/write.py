"""Rendered texts to files: what would change, and all of it or nothing."""

from __future__ import annotations

import difflib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from time import time
from typing import Final, Literal, NamedTuple

from generator.errors import Position, Problem, UsageError
from generator.template.stamp import stamp

__all__ = [
    "Comparison",
    "Output",
    "State",
    "check_places",
    "compare",
    "compare_with",
    "failure",
    "read",
    "remove_if_empty",
    "replace_all",
    "unified",
    "write",
]

# What a file is called until it has its text, and the seconds after which no run can still be at it.
UNFINISHED: Final = re.compile(r"\.dynaspec-[0-9a-f]{16}\.tmp")
ABANDONED: Final = 3600

State = Literal["new", "unchanged", "stale", "edited", "foreign"]


class Output(NamedTuple):
    """The text that a file should have; `path` is absolute, below the templates folder."""

    path: Path
    text: str


class Comparison(NamedTuple):
    """An output against its file: `edited` is a file of ours changed by hand, `foreign` one that is not ours.

    `text` is what the file holds now, None when there is none.
    """

    output: Output
    state: State
    text: str | None


def compare(output: Output, *, root: Path) -> Comparison:
    """What writing `output` would do to its file; UsageError when the file cannot be read.

    A file with CRLF line ends, as git may check it out, is read as its LF text. `root` is what paths in problems
    are relative to.
    """
    if output.path.is_symlink():
        return Comparison(output, "foreign", None)
    try:
        content = read(output.path)
    except FileNotFoundError:
        return compare_with(None, output)
    except OSError as error:
        raise UsageError([failure("DS401", "read", output.path, error, root=root)]) from error
    return compare_with(content, output)


def compare_with(content: bytes | None, output: Output) -> Comparison:
    """What writing `output` would do to a file with this content, None being no file."""
    if content is None:
        return Comparison(output, "new", None)
    text = content.decode("utf-8", "backslashreplace")
    if content.replace(b"\r\n", b"\n") == output.text.encode():
        return Comparison(output, "unchanged", text)
    found = stamp(text)
    if found is None:
        return Comparison(output, "foreign", text)
    return Comparison(output, "edited" if found.edited else "stale", text)


def write(outputs: Iterable[Output], folder: Path, *, root: Path) -> list[Comparison]:
    """Brings the files below the templates `folder` up to date and says what each was before.

    UsageError, with every file as it was, when one of them is not ours, stands outside of `folder` or cannot be
    written. A file that already holds its text is not touched.
    """
    outputs = list(outputs)
    check_places([output.path for output in outputs], folder, root=root)
    comparisons = [compare(output, root=root) for output in outputs]
    clear_up({output.path.parent for output in outputs})
    foreign = [change.output.path for change in comparisons if change.state == "foreign"]
    if foreign:
        raise UsageError(in_the_way(path, root=root) for path in foreign)
    replace_all([change.output for change in comparisons if change.state != "unchanged"], root=root)
    return comparisons


def unified(old: str | None, new: str | None, *, name: str) -> str:
    """The difference of two texts as git prints it; None stands for no file. Line ends are read as LF."""
    before, after = lines(old or ""), lines(new or "")
    old_name = "/dev/null" if old is None else f"a/{name}"
    new_name = "/dev/null" if new is None else f"b/{name}"
    diff = difflib.unified_diff(before, after, old_name, new_name)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in diff)


def lines(text: str) -> list[str]:
    """The lines of a text with their ends; only LF ends one."""
    *whole, last = text.replace("\r\n", "\n").split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def read(path: Path) -> bytes:
    """The content of a regular file; OSError for anything else, a pipe for one would never end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(None, "not a file")
    return path.read_bytes()


def check_places(paths: Sequence[Path], folder: Path, *, root: Path) -> None:
    """UsageError for each path whose parent, links followed, is not `folder` or below it."""
    # Unlike Path.resolve, this has an answer for links that lead in a circle.
    home = os.path.realpath(folder)
    inside = {parent: Path(os.path.realpath(parent)).is_relative_to(home) for parent in {path.parent for path in paths}}
    problems = [
        Problem(
            "DS404",
            f"{shown(path, root)} stands outside of the folder {shown(folder, root)}",
            "replace the link that leads there by a folder",
        )
        for path in paths
        if not inside[path.parent]
    ]
    if problems:
        raise UsageError(problems)


def replace_all(outputs: Sequence[Output], *, root: Path) -> None:
    """Gives every output's file its text, or leaves all as they were; UsageError when one cannot be written."""
    current = root
    try:
        with ExitStack() as cleanup, ExitStack() as undo:
            staged = []
            for output in outputs:
                current = output.path
                staged.append((current, *stage(output, cleanup)))
            for current, fresh, kept in staged:
                if kept:
                    undo.callback(kept.replace, current)
                else:
                    undo.callback(current.unlink, missing_ok=True)
                fresh.replace(current)
            undo.pop_all()
    except OSError as error:
        raise UsageError([failure("DS402", "write", current, error, root=root)]) from error


def stage(output: Output, cleanup: ExitStack) -> tuple[Path, Path | None]:
    """The new text in a file beside the output's, and a copy of what is there now, a link as a link.

    `cleanup` removes both in the end, and the folders made for them when they are empty then.
    """
    path = output.path
    for folder in missing_folders(path.parent):
        folder.mkdir()
        cleanup.callback(remove_if_empty, folder)
    fresh, kept = (path.with_name(f".dynaspec-{secrets.token_hex(8)}.tmp") for _ in range(2))
    cleanup.callback(fresh.unlink, missing_ok=True)
    with fresh.open("xb") as file:
        file.write(output.text.encode())
    if not os.path.lexists(path):
        return fresh, None
    if path.exists():
        fresh.chmod(stat.S_IMODE(path.stat().st_mode))
    cleanup.callback(kept.unlink, missing_ok=True)
    shutil.copy2(path, kept, follow_symlinks=False)
    return fresh, kept


def clear_up(folders: Iterable[Path]) -> None:
    """Removes what runs that were killed while they wrote left in the folders."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as found:
            for each in found:
                if UNFINISHED.fullmatch(each.name) and time() - each.stat(follow_symlinks=False).st_mtime > ABANDONED:
                    Path(each.path).unlink()


def missing_folders(folder: Path) -> list[Path]:
    """The folders to make before a file can stand in `folder`, outermost first."""
    return [parent for parent in [*reversed(folder.parents), folder] if not os.path.lexists(parent)]


def remove_if_empty(folder: Path) -> None:
    """Removes the folder unless something is in it."""
    with suppress(OSError):
        folder.rmdir()


def in_the_way(path: Path, *, root: Path) -> Problem:
    """The problem of a file that is not ours where an output should stand, at its absolute path."""
    return Problem(
        "DS403",
        f"{shown(path, root)} exists and was not rendered by dynaspec",
        "move the file elsewhere, or rename the spec",
        position=Position(path.as_posix(), 1, 1, 1, 1),
    )


def failure(code: str, verb: str, path: Path, error: OSError, *, root: Path) -> Problem:
    """The problem of a file or folder with which the system refused to do something."""
    reason = error.strerror or str(error)
    return Problem(code, f"cannot {verb} {shown(path, root)}: {reason[:1].lower()}{reason[1:]}")


def shown(path: Path, root: Path) -> str:
    """The path as messages name it: relative to `root` where it stands below it."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
