"""Text with references to what CloudFormation makes of it."""

from __future__ import annotations

import pytest
from troposphere import encode_to_dict

from generator.resources.text import resolved
from generator.spec.model.references import ImportedValue


@pytest.mark.parametrize("text", ["", "plain", "$5 {x}", "a$"])
def test_text_without_references_is_itself(text: str) -> None:
    assert resolved(text) == text


def test_a_literal_reference_is_text() -> None:
    assert resolved("${!Name}") == "${Name}"
    assert resolved("pay ${!Name} now") == "pay ${Name} now"


def test_a_literal_reference_beside_another_stays_literal_for_sub() -> None:
    assert encode_to_dict(resolved("${!Name} in ${AWS::Region}")) == {"Fn::Sub": "${!Name} in ${AWS::Region}"}


def test_the_export_of_another_stack() -> None:
    assert encode_to_dict(resolved(ImportedValue("on-call-topic"))) == {"Fn::ImportValue": "on-call-topic"}
    imported = {"Fn::ImportValue": {"Fn::Sub": "${Stage}-topic"}}
    assert encode_to_dict(resolved(ImportedValue("${Stage}-topic"))) == imported


def test_a_dynamic_reference_passes_through() -> None:
    assert resolved("{{resolve:ssm:/topic}}") == "{{resolve:ssm:/topic}}"


def test_one_reference_and_nothing_else() -> None:
    assert encode_to_dict(resolved("${TopicArn}")) == {"Ref": "TopicArn"}


def test_a_policy_variable_is_text_to_cloudformation() -> None:
    assert resolved("${aws:PrincipalTag/tenant}#*") == "${aws:PrincipalTag/tenant}#*"
    assert encode_to_dict(resolved("${Prefix}#${aws:username}")) == {"Fn::Sub": "${Prefix}#${!aws:username}"}
