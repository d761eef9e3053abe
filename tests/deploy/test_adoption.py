"""Live tables, made by requests of their own, go into a stack with every item, by the commands that import prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.conftest import Account

# A table of each kind, as CreateTable and the requests after it make them.
KEY = [{"AttributeName": "id", "KeyType": "HASH"}]
TABLES: dict[str, dict[str, Any]] = {
    "orders": {
        "KeySchema": [*KEY, {"AttributeName": "at", "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "N"},
        ],
        "ProvisionedThroughput": {"ReadCapacityUnits": 30, "WriteCapacityUnits": 10},
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-time",
                "KeySchema": [{"AttributeName": "at", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 10},
            }
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        "Tags": [{"Key": "team", "Value": "shop"}],
    },
    "users.v2": {
        "KeySchema": KEY,
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": True,
    },
    "cache": {
        "KeySchema": KEY,
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "B"}],
        "BillingMode": "PAY_PER_REQUEST",
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
    },
}
TARGET = {
    "ServiceNamespace": "dynamodb",
    "ResourceId": "table/orders",
    "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
}
READER = "arn:aws:iam::444455556666:root"


@pytest.fixture
def live(account: Account) -> Account:
    """An account with tables that no stack has, and items in one."""
    dynamodb = account.client("dynamodb")
    for name, body in TABLES.items():
        dynamodb.create_table(TableName=name, **body)
    expiry = {"AttributeName": "expires_at", "Enabled": True}
    dynamodb.update_time_to_live(TableName="orders", TimeToLiveSpecification=expiry)
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}
    dynamodb.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=recovery)
    dynamodb.update_contributor_insights(TableName="users.v2", ContributorInsightsAction="ENABLE")
    arn = dynamodb.describe_table(TableName="users.v2")["Table"]["TableArn"]
    statement = {"Effect": "Allow", "Principal": {"AWS": READER}, "Action": "dynamodb:GetItem", "Resource": arn}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=json.dumps(policy))
    for number in range(100):
        dynamodb.put_item(TableName="orders", Item={"id": {"S": f"c{number % 7}"}, "at": {"N": str(number)}})
    scaling = account.client("application-autoscaling")
    scaling.register_scalable_target(**TARGET, MinCapacity=10, MaxCapacity=90)
    metric = {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}
    tracking = {"TargetValue": 65.0, "PredefinedMetricSpecification": metric}
    scaling.put_scaling_policy(
        **TARGET,
        PolicyName="by-hand",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=tracking,
    )
    return account


@pytest.fixture
def dynaspec(live: Account, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command line in a folder of its own."""

    def run(*arguments: str, key: str = "", secret: str = "local") -> subprocess.CompletedProcess[str]:
        credentials = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret} if key else {}
        return subprocess.run(
            [sys.executable, "-m", "generator", *arguments],
            cwd=tmp_path,
            env={**live.environment, **credentials, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def items(account: Account, table: str) -> list[str]:
    found = account.client("dynamodb").scan(TableName=table)["Items"]
    return sorted(json.dumps(each, sort_keys=True) for each in found)


EXPECTED = """\
  Orders:
    table_name: orders
    partition_key: id
    sort_key: {name: at, type: N}
    billing_mode: PROVISIONED
    capacity: {read: 30, write: 10}
    autoscaling: {read: {min_capacity: 10, max_capacity: 90, target_utilization: 65}}
    global_secondary_indexes:
      by-time: {partition_key: at, projection: KEYS_ONLY, capacity: {read: 5, write: 10}}
    stream: NEW_IMAGE
    time_to_live: expires_at
    point_in_time_recovery: {recovery_period_in_days: 7}
    deletion_protection: false
    tags: {team: shop}
"""


@pytest.mark.parametrize("way", ["in two steps", "in one step"])
def test_a_live_table_goes_into_a_stack_with_every_item(
    way: str, live: Account, dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    before = live.client("dynamodb").describe_table(TableName="orders")["Table"]
    held = items(live, "orders")
    read = dynaspec("-v", "import", "--table", "orders", "-o", "specs/", "--resources-to-import", "import.json")

    assert read.returncode == 0, read.stderr
    assert (tmp_path / "specs" / "orders.yaml").read_text().endswith(EXPECTED)
    assert dynaspec("render").returncode == 0
    _, two_steps, one_step = re.split("^(?:to import|or both)", read.stderr, flags=re.MULTILINE)
    for line in re.findall("^  (aws .*)$", two_steps if way == "in two steps" else one_step, re.MULTILINE):
        ended = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=live.environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, (line, ended.stderr, live.reasons("orders"))

    after = live.client("dynamodb").describe_table(TableName="orders")["Table"]
    assert len(held) == 100
    assert items(live, "orders") == held
    assert (after["TableId"], after["LatestStreamArn"]) == (before["TableId"], before["LatestStreamArn"])
    resources = live.client("cloudformation").describe_stack_resources(StackName="orders")["StackResources"]
    assert {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}["Orders"] == "orders"
    (scaled,) = live.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="dynamodb")[
        "ScalableTargets"
    ]
    assert (scaled["MinCapacity"], scaled["MaxCapacity"]) == (10, 90)


def test_autoscaling_that_is_there_is_refused_until_it_is_deregistered(
    live: Account, dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    held = items(live, "orders")
    dynaspec("import", "--table", "orders", "-o", "specs/", "--resources-to-import", "import.json")
    dynaspec("render")
    named = ("--stack-name", "orders", "--change-set-name", "import")
    files = (f"file://{tmp_path}/import.template.yaml", f"file://{tmp_path}/import.json")
    options = ("--change-set-type", "IMPORT", "--template-body", files[0], "--resources-to-import", files[1])
    assert live.aws("cloudformation", "create-change-set", *named, *options).returncode == 0
    assert live.aws("cloudformation", "execute-change-set", *named).returncode == 0
    assert live.aws("cloudformation", "wait", "stack-import-complete", "--stack-name", "orders").returncode == 0

    refused = live.deploy(tmp_path / "templates" / "orders.yaml", stack="orders")

    assert "table/orders|dynamodb:table:ReadCapacityUnits|dynamodb already exists" in refused
    assert items(live, "orders") == held


def test_all_tables_each_into_a_spec(
    live: Account, dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    read = dynaspec("import", "--all", "-o", "specs")

    assert (read.returncode, sorted(each.name for each in (tmp_path / "specs").iterdir())) == (
        0,
        ["cache.yaml", "orders.yaml", "users-v2.yaml"],
    )
    assert (tmp_path / "specs" / "users-v2.yaml").read_text().partition("tables:\n")[2] == (
        "  UsersV2:\n"
        "    table_name: users.v2\n"
        "    partition_key: id\n"
        "    point_in_time_recovery: false\n"
        "    contributor_insights: true\n"
        "    resource_policy:\n"
        '      Version: "2012-10-17"\n'
        "      Statement:\n"
        "        - Effect: Allow\n"
        f"          Principal: {{AWS: {READER}}}\n"
        "          Action: [dynamodb:GetItem]\n"
        "          Resource: [arn:aws:dynamodb:eu-west-1:"
        f"{live.number}:table/users.v2]\n"
    )


def test_an_import_that_was_broken_off_goes_on_where_it_stopped(
    dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    arguments = ("-v", "import", "--all", "-o", "specs", "--resources-to-import", "imports")
    assert dynaspec(*arguments).returncode == 0
    whole = {each: each.read_bytes() for each in tmp_path.rglob("*.*") if each.is_file()}
    assert len(whole) == 12

    # Killed between two tables, and between two files of one.
    for each in ("specs/users-v2.yaml", "imports/users-v2.json", "imports/orders.sh"):
        (tmp_path / each).unlink()
    (tmp_path / "specs" / ".dynaspec-0123456789abcdef.tmp").write_text("version: 1\n")
    again = dynaspec(*arguments)
    assert again.returncode == 0, again.stderr
    assert {each: each.read_bytes() for each in whole} == whole
    assert [line for line in again.stderr.splitlines() if line.startswith(("kept ", "wrote "))] == [
        "kept specs/cache.yaml, which says the same",
        "kept specs/orders.yaml, which says the same",
        "wrote specs/users-v2.yaml",
    ]
    assert dynaspec("-q", "render").returncode == 0

    # What somebody changed meanwhile, or a disk that was full cut off, is told with what to do; the others are whole.
    broken = tmp_path / "specs" / "orders.yaml"
    broken.write_bytes(whole[broken][:40])
    (tmp_path / "specs" / "cache.yaml").unlink()
    again = dynaspec("import", "--all", "-o", "specs")
    told = (
        "error[DS560]: specs/orders.yaml is there already\n"
        "  = help: it says something else: move it away and run this again, or name another file with -o\n"
    )
    assert (again.returncode, again.stderr.count("error["), told in again.stderr) == (2, 1, True)
    assert (tmp_path / "specs" / "cache.yaml").read_bytes() == whole[tmp_path / "specs" / "cache.yaml"]
    assert len(broken.read_bytes()) == 40
    broken.unlink()
    assert dynaspec("import", "--all", "-o", "specs").returncode == 0
    assert broken.read_bytes() == whole[broken]


def test_what_may_not_be_read_is_listed_and_the_rest_written(
    live: Account, dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    iam = live.client("iam")
    iam.create_user(UserName="reader")
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    credentials = {"key": key["AccessKeyId"], "secret": key["SecretAccessKey"]}
    for_all = json.loads(dynaspec("import", "--policy").stdout)
    for_two = json.loads(dynaspec("import", "--policy", "--table", "orders", "--table", "cache").stdout)
    for_two["Statement"].append({"Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*"})
    # ministack does not see which table an ARN in a request is of, and asks for all.
    blind = {"Effect": "Allow", "Action": ["dynamodb:GetResourcePolicy", "dynamodb:ListTagsOfResource"]}
    for_two["Statement"].append({**blind, "Resource": "*"})
    iam.put_user_policy(UserName="reader", PolicyName="import", PolicyDocument=json.dumps(for_two))

    read = dynaspec("import", "--all", "-o", "specs", **credentials)

    assert read.stderr.count("error[") == 1, read.stderr
    assert (read.returncode, sorted(each.name for each in (tmp_path / "specs").iterdir())) == (
        2,
        ["cache.yaml", "orders.yaml"],
    )
    assert "error[DS569]: the table 'users.v2' cannot be read: AccessDeniedException" in read.stderr
    for_all["Statement"].append({**blind, "Resource": "*"})
    iam.put_user_policy(UserName="reader", PolicyName="import", PolicyDocument=json.dumps(for_all))
    assert dynaspec("import", "--all", "-o", "more", **credentials).returncode == 0


def test_all_tables_on_standard_output_are_one_spec(dynaspec: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    read = dynaspec("import", "--table", "users.v2", "--table", "cache", "--table", "nowhere")

    assert read.returncode == 2
    assert re.findall("^  ([A-Za-z0-9]+):$", read.stdout, re.M) == ["UsersV2", "Cache"]
    assert "error[DS569]: the table 'nowhere' is not there" in read.stderr


SCALED_ELSEWHERE = """
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: parcels
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PROVISIONED
      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: dynamodb
      ResourceId: !Sub table/${Table}
      ScalableDimension: dynamodb:table:ReadCapacityUnits
      MinCapacity: 5
      MaxCapacity: 50
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


def test_autoscaling_under_other_logical_ids_takes_two_deploys(
    live: Account, dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    source, spec, rendered = (tmp_path / name for name in ("old.yaml", "specs/parcels.yaml", "templates/parcels.yaml"))
    source.write_text(SCALED_ELSEWHERE)
    assert live.deploy(source, stack="parcels") == ""
    live.client("dynamodb").put_item(TableName="parcels", Item={"id": {"S": "p1"}})

    read = dynaspec("import", "old.yaml", "-o", "specs/parcels.yaml")

    assert (read.returncode, "warning[DS558]: Target: what they scale" in read.stderr) == (1, True)
    written = spec.read_text()
    scaled = "    autoscaling: {read: {min_capacity: 5, max_capacity: 50, target_utilization: 60}}\n"
    assert dynaspec("render").returncode == 0
    assert "already exists" in live.deploy(rendered, stack="parcels")
    for text in (written.replace(scaled, "    autoscaling: null\n"), written):
        spec.write_text(text)
        assert dynaspec("render").returncode == 0
        assert live.deploy(rendered, stack="parcels") == ""
    assert len(items(live, "parcels")) == 1
    targets = live.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="dynamodb")
    bounds = {each["ResourceId"]: (each["MinCapacity"], each["MaxCapacity"]) for each in targets["ScalableTargets"]}
    assert bounds["table/parcels"] == (5, 50)


def test_all_tables_go_into_stacks_of_their_own(
    live: Account, dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    live.client("dynamodb").put_item(TableName="users.v2", Item={"id": {"S": "u1"}})
    held = {name: items(live, name) for name in TABLES}

    read = dynaspec("import", "--all", "-o", "specs", "--resources-to-import", "imports")

    scripts = [f"imports/{name}.sh" for name in ("cache", "orders", "users-v2")]
    told = ["dynaspec render, and then:", *(f"  sh {each}" for each in scripts)]
    assert (read.returncode, read.stderr.splitlines()[-4:]) == (0, told)
    kinds = (".json", ".sh", ".template.yaml")
    files = {each.relative_to(tmp_path).as_posix() for each in (tmp_path / "imports").iterdir()}
    assert files == {each.removesuffix(".sh") + kind for each in scripts for kind in kinds}
    assert dynaspec("render").returncode == 0
    for each in scripts:
        ended = subprocess.run(
            ["sh", each], cwd=tmp_path, env=live.environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, (each, ended.stderr)
    assert {name: items(live, name) for name in TABLES} == held
    assert [len(of) for of in held.values()] == [100, 1, 0]
    for stack, (logical_id, name) in {
        "cache": ("Cache", "cache"),
        "orders": ("Orders", "orders"),
        "users-v2": ("UsersV2", "users.v2"),
    }.items():
        resources = live.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        assert {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}[logical_id] == name


def test_several_specs_want_a_folder_for_what_imports_them(
    dynaspec: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    read = dynaspec("import", "--all", "-o", "specs", "--resources-to-import", "import.json")

    assert (read.returncode, list(tmp_path.iterdir()), read.stderr) == (
        2,
        [],
        (
            "error[DS510]: --resources-to-import import.json is for one spec, and here are several\n"
            "  = help: name a folder for them, such as imports/\n\n1 error\n"
        ),
    )
    # One of two is not there: what is left is one spec.
    read = dynaspec(
        "import", "--table", "cache", "--table", "nowhere", "-o", "specs", "--resources-to-import", "import.json"
    )
    assert (read.returncode, (tmp_path / "import.json").exists()) == (2, True)
    one = dynaspec("import", "--table", "nowhere", "--table", "cache")
    assert "# Imported from table cache in eu-west-1." in one.stdout


GLOBAL = """
version: 1
region: eu-west-1
tables:
  Players:
    table_name: players
    partition_key: id
    global_secondary_indexes:
      by-team: {partition_key: {name: team, type: N}, projection: KEYS_ONLY}
    stream: NEW_AND_OLD_IMAGES
    time_to_live: expires_at
    deletion_protection: false
    replicas:
      eu-west-1: {tags: {where: here}}
      us-west-2: {point_in_time_recovery: false, tags: {where: there}}
"""


def test_a_live_global_table_goes_into_a_stack_with_every_item(
    account: Account, tmp_path: Path, dynaspec: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    made = tmp_path / "made"
    (made / "specs").mkdir(parents=True)
    (made / "specs" / "players.yaml").write_text(GLOBAL)
    assert dynaspec("-C", "made", "render").returncode == 0
    template = made / "templates" / "players.yaml"
    # What a stack lets go of is a table that no stack has.
    template.write_text(template.read_text().replace("RetainExceptOnCreate", "Retain"))
    assert account.deploy(template, stack="before") == ""
    account.client("cloudformation").delete_stack(StackName="before")
    dynamodb = account.client("dynamodb")
    dynamodb.put_item(TableName="players", Item={"id": {"S": "p1"}, "team": {"N": "7"}})
    held = dynamodb.describe_table(TableName="players")["Table"]["TableId"]

    read = dynaspec("import", "--table", "players", "-o", "specs/", "--resources-to-import", "imports/")

    written = (tmp_path / "specs" / "players.yaml").read_text()
    assert written.partition("region:")[2] == GLOBAL.partition("region:")[2], read.stderr
    assert dynaspec("render").returncode == 0
    script = ["sh", "imports/players.sh"]
    ended = subprocess.run(script, cwd=tmp_path, env=account.environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert dynamodb.describe_table(TableName="players")["Table"]["TableId"] == held
    assert len(items(account, "players")) == 1
    resources = account.client("cloudformation").describe_stack_resources(StackName="players")["StackResources"]
    kinds = {each["LogicalResourceId"]: (each["ResourceType"], each["PhysicalResourceId"]) for each in resources}
    assert kinds["Players"] == ("AWS::DynamoDB::GlobalTable", "players")
