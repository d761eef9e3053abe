"""A change that one deploy cannot make to the templates that several deploys make it with, each judged by the rules."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from generator.aws.properties import HOLDING, OPAQUE, TABLES
from generator.changes.change import Change
from generator.changes.conversion import conversion, fits
from generator.changes.functions import references
from generator.changes.held import Body, as_written
from generator.changes.impact import judge
from generator.changes.judged import KEEPING, protected, recoded
from generator.changes.keeping import complete, keep, of_all
from generator.changes.move import TAKING, Move
from generator.changes.moves import moves_of, settle
from generator.changes.template import Resource, Template, read
from generator.template.render import render

__all__ = ["Plan", "Step", "is_needed", "obstacles", "plan"]

# A deploy takes it, and better in two.
BETTER_ALONE: Final = frozenset({"DS625"})
# What is lost when a table that the user gave up goes.
LOSING: Final = ("replaced", "deleted")
# What items are lost with, or may be.
KEEPING_ITEMS: Final = TABLES | HOLDING | OPAQUE
# Resources come or go: which those are that stand for them depends on the transform of the template.
MOVING: Final = ("created", "removed", *LOSING)
# Attributes of a resource that name what else the template has.
TIES: Final = frozenset({"Condition", "DependsOn"})
TRANSFORM: Final = ("Transform",)


@dataclass(frozen=True, slots=True)
class Step:
    """One deploy: the text of its template, and the changes that it makes.

    `tables` are those by logical ID whose indexes and replicas must be ACTIVE when it is done. It begins
    `pause_seconds` after the one before, when time to live of the tables `off` has to be off. `stops` says that it
    takes away what may still be read: the readers have to be moved before it; or that it `loses` the items of a table
    that is given up. `imports` is the table that comes into the stack as it is, by
    a change set of that type.
    """

    slug: str
    title: str
    text: str
    template: Body
    changes: tuple[Change, ...]
    tables: tuple[str, ...] = ()
    pause_seconds: int = 0
    off: tuple[str, ...] = ()
    stops: bool = False
    loses: bool = False
    imports: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a change, or the changes because of which there are none."""

    steps: tuple[Step, ...] = ()
    obstacles: tuple[Change, ...] = ()


def is_needed(changes: Iterable[Change], *, given_up: Collection[str] = ()) -> bool:
    """Whether the changes want more than one deploy, or cannot be deployed at all."""
    changes = list(changes)
    return bool(obstacles(changes, given_up=given_up)) or any(change.code in BETTER_ALONE for change in changes)


def obstacles(changes: Iterable[Change], *, given_up: Collection[str] = ()) -> list[Change]:
    """The changes that one deploy cannot make without a refusal or the loss of a table that is not `given_up`."""
    changes = list(changes)
    is_moving = any(change.impact in MOVING for change in changes)
    return [
        change
        for change in changes
        if change.impact in ("several deploys", "refused")
        or (is_moving and not change.resource and change.property == TRANSFORM)
        or (
            change.type in KEEPING_ITEMS
            and change.impact in (*LOSING, "unknown")
            and not (change.resource in given_up and change.impact in LOSING)
        )
    ]


def plan(
    before: Template, after: Body, *, source: str, region: str | None = None, given_up: Collection[str] = ()
) -> Plan:
    """The deploys from one template to another, a mapping of plain values; `source` is the spec in their headers.

    Tables in `given_up` may be replaced or removed, after their deletion protection is off.
    """
    old, new = before.resources, in_form(after, source)[1].resources
    staying = {
        name: old[name]
        for name, body in new.items()
        if name in old and body.type in TABLES and old[name].type in TABLES and name not in given_up
    }
    moves: list[Move] = []
    for name in (name for name in new if name in staying):
        if old[name].type == new[name].type:
            moves += moves_of(name, before, new[name])
        else:
            moves += conversion(name, before, new[name], after, region=region)
    for name in (name for name in old if name in given_up and old[name].type in TABLES):
        moves += giving_up(name, before, is_gone=name not in new)
    steps, last, found = [], before, []
    for done in range(len(moves) + 1):
        text, template, body = staged(after, moves[done:], before, staying, source=source)
        changes = judge(last, template, region=region)
        if changes:
            steps.append(step(moves[done - 1] if done else None, text, body, changes))
            found += obstacles(changes, given_up=given_up)
            last = template
    # What cannot be told apart in the whole may look plain in a step.
    known = {(each.code, each.resource, each.property) for each in found}
    found += [
        each
        for each in obstacles(judge(before, last, region=region))
        if each.impact == "unknown" and (each.code, each.resource, each.property) not in known
    ]
    if any(each.imports and not fits(each.text) for each in steps):
        found += obstacles(judge(before, last, region=region), given_up=given_up)
    return Plan(obstacles=tuple(found)) if found else Plan(tuple(coming_back(steps)))


