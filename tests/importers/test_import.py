"""What exists already becomes a spec that says the same: beside each file in tests/importers/inputs stands its spec."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.changes.template import read
from generator.cli.main import run
from tests.importers.sources import HERE, TABLE, imported

ROOT = HERE.parent.parent
INPUTS = sorted((HERE / "inputs").iterdir())
TEMPLATES = sorted((ROOT / "templates").rglob("*.yaml"))
# These say more than a spec can be made of; the other templates of ours come back as they are.
NOT_WHOLE = {
    "account": "it has no table",
    "reviews": "a table that is made elsewhere",
}
# What an index has from its replica is said of the index: the descriptions of its alarms lead there then.
LED_ELSEWHERE = ("ledger", "players")


@pytest.mark.parametrize("file", INPUTS, ids=lambda path: path.stem)
def test_exact_spec(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(HERE)

    _, spec, told = imported(capsys, f"inputs/{file.name}")

    assert spec == (HERE / "specs" / f"{file.stem}.yaml").read_text(encoding="utf-8")
    assert "error[" not in told
    # What DS558 says takes two deploys is refused in one.
    judged = [line for line in told.splitlines() if not line.startswith("refused[DS699]")]
    assert not {"replaced[", "refused[", "deleted["} & {line.split("DS")[0] for line in judged}


def test_check_takes_every_imported_spec(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(HERE)

    assert run(["-q", "check", "--ignore", "DS265"]) == 0

    assert len(list((HERE / "specs").iterdir())) == len(INPUTS)
    assert "error" not in capsys.readouterr().err


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: path.stem)
def test_our_own_templates_come_back(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = imported(capsys, str(file))

    name = file.relative_to(ROOT / "templates").with_suffix("").as_posix()
    if name in NOT_WHOLE:
        assert "replaced[" not in told
        return
    if name in LED_ELSEWHERE:
        *lines, _, counts = told.partition("in place:\n")[2].splitlines()
        assert (code, counts) == (0, f"{len(lines)} in place")
        assert all(line.endswith(": AlarmDescription") for line in lines)
        return
    assert (code, told.splitlines()[-1]) == (0, "1 template without a change")
    assert "DS5" not in told


MINE = {
    "Resources": {
        "Fn": {"Type": "AWS::Serverless::Function"},
        "Open": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
            },
        },
        "Files": {"Type": "AWS::S3::Bucket", "DependsOn": ["Fn", "Open"]},
    }
}


def test_what_matters_of_the_proof_is_told_off_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text(json.dumps(MINE))

    code = run(["import", "mine.json"])

    told = capsys.readouterr().err
    added = (
        "info[DS568]: 'Open' gets what the source does not have: deletion protection, "
        "point-in-time recovery (billed by size), a DeletionPolicy, an UpdateReplacePolicy, 3 policies, 3 alarms\n"
        "  = help: they are safe defaults; where one is not wanted: deletion_protection: false, "
        "point_in_time_recovery: false, deletion_policy: Delete, policies: false, alarms: false\n"
    )
    differs = "warning[DS573]: Files.DependsOn comes out differently: [Fn, Open] -> [Open]\n"
    assert (code, added in told, differs in told) == (1, True, True)
    # The whole comparison is for a terminal, or for -v.
    assert "created:" not in told


@pytest.mark.parametrize("name", ["chat", "complaint-management", "session-management", "social-network"])
def test_a_model_gives_what_a_person_made_of_it(name: str) -> None:
    ours = yaml.safe_load((HERE / "specs" / f"workbench-{name}.yaml").read_text(encoding="utf-8"))
    theirs = yaml.safe_load((ROOT / "specs" / "workbench" / f"{name}.yaml").read_text(encoding="utf-8"))

    (table,), (other,) = ours["tables"].values(), theirs["tables"].values()
    keys = ("table_name", "partition_key", "sort_key", "billing_mode", "capacity", "global_secondary_indexes")
    assert {key: table.get(key) for key in keys} == {key: other.get(key) for key in keys}


def test_the_case_of_a_condition_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    code, spec, told = imported(
        capsys, str(HERE / "inputs" / "alarms.yaml"), "--parameter", "Stage=prod", "--parameter", "KeyName=number"
    )

    body = yaml.safe_load(spec)
    table = body["tables"]["Tickets"]
    assert code == 1
    assert table["partition_key"] == "number"
    assert (table["billing_mode"], table["capacity"]) == ("PROVISIONED", {"read": 100, "write": 20})
    assert body["resources"]["Archive"] == {"Type": "AWS::S3::Bucket"}
    assert "IsProd is true" in told


WATCHED = """
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}
      OnDemandThroughput: {MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1}
  Writes:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/DynamoDB
      MetricName: WriteThrottleEvents
      Dimensions: [{Name: TableName, Value: orders}]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 10
      DatapointsToAlarm: 5
      Threshold: 7
      ComparisonOperator: GreaterThanThreshold
      TreatMissingData: notBreaching
  Reads:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/DynamoDB
      MetricName: ReadThrottleEvents
      Dimensions: [{Name: TableName, Value: !Ref Orders}]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 10
      DatapointsToAlarm: 5
      Threshold: 7
      ComparisonOperator: GreaterThanThreshold
      TreatMissingData: notBreaching
  Both:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: !Sub 'ALARM("${Reads}")'}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: dynamodb
      ResourceId: table/orders
      ScalableDimension: dynamodb:table:ReadCapacityUnits
      MinCapacity: 5
      MaxCapacity: 50
      SuspendedState: {DynamicScalingInSuspended: true}
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: by-use
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 60
        PredefinedMetricSpecification: {PredefinedMetricType: DynamoDBReadCapacityUtilization}
