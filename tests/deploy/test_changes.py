"""What `dynaspec diff` says of a change is what the local AWS does with it, and `--stack` reads what is deployed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.changes.impact import judge
from generator.changes.template import read
from generator.cli.main import run
from tests.deploy.conftest import Account

Properties = dict[str, Any]


def key(*names: str) -> list[Properties]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=True)]


def index(name: str, *names: str) -> Properties:
    return {
        "IndexName": name,
        "KeySchema": key(*(names or ("status", "id"))),
        "Projection": {"ProjectionType": "ALL"},
    }


def table(**more: Any) -> Properties:
    attributes = ("id", "status")
    return {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": key("id", "status"),
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in attributes],
            "GlobalSecondaryIndexes": [index("by-status")],
            **more,
        },
    }


OTHER_KEY = {"KeySchema": key("status", "id")}
LOCAL = {"LocalSecondaryIndexes": [index("by-time", "id", "status")]}
NAMED = {"TableName": "orders"}
TTL = {"TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True}}
PROTECTED = {"DeletionProtectionEnabled": True}
EXTRA = {"Topic": {"Type": "AWS::SNS::Topic"}}


def deploy(client: Any, resources: Properties) -> tuple[str, str]:
    """Create or update the stack; its state, and why resources failed."""
    body = json.dumps({"Resources": resources})
    try:
        client.describe_stacks(StackName="orders")
        client.update_stack(StackName="orders", TemplateBody=body)
    except client.exceptions.ClientError as error:
        if "does not exist" not in str(error):
            return "REFUSED", str(error)
        client.create_stack(StackName="orders", TemplateBody=body)
    while True:
        state: str = client.describe_stacks(StackName="orders")["Stacks"][0]["StackStatus"]
        if not state.endswith("_IN_PROGRESS"):
            break
        time.sleep(0.02)
    events = client.describe_stack_events(StackName="orders")["StackEvents"]
    return state, "\n".join(str(each.get("ResourceStatusReason")) for each in events)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (table(**NAMED), table(**NAMED, **OTHER_KEY), "DS615"),
        (table(**NAMED), table(**NAMED, **LOCAL), "DS615"),
        (table(), table(GlobalSecondaryIndexes=[index("by-status"), index("b-2"), index("b-3")]), "DS621"),
        (table(), table(GlobalSecondaryIndexes=[index("renamed")]), "DS621"),
        (table(), table(GlobalSecondaryIndexes=[index("by-status", "id", "status")]), "DS622"),
        (table(**TTL), table(), "DS634"),
    ],
)
def test_what_is_refused_in_the_words_that_were_told(
    account: Account, before: Properties, after: Properties, code: str
) -> None:
    client = account.client("cloudformation")
    assert deploy(client, {"Orders": before})[0] == "CREATE_COMPLETE"
    dynamodb = account.client("dynamodb")
    (name,) = dynamodb.list_tables()["TableNames"]
    dynamodb.put_item(TableName=name, Item={"id": {"S": "1"}, "status": {"S": "new"}})

    changes = predicted({"Orders": before}, {"Orders": after})
    state, reasons = deploy(client, {"Orders": after})

    assert ({change.code for change in changes}, state) == ({code}, "UPDATE_ROLLBACK_COMPLETE")
    assert all(change.sentence in reasons for change in changes)
    assert dynamodb.scan(TableName=name)["Count"] == 1


@pytest.mark.parametrize(
    ("before", "after", "code", "items"),
    [
        (table(), table(**OTHER_KEY), "DS611", 0),
        (table(), table(**LOCAL), "DS613", 0),
        (table(), table(**NAMED), "DS614", 0),
        (table(), table(**TTL), "DS635", 1),
        (table(**PROTECTED), table(), "DS648", 1),
        (table(), table(GlobalSecondaryIndexes=[index("by-status"), index("b-2")]), "DS623", 1),
        (table(), table(GlobalSecondaryIndexes=[]), "DS624", 1),
        (table(), table(Tags=[{"Key": "team", "Value": "shop"}]), "DS603", 1),
    ],
)
def test_what_is_replaced_is_empty_and_what_is_in_place_is_not(
    account: Account, before: Properties, after: Properties, code: str, items: int
) -> None:
    client = account.client("cloudformation")
    dynamodb = account.client("dynamodb")
    assert deploy(client, {"Orders": before})[0] == "CREATE_COMPLETE"
    (name,) = dynamodb.list_tables()["TableNames"]
    dynamodb.put_item(TableName=name, Item={"id": {"S": "1"}, "status": {"S": "new"}})

    (change,) = predicted({"Orders": before}, {"Orders": after})
    assert (change.code, deploy(client, {"Orders": after})[0]) == (code, "UPDATE_COMPLETE")

    (left,) = dynamodb.list_tables()["TableNames"]
    assert (left == name, dynamodb.scan(TableName=left)["Count"]) == (items == 1, items)


def predicted(before: Properties, after: Properties) -> list[Any]:
    old, new = (read(json.dumps({"Resources": each}).encode(), "t") for each in (before, after))
    return judge(old, new)


def test_a_table_that_leaves_its_stack_is_deleted_with_its_items_or_stays(account: Account) -> None:
    client = account.client("cloudformation")
    kept = {**table(**NAMED), "DeletionPolicy": "Retain"}
    assert deploy(client, {"Orders": table(), "Kept": kept, **EXTRA})[0] == "CREATE_COMPLETE"
    assert {change.code for change in predicted({"Orders": table(), "Kept": kept, **EXTRA}, EXTRA)} == {
        "DS661",
        "DS662",
    }

    assert deploy(client, EXTRA)[0] == "UPDATE_COMPLETE"

    assert account.client("dynamodb").list_tables()["TableNames"] == ["orders"]


def test_a_table_under_another_logical_id(account: Account) -> None:
    client = account.client("cloudformation")
    assert deploy(client, {"Orders": table(**NAMED)})[0] == "CREATE_COMPLETE"
    (change,) = predicted({"Orders": table(**NAMED)}, {"Purchases": table(**NAMED)})
    state, reasons = deploy(client, {"Purchases": table(**NAMED)})
    assert (change.code, state) == ("DS664", "UPDATE_ROLLBACK_COMPLETE")
    assert "orders" in reasons


SPEC = """\
version: 1
tables:
  Orders:
    table_name: orders
    partition_key: customer_id
    alarms: {alarm_actions: []}
