"""The problems of an import to the same at the lines of the file that was imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from generator.errors import Path, Position, Problem
from generator.spec.nodes import mapping_at
from generator.spec.source import outline

__all__ = ["placing"]

# Where a template has what a key of a spec names.
SECTIONS: Final = {"tables": "Resources", "resources": "Resources", "outputs": "Outputs", "parameters": "Parameters"}


def placing(data: bytes, file: str, *, unwritten: str) -> Callable[[Problem], Problem]:
    """What puts a problem that has no place, or one in `unwritten`, which is no file, at the line of the file where the
    template has what it is about; at the first where that is not known.
    """
    tree = outline(data, file)
    tree = mapping_at(tree, "TemplateBody") or tree

    def there(path: Path) -> Position:
        section = mapping_at(tree, SECTIONS.get(str(path[0]), "")) if path[1:] else None
        key = section.key(str(path[1])) if section is not None else None
        return key.position if key is not None else Position(file, 1, 1, 1, 1)

    def placed(problem: Problem) -> Problem:
        if problem.position and problem.position.file != unwritten:
            return problem
        related = tuple(
            each._replace(position=there(each.path)) if each.position and each.position.file == unwritten else each
            for each in problem.related
        )
        return replace(problem, position=there(problem.path), related=related)

    return placed
