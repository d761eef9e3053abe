"""A draft to the text of a spec, and to the proof that its template leaves what exists as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from generator.cli.comparing import region_of
from generator.errors import Path, Problem
from generator.pipeline import Compiled, Settings, Source, compile_spec

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.importers.alarms import Adopted
    from generator.importers.draft import Draft

__all__ = ["Imported", "Place", "imported"]

# What must not become of a table.
BAD: Final = ("refused", "replaced", "deleted")
TABLES: Final = "AWS::DynamoDB::"
# A logical ID that two resources would have.
TAKEN: Final = "DS301"
# An index whose name makes no logical ID of its own.
UNNAMED: Final = ("DS302", "DS303")
POLICY: Final = "AWS::IAM::ManagedPolicy"
TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"


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

    draft = without_ours(draft, place, settings)
    draft = with_alarms(draft, place, settings, ours=ours)
    if ours:
        draft = with_switches(draft, place, settings)
    text, compiled = attempt(draft, place, settings)
    outputs = compiled.built.template.get("Outputs", {}) if compiled.built else {}
    kept = [each for each in draft.remarks if each.path[:1] != ("outputs",) or each.path[1] not in outputs]
    if len(kept) < len(draft.remarks):
        draft = replace(draft, remarks=kept)
        text, compiled = attempt(draft, place, settings)
    problems = [*draft.remarks, *compiled.problems]
    changes = comparison(draft, compiled, place)
    if changes is None:
        return Imported(text, compiled, None, problems)
    problems += [*broken(changes), *rescaled(changes)]
    return Imported(text, compiled, Comparison(place.shown, place.about, changes=tuple(changes)), problems)


def attempt(draft: Draft, place: Place, settings: Settings) -> tuple[str, Compiled]:
    """The text of the draft's spec as it is, and what it compiles to."""
    from generator.importers.cloudformation import with_parameters
    from generator.importers.writing import written

    about = f"Imported from {place.about}."
    text = written(with_parameters(draft), draft.remarks, schema=place.schema, about=about)
    source = Source(text.encode(), place.shown, place.name, place.shown, "templates")
    return text, compile_spec(source, settings)[0]


def without(draft: Draft, names: set[str]) -> Draft:
    """The draft without some of the resources that stand in it as they are."""
    kept = {name: each for name, each in draft.verbatim.items() if name not in names}
    return replace(draft, spec={**draft.spec, "resources": kept}, verbatim=kept)


def without_ours(draft: Draft, place: Place, settings: Settings) -> Draft:
    """The draft without the resources that its tables bring along under the same logical IDs; each index has one."""
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
    return without(draft, {str(path[1]) for path in paths if path[:1] == ("resources",)}) if paths else draft


def with_logical_ids(draft: Draft, unnamed: Iterable[Problem]) -> Draft:
    """The draft with a logical ID for each index whose name leaves none, or one that another has: with its number."""
    from generator.resources.names import index_part

    spec = draft.spec
    for each in unnamed:
        _, table, kind, name = each.path
        number = list(spec["tables"][table][kind]).index(name) + 1
        spec = with_value(spec, (*each.path, "logical_id"), value=f"{index_part(str(name)) or 'Index'}{number}")
    return replace(draft, spec=spec)


def with_alarms(draft: Draft, place: Place, settings: Settings, *, ours: bool) -> Draft:
    """The draft with those of the source's alarms that mean the same as alarms of its tables as such; in a template of
    ours they have the same logical IDs.
    """
    from generator.changes.template import read
    from generator.importers.alarms import adopted, notified

    _, compiled = attempt(draft, place, settings)
    if compiled.text is None:
        return draft
    made = read(compiled.text.encode(), place.shown).resources
    found = [
        each
        for each in adopted(draft.source.resources, made, compiled.origins or {})
        if each.name == each.made or not ours
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
    remarks = [renamed(each) for each in found if each.name != each.made]
    draft = replace(draft, spec=spec, remarks=[*draft.remarks, *remarks])
    return without(draft, {each.name for each in found})


def renamed(alarm: Adopted) -> Problem:
    """That an alarm comes under another logical ID, and so is another alarm."""
    message = f"the alarm {alarm.name!a} becomes {alarm.made}"
    return Problem("DS566", message, "whoever looks for it by its name finds it under the new one", alarm.path)


def with_switches(draft: Draft, place: Place, settings: Settings) -> Draft:
    """The draft of a template of ours, with what it does not have turned off, and with the options that make more of
    the template alike.
    """
    _, compiled = attempt(draft, place, settings)
    made = compiled.built.template["Resources"] if compiled.built else {}
    spec = draft.spec
    for name in made:
        path = (compiled.origins or {}).get(name, ())
        if name not in draft.source.resources and path[:1] == ("tables",) and len(path) > 2:
            spec = with_value(spec, path, value=False)
    draft = replace(draft, spec=spec)
    best = distance(draft, place, settings)
    for path, value in options(draft, compiled.origins or {}):
        if best:
            spec = with_value(draft.spec, path, value=value)
            other = without_ours(replace(draft, spec=spec), place, settings)
            count = distance(other, place, settings)
            draft, best = (other, count) if count < best else (draft, best)
    return draft


def options(draft: Draft, origins: Mapping[str, Path]) -> Iterator[tuple[Path, bool]]:
    """The options that a template of ours may have been made with, and that are not in it."""
    if any("Export" in each for each in draft.source.sections.get("Outputs", {}).values() if isinstance(each, dict)):
        yield ("publish", "export"), True
    policies = [
        name
        for name, each in draft.source.resources.items()
        if each.type == POLICY and origins.get(name, ())[:1] == ("tables",)
    ]
    fixed = [origins[name][:3] for name in policies if "ManagedPolicyName" in draft.source.resources[name].properties]
    for path in dict.fromkeys(fixed):
        yield (*path, "fixed_names"), True
    for name in policies:
        yield (*origins[name], "partiql"), True
        yield (*origins[name], "scan"), False


def distance(draft: Draft, place: Place, settings: Settings) -> float:
    """How many changes a deploy of the draft's spec would make."""
    changes = comparison(draft, attempt(draft, place, settings)[1], place)
    return inf if changes is None else len(changes)


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


def broken(changes: list[Change]) -> Iterator[Problem]:
    """What would not leave a table as it is."""
    for each in changes:
        if each.impact in BAD and each.type.startswith(TABLES):
            what = ".".join([each.resource, *each.property])
            yield Problem("DS559", f"{what}: {each.title}", "this is for us to mend: please report it with the file")


def rescaled(changes: Iterable[Change]) -> Iterator[Problem]:
    """That autoscaling comes under other logical IDs, which CloudFormation refuses in one deploy.

    Sources: github.com/sbstjn/serverless-dynamodb-autoscaling/issues/16 has "already exists in stack" of it.
    """
    gone = [each.resource for each in changes if each.type == TARGET and each.impact == "removed"]
    if gone:
        hint = (
            "CloudFormation makes the new before it removes the old, and refuses: it already exists; deploy once with "
            "autoscaling: null, which leaves the capacities as they are, then with what stands here"
        )
        yield Problem("DS558", f"{', '.join(gone)}: what they scale comes under other logical IDs", hint)
