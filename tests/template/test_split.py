"""What is above a limit of CloudFormation, and how its tables go into several specs."""

from __future__ import annotations

import pytest

from generator.template.assemble import Assembled
from generator.template.split import count_problems, size_problems


def assembled(sizes: dict[str, int], *, of_none: int = 0) -> Assembled:
    """A template of as many resources of each table, all alike, and some of no table."""
    origins = {f"{table}{n}": ("tables", table) for table, size in sizes.items() for n in range(size)}
    others = {f"Stack{n}": ("notification_topic",) for n in range(of_none)}
    resources = {name: {"Type": "AWS::CloudWatch::Alarm"} for name in (*origins, *others)}
    return Assembled({"Resources": resources}, {**origins, **others})


@pytest.mark.parametrize(
    ("sizes", "of_none", "hint"),
    [
        ({"A": 250, "B": 251}, 0, "move 'A' to a second spec"),
        ({"Small": 10, "Large": 480, "Other": 20}, 0, "move 'Small' and 'Other' to a second spec"),
        # The three go to where less is by then.
        ({"A": 200, "B": 150, "C": 100, "D": 60}, 0, "move 'B' and 'C' to a second spec"),
        ({f"T{n}": 50 for n in range(12)}, 0, "move about half of the 12 tables to a second spec"),
        ({"Large": 470, **{f"T{n}": 10 for n in range(10)}}, 0, "move 10 of the 11 tables to a second spec"),
        # 1,020 of tables do not fit into two, 500 each.
        ({f"T{n}": 10 for n in range(102)}, 0, "split the 102 tables over 3 specs, about 34 in each"),
        # With 100 of its own each spec has room for 400: 800 fit into two, 810 do not.
        ({f"T{n}": 10 for n in range(80)}, 100, "move about half of the 80 tables to a second spec"),
        ({f"T{n}": 10 for n in range(81)}, 100, "split the 81 tables over 3 specs, about 27 in each"),
        ({"A": 5, "B": 501}, 0, "501 are of 'B' alone: give it fewer policies, alarms and indexes"),
        ({"A": 5}, 500, "500 are of no table: take some of them away"),
    ],
)
def test_too_many_resources_say_how_to_split(sizes: dict[str, int], of_none: int, hint: str) -> None:
    (problem,) = count_problems(assembled(sizes, of_none=of_none))

    assert (problem.code, problem.hint) == ("DS311", hint)


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (399, []),
        (400, ["400 resources, and a template may hold 500"]),
        (500, ["500 resources, and a template may hold 500"]),
        (501, ["501 resources are more than the 500 that a template may hold"]),
    ],
)
def test_from_four_fifths_on_it_is_said(count: int, found: list[str]) -> None:
    assert [problem.message for problem in count_problems(assembled({"A": 1, "B": count - 1}))] == found


@pytest.mark.parametrize(
    ("size", "found"), [(838_860, []), (838_861, ["DS279"]), (1_048_576, ["DS279"]), (1_048_577, ["DS318"])]
)
def test_bytes(size: int, found: list[str]) -> None:
    template = assembled({f"T{n}": 10 for n in range(12)})

    problems = list(size_problems(template, size=size))

    assert [problem.code for problem in problems] == found
    if found == ["DS318"]:
        assert problems[0].hint == "move about half of the 12 tables to a second spec"
