"""A sound spec and what is deployed to the steps between them, or to why there are none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.aws.properties import TABLES
from generator.errors import Problem

if TYPE_CHECKING:
    from generator.changes.change import Change
    from generator.changes.steps import Step
    from generator.changes.template import Template
    from generator.cli.deployed import Pair
    from generator.cli.renaming import Rename
    from generator.pipeline import Compiled
    from generator.spec.model.stack import Spec

__all__ = ["RENAMED", "Planned", "plan_for", "step_problems"]

# The rules for a table under another logical ID; `before` of such a change is the deployed one.
RENAMED: Final = ("DS664", "DS665")
# A second table is asked for under a name that the first one has.
FIXED_NAME: Final = ("DS664", "DS615")
HELPLESS: Final = "--give-up does not help, for the name is taken as long as the deployed one is there: "


@dataclass(frozen=True, slots=True)
class Planned:
    """What a spec needs: no deploy, one, or steps; `problems` say why there is no plan.

    `renames` are the names that the steps give to indexes, and which the spec should have too. `spared` are tables that
    are given up and yet keep their items.
    """

    pair: Pair
    changes: tuple[Change, ...] = ()
    steps: tuple[Step, ...] = ()
    renames: tuple[Rename, ...] = ()
    problems: tuple[Problem, ...] = ()
    spared: tuple[str, ...] = ()


def plan_for(pair: Pair, *, given_up: Collection[str]) -> Planned:
    """The steps from what is deployed to what the spec renders. UsageError when the deployed template is none.

    Tables in `given_up`, by logical ID, may be replaced or removed.
    """
    from generator.changes import steps
    from generator.changes.template import read
    from generator.cli.comparing import compare, region_of
    from generator.cli.renaming import renames, with_names
    from generator.template.assemble import assemble

    compiled = pair.compiled
    changes = compare(compiled, *pair[1:]).changes
    given_up = with_renamed(given_up, changes)
    if helpless := [each for each in changes if each.code in FIXED_NAME and each.resource in given_up]:
        return Planned(pair, changes, problems=tuple(refusal(each, compiled, HELPLESS) for each in helpless))
    if pair.deployed is None or compiled.built is None or not changes:
        return Planned(pair, changes)
    spec, before = compiled.built.spec, read(pair.deployed, pair.file)
    spared = tuple(keeping(given_up, before, spec, changes))
    given_up = given_up.difference(spared)
    if not steps.is_needed(changes, given_up=given_up) and given_up.isdisjoint(change.resource for change in changes):
        return Planned(pair, changes, spared=spared)
    names = tuple(renames(spec, changes))
    assembled = assemble(with_names(spec, names))
    source, region = compiled.source.header, region_of(compiled)
    plan = steps.plan(before, assembled.template, source=source, region=region, given_up=given_up)
    problems = (*assembled.problems, *(refusal(change, compiled) for change in blaming(plan.obstacles, changes)))
    return Planned(pair, changes, plan.steps, names, tuple(dict.fromkeys(problems)), spared)


def keeping(tables: Collection[str], before: Template, spec: Spec, changes: Collection[Change]) -> Iterator[str]:
    """Those of the tables that are deployed and stay, with their items."""
    lost = {each.resource for each in changes if each.replaces or each.impact in ("replaced", "deleted")}
    for name in sorted(tables):
        if name in before.resources and name in spec.tables and name not in lost:
            yield name


def blaming(obstacles: Collection[Change], changes: Collection[Change]) -> Iterator[Change]:
    """The obstacles as they are in the whole change, where they are: those have their lines in the spec."""
    for obstacle in obstacles:
        yield next((each for each in changes if same(each, obstacle)), obstacle)


def same(one: Change, other: Change) -> bool:
    """Whether two changes are about one place under one rule."""
    return (one.code, one.resource, one.property) == (other.code, other.resource, other.property)


def with_renamed(given_up: Collection[str], changes: Collection[Change]) -> frozenset[str]:
    """The tables that are given up, each under the logical ID that is deployed and under that of the spec."""
    pairs = [{each.resource, str(each.before)} for each in changes if each.code in RENAMED and each.type in TABLES]
    return frozenset(given_up).union(*(pair for pair in pairs if not pair.isdisjoint(given_up)))


def refusal(change: Change, compiled: Compiled, before: str = "") -> Problem:
    """That no plan makes the change without losing items, and the way by hand."""
    what = ".".join((change.resource, *change.property))
    message = f"no steps can do it: {change.title} ({change.code}, {what})"
    position = change.position
    return Problem("DS691", message, before + change.advice, change.spec_path, position)


def step_problems(planned: Planned, *, ignore: Collection[str]) -> Iterator[Problem]:
    """What cfn-lint has against the template of a step, as errors alone: the spec's own has been told."""
    from generator.changes.script import file_of
    from generator.template.cfn_lint import Linted
    from generator.template.lint import lint

    regions = planned.pair.compiled.regions
    findings = lint([Linted(step.text, regions) for step in planned.steps], ignore=list(ignore))
    for number, (step, found) in enumerate(zip(planned.steps, findings, strict=True), 1):
        for each in found:
            if Problem(each.rule, "").severity == "error":
                message = f"step {file_of(number, step)} is not sound: {each.message.rstrip('.')}"
                hint = f"cfn-lint's {each.rule} says so of {'/'.join(map(str, each.path))}"
                yield Problem("DS692", message, hint)
