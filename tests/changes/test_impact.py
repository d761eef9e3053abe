"""What a deploy does with each kind of change, by hand-written templates: the table of AWS' update behaviour."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from generator.aws.updates import RULES
from generator.changes.change import Change
from generator.changes.impact import judge
from generator.changes.template import Template, read

Properties = dict[str, Any]
RETAIN = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
IF_ON = {"Fn::If": ["On", "a", {"Ref": "AWS::NoValue"}]}


def index(name: str, attribute: str = "status", **more: Any) -> Properties:
    return {
        "IndexName": name,
        "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
        **more,
    }


BASE: Properties = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("id", "status")],
    "BillingMode": "PAY_PER_REQUEST",
    "GlobalSecondaryIndexes": [index("by-status")],
}
PROVISIONED = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": UNITS}
NAMED = {"TableName": "orders"}
OTHER_KEY = {"KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}]}
PROTECTED = {"DeletionProtectionEnabled": True}
TTL = {"TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True}}
TTL_OFF = {"TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": False}}
STREAM = {"StreamSpecification": {"StreamViewType": "KEYS_ONLY"}}
KINESIS = {"KinesisStreamSpecification": {"StreamArn": "a"}}
OPEN: Properties = {"ResourcePolicy": {"PolicyDocument": {"Statement": []}}}
RECOVERY = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}
LOCAL = {"LocalSecondaryIndexes": [index("by-time")]}
SOURCE = {"ImportSourceSpecification": {"InputFormat": "CSV", "S3BucketSource": {"S3Bucket": "b"}}}
WARM = {"WarmThroughput": {"ReadUnitsPerSecond": 20000, "WriteUnitsPerSecond": 9000}}
KEY = {"SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/a"}}
AWS_MANAGED: Properties = {"SSESpecification": {"SSEEnabled": True}}


def typed(kind: str) -> Properties:
    return {"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": kind}, BASE["AttributeDefinitions"][1]]}


def indexed(*indexes: Properties) -> Properties:
    return {"GlobalSecondaryIndexes": list(indexes)}


def vectors(**dimensions: int) -> Properties:
    return {"VectorIndexes": [{"IndexName": name, "Dimensions": size} for name, size in dimensions.items()]}


def replicas(*regions: str, **more: Any) -> Properties:
    return {"Replicas": [{"Region": region, **more} for region in regions]}


SAFE = {**PROTECTED, **RECOVERY}
TWO = replicas("eu-west-1", "us-east-1")
STRONG = {"MultiRegionConsistency": "STRONG"}
OTHER_STREAM = {"StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}

# The rows of what happens to a table, in the order of the rules: properties laid over BASE before and after.
TABLE_ROWS = [
    ({}, {"Tags": [{"Key": "team", "Value": "shop"}]}, "DS603", "in place"),
    ({}, STREAM, "DS603", "in place"),
    (TTL, TTL_OFF, "DS603", "in place"),
    (TTL_OFF, {}, "DS603", "in place"),
    ({}, PROTECTED, "DS603", "in place"),
    ({}, indexed(index("by-status", ContributorInsightsSpecification={"Enabled": True})), "DS604", "in place"),
    ({}, indexed(index("by-status", OnDemandThroughput={"MaxReadRequestUnits": 9})), "DS604", "in place"),
    ({}, indexed(index("by-status", WarmThroughput={"ReadUnitsPerSecond": 13000})), "DS604", "in place"),
    ({}, OTHER_KEY, "DS611", "replaced"),
    ({}, typed("N"), "DS612", "replaced"),
    ({}, LOCAL, "DS613", "replaced"),
    (LOCAL, {}, "DS613", "replaced"),
    (LOCAL, {"LocalSecondaryIndexes": [index("by-time", "id")]}, "DS613", "replaced"),
    ({}, NAMED, "DS614", "replaced"),
    (NAMED, {}, "DS614", "replaced"),
    (NAMED, {"TableName": "purchases"}, "DS614", "replaced"),
    (NAMED, {**OTHER_KEY, "TableName": "purchases"}, "DS611", "replaced"),
    (NAMED, {**NAMED, **OTHER_KEY}, "DS615", "refused"),
    (NAMED, {**NAMED, **LOCAL}, "DS615", "refused"),
    (NAMED, {**NAMED, **SOURCE}, "DS615", "refused"),
    ({}, SOURCE, "DS616", "replaced"),
    (SOURCE, {}, "DS616", "replaced"),
    ({}, indexed(index("by-status"), index("b-2"), index("b-3")), "DS621", "several deploys"),
    ({}, indexed(index("renamed")), "DS621", "several deploys"),
    ({}, indexed(index("by-status", "id")), "DS622", "refused"),
    ({}, indexed({**index("by-status"), "Projection": {"ProjectionType": "KEYS_ONLY"}}), "DS622", "refused"),
    ({}, indexed(index("by-status"), index("b-2")), "DS623", "risky"),
    ({}, indexed(), "DS624", "risky"),
    ({}, {**indexed(index("by-status"), index("b-2")), **TTL}, "DS625", "risky"),
    ({}, vectors(a=3, b=3), "DS626", "several deploys"),
    (vectors(a=3), vectors(b=3), "DS626", "several deploys"),
    (vectors(a=3), vectors(a=4), "DS627", "refused"),
    ({}, vectors(a=3), "DS628", "risky"),
    (vectors(a=3, b=3), vectors(a=3), "DS629", "risky"),
    (STREAM, {"StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}, "DS631", "risky"),
    (STREAM, {}, "DS632", "risky"),
    (KINESIS, {}, "DS637", "risky"),
    (KINESIS, {"KinesisStreamSpecification": {"StreamArn": "b"}}, "DS637", "risky"),
    ({}, KINESIS, "DS603", "in place"),
    (OPEN, {}, "DS659", "risky"),
    ({}, OPEN, "DS603", "in place"),
    ({"StreamSpecification": {**STREAM["StreamSpecification"], **OPEN}}, STREAM, "DS659", "risky"),
    (TTL, {"TimeToLiveSpecification": {"AttributeName": "ends", "Enabled": True}}, "DS633", "several deploys"),
    (TTL, {}, "DS634", "refused"),
    ({}, TTL, "DS635", "risky"),
    (TTL_OFF, {"TimeToLiveSpecification": {"AttributeName": "ends", "Enabled": True}}, "DS635", "risky"),
    ({**PROVISIONED, **indexed(index("by-status", ProvisionedThroughput=UNITS))}, {}, "DS641", "risky"),
    ({}, {**PROVISIONED, **indexed(index("by-status", ProvisionedThroughput=UNITS))}, "DS642", "risky"),
    ({}, PROVISIONED, "DS643", "refused"),
    (PROVISIONED, {**PROVISIONED, "ProvisionedThroughput": {**UNITS, "ReadCapacityUnits": 4}}, "DS644", "risky"),
    (PROVISIONED, {**PROVISIONED, "ProvisionedThroughput": {**UNITS, "ReadCapacityUnits": 10}}, "DS603", "in place"),
    (
        indexed(index("by-status", ProvisionedThroughput=UNITS)),
        indexed(index("by-status", ProvisionedThroughput={**UNITS, "WriteCapacityUnits": 1})),
        "DS644",
        "risky",
    ),
    ({}, {"TableClass": "STANDARD_INFREQUENT_ACCESS"}, "DS645", "risky"),
    (WARM, {"WarmThroughput": {"ReadUnitsPerSecond": 20000, "WriteUnitsPerSecond": 8000}}, "DS646", "refused"),
    ({}, WARM, "DS603", "in place"),
    ({}, KEY, "DS647", "risky"),
    (KEY, {}, "DS647", "risky"),
    (AWS_MANAGED, KEY, "DS647", "risky"),
    (AWS_MANAGED, {}, "DS647", "risky"),
    (AWS_MANAGED, {"SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"}}, "DS603", "in place"),
    ({"SSESpecification": {"SSEEnabled": False}}, {}, "DS603", "in place"),
    (PROTECTED, {}, "DS648", "risky"),
    (PROTECTED, {"DeletionProtectionEnabled": False}, "DS648", "risky"),
    (RECOVERY, {}, "DS649", "risky"),
    (RECOVERY, {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": "false"}}, "DS649", "risky"),
    (
        RECOVERY,
        {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}},
        "DS650",
        "risky",
    ),
]
GLOBAL_ROWS = [
    (replicas("eu-west-1"), replicas("eu-west-1", "us-east-1", "us-west-2"), "DS651", "several deploys"),
    (replicas("eu-west-1", "us-east-1"), replicas("eu-west-1", "us-west-2"), "DS651", "several deploys"),
    (replicas("eu-west-1"), replicas("eu-west-1", "us-east-1"), "DS652", "risky"),
    (replicas("eu-west-1", "us-east-1"), replicas("eu-west-1"), "DS653", "risky"),
    (replicas("eu-west-1", "us-east-1"), replicas("us-east-1"), "DS654", "refused"),
    (replicas("eu-west-1", **PROTECTED), replicas("eu-west-1"), "DS648", "risky"),
    (replicas("eu-west-1", **KINESIS, **OPEN), replicas("eu-west-1"), "DS637 DS659", "risky"),
    ({**replicas("eu-west-1"), **NAMED}, {**replicas("eu-west-1"), **NAMED, **OTHER_KEY}, "DS615", "refused"),
    # What a replica has goes and comes with it.
    (replicas("eu-west-1", "us-east-1", **RECOVERY), replicas("eu-west-1", **RECOVERY), "DS653", "risky"),
    (replicas("eu-west-1", "us-east-1", **SAFE), replicas("eu-west-1", **SAFE), "DS690", "refused"),
    (replicas("eu-west-1", **SAFE), replicas("eu-west-1", "us-east-1", **SAFE, **KEY), "DS652 DS647", "risky"),
    # The stack is in a Region that the spec does not say any more.
    (replicas("us-east-1", "us-west-2"), replicas("eu-west-1", "us-west-2"), "DS654 DS652", "refused"),
    ({**TWO, **STREAM}, {**TWO, **OTHER_STREAM}, "DS636", "refused"),
    ({**TWO, **STREAM}, TWO, "DS636", "refused"),
    ({**TWO, **STREAM}, replicas("eu-west-1"), "DS653 DS632", "risky"),
    ({**TWO, **STREAM, **STRONG}, {**TWO, **STRONG, **OTHER_STREAM}, "DS631", "risky"),
    ({**replicas("eu-west-1"), **STREAM}, {**replicas("eu-west-1"), **OTHER_STREAM}, "DS631", "risky"),
]
# Functions where the value decides.
UNKNOWN_ROWS = [
    ({}, {"TableName": IF_ON}, "DS678", "unknown"),
    ({"TableName": "orders"}, {"TableName": {"Ref": "Name"}}, "DS678", "unknown"),
    ({"TableName": {"Fn::Sub": "${S}-a"}}, {"TableName": {"Fn::Sub": "${S}-b"}}, "DS614", "replaced"),
    (PROVISIONED, {**PROVISIONED, "BillingMode": {"Ref": "Mode"}}, "DS679", "unknown"),
    (PROTECTED, {"DeletionProtectionEnabled": {"Ref": "Protected"}}, "DS679", "unknown"),
    (PROVISIONED, {**PROVISIONED, "ProvisionedThroughput": {"Fn::If": ["Big", UNITS, UNITS]}}, "DS679", "unknown"),
    ({}, {"GlobalSecondaryIndexes": {"Fn::If": ["On", [index("by-status")], []]}}, "DS679", "unknown"),
    ({}, indexed(index("by-status"), {"Fn::If": ["On", index("b"), {"Ref": "AWS::NoValue"}]}), "DS679", "unknown"),
    ({"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]},
     {"KeySchema": [{"AttributeName": {"Ref": "Key"}, "KeyType": "HASH"}]}, "DS678", "unknown"),
]  # fmt: skip


def template(resources: Properties, **sections: Any) -> Template:
    return read(json.dumps({"Resources": resources, **sections}).encode(), "t")


def table(properties: Properties, kind: str = "AWS::DynamoDB::Table", **attributes: Any) -> Properties:
    return {"Type": kind, "Properties": {**BASE, **properties}, **attributes}


def codes(changes: list[Change]) -> dict[str, str]:
    return {change.code: change.impact for change in changes}


@pytest.mark.parametrize(("before", "after", "code", "impact"), [*TABLE_ROWS, *UNKNOWN_ROWS])
def test_tables(before: Properties, after: Properties, code: str, impact: str) -> None:
    changes = judge(template({"Orders": table(before)}), template({"Orders": table(after)}))
    assert codes(changes).get(code) == impact
    # What a rule does not name comes under no other that is worse.
    assert changes[0].code == code or {changes[0].code, code} in (
        {"DS623", "DS625"}, {"DS623", "DS635"}, {"DS635", "DS625"},
    )  # fmt: skip


@pytest.mark.parametrize(("before", "after", "code", "impact"), GLOBAL_ROWS)
def test_global_tables(before: Properties, after: Properties, code: str, impact: str) -> None:
    kind = "AWS::DynamoDB::GlobalTable"
    old, new = (template({"Orders": table(each, kind)}) for each in (before, after))
    changes = codes(judge(old, new, region="eu-west-1"))
    assert (set(changes), changes[code.split()[0]]) == (set(code.split()), impact)


def other(kind: str, **properties: Any) -> Properties:
    return {"Other": {"Type": kind, "Properties": properties}}


ALARM = "AWS::CloudWatch::Alarm"
POLICY = "AWS::IAM::ManagedPolicy"
TOPIC = "AWS::SNS::Topic"
KMS = "AWS::KMS::Key"
ALIAS = {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/a", "TargetKeyId": {"Ref": "Other"}}}
ORDERS = {"Orders": table({})}
ENCRYPTED = {"Orders": table({"SSESpecification": {"KMSMasterKeyId": {"Fn::GetAtt": "Other.Arn"}}})}
BY_ALIAS = {"Orders": table(KEY), "Alias": ALIAS}
OF_REPLICA = {
    "Orders": table(
        replicas("eu-west-1", SSESpecification={"KMSMasterKeyId": {"Ref": "Other"}}), "AWS::DynamoDB::GlobalTable"
    )
}
KEPT = {"Orders": table({}, **RETAIN)}
# Whole resources and what is not a table.
RESOURCE_ROWS = [
    ({}, other(ALARM), "DS601", "created"),
    (other(ALARM), {}, "DS602", "removed"),
    ({}, {"Orders": table(PROTECTED)}, "DS606", "created"),
    ({}, {"Orders": table(NAMED)}, "DS607", "created"),
    (other(ALARM, AlarmName="a"), other(ALARM, AlarmName="b"), "DS617", "replaced"),
    (other(POLICY, ManagedPolicyName="a"), other(POLICY, ManagedPolicyName="b"), "DS695", "replaced"),
    (other(POLICY, Description="a"), other(POLICY, Description="b"), "DS617", "replaced"),
    (other(TOPIC, TopicName="a"), other(TOPIC, TopicName="b"), "DS617", "replaced"),
    (
        other("AWS::CloudWatch::Dashboard", DashboardName="a"),
        other("AWS::CloudWatch::Dashboard", DashboardName="b"),
        "DS617",
        "replaced",
    ),
    (
        other(POLICY, ManagedPolicyName="a", Description="a"),
        other(POLICY, ManagedPolicyName="a", Description="b"),
        "DS615",
        "refused",
    ),
    (other("AWS::SNS::Subscription", Region="a"), other("AWS::SNS::Subscription", Region="b"), "DS618", "unknown"),
    (other(ALARM, Threshold=1), other(ALARM, Threshold=2), "DS603", "in place"),
    (ORDERS, {"Orders": table({}, "AWS::DynamoDB::GlobalTable")}, "DS619", "replaced"),
    (other(ALARM), other(TOPIC), "DS620", "refused"),
    (ORDERS, {}, "DS661", "deleted"),
    (KEPT, {}, "DS662", "risky"),
    ({"Orders": table({}, DeletionPolicy="RetainExceptOnCreate")}, {}, "DS662", "risky"),
    (other("AWS::Serverless::SimpleTable"), {}, "DS661", "deleted"),
    (other("AWS::Serverless::SimpleTable", PrimaryKey={"Name": "id"}), {}, "DS661", "deleted"),
    (other("AWS::CloudFormation::Stack", TemplateURL="u"), {}, "DS679", "unknown"),
    ({"Other": {"Type": "AWS::CloudFormation::Stack", "DeletionPolicy": "Retain"}}, {}, "DS602", "removed"),
    ({"Fn::ForEach::Tables": ["Name", ["A", "B"], {"${Name}": table({})}]}, {}, "DS679", "unknown"),
    ({"Fn::Transform": {"Name": "Tables"}}, {}, "DS679", "unknown"),
    ({"Fn::Transform": {"Name": "Tables"}}, {"Fn::Transform": {"Name": "Other"}}, "DS677", "unknown"),
    (other("Custom::DynamoDBReplica", Region="us-east-1"), {}, "DS661", "deleted"),
    (KEPT, ORDERS, "DS658", "risky"),
    ({"Orders": table({}, **RETAIN)}, {"Orders": table({}, DeletionPolicy="Retain")}, "DS658", "risky"),
    ({"Orders": table(PROTECTED)}, {}, "DS663", "refused"),
    ({"Orders": table({"DeletionProtectionEnabled": {"Ref": "P"}})}, {}, "DS679", "unknown"),
    ({"Orders": table(NAMED)}, {"Purchases": table(NAMED)}, "DS664", "refused"),
    (
        {"Orders": table(NAMED)},
        {"Purchases": table(NAMED, "AWS::DynamoDB::GlobalTable")},
        "DS664",
        "refused",
    ),
    (ORDERS, {"Purchases": table({})}, "DS665", "replaced"),
    (ORDERS, {"Purchases": table({**PROTECTED, "Tags": [{"Key": "a", "Value": "b"}]}, **RETAIN)}, "DS665", "replaced"),
    (other(ALARM, AlarmName="a"), {"Alarm": {"Type": ALARM, "Properties": {"AlarmName": "a"}}}, "DS666", "refused"),
    ({**ENCRYPTED, **other(KMS)}, ENCRYPTED, "DS667", "risky"),
    ({**BY_ALIAS, **other(KMS)}, BY_ALIAS, "DS667", "risky"),
    ({**OF_REPLICA, **other(KMS)}, OF_REPLICA, "DS667", "risky"),
    ({**ORDERS, **other(KMS)}, ORDERS, "DS602", "removed"),
    ({**ENCRYPTED, "Other": {"Type": KMS, **RETAIN}}, ENCRYPTED, "DS602", "removed"),
    (ORDERS, KEPT, "DS671", "in place"),
    (ORDERS, {"Orders": table({}, Metadata={"a": "b"})}, "DS671", "in place"),
    (ORDERS, {"Orders": table({}, Condition="On")}, "DS698", "unknown"),
    (other(TOPIC), {"Other": {"Type": TOPIC, "Condition": "On"}}, "DS679", "unknown"),
    (other("Custom::Thing", A=1), other("Custom::Thing", A=2), "DS677", "unknown"),
]


def allowed(*statements: Properties, kind: str = POLICY) -> Properties:
    """A policy beside the table that it is about."""
    return {"Other": {"Type": kind, "Properties": {"PolicyDocument": {"Statement": list(statements)}}}}


def says(actions: Any, *resources: Any, effect: str = "Allow", **condition: Properties) -> Properties:
    more = {"Condition": condition} if condition else {}
    return {"Effect": effect, "Action": actions, "Resource": list(resources), **more}


HERE = {"Fn::GetAtt": ["Orders", "Arn"]}
WITHIN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders"
THERE = {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:us-east-1:${AWS::AccountId}:table/${Orders}"}
EVERY = {"Fn::Sub": "${Orders.Arn}/index/*"}
ONE = {"Fn::Sub": "${Orders.Arn}/index/by-status"}
GONE = {"Fn::Sub": "${Orders.Arn}/index/by-day"}
STREAMS = {"Fn::Sub": "${Orders.Arn}/stream/*"}
LED: Properties = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a", "b"]}}
LESS_LED: Properties = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "a"}}
LIKE: Properties = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["a", "b", "c*"]}}
BUT: Properties = {"StringNotEquals": {"aws:SourceVpce": ["a"]}}
BUT_BOTH: Properties = {"StringNotEquals": {"aws:SourceVpce": ["a", "b"]}}
READS = says(["dynamodb:Query", "dynamodb:Scan"], HERE, EVERY)
# What a policy of a table `orders` with one index says before and after, and whether that is less.
POLICY_ROWS = [
    (READS, says("dynamodb:Query", HERE, EVERY), "DS669"),
    (READS, says(["dynamodb:Query", "dynamodb:Scan"], HERE), "DS669"),
    (READS, says(["dynamodb:Query", "dynamodb:Scan"], HERE, ONE), "DS669"),
    (READS, says("dynamodb:*", "*"), "DS603"),
    (READS, says(["dynamodb:GetItem", "dynamodb:scan", "dynamodb:Query"], EVERY, HERE), "DS603"),
    (READS, says(["dynamodb:Query", "dynamodb:Scan"], {"Fn::Sub": WITHIN}, {"Fn::Sub": f"{WITHIN}/*"}), "DS603"),
    # An index or a stream that is not there, and the list of all streams.
    (says("dynamodb:Query", ONE, GONE), says("dynamodb:Query", ONE), "DS603"),
    (says("dynamodb:GetRecords", STREAMS), says("dynamodb:GetItem", HERE), "DS603"),
    (says("dynamodb:ListStreams", "*"), says("dynamodb:GetItem", HERE), "DS603"),
    (says("dynamodb:Query", HERE, THERE), says("dynamodb:Query", HERE), "DS669"),
    (says("dynamodb:Query", HERE, **LED), says("dynamodb:Query", HERE, **LESS_LED), "DS669"),
    (says("dynamodb:Query", HERE, **LESS_LED), says("dynamodb:Query", HERE, **LED), "DS603"),
    (says("dynamodb:Query", HERE, **LED), says("dynamodb:Query", HERE, **LIKE), "DS603"),
    (says("dynamodb:Query", HERE, **LED), says("dynamodb:Query", HERE), "DS603"),
    (says("dynamodb:Query", HERE), says("dynamodb:Query", HERE, **LED), "DS669"),
    (says("dynamodb:Query", HERE, **BUT), says("dynamodb:Query", HERE, **BUT_BOTH), "DS669"),
    (says("dynamodb:Query", HERE, **BUT_BOTH), says("dynamodb:Query", HERE, **BUT), "DS603"),
    (says("dynamodb:*", HERE), {"Effect": "Allow", "NotAction": "dynamodb:Scan", "Resource": HERE}, "DS669"),
    (says("s3:*", "*", effect="Deny"), says("s3:*", "a", effect="Deny"), "DS603"),
    (says("s3:*", "a", effect="Deny"), says("s3:*", "a", "b", effect="Deny"), "DS669"),
    (READS, {"Fn::If": ["On", READS, {"Ref": "AWS::NoValue"}]}, "DS679"),
]


@pytest.mark.parametrize(("before", "after", "code"), POLICY_ROWS)
def test_policies(before: Properties, after: Properties, code: str) -> None:
    named = {"Orders": table(NAMED)}
    old, new = (template({**named, **allowed(each)}) for each in (before, after))
    assert set(codes(judge(old, new))) == {code}


def test_a_policy_goes_with_what_it_is_about_or_is_lost() -> None:
    orders, other = table({**NAMED, **STREAM}, **RETAIN), table({**NAMED, **STREAM})
    reads, follows = allowed(READS), allowed(says("dynamodb:GetRecords", STREAMS), says("dynamodb:ListStreams", "*"))
    assert codes(judge(template({"Orders": orders, **reads}), template({"Orders": orders}))) == {"DS668": "risky"}
    assert codes(judge(template({"Orders": orders, **reads}), template({}))) == {"DS662": "risky", "DS668": "risky"}
    assert codes(judge(template({"Orders": other, **reads}), template({}))) == {"DS661": "deleted", "DS602": "removed"}
    changes = codes(judge(template({"Orders": orders, **follows}), template({"Orders": table(NAMED, **RETAIN)})))
    assert changes == {"DS632": "risky", "DS602": "removed"}


def test_the_rights_in_a_region_that_a_replica_leaves_are_no_loss() -> None:
    kind = "AWS::DynamoDB::GlobalTable"
    two, one = (table(replicas(*each), kind) for each in (("eu-west-1", "us-east-1"), ("eu-west-1",)))
    wide, narrow = allowed(says("dynamodb:Query", HERE, THERE)), allowed(says("dynamodb:Query", HERE))
    both, less = template({"Orders": two, **wide}), template({"Orders": two, **narrow})
    assert codes(judge(both, less, region="eu-west-1")) == {"DS669": "risky"}
    gone = template({"Orders": one, **narrow})
    assert codes(judge(both, gone, region="eu-west-1")) == {"DS653": "risky", "DS603": "in place"}


def test_whom_a_resource_policy_lets_in_no_more() -> None:
    def let_in(*accounts: str) -> Template:
        statement = {**says("dynamodb:GetItem", "*"), "Principal": {"AWS": list(accounts)}}
        return template({"Orders": table({"ResourcePolicy": {"PolicyDocument": {"Statement": [statement]}}})})

    changes = judge(let_in("1", "2"), let_in("2"))
    assert [(each.code, each.property) for each in changes] == [("DS669", ("ResourcePolicy", "PolicyDocument"))]
    assert codes(judge(let_in("2"), let_in("1", "2"))) == {"DS603": "in place"}


def watching(name: Any, **dimensions: Any) -> Properties:
    watched = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    body = {"Namespace": "AWS/DynamoDB", "MetricName": name, "Dimensions": watched, "AlarmActions": ["a"]}
    return {"Alarm": {"Type": ALARM, "Properties": body}}


OF_ORDERS = {"TableName": {"Ref": "Orders"}}
OF_INDEX = {**OF_ORDERS, "GlobalSecondaryIndexName": "by-status"}


@pytest.mark.parametrize(
    ("alarm", "before", "after", "code"),
    [
        (watching("ReadThrottleEvents", **OF_ORDERS), {}, {}, "DS670"),
        (watching("ReadThrottleEvents", TableName="orders"), NAMED, NAMED, "DS670"),
        (watching("UserErrors"), {}, {}, "DS670"),
        (watching({"Ref": "Metric"}, **OF_ORDERS), {}, {}, "DS670"),
        (watching("ReadThrottleEvents", **OF_INDEX), {}, {}, "DS670"),
        (watching("ReadThrottleEvents", **OF_INDEX), {}, indexed(), "DS602"),
        (watching("ConsumedReadCapacityUnits", **OF_ORDERS), PROVISIONED, PROVISIONED, "DS670"),
        (watching("ConsumedReadCapacityUnits", **OF_ORDERS), PROVISIONED, {}, "DS602"),
        (
            watching("ConsumedReadCapacityUnits", **OF_ORDERS),
            {"OnDemandThroughput": {"MaxReadRequestUnits": 9, "MaxWriteRequestUnits": 9}},
            {"OnDemandThroughput": {"MaxWriteRequestUnits": 9}},
            "DS602",
        ),
        (watching("AgeOfOldestUnreplicatedRecord", **OF_ORDERS), KINESIS, {}, "DS602"),
    ],
)
def test_an_alarm_that_goes_alone_or_with_what_it_watches(
    alarm: Properties, before: Properties, after: Properties, code: str
) -> None:
    old, new = template({"Orders": table(before), **alarm}), template({"Orders": table(after)})
    assert {each.code for each in judge(old, new) if each.type == ALARM} == {code}
    # Another that watches the same tells of it.
    moved = {"Orders": table(after), "Other": alarm["Alarm"]}
    assert "DS670" not in codes(judge(old, template(moved)))


def test_an_alarm_that_notifies_nobody() -> None:
    alarm = watching("ReadThrottleEvents", **OF_ORDERS)
    told, silent, others = (copy.deepcopy(alarm) for _ in range(3))
    silent["Alarm"]["Properties"]["AlarmActions"] = []
    others["Alarm"]["Properties"]["AlarmActions"] = ["b"]
    assert codes(judge(template({**ORDERS, **told}), template({**ORDERS, **silent}))) == {"DS670": "risky"}
    assert codes(judge(template({**ORDERS, **told}), template({**ORDERS, **others}))) == {"DS603": "in place"}


@pytest.mark.parametrize(("before", "after", "code", "impact"), RESOURCE_ROWS)
def test_resources(before: Properties, after: Properties, code: str, impact: str) -> None:
    assert codes(judge(template(before), template(after))) == {code: impact}


TEXT = {"Type": "String"}
ARN = {"A": {"Value": {"Fn::GetAtt": ["Orders", "StreamArn"]}, "Export": {"Name": "a"}}}


def within(value: str) -> Properties:
    """A condition that is a part of the one that the table has."""
    return {"On": {"Fn::Not": [{"Condition": "Inner"}]}, "Inner": {"Fn::Equals": ["a", value]}}


SECTION_ROWS = [
    ("Outputs", {}, {"A": {"Value": "x"}}, "DS672", "in place"),
    ("Outputs", {"A": {"Value": "x"}}, {}, "DS672", "in place"),
    ("Outputs", ARN, {}, "DS673", "risky"),
    ("Outputs", ARN, {"A": {**ARN["A"], "Export": {"Name": "b"}}}, "DS673", "risky"),
    ("Outputs", ARN, {"A": {**ARN["A"], "Description": "x"}}, "DS672", "in place"),
    ("Parameters", {}, {"P": TEXT}, "DS674", "risky"),
    ("Parameters", {}, {"P": {**TEXT, "Default": "x"}}, "DS676", "in place"),
    ("Parameters", {"P": TEXT}, {}, "DS676", "in place"),
    ("Parameters", {"P": TEXT}, {"P": {**TEXT, "Default": "x"}}, "DS675", "risky"),
    ("Conditions", {"C": {"Fn::Equals": ["a", "b"]}}, {"C": {"Fn::Equals": ["a", "a"]}}, "DS671", "in place"),
    ("Conditions", {"On": {"Fn::Equals": ["a", "b"]}}, {"On": {"Fn::Equals": ["a", "a"]}}, "DS698", "unknown"),
    ("Conditions", within("a"), within("b"), "DS698", "unknown"),
    ("Conditions", {"Half": {"Fn::Equals": ["a", "b"]}}, {"Half": {"Fn::Equals": ["a", "a"]}}, "DS679", "unknown"),
    ("Metadata", {}, {"a": "b"}, "DS671", "in place"),
    ("Transform", "AWS::LanguageExtensions", "AWS::Serverless-2016-10-31", "DS679", "unknown"),
]


@pytest.mark.parametrize(("section", "before", "after", "code", "impact"), SECTION_ROWS)
def test_sections(section: str, before: Any, after: Any, code: str, impact: str) -> None:
    resources = {"Orders": table({"Tags": [{"Fn::If": ["Half", {}, {}]}]}, Condition="On")}
    old, new = (template(resources, **{section: each}) for each in (before, after))
    assert codes(judge(old, new)) == {code: impact}


def test_a_capacity_that_is_autoscaled() -> None:
    def stack(units: Properties, target: Any) -> Template:
        scaled = {
            "Scaled": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"ResourceId": target}}
        }
        by_status = index("by-status", ProvisionedThroughput=units)
        return template(
            {"Orders": table({**PROVISIONED, "ProvisionedThroughput": units, **indexed(by_status)}), **scaled}
        )

    more = {**UNITS, "ReadCapacityUnits": 9}
    for target, place in (
        ({"Fn::Sub": "table/${Orders}"}, "ProvisionedThroughput"),
        ({"Fn::Join": ["/", ["table", {"Ref": "Orders"}, "index/by-status"]]}, "GlobalSecondaryIndexes"),
    ):
        changes = judge(stack(UNITS, target), stack(more, target))
        assert [change.property[0] for change in changes if change.code == "DS655"] == [place]


def target(table_id: str = "Orders", index: str = "") -> Properties:
    return {
        "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
        "Properties": {
            "ResourceId": {"Fn::Sub": f"table/${{{table_id}}}{index}"},
            "ScalableDimension": f"dynamodb:{'index' if index else 'table'}:ReadCapacityUnits",
            "MinCapacity": 5,
            "MaxCapacity": 90,
        },
    }


def test_autoscaling_that_goes() -> None:
    by_status = index("by-status", ProvisionedThroughput=UNITS)
    orders = {"Orders": table({**PROVISIONED, **indexed(by_status)})}
    scaled = template({**orders, "A": target(), "B": target(index="/index/by-status")})
    changes = [each for each in judge(scaled, template(orders)) if each.code == "DS656"]
    assert [(each.impact, each.resource, each.property) for each in changes] == [
        ("risky", "Orders", ("GlobalSecondaryIndexes", "by-status", "ProvisionedThroughput", "ReadCapacityUnits")),
        ("risky", "Orders", ("ProvisionedThroughput", "ReadCapacityUnits")),
    ]
    assert [each.before for each in changes] == [{"MinCapacity": "5", "MaxCapacity": "90"}] * 2
    # Under another logical ID it is still there; on-demand has no capacity, and what is gone neither.
    assert "DS656" not in codes(
        judge(scaled, template({**orders, "C": target(), "B": target(index="/index/by-status")}))
    )
    assert "DS656" not in codes(judge(scaled, template({"Orders": table({})})))
    assert "DS656" not in codes(judge(scaled, template(other(TOPIC))))


TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
SCALING_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
SCALED = {"Scaled": {"Type": TARGET, "Properties": {"ResourceId": {"Fn::Sub": "table/${Orders}"}}}}
FOLLOWING = {"Policy": {"Type": SCALING_POLICY, "Properties": {"ScalingTargetId": {"Ref": "Scaled"}}}}


def test_a_target_that_stays_for_an_on_demand_table() -> None:
    before, after = ({"Orders": table(body), **SCALED} for body in (PROVISIONED, {}))
    changes = judge(template(before), template(after))
    assert [(each.code, each.resource) for each in changes if each.impact == "risky"] == [
        ("DS641", "Orders"),
        ("DS693", "Scaled"),
    ]
    assert "DS693" not in codes(judge(template(before), template({"Orders": table({})})))


def test_a_target_under_another_logical_id_finds_the_old_one_there() -> None:
    orders = table({**PROVISIONED, **NAMED})
    before = template({"Orders": orders, "Scaled": target()})
    reads = copy.deepcopy(target())
    reads["Properties"]["ResourceId"] = "table/orders"
    changes = judge(before, template({"Orders": orders, "Reads": reads}))
    assert [(each.code, each.impact, each.resource, each.before) for each in changes] == [
        ("DS699", "refused", "Reads", "Scaled"),
        ("DS602", "removed", "Scaled", None),
    ]
    reads["Properties"]["ScalableDimension"] = "dynamodb:table:WriteCapacityUnits"
    assert "DS699" not in codes(judge(before, template({"Orders": orders, "Writes": reads})))


def test_what_refers_to_a_replaced_table_is_replaced_where_only_a_create_can_set_it() -> None:
    rest = {**SCALED, **FOLLOWING, "Alarm": {"Type": ALARM, "Properties": {"AlarmDescription": {"Ref": "Orders"}}}}
    before, after = ({"Orders": table(body), **rest} for body in ({}, OTHER_KEY))
    changes = judge(template(before), template(after))
    assert [(each.code, each.resource, each.property) for each in changes] == [
        ("DS611", "Orders", ("KeySchema",)),
        ("DS694", "Scaled", ("ResourceId",)),
        ("DS694", "Policy", ("ScalingTargetId",)),
    ]
    assert changes[1].fate == "the old one is deleted"


def test_a_protected_replica_is_not_removed() -> None:
    kind = "AWS::DynamoDB::GlobalTable"
    two = table(replicas("eu-west-1", "us-east-1", **PROTECTED), kind)
    one = table(replicas("eu-west-1", **PROTECTED), kind)
    worst, *_ = judge(template({"Orders": two}), template({"Orders": one}), region="eu-west-1")
    assert (worst.code, worst.impact) == ("DS690", "refused")


def test_both_kinds_of_indexes_share_the_limit_of_one() -> None:
    both = {**indexed(index("by-status"), index("b-2")), **vectors(a=3)}
    assert codes(judge(template({"Orders": table({})}), template({"Orders": table(both)}))) == {
        "DS621": "several deploys",
        "DS626": "several deploys",
    }


def by_function(text: str) -> Properties:
    return {**index("x"), "IndexName": {"Fn::Sub": text}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([by_function("by-${Env}")], [index("by-prod")], {"DS679": "unknown"}),
        ([index("by-prod")], [by_function("by-${Env}")], {"DS679": "unknown"}),
        ([by_function("by-${Env}")], [by_function("${Kind}-prod")], {"DS679": "unknown"}),
        # Whatever the function comes to, it is another name.
        ([by_function("by-${Env}")], [index("of-prod")], {"DS621": "several deploys"}),
        ([by_function("by-${Env}"), index("a")], [index("a")], {"DS624": "risky"}),
        ([by_function("by-${Env}")], [by_function("by-${Env}")], {}),
    ],
)
def test_an_index_whose_name_a_function_makes(
    before: list[Properties], after: list[Properties], expected: dict[str, str]
) -> None:
    old, new = (template({"Orders": table({**BASE, **indexed(*each)})}) for each in (before, after))
    assert codes(judge(old, new)) == expected


def test_two_indexes_of_one_name_are_no_traceback() -> None:
    twice = template({"Orders": table(indexed(index("by-status"), index("by-status", "id")))})
    once = template({"Orders": table({})})
    assert judge(once, twice)
    assert judge(twice, once)


def test_a_new_stack() -> None:
    assert codes(judge(None, template({"Orders": table(PROTECTED), **other(ALARM)}))) == {
        "DS601": "created",
        "DS605": "created",
    }


def test_every_rule_has_a_row() -> None:
    rows = [*TABLE_ROWS, *GLOBAL_ROWS, *UNKNOWN_ROWS, *RESOURCE_ROWS, *(row[1:] for row in SECTION_ROWS)]
    alone = {"DS605", "DS655", "DS656", "DS657", "DS668", "DS669", "DS670", "DS693", "DS694", "DS696", "DS697", "DS699"}
    assert {code for row in rows for code in row[2].split()} | alone == set(RULES)


def test_what_makes_tables_unseen_counts_as_a_delete() -> None:
    loop = {"Fn::ForEach::Tables": ["Name", ["A", "B"], {"${Name}": table({})}]}
    (change,) = judge(template({**ORDERS, **loop}), template(ORDERS))
    assert (change.resource, change.title, change.replaces) == (
        "Fn::ForEach::Tables", "what makes other resources is removed", True,
    )  # fmt: skip
    assert change.why == "What Fn::ForEach makes is not in the template: a table among it is deleted with its items."


@pytest.mark.parametrize(
    ("before", "after", "fate"),
    [
        ({}, {}, "the old one is deleted with its items"),
        (RETAIN, RETAIN, "the old one is left behind, out of the stack"),
        (RETAIN, {}, "the old one is deleted with its items"),
        ({}, RETAIN, "the old one is deleted with its items"),
    ],
)
def test_what_becomes_of_the_items(before: Properties, after: Properties, fate: str) -> None:
    old, new = template({"Orders": table({}, **before)}), template({"Orders": table(OTHER_KEY, **after)})
    assert [change.fate for change in judge(old, new) if change.code == "DS611"] == [fate]


def test_the_words_of_a_refusal() -> None:
    named = template({"Orders": table(NAMED)})
    (change,) = judge(named, template({"Orders": table({**NAMED, **OTHER_KEY})}))
    assert change.sentence == (
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
        "Rename orders and update the stack again."
    )
    (change,) = judge(named, template({"Purchases": table(NAMED)}))
    assert (change.resource, change.before, change.after) == ("Purchases", "Orders", "Purchases")
    assert "'orders' already exists" in change.sentence


def test_a_refused_replacement_does_not_hide_the_rest() -> None:
    old = template({"Orders": table({**NAMED, **STREAM})})
    new = template({"Orders": table({**NAMED, **OTHER_KEY, **LOCAL, **TTL})})
    changes = judge(old, new)
    assert [each.code for each in changes] == ["DS615", "DS615", "DS632", "DS635"]
    assert [each.why.partition(". ")[0] for each in changes[:2]] == [
        "The key schema of a table changes (DS611)",
        "A local index is added, removed or changed (DS613)",
    ]
    assert "a table without the items" in changes[0].advice


@pytest.mark.parametrize("after", [{}, {"TimeToLiveSpecification": {"AttributeName": "expires"}}])
def test_time_to_live_that_is_left_out_is_named(after: Properties) -> None:
    (change,) = judge(template({"Orders": table(TTL)}), template({"Orders": table(after)}))
    assert change.advice == "write time_to_live: {attribute: expires, enabled: false}"


def exported(value: Any) -> Properties:
    return {"Value": value, "Export": {"Name": "a"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (table({}), table(OTHER_KEY)),
        (table({}), table(typed("N"))),
        (table({}), table(NAMED)),
        (table({}), table(SOURCE)),
        (table({}), table({}, "AWS::DynamoDB::GlobalTable")),
        (other(POLICY, ManagedPolicyName="a")["Other"], other(POLICY, ManagedPolicyName="b")["Other"]),
        (other(TOPIC, TopicName="a")["Other"], other(TOPIC, TopicName="b")["Other"]),
    ],
)
def test_the_exports_of_what_is_replaced(before: Properties, after: Properties) -> None:
    outputs = {
        "Arn": exported({"Fn::GetAtt": ["Thing", "Arn"]}),
        "Index": exported({"Fn::Sub": "${Thing.Arn}/index/*"}),
        "Other": exported({"Ref": "Else"}),
        "Quiet": {"Value": {"Ref": "Thing"}},
    }
    old, new = (template({"Thing": each, "Else": {"Type": TOPIC}}, Outputs=outputs) for each in (before, after))
    changes = judge(old, new)
    assert [each.property for each in changes if each.code == "DS673"] == [("Outputs", "Arn"), ("Outputs", "Index")]
    assert all(each.why.startswith("Its value is of Thing, which is replaced. ") for each in changes[1:])

    # Nobody imports one yet that comes now.
    new = template({"Thing": after, "Else": {"Type": TOPIC}}, Outputs={**outputs, "New": outputs["Arn"]})
    told = [each.property for each in judge(old, new) if each.code == "DS673"]
    assert told == [("Outputs", "Arn"), ("Outputs", "Index")]


def test_what_replaces_a_table_makes_the_rest_moot() -> None:
    many = {**OTHER_KEY, **indexed(index("b-1"), index("b-2"), index("b-3"))}
    changes = judge(template({"Orders": table({})}), template({"Orders": table(many)}))
    assert codes(changes) == {"DS611": "replaced"}


def test_nothing_is_changed_by_judging() -> None:
    body = {"Resources": {"Orders": table(TTL)}}
    kept = copy.deepcopy(body)
    judge(template(body["Resources"]), template({}))
    assert body == kept
