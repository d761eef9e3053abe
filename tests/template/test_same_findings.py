"""Our one runner of cfn-lint finds what the command `cfn-lint` finds, in good templates and in bad ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.template import cfn_lint
from generator.template.cfn_lint import Finding, Linted, load_rules, unload
from generator.template.lint import lint
from generator.template.made_once import remembering
from generator.template.sympy_later import Module, State

ROOT = Path(__file__).parent.parent.parent
GOOD = ("orders", "carts", "forum")
# What to write for what in the first good template, so that each rule of the list has something to say.
BAD = {
    "E3002": ("      BillingMode:", "      BilingMode:"),
    "E3005": ("Type: AWS::DynamoDB::Table\n", "Type: AWS::DynamoDB::Table\n    DependsOn: Nobody\n"),
    "E3006": ("Type: AWS::DynamoDB::Table\n", "Type: AWS::DynamoDB::Tables\n"),
    "E3018": ("KeyType: HASH", "KeyType: HASHED"),
    "E1020": ("!Ref ", "!Ref No"),
    "E0000": ("Resources:\n", "Resources: [\n"),
    "W2001": ("Parameters:\n", "Parameters:\n  Nobody:\n    Type: String\n"),
}
# What cfn-lint can only say, or keep to itself, with sympy; what of it is written as what is below `Parameters`.
SWITCHES = """\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Half: {Type: String, Default: 'no'}
"""
TOPIC = """\
Resources:
  Topic:
    Type: AWS::SNS::Topic
"""
CONDITIONS = """\
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Equals [!Ref Stage, prod]
  IsHalf: !Equals [!Ref Half, 'yes']
  IsBoth: !And [!Condition IsProd, !Condition IsHalf]
  IsAny: !Or [!Condition IsBoth, !Not [!Condition IsDev], !Equals [!Ref 'AWS::Region', us-east-1]]
"""
PROPERTIES = "    Properties:\n"
ONLY_IN_PROD = TOPIC + "    Condition: IsProd\n"
OUTPUT = "Outputs:\n  Topic:\n    Value: !Ref Topic\n"
WITH_CONDITIONS = {
    "W8001": CONDITIONS + TOPIC,
    "E8001": "Conditions:\n  Broken: !Equals [!Ref Stage]\n  Loose: [1]\n" + ONLY_IN_PROD,
    "conditions": CONDITIONS + ONLY_IN_PROD + OUTPUT.replace("    Value", "    Condition: IsBoth\n    Value"),
    "W1001": CONDITIONS + ONLY_IN_PROD + OUTPUT,
    "nested": CONDITIONS
    + TOPIC
    + PROPERTIES
    + "      TopicName: !If [IsProd, !If [IsBoth, a, !If [IsDev, b, c]], !If [IsAny, d, !Ref 'AWS::NoValue']]\n",
    "W1028": CONDITIONS + TOPIC + PROPERTIES + "      TopicName: !If [IsProd, !If [IsDev, a, b], c]\n",
    "E3002": CONDITIONS + TOPIC + PROPERTIES + "      Fn::If: [IsProd, {TopicName: a}, {Nobody: b}]\n",
    "E3012": CONDITIONS + TOPIC + PROPERTIES + "      Tags: !If [IsAny, [{Key: a, Value: b}], !If [IsBoth, a, b]]\n",
    "E1028": TOPIC + PROPERTIES + "      TopicName: !If [Nobody]\n",
    "unknown": TOPIC + PROPERTIES + "      TopicName: !If [Nobody, a, b]\n",
    "E3015": TOPIC + "    Condition: Nobody\n",
    "rules": "Rules:\n  One:\n    RuleCondition: !Equals [!Ref Stage, dev]\n    Assertions:\n"
    "    - Assert: !Not [!Equals [!Ref Half, 'yes']]\n" + CONDITIONS + ONLY_IN_PROD,
    "E1701": "Rules:\n  One:\n    Assertions:\n    - Assert: !Nobody [1]\n" + TOPIC,
    "rules alone": "Rules:\n  One:\n    Assertions:\n    - Assert: !Equals [!Ref Stage, dev]\n" + TOPIC,
    "json": '{"Parameters": {"Stage": {"Type": "String"}}, "Conditions":'
    ' {"A": {"Fn::Equals": [{"Ref": "Stage"}, "a"]}}, "Resources": {"Topic": {"Type": "AWS::SNS::Topic",'
    ' "Properties": {"TopicName": {"Fn::If": ["A", 1, [2]]}}}}}',
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Templates by name, in a folder without settings for cfn-lint."""
    folder = tmp_path_factory.mktemp("corpus")
    texts = {name: (ROOT / "templates" / f"{name}.yaml").read_text(encoding="utf-8") for name in GOOD}
    first = texts[GOOD[0]]
    for rule, (old, new) in BAD.items():
        assert old in first, rule
        texts[rule] = first.replace(old, new)
    return written(folder, texts)


