"""The findings of specs without those that a comment, the project file or the command line ignores."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from generator.errors import GeneratorError, Problem
from generator.kinds import can_be_ignored
from generator.pipeline import Compiled

if TYPE_CHECKING:
    from generator.spec.ignores import Ignore

__all__ = ["chosen", "is_wanted"]

# What a spec may have beside others, and not when it is looked at alone.
BETWEEN_SPECS: Final = "DS270"
# What a file without any comment to us does not have, so that it need not be read.
MARK: Final = re.compile(rb"#[ \t]*dynaspec[ \t]*(:|ignore\[)", re.IGNORECASE)


def chosen(compiled: Sequence[Compiled], *, select: Sequence[str], ignore: Sequence[str]) -> list[Compiled]:
    """The same, without what is ignored; `select` and `ignore` are codes or how they begin, no `select` is all."""
    result: list[Compiled] = []
    for _, group in groupby(compiled, key=lambda each: id(each.source)):
        for each in without_ignored(list(group)):
            wanted = tuple(each for each in each.problems if is_wanted(each.code, select=select, ignore=ignore))
            result.append(replace(each, problems=wanted) if each.problems else each)
    return result


def is_wanted(code: str, *, select: Sequence[str] = (), ignore: Sequence[str]) -> bool:
    """Whether what is found under a code counts; our own errors do whatever is ignored."""
    selected = not select or code.startswith(tuple(select))
    return not can_be_ignored(code) or (selected and not code.startswith(tuple(ignore)))


def without_ignored(compiled: Sequence[Compiled]) -> Iterator[Compiled]:
    """One spec in its environments without what its comments ignore, and with what is wrong with the comments."""
    # Mostly nothing is to be done.
    if not MARK.search(compiled[0].source.data):
        yield from compiled
        return
    found, wrong = comments(compiled[0])
    ignored = {(each.code, each.line): each for each in found}
    file = compiled[0].source.shown
    used: set[Ignore] = set()
    kept: list[list[Problem]] = []
    for each in compiled:
        kept.append([])
        for problem in each.problems:
            line = problem.position.line if problem.position and problem.position.file == file else 0
            ignore = ignored.get((problem.code, line))
            if ignore:
                used.add(ignore)
            else:
                kept[-1].append(problem)
    known = all_is_known(compiled)
    unused = [unused_problem(each) for each in found if known and each not in used and each.code != BETWEEN_SPECS]
    for each, problems in zip(compiled, kept, strict=True):
        yield replace(each, problems=(*problems, *wrong, *unused))


def comments(compiled: Compiled) -> tuple[list[Ignore], list[Problem]]:
    """The comments of a spec's file; one that cannot be read has none."""
    from generator.spec.ignores import ignores
    from generator.spec.source import read_on

    source = compiled.source
    try:
        tree, _ = read_on(source.data, source.shown)
    except GeneratorError:
        return [], []
    return ignores(source.data.decode(), tree, source.shown)


def all_is_known(compiled: Sequence[Compiled]) -> bool:
    """Whether a spec was looked at in every environment, and by cfn-lint."""
    whole = len(compiled) == max(1, len(compiled[0].environments))
    return whole and all(each.text is not None for each in compiled)


def unused_problem(ignore: Ignore) -> Problem:
    """The problem of a comment that is out of date, or on a wrong line."""
    message = f"there is no {ignore.code} on line {ignore.line} to ignore"
    return Problem("DS119", message, "take the comment out, or write it on the line of the finding").at(ignore.position)
