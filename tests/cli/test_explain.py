"""`dynaspec explain`: every code has a text, and every example does what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from generator.aws.updates import RULES
from generator.cli.choosing import chosen
from generator.cli.explain import FENCE, explanation
from generator.errors import Problem
from generator.kinds import KINDS
from generator.pipeline import Settings, Source, compile_spec

Dynaspec = Any
# What no spec brings about alone: files, projects, revisions and AWS; an encoding that a text cannot show; and
# what would take pages.
WITHOUT_EXAMPLE = re.compile(
    "DS[4567]..|DS001|DS008|DS009|DS012|DS116|DS213|DS219|DS251|DS275|DS276|DS279|DS287|DS31[1-8]"
)


def problems(spec: str) -> list[Problem]:
    source = Source(spec.encode(), "specs/orders.yaml", "orders", "specs/orders.yaml", "templates")
    return [
        problem for each in chosen(compile_spec(source, Settings()), select=(), ignore=()) for problem in each.problems
    ]


@pytest.mark.parametrize("code", KINDS)
def test_the_first_example_has_the_code_and_the_second_is_mended(code: str) -> None:
    text = explanation(code)
    examples = FENCE.findall(text)

    assert re.search(r"^Source: \S.*\.$", text, re.MULTILINE)
    if WITHOUT_EXAMPLE.fullmatch(code):
        assert not examples
        return
    wrong, right = examples
    assert code in {problem.code for problem in problems(wrong)}
    mended = problems(right)
    assert code not in {problem.code for problem in mended}
    assert not [problem for problem in mended if problem.severity == "error"]


def test_there_is_no_text_without_a_code() -> None:
    import generator

    folder = Path(generator.__file__).parent / "explanations"
    assert {file.name for file in folder.iterdir()} == {f"{code}.md" for code in KINDS}


def test_a_code_is_explained_with_its_source_and_examples(dynaspec: Dynaspec) -> None:
    code, out, err = dynaspec("explain", "ds242")

    assert (code, err) == (0, "")
    assert out.startswith("DS242 (error): time to live on a key that is not a number\n\nTime to live reads a number")
    assert "Source: Amazon DynamoDB Developer Guide, Time to Live.\n" in out
    assert "    version: 1\n    tables:\n      Orders:\n" in out


def test_a_change_is_explained_in_the_words_of_aws(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain", "DS621")

    assert code == 0
    assert out.startswith("DS621 (several deploys): more than one index is created or deleted\n")
    assert 'AWS answers: "Cannot perform more than one GSI creation or deletion in a single update"' in out


def test_a_rule_of_cfn_lint_is_explained_in_its_own_words(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain", "E3012")

    assert code == 0
    assert out.startswith("E3012 (cfn-lint): Check resource properties values\n")


def test_of_an_unknown_code_is_said_how_to_list_all(dynaspec: Dynaspec) -> None:
    code, _, err = dynaspec("explain", "DS999")

    assert code == 2
    assert err.startswith("error[DS525]: there is no code 'DS999'\n  = help: dynaspec explain lists all of ours")


def test_without_a_code_all_are_listed(dynaspec: Dynaspec) -> None:
    code, out, _ = dynaspec("explain")

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == sorted([*KINDS, *RULES])
