"""What the managed policies of a table allow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]

TABLE_ARN = {"Fn::GetAtt": ["Orders", "Arn"]}
INDEX_ARNS = {"Fn::Sub": "${Orders.Arn}/index/*"}
READ_ITEMS = {
    "Sid": "ReadItems",
    "Effect": "Allow",
    "Action": [
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
    ],
    "Resource": TABLE_ARN,
}
QUERY_INDEXES = {
    "Sid": "QueryItems",
    "Effect": "Allow",
    "Action": ["dynamodb:Query", "dynamodb:Scan"],
    "Resource": [TABLE_ARN, INDEX_ARNS],
}
QUERY_TABLE = {**QUERY_INDEXES, "Resource": TABLE_ARN}
WITH_INDEX = "global_secondary_indexes: {by-status: {partition_key: status}}"


def policies(template: Template, body: str) -> dict[str, Any]:
    """The policies of the table Orders, whose body goes on as written, by logical ID."""
    parameters = "parameters: {KeyArn: {type: String}}\n" if "KeyArn" in body else ""
    built = template(f"{parameters}tables: {{Orders: {{partition_key: id, alarms: false, {body}}}}}")["Resources"]
    return {name: each["Properties"] for name, each in built.items() if each["Type"] == "AWS::IAM::ManagedPolicy"}


def statements(template: Template, body: str, policy_id: str) -> Any:
    """The statements of one policy of the table Orders."""
    return policies(template, body)[policy_id]["PolicyDocument"]["Statement"]


def test_the_policies_of_a_table_with_an_index_and_a_stream(template: Template) -> None:
    built = policies(template, f"stream: NEW_IMAGE, {WITH_INDEX}")
    assert list(built) == ["OrdersPolicyRead", "OrdersPolicyWrite", "OrdersPolicyReadWrite", "OrdersPolicyStreamRead"]
    assert built["OrdersPolicyRead"] == {
        "Description": "Read access to the DynamoDB table Orders",
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [READ_ITEMS, QUERY_INDEXES]},
    }
    assert built["OrdersPolicyWrite"] == {
        "Description": "Write access to the DynamoDB table Orders",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "WriteItems",
                    "Effect": "Allow",
                    "Action": [
                        "dynamodb:BatchWriteItem",
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:DescribeTable",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem",
                    ],
                    "Resource": TABLE_ARN,
                }
            ],
        },
    }
    assert built["OrdersPolicyReadWrite"] == {
        "Description": "Read and write access to the DynamoDB table Orders",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                READ_ITEMS,
                QUERY_INDEXES,
                {
                    "Sid": "WriteItems",
                    "Effect": "Allow",
                    "Action": [
                        "dynamodb:BatchWriteItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem",
                    ],
                    "Resource": TABLE_ARN,
                },
            ],
        },
    }
    assert built["OrdersPolicyStreamRead"] == {
        "Description": "Read access to the stream of the DynamoDB table Orders",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ReadStream",
                    "Effect": "Allow",
                    "Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
                    "Resource": {"Fn::Sub": "${Orders.Arn}/stream/*"},
                },
                {"Sid": "ListStreams", "Effect": "Allow", "Action": ["dynamodb:ListStreams"], "Resource": "*"},
            ],
        },
    }


def test_without_an_index_nothing_is_granted_on_indexes(template: Template) -> None:
    assert statements(template, "stream: false", "OrdersPolicyRead") == [READ_ITEMS, QUERY_TABLE]


def test_a_local_index_is_an_index(template: Template) -> None:
    body = "sort_key: at, local_secondary_indexes: {by-size: {sort_key: size}}"
    assert statements(template, body, "OrdersPolicyRead") == [READ_ITEMS, QUERY_INDEXES]


def test_scan_is_left_out_of_the_policy_that_says_so(template: Template) -> None:
    built = policies(template, "policies: {read: {scan: false}}")
    query = built["OrdersPolicyRead"]["PolicyDocument"]["Statement"][1]
    assert query == {**QUERY_TABLE, "Action": ["dynamodb:Query"]}
    assert built["OrdersPolicyReadWrite"]["PolicyDocument"]["Statement"][1] == QUERY_TABLE


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("policies: false, stream: KEYS_ONLY", []),
        ("policies: {read: false, read_write: false}", ["OrdersPolicyWrite"]),
        (
            "policies: {stream_read: false, write: false}, stream: KEYS_ONLY",
            ["OrdersPolicyRead", "OrdersPolicyReadWrite"],
        ),
    ],
)
def test_policies_that_are_turned_off_are_not_made(template: Template, written: str, made: list[str]) -> None:
    assert list(policies(template, written)) == made


def test_fixed_names_hold_the_region(template: Template) -> None:
    custom = "custom: {TenantRead: {access: read, leading_keys: [a]}}"
    built = policies(template, f"stream: KEYS_ONLY, policies: {{fixed_names: true, {custom}}}")
    assert {name: each["ManagedPolicyName"]["Fn::Sub"] for name, each in built.items()} == {
        "OrdersPolicyRead": "${AWS::StackName}-${AWS::Region}-Orders-read",
        "OrdersPolicyWrite": "${AWS::StackName}-${AWS::Region}-Orders-write",
        "OrdersPolicyReadWrite": "${AWS::StackName}-${AWS::Region}-Orders-read-write",
        "OrdersPolicyStreamRead": "${AWS::StackName}-${AWS::Region}-Orders-stream-read",
        "OrdersPolicyTenantRead": "${AWS::StackName}-${AWS::Region}-Orders-TenantRead",
    }


def test_a_custom_policy_stands_behind_the_built_in_ones_and_has_an_output(template: Template) -> None:
    custom = "{custom: {TenantRead: {access: read, leading_keys: [a]}, Issue: {actions: [dynamodb:PutItem]}}}"
    found = template(f"tables: {{Orders: {{partition_key: id, alarms: false, policies: {custom}}}}}")
    assert list(found["Resources"])[-2:] == ["OrdersPolicyTenantRead", "OrdersPolicyIssue"]
    assert found["Outputs"]["OrdersPolicyTenantReadArn"] == {"Value": {"Ref": "OrdersPolicyTenantRead"}}
    assert found["Resources"]["OrdersPolicyIssue"]["Properties"] == {
        "Description": "Issue access to the DynamoDB table Orders",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "WriteItems", "Effect": "Allow", "Action": ["dynamodb:PutItem"], "Resource": TABLE_ARN}
            ],
        },
    }


def test_custom_policies_stay_when_the_built_in_ones_are_turned_off(template: Template) -> None:
    text = """
        defaults: {policies: {custom: {Look: {access: query}, Issue: {actions: [PutItem]}}}}
        tables:
          Orders: {partition_key: id, alarms: false, policies: false}
          Items:
            partition_key: id
            alarms: false
            policies: {read: false, write: false, custom: {Look: null, Issue: {actions: [DeleteItem]}}}
    """
    found = template(text)["Resources"]
    made = [name for name, each in found.items() if each["Type"] == "AWS::IAM::ManagedPolicy"]
    assert made == ["OrdersPolicyLook", "OrdersPolicyIssue", "ItemsPolicyReadWrite", "ItemsPolicyIssue"]
    (statement,) = found["ItemsPolicyIssue"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["dynamodb:DeleteItem"]


def test_leading_keys_are_for_iam_to_resolve_and_parameters_for_cloudformation(template: Template) -> None:
    keys = '["${KeyArn}", "${aws:PrincipalTag/tenant}", "${KeyArn}#${aws:username}", "${!aws:userid}", "a#*"]'
    read, query, describe = statements(
        template, f"policies: {{custom: {{Own: {{access: read, leading_keys: {keys}}}}}}}", "OrdersPolicyOwn"
    )
    assert read["Condition"] == {
        "ForAllValues:StringLike": {
            "dynamodb:LeadingKeys": [
                {"Ref": "KeyArn"},
                "${aws:PrincipalTag/tenant}",
                {"Fn::Sub": "${KeyArn}#${!aws:username}"},
                "${aws:userid}",
                "a#*",
            ]
        },
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    assert query["Condition"] == read["Condition"]
    assert describe == {
        "Sid": "DescribeTable",
        "Effect": "Allow",
        "Action": ["dynamodb:DescribeTable"],
        "Resource": TABLE_ARN,
    }


def test_a_select_of_the_whole_table_is_denied_without_scan(template: Template) -> None:
    body = f"{WITH_INDEX}, policies: {{read: {{partiql: true, scan: false}}}}"
    assert statements(template, body, "OrdersPolicyRead")[1:] == [
        {**QUERY_INDEXES, "Action": ["dynamodb:PartiQLSelect", "dynamodb:Query"]},
        {
            "Sid": "DenyFullTableScan",
            "Effect": "Deny",
            "Action": ["dynamodb:PartiQLSelect"],
            "Resource": [TABLE_ARN, INDEX_ARNS],
            "Condition": {"Bool": {"dynamodb:FullTableScan": "true"}},
        },
    ]


KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
THROUGH_DYNAMODB = {"kms:ViaService": {"Fn::Sub": "dynamodb.${AWS::Region}.amazonaws.com"}}


@pytest.mark.parametrize(
    ("key", "resource"),
    [
        (f"arn:aws:kms:us-east-1:111122223333:key/{KEY_ID}", f"arn:aws:kms:us-east-1:111122223333:key/{KEY_ID}"),
        ("${KeyArn}", {"Ref": "KeyArn"}),
        (
            "arn:aws:kms:us-east-1:${AWS::AccountId}:key/mrk-1",
            {"Fn::Sub": "arn:aws:kms:us-east-1:${AWS::AccountId}:key/mrk-1"},
        ),
        (KEY_ID, {"Fn::Sub": f"arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:key/{KEY_ID}"}),
    ],
)
def test_a_customer_key_may_be_used_through_dynamodb(template: Template, key: str, resource: object) -> None:
    use = statements(template, f"encryption: {{kms_key: '{key}'}}", "OrdersPolicyRead")[-1]
    assert use == {
        "Sid": "UseKey",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:DescribeKey"],
        "Resource": resource,
        "Condition": {"StringEquals": THROUGH_DYNAMODB},
    }


@pytest.mark.parametrize(
    ("key", "resource"),
    [
        ("alias/orders", {"Fn::Sub": "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*"}),
        ("arn:aws:kms:us-east-1:111122223333:alias/orders", "arn:aws:kms:us-east-1:111122223333:key/*"),
    ],
)
def test_an_alias_allows_the_keys_that_have_it(template: Template, key: str, resource: object) -> None:
    use = statements(template, f"encryption: {{kms_key: '{key}'}}", "OrdersPolicyRead")[-1]
    assert use["Resource"] == resource
    assert use["Condition"] == {
        "StringEquals": THROUGH_DYNAMODB,
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/orders"},
    }


def test_writers_may_also_encrypt_and_stream_readers_only_decrypt(template: Template) -> None:
    built = policies(template, "stream: KEYS_ONLY, encryption: {kms_key: alias/orders}")
    granted = {name: each["PolicyDocument"]["Statement"][-1]["Action"] for name, each in built.items()}
    writers = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    assert granted == {
        "OrdersPolicyRead": ["kms:Decrypt", "kms:DescribeKey"],
        "OrdersPolicyWrite": writers,
        "OrdersPolicyReadWrite": writers,
        "OrdersPolicyStreamRead": ["kms:Decrypt"],
    }


def test_the_key_that_aws_manages_needs_no_statement(template: Template) -> None:
    assert statements(template, "encryption: AWS_MANAGED", "OrdersPolicyRead") == [READ_ITEMS, QUERY_TABLE]


VECTORS = "vector_indexes: {by-text: {vector_attribute: text, dimensions: 256, distance_function: COSINE}}"


def test_readers_of_a_table_with_vector_indexes_search_them(template: Template) -> None:
    built = policies(template, f"{VECTORS}, policies: {{read: {{scan: false}}}}")
    allowed = {name: actions_on_indexes(each) for name, each in built.items()}

    assert allowed == {
        "OrdersPolicyRead": ["dynamodb:Query", "dynamodb:SearchVectors"],
        "OrdersPolicyWrite": [],
        "OrdersPolicyReadWrite": ["dynamodb:Query", "dynamodb:Scan", "dynamodb:SearchVectors"],
    }


def test_no_policy_for_certain_items_or_attributes_searches_vectors(template: Template) -> None:
    built = policies(
        template,
        f"""{VECTORS}, {WITH_INDEX}, policies: {{read: false, write: false, read_write: false, custom: {{
            Own: {{access: read, leading_keys: [a], indexes: [by-status]}},
            Some: {{access: read, attributes: [id, status]}},
            Find: {{actions: [SearchVectors], indexes: [by-text]}},
        }}}}""",
    )

    assert actions_on_indexes(built["OrdersPolicyOwn"]) == ["dynamodb:Query"]
    assert actions_on_indexes(built["OrdersPolicySome"]) == ["dynamodb:Query", "dynamodb:Scan"]
    assert built["OrdersPolicyFind"]["PolicyDocument"]["Statement"] == [
        {
            "Sid": "QueryItems",
            "Effect": "Allow",
            "Action": ["dynamodb:SearchVectors"],
            "Resource": {"Fn::Sub": "${Orders.Arn}/index/by-text"},
        }
    ]


def actions_on_indexes(policy: dict[str, Any]) -> list[str]:
    """The actions that a policy allows on indexes."""
    of_indexes = [each for each in policy["PolicyDocument"]["Statement"] if "/index/" in str(each["Resource"])]
    return [action for each in of_indexes for action in each["Action"]]
