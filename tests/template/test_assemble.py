"""A whole template out of a spec, with the place that each resource comes from."""

from __future__ import annotations

from textwrap import dedent

import pytest

from generator.errors import Problem, Related
from generator.spec.parse import parse
from generator.spec.source import read
from generator.template.assemble import Assembled, assemble
from generator.template.cfn_lint import Linted
from generator.template.lint import lint
from generator.template.render import render

ORDERS = """
    version: 1
    description: Orders placed in the web shop
    parameters:
      AlarmTopicArn:
        type: String
        description: SNS topic that alarms notify
        default: arn:aws:sns:us-east-1:111122223333:alarms
        allowed_pattern: "arn:.+"
        constraint_description: an ARN
        min_length: 20
        max_length: 100
        no_echo: true
      Size: {type: Number, default: 0042, allowed_values: [0042, 43], min_value: 42, max_value: 43.5}
    tables:
      Orders:
        partition_key: id
        stream: NEW_IMAGE
        global_secondary_indexes:
          by-status: {partition_key: status, alarms: {throttles: {write: 5}}}
        policies: {write: false, read_write: false}
        tags: {size: "${Size}"}
        alarms: {alarm_actions: ["${AlarmTopicArn}"]}
      Items: {partition_key: id, policies: false, alarms: false}
"""


def assembled(text: str) -> Assembled:
    """What the spec of the text comes to."""
    parsed = parse(read(dedent(text).encode(), "specs/orders.yaml"))
    assert not parsed.problems
    assert parsed.spec
    return assemble(parsed.spec)


def test_the_sections_of_a_template() -> None:
    template = assembled(ORDERS).template
    assert list(template) == ["AWSTemplateFormatVersion", "Description", "Parameters", "Resources", "Outputs"]
    assert template["AWSTemplateFormatVersion"] == "2010-09-09"
    assert template["Description"] == "Orders placed in the web shop"
    assert template["Parameters"] == {
        "AlarmTopicArn": {
            "Type": "String",
            "Description": "SNS topic that alarms notify",
            "Default": "arn:aws:sns:us-east-1:111122223333:alarms",
            "AllowedPattern": "arn:.+",
            "ConstraintDescription": "an ARN",
            "MinLength": 20,
            "MaxLength": 100,
            "NoEcho": True,
        },
        "Size": {
            "Type": "Number",
            "Default": "0042",
            "AllowedValues": ["0042", "43"],
            "MinValue": 42,
            "MaxValue": 43.5,
        },
    }
    assert template["Outputs"] == {
        "OrdersTableName": {"Value": {"Ref": "Orders"}},
        "OrdersTableArn": {"Value": {"Fn::GetAtt": ["Orders", "Arn"]}},
        "OrdersStreamArn": {"Value": {"Fn::GetAtt": ["Orders", "StreamArn"]}},
        "OrdersPolicyReadArn": {"Value": {"Ref": "OrdersPolicyRead"}},
        "OrdersPolicyStreamReadArn": {"Value": {"Ref": "OrdersPolicyStreamRead"}},
        "ItemsTableName": {"Value": {"Ref": "Items"}},
        "ItemsTableArn": {"Value": {"Fn::GetAtt": ["Items", "Arn"]}},
    }


def test_each_resource_knows_where_it_comes_from() -> None:
    found = assembled(ORDERS)
    assert found.origins == {
        "Orders": ("tables", "Orders"),
        "OrdersPolicyRead": ("tables", "Orders", "policies", "read"),
        "OrdersPolicyStreamRead": ("tables", "Orders", "policies", "stream_read"),
        "OrdersAlarmReadThrottles": ("tables", "Orders", "alarms", "throttles", "read"),
        "OrdersAlarmWriteThrottles": ("tables", "Orders", "alarms", "throttles", "write"),
        "OrdersAlarmSystemErrors": ("tables", "Orders", "alarms", "system_errors"),
        "OrdersIndexByStatusAlarmReadThrottles": (
            *("tables", "Orders", "global_secondary_indexes", "by-status", "alarms", "throttles", "read"),
        ),
        "OrdersIndexByStatusAlarmWriteThrottles": (
            *("tables", "Orders", "global_secondary_indexes", "by-status", "alarms", "throttles", "write"),
        ),
        "Items": ("tables", "Items"),
    }
    assert list(found.template["Resources"]) == list(found.origins)
    assert not found.problems


