"""What a diagnosis comes to: numbers for each table, findings, and what to change in the spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from generator.changes.change import Change
from generator.diagnosis.facts import Facts, Target
from generator.errors import Path, Problem

__all__ = ["Access", "Advice", "Diagnosis", "Finding", "Known", "Limited", "Place", "Throttled", "Usage", "Value"]

Limited = Literal["provisioned", "on-demand maximum", "quota", "default quota"]


# What a key of a spec may say.
Value: TypeAlias = int | bool | str


class Advice(NamedTuple):
    """A key of the spec, what it says now, and what it is to say."""

    key: str
    current: Value | None
    proposed: Value


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that needs a hand: what it is about, what is the matter, what to do, and the keys to change."""

    code: str
    subject: str
    message: str
    hint: str
    advice: tuple[Advice, ...] = ()


class Throttled(NamedTuple):
    """How many requests were throttled for a cause, and the metric that counts them."""

    metric: str
    cause: str
    events: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What a target consumed at its busiest minute, in units a second, and what it was held to then.

    `limited` says by what; a quota is the account's for any one table, the default one where AWS tells none. `at` is
    the second at which that minute begins, None when nothing was consumed. `plot` has the busiest minute of each of
    equal stretches, and None where there is no data.
    """

    table: str
    target: Target
    limit: int
    limited: Limited
    at: int | None
    units: float
    plot: tuple[float | None, ...]
    throttled: tuple[Throttled, ...]

    @property
    def percent(self) -> float:
        """How much of the limit the busiest minute used."""
        return 100 * self.units / self.limit if self.limit else 0


@dataclass(frozen=True, slots=True)
class Access:
    """Which of the stack's policies, by logical ID, a role or user has and how, and which it misses."""

    kind: str
    name: str
    attached: Mapping[str, str]
    missing: tuple[str, ...]
    inline: tuple[str, ...]
    decisions: Mapping[str, Mapping[str, str]] | None


class Place(NamedTuple):
    """Where the spec says what a target is held to, and the number that it says."""

    path: Path
    units: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the project says of the stack: its template's file, what deploying that would change, places in the spec.

    `places` are by logical ID of the table, index and direction. Without a template `changes` is None; `stale` is one
    that its spec would make otherwise now.
    """

    template: str = ""
    changes: tuple[Change, ...] | None = None
    places: Mapping[tuple[str, str, str], Place] = field(default_factory=dict)
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The facts, what they come to, and notes on what they do not say."""

    facts: Facts
    known: Known
    usage: tuple[Usage, ...]
    access: tuple[Access, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Problem, ...]
