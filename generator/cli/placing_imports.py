"""The texts of an import to files, which are all new or none of them is made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.cli.importing import Imported, Place

__all__ = ["check_apart", "files_of", "next_steps", "script", "write_new"]


def write_new(files: Mapping[Path, str]) -> None:
    """Writes all files, or none: UsageError when one is there already or cannot be written."""
    from generator.spec.project import absolute
    from generator.template.write import Output, replace_all

    hint = "name another file with -o, or move it away"
    taken = [Problem("DS560", f"{path.as_posix()} is there already", hint) for path in files if os.path.lexists(path)]
    if taken:
        raise UsageError(taken)
    replace_all([Output(absolute(path), text) for path, text in files.items()], root=Path.cwd())


def check_apart(target: Path | None, files: Mapping[Path, str]) -> None:
    """UsageError when the spec and what a change set needs would be one file."""
    from generator.spec.project import absolute

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


def next_steps(found: Imported, files: Mapping[Path, str], place: Place, region: str | None) -> Iterator[str]:
    """The commands that take the tables into a stack."""
    from generator.aws.limits import TEMPLATE_BYTES_INLINE
    from generator.importers.adopting import Large, commands, tables_only

    resources, tables = files
    if found.compiled.built:
        template = found.compiled.built.template
        texts = (files[tables], found.compiled.text or "")
        yield from commands(
            template,
            place.name,
            resources=resources.as_posix(),
            tables=tables.as_posix(),
            region=region,
            alone=tables_only(template, found.source.resources),
            large=Large(*(len(text.encode()) > TEMPLATE_BYTES_INLINE for text in texts)),
        )


def script(steps: Iterable[str], place: Place) -> str:
    """The commands as a script that goes the first way; the other one stands in it as a comment."""
    lines = ["#!/bin/sh", f"# Takes the tables of {place.shown} into a stack; run it where the project is.", "set -eu"]
    ways = 0
    for each in steps:
        is_command = each.startswith(" ")
        ways += not is_command
        lines.append(each.strip() if is_command and ways == 1 else f"# {each.strip()}")
    return "\n".join(lines) + "\n"
