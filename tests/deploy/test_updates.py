"""What a second deploy does to a table in the local AWS, and what it is refused, as in CloudFormation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.deploy import described
from tests.deploy.conftest import Account

Properties = dict[str, Any]
Deploy = Callable[[Properties], str]

ORDERS = {
    "TableName": "orders",
    "BillingMode": "PROVISIONED",
    "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}

OTHER_KEY = {
    "KeySchema": [{"AttributeName": "other", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "other", "AttributeType": "S"}],
}


def with_indexes(*names: str, attribute: str = "id", read: int = 5) -> Properties:
    """The table with indexes by an attribute."""
    names_of_attributes = sorted({"id", attribute} if names else {"id"})
    return {
        **ORDERS,
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names_of_attributes],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": name,
                "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": 5},
            }
            for name in names
        ],
    }


@pytest.fixture
def deploy(account: Account, tmp_path: Path) -> Deploy:
    """Deploys a stack that is one table; the reasons of what failed, or nothing."""

    def deployed(properties: Properties) -> str:
        template = tmp_path / "table.json"
        table = {"Type": "AWS::DynamoDB::Table", "Properties": properties}
        template.write_text(json.dumps({"Resources": {"Orders": table}}))
        return account.deploy(template, stack="table")

    return deployed


def test_settings_change_in_place(deploy: Deploy, account: Account) -> None:
    assert deploy(with_indexes("by-id")) == ""
    dynamodb = account.client("dynamodb")
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}})

    changed = {
        **with_indexes("by-id", read=7),
        "ProvisionedThroughput": {"ReadCapacityUnits": 9, "WriteCapacityUnits": 5},
        "StreamSpecification": {"StreamViewType": "KEYS_ONLY"},
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7},
        "ContributorInsightsSpecification": {"Enabled": True, "Mode": "THROTTLED_KEYS"},
        "DeletionProtectionEnabled": True,
        "Tags": [{"Key": "team", "Value": "shop"}],
    }
    assert deploy(changed) == ""

    told = described.table(account, "orders")
    assert told["capacity"] == {"": (9, 5), "by-id": (7, 5)}
    assert told["stream"] == "KEYS_ONLY"
    assert told["time_to_live"] == ("expires", True)
    assert told["recovery_days"] == 7
    assert told["insights"] == {"": "THROTTLED_KEYS", "by-id": None}
    assert told["deletion_protection"]
    assert told["tags"] == {"team": "shop"}
    assert dynamodb.get_item(TableName="orders", Key={"id": {"S": "1"}})["Item"] == {"id": {"S": "1"}}


def test_one_index_is_made_or_deleted_at_a_time(deploy: Deploy, account: Account) -> None:
    assert deploy(with_indexes("first")) == ""
    for refused in (with_indexes("first", "second", "third"), with_indexes("renamed")):
        assert "Cannot perform more than one GSI creation or deletion in a single update" in deploy(refused)
    assert deploy(with_indexes("first", "second")) == ""
    assert set(described.table(account, "orders")["keys"]) == {"", "first", "second"}


def test_an_index_keeps_its_key(deploy: Deploy) -> None:
    assert deploy(with_indexes("by-id")) == ""
    assert "Cannot update GSI's properties other than" in deploy(with_indexes("by-id", attribute="other"))


def test_time_to_live_is_turned_off_and_not_left_out(deploy: Deploy, account: Account) -> None:
    time_to_live = {"AttributeName": "expires", "Enabled": True}
    assert deploy({**ORDERS, "TimeToLiveSpecification": time_to_live}) == ""
    assert "AttributeName property of TimeToLiveSpecification is required" in deploy(ORDERS)
    assert deploy({**ORDERS, "TimeToLiveSpecification": {**time_to_live, "Enabled": False}}) == ""
    assert described.table(account, "orders")["time_to_live"] == ("expires", False)


def test_changes_go_to_one_kinesis_stream_at_most(deploy: Deploy, account: Account) -> None:
    stream = "arn:aws:kinesis:eu-west-1:444455556666:stream"
    precise = {"StreamArn": f"{stream}/second", "ApproximateCreationDateTimePrecision": "MICROSECOND"}
    assert deploy({**ORDERS, "KinesisStreamSpecification": {"StreamArn": f"{stream}/first"}}) == ""
    assert described.table(account, "orders")["kinesis"] == [(f"{stream}/first", "MILLISECOND")]
    assert deploy({**ORDERS, "KinesisStreamSpecification": precise}) == ""
    assert described.table(account, "orders")["kinesis"] == [(f"{stream}/second", "MICROSECOND")]
    assert deploy(ORDERS) == ""
    assert described.table(account, "orders")["kinesis"] == []


def test_a_named_table_is_not_replaced(deploy: Deploy) -> None:
    assert deploy(ORDERS) == ""
    assert "CloudFormation cannot update a stack when a custom-named" in deploy({**ORDERS, **OTHER_KEY})


def test_a_table_without_a_name_is_replaced_by_an_empty_one(deploy: Deploy, account: Account) -> None:
    unnamed = {key: value for key, value in ORDERS.items() if key != "TableName"}
    dynamodb = account.client("dynamodb")
    assert deploy(unnamed) == ""
    (first,) = dynamodb.list_tables()["TableNames"]
    dynamodb.put_item(TableName=first, Item={"id": {"S": "1"}})

    assert deploy({**unnamed, **OTHER_KEY}) == ""

    (second,) = dynamodb.list_tables()["TableNames"]
    assert second != first
    assert dynamodb.scan(TableName=second)["Items"] == []


def test_a_protected_table_stays_when_its_stack_is_deleted(deploy: Deploy, account: Account) -> None:
    assert deploy({**ORDERS, "DeletionProtectionEnabled": True}) == ""

    deleted = account.aws("cloudformation", "delete-stack", "--stack-name", "table")
    waited = account.aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "table")

    assert (deleted.returncode, waited.returncode) == (0, 255)
    assert "disable deletion protection" in account.reasons("table")
    assert described.table(account, "orders")["deletion_protection"]


def test_a_property_that_the_stand_in_does_not_know_is_refused(deploy: Deploy) -> None:
    assert "['Colour']" in deploy({**ORDERS, "Colour": "blue"})


def test_policies_and_vector_indexes_come_and_go(deploy: Deploy, account: Account) -> None:
    def attached(action: str) -> Properties:
        principal = {"AWS": "444455556666"}
        statement = {"Effect": "Allow", "Principal": principal, "Action": f"dynamodb:{action}", "Resource": "*"}
        return {"ResourcePolicy": {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}}

    vectors = {
        "IndexName": "by-text",
        "VectorAttribute": {"AttributeName": "text"},
        "Dimensions": 256,
        "DistanceFunction": "COSINE",
        "Projection": {"ProjectionType": "ALL"},
    }
    on_demand = {key: ORDERS[key] for key in ("TableName", "KeySchema", "AttributeDefinitions")}
    on_demand["BillingMode"] = "PAY_PER_REQUEST"
    stream = {"StreamViewType": "KEYS_ONLY"}
    first = {**on_demand, **attached("GetItem"), "StreamSpecification": {**stream, **attached("GetRecords")}}
    assert deploy(first) == ""
    told = described.table(account, "orders")
    assert told["policy"]["Statement"][0]["Action"] == ["dynamodb:GetItem"]
    assert told["stream_policy"]["Statement"][0]["Action"] == ["dynamodb:GetRecords"]

    second = {**on_demand, **attached("Query"), "StreamSpecification": stream, "VectorIndexes": [vectors]}
    assert deploy(second) == ""
    told = described.table(account, "orders")
    assert told["policy"]["Statement"][0]["Action"] == ["dynamodb:Query"]
    assert told["stream_policy"] is None
    assert told["vectors"]["by-text"]["of"] == ("text", 256, "COSINE")

    assert "not supported" in deploy({**second, "VectorIndexes": [{**vectors, "Dimensions": 512}]})