"""


def test_loops_and_macros_beside_a_table_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "loops.json"
    further = {"Fn::ForEach::Each": ["X", ["a"], {"T${X}": TABLE}], "Fn::Transform": {"Name": "AWS::Include"}}
    file.write_text(json.dumps({"Resources": {**MINE["Resources"], **further}}))

    code, spec, told = imported(capsys, str(file))

    assert (code, list(yaml.safe_load(spec)["tables"])) == (1, ["Open"])
    for name in further:
        assert f"warning[DS555]: '{name}' is left out: it needs a transform\n" in told


def test_what_others_need_or_no_key_says_stays_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "watched.yaml"
    file.write_text(WATCHED)

    code, spec, told = imported(capsys, str(file))

    body = yaml.safe_load(spec)
    # An alarm may name the table as it is called; one that a composite alarm names cannot go.
    assert body["tables"]["Orders"]["alarms"] == {"throttles": {"write": 7}}
    assert list(body["resources"]) == ["Reads", "Both", "Target", "Policy"]
    assert "info[DS566]: the alarm 'Writes' becomes OrdersAlarmWriteThrottles\n" in told
    assert (code, "DS573" in told, "error[" in told) == (0, False, False)
    # It has five alarms, one of which the source had.
    assert "a DeletionPolicy, an UpdateReplacePolicy, 3 policies, 4 alarms\n" in told


@pytest.mark.parametrize(
    "chosen",
    [
        {"Fn::Select": ["1", {"Ref": "Keys"}]},
        {"Fn::Select": ["0", ["order_id", {"Ref": "Keys"}]]},
        {"Fn::Select": [1, {"Fn::Split": [":", "key:order_id"]}]},
    ],
)
def test_what_is_chosen_of_a_list_is_written_out(
    chosen: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.json"
    properties = {
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": chosen, "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": chosen, "AttributeType": "S"}],
    }
    keys = {"Type": "CommaDelimitedList", "Default": "id, order_id"}
    table = {"Type": "AWS::DynamoDB::Table", "Properties": properties}
    file.write_text(json.dumps({"Parameters": {"Keys": keys}, "Resources": {"T": table}}))

    _, spec, _ = imported(capsys, str(file))

    assert yaml.safe_load(spec)["tables"]["T"]["partition_key"] == "order_id"


def test_what_an_import_change_set_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = str(HERE / "inputs" / "described.json")

    code, _, told = imported(capsys, file, "-o", "specs/games.yaml", "--resources-to-import", "import.json")

    assert code == 0
    assert json.loads((tmp_path / "import.json").read_text()) == [
        {
            "ResourceType": "AWS::DynamoDB::Table",
            "LogicalResourceId": "GameScores",
            "ResourceIdentifier": {"TableName": "game_scores"},
        }
    ]
    template = read((tmp_path / "import.template.yaml").read_bytes(), "import.template.yaml")
    assert [(name, each.attributes["DeletionPolicy"]) for name, each in template.resources.items()] == [
        ("GameScores", "Retain")
    ]
    assert "Outputs" not in template.sections
    assert "--change-set-type IMPORT --template-body file://import.template.yaml" in told
    assert "--import-existing-resources" in told
    assert run(["check", "-q"]) == 0


def test_standard_input_and_output() -> None:
    file = HERE / "inputs" / "terraform.json"
    command = [sys.executable, "-m", "generator", "-q", "import", "-"]
    found = subprocess.run(command, input=file.read_bytes(), capture_output=True, cwd=HERE, check=False)

    expected = (
        (HERE / "specs" / "terraform.yaml").read_text(encoding="utf-8").replace("inputs/terraform.json", "<stdin>")
    )
    assert (found.returncode, found.stdout.decode()) == (0, expected)


SAM = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Globals": {"SimpleTable": {"SSESpecification": {"SSEEnabled": True}, "TableName": "all"}},
    "Resources": {
        "Notes": {"Type": "AWS::Serverless::SimpleTable"},
        "Open": {
            "Type": "AWS::Serverless::SimpleTable",
            "Properties": {"SSESpecification": {"SSEEnabled": False}},
        },
    },
}


def test_what_globals_of_sam_say_is_of_each_simple_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sam.json").write_text(json.dumps(SAM))

    code, _, told = imported(capsys, "sam.json", "-o", "specs/notes.yaml")

    tables = yaml.safe_load(Path("specs/notes.yaml").read_text())["tables"]
    assert (code, tables["Notes"]["encryption"], "encryption" in tables["Open"]) == (1, "AWS_MANAGED", False)
    assert "warning[DS555]: TableName of SimpleTable in Globals is left out" in told
    # What is deployed is a table, whatever the template before the transform calls it.
    assert run(["diff", "--against", "sam.json", "specs/notes.yaml"]) == 0
    out, err = capsys.readouterr()
    assert "  Notes DeletionProtectionEnabled: (none) -> true" in out
    assert "  Notes SSESpecification.SSEType: (none) -> KMS" in out
    # That it is another type, DS620, or another key, DS647, would stand above.
    assert [line[:14] for line in out.splitlines() if "[DS" in line] == ["unknown[DS679]"]
    assert err == ""


def test_tags_that_the_provider_gives_are_tags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    table = {
        "name": "orders", "hash_key": "id", "billing_mode": "PAY_PER_REQUEST",
        "attribute": [{"name": "id", "type": "S"}], "tags": {"a": "1"}, "tags_all": {"a": "1", "team": "shop"},
    }  # fmt: skip
    resource = {"type": "aws_dynamodb_table", "values": table}
    state = {"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}}
    Path("state.json").write_text(json.dumps(state))

    code, spec, _ = imported(capsys, "state.json")

    assert (code, yaml.safe_load(spec)["tables"]["Orders"]["tags"]) == (0, {"a": "1", "team": "shop"})


@pytest.mark.parametrize("file", ["specs/games.yaml", "./specs/../specs/games.yaml", "import.template.yaml"])
def test_no_two_files_of_an_import_are_one(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source = str(HERE / "inputs" / "described.json")

    code, _, told = imported(capsys, source, "-o", "specs/games.yaml", "--resources-to-import", file)

    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert told.startswith("error[DS510]: ")


def test_the_commands_that_were_asked_for_are_always_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = str(HERE / "inputs" / "described.json")

    code = run(["import", file, "-o", "games.yaml", "--resources-to-import", "k.template.json"])

    assert code == 0
    assert "--template-body file://k.template.yaml" in capsys.readouterr().err


def test_the_stacks_region_is_the_one_that_the_spec_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source = str(HERE / "inputs" / "cdk-table-v2.json")
    imported(capsys, source, "-o", "specs/a.yaml")

    assert run(["diff", "--against", source, "specs/a.yaml"]) == 0

    # Its replica is in the Region that a function names: there is none to add and none to remove, DS652 and DS653.
    out, err = capsys.readouterr()
    recovery = "Replicas.us-east-1.PointInTimeRecoverySpecification: (none) -> {PointInTimeRecoveryEnabled: true}"
    assert f"  Sessions8896A56D {recovery}" in out
    assert [line for line in out.splitlines() if "[DS" in line] == []
    assert err == ""


def test_what_cfn_lint_refuses_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"Colour": "red"}}
    of_table = {**TABLE["Properties"], "BillingMode": "PAY_PER_REQUEST"}
    body = {"Resources": {"T": {**TABLE, "Properties": of_table}, "B": bucket}}
    Path("file.json").write_text(json.dumps(body))

    code, _, told = imported(capsys, "file.json")

    assert (code, "Colour" in told) == (1, True)


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_what_the_region_decides_is_decided_by_the_environments_and_told(
    region: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    Path("t.yaml").write_text("""\
