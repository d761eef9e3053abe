"""What an update of a stack can do to what is deployed, and what a rule says of one kind of change."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

__all__ = ["HOLES", "IMPACTS", "Impact", "Rule", "without_holes"]

Impact = Literal[
    "created", "in place", "removed", "risky", "several deploys", "unknown", "refused", "replaced", "deleted"
]
# From what nobody need look at to what nobody can undo.
IMPACTS: Final[tuple[Impact, ...]] = get_args(Impact)
# What stands for what a change is about in the words of a rule.
HOLES: Final = {
    "attribute": "the attribute of time to live",
    "export": "the name of the export",
    "index": "the name of the index",
    "name": "the name of the resource in AWS, or its logical ID where CloudFormation names it",
    "parameter": "the name of the parameter",
    "property": "the property that changes",
    "region": "the Region of the replica",
    "resource": "the logical ID of the resource",
    "type": "the type of the resource",
}


class Rule(NamedTuple):
    """What a deploy does with one kind of change.

    `sentence` is what AWS answers a deploy that it refuses. In it and in `advice` stand holes, such as `{name}`.
    `replaces` says that the change asks for another resource in the place of the one there, whatever comes of it.
    """

    title: str
    impact: Impact
    why: str
    source: str
    advice: str = ""
    sentence: str = ""
    replaces: bool = False


def without_holes(*texts: str) -> tuple[list[str], str]:
    """The texts with words in capitals in their holes, and the sentence that says what these stand for."""
    words = {hole: hole.upper() for hole in HOLES}
    used = [hole for hole in HOLES if any(f"{{{hole}}}" in text for text in texts)]
    legend = "; ".join(f"{words[hole]} stands for {HOLES[hole]}" for hole in used)
    return [text.format(**words) for text in texts], legend
