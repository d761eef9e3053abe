"""Text for people to lines that a terminal has room for."""

from __future__ import annotations

import click
import pytest

from generator.reports.wrapping import UNBOUNDED, hanging


@pytest.mark.parametrize(
    ("head", "text", "lines"),
    [
        # It goes on under itself.
        ("  = help: ", "write a type for id", ["  = help: write a type for id"]),
        (
            "  = help: ",
            "write a type for the id of it",
            [
                "  = help: write a type for the",
                "          id of it",
            ],
        ),
        # Too few columns are left beside the head, or too few for a word of it, which goes where it fits.
        (
            "error[DS112]: ",
            "'NEW' is not a stream view type",
            [
                "error[DS112]: 'NEW' is not a",
                "    stream view type",
            ],
        ),
        (
            "  = help: ",
            "see specs/of/the/whole/shop.yaml",
            [
                "  = help: see",
                "  specs/of/the/whole/shop.yaml",
            ],
        ),
        ("several deploys[DS621]: ", "replicas change", ["several deploys[DS621]:", "    replicas change"]),
        # What is to be typed stays whole.
        (
            "  = help: ",
            "write projection: {include: [total, name]} instead",
            [
                "  = help: write",
                "      projection: {include: [total, name]}",
                "      instead",
            ],
        ),
        (
            "= help: ",
            "only when aws dynamodb describe-table says that it is ACTIVE",
            [
                "= help: only when",
                "   aws dynamodb describe-table",
                "   says that it is ACTIVE",
            ],
        ),
        (
            "= help: ",
            "run aws cloudformation deploy --stack-name a --parameter-overrides A=1 B=2 --s3-bucket BUCKET, then wait",
            [
                "= help: run",
                "    aws cloudformation deploy --stack-name a --parameter-overrides A=1 B=2 --s3-bucket BUCKET,",
                "    then wait",
            ],
        ),
        ("", "there is no 'a b c d e f g h i' in it", ["there is no", "'a b c d e f g h i' in it"]),
        ("= spec: ", "Orders.capacity: 40 -> 212 a second", ["= spec: Orders.capacity:", "        40 -> 212 a second"]),
        # Of what has no head of its own, the first line too stands where it fits.
        (" " * 26, "3 throttled by the table", [" " * 10 + "3 throttled by the", " " * 10 + "table"]),
        # Wide characters take two columns, and combining ones none.
        ("= ", "日本語 日本語 日本語 日本語 日", ["= 日本語 日本語 日本語 日本語", "  日"]),
        ("= ", "cafe\u0301s " * 4 + "123 4", ["= " + "cafe\u0301s " * 4 + "123", "  4"]),
    ],
)
def test_a_line_is_wrapped_at_words(head: str, text: str, lines: list[str]) -> None:
    assert list(hanging(head, text, width=30)) == lines
    assert "".join(hanging(head, text, width=UNBOUNDED)) == head + text


def test_what_is_painted_takes_no_columns() -> None:
    red = click.style("error", fg="red")

    first, second = hanging(f"{red}: ", "a value that is wrong", width=27, paint=click.style)

    assert click.unstyle(first) == "error: a value that is"
    assert click.unstyle(second) == "       wrong"


def test_values_to_be_read_may_be_broken_and_small_pairs_stay_together() -> None:
    text = "{threshold: 0, period: 60, rest: [a, b], evaluation_periods: 15} it: goes on"

    assert list(hanging("alarm: ", text, width=36, breaks_values=True)) == [
        "alarm: {threshold: 0, period: 60,",
        "       rest: [a, b],",
        "       evaluation_periods: 15} it:",
        "       goes on",
    ]


def test_a_wide_terminal_has_no_lines_too_long_to_read() -> None:
    assert [len(line) for line in hanging("= ", "word " * 40 + "end", width=380)] == [96, 96, 15]
