"""A folder to a project: its root and its settings."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from generator.cache import FOLDER, Cache, open_cache
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.spec.nodes import Mapping

__all__ = [
    "PROJECT_FILE",
    "Project",
    "absolute",
    "find_project",
    "project_file",
    "project_to_be",
    "read_bytes",
    "shown",
]

PROJECT_FILE: Final = "dynaspec.yaml"
LARGEST_FILE: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project is and how it is set; folders are absolute. `file` is None without a project file.

    `data` is what the project file holds. `cache` is None where results are not kept, and `cache_problems` say why.
    `contents` are the files that count, where those are not what stands on disk.
    """

    root: Path
    file: Path | None
    specs: Path
    templates: Path
    regions: tuple[str, ...]
    ignore: tuple[str, ...]
    runbook_url: str = ""
    data: bytes = b""
    cache: Cache | None = None
    cache_problems: tuple[Problem, ...] = ()
    contents: dict[Path, bytes] | None = None

    def has(self, file: Path) -> bool:
        """Whether there is such a file."""
        return file.is_file() if self.contents is None else file in self.contents

    def read(self, file: Path) -> bytes:
        """The content of a file that there is; UsageError as of `read_bytes`."""
        return read_bytes(file) if self.contents is None else self.contents[file]

    @property
    def shared(self) -> Mapping | None:
        """What the project file says for all specs, in long form."""
        from generator.spec.project_file import read_project_file

        return read_project_file(self.data, shown(self.file))[1] if self.file else None


def shown(path: Path) -> str:
    """The path as messages name it: relative to the working directory where it stands below it."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def absolute(path: Path) -> Path:
    """The path from the root of the file system; links in it stay links, so that a spec is where it was named."""
    return Path(os.path.normpath(Path.cwd() / path))


def read_bytes(path: Path) -> bytes:
    """The content of a file; UsageError when there is none or it cannot be read, pipes and folders included."""
    try:
        if path.is_dir():
            raise UsageError([Problem("DS501", f"{shown(path)} is a folder, and a file is wanted")])
        if path.exists() and not path.is_file():
            raise UsageError([Problem("DS501", f"{shown(path)} is not a regular file")])
        with path.open("rb") as file:
            # Larger files are refused by their size, so more need not be read.
            return file.read(LARGEST_FILE)
    except FileNotFoundError:
        nowhere = f"{shown(path)} is a link that leads nowhere" if path.is_symlink() else ""
        raise UsageError([Problem("DS502", nowhere or f"there is no file {shown(path)}")]) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UsageError([Problem("DS501", f"cannot read {shown(path)}: {reason[:1].lower()}{reason[1:]}")]) from None


def find_project(file: Path | None, *, cached: bool = False) -> Project:
    """The project of `file`, else of the nearest `dynaspec.yaml` at or above the working directory, else of that.

    With `cached` the project has a cache, which lies beside the project file, or beside a folder of specs where there
    is no project file. UsageError when the project file is wrong.
    """
    file = project_file(file)
    return project_of(file, read_bytes(file) if file else b"", cached=cached)


def project_of(file: Path | None, data: bytes, *, cached: bool = False) -> Project:
    """The project of a file that holds `data`, else of the working directory; as `find_project`."""
    root = file.parent if file else Path.cwd()
    if not cached or not (file or (root / "specs").is_dir()):
        return _project(root, file, data, _settings(file, data))
    cache, problems = open_cache(root, shown=shown(root / FOLDER))
    parts: list[str | bytes] = [data, shown(file) if file else ""]
    settings = cache.recall("project", parts, read=_Settings.of) if cache else None
    if settings is None:
        settings = _settings(file, data)
        if cache:
            cache.keep("project", parts, settings)
    return replace(_project(root, file, data, settings), cache=cache, cache_problems=tuple(problems))


def project_to_be(file: Path) -> Project:
    """The project of `file`, and while there is none, the one that it would begin; UsageError when it is wrong."""
    file = absolute(file)
    return find_project(file) if os.path.lexists(file) else _project(file.parent, file, b"", _settings(None, b""))


def project_file(named: Path | None) -> Path | None:
    """The project file, sound or not: the named one, else the nearest at or above the working directory, if any."""
    if named:
        return absolute(named)
    here = Path.cwd()
    above = (folder / PROJECT_FILE for folder in (here, *here.parents))
    return next((candidate for candidate in above if os.path.lexists(candidate)), None)


class _Settings(NamedTuple):
    """What a project file says of the project itself, as the cache has it too."""

    specs: str
    templates: str
    regions: tuple[str, ...]
    ignore: tuple[str, ...]
    runbook_url: str

    @classmethod
    def of(cls, kept: Any) -> _Settings:
        specs, templates, regions, ignore, runbook_url = kept
        return cls(specs, templates, tuple(regions), tuple(ignore), runbook_url)


def _settings(file: Path | None, data: bytes) -> _Settings:
    from generator.spec.model.project_file import Settings
    from generator.spec.project_file import read_project_file

    settings = read_project_file(data, shown(file))[0] if file else Settings()
    return _Settings(
        settings.specs,
        settings.templates,
        tuple(settings.regions),
        tuple(settings.lint.ignore),
        settings.runbook_url or "",
    )


def _project(root: Path, file: Path | None, data: bytes, settings: _Settings) -> Project:
    specs, templates = (root / os.path.normpath(folder) for folder in (settings.specs, settings.templates))
    return Project(root, file, specs, templates, settings.regions, settings.ignore, settings.runbook_url, data)
