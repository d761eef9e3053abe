"""What a stack tells others beside its outputs: exports, and SSM parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Template = Callable[[str], dict[str, Any]]

TABLE = "tables: {Orders: {partition_key: id, stream: KEYS_ONLY, alarms: false, policies: {write: false, read: false,"


def test_every_output_is_exported_under_the_name_of_the_stack(template: Template) -> None:
    built = template(f"""
        publish: {{export: true}}
        {TABLE} custom: {{TenantRead: {{access: query}}}}}}}}}}
    """)

    exports = {name: output["Export"]["Name"]["Fn::Sub"] for name, output in built["Outputs"].items()}
    assert exports == {
        "OrdersTableName": "${AWS::StackName}-OrdersTableName",
        "OrdersTableArn": "${AWS::StackName}-OrdersTableArn",
        "OrdersStreamArn": "${AWS::StackName}-OrdersStreamArn",
        "OrdersPolicyReadWriteArn": "${AWS::StackName}-OrdersPolicyReadWriteArn",
        "OrdersPolicyStreamReadArn": "${AWS::StackName}-OrdersPolicyStreamReadArn",
        "OrdersPolicyTenantReadArn": "${AWS::StackName}-OrdersPolicyTenantReadArn",
    }
    assert not [each for each in built["Resources"].values() if each["Type"] == "AWS::SSM::Parameter"]


def test_parameters_hold_what_the_outputs_do(template: Template) -> None:
    built = template(f"""
        parameters: {{Stage: {{type: String}}}}
        tags: {{team: shop, stage: "${{Stage}}", cost: ""}}
        publish: {{ssm: "/shop/${{Stage}}"}}
        {TABLE} custom: {{TenantRead: {{access: query}}}}}}}}}}
    """)

    made = {
        name: each["Properties"] for name, each in built["Resources"].items() if each["Type"].startswith("AWS::SSM")
    }
    assert {name: (each["Name"]["Fn::Sub"], each["Value"]) for name, each in made.items()} == {
        "OrdersParameterTableName": ("/shop/${Stage}/Orders/table-name", {"Ref": "Orders"}),
        "OrdersParameterTableArn": ("/shop/${Stage}/Orders/table-arn", {"Fn::GetAtt": ["Orders", "Arn"]}),
        "OrdersParameterStreamArn": ("/shop/${Stage}/Orders/stream-arn", {"Fn::GetAtt": ["Orders", "StreamArn"]}),
        "OrdersParameterPolicyReadWriteArn": (
            "/shop/${Stage}/Orders/policy-read-write-arn",
            {"Ref": "OrdersPolicyReadWrite"},
        ),
        "OrdersParameterPolicyStreamReadArn": (
            "/shop/${Stage}/Orders/policy-stream-read-arn",
            {"Ref": "OrdersPolicyStreamRead"},
        ),
        "OrdersParameterPolicyTenantReadArn": (
            "/shop/${Stage}/Orders/policy-TenantRead-arn",
            {"Ref": "OrdersPolicyTenantRead"},
        ),
    }
    assert {each["Type"] for each in made.values()} == {"String"}
    # The tags of a parameter are a mapping, and may be empty.
    assert made["OrdersParameterTableName"]["Tags"] == {"team": "shop", "stage": {"Ref": "Stage"}, "cost": ""}
    assert made["OrdersParameterStreamArn"]["Description"] == "ARN of the stream of the DynamoDB table Orders"
    assert not any("Export" in output for output in built["Outputs"].values())


def test_a_prefix_without_references_is_a_name_as_it_is(template: Template) -> None:
    resources = template("""
        publish: {ssm: /shop}
        tables: {Orders: {partition_key: id, alarms: false, policies: false}}
    """)["Resources"]

    assert resources["OrdersParameterTableArn"]["Properties"]["Name"] == "/shop/Orders/table-arn"
