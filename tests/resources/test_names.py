"""Logical IDs out of the names that a spec gives."""

from __future__ import annotations

from textwrap import dedent

import pytest

from generator.errors import Problem, Related
from generator.resources import names
from generator.spec.parse import parse
from generator.spec.source import read


def problems(indexes: str) -> list[Problem]:
    """The problems of a table with the indexes."""
    text = f"version: 1\ntables: {{Orders: {{partition_key: id, global_secondary_indexes: {{{dedent(indexes)}}}}}}}"
    spec = parse(read(text.encode(), "specs/orders.yaml")).spec
    assert spec
    return list(names.problems(spec))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("by-status", "ByStatus"),
        ("GSI1", "GSI1"),
        ("PostedBy-Message-Index", "PostedByMessageIndex"),
        ("fleet_id-measured.at", "FleetIdMeasuredAt"),
        ("-2x--y-", "2xY"),
        ("...", ""),
    ],
)
def test_an_index_name_as_part_of_a_logical_id(name: str, part: str) -> None:
    assert names.index_part(name) == part


def test_two_indexes_that_come_out_the_same() -> None:
    indexes = "by-status: {partition_key: a}, by_status: {partition_key: b}"
    assert problems(indexes) == [
        Problem(
            "DS302",
            "the indexes 'by-status' and 'by_status' would both be 'ByStatus' in logical IDs",
            "write a logical_id on one of them",
            ("tables", "Orders", "global_secondary_indexes", "by_status"),
            related=(
                Related("'by-status' is written here", ("tables", "Orders", "global_secondary_indexes", "by-status")),
            ),
            at_key=True,
        )
    ]


def test_an_index_whose_name_leaves_nothing() -> None:
    (problem,) = problems("...: {partition_key: a}")
    assert problem.code == "DS303"
    assert problem.message == "the index name '...' leaves nothing for logical IDs"
    assert problem.hint == "write a logical_id on the index"


def test_a_logical_id_settles_it() -> None:
    assert not problems("by-status: {partition_key: a}, by_status: {partition_key: b, logical_id: Other}")
    assert not problems("...: {partition_key: a, logical_id: Dots}")


def test_a_logical_id_may_clash_too() -> None:
    (problem,) = problems("by-status: {partition_key: a}, other: {partition_key: b, logical_id: ByStatus}")
    assert problem.code == "DS302"
