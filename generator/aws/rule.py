"""What an update of a stack can do to what is deployed, and what a rule says of one kind of change."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

__all__ = ["IMPACTS", "Impact", "Rule"]

Impact = Literal[
    "created", "in place", "removed", "risky", "several deploys", "unknown", "refused", "replaced", "deleted"
]
# From what nobody need look at to what nobody can undo.
IMPACTS: Final[tuple[Impact, ...]] = get_args(Impact)


class Rule(NamedTuple):
    """What a deploy does with one kind of change.

    `sentence` is what AWS answers a deploy that it refuses. In it and in `advice`, `{name}` stands for the physical
    name, `{resource}` for the logical ID, `{type}` for the type, `{index}` for the second part of the property and
    `{key}` for its last, `{attribute}` for that of time to live, `{export}` for the name of an export. `replaces` says
    that the change asks for another resource in the place of the one there, whatever comes of it.
    """

    title: str
    impact: Impact
    why: str
    source: str
    advice: str = ""
    sentence: str = ""
    replaces: bool = False
