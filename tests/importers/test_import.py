"""What exists already becomes a spec that says the same: beside each file in tests/importers/inputs stands its spec."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.changes.loading import load
from generator.changes.template import read
from generator.cli.main import run
from generator.errors import GeneratorError
from generator.importers.cloudformation import with_parameters
from generator.importers.recognising import draft
from generator.importers.writing import written

HERE = Path(__file__).parent
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


def imported(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["-v", "import", *arguments])
    found = capsys.readouterr()
    return code, found.out, found.err


@pytest.mark.parametrize("file", INPUTS, ids=lambda path: path.stem)
def test_exact_spec(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(HERE)

    _, spec, told = imported(capsys, f"inputs/{file.name}")

    assert spec == (HERE / "specs" / f"{file.stem}.yaml").read_text(encoding="utf-8")
    assert "error[" not in told
    # What DS558 says takes two deploys is refused in one.
    judged = [line for line in told.splitlines() if not line.startswith("refused[DS699]")]
    assert not {"replaced[", "refused[", "deleted["} & {line.split("DS")[0] for line in judged}


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
        "point-in-time recovery (billed by size), a deletion policy, 3 policies, 3 alarms\n"
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


MISTAKES = {
    "a parameter that is not there": (
        ("inputs/alarms.yaml", "--parameter", "Stag=prod"),
        "error[DS561]: there is no parameter 'Stag' in it\n  = help: did you mean Stage?\n\n1 error\n",
    ),
    "parameters of a table": (
        ("inputs/described.json", "--parameter", "Stage=prod", "--parameter", "Name=x"),
        (
            "error[DS561]: there is no parameter 'Stage' in it\n  = help: it has no parameters\n\n"
            "error[DS561]: there is no parameter 'Name' in it\n  = help: it has no parameters\n\n2 errors\n"
        ),
    ),
    "a value that is not allowed": (
        ("mine.json", "--parameter", "Stage=pord"),
        "error[DS561]: 'pord' is not a value of the parameter 'Stage'\n  = help: did you mean prod?\n\n1 error\n",
    ),
    "a Region that is not there": (
        ("inputs/alarms.yaml", "--region", "eu-wst-1"),
        "error[DS571]: --region 'eu-wst-1' is no Region of AWS\n  = help: did you mean eu-west-1?\n\n1 error\n",
    ),
    "no source": (
        (),
        "error[DS510]: nothing is to be imported\n  = help: name a FILE, --table NAME, or --all\n\n1 error\n",
    ),
    "two sources": (
        ("inputs/alarms.yaml", "--all"),
        "error[DS510]: FILE, --table and --all are for one at a time\n  = help: leave all but one away\n\n1 error\n",
    ),
    "a profile for a file": (
        ("inputs/alarms.yaml", "--profile", "dev"),
        "error[DS510]: --profile goes with --table and --all\n  = help: leave it away: a file asks nobody\n\n1 error\n",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_command_line_is_said(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inputs").symlink_to(HERE / "inputs")
    arguments, message = MISTAKES[name]
    allowed = {"Stage": {"Type": "String", "AllowedValues": ["test", "prod"]}}
    Path("mine.json").write_text(json.dumps({"Parameters": allowed, "Resources": {"T": TABLE}}))

    code, out, told = imported(capsys, *arguments)

    assert (code, out, told[: len(message)]) == (2, "", message)
    assert [each.name for each in tmp_path.iterdir() if each.name not in ("inputs", "mine.json")] == []


def test_what_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("afile").write_text("mine\n")
    file = str(HERE / "inputs" / "described.json")

    into_file = imported(capsys, file, "-o", "afile/x.yaml")
    half = imported(capsys, file, "-o", "specs/x.yaml", "--resources-to-import", "afile/import.json")

    message = "error[DS402]: cannot write {}: not a directory\n\n1 error\n"
    assert into_file == (2, "", message.format("afile/x.yaml"))
    assert half == (2, "", message.format("afile/import.json"))
    assert [each.name for each in tmp_path.iterdir()] == ["afile"]


def test_nothing_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "terraform.yaml").write_text("mine\n")

    code, _, told = imported(capsys, str(HERE / "inputs" / "terraform.json"), "-o", ".")

    assert (code, (tmp_path / "terraform.yaml").read_text()) == (2, "mine\n")
    assert (
        told == "error[DS560]: terraform.yaml is there already\n"
        "  = help: name another file with -o, or move it away\n\n1 error\n"
    )


TABLE: dict[str, Any] = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]},
}
REFUSED: dict[str, tuple[Any, str]] = {
    "text": ("hello", "error[DS550]: not recognised: file.json"),
    "numbers": ({"a": [1, 2]}, "error[DS550]: not recognised: file.json"),
    "no tables": ({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}, "error[DS551]: file.json has no table"),
    "no key": (
        {"Resources": {"T": {**TABLE, "Properties": {}}}},
        "error[DS564]: 'T': a table or an index has no KeySchema",
    ),
    "no default": (
        {
            "Parameters": {"Key": {"Type": "String"}},
            "Resources": {
                "T": {
                    "Type": "AWS::DynamoDB::Table",
                    "Properties": {"KeySchema": [{"AttributeName": {"Ref": "Key"}, "KeyType": "HASH"}]},
                }
            },
        },
        "error[DS552]: T Properties KeySchema AttributeName is the parameter 'Key', which has no default",
    ),
    "a condition of itself": (
        {"Conditions": {"A": {"Fn::Not": [{"Condition": "B"}]}}, "Resources": {"T": {**TABLE, "Condition": "A"}}},
        "error[DS552]: there is no condition 'B'",
    ),
    "two types": (
        {
            "DataModel": [
                {
                    "TableName": "t-1",
                    "KeyAttributes": {"PartitionKey": {"AttributeName": "id", "AttributeType": "S"}},
                    "GlobalSecondaryIndexes": [
                        {
                            "IndexName": "by-id",
                            "KeyAttributes": {"PartitionKey": {"AttributeName": "id", "AttributeType": "N"}},
                        }
                    ],
                }
            ]
        },
        "error[DS557]: the attribute 'id' is of the types S and N",
    ),
    "tables of one name": (
        [
            {"Table": {"TableName": "t-1", "KeySchema": [], "TableArn": f"arn:aws:dynamodb:{region}:1:table/t-1"}}
            for region in ("eu-west-1", "us-west-2")
        ],
        "error[DS564]: the tables 't-1' of eu-west-1 and us-west-2 are no replicas of each other",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_imported_is_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    body, message = REFUSED[name]
    Path("file.json").write_text(json.dumps(body))

    code, out, told = imported(capsys, "file.json")

    assert (code, out, told.splitlines()[0]) == (2, "", message)


def test_bytes_that_are_neither_yaml_nor_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\xff\xfe\x00{")

    assert imported(capsys, str(file))[0] == 2


JUNK: list[Any] = [
    None, "", [], {}, "x", [[]], [None], ["a", "b"], [{}], "5", {"a": {"b": "c"}}, {"Ref": "X"},
    {"Fn::If": ["C", "a", {"Ref": "AWS::NoValue"}]}, {"Fn::GetAtt": ["A", "B"]}, {"Fn::Sub": ["${a}", {"a": "b"}]},
    {"Fn::Join": ["", ["a", {"Ref": "B"}]]}, "# a\n: ${b}",
]  # fmt: skip


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in entries:
        yield from spots(each, (*path, key))


@pytest.mark.parametrize("seed", range(300))
def test_anything_gives_a_spec_or_problems(seed: int) -> None:
    chosen = random.Random(seed)
    file = chosen.choice(INPUTS)
    body = load(file.read_bytes(), file.name)
    for _ in range(chosen.randint(1, 3)):
        *above, last = chosen.choice(list(spots(body)))
        within = body
        for part in above:
            within = within[part]
        within[last] = copy.deepcopy(chosen.choice(JUNK))
    try:
        made = draft(json.dumps(body).encode(), file.name, given={}, region=None, usual="us-east-1")
    except GeneratorError:
        return
    text = written(with_parameters(made), made.remarks, schema="s", about="a")
    assert yaml.safe_load(text)["version"] == 1


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
    run(["diff", "--against", "sam.json", "specs/notes.yaml"])
    assert "DS620" not in capsys.readouterr().out


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


def state(*resources: tuple[str, dict[str, Any]]) -> str:
    found = [{"type": kind, "values": values} for kind, values in resources]
    return json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": found}}})


ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
OF_TERRAFORM = {
    "name": "orders", "arn": ARN, "hash_key": "id", "billing_mode": "PAY_PER_REQUEST",
    "attribute": [{"name": "id", "type": "S"}],
}  # fmt: skip
DESCRIBED = {"TableName": "gone", "TableArn": ARN, "TableStatus": "DELETING", "KeySchema": []}
BY_DAY = {
    "IndexName": "by-day",
    "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
    "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
}


def described(**changed: Any) -> dict[str, Any]:
    """What is described of a table, with other parts."""
    found = json.loads((HERE / "inputs" / "described.json").read_text())
    found["Table"] |= changed
    if "GlobalSecondaryIndexes" in changed:
        found["Table"]["AttributeDefinitions"].append({"AttributeName": "day", "AttributeType": "S"})
    return dict(found)


LEFT_OUT = {
    "a replica without a Region": (
        state(("aws_dynamodb_table", OF_TERRAFORM), ("aws_dynamodb_table_replica", {"global_table_arn": ARN})),
        f"warning[DS555]: the aws_dynamodb_table_replica of '{ARN}' is left out: it has no Region",
    ),
    "a resource of a table that import does not know": (
        state(("aws_dynamodb_table", OF_TERRAFORM), ("aws_dynamodb_table_export", {"table_name": "orders"})),
        "warning[DS555]: aws_dynamodb_table_export of 'orders' is left out: import cannot read it",
    ),
    "an index of a table that is elsewhere": (
        state(
            ("aws_dynamodb_table", OF_TERRAFORM),
            ("aws_dynamodb_global_secondary_index", {"table_name": "other", "index_name": "by-day"}),
        ),
        "warning[DS555]: aws_dynamodb_global_secondary_index of 'other' is left out: the table is not here",
    ),
    "the metadata of a table": (
        json.dumps(
            {"Resources": {"T": {**TABLE, "Metadata": {"owner": "shop", "aws:cdk:path": "T"}}}}
        ).replace('"KeySchema"', '"BillingMode": "PAY_PER_REQUEST", "KeySchema"'),
        "warning[DS555]: the Metadata 'owner' of 'T' is left out",
    ),
    "a table that is archived": (
        json.dumps([{"Table": {**DESCRIBED, "TableStatus": "ARCHIVED"}}, described()]),
        "warning[DS555]: 'gone' is left out: it is archived",
    ),
    "an index that is being deleted": (
        json.dumps(described(GlobalSecondaryIndexes=[{**BY_DAY, "IndexStatus": "DELETING"}])),
        "warning[DS555]: the index 'by-day' of 'game_scores' is left out: it is being deleted",
    ),
    "a replica that was never made": (
        json.dumps(described(Replicas=[{"RegionName": "eu-west-1", "ReplicaStatus": "CREATION_FAILED"}])),
        "warning[DS555]: the replica 'eu-west-1' of 'game_scores' is left out: it is not made: its creation failed",
    ),
    "a table that is being deleted": (
        json.dumps([{"Table": DESCRIBED}, described()]),
        "warning[DS555]: 'gone' is left out: it is being deleted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_is_said_and_the_rest_is_imported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text, message = LEFT_OUT[name]
    Path("file.json").write_text(text)

    code, spec, told = imported(capsys, "file.json")

    assert (code, len(yaml.safe_load(spec)["tables"])) == (1, 1)
    assert [line for line in told.splitlines() if line.startswith("warning[DS555]")] == [message]


def test_an_index_that_terraform_has_as_a_resource_is_one_of_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    index = {
        "table_name": "orders", "index_name": "by-day",
        "key_schema": [
            {"attribute_name": "id", "attribute_type": "S", "key_type": "HASH"},
            {"attribute_name": "day", "attribute_type": "N", "key_type": "RANGE"},
        ],
        "projection": [{"projection_type": "INCLUDE", "non_key_attributes": ["total"]}],
        "provisioned_throughput": [{"read_capacity_units": 4, "write_capacity_units": 2}],
        "on_demand_throughput": [], "warm_throughput": None,
    }  # fmt: skip
    table = {**OF_TERRAFORM, "billing_mode": "PROVISIONED", "read_capacity": 5, "write_capacity": 5}
    resources = (("aws_dynamodb_table", table), ("aws_dynamodb_global_secondary_index", index))
    Path("state.json").write_text(state(*resources))

    code, spec, told = imported(capsys, "state.json")

    assert (code, "DS555" in told) == (0, False)
    assert yaml.safe_load(spec)["tables"]["Orders"]["global_secondary_indexes"] == {
        "by-day": {
            "partition_key": "id",
            "sort_key": {"name": "day", "type": "N"},
            "projection": {"include": ["total"]},
            "capacity": {"read": 4, "write": 2},
        }
    }


def test_what_is_being_changed_is_read_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    index = {**BY_DAY, "IndexStatus": "CREATING", "Backfilling": True}
    Path("file.json").write_text(json.dumps(described(TableStatus="UPDATING", GlobalSecondaryIndexes=[index])))

    code, spec, told = imported(capsys, "file.json")

    assert (code, list(yaml.safe_load(spec)["tables"]["GameScores"]["global_secondary_indexes"])) == (1, ["by-day"])
    message = "'game_scores' is being changed: the table is UPDATING, the index 'by-day' is CREATING\n"
    assert f"warning[DS574]: {message}" in told


def test_the_stacks_region_is_the_one_that_the_spec_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source = str(HERE / "inputs" / "cdk-table-v2.json")
    imported(capsys, source, "-o", "specs/a.yaml")

    run(["diff", "--against", source, "specs/a.yaml"])

    assert "DS654" not in capsys.readouterr().out


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
