"""What reading a spec's bytes gives, and what it says about bytes that are no spec."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import GeneratorError, Position, Problem, lines_of
from generator.spec import source
from generator.spec.nodes import Mapping, Node, Null, Sequence, Text
from generator.spec.source import read

SPEC = """\
# yaml-language-server: $schema=dynaspec.schema.json
version: 1
x-anchors: {backup: &backup true}
tables:
  Orders:
    table_name: "orders"
    sort_key: {name: placed_at, type: N}
    stream: ~
    point_in_time_recovery: *backup
    projection: {include: [total, currency]}
    alarms:
      alarm_actions:
      - "${AlarmTopicArn}"
      - 'it''s'
    description: |
      two
      lines
"""


@pytest.fixture(params=[source.LOADER, yaml.SafeLoader], ids=["libyaml", "python"])
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LOADER", request.param)


def tree(text: str) -> Mapping:
    return read(text.encode(), "specs/orders.yaml")


def problems(data: bytes | str) -> tuple[Problem, ...]:
    with pytest.raises(GeneratorError) as caught:
        read(data.encode() if isinstance(data, str) else data, "specs/orders.yaml")
    return caught.value.problems


def found(data: bytes | str) -> list[tuple[str, str, int, int]]:
    """Code, message, line and column of each problem."""
    return [
        (problem.code, problem.message, problem.position.line, problem.position.column)
        for problem in problems(data)
        if problem.position
    ]


def at(mapping: Node, *path: str | int) -> Node:
    for part in path:
        if isinstance(mapping, Mapping) and isinstance(part, str):
            mapping = mapping[Text(part, mapping.position, ())]
        elif isinstance(mapping, Sequence) and isinstance(part, int):
            mapping = mapping[part]
        else:
            raise AssertionError(path)
    return mapping


def stretch(node: Node) -> tuple[int, int, int, int]:
    assert node.position.file == "specs/orders.yaml"
    return node.position[1:]


@pytest.mark.usefixtures("_each_parser")
def test_a_spec_reads_as_it_is_written() -> None:
    spec = tree(SPEC)

    assert list(spec) == ["version", "x-anchors", "tables"]
    assert at(spec, "version") == "1"
    assert at(spec, "tables", "Orders", "sort_key") == {"name": "placed_at", "type": "N"}
    assert isinstance(at(spec, "tables", "Orders", "stream"), Null)
    assert at(spec, "tables", "Orders", "projection", "include") == ["total", "currency"]
    assert at(spec, "tables", "Orders", "alarms", "alarm_actions") == ["${AlarmTopicArn}", "it's"]
    assert at(spec, "tables", "Orders", "description") == "two\nlines\n"
    assert at(spec, "tables", "Orders", "point_in_time_recovery") is at(spec, "x-anchors", "backup")


@pytest.mark.usefixtures("_each_parser")
def test_values_and_keys_know_where_they_stand() -> None:
    spec = tree(SPEC)
    orders = at(spec, "tables", "Orders")
    assert isinstance(orders, Mapping)

    name = at(orders, "table_name")
    assert (name.path, stretch(name)) == (("tables", "Orders", "table_name"), (6, 17, 6, 25))
    key = orders.key("table_name")
    assert key is not None
    assert (key.path, stretch(key)) == (("tables", "Orders", "table_name"), (6, 5, 6, 15))
    assert stretch(at(orders, "sort_key")) == (7, 15, 7, 41)
    assert stretch(at(orders, "stream")) == (8, 13, 8, 14)
    second = at(orders, "alarms", "alarm_actions", 1)
    assert (second.path, stretch(second)) == (("tables", "Orders", "alarms", "alarm_actions", 1), (14, 9, 14, 16))
    assert (spec.path, stretch(spec)[:2]) == ((), (2, 1))


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    ("written", "value", "plain"),
    [
        ("0042", "0042", True),
        ("1.10", "1.10", True),
        ("no", "no", True),
        ("Null", "Null", True),
        ("123456789012", "123456789012", True),
        ("2026-01-01", "2026-01-01", True),
        ("arn:aws:sns:x", "arn:aws:sns:x", True),
        ("${aws:PrincipalTag/x}", "${aws:PrincipalTag/x}", True),
        ("two\n  lines", "two lines", True),
        ('"5"', "5", False),
        ("'null'", "null", False),
        ('""', "", False),
        ('"\\u00e9"', "é", False),
        ("|-\n  x", "x", False),
        (">-\n  ~", "~", False),
    ],
)
def test_text_counts_as_written(written: str, value: str, *, plain: bool) -> None:
    text = at(tree(f"a: {written}\n"), "a")

    assert isinstance(text, Text)
    assert (text, text.plain) == (value, plain)


@pytest.mark.usefixtures("_each_parser")
def test_null_is_a_value_and_a_key_is_text() -> None:
    spec = tree("null: null\n~: [~, null]\nno: {}\n5: x\n'<<': y\n")

    assert list(spec) == ["null", "~", "no", "5", "<<"]
    assert isinstance(at(spec, "null"), Null)
    assert isinstance(at(tree("a: [x, ~]"), "a", 1), Null)


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    "text", ["---\na: 1\n", "a: 1\n...\n", "%YAML 1.2\n---\na: 1", "%TAG ! x:\n---\na: 1", "\ufeffa: 1"]
)
def test_one_document_may_be_marked_as_one(text: str) -> None:
    assert tree(text) == {"a": "1"}


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\nb: 1\n", ("DS004", "'a' has no value", 1, 1)),
        ("a: {b, c: 1}", ("DS004", "'b' has no value", 1, 5)),
        ("a:\n  -\n  - x\n", ("DS004", "the list entry has no value", 2, 3)),
        ("a: &x\nb: 1\n", ("DS004", "'a' has no value", 1, 1)),
        ("a: 1\n<<: x\n", ("DS005", "'<<' is not part of the format", 2, 1)),
        ("a: !Ref B\n", ("DS006", "'!Ref' is a tag", 1, 4)),
        ("a: !!str 5\n", ("DS006", "'!!str' is a tag", 1, 4)),
        ("a: &x ! 5\n", ("DS006", "'!' is a tag", 1, 7)),
        ("a: [!Sub, b]\n", ("DS006", "'!Sub' is a tag", 1, 5)),
        ("a: !Join\n- b\n", ("DS006", "'!Join' is a tag", 1, 4)),
        ("!x k: v\n", ("DS006", "'!x' is a tag", 1, 1)),
        ("a: !x!y b\n", ("DS006", "'!x!y' is not a tag", 1, 4)),
        ("a: 1\n---\nb: 2\n", ("DS007", "a second document starts here", 2, 1)),
        ("a: " + "[" * 50, ("DS008", "more than 50 levels of nesting", 1, 53)),
        ("a: &a [*a]", ("DS012", "'*a' stands inside the value that it repeats", 1, 8)),
        ("a: *b", ("DS002", "'*b' has no anchor above it", 1, 4)),
        ("? [a, b]\n: 1\n", ("DS013", "a mapping or a list stands where a key is wanted", 1, 3)),
        ("a: {{name}}\n", ("DS013", "a mapping or a list stands where a key is wanted", 1, 5)),
        ("a: &a b\n*a : c\n", ("DS013", "an alias stands where a key is wanted", 2, 1)),
        ("?\n: 1\n", ("DS013", "there is no key before the colon", 1, 2)),
        ("", ("DS010", "the file is empty", 1, 1)),
        ("# nothing\n\n---\n", ("DS010", "the file is empty", 1, 1)),
        ("null\n", ("DS011", "the file holds null", 1, 1)),
        ("\n- a\n", ("DS011", "the file holds a list", 2, 1)),
        ("version:1\n", ("DS011", "the file holds a text", 1, 1)),
    ],
)
def test_what_is_not_part_of_the_format_is_named_at_its_place(text: str, expected: tuple[str, str, int, int]) -> None:
    assert found(text) == [expected]


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("a:\n\tb: 1\n", ("a tab in the indentation", 2, 1), "indent with spaces"),
        ("a:\n  b: 1\n\tc: 1\n", ("a tab in the indentation", 3, 1), "indent with spaces"),
        ("a: 1\nb:2\nc: 3\n", ("there is no space after the colon", 2, 1), "write a space after the colon"),
        ("a: 1\nfoo\nb: 2\n", ("there is no colon after 'foo'", 2, 1), "write foo:"),
        ('a: "x\nb: 1\n', ("the quote is never closed", 1, 4), 'close it with "'),
        ("a: 'it's'\n", ("'s'' does not belong to the value before it", 1, 8), "quote the whole value"),
        ("a: [1, 2", ("'[' is never closed", 1, 4), "write the ] that closes it"),
        ("a: [1, 2}\n", ("a comma or ']' is missing before '}'", 1, 9), "close the list with ]"),
        (
            "a: {b: 1\n  c: 2}",
            ("a comma is missing before 'c'", 2, 3),
            "write a comma at the end of the line before",
        ),
        ("a: {b: 1 c: 2}", ("a comma is missing before 'c'", 1, 10), "write a comma before it"),
        ("a: {b: 1]\n", ("a comma or '}' is missing before ']'", 1, 9), "close the mapping with }"),
        ("a: ]\n", ("there is no value before ']'", 1, 4), "write a value, or put quotes around the text"),
        ("a: b: c\n", ("a second colon in one value", 1, 5), "put straight quotes around the whole value"),
        ("a:\n   b: 1\n  c: 2\n", ("the indentation fits no line above", 3, 3), "line it up with the keys above"),
        ("a: {: 2}\n", ("there is no key before the colon", 1, 5), "write a key"),
        ("a: 1\n: 2\n", ("there is no key before the colon", 2, 1), "write a key"),
        ("a: 1\n- b\n", ("a list entry among keys", 2, 1), "indent the list under its key"),
        ("- b\na: 1\n", ("this is not an entry of the list above", 2, 1), "start it with '- ', or indent it"),
        ("a: - b\n", ("a list cannot start in the line of its key", 1, 4), "start it on a line of its own"),
        ("a: @x\n", ("a value cannot start with @", 1, 4), "put quotes around the value"),
        ("a: **x**\n", ("'*' without quotes begins an alias", 1, 4), "write x, without asterisks"),
        ("a: {b: 1\nc: 2}\n", ("a comma or '}' is missing before 'c'", 2, 1), "write either"),
        (
            "version:1\na: 2\n",
            ("there is no space after the colon", 1, 1),
            "write version: 1, with a space after the colon",
        ),
        ("'a': \"b\", # c\nd: 1\n", ("',' does not belong to the value before it", 1, 9), "take it out"),
        ("a: \u201cb: c\u201d\n", ("'\u201c' is not a quote to YAML", 1, 4), 'write "b: c", with straight quotes'),
        (
            "description: \u201cb\u201d \u2013 the caf\u00e9\u2019s: \u201ca\u201d\n",
            ("a second colon in one value", 1, 30),
            "put straight quotes around the whole value",
        ),
        ("a: `x`\n", ("a value cannot start with `", 1, 4), "write x, without back-ticks"),
        ("a: %x\n", ("a value cannot start with %", 1, 4), "put quotes around the value"),
        ("Action: *\n", ("'*' without quotes begins an alias", 1, 9), 'write "*"'),
        ("Action: [*]\n", ("'*' without quotes begins an alias", 1, 10), 'write "*"'),
        ("Action: &\n", ("'&' is not followed by a name", 1, 9), "put quotes around the value"),
        ("version 1\na:\n  b: 1\n", ("there is no colon after 'version'", 1, 1), "write version: 1"),
        ("a:\n  Orders\n    b: 1\n", ("there is no colon after 'Orders'", 2, 3), "write Orders:"),
        ("a: id, b: at\n", ("a second key in one line", 1, 9), "write it on a line of its own"),
        ("a: 1\n// b\nc: 1\n", ("'//' starts no comment", 2, 1), "write # in front of a comment"),
        ("a: | x\n  y\n", ("text behind a | or >", 1, 6), "start it on the next line"),
        ("a: 1\n%b: 2\n", ("'%b:' is not a directive that is known", 2, 1), "take the line out"),
        ("a: \x07\n", ("the character U+0007 is not allowed in YAML", 1, 4), "take it out"),
    ],
)
def test_syntax_errors_are_in_plain_words(text: str, expected: tuple[str, int, int], hint: str) -> None:
    (problem,) = problems(text)

    assert problem.position is not None
    assert (problem.code, problem.message, *problem.position[1:3]) == ("DS002", *expected)
    assert problem.hint == hint


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: “b”\n", "'“' is not a quote to YAML", 1, 4),
        ("a: [“b, c”]\n", "'“' is not a quote to YAML", 1, 5),
        ("“a”: b\n", "'“' is not a quote to YAML", 1, 1),
        ("a:\u00a0b\n", "U+00A0 (no-break space) is not a space to YAML", 1, 3),
        ("a: b\u2003\n", "U+2003 (em space) is not a space to YAML", 1, 5),
        ("a:\n\u00a0 b: 1\n  c: 2\n", "U+00A0 (no-break space) is not a space to YAML", 2, 1),
        ("a: 1\nb\uff1a2\nc: 3\n", "'\uff1a' is not a colon to YAML", 2, 2),
        ("a:\n  \u2013 b\n  \u2013 c\n", "'\u2013' is not a dash to YAML", 2, 3),
        ("a: {b: 1\uff0c c: 2}\n", "'\uff0c' is not a comma to YAML", 1, 9),
        ("a: b\u200b\n", "U+200B (zero width space) cannot be seen, and is part of the text to YAML", 1, 5),
        ("a: b,\nc: d\n", "a comma at the end is part of the text to YAML", 1, 5),
    ],
)
def test_a_character_that_is_not_what_it_looks_like_is_told_once(
    text: str, message: str, line: int, column: int
) -> None:
    assert found(text) == [("DS002", message, line, column)]


@pytest.mark.parametrize(
    "value",
    [
        "The “big” one",
        "it\u2019s",
        "5\u00a0€",
        "Größe \u2013 und mehr",
        "'“b”'",
        "'b,'",
        "|\n  b,",
        "日本\uff1a東京",
        "a—b",
        "one, two, \\,x",
    ],
)
def test_the_same_characters_are_text_where_they_can_be_nothing_else(value: str) -> None:
    assert list(tree(f"a: {value}\n")) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "description: \u201cOrders\u201d,\n",
        "description: \u2019 90s orders;\n",
        "description: \u2013 old\n",
        "parameters:\n  Zones: {type: CommaDelimitedList, default: 'x', constraint_description: \u201cok\u201d}\n",
        "parameters:\n  Zones:\n    default: a,b,\n    allowed_values:\n      - a;\n",
        "tables:\n  Orders:\n    import_source:\n      key_prefix: a,\n",
        "tables:\n  Orders:\n    properties:\n      Note: \u201ca\u201d // b\n",
        "resources:\n  Note:\n    Properties:\n      \u201cKey\u201d: Dear all,\n",
        "x-note:\n  - a,\n",
        "sort_key: id\uff1ax\nleading_keys: [b\uff1ac]\n",
    ],
)
def test_text_that_is_no_name_may_have_any_characters(text: str) -> None:
    assert tree(text)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("id,", 'write id; if the comma belongs to the name, "id,"'),
        ("\u201cid\u201d,  # key", 'write "id", with straight quotes and no comma'),
        ("\u201cid\u201d;", 'write "id", with straight quotes and no semicolon'),
        ('\u201ccustomer_id"', 'write "customer_id", with straight quotes'),
        ("\u201ca: b\u201d", 'write "a: b", with straight quotes'),
        ("\u2018tis", 'write "tis", with straight quotes; if the quotes belong to the name, "\u2018tis"'),
        ("id\u00a0# key", "write a plain space"),
        ("placed_at    // number", "write # in front of a comment"),
        (":id", 'write id; if the colon belongs to the name, ":id"'),
    ],
)
def test_of_a_name_that_is_not_what_it_looks_like_it_says_what_to_type(value: str, hint: str) -> None:
    (problem,) = problems(f"partition_key: {value}\n")

    assert (problem.code, problem.hint) == ("DS002", hint)


def test_an_indentation_that_is_too_deep_is_one_of_the_key() -> None:
    assert found("a: 1\n  b: 2\n") == [("DS002", "this key does not fit the line above", 2, 3)]


def test_the_bracket_that_is_not_closed_is_shown_beside_the_place_that_is_wrong() -> None:
    (problem,) = problems("a: [1, 2\nb: 3\n")

    assert problem.position == Position("specs/orders.yaml", 2, 1, 2, 3)
    assert [(note.message, note.position) for note in problem.related] == [
        ("opened here", Position("specs/orders.yaml", 1, 4, 1, 5))
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: 1\nb: né\n".encode("latin-1"), ("byte 0xE9 is not UTF-8 text", 2, 5)),
        ("\ufeffé: ".encode() + b"\xff", ("byte 0xFF is not UTF-8 text", 1, 4)),
        ("a: 1".encode("utf-16"), ("the file is UTF-16 or UTF-32", 1, 1)),
        ("a: 1".encode("utf-32"), ("the file is UTF-16 or UTF-32", 1, 1)),
        ("a: 1".encode("utf-16-le"), ("the file is UTF-16 or UTF-32", 1, 2)),
        ("a: 1".encode("utf-32-be"), ("the file is UTF-16 or UTF-32", 1, 1)),
        (b"a: 1\nb: \x00", ("byte 0x00 is not text", 2, 4)),
        (b"a: \xed\xa0\x80", ("byte 0xED is not UTF-8 text", 1, 4)),
    ],
)
def test_bytes_that_are_not_utf_8(data: bytes, expected: tuple[str, int, int]) -> None:
    (problem,) = problems(data)

    assert problem.position is not None
    assert (problem.code, problem.message, *problem.position[1:3]) == ("DS001", *expected)
    assert problem.hint == "save the file as UTF-8"


@pytest.mark.usefixtures("_each_parser")
def test_all_problems_come_at_once_and_the_first_of_two_keys_is_shown() -> None:
    text = "a: 1\nb:\nc: !Ref X\na: [{d: 1, d: 2}]\ne: @\n"

    assert found(text) == [
        ("DS004", "'b' has no value", 2, 1),
        ("DS006", "'!Ref' is a tag", 3, 4),
        ("DS003", "'a' is written twice", 4, 1),
        ("DS003", "'d' is written twice", 4, 12),
        ("DS002", "a value cannot start with @", 5, 4),
    ]
    twice = [problem for problem in problems(text) if problem.code == "DS003"]
    assert [problem.path for problem in twice] == [("a",), ("a", 0, "d")]
    assert [(note.message, note.position) for problem in twice for note in problem.related] == [
        ("first written here", Position("specs/orders.yaml", 1, 1, 1, 2)),
        ("first written here", Position("specs/orders.yaml", 4, 6, 4, 7)),
    ]


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("!Ref", "references are written as ${Name}"),
        ("!GetAtt", "references are written as ${Name} or ${Name.Attribute}"),
        ("!If", "functions are not part of the format; references are written as ${Name}"),
        ("!!int", "take the tag away"),
    ],
)
def test_a_tag_is_answered_with_what_to_write(tag: str, hint: str) -> None:
    assert [problem.hint for problem in problems(f"a: {tag} b\n")] == [hint]


def test_a_large_file_is_answered_without_being_parsed() -> None:
    assert found(b"[" * 50_000_000) == [("DS009", "the file has more than 5,000,000 bytes", 1, 1)]


def test_nesting_and_aliases_are_bounded_together() -> None:
    ten = "[x, x, x, x, x, x, x, x, x, x]"
    laughs = f"a: &a {ten}\n" + "".join(
        f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n" for before, after in zip("abcd", "bcde", strict=True)
    )
    chain = "a0: &a0 []\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 49))

    # 11 values in a, 10 * 11 through aliases in b, 10 * 111 in c, and 7 * 1,111 of d fit into 10,000 with them.
    assert found(laughs) == [("DS012", "aliases repeat more than 10,000 values", 4, 36)]
    assert len(tree(chain)) == 49
    assert found(f"{chain}z: [*a48]\n") == [("DS008", "more than 50 levels of nesting", 50, 5)]


BREAKS = ("\n", "\r\n", "\r")


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])
def test_what_ends_a_line_for_some_readers_only_is_refused(odd: str) -> None:
    # Whole lines of YAML 1.1 that YAML 1.2, editors and grep take for one.
    what = f"the character U+{ord(odd):04X} ends a line for some readers and not for others"
    assert found(f"a: 1\nb: 'x{odd}y'\n") == [("DS002", what, 2, 6)]


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize("end", BREAKS)
def test_every_line_end_of_yaml_counts_as_one(end: str) -> None:
    text = end.join(["# a", "a: '😀é'", "", "b: x # 😀", "c: {'😀': 1, d: !x y}"])

    assert found(text) == [("DS006", "'!x' is a tag", 5, 16)]
    assert lines_of(text)[4][15:17] == "!x"


@given(st.lists(st.tuples(st.text("aé😀\u3000", max_size=5), st.sampled_from(BREAKS)), min_size=1, max_size=8))
def test_positions_and_lines_agree(rows: list[tuple[str, str]]) -> None:
    text = "\ufeff" + "".join(f"# {text}{end}k{n}: '{text}' # {text}{end}" for n, (text, end) in enumerate(rows))

    lines = lines_of(text)
    spec = tree(text)
    assert len(spec) == len(rows)
    for key, value in spec.items():
        _, line, column, _, end_column = value.position
        assert lines[line - 1][column - 1 : end_column - 1] == f"'{value}'"
        assert lines[key.position.line - 1].startswith(f"{key}:")


def answer(data: bytes) -> None:
    """Reading gives a mapping or problems that have a code, words and a position."""
    answered: tuple[Problem, ...] = ()
    try:
        assert isinstance(read(data, "specs/orders.yaml"), Mapping)
    except GeneratorError as error:
        answered = error.problems
        if not answered:
            raise
    for problem in answered:
        assert problem.code.startswith("DS0")
        assert problem.message
        assert problem.hint
        assert problem.position is not None
        assert problem.position[1:3] >= (1, 1)


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    "pattern",
    [
        *("[", "{", "- ", "? ", "[{", "{a: ", "{? ", "a: ", "[a,", "&a [", "!x [", "- &a [*a]\n", "*a ", "&a ", "!a "),
        *('"a', "'", "#\n", " ", "\n", "\r", "\t", "---\n", "...\n", "%FOO x\n", ": ", "|\n", '"\\\n', "\ufeff", "-\n"),
        *("? \n", "a: 1\n", "- <<: x\n", "- !x a\n", "- {[a]: b}\n", "\u2028", "\0", "\xff"),
    ],
)
def test_hostile_repetition_is_answered(pattern: str) -> None:
    answer((pattern * (20_000 // len(pattern))).encode())
    answer(b"a:\n  b: " + (pattern * 1_000).encode())
    answer(b"a: 1\n b: " + (pattern * (20_000 // len(pattern))).encode())


@pytest.mark.parametrize("pattern", ["[", "{", "- ", "? ", "{a: ", "[[{", "[a,", "- a\n", "a: "])
def test_a_megabyte_of_it_does_not_harm_the_c_parser(pattern: str) -> None:
    answer((pattern * (1_000_000 // len(pattern))).encode())


def test_a_thousand_tag_directives_take_no_time() -> None:
    directives = "".join(f"%TAG !{n}! x\n" for n in range(100_000))

    assert found(f"{directives}---\na: 1\n") == [("DS002", "more than 100 %TAG directives", 1, 1)]


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    "text",
    [
        "a: !%ED%A0%80 b\n",
        'a: "\\ud83d\\ude00"\n',
        'a: "\\Uffffffff"\n',
        "%YAML " + "9" * 5000 + ".1\n---\na: 1\n",
        "a: &x &y 1\n",
        "a: 1\n... x\n",
    ],
)
def test_what_the_parsers_trip_over_is_a_problem(text: str) -> None:
    answer(text.encode())
    assert {problem.code for problem in problems(text)} <= {"DS002", "DS004", "DS006"}


YAMLISH = st.lists(
    st.sampled_from(
        [
            *"abx 0~-?:,[]{}#&*!|>'\"%@'\t\n\r<.\\\u2028\x85é😀",
            *(": ", "- ", "\n  ", "\n- ", "a: ", "&a ", "*a", "!!str ", "<<: ", "\n---\n", "\n...\n"),
            *("%TAG ! x\n", "null", "|2-\n", "\\ud800", '"\\', "\ufeff"),
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("loader", [source.LOADER, yaml.SafeLoader], ids=["libyaml", "python"])
@given(data=st.one_of(st.binary(max_size=200), YAMLISH.map(str.encode), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_answered(loader: object, data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "LOADER", loader)
        answer(data)


@given(
    cut=st.tuples(st.integers(0, len(SPEC)), st.integers(0, 12)),
    piece=st.one_of(YAMLISH.map(lambda text: text[:6]), st.text(max_size=3)),
)
def test_any_change_of_a_spec_is_answered(cut: tuple[int, int], piece: str) -> None:
    start, length = cut
    answer((SPEC[:start] + piece + SPEC[start + length :]).encode())


@pytest.mark.usefixtures("_each_parser")
def test_tabs_are_white_space_where_nothing_is_indented() -> None:
    # YAML 1.2.2, 6.6: a comment line is any white space, and a comment or nothing.
    tabs = "\t\nversion: 1\t# one\n\t# two\ntables:\t\n  Orders:\n  \t\n    \t# three\n    partition_key: id\t\n\t\n\t"
    spaces = tabs.replace("\t", " ")

    assert read(tabs.encode(), "f") == read(spaces.encode(), "f")
    assert at(read(tabs.encode(), "f"), "tables", "Orders", "partition_key").position == Position("f", 8, 20, 8, 22)
    # What a value has is the value's.
    kept = read(b'a: |\n  x\n  \t# y\nb: "\t# c"\n', "f")
    assert [*kept.values()] == ["x\n\t# y\n", "\t# c"]


@pytest.mark.usefixtures("_each_parser")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version:\t1\ntables: {}\n", "a tab where only spaces may stand"),
        ("version: 1\ntables: {\n\tA: {}\n}\n", "a tab in the indentation"),
    ],
)
def test_tabs_within_lines_separate_unless_it_is_pyyamls_own_parser_that_reads_them(text: str, message: str) -> None:
    # YAML 1.2.2, 6.2: separation spaces. Only libyaml takes them.
    told = [message] if source.LOADER is yaml.SafeLoader else []

    assert [each.message for each in problems(text)] == told if told else read(text.encode(), "f")


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("a:\n\tb: 1\n", 2, "a tab in the indentation", "indent with spaces"),
        ("a:\n  b: 1\n  \tc: 2\n", 3, "a tab in the indentation", "indent with spaces"),
        ("a: |\n  b\n\t\n  c\n", 3, "a tab in a line without text", "take the tab out"),
        ("a:\n  -\tb: 1\n", 2, "a tab where only spaces may stand", "write spaces"),
    ],
)
def test_a_tab_that_would_indent_is_refused(text: str, line: int, message: str, hint: str) -> None:
    with pytest.raises(GeneratorError) as raised:
        read(text.encode(), "f")

    (problem,) = raised.value.problems
    assert problem.position
    assert (problem.position.line, problem.message, problem.hint) == (line, message, hint)


def test_a_file_of_tabs_is_read_in_no_time() -> None:
    with pytest.raises(GeneratorError) as raised:
        read(b"a: 1\n" + b"\t\n" * 500_000, "f")

    assert [problem.message for problem in raised.value.problems] == ["a tab in a line without text"]
