"""What comparing two templates comes to: changes, each with what a deploy does with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generator.errors import Path, Position

__all__ = ["Change", "Comparison"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change and its impact, in AWS' words.

    `resource` is a logical ID, empty for what belongs to no resource; `property` is the place in it, in which entries
    of lists stand by name. `before` and `after` are None where there is nothing. `spec_path` and `position` lead to
    the spec, where it says what the change is about. `is_of_indexes` says that it is about what is a key of indexes
    alone, which can be made anew without their table.
    """

    code: str
    impact: str
    title: str
    why: str
    source: str
    resource: str = ""
    type: str = ""
    property: tuple[str, ...] = ()
    before: Any = None
    after: Any = None
    advice: str = ""
    sentence: str = ""
    replaces: bool = False
    fate: str = ""
    spec_path: Path = ()
    position: Position | None = None
    is_of_indexes: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One template against what is deployed: `template` is its file and `against` what it was compared with.

    `is_new` says that nothing is deployed yet. `changes` come worst first.
    """

    template: str
    against: str
    is_new: bool = False
    changes: tuple[Change, ...] = field(default=())
