"""A draft to the text of a spec, and to the proof that its template leaves what exists as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from generator.cli.attempting import Place, attempt, comparison, with_value, without, without_ours
from generator.cli.proving import proof
from generator.cli.returning import with_policies, with_switches
from generator.errors import Path, Problem
from generator.pipeline import Compiled, Settings

if TYPE_CHECKING:
    from generator.changes.change import Comparison
    from generator.changes.template import Template
    from generator.importers.alarms import Adopted
    from generator.importers.draft import Draft

__all__ = ["Imported", "Place", "imported"]

# What of an output others see.
PUBLISHED: Final = ("Value", "Export")


class Imported(NamedTuple):
    """A spec as text, its source, what it compiles to, what a deploy of it would change, and what there is to say."""

    text: str
    source: Template
    compiled: Compiled
    comparison: Comparison | None
    problems: list[Problem]


def imported(draft: Draft, place: Place, settings: Settings, *, ours: bool) -> Imported:
    """The spec for a draft, proved; `ours` tells that the source was rendered by dynaspec."""
    from generator.changes.change import Comparison

    draft = without_ours(draft, place, settings, ours=ours)
    if ours:
        draft = with_policies(draft, place, settings)
    draft, adopted = with_alarms(draft, place, settings, ours=ours)
    if ours:
        draft = with_switches(draft, place, settings)
    text, compiled = attempt(draft, place, settings)
    kept = [each for each in draft.remarks if not comes_anyway(each.path, draft.source, made(compiled, place))]
    if len(kept) < len(draft.remarks):
        draft = replace(draft, remarks=kept)
        text, compiled = attempt(draft, place, settings)
    problems = [*draft.remarks, *compiled.problems]
    changes = comparison(draft, compiled, place)
    if changes is None:
        return Imported(text, draft.source, compiled, None, problems)
    judged = Comparison(place.shown, place.about, changes=tuple(changes))
    told = {str(each.path[1]) for each in draft.remarks if each.path[:1] == ("resources",)} | adopted
    problems += proof([each for each in changes if each.resource not in told], compiled.origins or {})
    return Imported(text, draft.source, compiled, judged, problems)


def made(compiled: Compiled, place: Place) -> Template:
    """The template that comes of a spec, in the form in which templates are compared."""
    from generator.changes.template import Template, read

    return read(compiled.text.encode(), place.shown) if compiled.text is not None else Template()


def comes_anyway(path: Path, source: Template, after: Template) -> bool:
    """Whether the template of the spec has the output, the resource, or the metadata of a table, that the spec does not
    say.
    """
    match path:
        case ("outputs", str() as name):
            outputs = [each.sections.get("Outputs", {}).get(name) for each in (source, after)]
            told = [[each.get(key) for key in PUBLISHED] if isinstance(each, dict) else None for each in outputs]
            return None not in told and told[0] == told[1]
        case ("resources", str() as name):
            return name in after.resources and after.resources[name] == source.resources.get(name)
        case ("tables", str() as table, "metadata", name):
            return table in after.resources and name in after.resources[table].attributes.get("Metadata", {})
    return False


def with_alarms(draft: Draft, place: Place, settings: Settings, *, ours: bool) -> tuple[Draft, set[str]]:
    """The draft with those of the source's alarms that mean the same as alarms of its tables as such, and the logical
    IDs of those that come under another; in a template of ours they have the same.
    """
    from generator.changes.functions import refers
    from generator.importers.alarms import adopted, notified

    _, compiled = attempt(draft, place, settings)
    if compiled.text is None:
        return draft, set()
    others = [each.properties for each in draft.source.resources.values()]
    found = [
        each
        for each in adopted(draft.source.resources, made(compiled, place).resources, compiled.origins or {})
        if each.name == each.made or not (ours or refers(others, {each.name}))
    ]
    spec = draft.spec
    for table in dict.fromkeys(each.path[1] for each in found):
        common, alarms = notified([each for each in found if each.path[1] == table])
        for name, value in common.items():
            spec = with_value(spec, ("tables", table, "alarms", name), value=value)
        for each in alarms:
            if each.tuning:
                alone = each.tuning["threshold"] if list(each.tuning) == ["threshold"] else each.tuning
                spec = with_value(spec, each.path, value=alone)
    anew = [each for each in found if each.name != each.made]
    remarks = [renamed(each) for each in anew]
    kept = [each for each in draft.remarks if each.path not in [("resources", one.name) for one in found]]
    draft = replace(draft, spec=spec, remarks=[*kept, *remarks])
    return without(draft, {each.name for each in found}), {each.made for each in anew}


def renamed(alarm: Adopted) -> Problem:
    """That an alarm comes under another logical ID, and so is another alarm."""
    message = f"the alarm {alarm.name!a} becomes {alarm.made}"
    hint = "it is made anew, without its history; whoever looks for it by its name finds it under the new one"
    return Problem("DS566", message, hint, alarm.path)