def coming_back(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps; nobody is told to get rid of a table that leaves the stack for a later step to import it."""
    imported = {each.imports for each in steps}
    for each in steps:
        changes = (
            replace(one, advice="leave it as it is: a later step imports it")
            if one.code == "DS662" and one.resource in imported
            else one
            for one in each.changes
        )
        yield replace(each, changes=tuple(changes))


def staged(
    after: Body, held: Sequence[Move], before: Template, tables: dict[str, Resource], *, source: str
) -> tuple[str, Template, Body]:
    """The template before the moves that are held, which go back from the last one on; none are held at the end.

    Of `tables`, the deployed ones that stay, it has what is held as `before` has it.
    """
    body = copy.deepcopy(after)
    for move in reversed(held):
        move.hold(body)
    if held:
        settle(body, tables)
        complete(body, before)
    text, template = in_form(body, source)
    return text, template, body


def in_form(body: Body, source: str) -> tuple[str, Template]:
    """A template's text, and the form of it for comparing."""
    text = render(body, source=source, form="yaml")
    return text, read(text.encode(), source)


def step(move: Move | None, text: str, body: Body, changes: list[Change]) -> Step:
    """The deploy of a move; without one it is that of all that needs none of its own."""
    lost = [each.resource for each in changes if each.impact in LOSING and each.type in TABLES | HOLDING]
    if move is None and lost:
        title = f"give {', '.join(lost)} up, and all that needs no deploy of its own"
        return Step(f"give-up-{'-'.join(lost)}", title, text, body, tuple(changes), stops=True, loses=True)
    if move is None:
        return Step("all-else", "all that needs no deploy of its own", text, body, tuple(changes))
    is_there = move.table in body["Resources"]
    if move.is_import:
        own = next(each for each in changes if each.resource == move.table)
        changes = [replace(recoded(own, "DS697"), property=(), after=None)]
    return Step(
        move.slug, move.title, text, body, tuple(changes), (move.table,) if is_there else (),
        move.pause_seconds, (move.table,) if move.is_off else (),
        stops=bool(lost) or move.slug.startswith(TAKING), loses=bool(lost),
        imports=move.table if move.is_import else "",
    )  # fmt: skip


def giving_up(table: str, before: Template, *, is_gone: bool) -> Iterator[Move]:
    """That a table loses its protection, then goes; one that refers to others may have to go together with them.

    One that its DeletionPolicy keeps leaves the stack as it is, protection and all.
    """
    old = before.resources[table]
    is_free = not any(references([old.properties, old.attributes])) and not TIES & old.attributes.keys()
    is_kept = is_gone and old.attributes.get("DeletionPolicy") in KEEPING
    is_held = bool(protected(old)) and not is_kept
    if is_held:
        hold = partial(as_deployed, table, before, is_protected=True)
        yield Move(f"unprotect-{table}", f"turn deletion protection of {table} off", table, hold)
    if is_held or (is_gone and is_free):
        title = f"take {table} out of the stack, and keep it" if is_kept else f"give {table} up"
        yield Move(f"give-up-{table}", title, table, partial(as_deployed, table, before, is_protected=is_kept))


def as_deployed(table: str, before: Template, template: Body, *, is_protected: bool = False) -> None:
    """The template before a table goes: as it is deployed, read and watched, its deletion protection on or off."""
    body = as_written(before.resources[table])
    properties = body["Properties"]
    for each in () if is_protected else (properties, *properties.get("Replicas", [])):
        if each.pop("DeletionProtectionEnabled", None) is not None:
            each["DeletionProtectionEnabled"] = False
    template["Resources"][table] = body
    keep(template, before, table, of_all)
