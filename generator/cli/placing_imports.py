"""The texts of an import to files, which are all new or none of them is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

from generator.cli.attempting import Place
from generator.cli.options import Settings
from generator.cli.started import again, from_start
from generator.errors import Problem, UsageError
from generator.spec.project import Project, absolute, shown
from generator.spec.spec_files import spec_file
from generator.template.write import Output, replace_all

if TYPE_CHECKING:
    from generator.cli.importing import Imported
    from generator.cli.reading import Read

__all__ = ["change_set", "check_apart", "place_of", "rendering", "write_new"]

# What a spec is called that goes to standard output.
UNNAMED: Final = "imported.yaml"


def place_of(target: Path | None, about: str, project: Project) -> Place:
    """Where the spec of a source is to stand; the name of a spec that goes to standard output is ours."""
    spec = spec_file(absolute(target or project.specs / UNNAMED), project)
    schema = Path(os.path.relpath(project.root / "dynaspec.schema.json", spec.path.parent)).as_posix()
    named = target.as_posix() if target else "<stdout>"
    return Place(named, spec.name, schema, shown(project.templates), about)


def write_new(files: Mapping[Path, str]) -> list[Path]:
    """Writes all files that are not there, or none, and gives those that are and say the same, as a run that was broken
    off leaves them. UsageError when one says something else or cannot be written.
    """
    hint = "it says something else: move it away and run this again, or name another file with -o"
    there = [path for path in files if os.path.lexists(path)]
    taken = [
        Problem("DS560", f"{path.as_posix()} is there already", hint) for path in there if not says(path, files[path])
    ]
    if taken:
        raise UsageError(taken)
    replace_all([Output(absolute(path), text) for path, text in files.items() if path not in there], root=Path.cwd())
    return there


def says(path: Path, text: str) -> bool:
    """Whether a file holds the text."""
    try:
        return path.is_file() and path.read_bytes() == text.encode()
    except OSError:
        return False


def check_apart(target: Path | None, files: Mapping[Path, str]) -> None:
    """UsageError when the spec and what a change set needs would be one file."""
    taken = {absolute(path) for path in files}
    if target is not None and absolute(target) in taken:
        names = " and ".join(path.as_posix() for path in files)
        message = f"--resources-to-import writes {names}: no two files may be the same"
        raise UsageError([Problem("DS510", message, "name another file, such as import.json")])


def files_of(found: Imported, file: Path, place: Place) -> dict[Path, str]:
    """What a change set of type IMPORT needs: its resources, and a template with the tables alone beside it."""
    from generator.importers.adopting import resources_to_import, tables_only
    from generator.template.render import render

    built = found.compiled.built
    if built is None:
        return {}
    template = render(tables_only(built.template, found.source.resources), source=place.shown, form="yaml")
    beside = file.with_name(f"{file.stem.removesuffix('.template')}.template.yaml")
    if beside == file:
        raise UsageError(
            [
                Problem(
                    "DS510", f"{file.as_posix()} is where the template goes", "name another file, such as import.json"
                )
            ]
        )
    return {file: resources_to_import(built.template), beside: template}


def change_set(
    found: Imported, into: Path | None, source: Read, *, place: Place, project: Project
) -> tuple[dict[Path, str], list[str]]:
    """The files that a change set of type IMPORT needs, and the commands: for each spec in a script where `into` is a
    folder, else for where the program was started.
    """
    file = into / f"{source.stem}.json" if into and not into.suffix else into
    files = files_of(found, file, place) if file else {}
    if not files or file is None:
        return {}, []
    if file == into:
        return files, list(next_steps(found, files, project, source.region, from_start))
    beside = file.with_suffix(".sh")
    steps = list(next_steps(found, files, project, source.region, from_here))
    return {**files, beside: script(steps, beside, place)}, [f"  sh {quote(from_start(beside))}"]


def next_steps(
    found: Imported, files: Mapping[Path, str], project: Project, region: str | None, said: Callable[[Path], str]
) -> Iterator[str]:
    """The commands that take the tables into a stack, with each file as it is `said`."""
    from generator.aws.limits import TEMPLATE_BYTES_INLINE
    from generator.importers.adopting import Large, commands, tables_only
    from generator.template.deploy import capability, stack_name

    resources, tables = files
    compiled = found.compiled
    if compiled.built:
        template = compiled.built.template
        texts = (files[tables], compiled.text or "")
        whole = project.templates / compiled.template_name("yaml")
        yield from commands(
            template,
            stack_name(whole.name, compiled.environment),
            resources=said(resources),
            tables=said(tables),
            whole=said(whole),
            region=region,
            alone=tables_only(template, found.source.resources),
            capability=capability(template),
            large=Large(*(len(text.encode()) > TEMPLATE_BYTES_INLINE for text in texts)),
        )


def script(steps: Iterable[str], file: Path, place: Place) -> str:
    """The commands as a script that goes the first way; the other one stands in it as a comment."""
    here = Path(os.path.relpath(Path.cwd(), file.parent)).as_posix()
    lines = ["#!/bin/sh", f"# Takes the tables of {place.shown} into a stack.", "set -eu"]
    lines += [f'cd -- "$(dirname -- "$0")"/{quote(here)}']
    ways = 0
    for each in steps:
        is_command = each.startswith(" ")
        ways += not is_command
        lines.append(each.strip() if is_command and ways == 1 else f"# {each.strip()}")
    return "\n".join(lines) + "\n"


def rendering(output: Path | None, project: Project, settings: Settings) -> str:
    """The words for what is to be done first: the templates of the specs that `output` is or holds."""
    if output is None:
        return f"write the spec to {from_start(project.specs / UNNAMED)}, {again(settings)} render"
    if absolute(output).is_relative_to(project.specs):
        return f"{again(settings)} render"
    return f"{again(settings)} render {quote(from_here(output))} -o {quote(from_here(project.templates))}"


def from_here(path: Path) -> str:
    """The path from the working directory."""
    return Path(os.path.relpath(path)).as_posix()
