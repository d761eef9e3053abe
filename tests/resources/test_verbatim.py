"""CloudFormation within a spec, and tables that are made elsewhere, to what stands in the template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generator.spec.parse import parse
from generator.spec.source import read
from generator.template.assemble import assemble

Build = Callable[[str], dict[str, Any]]

TABLE = "tables: {Orders: {partition_key: id, alarms: false, stream: NEW_IMAGE}}"
ARN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table"


def role(template: Build, description: str) -> Any:
    """What a description of a role comes to."""
    built = template(f"""
        {TABLE}
        resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: 2012-10-17
                Statement: {{Effect: Allow, Action: sts:AssumeRole, Principal: {{Service: lambda.amazonaws.com}}}}
              Description: {description}
    """)
    return built["Resources"]["Role"]["Properties"]["Description"]


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("'${Orders}'", {"Ref": "Orders"}),
        ("'${Orders.Arn}'", {"Fn::GetAtt": ["Orders", "Arn"]}),
        ("'of ${OrdersPolicyRead}'", {"Fn::Sub": "of ${OrdersPolicyRead}"}),
        ("'${aws:username}'", "${aws:username}"),
        ("'${!x}'", "${x}"),
        ("{Ref: Orders}", {"Ref": "Orders"}),
        ("{'Fn::Sub': 'of ${Orders} ${!aws:x}'}", {"Fn::Sub": "of ${Orders} ${!aws:x}"}),
        ("{'Fn::Sub': ['of ${a}', {a: {Ref: Orders}}]}", {"Fn::Sub": ["of ${a}", {"a": {"Ref": "Orders"}}]}),
        ("{'Fn::Join': ['', ['${Orders}', x]]}", {"Fn::Join": ["", [{"Ref": "Orders"}, "x"]]}),
        ("2012-10-17", "2012-10-17"),
        ("no", "no"),
    ],
)
def test_text_and_functions_of_a_resource(template: Build, written: str, made: object) -> None:
    assert role(template, written) == made


def test_scalars_are_what_yaml_1_2_takes_them_for() -> None:
    data = b"""
version: 1
tables: {Orders: {partition_key: id}}
resources:
  Odd:
    Type: Custom::Odd
    Properties:
      {a: true, b: "true", c: 5, d: "5", e: -1.5, f: 1.10, g: 0042, h: yes, i: 0x1F, j: 1e3, k: null, l: {}, m: []}
"""
    spec = parse(read(data, "orders.yaml")).spec
    assert spec
    texts = {"b": "true", "d": "5", "f": "1.10", "g": "0042", "h": "yes", "i": "0x1F", "j": "1e3"}
    assert spec.resources["Odd"].Properties == {"a": True, "c": 5, "e": -1.5, "l": {}, "m": []} | texts


def test_attributes_of_a_resource_stand_beside_its_properties(template: Build) -> None:
    built = template(f"""
        {TABLE}
        resources:
          Topic: {{Type: "AWS::SNS::Topic", DependsOn: Orders, Metadata: {{team: shop}}}}
          Bare: {{Type: "AWS::SNS::Topic"}}
    """)
    assert built["Resources"]["Topic"] == {
        "Type": "AWS::SNS::Topic",
        "DependsOn": "Orders",
        "Metadata": {"team": "shop"},
    }
    assert built["Resources"]["Bare"] == {"Type": "AWS::SNS::Topic"}


KEYS = """
        resources:
          Key:
            Type: AWS::KMS::Key
            Properties:
              KeyPolicy:
                Version: 2012-10-17
                Statement:
                  - Effect: Allow
                    Action: kms:*
                    Resource: "*"
                    Principal: {AWS: "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
          Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/orders, TargetKeyId: "${Key}"}}
"""
OWN_KEYS = {"Fn::Sub": "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*"}


@pytest.mark.parametrize(
    ("written", "key", "resource", "aliases"),
    [
        ("${Key}", {"Fn::GetAtt": ["Key", "Arn"]}, {"Fn::GetAtt": ["Key", "Arn"]}, None),
        ("${Key.Arn}", {"Fn::GetAtt": ["Key", "Arn"]}, {"Fn::GetAtt": ["Key", "Arn"]}, None),
        ("${Key.KeyId}", {"Fn::GetAtt": ["Key", "Arn"]}, {"Fn::GetAtt": ["Key", "Arn"]}, None),
        ("${Alias}", {"Ref": "Alias"}, OWN_KEYS, {"Ref": "Alias"}),
    ],
)
def test_policies_take_the_arn_of_a_key_of_the_stack(
    template: Build, written: str, key: object, resource: object, aliases: object
) -> None:
    built = template(f"""
        tables: {{Orders: {{partition_key: id, alarms: false, encryption: {{kms_key: "{written}"}}}}}}
        {KEYS}
    """)["Resources"]

    assert built["Orders"]["Properties"]["SSESpecification"]["KMSMasterKeyId"] == key
    *_, use_key = built["OrdersPolicyRead"]["Properties"]["PolicyDocument"]["Statement"]
    assert use_key["Resource"] == resource
    assert use_key["Condition"].get("ForAnyValue:StringEquals", {}).get("kms:ResourceAliases") == aliases


def test_properties_are_merged_into_the_table() -> None:
    # No property is there that no key makes, so that cfn-lint would not have it.
    text = b"""
