"""A table becomes a global table on the local AWS by the steps of its plan, with every item and policy still there."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.cli.main import run
from tests.deploy.conftest import Account

SPEC = """\
version: 1
region: eu-west-1
parameters: {Topic: {type: String}}
tables:
  Orders:
    table_name: orders
    partition_key: id
    global_secondary_indexes: {by-status: {partition_key: status}}
    stream: NEW_AND_OLD_IMAGES
    time_to_live: ends_at
    deletion_policy: Delete
    deletion_protection: false
    tags: {team: shop}
    alarms: {alarm_actions: ["${Topic}"]}
"""
GLOBAL = (
    SPEC.replace("team: shop", "team: post")
    + """\
    replicas: {eu-west-1: {}, us-east-1: {}}
"""
)
Ended = tuple[int, str, str]
TOPIC = "arn:aws:sns:eu-west-1:444455556666:alarms"


@pytest.fixture
def planned(account: Account, begin: Callable[..., None]) -> Callable[..., Ended]:
    """A table with items is deployed, and the script of its plan; with options for it."""
    begin(SPEC, Topic=TOPIC)
    for number in range(30):
        item = {"id": {"S": str(number)}, "status": {"S": "new"}}
        account.client("dynamodb").put_item(TableName="orders", Item=item)
    Path("specs/orders.yaml").write_text(GLOBAL)
    assert run(["plan", "-q", "--against", "templates/orders.yaml"]) == 0
    return partial(account.follow, "orders", "orders")


def physical(account: Account) -> dict[str, str]:
    """What the resources of the stack are, by logical ID."""
    client = account.client("cloudformation")
    listed = client.describe_stack_resources(StackName="orders")["StackResources"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in listed}


def test_a_table_becomes_a_global_table(account: Account, planned: Callable[..., Ended]) -> None:
    dynamodb, before = account.client("dynamodb"), physical(account)
    made = dynamodb.describe_table(TableName="orders")["Table"]

    code, out, err = planned(DYNASPEC_UNTIL="2")
    assert (code, err) == (0, "")
    assert "stopped before step 3, as DYNASPEC_UNTIL says" in out
    # Out of the stack the table stays, and what reads and watches it does so under its name.
    out_of_it = physical(account)
    assert before.keys() - out_of_it.keys() == {"Orders"}
    assert dynamodb.scan(TableName="orders")["Count"] == 30
    assert f"arn:aws:dynamodb:eu-west-1:{account.number}:table/orders/index/*" in policy(account)
    (alarm,) = account.client("cloudwatch").describe_alarms(AlarmNames=["orders/Orders/read-throttles"])["MetricAlarms"]
    assert alarm["Dimensions"] == [{"Name": "TableName", "Value": "orders"}]

    code, out, err = planned()
    assert (code, err) == (0, "")
    assert "step 2" not in out
    assert out.endswith("done\n")
    after = physical(account)
    assert {name: after[name] for name in before} == before
    found = account.client("cloudformation").describe_stack_resource(StackName="orders", LogicalResourceId="Orders")
    assert found["StackResourceDetail"]["ResourceType"] == "AWS::DynamoDB::GlobalTable"
    now = dynamodb.describe_table(TableName="orders")["Table"]
    assert (now["TableId"], now["LatestStreamArn"]) == (made["TableId"], made["LatestStreamArn"])
    assert dynamodb.scan(TableName="orders")["Count"] == 30
    assert {"Key": "team", "Value": "post"} in dynamodb.list_tags_of_resource(ResourceArn=now["TableArn"])["Tags"]
    assert account.in_region("us-east-1").client("dynamodb").describe_table(TableName="orders")
    assert run(["render", "-q"]) == 0
    body = account.client("cloudformation").get_template(StackName="orders")["TemplateBody"]
    assert body == Path("templates/orders.yaml").read_text()
    assert planned() == (0, "done\n", "")


def policy(account: Account) -> str:
    """What the policy for readers says."""
    iam, arn = account.client("iam"), physical(account)["OrdersPolicyRead"]
    current = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return json.dumps(iam.get_policy_version(PolicyArn=arn, VersionId=current)["PolicyVersion"]["Document"])


def test_a_table_that_is_not_there_stops_the_script(account: Account, planned: Callable[..., Ended]) -> None:
    assert planned(DYNASPEC_UNTIL="2")[0] == 0
    account.client("dynamodb").delete_table(TableName="orders")
    code, _, err = planned()
    assert code == 1
    assert err.endswith("stopped: there is no table orders to import\n")


def test_the_local_aws_imports_as_cloudformation_does(account: Account, planned: Callable[..., Ended]) -> None:
    assert planned(DYNASPEC_UNTIL="2")[0] == 0
    (file,) = Path("plan/orders").glob("03-*.yaml")
    text, client = file.read_text(), account.client("cloudformation")

    def refused(body: str, name: str = "orders") -> str:
        wanted = {"ResourceType": "AWS::DynamoDB::GlobalTable", "LogicalResourceId": "Orders"}
        arguments: dict[str, Any] = {"StackName": "orders", "ChangeSetName": "i", "ChangeSetType": "IMPORT"}
        arguments["ResourcesToImport"] = [{**wanted, "ResourceIdentifier": {"TableName": name}}]
        arguments["Parameters"] = [{"ParameterKey": "Topic", "UsePreviousValue": True}]
        try:
            client.create_change_set(TemplateBody=body, Capabilities=["CAPABILITY_IAM"], **arguments)
        except client.exceptions.ClientError as error:
            return str(error)
        described = client.describe_change_set(StackName="orders", ChangeSetName="i")
        client.delete_change_set(StackName="orders", ChangeSetName="i")
        return str(described["StatusReason"])

    assert "must have DeletionPolicy attribute" in refused(text.replace("    DeletionPolicy: Retain\n", ""))
    assert "cannot be executed during import operations" in refused(text.replace("Threshold: 0", "Threshold: 1"))
    assert "you cannot modify or add [Outputs]" in refused(text.replace("OrdersTableArn", "Other"))
    assert "purchases does not exist" in refused(text, name="purchases")