def written(folder: Path, texts: dict[str, str]) -> dict[str, Path]:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in texts}


def found_by_the_command(corpus: dict[str, Path], *options: str) -> dict[str, set[tuple[str, str, str, int]]]:
    folder = next(iter(corpus.values())).parent
    program = Path(sys.executable).parent / "cfn-lint"
    command: list[str | Path] = [program, "--format", "json", *options, "--", *(path.name for path in corpus.values())]
    told: list[dict[str, Any]] = json.loads(
        subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout
    )
    found: dict[str, set[tuple[str, str, str, int]]] = {name: set() for name in corpus}
    for each in told:
        place = each["Location"]
        path = json.dumps(place["Path"] or [])
        line = place["Start"]["LineNumber"]
        found[Path(each["Filename"]).stem].add((each["Rule"]["Id"], each["Message"], path, line))
    return found


@pytest.mark.parametrize(
    ("regions", "ignore", "options"),
    [
        ((), (), ()),
        (("eu-west-1", "us-east-1"), ("W", "E3002"), ("-r", "eu-west-1", "us-east-1", "-i", "W", "E3002")),
    ],
)
def test_findings_are_those_of_the_command(
    corpus: dict[str, Path], regions: tuple[str, ...], ignore: tuple[str, ...], options: tuple[str, ...]
) -> None:
    ours = lint([Linted(path.read_text(encoding="utf-8"), regions) for path in corpus.values()], ignore=ignore)

    found = {name: told_of(findings) for name, findings in zip(corpus, ours, strict=True)}
    assert found == found_by_the_command(corpus, *options)
    assert not any(found[name] for name in GOOD)
    for rule in BAD:
        assert rule.startswith(ignore or "-") or rule in {each[0] for each in found[rule]}, found[rule]


def told_of(findings: list[Finding]) -> set[tuple[str, str, str, int]]:
    return {(each.rule, each.message, json.dumps(each.path), each.line) for each in findings}


@pytest.fixture
def without_sympy() -> Iterator[Callable[[], None]]:
    """Has cfn-lint loaded anew without sympy, and afterwards as any test may have left it."""

    def begin() -> None:
        unload()
        State.given_up = False

    yield begin
    begin()


def test_with_conditions_and_rules_the_findings_are_those_of_the_command(
    tmp_path: Path, without_sympy: Callable[[], None]
) -> None:
    texts = {name: text if text.startswith("{") else SWITCHES + text for name, text in WITH_CONDITIONS.items()}
    corpus = written(tmp_path, texts)

    found, needed = {}, set()
    for name, text in texts.items():
        without_sympy()
        found[name] = told_of(lint([Linted(text, ())])[0])
        if State.given_up:
            needed.add(name)
    assert found == found_by_the_command(corpus)
    # What has neither a condition nor a rule that can be read has nothing to reason about.
    assert set(texts) - needed == {"E1028", "unknown", "E3015", "E1701"}
    for name in texts:
        assert not name[1:].isdigit() or name in {each[0] for each in found[name]}, (name, found[name])


def test_good_templates_are_linted_without_sympy(corpus: dict[str, Path], without_sympy: Callable[[], None]) -> None:
    without_sympy()
    lint([Linted(path.read_text(encoding="utf-8"), ()) for path in corpus.values()])
    assert not State.given_up


@pytest.mark.parametrize(
    "imported",
    [
        "from sympy import Xor",
        "from sympy.logic import simplify_logic",
        "import sympy.sets",
        "from sympy.abc import x",
        "from sympy import Symbol; x = Symbol('x')",
        "from sympy import And\nclass More(And): ...",
        "from sympy import And\nx = And | None",
        "from sympy.assumptions.cnf import EncodedCNF\ntry: EncodedCNF().add_prop(1)\nexcept: pass",
    ],
)
def test_a_cfn_lint_that_does_more_with_sympy_is_loaded_as_it_is(
    imported: str, without_sympy: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_sympy()
    before = cfn_lint.loaded

    def newer() -> object:
        exec(imported, {"__name__": "newer"})
        return before()

    monkeypatch.setattr(cfn_lint, "loaded", newer)
    assert load_rules()["E3002"]
    assert State.given_up
    assert not isinstance(sys.modules["sympy"], Module)


def test_classes_that_differ_are_not_taken_for_one_another() -> None:
    made = remembering(lambda validators, function_filter, fn_resolvers: type("Validator", (), {}))
    one, other = {"type": print}, {"type": repr}

    assert made(one, "filter", {}) is made(dict(one), "filter", {})
    assert len({made(one, "filter", {}), made(other, "filter", {}), made(one, "", {}), made(one, "filter", one)}) == 4
    assert made({"type": []}, "filter", {}) is not made({"type": []}, "filter", {})
