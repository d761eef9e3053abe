"""The bytes of a project file to its settings, and to what it says for all specs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from generator.errors import GeneratorError, Position, Problem, UsageError, lines_of
from generator.kinds import KINDS, can_be_ignored, codes_meant
from generator.spec.layers import ENVIRONMENTS, in_long_form
from generator.spec.merge import merge
from generator.spec.messages import shape_problems
from generator.spec.model.project_file import ProjectFile, ProjectOverlay, Settings
from generator.spec.nodes import Mapping, locate, mapping_at, value_of
from generator.spec.parse import placed
from generator.spec.parts import default_problems, environment_problems, shape_of_part
from generator.spec.source import read

__all__ = ["read_project_file", "setting_position"]

# The length of the path of an overlay's key.
OVERLAY_KEY: Final = 3
REQUIRED: Final = re.compile(r"""required_version[ \t]*:[ \t]*(["']?)([^"'#]*[^"'# \t])\1[ \t]*(?:#.*)?$""")


@lru_cache(maxsize=1)
def read_project_file(data: bytes, file: str) -> tuple[Settings, Mapping | None]:
    """The settings in a project file, and all of it in long form; `file` goes into positions.

    UsageError when something in it is wrong.
    """
    try:
        tree = read(data, file)
    except GeneratorError as error:
        if all(problem.code == "DS010" for problem in error.problems):
            return Settings(), None
        raise UsageError(list(_version_of_line(data, file)) or error.problems) from None
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


def setting_position(data: bytes, file: str, key: str) -> Position | None:
    """Where a project file writes a setting; None where it does not."""
    try:
        tree = read(data, file)
    except GeneratorError:  # Nothing stands in it.
        return None
    return locate(tree, (key,))[0] if key in tree else None


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
        if is_of_changes(code):
            message = f"{code} is about changes of what is deployed, which no project leaves out for good"
            hint = f"dynaspec diff --ignore {code} leaves it out of one run"
            yield Problem("DS523", message, hint, ("lint", "ignore", number))
        elif code.startswith("DS") and not any(each.startswith(code) for each in KINDS):
            meant = codes_meant(code)
            hint = f"did you mean {meant[0]}?" if len(meant) == 1 else "dynaspec explain lists all of ours"
            yield Problem("DS523", f"there is no code {code} to ignore", hint, ("lint", "ignore", number))
        elif not can_be_ignored(code):
            message = f"{code} is an error, and without mending it there is no template"
            hint = "warnings, infos and rules of cfn-lint can be ignored"
            yield Problem("DS523", message, hint, ("lint", "ignore", number))


def is_of_changes(code: str) -> bool:
    """Whether a code, or what begins with it, is of changes and nothing else."""
    from generator.aws.updates import RULES

    return not any(each.startswith(code) for each in KINDS) and any(each.startswith(code) for each in RULES)


def _version_of_line(data: bytes, file: str) -> Iterator[Problem]:
    """That another version is wanted, as the line of a file says which this one cannot read as a whole."""
    for number, line in enumerate(lines_of(data.decode("utf-8", "replace")), 1):
        if found := REQUIRED.match(line):
            position = Position(file, number, found.start(1) + 1, number, found.end(2) + len(found[1]) + 1)
            for problem in _version_problems(found[2]):
                yield problem.at(position)


def _version_problems(required: str) -> Iterator[Problem]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    from generator import __version__

    path = ("required_version",)
    try:
        wanted = SpecifierSet(required)
    except InvalidSpecifier:
        wanted = SpecifierSet()
    # An empty one holds the project to nothing.
    if not wanted:
        yield Problem("DS505", f"'{required}' does not say which versions", "write such as '>=0.1,<0.2'", path)
        return
    if not wanted.contains(__version__, prereleases=True):
        message = f"this project wants dynaspec {required}, and this is {__version__}"
        yield Problem("DS505", message, f"pip install 'dynaspec{required}'", path)