Conditions: {InEurope: !Equals [!Ref AWS::Region, eu-west-1]}
Mappings: {Reads: {eu-west-1: {number: 50}, us-east-1: {number: 1}}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ProvisionedThroughput: {ReadCapacityUnits: !FindInMap [Reads, !Ref AWS::Region, number], WriteCapacityUnits: 1}
      StreamSpecification: !If [InEurope, {StreamViewType: NEW_IMAGE}, !Ref AWS::NoValue]
""")

    assert run(["import", "t.yaml"]) == 1

    out, err = capsys.readouterr()
    assert ("stream: NEW_IMAGE" in out, "read: 50" in out, "read: 1," in out) == (
        (True, True, False) if region == "eu-west-1" else (False, False, True)
    )
    assert f"warning[DS553]: conditions are decided: InEurope is {str(region == 'eu-west-1').lower()}\n" in err
    assert f"warning[DS554]: parameters are written out: AWS::Region is '{region}'\n" in err
    run(["import", "t.yaml", "--region", region])
    assert "DS554" not in capsys.readouterr().err


def test_tables_that_conditions_leave_out_are_no_riddle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.yaml").write_text("""\
Conditions: {InEurope: !Equals [!Ref AWS::Region, eu-west-1]}
Resources: {Orders: {Type: AWS::DynamoDB::Table, Condition: InEurope, Properties: {}}}
""")
    assert run(["import", "t.yaml", "--region", "us-east-1"]) == 2
    assert capsys.readouterr().err == (
        "error[DS551]: t.yaml has no table\n"
        "  = help: its conditions leave them out: InEurope is false in us-east-1; import another case with "
        "--parameter NAME=VALUE or --region\n\n1 error\n"
    )


def test_commands_are_for_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "dynaspec.yaml").write_text("templates: rendered/ddb\n")
    monkeypatch.chdir(tmp_path / "team")
    source = str(HERE / "inputs" / "described.json")
    capsys.readouterr()

    run(["-C", "..", "import", source, "-o", "other.yaml", "--resources-to-import", "k.json"])

    told = capsys.readouterr().err
    first, *steps = [line for line in told.splitlines() if " render" in line or "  aws cloudformation" in line]
    assert first == "dynaspec -C .. render other.yaml -o rendered/ddb, and then:"
    assert "--template-body file://../k.template.yaml --resources-to-import file://../k.json " in steps[0]
    assert " --stack-name other --template-file ../rendered/ddb/other.yaml " in steps[4]
    monkeypatch.chdir(tmp_path / "team")
    assert run([*shlex.split(first.partition(",")[0])[1:]]) == 0
    assert (tmp_path / "rendered" / "ddb" / "other.yaml").is_file()


@pytest.mark.parametrize("where", ["adopting", "."])
def test_every_file_that_the_commands_name_is_there(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "adopting").mkdir()
    (tmp_path / "dynaspec.yaml").write_text("templates: rendered\nspecs: tables\nenvironments: {prod: {}}\n")
    monkeypatch.chdir(tmp_path / where)
    source = str(HERE / "inputs" / "described.json")
    specs = os.path.relpath(tmp_path / "tables")
    _, _, told = imported(capsys, source, "-o", f"{specs}/eu/games.yaml", "--resources-to-import", "import.json")
    assert run(["-q", "render"]) == 0

    commands = [line for line in told.splitlines() if line.startswith("  aws cloudformation")]
    named = {each for line in commands for each in re.findall(r"(?:file://|--template-file )(\S+)", line)}
    template = os.path.relpath(tmp_path / "rendered" / "prod" / "eu" / "games.yaml")
    assert named == {"import.json", "import.template.yaml", template}
    assert all(Path(each).is_file() for each in named)
    assert all(" --stack-name games-prod " in f"{line} " for line in commands)


def test_a_script_of_an_import_runs_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    aws = tmp_path / "bin" / "aws"
    aws.parent.mkdir()
    # It finds every file that it is told of, as the AWS command line would.
    aws.write_text(
        "#!/bin/sh\nset -e\n"
        'for each; do case "$each" in file://*) cat "${each#file://}";; */games.yaml) cat "$each";; esac; done'
        " > /dev/null\n"
    )
    aws.chmod(0o755)
    imported(
        capsys, str(HERE / "inputs" / "described.json"), "-o", "specs/games.yaml", "--resources-to-import", "to import/"
    )
    assert run(["-q", "render"]) == 0

    script = tmp_path / "to import" / "described.sh"
    path = f"{aws.parent}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        ["sh", str(script)], cwd="/", env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
