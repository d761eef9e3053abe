"""Any template can stand on the deployed side: what says the same is equal, and whatever bytes come give an answer."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from generator.changes.functions import shown
from generator.changes.impact import judge
from generator.changes.template import Template, normal, read
from generator.errors import UsageError
from generator.pipeline import Form, Settings, Source, compile_spec
from tests.properties.strategies import specs

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.yaml"))
# Lists whose order says nothing to AWS.
UNORDERED = {
    "Tags", "AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "Dimensions", "Metrics",
    "NonKeyAttributes", "AlarmActions", "OKActions", "Statement", "Action", "Resource",
}  # fmt: skip


def rendered(spec: dict[str, Any], form: Form) -> str:
    source = Source(json.dumps(spec).encode(), "orders.yaml", "orders", "specs/orders.yaml", "templates")
    compiled, *_ = compile_spec(source, Settings(form))
    return compiled.text or ""


def otherwise(value: Any, chance: random.Random, name: str = "") -> Any:
    """The same in other words: another order, another form of a function, a number as text."""
    match value:
        case {"Ref": str() as target} if chance.random() < 0.5 and len(value) == 1:
            return {"Fn::Sub": f"${{{target}}}"}
        case {"Fn::GetAtt": [target, attribute]} if chance.random() < 0.5:
            return chance.choice([{"Fn::Sub": f"${{{target}.{attribute}}}"}, {"Fn::GetAtt": f"{target}.{attribute}"}])
        case {"Fn::Sub": str() as text} if chance.random() < 0.5:
            return {"Fn::Join": ["", [{"Fn::Sub": [text, {}]}, ""]]}
        case dict():
            keys = list(value)
            chance.shuffle(keys)
            return {key: otherwise(value[key], chance, key) for key in keys}
        case list():
            items = [otherwise(item, chance) for item in value]
            if name in UNORDERED:
                chance.shuffle(items)
            return chance.choice([items, items[0]]) if name == "Statement" and len(items) == 1 else items
        case bool() | int():
            return chance.choice([value, str(value).lower()])
    return value


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs(), st.randoms(use_true_random=False))
def test_a_template_in_other_words_is_the_same(spec: dict[str, Any], chance: random.Random) -> None:
    text = rendered(spec, "json")
    # A policy of so many Regions and attributes can be longer than IAM takes.
    assume(text)
    words = json.loads(text)
    del words["Metadata"]["Dynaspec"]
    again = read(json.dumps(otherwise(words, chance)).encode(), "other")
    ours = read(rendered(spec, "yaml").encode(), "ours")

    assert judge(ours, again) == judge(again, ours) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"Fn::Sub": "${Orders.Arn}/index/*"}, {"Fn::Join": ["/", [{"Fn::GetAtt": ["Orders", "Arn"]}, "index", "*"]]}),
        ({"Fn::Sub": "${Orders}"}, {"Ref": "Orders"}),
        ({"Fn::Sub": ["${A}-${B}", {"A": {"Ref": "C"}}]}, {"Fn::Sub": "${C}-${B}"}),
        ({"Fn::Sub": "${!a}"}, "${a}"),
        ({"Fn::Join": ["", ["a", "b"]]}, "ab"),
        ({"Fn::GetAtt": "Orders.A.B"}, {"Fn::GetAtt": ["Orders", "A.B"]}),
        ({"a": {"Ref": "AWS::NoValue"}}, {}),
        ({"Tags": []}, {}),
    ],
)
def test_functions_in_one_form(first: Any, second: Any) -> None:
    assert normal(first) == normal(second)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Fn::Sub": "${AWS::StackName}/${Orders.Arn}"}, "${AWS::StackName}/${Orders.Arn}"),
        ({"Ref": "Orders"}, "!Ref Orders"),
        ({"Fn::GetAtt": ["Orders", "Arn"]}, "!GetAtt Orders.Arn"),
        ({"Fn::If": ["On", ["a"], {"Ref": "AWS::NoValue"}]}, "!If [On, [a], !Ref AWS::NoValue]"),
        ({"a": "", "b": None}, '{a: "", b: null}'),
    ],
)
def test_values_as_people_write_them(value: Any, text: str) -> None:
    assert shown(normal(value)) == text


def test_the_short_and_the_long_form_are_one() -> None:
    short = b"Resources: {A: {Type: T, Properties: {a: !Sub 'x${B}', b: !GetAtt A.B.C, c: !If [D, yes, 1.0]}}}"
    long = {"Fn::Sub": "x${B}"}, {"Fn::GetAtt": ["A", "B.C"]}, {"Fn::If": ["D", True, 1]}
    body = {"Resources": {"A": {"Type": "T", "Properties": dict(zip("abc", long, strict=True))}}}
    assert read(short, "short") == read(json.dumps(body).encode(), "long")


def test_what_get_template_prints_is_a_template() -> None:
    text = TEMPLATES[0].read_text(encoding="utf-8")
    printed = json.dumps({"TemplateBody": text, "StagesAvailable": ["Original"]}).encode()
    inner = {"Resources": {"A": {"Type": "T"}}}
    assert read(printed, "stdin") == read(text.encode(), "file")
    assert read(json.dumps({"TemplateBody": inner}).encode(), "stdin") == read(json.dumps(inner).encode(), "file")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_each_of_our_templates_against_each_kind_of_nothing(path: Path) -> None:
    template = read(path.read_bytes(), path.name)
    assert judge(template, template) == []
    assert {change.impact for change in judge(None, template)} == {"created"}
    assert {change.impact for change in judge(template, Template())} <= {
        "risky", "removed", "in place", "refused", "deleted",
    }  # fmt: skip


GOOD = b"""\
Parameters: {P: {Type: String}}
Conditions: {On: !Equals [!Ref P, a]}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: !Sub '${P}-orders'
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      BillingMode: !If [On, PROVISIONED, PAY_PER_REQUEST]
      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}
      GlobalSecondaryIndexes:
        - IndexName: by-status
          KeySchema: [{AttributeName: status, KeyType: HASH}]
          Projection: {ProjectionType: ALL}
      TimeToLiveSpecification: {AttributeName: at, Enabled: true}
      Tags: [{Key: a, Value: b}]
