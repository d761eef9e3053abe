"""A folder to a project: its root, its settings, and the spec files in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from generator.errors import GeneratorError, Problem, UsageError
from generator.kinds import can_be_ignored
from generator.spec.layers import ENVIRONMENTS, in_long_form
from generator.spec.merge import merge
from generator.spec.messages import shape_problems
from generator.spec.model.project_file import ProjectFile, ProjectOverlay, Settings
from generator.spec.nodes import Mapping, mapping_at, value_of
from generator.spec.parse import placed
from generator.spec.parts import default_problems, environment_problems, shape_of_part
from generator.spec.source import read

__all__ = [
    "PROJECT_FILE",
    "Project",
    "SpecFile",
    "absolute",
    "find_project",
    "project_file",
    "project_to_be",
    "read_bytes",
    "shown",
    "spec_file",
    "spec_files",
]

PROJECT_FILE: Final = "dynaspec.yaml"
SUFFIXES: Final = (".yaml", ".yml")
# A spec's name goes into file names and headers; a leading dot hides a file, a leading dash looks like an option.
SPEC_NAME: Final = re.compile(r"[^\W_][\w .+@=-]*")
# The length of the path of an overlay's key.
OVERLAY_KEY: Final = 3
LARGEST_FILE: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project is and how it is set; folders are absolute. `file` is None without a project file.

    `shared` is what the project file says for all specs, in long form.
    """

    root: Path
    file: Path | None
    specs: Path
    templates: Path
    regions: tuple[str, ...]
    ignore: tuple[str, ...]
    shared: Mapping | None = None
    runbook_url: str = ""


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
        raise UsageError([Problem("DS502", f"there is no file {shown(path)}")]) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UsageError([Problem("DS501", f"cannot read {shown(path)}: {reason[:1].lower()}{reason[1:]}")]) from None


def find_project(file: Path | None) -> Project:
    """The project of `file`, else of the nearest `dynaspec.yaml` at or above the working directory, else of that.

    UsageError when the project file is wrong.
    """
    file = project_file(file)
    if file is None:
        return _project(Path.cwd(), None, Settings(), None)
    return _project(file.parent, file, *_settings(file))


def project_to_be(file: Path) -> Project:
    """The project of `file`, and while there is none, the one that it would begin; UsageError when it is wrong."""
    file = absolute(file)
    return find_project(file) if os.path.lexists(file) else _project(file.parent, file, Settings(), None)


def project_file(named: Path | None) -> Path | None:
    """The project file, sound or not: the named one, else the nearest at or above the working directory, if any."""
    if named:
        return absolute(named)
    here = Path.cwd()
    above = (folder / PROJECT_FILE for folder in (here, *here.parents))
    return next((candidate for candidate in above if os.path.lexists(candidate)), None)


def _settings(file: Path) -> tuple[Settings, Mapping | None]:
    data = read_bytes(file)
    try:
        tree = read(data, shown(file))
    except GeneratorError as error:
        if all(problem.code == "DS010" for problem in error.problems):
            return Settings(), None
        raise UsageError(error.problems) from None
    required = value_of(tree, "required_version")
    # Another version may know keys that this one does not.
    problems = list(_version_problems(required)) if isinstance(required, str) else []
    if problems:
        raise UsageError(placed(problem, tree) for problem in problems)
    written = in_long_form(tree, ProjectFile, ProjectOverlay, problems=problems)
    merged = merge(Mapping(tree.position, ()), written, ProjectFile, problems=problems, path=())
    problems += _layer_problems(written)
    try:
        settings = ProjectFile.model_validate(merged)
    except ValidationError as error:
        problems += shape_problems(error, ProjectFile, path=())
        raise UsageError(placed(problem, tree) for problem in problems) from None
    problems += _setting_problems(settings)
    if problems:
        raise UsageError(placed(problem, tree) for problem in problems)
    return settings, written


def _layer_problems(written: Mapping) -> Iterator[Problem]:
    yield from default_problems(written)
    yield from environment_problems(written, ProjectOverlay, shared=None)
    for name, overlay in (mapping_at(written, ENVIRONMENTS) or {}).items():
        if isinstance(overlay, Mapping):
            for problem in shape_of_part(overlay, ProjectOverlay, path=(ENVIRONMENTS, str(name))):
                if problem.code != "DS101" or len(problem.path) > OVERLAY_KEY:
                    yield problem


