"""What an import refuses, each with what to do instead; and any values whatever."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.changes.loading import load
from generator.errors import GeneratorError
from generator.importers.cloudformation import with_parameters
from generator.importers.recognising import draft
from generator.importers.writing import written
from tests.importers.sources import HERE, TABLE, described, imported

INPUTS = sorted((HERE / "inputs").iterdir())
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
    "a Region where the table is not": (
        ("inputs/described.json", "--region", "us-west-2"),
        (
            "error[DS571]: --region 'us-west-2': the tables are in eu-west-1\n"
            "  = help: leave it away: the stack that takes them is in eu-west-1 too\n\n1 error\n"
        ),
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


@pytest.mark.parametrize("option", ["--table", "--region", "--profile"])
def test_an_empty_value_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, told = imported(capsys, "--all", option, "")

    assert (code, out) == (2, "")
    assert told.endswith(f"Error: Invalid value for '{option}': an empty value\n")


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
        "  = help: it says something else: move it away and run this again, or name another file with -o\n\n1 error\n"
    )


REFUSED: dict[str, tuple[Any, str]] = {
    "text": ("hello", "error[DS550]: not recognised: file.json"),
    "numbers": ({"a": [1, 2]}, "error[DS550]: not recognised: file.json"),
    "no tables": ({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}, "error[DS551]: file.json has no table"),
    "nested stacks alone": (
        {"Resources": {"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://x"}}}},
        "error[DS551]: file.json has no table\n  = help: it has nested stacks: import their templates one by one",
    ),
    "a loop alone": (
        {"Resources": {"Fn::ForEach::Each": ["X", ["a"], {"T${X}": TABLE}]}},
        "error[DS551]: file.json has no table\n  = help: it has loops or macros: import what becomes of them: aws",
    ),
    "a key that only the deploy knows": (
        {
            "Resources": {
                "T": {
                    "Type": "AWS::DynamoDB::Table",
                    "Properties": {"KeySchema": [{"AttributeName": {"Ref": "AWS::StackName"}, "KeyType": "HASH"}]},
                }
            }
        },
        (
            "error[DS552]: T Properties KeySchema AttributeName is AWS::StackName, which only the deploy knows\n"
            "  = help: a spec wants the value itself here: write it"
        ),
    ),
    "nothing": (
        {},
        "error[DS550]: not recognised: file.json\n  = help: there is nothing in it: see whether the command",
    ),
    "names of tables": (
        {"TableNames": ["orders"]},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: these are names only: dynaspec import --all reads the tables themselves"
        ),
    ),
    "what create-table takes": (
        {"TableName": "orders", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: this is what create-table takes: aws dynamodb describe-table prints what is there"
        ),
    ),
    "a spec": (
        {"version": 1, "tables": {"Orders": {"partition_key": "id"}}},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: this is a spec already: dynaspec render makes its template"
        ),
    ),
    "a state as Terraform keeps it": (
        {"version": 4, "terraform_version": "1.9.0", "resources": []},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: this is the state as Terraform keeps it: terraform show -json prints what import reads"
        ),
    ),
    "a service of the Serverless Framework": (
        {"service": "notes", "provider": {"name": "aws"}, "resources": {}},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: serverless package writes the template: .serverless/cloudformation-template-update-stack.json"
        ),
    ),
    "resources of a stack": (
        {"StackResources": []},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: this is of a stack, and not its template: aws cloudformation get-template --stack-name STACK"
        ),
    ),
    "items": (
        {"Items": [{"id": {"S": "a"}}], "Count": 1},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: these are items: aws dynamodb describe-table prints the table"
        ),
    ),
    "what is said beside a table": (
        {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}},
        (
            "error[DS550]: not recognised: file.json\n"
            "  = help: the table itself is missing: put what describe-table prints beside it, jq -s add does"
        ),
    ),
    "a model without tables": (
        {"ModelName": "m", "DataModel": []},
        "error[DS551]: the model has no table\n  = help: export it from Workbench with its tables",
    ),
    "a state without tables": (
        {"format_version": "1.0", "values": {"root_module": {"resources": []}}},
        "error[DS551]: the state has no table\n  = help: tables are aws_dynamodb_table: import the state that has them",
    ),
    "a name that no text says": (
        {
            "Resources": {
                "T": {
                    **TABLE,
                    "Properties": {
                        **TABLE["Properties"],
                        "TableName": {"Fn::Select": ["2", {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]},
                    },
                }
            }
        },
        (
            "error[DS552]: 'T': the TableName is '!Select [2, !Split [/, !Ref AWS::StackId]]'\n"
            "  = help: a spec wants a text with ${...} there: write what it comes to in AWS"
        ),
    ),
    "numbers and switches that Systems Manager has": (
        {
            "Parameters": {"Most": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/orders/most"}},
            "Resources": {
                "T": {
                    **TABLE,
                    "Properties": {
                        **TABLE["Properties"],
                        "TableName": "{{resolve:ssm:/orders/name}}",
                        "ProvisionedThroughput": {
                            "ReadCapacityUnits": "{{resolve:ssm:/orders/read}}",
                            "WriteCapacityUnits": {"Ref": "Most"},
                        },
                        "DeletionProtectionEnabled": "{{resolve:ssm:/orders/protected}}",
                    },
                },
            },
        },
        (
            "error[DS552]: T Properties ProvisionedThroughput ReadCapacityUnits is '{{resolve:ssm:/orders/read}}', "
            "which only the deploy knows\n  = help: a spec wants the value itself here: write it\n\n"
            "error[DS552]: T Properties ProvisionedThroughput WriteCapacityUnits is the parameter 'Most', "
            "whose value Systems Manager has\n  = help: give its value: --parameter Most=VALUE\n\n"
            "error[DS552]: T Properties DeletionProtectionEnabled is '{{resolve:ssm:/orders/protected}}', "
            "which only the deploy knows\n  = help: a spec wants the value itself here: write it\n\n3 errors\n"
        ),
    ),
    "what no export can stand for": (
        {
            "Resources": {
                "T": {
                    **TABLE,
                    "Properties": {**TABLE["Properties"], "TableName": {"Fn::ImportValue": "orders-name"}},
                },
                "U": {
                    **TABLE,
                    "Properties": {
                        **TABLE["Properties"],
                        "Tags": [{"Key": "team", "Value": {"Fn::ImportValue": "team"}}],
                    },
                },
            }
        },
        (
            "error[DS552]: 'T': the TableName is '!ImportValue orders-name'\n"
            "  = help: a spec wants a text with ${...} there: write what it comes to in AWS\n\n"
            "error[DS552]: 'U': the tag 'team' is '!ImportValue team'\n"
            "  = help: a spec wants a text with ${...} there: write what it comes to in AWS\n\n2 errors\n"
        ),
    ),
    "a mapping without the key": (
        {
            "Parameters": {"Stage": {"Type": "String", "Default": "prod"}},
            "Mappings": {"Keys": {"test": {"name": "id"}}},
            "Resources": {
                "T": {
                    "Type": "AWS::DynamoDB::Table",
                    "Properties": {
                        "KeySchema": [
                            {
                                "AttributeName": {"Fn::FindInMap": ["Keys", {"Ref": "Stage"}, "name"]},
                                "KeyType": "HASH",
                            }
                        ]
                    },
                }
            },
        },
        (
            "error[DS552]: T Properties KeySchema AttributeName: there is no 'prod' in Keys of Mappings\n"
            "  = help: it has test: give what chooses one, --parameter NAME=VALUE or --region, or add it"
        ),
    ),
    "keys without a type": (
        {
            "Resources": {
                "Orders": {
                    **TABLE,
                    "Properties": {
                        **TABLE["Properties"],
                        "KeySchema": [
                            {"AttributeName": "id", "KeyType": "HASH"},
                            {"AttributeName": "placed_at", "KeyType": "RANGE"},
                        ],
                        "GlobalSecondaryIndexes": [
                            {"IndexName": "by-day", "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}]}
                        ],
                        "LocalSecondaryIndexes": [
                            {
                                "IndexName": "by-total",
                                "KeySchema": [
                                    {"AttributeName": "id", "KeyType": "HASH"},
                                    {"AttributeName": "total", "KeyType": "RANGE"},
                                ],
                            }
                        ],
                    },
                },
                "Users": {**TABLE, "Properties": {**TABLE["Properties"], "AttributeDefinitions": []}},
            }
        },
        (
            "error[DS564]: 'Orders': the key 'placed_at' of the table has no type in AttributeDefinitions\n"
            "  = help: add it, with the type that its items have: AWS refuses a table without\n\n"
            "error[DS564]: 'Orders': the key 'day' of the index 'by-day' has no type in AttributeDefinitions\n"
            "  = help: add it, with the type that its items have: AWS refuses a table without\n\n"
            "error[DS564]: 'Orders': the key 'total' of the index 'by-total' has no type in AttributeDefinitions\n"
            "  = help: add it, with the type that its items have: AWS refuses a table without\n\n"
            "error[DS564]: 'Users': the key 'id' of the table has no type in AttributeDefinitions\n"
            "  = help: add it, with the type that its items have: AWS refuses a table without\n\n4 errors\n"
        ),
    ),
    "a tag twice": (
        {
            "Resources": {
                "T": {
                    **TABLE,
                    "Properties": {
                        **TABLE["Properties"],
                        "Tags": [{"Key": "team", "Value": "a"}, {"Key": "team", "Value": "b"}],
                    },
                },
            }
        },
        ("error[DS564]: 'T': Tags has 'team' twice\n  = help: AWS refuses that: leave one Key of the two\n\n1 error\n"),
    ),
    "a tag without a key": (
        {"Resources": {"T": {**TABLE, "Properties": {**TABLE["Properties"], "Tags": [{"Value": "a"}]}}}},
        "error[DS564]: 'T': Tags has an entry without Key\n\n1 error\n",
    ),
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
    "two types, of a key and of another attribute": (
        {
            "DataModel": [
                {
                    "TableName": "t-1",
                    "KeyAttributes": {"PartitionKey": {"AttributeName": "id", "AttributeType": "N"}},
                    "NonKeyAttributes": [{"AttributeName": "id", "AttributeType": "S"}],
                }
            ]
        },
        "error[DS557]: the attribute 'id' is of the types N and S",
    ),
    "tables of two Regions": (
        [
            {"Table": {"TableName": name, "KeySchema": [], "TableArn": f"arn:aws:dynamodb:{place}:table/{name}"}}
            for name, place in (("t-1", "eu-west-1:1"), ("t-2", "us-west-2:1"), ("t-3", "eu-west-1:1"))
        ],
        (
            "error[DS564]: the tables are not in one Region of one account: 't-1', 't-3' in eu-west-1 of 1; 't-2' in "
            "us-west-2 of 1\n  = help: a stack is in one: choose a Region with --region, and import "
            "another account's from a file of their own\n"
        ),
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

    assert (code, out, told[: len(message)]) == (2, "", message)


def test_documents_one_after_another_are_to_be_made_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file.json").write_text(2 * (json.dumps(described(), indent=2) + "\n"))
    message = (
        "error[DS550]: file.json holds 2 JSON documents\n"
        "  = help: make one list of them: jq -s . file.json > tables.json\n\n1 error\n"
    )

    assert imported(capsys, "file.json") == (2, "", message)
    Path("main.tf").write_text('resource "aws_dynamodb_table" "orders" {\n  name = "orders"\n}\n')
    Path("merged.yaml").write_text("Shared: &shared {a: b}\nResources: {<<: *shared}\n")
    assert "= help: write the keys out, or take what get-template prints\n" in imported(capsys, "merged.yaml")[2]
    assert "= help: this is Terraform's source: terraform show -json" in imported(capsys, "main.tf")[2]


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
