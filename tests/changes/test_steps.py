"""A change that one deploy cannot make to the deploys that make it, one index or replica each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.changes.steps import Plan, plan
from generator.changes.template import read

Body = dict[str, Any]
UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}


def index(name: str, attribute: str = "status", **more: Any) -> Body:
    key = [{"AttributeName": attribute, "KeyType": "HASH"}]
    return {"IndexName": name, "KeySchema": key, "Projection": {"ProjectionType": "ALL"}, **more}


def table(*indexes: Body, kind: str = "Table", **more: Any) -> Body:
    names = sorted({"id", *(each["KeySchema"][0]["AttributeName"] for each in indexes)})
    properties = {
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        **({"GlobalSecondaryIndexes": list(indexes)} if indexes else {}),
        **more,
    }
    return {"Type": f"AWS::DynamoDB::{kind}", "Properties": properties}


def planned(before: Body, after: Body, *given_up: str) -> Plan:
    deployed = read(json.dumps({"Resources": before}).encode(), "t")
    return plan(deployed, {"Resources": after}, source="specs/t.yaml", region="eu-west-1", given_up=given_up)


def slugs(plan: Plan) -> list[str]:
    return [step.slug for step in plan.steps]


def names(template: Body, kind: str = "GlobalSecondaryIndexes") -> list[str]:
    return [each["IndexName"] for each in template["Resources"]["Orders"]["Properties"].get(kind, [])]


def test_one_index_a_step_and_what_is_new_before_what_goes() -> None:
    before = {"Orders": table(index("a", "x"), index("b"))}
    after = {"Orders": table(index("b"), index("c", "y"), index("d", "x"), Tags=[{"Key": "k", "Value": "v"}])}

    found = planned(before, after)

    assert slugs(found) == ["all-else", "create-c", "create-d", "delete-a"]
    assert [names(step.template) for step in found.steps] == [
        ["b", "a"],
        ["b", "c", "a"],
        ["b", "c", "d", "a"],
        ["b", "c", "d"],
    ]
    defined = [
        {each["AttributeName"] for each in step.template["Resources"]["Orders"]["Properties"]["AttributeDefinitions"]}
        for step in found.steps
    ]
    assert defined == [{"id", "status", "x"}, *[{"id", "status", "x", "y"}] * 3]
    assert found.steps[-1].template == {"Resources": after}
    assert [step.tables for step in found.steps] == [(), ("Orders",), ("Orders",), ("Orders",)]


def test_both_kinds_of_indexes_take_turns() -> None:
    vectors = [{"IndexName": "v", "VectorAttribute": {"AttributeName": "text"}, "Dimensions": 3}]
    found = planned({"Orders": table()}, {"Orders": table(index("a"), VectorIndexes=vectors)})
    assert slugs(found) == ["create-a", "create-v"]
    other = [{**vectors[0], "IndexName": "w", "Dimensions": 4}]
    found = planned({"Orders": table(VectorIndexes=vectors)}, {"Orders": table(VectorIndexes=other)})
    assert slugs(found) == ["delete-v", "create-w"]


def test_the_twenty_first_index_waits_for_room() -> None:
    many = [index(f"i-{number}") for number in range(20)]
    found = planned({"Orders": table(*many)}, {"Orders": table(*many[1:], index("new"))})
    assert slugs(found) == ["delete-i-0", "create-new"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"AttributeName": "ends", "Enabled": True}, ["time-to-live-off", "time-to-live"]),
        (None, ["time-to-live-off", "time-to-live"]),
        ({"AttributeName": "expires", "Enabled": False}, ["all-else"]),
    ],
)
def test_time_to_live_moves_in_two_with_an_hour_between(after: Body | None, expected: list[str]) -> None:
    before = {"Orders": table(TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True})}
    more: Body = {"TimeToLiveSpecification": after} if after else {}
    wanted = {"Orders": table(**more)}
    found = planned(before, wanted)
    assert slugs(found) == expected
    if len(expected) == 2:
        off, then = found.steps
        properties = off.template["Resources"]["Orders"]["Properties"]
        assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": False}
        assert (off.pause_seconds, then.pause_seconds, then.off) == (0, 3600, ("Orders",))


def scaled(target: str) -> Body:
    properties = {"ResourceId": {"Fn::Sub": target}}
    return {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": properties}


def test_a_table_is_provisioned_with_its_scaling_after_its_indexes_are_gone() -> None:
    before = {"Orders": table(index("a"), index("b"))}
    wanted = table(
        index("b", ProvisionedThroughput=UNITS),
        index("c", ProvisionedThroughput=UNITS),
        BillingMode="PROVISIONED",
        ProvisionedThroughput=UNITS,
    )
    after = {"Orders": wanted, "Scaled": scaled("table/${Orders}"), "OfC": scaled("table/${Orders}/index/c")}
    found = planned(before, after)
    assert slugs(found) == ["create-c", "delete-a", "provisioned"]
    assert [set(step.template["Resources"]) for step in found.steps] == [{"Orders"}, {"Orders"}, set(after)]
    first = found.steps[0].template["Resources"]["Orders"]["Properties"]
    assert first["BillingMode"] == "PAY_PER_REQUEST"
    assert not any("ProvisionedThroughput" in body for body in (first, *first["GlobalSecondaryIndexes"]))


def test_a_table_becomes_on_demand_with_an_index_that_goes_later() -> None:
    a, b, c = (index(name, ProvisionedThroughput=UNITS) for name in "abc")
    before = {"Orders": table(a, b, c, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)}
    found = planned({**before, "Scaled": scaled("table/${Orders}")}, {"Orders": table(index("a"))})
    assert [(step.slug, step.stops) for step in found.steps] == [
        ("all-else", False), ("delete-b", True), ("delete-c", True),
    ]  # fmt: skip
    first = found.steps[0].template["Resources"]["Orders"]["Properties"]
    assert not any("ProvisionedThroughput" in each for each in first["GlobalSecondaryIndexes"])


def replicas(*regions: str, **more: Any) -> Body:
    stream = {"StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"}} if len(regions) > 1 else {}
    return table(kind="GlobalTable", Replicas=[{"Region": region, **more} for region in regions], **stream)


def test_one_replica_a_step_and_the_stream_while_there_are_two() -> None:
    before, after = replicas("eu-west-1", "us-east-1", "us-west-2"), replicas("eu-west-1")
    found = planned({"Orders": before}, {"Orders": after})
    assert [(step.slug, step.stops) for step in found.steps] == [("remove-us-east-1", True), ("remove-us-west-2", True)]
    assert "StreamSpecification" in found.steps[0].template["Resources"]["Orders"]["Properties"]
    found = planned({"Orders": after}, {"Orders": before})
    assert slugs(found) == ["all-else", "add-us-east-1", "add-us-west-2"]


def test_a_replica_goes_from_a_table_that_becomes_provisioned() -> None:
    before = replicas("eu-west-1", "us-east-1")["Properties"]
    reads = {"ReadProvisionedThroughputSettings": {"ReadCapacityUnits": 5}}
    indexes = [{"IndexName": "a", **reads}]
    wanted = replicas("eu-west-1", GlobalSecondaryIndexes=indexes, **reads)
    wanted["Properties"] |= {"BillingMode": "PROVISIONED", "GlobalSecondaryIndexes": [index("a")]}
    old = {"Type": wanted["Type"], "Properties": {**before, "GlobalSecondaryIndexes": [index("a"), index("b")]}}
    found = planned({"Orders": old}, {"Orders": wanted})
    assert slugs(found) == ["delete-b", "remove-us-east-1", "provisioned"]
    second = found.steps[1].template["Resources"]["Orders"]["Properties"]
    assert (second["BillingMode"], second["Replicas"]) == ("PAY_PER_REQUEST", [{"Region": "eu-west-1"}])

    old["Properties"]["GlobalSecondaryIndexes"] = [index("a")]
    found = planned({"Orders": old}, {"Orders": wanted})
    assert slugs(found) == ["all-else", "remove-us-east-1"]
    _, other = found.steps[0].template["Resources"]["Orders"]["Properties"]["Replicas"]
    assert other == {"Region": "us-east-1", **reads, "GlobalSecondaryIndexes": indexes}


def test_a_protected_replica_loses_its_protection_first() -> None:
    before = replicas("eu-west-1", "us-east-1", DeletionProtectionEnabled=True)
    found = planned({"Orders": before}, {"Orders": replicas("eu-west-1", DeletionProtectionEnabled=True)})
    assert slugs(found) == ["unprotect-us-east-1", "remove-us-east-1"]
    own, other = found.steps[0].template["Resources"]["Orders"]["Properties"]["Replicas"]
    assert (own["DeletionProtectionEnabled"], other["DeletionProtectionEnabled"]) == (True, False)


def stack(kind: str, name: str = "orders", **more: Any) -> Body:
    """A stack with a table, and with all that may refer to it."""
    properties = {"TableName": name, **more}
    if kind == "GlobalTable":
        properties["Replicas"] = [{"Region": "eu-west-1"}]
    alarm = {"Dimensions": [{"Name": "TableName", "Value": {"Ref": "Orders"}}]}
    arn = {"Fn::GetAtt": ["Orders", "Arn"]}
    resources = [arn, {"Fn::Sub": "${Orders.Arn}/index/*"}, {"Fn::Sub": ["${ Orders }${X}", {"X": 1}]}]
    return {
        "Orders": table(kind=kind, **properties),
        "Alarm": {"Type": "AWS::CloudWatch::Alarm", "DependsOn": "Orders", "Properties": alarm},
        "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Resource": resources}}},
    }


def test_a_table_becomes_a_global_table() -> None:
    after = {
        "Resources": stack("GlobalTable"),
        "Outputs": {
            "Name": {"Value": {"Ref": "Orders"}},
            "Stream": {"Value": {"Fn::GetAtt": ["Orders", "StreamArn"]}},
        },
    }
    before = stack("Table", OnDemandThroughput={"MaxReadRequestUnits": 9})
    deployed = read(json.dumps({"Resources": before}).encode(), "t")
    found = plan(deployed, after, source="specs/t.yaml", region="eu-west-1")
    assert slugs(found) == ["all-else", "leave-Orders", "import-Orders", "settle-Orders"]
    held, left, there, last = (step.template for step in found.steps)
    # Its policy alone may be no update, so something comes and goes with it.
    assert held["Resources"]["Orders"]["DeletionPolicy"] == "Retain"
    assert held["Resources"]["OrdersIsKept"] == {"Type": "AWS::CloudFormation::WaitConditionHandle"}
    assert set(left["Resources"]) == {"Alarm", "Policy"}
    orders = there["Resources"].pop("Orders")
    assert there == left
    assert (orders["Type"], orders["DeletionPolicy"]) == ("AWS::DynamoDB::GlobalTable", "Retain")
    assert orders["Properties"]["Replicas"] == [
        {"Region": "eu-west-1", "ReadOnDemandThroughputSettings": {"MaxReadRequestUnits": 9}}
    ]
    arn = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders"
    assert left["Resources"]["Policy"]["Properties"]["PolicyDocument"]["Resource"] == [
        {"Fn::Sub": arn},
        {"Fn::Sub": f"{arn}/index/*"},
        {"Fn::Sub": ["orders${X}", {"X": 1}]},
    ]
    assert left["Resources"]["Alarm"] == {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {"Dimensions": [{"Name": "TableName", "Value": "orders"}]},
    }
    assert left["Outputs"] == {"Name": {"Value": "orders"}}
    assert last == after
    assert [[change.code for change in step.changes] for step in found.steps[1:3]] == [["DS662", "DS602"], ["DS697"]]
    assert found.steps[1].changes[0].advice == "leave it as it is: a later step imports it"


def test_a_table_that_its_stack_keeps_needs_nothing_for_it() -> None:
    before = stack("Table")
    before["Orders"]["DeletionPolicy"] = "RetainExceptOnCreate"
    assert "OrdersIsKept" not in planned(before, stack("GlobalTable")).steps[0].template["Resources"]


STREAM_READER = {
    "Type": "AWS::Lambda::EventSourceMapping",
    "Properties": {"EventSourceArn": {"Fn::Sub": "${Orders.StreamArn}"}},
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (stack("Table", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS), stack("GlobalTable")),
        ({"Orders": table()}, {"Orders": table(kind="GlobalTable", Replicas=[{"Region": "eu-west-1"}])}),
        (stack("Table"), stack("GlobalTable", name="purchases")),
        (stack("Table"), stack("GlobalTable", MultiRegionConsistency="STRONG")),
        (stack("Table"), {**stack("GlobalTable"), "Reader": STREAM_READER}),
        (stack("Table"), {**stack("GlobalTable"), "Large": {"Type": "A::B::C", "Properties": {"D": "x" * 52_000}}}),
        (stack("GlobalTable"), stack("Table")),
    ],
)
def test_a_change_of_type_that_no_steps_can_make(before: Body, after: Body) -> None:
    found = planned(before, after)
    assert found.steps == ()
    assert "DS619" in {change.code for change in found.obstacles}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ({"KeySchema": [{"AttributeName": "other", "KeyType": "HASH"}]}, "DS611"),
        ({"TableName": "orders"}, "DS614"),
        ({"LocalSecondaryIndexes": [index("l")]}, "DS613"),
    ],
)
def test_what_no_steps_can_do(after: Body, code: str) -> None:
    found = planned({"Orders": table()}, {"Orders": table(index("a"), index("b"), **after)})
    assert found.steps == ()
    assert {change.code for change in found.obstacles} == {code}


def test_a_table_that_is_given_up_loses_its_protection_first() -> None:
    before = {"Orders": table(DeletionProtectionEnabled=True), "Topic": {"Type": "AWS::SNS::Topic"}}
    after = {"Topic": before["Topic"]}
    assert [change.code for change in planned(before, after).obstacles] == ["DS663"]
    found = planned(before, after, "Orders")
    assert slugs(found) == ["unprotect-Orders", "give-up-Orders"]
    assert found.steps[0].template["Resources"]["Orders"]["Properties"]["DeletionProtectionEnabled"] is False
    assert found.steps[1].template == {"Resources": after}
    assert [(step.stops, step.loses) for step in found.steps] == [(False, False), (True, True)]


def test_a_table_that_is_kept_keeps_its_protection_too_when_it_is_given_up() -> None:
    kept = {**table(DeletionProtectionEnabled=True), "DeletionPolicy": "RetainExceptOnCreate"}
    before = {"Orders": kept, "Topic": {"Type": "AWS::SNS::Topic"}}
    found = planned(before, {"Topic": before["Topic"]}, "Orders")
    assert [(step.slug, step.title, step.stops, step.loses) for step in found.steps] == [
        ("give-up-Orders", "take Orders out of the stack, and keep it", False, False)
    ]
    assert [change.code for change in found.steps[0].changes] == ["DS662"]
    assert found.steps[0].changes[0].advice.startswith("nothing, if it shall stay: ")


def test_a_table_that_is_given_up_goes_last_and_alone() -> None:
    before = {"Orders": table(), "Items": table()}
    found = planned(before, {"Items": table(index("a"), index("b"))}, "Orders")
    assert slugs(found) == ["create-a", "create-b", "give-up-Orders"]
    assert found.steps[-1].stops
    # What refers to others may have to go with them.
    tied = {**before, "Orders": table(TableName={"Ref": "Name"})}
    found = planned(tied, {"Items": table()}, "Orders")
    assert [(step.slug, step.stops, step.loses) for step in found.steps] == [("give-up-Orders", True, True)]
    assert found.steps[0].title == "give Orders up, and all that needs no deploy of its own"


def test_a_table_that_is_given_up_is_read_and_watched_until_it_goes() -> None:
    before, other = stack("Table"), {"Items": table()}
    before["Orders"]["Properties"]["DeletionProtectionEnabled"] = True
    shown = {"DashboardBody": {"Fn::Sub": '{"widgets": ["${Alarm.Arn}"]}'}}
    before["Dashboard"] = {"Type": "AWS::CloudWatch::Dashboard", "Properties": shown}
    found = planned({**before, **other}, other, "Orders")
    assert slugs(found) == ["unprotect-Orders", "give-up-Orders"]
    assert set(found.steps[0].template["Resources"]) == {*before, *other}
    assert found.steps[1].template == {"Resources": other}


def test_a_table_under_another_logical_id_is_given_up_after_the_new_one_is_there() -> None:
    found = planned({"Orders": table()}, {"Sales": table()}, "Orders", "Sales")
    assert slugs(found) == ["all-else", "give-up-Orders"]
    assert set(found.steps[0].template["Resources"]) == {"Orders", "Sales"}


def test_a_policy_reads_the_index_that_goes_until_it_is_gone() -> None:
    def policies(name: str) -> Body:
        resource = {"Fn::Sub": f"${{Orders.Arn}}/index/{name}"}
        document = {
            "Statement": [{"Sid": "Query", "Effect": "Allow", "Action": "dynamodb:Query", "Resource": resource}]
        }
        own = {"PolicyName": "own", "PolicyDocument": document}
        role = {"ManagedPolicyArns": [{"Ref": f"Of{name}"}, "arn:x"], "Policies": [own]}
        return {
            f"Of{name}": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}},
            "Role": {"Type": "AWS::IAM::Role", "Properties": role},
            "Reader": {"Type": "AWS::Lambda::Function", "Properties": {"Environment": resource}},
        }

    before, after = {"Orders": table(index("a")), **policies("a")}, {"Orders": table(index("b")), **policies("b")}
    found = planned(before, after)
    assert slugs(found) == ["all-else", "create-b", "delete-a"]
    for step in found.steps[:2]:
        resources = step.template["Resources"]
        both = {"Fn::Sub": "${Orders.Arn}/index/b"}, {"Fn::Sub": "${Orders.Arn}/index/a"}
        role = resources["Role"]["Properties"]
        (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
        assert statement == {"Sid": "Query", "Effect": "Allow", "Action": "dynamodb:Query", "Resource": [*both]}
        assert role["ManagedPolicyArns"] == [{"Ref": "Ofb"}, "arn:x", {"Ref": "Ofa"}]
        assert {"Ofa", "Ofb"} <= resources.keys()
        # What reads is to change over, where its template says so.
        assert resources["Reader"] == after["Reader"]
    assert found.steps[2].template == {"Resources": after}


def test_what_a_policy_keeps_for_several_indexes_stands_in_it_once() -> None:
    def policy(*attributes: str) -> Body:
        statement = {
            "Sid": "Query", "Effect": "Allow", "Action": "dynamodb:Query",
            "Resource": {"Fn::Sub": "${Orders.Arn}/index/*"},
            "Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": [*attributes]}},
        }  # fmt: skip
        return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [statement]}}}

    before = {"Orders": table(index("a"), index("b"), index("c")), "Read": policy("id", "old")}
    found = planned(before, {"Orders": table(), "Read": policy("id", "new")})
    assert slugs(found) == ["all-else", "delete-a", "delete-b", "delete-c"]
    told = found.steps[0].template["Resources"]["Read"]["Properties"]["PolicyDocument"]["Statement"]
    (attributes, kept) = (each["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"] for each in told)
    assert (attributes, kept) == (["id", "new"], ["id", "old"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Other": {"Type": "AWS::Serverless::SimpleTable"}}, "DS661"),
        ({"Other": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "u"}}}, "DS679"),
        ({"Fn::ForEach::All": ["Name", ["A"], {"${Name}": table()}]}, "DS679"),
        ({"Fn::Transform": {"Name": "Tables"}}, "DS679"),
    ],
)
def test_what_may_hold_items_is_no_plain_delete(body: Body, code: str) -> None:
    found = planned({"Orders": table(), **body}, {"Orders": table()})
    assert found.steps == ()
    assert [change.code for change in found.obstacles] == [code]


def test_an_index_whose_name_a_function_makes_is_no_guess() -> None:
    named = {**index("a"), "IndexName": {"Fn::Sub": "by-${Env}"}}
    found = planned({"Orders": table(named)}, {"Orders": table(index("by-prod"))})
    assert found.steps == ()
    assert {change.code for change in found.obstacles} == {"DS679"}


def test_a_transform_that_changes_is_unclear_where_resources_come_or_go() -> None:
    sections = {"Transform": "AWS::LanguageExtensions"}
    topic = {"Topic": {"Type": "AWS::SNS::Topic"}}
    deployed = read(json.dumps({"Resources": {"Orders": table(), **topic}, **sections}).encode(), "t")
    gone = plan(deployed, {"Resources": {"Orders": table()}}, source="specs/t.yaml")
    assert [(change.code, change.property) for change in gone.obstacles] == [("DS679", ("Transform",))]
    assert plan(deployed, {"Resources": {"Orders": table(), **topic}}, source="specs/t.yaml").obstacles == ()
