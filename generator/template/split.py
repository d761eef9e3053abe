"""What is above a limit of CloudFormation, or close to it, to how its tables would go into several specs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Final

from generator.aws import limits
from generator.errors import Path, Problem, Related
from generator.template.assemble import Assembled

__all__ = ["count_problems", "size_problems"]

COUNTS: Final[dict[str, int]] = {
    "Resources": limits.TEMPLATE_RESOURCES,
    "Outputs": limits.TEMPLATE_OUTPUTS,
    "Parameters": limits.TEMPLATE_PARAMETERS,
}
# The percentage of a limit from which on it is worth a word.
CLOSE: Final = 80
# As many tables are named; of more it is said how many there are.
NAMED: Final = 3
# Of a hundred tables, as many are about half of them.
ABOUT_HALF: Final = range(40, 61)
DEPLOYED: Final = Related("a table that is deployed must be retained, and imported into its new stack")
NEXT: Final = "write new tables into another spec"


def count_problems(assembled: Assembled) -> Iterator[Problem]:
    """The sections of the template that hold more than they may, or almost."""
    for section, most in COUNTS.items():
        count, noun = len(assembled.template.get(section, {})), section.lower()
        path: Path = ("parameters",) if section == "Parameters" else ("tables",)
        if count > most:
            message = f"{count} {noun} are more than the {most} that a template may hold"
            hint = advice(Counter(owners(assembled, section)), count=count, most=most)
            yield Problem("DS311", message, hint, path, at_key=True, related=(DEPLOYED,))
        elif close(count, most):
            yield Problem("DS279", f"{count} {noun}, and a template may hold {most}", NEXT, path, at_key=True)


def size_problems(assembled: Assembled, *, size: int) -> Iterator[Problem]:
    """That the template's text of `size` bytes is more than CloudFormation takes, or almost."""
    most = limits.TEMPLATE_BYTES
    if size > most:
        message = f"the template has {size:,} bytes, more than the {most:,} that CloudFormation takes"
        hint = advice(shares(assembled, size), count=size, most=most)
        yield Problem("DS318", message, hint, ("tables",), at_key=True, related=(DEPLOYED,))
    elif close(size, most):
        message = f"the template has {size:,} bytes, and CloudFormation takes {most:,}"
        yield Problem("DS279", message, NEXT, ("tables",), at_key=True)


def close(count: int, most: int) -> bool:
    """Whether so many are close to the most that there may be."""
    return count * 100 >= most * CLOSE


def owners(assembled: Assembled, section: str) -> Iterator[str]:
    """The table of each entry of a section that has one."""
    places = assembled.outputs if section == "Outputs" else assembled.origins
    for name in assembled.template[section]:
        path = places.get(name, ())
        if path[:1] == ("tables",):
            yield str(path[1])


def shares(assembled: Assembled, size: int) -> Counter[str]:
    """The bytes of the template that are due to each table; what is of none is mostly about all of them."""
    weights: Counter[str] = Counter()
    for logical_id, resource in assembled.template["Resources"].items():
        path = assembled.origins[logical_id]
        if path[0] == "tables":
            weights[str(path[1])] += len(json.dumps(resource))
    return Counter({table: size * weight // weights.total() for table, weight in weights.items()})


def advice(of_tables: Counter[str], *, count: int, most: int) -> str:
    """How to split the tables, by what is due to each, so that every spec has room beside what is of none."""
    if not of_tables:
        return "move some of the tables to another spec"
    rest = count - of_tables.total()
    largest, own = of_tables.most_common(1)[0]
    if rest + own > most:
        if rest > own:
            return f"{rest:,} are of no table: take some of them away"
        return f"{own:,} are of '{largest}' alone: give it fewer policies, alarms and indexes"
    specs = 2
    while max(sum(of_tables[table] for table in spec) for spec in spread(of_tables, specs)) + rest > most:
        specs += 1
    tables = len(of_tables)
    if specs > 2:
        return f"split the {tables} tables over {specs} specs, about {-(-tables // specs)} in each"
    return f"move {some(spread(of_tables, specs)[1], of_tables)} to a second spec"


def spread(of_tables: Counter[str], specs: int) -> list[list[str]]:
    """The tables over so many specs, the largest first, each to the spec that has least by then."""
    spread: list[list[str]] = [[] for _ in range(specs)]
    for table, _ in of_tables.most_common():
        min(spread, key=lambda spec: sum(of_tables[each] for each in spec)).append(table)
    return spread


def some(moved: list[str], of_tables: Counter[str]) -> str:
    """Which tables these are, in few words."""
    if len(moved) <= NAMED:
        in_order = [f"'{table}'" for table in of_tables if table in moved]
        return " and ".join(filter(None, [", ".join(in_order[:-1]), in_order[-1]]))
    half = len(moved) * 100 // len(of_tables) in ABOUT_HALF
    return f"about half of the {len(of_tables)} tables" if half else f"{len(moved)} of the {len(of_tables)} tables"