"""


@pytest.fixture
def asked(begin: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """A project whose template is deployed, and `dynaspec diff --stack` in it."""
    begin(SPEC)

    def ended(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["diff", "--color", "never", *arguments])
        return (code, *capsys.readouterr())

    return ended


def test_a_deployed_stack(asked: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("--stack", "orders") == (0, "1 template without a change\n", "")
    Path("specs/orders.yaml").write_text(SPEC + "    sort_key: placed_at\n")
    code, out, _ = asked("--stack", "orders", "--fail-on", "replace")
    assert code == 1
    assert out.startswith("templates/orders.yaml against stack orders\n\nrefused[DS615]: ")

    code, _, err = asked("--stack", "nope")
    assert code == 2
    assert "error[DS688]: there is no stack 'nope'" in err
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    code, _, err = asked("--stack", "orders")
    assert code == 2
    assert "error[DS687]: cannot ask AWS: You must specify a region" in err
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    code, _, err = asked("--stack", "orders")
    assert code == 2
    assert "error[DS687]: cannot ask AWS: " in err


def test_a_stack_that_takes_no_update(asked: Callable[..., tuple[int, str, str]], account: Account) -> None:
    client = account.client("cloudformation")
    body = json.dumps({"Resources": {"Orders": table(**NAMED)}})
    client.create_stack(StackName="second", TemplateBody=body)
    while client.describe_stacks(StackName="second")["Stacks"][0]["StackStatus"].endswith("_IN_PROGRESS"):
        time.sleep(0.02)

    code, _, err = asked("--stack", "second")

    assert code == 2
    assert "error[DS689]: the stack 'second' is in ROLLBACK_COMPLETE and takes no update" in err
    assert "delete the stack, then deploy again" in err
