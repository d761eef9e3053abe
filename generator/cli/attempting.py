"""A draft to the text of its spec, what that compiles to, and what a deploy of it would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from generator.cli.comparing import region_of
from generator.errors import Path, Problem
from generator.pipeline import Compiled, Settings, Source, compile_spec

if TYPE_CHECKING:
    from generator.changes.change import Change
    from generator.importers.draft import Draft

__all__ = ["Place", "attempt", "comparison", "with_value", "without", "without_ours"]

# A logical ID that two resources would have.
TAKEN: Final = "DS301"
# An index whose name makes no logical ID of its own.
UNNAMED: Final = ("DS302", "DS303")


class Place(NamedTuple):
    """Where a spec is to stand: its file as messages show it, its name, the schema line's path, the folder of templates
    as messages show it, and what it is from.
    """

    shown: str
    name: str
    schema: str
    templates: str
    about: str


def attempt(draft: Draft, place: Place, settings: Settings) -> tuple[str, Compiled]:
    """The text of the draft's spec as it is, and what it compiles to."""
    from generator.importers.cloudformation import with_parameters
    from generator.importers.writing import written

    about = f"Imported from {place.about}."
    text = written(with_parameters(draft), draft.remarks, schema=place.schema, about=about)
    source = Source(text.encode(), place.shown, place.name, place.shown, place.templates)
    return text, compile_spec(source, settings)[0]


def without(draft: Draft, names: set[str]) -> Draft:
    """The draft without some of the resources that stand in it as they are."""
    kept = {name: each for name, each in draft.verbatim.items() if name not in names}
    return replace(draft, spec={**draft.spec, "resources": kept}, verbatim=kept)


def without_ours(draft: Draft, place: Place, settings: Settings, *, ours: bool = True) -> Draft:
    """The draft without the resources that its tables bring along under the same logical IDs, each of which is a remark
    where the template is not one of `ours`; each index has one.
    """
    _, compiled = attempt(draft, place, settings)
    if unnamed := [each for each in compiled.problems if each.code in UNNAMED]:
        draft = with_logical_ids(draft, unnamed)
        _, compiled = attempt(draft, place, settings)
    paths = [
        path
        for problem in compiled.problems
        if problem.code == TAKEN
        for path in (problem.path, *(each.path for each in problem.related))
    ]
    names = dict.fromkeys(str(path[1]) for path in paths if path[:1] == ("resources",))
    if names and not ours:
        draft = replace(draft, remarks=[*draft.remarks, *map(displaced, names)])
    return without(draft, set(names)) if names else draft


def displaced(name: str) -> Problem:
    """That a table brings along a resource with the logical ID of another."""
    hint = (
        "a deploy of this spec puts ours in its place: give it another logical ID in its stack first, or write it "
        "under resources and turn ours off, such as with policies: false or alarms: false"
    )
    message = f"{name!a} is left out: a resource that comes with a table has its logical ID"
    return Problem("DS555", message, hint, ("resources", name))


def with_logical_ids(draft: Draft, unnamed: Iterable[Problem]) -> Draft:
    """The draft with a logical ID for each index whose name leaves none, or one that another has: with its number."""
    from generator.resources.names import index_part

    spec = draft.spec
    for each in unnamed:
        _, table, kind, name = each.path
        number = list(spec["tables"][table][kind]).index(name) + 1
        spec = with_value(spec, (*each.path, "logical_id"), value=f"{index_part(str(name)) or 'Index'}{number}")
    return replace(draft, spec=spec)


def comparison(draft: Draft, compiled: Compiled, place: Place) -> list[Change] | None:
    """What a deploy would change; None without a template."""
    from generator.changes.impact import judge
    from generator.changes.template import read

    if compiled.text is None:
        return None
    after = read(compiled.text.encode(), place.shown)
    return judge(draft.source, after, region=region_of(compiled))


def with_value(body: dict[str, Any], path: Path, *, value: Any) -> dict[str, Any]:
    """The mapping with a value at a path."""
    key = str(path[0])
    inner = body.get(key)
    below = inner if isinstance(inner, dict) else {}
    return {**body, key: with_value(below, path[1:], value=value) if path[1:] else value}
