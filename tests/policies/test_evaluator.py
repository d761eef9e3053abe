"""The tests' own evaluator against what the IAM User Guide says of each operator."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policies.evaluator import Context, Request, allows

KEY = "dynamodb:LeadingKeys"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    """A policy of the statements; what they leave out is filled in."""
    common = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [{**common, **statement} for statement in statements]}


def met(condition: dict[str, Any], context: Context) -> bool:
    """Whether a statement under the condition allows a request with the context."""
    return allows(document({"Condition": condition}), Request("dynamodb:GetItem", "arn:x", context))


def test_nothing_is_allowed_that_no_statement_allows() -> None:
    assert not allows(document(), Request("dynamodb:GetItem", "arn:x"))
    assert not allows(document({}), Request("dynamodb:PutItem", "arn:x"))
    assert not allows(document({"Resource": "arn:y"}), Request("dynamodb:GetItem", "arn:x"))


def test_a_deny_wins_over_every_allow() -> None:
    assert allows(document({}), Request("dynamodb:GetItem", "arn:x"))
    assert not allows(document({"Effect": "Deny"}, {}), Request("dynamodb:GetItem", "arn:x"))


@pytest.mark.parametrize(
    ("pattern", "found", "expected"),
    [
        ("a/*", "a/b/c", True),
        ("a/*", "a/", True),
        ("a/*", "a", False),
        ("a/?", "a/b", True),
        ("a/?", "a/bc", False),
        ("a.b", "a-b", False),
    ],
)
def test_wildcards_of_resources(pattern: str, found: str, *, expected: bool) -> None:
    assert allows(document({"Resource": ["arn:y", pattern]}), Request("dynamodb:GetItem", found)) is expected


def test_actions_match_in_any_case_and_with_wildcards() -> None:
    assert allows(document({"Action": ["kms:ReEncrypt*"]}), Request("kms:ReEncryptFrom", "arn:x"))
    assert allows(document({"Action": "DynamoDB:getitem"}), Request("dynamodb:GetItem", "arn:x"))


@pytest.mark.parametrize(
    ("operator", "found", "expected"),
    [
        ("StringEquals", None, False),
        ("StringEquals", "a", True),
        ("StringEquals", "A", False),
        ("StringEqualsIfExists", None, True),
        ("StringEqualsIfExists", "c", False),
        ("ForAllValues:StringEquals", None, True),
        ("ForAllValues:StringEquals", [], True),
        ("ForAllValues:StringEquals", ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "c"], False),
        ("ForAnyValue:StringEquals", None, False),
        ("ForAnyValue:StringEquals", [], False),
        ("ForAnyValue:StringEquals", ["a", "c"], True),
        ("ForAnyValue:StringEquals", ["c"], False),
    ],
)
def test_set_operators_and_missing_keys(operator: str, found: str | list[str] | None, *, expected: bool) -> None:
    assert met({operator: {KEY: ["a", "b"]}}, {} if found is None else {KEY: found}) is expected


def test_null_asks_whether_the_key_is_there() -> None:
    assert met({"Null": {KEY: "false"}}, {KEY: ["a"]})
    assert not met({"Null": {KEY: "false"}}, {})
    assert met({"Null": {KEY: "true"}}, {})


def test_all_operators_and_keys_must_hold() -> None:
    condition = {"StringEquals": {"a:a": "1", "a:b": "2"}, "Bool": {"a:c": "true"}}
    assert met(condition, {"a:a": "1", "a:b": "2", "a:c": "True"})
    assert not met(condition, {"a:a": "1", "a:b": "3", "a:c": "true"})
    assert not met(condition, {"a:a": "1", "a:b": "2", "a:c": "false"})


def test_variables_are_the_principals_and_never_patterns() -> None:
    own = {"ForAllValues:StringLike": {KEY: ["${aws:PrincipalTag/tenant}#*"]}}
    assert met(own, {KEY: ["acme#1"], "aws:PrincipalTag/tenant": "acme"})
    assert not met(own, {KEY: ["other#1"], "aws:PrincipalTag/tenant": "acme"})
    assert not met(own, {KEY: ["other#1"], "aws:PrincipalTag/tenant": "*"})
    assert not met(own, {KEY: ["#1"]})
    assert met({"StringLike": {"a:a": "${*}"}}, {"a:a": "*"})
    assert not met({"StringLike": {"a:a": "${*}"}}, {"a:a": "b"})


def test_several_values_need_a_set_operator() -> None:
    with pytest.raises(AssertionError, match="several values"):
        met({"StringEquals": {KEY: "a"}}, {KEY: ["a"]})
