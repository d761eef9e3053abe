"""A draft of a template that a spec rendered to one that says what that spec did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, Final

from generator.cli.attempting import Place, attempt, comparison, with_value, without_ours
from generator.errors import Path
from generator.pipeline import Settings

if TYPE_CHECKING:
    from generator.changes.template import Resource
    from generator.importers.draft import Draft, Plain

__all__ = ["with_policies", "with_switches"]

POLICY: Final = "AWS::IAM::ManagedPolicy"


def with_switches(draft: Draft, place: Place, settings: Settings) -> Draft:
    """The draft of a template of ours, with what it does not have turned off, and with what more its spec said."""
    _, compiled = attempt(draft, place, settings)
    made = compiled.built.template["Resources"] if compiled.built else {}
    spec = draft.spec
    for name in made:
        path = (compiled.origins or {}).get(name, ())
        if name not in draft.source.resources and path[:1] == ("tables",) and len(path) > 2:
            spec = with_value(spec, path, value=False)
    draft = with_severities(replace(draft, spec=spec), place, settings)
    best = distance(draft, place, settings)
    for path, value in options(draft):
        if best:
            spec = with_value(draft.spec, path, value=value)
            other = without_ours(replace(draft, spec=spec), place, settings)
            count = distance(other, place, settings)
            draft, best = (other, count) if count < best else (draft, best)
    return draft


def options(draft: Draft) -> Iterator[tuple[Path, bool]]:
    """The options that a template of ours may have been made with, and that are not in it."""
    if any("Export" in each for each in draft.source.sections.get("Outputs", {}).values() if isinstance(each, dict)):
        yield ("publish", "export"), True


def with_policies(draft: Draft, place: Place, settings: Settings) -> Draft:
    """The draft with the policies of its tables as the spec had them; one that no spec makes stays as it is."""
    from generator.importers.policies import readings

    home = draft.spec.get("region")
    for path, name, policy in of_tables(draft):
        if "ManagedPolicyName" in policy.properties:
            draft = replace(draft, spec=with_value(draft.spec, (*path[:3], "fixed_names"), value=True))
        if name not in draft.verbatim and resources(draft, place, settings).get(name) == policy:
            continue
        for body in readings(policy.properties, custom=len(path) > 4, home=home):
            spec = with_value(draft.spec, path, value=body)
            other = without_ours(replace(draft, spec=spec), place, settings)
            if resources(other, place, settings).get(name) == policy:
                draft = other
                break
    return draft


def of_tables(draft: Draft) -> Iterator[tuple[Path, str, Resource]]:
    """The policies that have the logical ID of a table's, each with its place in the spec."""
    from generator.resources.names import policy_id
    from generator.spec.model.policies import BUILT_IN

    policies = {name: each for name, each in draft.source.resources.items() if each.type == POLICY}
    for table in draft.spec["tables"]:
        of_table = policy_id(table, "")
        built_in = {policy_id(table, each): each for each in BUILT_IN}
        for name, policy in policies.items():
            if name in built_in:
                yield ("tables", table, "policies", built_in[name]), name, policy
            elif name.startswith(of_table):
                yield ("tables", table, "policies", "custom", name.removeprefix(of_table)), name, policy


def resources(draft: Draft, place: Place, settings: Settings) -> dict[str, Resource]:
    """The resources that come of the draft's spec, in the form in which templates are compared."""
    from generator.changes.template import read

    _, compiled = attempt(draft, place, settings)
    return read(compiled.text.encode(), place.shown).resources if compiled.text else {}


def with_severities(draft: Draft, place: Place, settings: Settings) -> Draft:
    """The draft with what the descriptions of its alarms begin with."""
    from generator.importers.alarms import ALARM, severity

    _, compiled = attempt(draft, place, settings)
    spec = draft.spec
    for name, alarm in resources(draft, place, settings).items():
        source = draft.source.resources.get(name)
        if alarm.type == ALARM and source and (found := severity(source.properties, alarm.properties)):
            path = (compiled.origins or {})[name]
            said: Any = value_at(spec, path)
            body: Plain = said if isinstance(said, dict) else {} if said in (None, True) else {"threshold": said}
            spec = with_value(spec, path, value={**body, "severity": found})
    return replace(draft, spec=spec)


def value_at(body: Any, path: Path) -> Any:
    """What a spec says at a path; None where it says nothing."""
    for each in path:
        body = body.get(each) if isinstance(body, dict) else None
    return body


def distance(draft: Draft, place: Place, settings: Settings) -> float:
    """How many changes a deploy of the draft's spec would make."""
    changes = comparison(draft, attempt(draft, place, settings)[1], place)
    return inf if changes is None else len(changes)
