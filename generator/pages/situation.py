"""What a section of a runbook says: what is the matter, what it does, how to look closer, and what to change."""

from __future__ import annotations

from typing import Final, NamedTuple

from generator.aws.updates import RULES
from generator.errors import dotted
from generator.pages.markdown import code

__all__ = ["Look", "Situation", "key", "told"]

IN_PLACE: Final = "DS603"
# What has no catch.
QUIET: Final = ("created", "in place")


class Look(NamedTuple):
    """Something to look at: in words, and the block of commands that shows it."""

    what: str
    command: str


class Situation(NamedTuple):
    """A section of the runbook; `anchors` are those of the alarms that lead to it, or one of its own.

    All but the commands is Markdown.
    """

    title: str
    anchors: tuple[str, ...]
    meaning: str
    impact: str
    diagnosis: tuple[Look, ...]
    mitigation: tuple[str, ...]


def key(*path: str | int) -> str:
    """A place in the spec as people write it."""
    return code(dotted(tuple(path)))


def told(rule: str = IN_PLACE) -> str:
    """What `dynaspec diff` will say of a change, by its rule, with the reason where there is a catch."""
    found = RULES[rule]
    if found.impact in QUIET:
        return f"`dynaspec diff` calls that *{found.impact}*."
    return f"`dynaspec diff` calls that *{found.impact}* ({rule}): {found.why}"