Outputs: {Arn: {Value: !GetAtt Orders.Arn, Export: {Name: x}}}
"""
FRAGMENTS = [
    b"", b"null", b"{}", b"[]", b"!Ref ", b"!If [On, a]", b"!Sub ${", b"*a", b"&a ", b"- ", b": ", b"\n", b"nan",
    b"\xff", b"<<: ", b"!x ", b"{Fn::If: [a, b, c]}", b"{Ref: AWS::NoValue}", b"{Fn::Transform: {Name: a}}", b"1e999",
]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """The good template with some stretches replaced."""
    data = GOOD
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 12)))
        data = data[:start] + draw(st.sampled_from(FRAGMENTS)) + data[end:]
    return data


@settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(mutations(), st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_bytes_give_changes_or_a_problem(data: bytes) -> None:
    good = read(GOOD, "good")
    try:
        template = read(data, "other")
    except UsageError:
        return
    assert judge(template, template) == []
    for changes in (judge(good, template), judge(template, good)):
        assert all(change.title and shown(change.before) and shown(change.after) for change in changes)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"Resources":' * 50_000,
        b'{"a":' + b"[" * 150 + b"1" + b"]" * 150 + b"}",
        b"a: " * 100_000,
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c, *%c]\n" % (n + 1, n + 1, n, n, n) for n in range(97, 120)),
        b"Resources: &a {b: *a}",
        b"Resources: {A: {Type: T, Properties: {x: '" + b"${" * 200_000 + b"'}}}x",
        b"- " * 5_000,
        b"\xff\xfe\x00",
        b"",
        b"Resources: []",
        b"Resources: {A: b}",
        b"Resources: {A: {Type: [x]}}",
        b"Resources: {A: {Type: T, Properties: [x]}}",
        b'{"TemplateBody": 5}',
        b"Resources: {A: {Type: !Foo x}}",
        b"a: b\n---\nc: d",
        b"? {a: b}\n: c",
    ],
)
def test_hostile_bytes_give_a_problem_soon(data: bytes) -> None:
    with pytest.raises(UsageError):
        read(data, "hostile")


def test_a_problem_is_at_its_place() -> None:
    with pytest.raises(UsageError) as raised:
        read(b"Resources:\n  A: !Foo x\n", "deployed.yaml")
    (problem,) = raised.value.problems
    assert problem.message == "!Foo is not a function of CloudFormation"
    assert problem.position is not None
    assert problem.position[:3] == ("deployed.yaml", 2, 6)