def _setting_problems(settings: Settings) -> Iterator[Problem]:
    folders = {name: os.path.normpath(getattr(settings, name)) for name in ("specs", "templates")}
    for name, folder in folders.items():
        if Path(folder).is_absolute() or folder == "." or Path(folder).parts[0] == "..":
            hint = f"write a folder below the one of the project file, such as {name}"
            yield Problem("DS504", f"'{getattr(settings, name)}' is not a folder in the project", hint, (name,))
            return
    specs, templates = (Path(folder) for folder in folders.values())
    if specs.is_relative_to(templates) or templates.is_relative_to(specs):
        yield Problem("DS504", "specs and templates share a folder", "give each its own", ("templates",))
    for number, code in enumerate(settings.lint.ignore):
        if not can_be_ignored(code):
            message = f"{code} is an error, and without mending it there is no template"
            hint = "warnings, infos and rules of cfn-lint can be ignored"
            yield Problem("DS523", message, hint, ("lint", "ignore", number))


def _version_problems(required: str) -> Iterator[Problem]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    from generator import __version__

    path = ("required_version",)
    try:
        wanted = SpecifierSet(required)
    except InvalidSpecifier:
        yield Problem("DS505", f"'{required}' does not say which versions", "write such as '>=0.1,<1'", path)
        return
    if not wanted.contains(__version__, prereleases=True):
        message = f"this project wants dynaspec {required}, and this is {__version__}"
        yield Problem("DS505", message, f"pip install 'dynaspec{required}'", path)


def _project(root: Path, file: Path | None, settings: Settings, shared: Mapping | None) -> Project:
    return Project(
        root=root,
        file=file,
        specs=root / os.path.normpath(settings.specs),
        templates=root / os.path.normpath(settings.templates),
        regions=tuple(settings.regions),
        ignore=tuple(settings.lint.ignore),
        shared=shared,
        runbook_url=settings.runbook_url or "",
    )


def spec_files(project: Project, arguments: Sequence[Path]) -> tuple[list[SpecFile], list[Problem]]:
    """The specs that the arguments (files and folders) name, each once; without arguments, all of the project.

    Problems are of arguments that are no spec.
    """
    problems: list[Problem] = []
    found: dict[Path, SpecFile] = {}
    for argument in arguments or [project.specs]:
        path = absolute(argument)
        try:
            files = list(_below(path)) if path.is_dir() else [path]
        except OSError as error:
            problems.append(Problem("DS501", f"cannot read {shown(path)}: {(error.strerror or str(error)).lower()}"))
            continue
        if not arguments and not path.is_dir():
            hint = "write a first spec there, or run in the project's folder, or name it with -C"
            problems.append(Problem("DS503", f"there is no folder {shown(path)}", hint))
            continue
        if path.is_dir() and not files:
            hint = "specs end in .yaml or .yml"
            problems.append(Problem("DS503", f"there is no spec in {shown(path)}", hint))
        for file in files:
            problem = _name_problem(file, project)
            if problem:
                problems.append(problem)
            else:
                found[file] = spec_file(file, project)
    return list(found.values()), problems


def _below(folder: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise error

    for parent, folders, names in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.endswith(SUFFIXES) and name != PROJECT_FILE:
                yield Path(parent, name)


def _name_problem(file: Path, project: Project) -> Problem | None:
    if not file.exists():
        return Problem("DS502", f"there is no file {ascii(shown(file))[1:-1]}")
    if file.suffix not in SUFFIXES:
        return Problem("DS507", f"{ascii(shown(file))[1:-1]} is not a spec", "specs end in .yaml or .yml")
    below = file.relative_to(project.specs) if file.is_relative_to(project.specs) else Path(file.name)
    if all(SPEC_NAME.fullmatch(part) for part in below.with_suffix("").parts):
        return None
    hint = "begin with a letter or digit, then letters, digits, spaces and _ . + @ = -"
    return Problem("DS508", f"{ascii(shown(file))[1:-1]} is not a name for a spec", hint)


def spec_file(file: Path, project: Project) -> SpecFile:
    """The spec that a file is, or would be."""
    inside = file.is_relative_to(project.specs)
    name = (file.relative_to(project.specs) if inside else Path(file.name)).with_suffix("").as_posix()
    source = file.relative_to(project.root).as_posix() if file.is_relative_to(project.root) else file.name
    return SpecFile(file, name, inside, shown(file), source)
