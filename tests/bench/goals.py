"""What was measured to what the project holds itself to, on two quiet processors."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tests.bench.process import Taken

__all__ = ["told"]

Whole = Mapping[int, Mapping[str, Sequence[Taken]]]
Figure = Callable[[Taken, Taken], float]


class Goal(NamedTuple):
    """A figure of two things that ran with so many stacks in one round, and the most that it may be."""

    stacks: int
    first: str
    second: str
    figure: Figure
    unit: str
    most: float


def ratio(first: Taken, second: Taken) -> float:
    """How many times as long the first took."""
    return first.wall / second.wall


def more(first: Taken, second: Taken) -> float:
    """The seconds that the first took more."""
    return first.wall - second.wall


def seconds(first: Taken, _: Taken) -> float:
    """The seconds of the first."""
    return first.wall


def memory(first: Taken, _: Taken) -> float:
    """The memory of the first at its peak."""
    return first.memory / 10**6


GOALS: Final = (
    Goal(500, "cold", "cfn-lint alone", ratio, "times", 0.6),
    Goal(500, "cold", "CDK and cfn-lint", ratio, "times", 0.5),
    Goal(500, "warm", "", seconds, "s", 1),
    Goal(500, "warm", "cold", ratio, "times", 1 / 40),
    Goal(500, "one changed", "warm", more, "s more than", 0.3),
    Goal(100, "diff without the cache", "", seconds, "s", 1.5),
    Goal(100, "diff without the cache", "cold", ratio, "times", 0.5),
    Goal(100, "diff of what is deployed", "warm", ratio, "times", 2),
    Goal(500, "cold", "", memory, "MB", 400),
    Goal(1, "cold", "cfn-lint alone", ratio, "times", 1.15),
    Goal(1, "warm", "", seconds, "s", 0.35),
)
# The most that 500 stacks may take of what 100 take.
LARGE, SMALL, LINEAR = 500, 100, 5.5


def told(whole: Whole) -> Iterator[str]:
    """A line for each goal that was measured."""
    yield "| stacks | what | measured | at most | |"
    yield "|---:|---|---:|---:|---|"
    for goal in GOALS:
        taken = whole.get(goal.stacks, {})
        first, second = taken.get(goal.first, ()), taken.get(goal.second or goal.first, ())
        if first and second:
            figures = [goal.figure(*pair) for pair in zip(first, second, strict=True)]
            what = f"{goal.first}, {goal.unit} {goal.second}".rstrip()
            yield row(goal.stacks, what, statistics.median(figures), goal.most)
    if LARGE in whole and SMALL in whole:
        large, small = (statistics.median(one.wall for one in whole[stacks]["cold"]) for stacks in (LARGE, SMALL))
        yield row(LARGE, f"cold, times {SMALL} stacks", large / small, LINEAR)


def row(stacks: int, what: str, measured: float, most: float) -> str:
    """A goal, and whether it was missed."""
    return f"| {stacks} | {what} | {measured:.3f} | {most:.3f} | {'missed' if measured > most else 'kept'} |"
