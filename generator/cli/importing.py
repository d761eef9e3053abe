"""A draft to the text of a spec, and to the proof that its template leaves what exists as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from generator.cli.comparing import region_of
from generator.errors import Path, Problem
from generator.pipeline import Compiled, Settings, Source, compile_spec

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.importers.draft import Draft

__all__ = ["Imported", "Place", "imported"]

# What must not become of a table.
BAD: Final = ("refused", "replaced", "deleted")
TABLES: Final = "AWS::DynamoDB::"


class Place(NamedTuple):
    """Where a spec is to stand: its file as messages show it, its name, the schema line's path, and what it is from."""

    shown: str
    name: str
    schema: str
    about: str


class Imported(NamedTuple):
    """The text of a spec, what it compiles to, what a deploy of it would change, and what there is to say."""

    text: str
    compiled: Compiled
    comparison: Comparison | None
    problems: list[Problem]


def imported(draft: Draft, place: Place, settings: Settings, *, ours: bool) -> Imported:
    """The spec for a draft, proved; `ours` tells that the source was rendered by dynaspec."""
    from generator.changes.change import Comparison
    from generator.changes.impact import judge
    from generator.changes.template import read

    draft = without_ours(draft, place, settings)
    if ours:
        draft = with_switches(draft, place, settings)
    text, compiled = attempt(draft, place, settings)
    outputs = compiled.built.template.get("Outputs", {}) if compiled.built else {}
    kept = [each for each in draft.remarks if each.path[:1] != ("outputs",) or each.path[1] not in outputs]
    if len(kept) < len(draft.remarks):
        draft = replace(draft, remarks=kept)
        text, compiled = attempt(draft, place, settings)
    problems = [*draft.remarks, *compiled.problems]
    if compiled.text is None:
        return Imported(text, compiled, None, problems)
    after = read(compiled.text.encode(), place.shown)
    changes = judge(draft.source, after, region=region_of(compiled))
    problems += broken(changes)
    return Imported(text, compiled, Comparison(place.shown, place.about, changes=tuple(changes)), problems)


def attempt(draft: Draft, place: Place, settings: Settings) -> tuple[str, Compiled]:
    """The text of the draft's spec as it is, and what it compiles to."""
    from generator.importers.writing import written

    text = written(draft.spec, draft.remarks, schema=place.schema, about=f"Imported from {place.about}.")
    source = Source(text.encode(), place.shown, place.name, place.shown, "templates")
    return text, compile_spec(source, settings)[0]


def without_ours(draft: Draft, place: Place, settings: Settings) -> Draft:
    """The draft without the resources that its tables bring along under the same logical IDs."""
    tables = tuple(draft.spec["tables"])
    alike = {name for name in draft.verbatim if name.startswith(("Stack", *tables))}
    if not alike:
        return draft
    others = {name: each for name, each in draft.verbatim.items() if name not in alike}
    first = replace(draft, spec={**draft.spec, "resources": others})
    _, compiled = attempt(first, place, settings)
    made = compiled.built.template["Resources"] if compiled.built else {}
    kept = {name: each for name, each in draft.verbatim.items() if name not in made}
    return replace(draft, spec={**draft.spec, "resources": kept}, verbatim=kept)


def with_switches(draft: Draft, place: Place, settings: Settings) -> Draft:
    """The draft of a template of ours, with what it does not have turned off."""
    _, compiled = attempt(draft, place, settings)
    made = compiled.built.template["Resources"] if compiled.built else {}
    spec = draft.spec
    for name in made:
        path = (compiled.origins or {}).get(name, ())
        if name not in draft.source.resources and path[:1] == ("tables",) and len(path) > 2:
            spec = with_value(spec, path, value=False)
    return replace(draft, spec=spec)


def with_value(body: dict[str, Any], path: Path, *, value: Any) -> dict[str, Any]:
    """The mapping with a value at a path."""
    key = str(path[0])
    inner = body.get(key)
    below = inner if isinstance(inner, dict) else {}
    return {**body, key: with_value(below, path[1:], value=value) if path[1:] else value}


def broken(changes: list[Change]) -> Iterator[Problem]:
    """What would not leave a table as it is."""
    for each in changes:
        if each.impact in BAD and each.type.startswith(TABLES):
            what = ".".join([each.resource, *each.property])
            yield Problem("DS559", f"{what}: {each.title}", "this is for us to mend: please report it with the file")
