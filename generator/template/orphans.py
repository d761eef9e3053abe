"""A folder of rendered files to those that no spec makes any more, and to none of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.errors import UsageError
from generator.template.stamp import stamp
from generator.template.write import check_places, failure, read, remove_if_empty

__all__ = ["Orphan", "orphans", "orphans_among", "remove"]

TEMPLATE_SUFFIXES = (".yaml", ".yml", ".json")


class Orphan(NamedTuple):
    """A file that was rendered from `source`, which does not make it any more; `edited` as its digest tells."""

    path: Path
    source: str
    edited: bool


def orphans(
    folder: Path,
    *,
    root: Path,
    outputs: Collection[Path],
    suffixes: Sequence[str] = TEMPLATE_SUFFIXES,
) -> list[Orphan]:
    """The files of ours with `suffixes` below `folder` that are none of `outputs`, by path; links are not followed.

    A file that is written anew is no orphan, whatever spec it came from: it may have been renamed along with that.
    """
    files = files_below(folder, root=root, suffixes=suffixes, passed_over=outputs)
    return orphans_among({path: _content(path, root) for path in files}, outputs=outputs, suffixes=suffixes)


def orphans_among(
    contents: Mapping[Path, bytes], *, outputs: Collection[Path], suffixes: Sequence[str] = TEMPLATE_SUFFIXES
) -> list[Orphan]:
    """The same of files with these contents."""
    wanted = {path: content for path, content in contents.items() if path.suffix in suffixes and path not in outputs}
    headers = {path: stamp(content.decode("utf-8", "backslashreplace")) for path, content in wanted.items()}
    return [Orphan(path, header.source, header.edited) for path, header in headers.items() if header is not None]


def _content(path: Path, root: Path) -> bytes:
    try:
        return read(path)
    except OSError as error:
        raise UsageError([failure("DS401", "read", path, error, root=root)]) from error


def remove(stray: Iterable[Orphan], folder: Path, *, root: Path) -> list[Path]:
    """Removes the orphans that nobody edited, and the folders below `folder` that this leaves empty."""
    paths = [orphan.path for orphan in stray if not orphan.edited]
    check_places(paths, folder, root=root)
    problems = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            problems.append(failure("DS405", "remove", path, error, root=root))
            continue
        for parent in path.relative_to(folder).parents[:-1]:
            remove_if_empty(folder / parent)
    if problems:
        raise UsageError(problems)
    return paths


def files_below(folder: Path, *, root: Path, suffixes: Sequence[str], passed_over: Collection[Path]) -> list[Path]:
    """Every regular file below `folder` with one of the suffixes, by path, but those that are passed over."""

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise UsageError([failure("DS401", "read", Path(error.filename), error, root=root)]) from error

    files = (Path(parent, name) for parent, _, names in os.walk(folder, onerror=refuse) for name in names)
    others = sorted(path for path in files if path.suffix in suffixes and path not in passed_over)
    return [path for path in others if not path.is_symlink() and path.is_file()]
