"""A folder to a project: its root, its settings, and the spec files in it."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from generator.cache import FOLDER, Cache, open_cache
from generator.errors import Position, Problem, UsageError

if TYPE_CHECKING:
    from generator.spec.nodes import Mapping

__all__ = [
    "PROJECT_FILE",
    "Project",
    "SpecFile",
    "absolute",
    "find_project",
    "name_problem",
    "project_file",
    "project_to_be",
    "read_bytes",
    "shown",
    "spec_file",
    "spec_files",
    "specs_below",
]

PROJECT_FILE: Final = "dynaspec.yaml"
SUFFIXES: Final = (".yaml", ".yml")
# What is rather something to import.
OTHERS: Final = (".json", ".template")
# A spec's name goes into file names and headers; a leading dot hides a file, a leading dash looks like an option.
SPEC_NAME: Final = re.compile(r"[^\W_][\w .+@=-]*")
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


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A spec: its file, its name (`eu/orders`), how messages show the file, and how the template's header does.

    A spec that is not `inside` the specs folder has no template in the project.
    """

    path: Path
    name: str
    inside: bool
    shown: str
    source: str


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


def spec_files(project: Project, arguments: Sequence[Path]) -> tuple[list[SpecFile], list[Problem]]:
    """The specs that the arguments (files and folders) name, each once; without arguments, all of the project.

    Problems are of arguments that are no spec. Of a project with `contents`, what it does not hold is passed over.
    """
    problems: list[Problem] = []
    found: dict[Path, SpecFile] = {}
    if project.contents is not None:
        named = [absolute(argument) for argument in arguments or [project.specs]]
        files = [path for path in project.contents if any(_finds(each, path) for each in named)]
        wrong = {path: problem for path in files if (problem := name_problem(path, project))}
        return [spec_file(path, project) for path in files if path not in wrong], list(wrong.values())
    for argument in arguments or [project.specs]:
        path = absolute(argument)
        try:
            files = list(specs_below(path)) if path.is_dir() else [path]
        except OSError as error:
            problems.append(Problem("DS501", f"cannot read {shown(path)}: {(error.strerror or str(error)).lower()}"))
            continue
        if not arguments and not path.is_dir():
            problems.append(_no_specs(path, project))
            continue
        if path.is_dir() and not files:
            hint = "specs end in .yaml or .yml"
            problems.append(Problem("DS503", f"there is no spec in {shown(path)}", hint))
        for file in files:
            problem = name_problem(file, project) if file.exists() else _missing(file, project)
            if problem:
                problems.append(problem)
            else:
                found[file] = spec_file(file, project)
    return list(found.values()), problems


def _no_specs(path: Path, project: Project) -> Problem:
    from generator.spec.likeness import project_meant

    hint = "dynaspec init writes a first spec there" if project.file else project_meant(path.name)
    return Problem("DS503", f"there is no folder {shown(path)}", hint)


def _missing(file: Path, project: Project) -> Problem:
    from generator.spec.likeness import file_meant

    hint = file_meant(shown(file), sorted(shown(each) for each in project.specs.rglob("*.y*ml")))
    return Problem("DS502", f"there is no file {ascii(shown(file))[1:-1]}", ascii(hint)[1:-1])


def specs_below(folder: Path) -> Iterator[Path]:
    """The files in a folder that are specs, whatever their names; OSError when it cannot be read."""

    def stop(error: OSError) -> None:
        raise error

    for parent, folders, names in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if _is_spec(name):
                yield Path(parent, name)


def _is_spec(name: str) -> bool:
    return not name.startswith(".") and name.endswith(SUFFIXES) and name != PROJECT_FILE


def _finds(argument: Path, file: Path) -> bool:
    """Whether an argument names the file, or a folder in which that is a spec."""
    if file == argument or not file.is_relative_to(argument):
        return file == argument
    hidden = any(part.startswith(".") for part in file.relative_to(argument).parts)
    return _is_spec(file.name) and not hidden


def name_problem(file: Path, project: Project) -> Problem | None:
    """What is wrong with the name of a file that is or would be a spec."""
    if file.suffix not in SUFFIXES:
        hint = "specs end in .yaml or .yml"
        if file.suffix in OTHERS:
            hint += f"; dynaspec import {shlex.quote(shown(file))} makes one of a template or of a table's description"
        return at_name(Problem("DS507", f"{ascii(shown(file))[1:-1]} is not a spec", hint), file)
    below = file.relative_to(project.specs) if file.is_relative_to(project.specs) else Path(file.name)
    if all(SPEC_NAME.fullmatch(part) for part in below.with_suffix("").parts):
        return None
    hint = "begin with a letter or digit, then letters, digits, spaces and _ . + @ = -"
    return at_name(Problem("DS508", f"{ascii(shown(file))[1:-1]} is not a name for a spec", hint), file)


def at_name(problem: Problem, file: Path) -> Problem:
    """The problem of a file's name at its first line."""
    return problem.at(Position(shown(file).encode("utf-8", "backslashreplace").decode(), 1, 1, 1, 1))


def spec_file(file: Path, project: Project) -> SpecFile:
    """The spec that a file is, or would be."""
    inside = file.is_relative_to(project.specs)
    name = (file.relative_to(project.specs) if inside else Path(file.name)).with_suffix("").as_posix()
    source = file.relative_to(project.root).as_posix() if file.is_relative_to(project.root) else file.name
    return SpecFile(file, name, inside, shown(file), source)
