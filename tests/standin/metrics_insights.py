"""Reads the queries of CloudWatch Metrics Insights that alarms of tables need: one function, and conditions under AND.

Source: "Metrics Insights query components and syntax" in the CloudWatch User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["Query", "parse"]

FORM: Final = re.compile(r"SELECT (?P<function>[A-Z]+)\(\"(?P<metric>\w+)\"\) FROM \"(?P<namespace>[^\"]+)\" WHERE ")
CONDITION: Final = re.compile(r"\"(\w+)\" (!?=) '([^']*)'")
STATISTICS: Final = {"AVG": "Average", "COUNT": "SampleCount", "MAX": "Maximum", "MIN": "Minimum", "SUM": "Sum"}


@dataclass(frozen=True)
class Query:
    """What a query makes of which metrics; a condition is a dimension, = or !=, and a value."""

    statistic: str
    namespace: str
    metric: str
    conditions: tuple[tuple[str, str, str], ...]

    def selects(self, dimensions: Mapping[str, str]) -> bool:
        """Whether a metric with these dimensions is among those of the query."""
        # The guide does not say what != makes of a metric without the dimension; in SQL nothing differs from null.
        return all(
            name in dimensions and (dimensions[name] == value) == (sign == "=") for name, sign, value in self.conditions
        )


def parse(text: str) -> Query:
    """The query that a text is; what the stand-in does not know is refused."""
    form = FORM.match(text)
    conditions = [CONDITION.fullmatch(each) for each in text[form.end() :].split(" AND ")] if form else []
    known = [each for each in conditions if each]
    if not form or form["function"] not in STATISTICS or len(known) < len(conditions):
        raise ValueError(f"the stand-in does not know this form of query: {text}")
    return Query(
        statistic=STATISTICS[form["function"]],
        namespace=form["namespace"],
        metric=form["metric"],
        conditions=tuple((each[1], each[2], each[3]) for each in known),
    )
