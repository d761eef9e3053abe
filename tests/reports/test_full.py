"""The exact text that people get for problems."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Position, Problem, Related
from generator.reports.full import render, summary

FILE = "specs/orders.yaml"


def there(line: int, column: int, end_column: int, *, end_line: int = 0) -> Position:
    return Position(FILE, line, column, end_line or line, end_column)


def report(problem: Problem, text: str) -> str:
    return render([problem], {FILE: text})


def shown(line: str, column: int, end_column: int) -> tuple[str, str]:
    """The source line and the carets in the report on a file of one line, without the gutter."""
    printed = report(Problem("DS112", "no", position=there(1, column, end_column)), line).split("\n")
    assert printed[2:4:2] == ["  |"]
    assert printed[3].startswith("1 | ")
    assert printed[4].startswith("  | ")
    return printed[3][4:], printed[4][4:]


def test_a_problem_is_shown_at_its_line_with_its_path_and_help() -> None:
    problem = Problem(
        "DS112",
        "'NEW_AND_OLD' is not a stream view type",
        "did you mean NEW_AND_OLD_IMAGES?",
        path=("tables", "Orders", "stream"),
        position=there(20, 13, 24),
    )

    assert report(problem, "\n" * 19 + "    stream: NEW_AND_OLD\n") == dedent("""\
        error[DS112]: 'NEW_AND_OLD' is not a stream view type
          --> specs/orders.yaml:20:13  (tables.Orders.stream)
           |
        20 |     stream: NEW_AND_OLD
           |             ^^^^^^^^^^^
           = help: did you mean NEW_AND_OLD_IMAGES?""")


def test_the_other_place_is_a_note_in_the_same_gutter() -> None:
    problem = Problem(
        "DS003",
        "`b` is written twice",
        "keep one of the two",
        position=there(10, 1, 2),
        related=(Related("first written here", ("b",), there(9, 1, 2)), Related("and it is a default")),
    )

    assert report(problem, "\n" * 8 + "b: 1\nb: 2\n") == dedent("""\
        error[DS003]: `b` is written twice
          --> specs/orders.yaml:10:1
           |
        10 | b: 2
           | ^
           = help: keep one of the two
        note: first written here
          --> specs/orders.yaml:9:1  (b)
           |
         9 | b: 1
           | ^
        note: and it is a default""")


def test_problems_are_apart_and_say_how_bad_they_are() -> None:
    problems = [
        Problem("W3005", "obsolete DependsOn"),
        Problem("I1022", "prefer Sub", "use Sub", path=("tables",)),
        Problem("DS010", "the file is empty", position=there(1, 1, 1)),
        Problem("DS112", "elsewhere", position=Position("specs/other.yaml", 3, 1, 3, 2)),
    ]

    assert render(problems, {FILE: ""}) == dedent("""\
        warning[W3005]: obsolete DependsOn

        info[I1022]: prefer Sub
          = help: use Sub

        error[DS010]: the file is empty
         --> specs/orders.yaml:1:1

        error[DS112]: elsewhere
         --> specs/other.yaml:3:1""")


def test_nothing_is_printed_for_no_problems() -> None:
    assert render([], {}) == ""


@pytest.mark.parametrize(
    ("line", "column", "end_column", "source", "carets"),
    [
        ("a: b", 4, 4, "a: b", "   ^"),
        ("a:", 3, 3, "a:", "  ^"),
        ("a:", 9, 12, "a:", "  ^"),
        ("\ta:\tb", 2, 4, "    a:    b", "    ^^"),
        ("\ta", 1, 2, "    a", "^^^^"),
        ("日本: ü😀", 5, 7, "日本: ü😀", "      ^^^"),
        ("cafe\u0301: x", 8, 9, "cafe\u0301: x", "      ^"),
        ("a: \x1b[31mx", 4, 5, "a: \\x1b[31mx", "   ^^^^"),
        ("a: \u202eb", 5, 6, "a: \\u202eb", "         ^"),
        ("a:\xa0b", 3, 4, "a:\\xa0b", "  ^^^^"),
        ("\ufeffa: b", 4, 5, "a: b", "   ^"),
        ("a: \x0cb", 5, 6, "a: \\x0cb", "       ^"),
    ],
)
def test_carets_stand_under_what_the_terminal_shows(
    line: str, column: int, end_column: int, source: str, carets: str
) -> None:
    assert shown(line, column, end_column) == (source, carets)


@pytest.mark.parametrize(
    ("line", "column", "end_column", "source", "carets"),
    [
        ("x" * 160, 160, 161, "x" * 160, " " * 159 + "^"),
        ("x" * 161, 1, 3, "x" * 157 + "...", "^^"),
        ("a" * 200 + "bb" + "c" * 200, 201, 203, "..." + "a" * 60 + "bb" + "c" * 92 + "...", " " * 63 + "^^"),
        ("a" * 200 + "bb", 201, 203, "..." + "a" * 60 + "bb", " " * 63 + "^^"),
        ("a" * 100 + "b" * 900, 101, 1001, "..." + "a" * 60 + "b" * 94 + "...", " " * 63 + "^" * 94),
        ("日" * 100 + "b", 101, 102, "..." + "日" * 30 + "b", " " * 63 + "^"),
    ],
)
def test_a_long_line_is_cut_around_the_carets(
    line: str, column: int, end_column: int, source: str, carets: str
) -> None:
    assert shown(line, column, end_column) == (source, carets)


def test_a_long_line_is_cut_to_the_terminal() -> None:
    problem = Problem("DS112", "no", position=there(1, 41, 43))

    printed = render([problem], {FILE: "a" * 40 + "bb" + "c" * 40}, width=44).split("\n")

    # 40 columns behind "1 | ", of which half at most stand before the carets, and 3 each for what is cut.
    assert printed[3:5] == ["1 | ..." + "a" * 20 + "bb" + "c" * 12 + "...", "  | " + " " * 23 + "^^"]


def test_on_a_narrow_terminal_nothing_is_wider() -> None:
    path = ("tables", "Orders", "tags")
    problem = Problem("DS109", "no", label="expected letters and digits", path=path, position=there(1, 17, 19))

    # Of the 20 columns behind "1 | ", ten of characters that take two are before the carets.
    assert render([problem], {FILE: "日" * 16 + "bb" + "c" * 40}, width=24).split("\n")[1:] == [
        " --> specs/orders.yaml:1:17",
        "    (tables.Orders.tags)",
        "  |",
        "1 | ..." + "日" * 5 + "bbcc...",
        "  |              ^^",
        "  | expected letters and",
        "  | digits",
    ]


def test_a_stretch_of_many_lines_is_marked_to_the_end_of_its_first() -> None:
    problem = Problem("DS104", "a mapping, not a list", position=there(2, 3, 1, end_line=4))

    assert report(problem, "a:\n  - b: 1  \n  - c\n").split("\n")[2:] == ["  |", "2 |   - b: 1  ", "  |   ^^^^^^"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_yaml_counts_them(end: str) -> None:
    printed = report(Problem("DS112", "no", position=there(3, 4, 5)), f"a: \x0b\x0c\x1c1{end}{end}b: 2{end}")

    assert printed.split("\n")[3:] == ["3 | b: 2", "  |    ^"]


def test_text_from_files_cannot_steer_the_terminal() -> None:
    problem = Problem(
        "DS101",
        "unknown key '\x1b[2J\n\u202e'",
        "write 'a\x07'",
        path=("\x1b[0m", 1),
        position=Position("specs/\x1b.yaml", 1, 1, 1, 2),
    )

    assert render([problem], {}, color=True) == (
        "\x1b[31m\x1b[1merror[DS101]\x1b[0m: unknown key '\\x1b[2J\\n\\u202e'\n"
        " \x1b[34m-->\x1b[0m specs/\\x1b.yaml:1:1  (\\x1b[0m[1])\n"
        "  \x1b[34m=\x1b[0m \x1b[32mhelp\x1b[0m: write 'a\\x07'"
    )


def test_color_follows_the_severity() -> None:
    problem = Problem("W1", "no", position=there(1, 1, 3), related=(Related("here", position=there(1, 4, 5)),))

    assert render([problem], {FILE: "ab c"}, color=True) == (
        "\x1b[33mwarning[W1]\x1b[0m: no\n"
        " \x1b[34m-->\x1b[0m specs/orders.yaml:1:1\n"
        "  \x1b[34m|\x1b[0m\n"
        "\x1b[34m1 |\x1b[0m ab c\n"
        "  \x1b[34m|\x1b[0m \x1b[33m^^\x1b[0m\n"
        "\x1b[34mnote\x1b[0m: here\n"
        " \x1b[34m-->\x1b[0m specs/orders.yaml:1:4\n"
        "  \x1b[34m|\x1b[0m\n"
        "\x1b[34m1 |\x1b[0m ab c\n"
        "  \x1b[34m|\x1b[0m    \x1b[34m^\x1b[0m"
    )


@given(st.text(), st.text(), st.integers(1, 9), st.integers(1, 400), st.integers(1, 400))
def test_any_text_is_printed_on_lines_of_its_own(message: str, text: str, line: int, column: int, end: int) -> None:
    printed = report(Problem("DS112", message, position=there(line, column, end)), text).split("\n")

    assert len(printed) in {2, 5}
    assert all(row.isprintable() for row in printed)
    if len(printed) == 5:
        assert re.fullmatch(r"  \|  *\^+", printed[4])


@pytest.mark.parametrize(
    ("problems", "text"),
    [
        ([], "no problems"),
        ([Problem("DS001", "x", position=there(1, 1, 1))], "1 error in 1 file"),
        ([Problem("DS001", "x")], "1 error"),
        (
            [
                Problem("W1", "x", position=there(1, 1, 1)),
                Problem("DS001", "x", position=there(2, 1, 1)),
                Problem("DS002", "x", position=Position("specs/b.yaml", 1, 1, 1, 1)),
            ],
            "2 errors and 1 warning in 2 files",
        ),
        (
            [Problem("I1", "x"), Problem("W1", "x"), Problem("W2", "x"), Problem("DS001", "x")],
            "1 error, 2 warnings and 1 info",
        ),
    ],
)
def test_the_summary_counts_what_there_is(problems: list[Problem], text: str) -> None:
    assert summary(problems) == text
