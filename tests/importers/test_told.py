"""What an import decides, leaves out or cannot prove is told, with what to do, and the exit code is 1."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.importers.sources import HERE, TABLE, described, imported

STAGE = {"Stage": {"Type": "String", "Default": "dev"}}
PROTECTED = {
    **TABLE,
    "DeletionPolicy": "RetainExceptOnCreate",
    "UpdateReplacePolicy": "Retain",
    "Properties": {
        **TABLE["Properties"],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": True,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    },
}
WRITTEN_OUT = (
    "warning[DS554]: parameters are written out: Stage is 'dev'\n"
    "  = help: a spec wants values there; others: --parameter NAME=VALUE, or environments of the spec\n"
)
LEFT = (
    "warning[DS555]: {!r} is left out: a resource that comes with a table has its logical ID\n"
    "  = help: a deploy of this spec puts ours in its place: give it another logical ID in its stack first, or write "
    "it under resources and turn ours off, such as with policies: false or alarms: false\n"
)


def expiring(attribute: Any) -> dict[str, Any]:
    """A table whose items expire by an attribute."""
    expires = {"AttributeName": attribute, "Enabled": True}
    return {**PROTECTED, "Properties": {**PROTECTED["Properties"], "TimeToLiveSpecification": expires}}


TOLD: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "a mapping that a parameter chooses from": (
        {
            "Parameters": STAGE,
            "Mappings": {"Names": {"dev": {"expires": "until"}}},
            "Resources": {"T": expiring({"Fn::FindInMap": ["Names", {"Ref": "Stage"}, "expires"]})},
        },
        (WRITTEN_OUT,),
    ),
    "a part of a parameter": (
        {
            "Parameters": STAGE,
            "Resources": {"T": expiring({"Fn::Select": ["0", {"Fn::Split": ["-", {"Ref": "Stage"}]}]})},
        },
        (WRITTEN_OUT,),
    ),
    "conditions by a default": (
        {
            "Parameters": STAGE,
            "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
            "Resources": {"T": PROTECTED, "Archive": {**PROTECTED, "Condition": "IsProd"}},
        },
        (
            "warning[DS553]: conditions are decided: IsProd is false, as Stage is 'dev'\n",
            (
                "warning[DS555]: 'Archive' is left out: the condition IsProd is false\n"
                "  = help: import the case that has it, with --parameter NAME=VALUE or --region\n"
            ),
        ),
    ),
    "logical IDs that a table makes": (
        {
            "Resources": {
                "T": PROTECTED,
                "TPolicyRead": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {}}},
                "TAlarmReadThrottles": {"Type": "AWS::SNS::Topic"},
            },
            "Outputs": {
                "TTableArn": {"Value": {"Fn::GetAtt": ["T", "Arn"]}},
                "TTableName": {"Value": "orders", "Export": {"Name": "orders-name"}},
            },
        },
        (
            LEFT.format("TPolicyRead"),
            LEFT.format("TAlarmReadThrottles"),
            "warning[DS556]: the output 'TTableName' is left out\n",
        ),
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_a_deploy_would_lose_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    template, messages = TOLD[name]
    Path("mine.json").write_text(json.dumps(template))

    code, _, told = imported(capsys, "mine.json")

    assert (code, [each for each in messages if each not in told]) == (1, [])
    assert "TTableArn' is left out" not in told


def test_a_value_that_was_given_is_the_default_of_the_spec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = {**PROTECTED["Properties"], "TableName": {"Fn::Sub": "${Stage}-${Team}-orders-${Secret}"}}
    team = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/teams/ours"}
    template = {
        "Parameters": {**STAGE, "Team": team, "Secret": {"Type": "String", "NoEcho": True}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
        "Resources": {
            "T": {**PROTECTED, "Properties": named},
            "Log": {"Type": "AWS::Logs::LogGroup", "Condition": "IsProd"},
        },
    }
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(template))
    values = ("--parameter", "Stage=prod", "--parameter", "Team=ours", "--parameter", "Secret=hidden")

    spec = imported(capsys, str(file), *values)[1]

    body = yaml.safe_load(spec)
    # What is decided for prod is deployed under prod's names; not what Systems Manager has, nor what is not shown.
    assert body["parameters"]["Stage"] == {"type": "String", "default": "prod"}
    assert body["parameters"]["Team"]["default"] == "/teams/ours"
    assert "hidden" not in spec
    assert "Log" in body["resources"]


def test_an_alarm_with_tags_of_its_own_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alarm = {
        "Namespace": "AWS/DynamoDB",
        "MetricName": "ReadThrottleEvents",
        "Dimensions": [{"Name": "TableName", "Value": {"Ref": "T"}}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 5,
        "Threshold": 50,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "Tags": [{"Key": "pager", "Value": "team-a"}],
    }
    resources = {"T": PROTECTED, "Reads": {"Type": "AWS::CloudWatch::Alarm", "Properties": alarm}}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"Resources": resources}))

    assert "      Tags: [{Key: pager, Value: team-a}]\n" in imported(capsys, str(file))[1]
    del alarm["Tags"]
    file.write_text(json.dumps({"Resources": resources}))
    assert "resources" not in imported(capsys, str(file))[1]


def test_a_target_without_a_policy_is_forgotten_in_the_region_of_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    target = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": "table/orders",
        "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
        "MinCapacity": 5,
        "MaxCapacity": 50,
    }
    source = described(TableName="orders", TableArn="arn:aws:dynamodb:eu-west-3:111122223333:table/orders")
    Path("orders.json").write_text(json.dumps({"Table": source["Table"], "ScalableTargets": [target]}))

    _, _, told = imported(capsys, "orders.json", "--resources-to-import", "import.json")

    forgotten = "deregister-scalable-target --service-namespace dynamodb --resource-id table/orders "
    assert f"{forgotten}--scalable-dimension dynamodb:table:ReadCapacityUnits --region eu-west-3\n" in told
    steps = [line for line in told.splitlines() if line.startswith("  aws ")]
    assert steps
    assert all(line.endswith(" --region eu-west-3") for line in steps)


def test_an_import_template_holds_what_it_refers_to_and_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    key = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}
    bare = {name: PROTECTED["Properties"][name] for name in ("KeySchema", "AttributeDefinitions", "BillingMode")}
    properties = {**bare, "TableName": "orders", "SSESpecification": key}
    table: dict[str, Any] = {**PROTECTED, "Properties": properties}
    resources = {"T": table, "Key": {"Type": "AWS::KMS::Key", "Properties": {"Description": "x"}}}
    Path("mine.json").write_text(json.dumps({"Parameters": {"Team": {"Type": "String"}}, "Resources": resources}))

    code, out, told = imported(capsys, "mine.json", "--resources-to-import", "import.json")

    assert (code, out, Path("import.json").exists()) == (2, "", False)
    assert told.startswith(
        "error[DS572]: 'T' refers to 'Key', and is imported without\n  = help: such a template holds"
    )

    del table["Properties"]["SSESpecification"]
    table["Properties"]["Tags"] = [{"Key": "team", "Value": {"Ref": "Team"}}]
    Path("mine.json").write_text(json.dumps({"Parameters": {"Team": {"Type": "String"}}, "Resources": resources}))

    _, _, told = imported(capsys, "mine.json", "--resources-to-import", "import.json")

    template = Path("import.template.yaml").read_text()
    assert "PointInTimeRecovery" not in template
    assert "DeletionProtection" not in template
    assert told.count(" --parameters ParameterKey=Team,ParameterValue=...\n") == 2
    assert told.count(" --parameter-overrides Team=...\n") == 1


def test_replicas_are_imported_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    properties = {
        **TABLE["Properties"],
        "TableName": "orders",
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "Replicas": [{"Region": "eu-west-1", "DeletionProtectionEnabled": False}, {"Region": "us-east-1"}],
    }
    Path("mine.json").write_text(
        json.dumps({"Resources": {"G": {"Type": "AWS::DynamoDB::GlobalTable", "Properties": properties}}})
    )

    imported(capsys, "mine.json", "--region", "us-east-1", "--resources-to-import", "import.json")

    template = yaml.safe_load(Path("import.template.yaml").read_text())
    assert template["Resources"]["G"]["Properties"]["Replicas"] == properties["Replicas"]


def test_large_templates_go_through_s3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    table = {**PROTECTED, "Properties": {**PROTECTED["Properties"], "TableName": "orders"}}
    code = {"ZipFile": "# " + 52_000 * "x"}
    note = {"Type": "AWS::Lambda::Function", "Properties": {"Code": code, "Role": "arn:aws:iam::1:role/x"}}
    Path("mine.json").write_text(json.dumps({"Resources": {"T": table, "Note": note}}))

    _, _, told = imported(capsys, "mine.json", "--resources-to-import", "import.json")

    assert "--change-set-type IMPORT --template-body file://import.template.yaml " in told
    assert " --capabilities CAPABILITY_IAM --s3-bucket BUCKET\n" in told
    assert "  aws s3 cp templates/imported.yaml s3://BUCKET/imported.yaml\n" in told
    assert " --template-url https://BUCKET.s3.amazonaws.com/imported.yaml --capabilities CAPABILITY_IAM\n" in told


def test_what_a_safe_default_replaces_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"Resources": {"T": {**PROTECTED, "DeletionPolicy": "Delete"}}}))

    told = imported(capsys, str(file))[2]

    assert "what the source does not have: a DeletionPolicy in place of Delete, 3 policies, 3 alarms\n" in told


def test_what_is_off_anyway_is_nothing_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    properties = {name: value for name, value in PROTECTED["Properties"].items() if name != "DeletionProtectionEnabled"}
    table = {**PROTECTED, "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete", "Properties": properties}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"Resources": {"T": table}}))

    told = imported(capsys, str(file))[2]

    assert "info[DS568]: 'T' gets what the source does not have: 3 policies, 3 alarms\n" in told
    assert "DS573" not in told


def test_the_capacity_that_a_change_of_billing_mode_begins_with_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    told = imported(capsys, str(HERE / "inputs" / "cdk-global.json"))[2]

    assert "a SeedCapacity (counts only when the billing mode changes), 4 policies, 11 alarms\n" in told


def test_one_statement_without_a_list_is_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "dynamodb:GetItem", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": statement}
    properties = {**PROTECTED["Properties"], "ResourcePolicy": {"PolicyDocument": document}}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"Resources": {"T": {**PROTECTED, "Properties": properties}}}))

    code, out, told = imported(capsys, str(file))

    assert (code, "DS573" in told) == (0, False)
    assert "      Statement:\n        - Effect: Allow\n" in out


def scaled(target: float) -> dict[str, Any]:
    """A table whose reads are scaled by that share of the capacity in use."""
    properties: dict[str, Any] = {
        **PROTECTED["Properties"],
        "TableName": "orders",
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    }
    dimension = {"ResourceId": "table/orders", "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}
    bounds = {"ServiceNamespace": "dynamodb", "MinCapacity": 5, "MaxCapacity": 50, **dimension}
    metric = {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}
    tracking = {"TargetValue": target, "PredefinedMetricSpecification": metric}
    policy = {
        "PolicyName": "reads",
        "PolicyType": "TargetTrackingScaling",
        "ScalingTargetId": {"Ref": "Bounds"},
        "TargetTrackingScalingPolicyConfiguration": tracking,
    }
    return {
        "T": {**PROTECTED, "Properties": properties},
        "Bounds": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": bounds},
        "Reads": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": policy},
    }


def test_a_part_of_a_percent_is_never_rounded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"Resources": scaled(70.5)}))

    code, out, told = imported(capsys, str(file))

    # A table with resources of its own for it keeps them as they are.
    kept = yaml.safe_load(out)["resources"]["Reads"]["Properties"]["TargetTrackingScalingPolicyConfiguration"]
    assert (code, kept["TargetValue"], "DS573" in told) == (0, "70.5", False)
    file.write_text(json.dumps({"Resources": scaled(71.0)}))
    assert "target_utilization: 71}" in imported(capsys, str(file))[1]

    tracking = {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70.5}}
    settings = {"WriteCapacityAutoScalingSettings": {"MinCapacity": 5, "MaxCapacity": 50, **tracking}}
    properties = {
        **TABLE["Properties"],
        "BillingMode": "PROVISIONED",
        "WriteProvisionedThroughputSettings": settings,
        "Replicas": [{"Region": "us-east-1"}],
    }
    file.write_text(json.dumps({"Resources": {"G": {"Type": "AWS::DynamoDB::GlobalTable", "Properties": properties}}}))
    assert imported(capsys, str(file)) == (
        2,
        "",
        (
            "error[DS564]: 'G': autoscaling has the TargetValue 70.5, and a spec whole percents\n"
            "  = help: write such a one in the source\n\n1 error\n"
        ),
    )


def test_the_same_in_other_words_is_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keyed = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": {"Ref": "Key"}}
    root = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*"}
    resources = {
        "T": {
            **PROTECTED,
            "DependsOn": "Key",
            "Properties": {**PROTECTED["Properties"], "SSESpecification": keyed},
        },
        # What the CDK makes of TableEncryption.AWS_MANAGED.
        "U": {**PROTECTED, "Properties": {**PROTECTED["Properties"], "SSESpecification": {"SSEEnabled": True}}},
        "Key": {
            "Type": "AWS::KMS::Key",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": [root]}},
        },
    }
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"Resources": resources}))

    code, out, told = imported(capsys, str(file))

    assert (code, re.findall("DS5[0-9]+", told)) == (0, ["DS568"])
    tables = yaml.safe_load(out)["tables"]
    assert [tables[name]["encryption"] for name in ("T", "U")] == [{"kms_key": "${Key}"}, "AWS_MANAGED"]

    resources["T"]["DependsOn"] = ["Key", "U"]
    file.write_text(json.dumps({"Resources": resources}))
    assert "warning[DS555]: the DependsOn of 'T' is left out\n" in imported(capsys, str(file))[2]


def test_autoscaling_under_another_logical_id_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"Resources": scaled(60)}))

    code, _, told = imported(capsys, str(file))

    assert (code, re.findall("(DS558|DS573)]: (.*)", told)) == (
        1,
        [("DS558", "Bounds: what they scale comes under other logical IDs")],
    )