def test_cfn_lint_has_no_word_to_say() -> None:
    text = render(assembled(ORDERS).template, source="specs/orders.yaml", form="yaml")
    assert lint([Linted(text, ("us-east-1", "cn-north-1", "us-gov-west-1"))]) == [[]]


def test_a_template_without_description_and_parameters() -> None:
    template = assembled("{version: 1, tables: {Items: {partition_key: id}}}").template
    assert list(template) == ["AWSTemplateFormatVersion", "Resources", "Outputs"]


def test_a_table_named_like_a_policy_of_another() -> None:
    found = assembled("""
        version: 1
        tables:
          Orders: {partition_key: id}
          OrdersPolicyRead: {partition_key: id}
    """)
    assert found.problems == (
        Problem(
            "DS301",
            "a table and a policy would both have the logical ID 'OrdersPolicyRead'",
            "give one of the tables another logical ID",
            ("tables", "OrdersPolicyRead"),
            related=(Related("a policy has it here", ("tables", "Orders", "policies", "read")),),
            at_key=True,
        ),
    )
    assert found.template["Resources"]["OrdersPolicyRead"]["Type"] == "AWS::IAM::ManagedPolicy"


def test_two_outputs_of_one_name() -> None:
    found = assembled("""
        version: 1
        tables:
          Orders: {partition_key: id, policies: {custom: {Table: {access: query}}}}
          OrdersPolicy: {partition_key: id}
    """)
    assert found.problems == (
        Problem(
            "DS301",
            "two outputs would both be named 'OrdersPolicyTableArn'",
            "give one of the tables another logical ID, or the custom policy another name",
            ("tables", "OrdersPolicy"),
            at_key=True,
        ),
    )


@pytest.mark.parametrize(
    ("parameter", "noun", "path"),
    [
        ("Orders", "a table", ("tables", "Orders")),
        ("OrdersAlarmSystemErrors", "an alarm", ("tables", "Orders", "alarms", "system_errors")),
    ],
)
def test_a_parameter_named_like_a_resource(parameter: str, noun: str, path: tuple[str, ...]) -> None:
    (problem,) = assembled(f"""
        version: 1
        parameters: {{{parameter}: {{type: String}}}}
        tables: {{Orders: {{partition_key: id}}}}
    """).problems
    assert (problem.code, problem.path) == ("DS301", path)
    assert problem.message == f"{noun} and a parameter would both have the logical ID '{parameter}'"
    assert problem.hint == "rename the parameter"
    assert problem.related == (Related("a parameter has it here", ("parameters", parameter)),)


def test_what_a_stack_has_once_comes_after_its_tables() -> None:
    found = assembled("""
        version: 1
        notification_topic: {subscriptions: {OnCall: {protocol: email, endpoint: on-call@example.com}}}
        account_alarms: {account_capacity: false, largest_table_capacity: {read: false}}
        dashboard: true
        tables: {Orders: {partition_key: id, policies: false, alarms: false}}
    """)
    assert found.origins == {
        "Orders": ("tables", "Orders"),
        "StackAlarmUserErrors": ("account_alarms", "user_errors"),
        "StackAlarmWriteLargestTableCapacity": ("account_alarms", "largest_table_capacity", "write"),
        "StackTopic": ("notification_topic",),
        "StackTopicPolicy": ("notification_topic",),
        "StackTopicSubscriptionOnCall": ("notification_topic", "subscriptions", "OnCall"),
        "StackDashboard": ("dashboard",),
    }


@pytest.mark.parametrize(
    ("logical_id", "noun"),
    [
        ("StackTopic", "the notification topic"),
        ("StackTopicPolicy", "the topic's policy"),
        ("StackTopicSubscriptionOnCall", "a subscription"),
        ("StackDashboard", "the dashboard"),
    ],
)
def test_a_table_named_like_what_a_stack_has_once(logical_id: str, noun: str) -> None:
    (problem,) = assembled(f"""
        version: 1
        notification_topic: {{subscriptions: {{OnCall: {{protocol: email, endpoint: on-call@example.com}}}}}}
        dashboard: true
        tables: {{{logical_id}: {{partition_key: id}}}}
    """).problems
    assert problem.code == "DS301"
    assert problem.message == f"{noun} and a table would both have the logical ID '{logical_id}'"
