"""Specs to what is wrong with them beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.errors import Position, Problem, Related
from generator.pipeline import Compiled, Form, Named

__all__ = ["shared_templates", "with_shared_names"]


def shared_templates(compiled: Sequence[Compiled], form: Form) -> Iterator[Problem]:
    """Two specs that would be rendered to one file."""
    first: dict[str, Compiled] = {}
    for each in compiled:
        other = first.setdefault(each.template_name(form).casefold(), each)
        if other.source.shown != each.source.shown:
            message = f"{each.source.shown} and {other.source.shown} would have one template"
            yield Problem("DS506", message, "rename one of them", position=Position(each.source.shown, 1, 1, 1, 1))


def with_shared_names(compiled: Sequence[Compiled]) -> list[Compiled]:
    """The specs, in which a table's name is a problem that a spec before has given one in the same environment."""
    first: dict[tuple[str, str, str], tuple[str, Named]] = {}
    result = []
    for each in compiled:
        found = []
        for named in each.named:
            key = (each.environment, named.region, named.name)
            file, other = first.setdefault(key, (each.source.shown, named))
            if file != each.source.shown:
                related = Related("the other is here", other.problem.path, other.problem.position)
                found.append(replace(named.problem, related=(related,)))
        result.append(replace(each, problems=(*each.problems, *found)) if found else each)
    return result
