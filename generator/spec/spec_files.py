"""Files and folders to the specs of a project."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.errors import Position, Problem
from generator.spec.project import PROJECT_FILE, Project, absolute, shown

__all__ = ["SpecFile", "name_problem", "spec_file", "spec_files", "specs_below"]

SUFFIXES: Final = (".yaml", ".yml")
# What is rather something to import.
OTHERS: Final = (".json", ".template")
# A spec's name goes into file names and headers; a leading dot hides a file, a leading dash looks like an option.
SPEC_NAME: Final = re.compile(r"[^\W_][\w .+@=-]*")


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
    """The problem of a folder of specs that is not there, at the line that names it, if one does."""
    from generator.spec.likeness import did_you_mean, project_meant
    from generator.spec.project_file import setting_position

    message = f"there is no folder {shown(path)}"
    position = setting_position(project.data, shown(project.file), "specs") if project.file else None
    if position is None:
        hint = "dynaspec init writes a first spec there" if project.file else project_meant(path.name)
        return Problem("DS503", message, hint)
    folders = sorted(each.name for each in project.root.iterdir() if each.is_dir())
    hint = did_you_mean(path.name, folders) or "write a folder that is there, or make this one"
    return Problem("DS503", message, hint, ("specs",), position)


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
