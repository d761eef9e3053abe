"""Changes of a global table to what they are with regard to its replicas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE, REPLICAS
from generator.changes.change import Change
from generator.changes.compare import found
from generator.changes.functions import is_function
from generator.changes.judged import recoded
from generator.changes.template import Resource

__all__ = ["judge"]

STRONG: Final = "STRONG"
STREAM_CODES: Final = frozenset({"DS631", "DS632"})


def judge(changes: Iterable[Change], old: Resource, new: Resource, region: str | None) -> Iterator[Change]:
    """The changes without what comes and goes with a whole replica, the rest under the rules for replicas.

    `region` is that of the stack after; where no replica was in it before, the stack was in another Region.
    """
    before, after = (of(each) for each in (old, new))
    moved = region is not None and bool(before) and region not in before
    several = new.type == GLOBAL_TABLE and eventual(new) and len(after) > 1
    for change in changes:
        inside = change.property[:1] == (REPLICAS,) and len(change.property) > 2
        if inside and (change.property[1] in before) is not (change.property[1] in after):
            continue
        if change.code == "DS653" and moved:
            yield recoded(change, "DS654")
        elif change.code in STREAM_CODES and several:
            yield recoded(change, "DS636")
        else:
            yield change


def of(table: Resource) -> dict[str, Any]:
    """The replicas of a table by Region; none where only the deploy knows."""
    replicas = found(table.properties, (REPLICAS,))[1]
    return replicas if isinstance(replicas, dict) and not is_function(replicas) else {}


def eventual(table: Resource) -> bool:
    """Whether the replicas follow each other by the stream, as far as the template says."""
    consistency = found(table.properties, ("MultiRegionConsistency",))[1]
    return consistency != STRONG and not is_function(consistency)
