"""What the local AWS tells about the policies, the topic and the dashboard of a stack, in the shape of `expected`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.deploy.conftest import Account
from tests.deploy.described import Body, own_tags, without_time
from tests.deploy.expected_policies import Grant


def policy(account: Account, arn: str) -> set[Grant]:
    """What a policy allows, and what it denies: actions on resources, with their conditions."""
    iam = account.client("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    assert document["Version"] == "2012-10-17"
    return {grant for statement in document["Statement"] for grant in grants(statement)}


def grants(statement: Body) -> set[Grant]:
    """The actions of a statement on its resources; what is denied says so."""
    effect = {"Allow": "", "Deny": "Deny "}[statement["Effect"]]
    clauses = [
        f"{operator} {key} {' '.join(listed(value))}"
        for operator, keys in statement.get("Condition", {}).items()
        for key, value in keys.items()
    ]
    held = "; ".join(sorted(clauses))
    return {
        (f"{effect}{action}", resource, held)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def topic(account: Account, arn: str) -> Body:
    """A topic: who is told, and who may publish."""
    sns = account.client("sns")
    policy = json.loads(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    return {
        "subscriptions": {
            (each["Protocol"], each["Endpoint"])
            for each in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        },
        "publishers": [
            (statement["Principal"], grant) for statement in policy["Statement"] for grant in grants(statement)
        ],
        "tags": own_tags(sns.list_tags_for_resource(ResourceArn=arn)["Tags"]),
    }


def exports(account: Account) -> dict[str, str]:
    """Every export of the account, by name; a stream's ARN ends in the time it was made."""
    told = account.client("cloudformation").list_exports()["Exports"]
    return {each["Name"]: without_time(each["Value"]) for each in told}


def parameters(account: Account) -> dict[str, Body]:
    """Every SSM parameter of the account, by name."""
    ssm = account.client("ssm")
    pages = ssm.get_paginator("describe_parameters").paginate()
    return {each["Name"]: parameter(ssm, each["Name"]) for page in pages for each in page["Parameters"]}


def parameter(ssm: Any, name: str) -> Body:
    """A parameter: what it holds, as text, and its tags."""
    told = ssm.get_parameter(Name=name)["Parameter"]
    assert told["Type"] == "String"
    tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    return {"value": without_time(told["Value"]), "tags": own_tags(tags)}


def dashboards(account: Account) -> dict[str, Body]:
    """Every dashboard of the account, by name."""
    cloudwatch = account.client("cloudwatch")
    names = [each["DashboardName"] for each in cloudwatch.list_dashboards()["DashboardEntries"]]
    return {
        name: dashboard(json.loads(cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"])) for name in names
    }


def dashboard(body: Body) -> Body:
    """What the widgets show: alarms, and metrics of tables and indexes."""
    shown = [widget["properties"] for widget in body["widgets"]]
    rows = [row for each in shown for row in each.get("metrics", [])]
    return {
        "alarms": {arn.partition(":alarm:")[2] for each in shown for arn in each.get("alarms", [])},
        "metrics of": {place(row) for row in rows if isinstance(row[0], str)},
        "regions": {each["region"] for each in shown if "metrics" in each},
        "overlapping": overlaps(body["widgets"]),
    }


def place(row: list[Any]) -> tuple[str, str]:
    """The table, and its index if it is one, that a row of a widget has a metric of."""
    namespace, _, *rest = row
    assert namespace == "AWS/DynamoDB"
    names = [each for each in rest if isinstance(each, str)]
    dimensions = dict(zip(names[::2], names[1::2], strict=True))
    return dimensions["TableName"], dimensions.get("GlobalSecondaryIndexName", "")


def overlaps(widgets: list[Body]) -> list[tuple[int, int]]:
    """The cells, 24 to a row, that more than one widget lies on, or that are outside."""
    cells = Counter(
        (x, y)
        for each in widgets
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    )
    return sorted(cell for cell, count in cells.items() if count > 1 or cell[0] >= 24)