version: 1
defaults: {properties: {NewFeature: {Mode: FAST, Of: {Ref: "AWS::Region"}, List: [1, 2]}}}
tables:
  Orders:
    partition_key: id
    stream: NEW_IMAGE
    properties: {NewFeature: {Of: "${AWS::StackName}", List: [3]}, StreamSpecification: {Newer: "${Orders.Arn}"}}
  Items: {partition_key: id, properties: {NewFeature: {Of: {"Fn::Sub": "${AWS::Region}"}, Mode: null}}}
  Plain: {partition_key: id, properties: null}
"""
    spec = parse(read(text, "orders.yaml")).spec
    assert spec
    built = assemble(spec).template["Resources"]

    assert built["Orders"]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert built["Orders"]["Properties"]["NewFeature"] == {"Mode": "FAST", "Of": {"Ref": "AWS::StackName"}, "List": [3]}
    stream = {"StreamViewType": "NEW_IMAGE", "Newer": {"Fn::GetAtt": ["Orders", "Arn"]}}
    assert built["Orders"]["Properties"]["StreamSpecification"] == stream
    assert built["Items"]["Properties"]["NewFeature"] == {"Of": {"Fn::Sub": "${AWS::Region}"}, "List": [1, 2]}
    assert "NewFeature" not in built["Plain"]["Properties"]


def test_a_table_made_elsewhere_is_known_by_its_name(template: Build) -> None:
    built = template("""
        tables:
          Orders:
            existing: true
            table_name: orders
            partition_key: id
            stream: NEW_IMAGE
            global_secondary_indexes: {by-status: {partition_key: status}}
            alarms: {alarm_actions: []}
        resources:
          Topic: {Type: "AWS::SNS::Topic", Properties: {TopicName: "a-${Orders}", DisplayName: "${Orders.Arn}"}}
    """)
    resources, outputs = built["Resources"], built["Outputs"]

    assert "Orders" not in resources
    reads, queries = resources["OrdersPolicyRead"]["Properties"]["PolicyDocument"]["Statement"]
    assert reads["Resource"] == {"Fn::Sub": f"{ARN}/orders"}
    assert queries["Resource"] == [{"Fn::Sub": f"{ARN}/orders"}, {"Fn::Sub": f"{ARN}/orders/index/*"}]
    stream, *_ = resources["OrdersPolicyStreamRead"]["Properties"]["PolicyDocument"]["Statement"]
    assert stream["Resource"] == {"Fn::Sub": f"{ARN}/orders/stream/*"}
    (dimension,) = resources["OrdersAlarmReadThrottles"]["Properties"]["Dimensions"]
    assert dimension == {"Name": "TableName", "Value": "orders"}
    assert outputs["OrdersTableName"] == {"Value": "orders"}
    assert outputs["OrdersTableArn"] == {"Value": {"Fn::Sub": f"{ARN}/orders"}}
    assert "OrdersStreamArn" not in outputs
    assert resources["Topic"]["Properties"] == {"TopicName": "a-orders", "DisplayName": {"Fn::Sub": f"{ARN}/orders"}}


def test_alarms_on_a_table_made_elsewhere_send_people_there(template: Build) -> None:
    built = template("""
        tables:
          Orders:
            existing: true
            table_name: orders
            partition_key: id
            billing_mode: PROVISIONED
            capacity: {read: 5, write: 5}
            alarms: {alarm_actions: [], throttles: {read: true}, capacity: {write: false}}
    """)["Resources"]

    texts = {name: each["Properties"].get("AlarmDescription", "") for name, each in built.items()}
    assert "have it raised where the table is made" in texts["OrdersAlarmReadCapacity"]
    assert "have them raised where the table is made" in texts["OrdersAlarmWriteThrottles"]
    assert not any("in the spec and deploy" in text for text in texts.values())
