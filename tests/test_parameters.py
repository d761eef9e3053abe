"""A parameter may stand wherever a string of the spec is not literal, and becomes Ref or Sub as fits."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BeforeValidator

from generator.pipeline import Settings, Source, compile_spec
from generator.spec.model.base import Body, String
from generator.spec.model.stack import Spec

(RESOLVED,) = [mark for mark in get_args(String) if isinstance(mark, BeforeValidator)]

# Every place of the model that takes references, each with a parameter of its own, alone and within text.
EVERYWHERE = """\
version: 1
region: us-east-1
parameters: {%s}
tags: {a: "${StackTag}", b: "x-${StackTagIn}"}
publish: {ssm: "/x/${PrefixOfParametersIn}"}
notification_topic:
  subscriptions:
    OnCall: {protocol: email, endpoint: "${Endpoint}"}
    Others: {protocol: sqs, endpoint: "arn:aws:sqs:us-east-1:123456789012:${EndpointIn}"}
  kms_key: "alias/${TopicKeyIn}"
account_alarms:
  alarm_actions: ["${AccountAction}", "arn:aws:sns:us-east-1:123456789012:${AccountActionIn}"]
  ok_actions: ["${AccountOk}"]
  insufficient_data_actions: ["${AccountNoData}"]
  user_errors:
    severity: "see ${AccountSeverityIn}"
    alarm_actions: ["${UserErrorsAction}"]
    ok_actions: ["${UserErrorsOk}"]
    insufficient_data_actions: ["${UserErrorsNoData}"]
  account_capacity:
    severity: "see ${QuotaSeverityIn}"
    alarm_actions: ["${QuotaAction}"]
    ok_actions: ["${QuotaOk}"]
    insufficient_data_actions: ["${QuotaNoData}"]
tables:
  Orders:
    table_name: orders-${TableNameIn}
    partition_key: id
    stream: {view_type: NEW_IMAGE, tags: {a: "${StreamTag}", b: "x-${StreamTagIn}"}}
    kinesis_stream: "${Kinesis}"
    encryption: {kms_key: "${Key}"}
    tags: {a: "${Tag}", b: "x-${TagIn}"}
    policies:
      custom:
        Own: {access: read, leading_keys: ["${LeadingKey}", "${LeadingKeyIn}#${aws:username}", "${aws:userid}"]}
    alarms:
      alarm_actions: ["${StackTopic}", "${Action}", "arn:${AWS::Partition}:sns:us-east-1:123456789012:${ActionIn}"]
      ok_actions: ["${Ok}"]
      insufficient_data_actions: ["${NoData}"]
      latency: {GetItem: 20}
      kinesis_record_age:
        threshold: 10000
        severity: "see ${AgeSeverityIn}"
        alarm_actions: ["${AgeAction}"]
        ok_actions: ["${AgeOk}"]
        insufficient_data_actions: ["${AgeNoData}"]
      system_errors:
        severity: "see ${SeverityIn}"
        alarm_actions: ["${TuningAction}"]
        ok_actions: ["${TuningOk}"]
        insufficient_data_actions: ["${TuningNoData}"]
      throttles:
        severity: "${DirectedSeverityIn}"
        alarm_actions: ["${DirectedAction}"]
        ok_actions: ["${DirectedOk}"]
        insufficient_data_actions: ["${DirectedNoData}"]
    properties: {NewFeature: "${Property}", OtherFeature: ["x-${PropertyIn}"]}
    resource_policy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: {AWS: "${PolicyAws}", Service: "${PolicyService}", Federated: "x-${PolicyFederatedIn}"}
          Action: dynamodb:GetItem
          Resource: ["*", "${PolicyResource}"]
          Condition: {StringEquals: {"aws:PrincipalTag/a": ["${PolicyCondition}", "${aws:username}"]}}
        - Effect: Deny
          NotPrincipal: {AWS: "${PolicyNot}"}
          Action: dynamodb:GetItem
          NotResource: "${PolicyNotResource}"
  Named: {table_name: "${TableName}", partition_key: id, alarms: false}
  Everywhere:
    partition_key: id
    stream: KEYS_ONLY
    alarms: false
    replicas:
      us-east-1:
        tags: {a: "${ReplicaTag}"}
        encryption: {kms_key: "${ReplicaKey}"}
        stream: {tags: {a: "x-${ReplicaStreamTagIn}"}}
  Imported:
    partition_key: id
    alarms: false
    import_source: {bucket: "${Bucket}", key_prefix: "x-${PrefixIn}", bucket_owner: "${Owner}", input_format: ION}
resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: "${Resource}", DisplayName: "x-${ResourceIn} ${aws:x}", Tags: "${List}"}
"""
NAMES = sorted(set(re.findall(r"\$\{(\w+)\}", EVERYWHERE)) - {"StackTopic"})


def template() -> Any:
    """The template of all that."""
    declared = ", ".join(f"{name}: {{type: {'CommaDelimitedList' if name == 'List' else 'String'}}}" for name in NAMES)
    source = Source((EVERYWHERE % declared).encode(), "a.yaml", "a", "a.yaml", "a.yaml")
    (result,) = compile_spec(source, Settings(form="json", regions=()))
    assert [each for each in result.problems if each.severity != "info"] == []
    return json.loads(result.text or "")


def references(value: Any) -> Iterator[str]:
    """What a part of a template refers to; text that nothing resolves may hold no more than IAM's variables."""
    if isinstance(value, dict) and set(value) in ({"Ref"}, {"Fn::Sub"}):
        yield from [value["Ref"]] if "Ref" in value else re.findall(r"\$\{(\w+)\}", value["Fn::Sub"])
    elif isinstance(value, str):
        assert re.fullmatch(r"([^$]|\$\{aws:\w+\})*", value), value
    elif isinstance(value, list | dict):
        for each in value if isinstance(value, list) else value.values():
            yield from references(each)


def test_a_parameter_is_resolved_wherever_it_may_stand() -> None:
    resources = template()["Resources"]

    assert set(NAMES) - set(references(resources)) == set()
    orders = resources["Orders"]["Properties"]
    assert orders["TableName"] == {"Fn::Sub": "orders-${TableNameIn}"}
    assert resources["Named"]["Properties"]["TableName"] == {"Ref": "TableName"}
    assert orders["NewFeature"] == {"Ref": "Property"}
    assert orders["OtherFeature"] == [{"Fn::Sub": "x-${PropertyIn}"}]
    (statement, *_) = resources["OrdersPolicyOwn"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"] == [
        {"Ref": "LeadingKey"},
        {"Fn::Sub": "${LeadingKeyIn}#${!aws:username}"},
        "${aws:userid}",
    ]
    assert resources["Topic"]["Properties"] == {
        "TopicName": {"Ref": "Resource"},
        "DisplayName": {"Fn::Sub": "x-${ResourceIn} ${!aws:x}"},
        "Tags": {"Ref": "List"},
    }


def takes_references(annotation: Any, metadata: Any = ()) -> bool:
    """Whether a type of the model is text in which references are resolved, or holds such text."""
    if RESOLVED in metadata:
        return True
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return takes_references(inner, marks)
    if get_origin(annotation) in (Union, types.UnionType, list, dict):
        return any(takes_references(each) for each in get_args(annotation))
    return False


def bodies(annotation: Any) -> Iterator[type[Body]]:
    """The bodies that a type of the model holds."""
    if isinstance(annotation, type) and issubclass(annotation, Body):
        yield annotation
    for each in get_args(annotation):
        yield from bodies(each)


def fields(body: type[Body], seen: set[type[Body]]) -> Iterator[str]:
    """The keys of the format that take references, each with its body."""
    if body in seen:
        return
    seen.add(body)
    for key, field in body.model_fields.items():
        if takes_references(field.annotation, field.metadata):
            yield f"{body.__name__}.{key}"
        for inner in bodies(field.annotation):
            yield from fields(inner, seen)


def test_every_key_that_takes_references_is_tried() -> None:
    # IndexAlarms and AccountTuning are DirectedTuning under other keys, and its read and write are Tuning or Level.
    tried = {
        "Spec.tags", "Subscription.endpoint", "NotificationTopic.kms_key",
        "Table.table_name", "Table.tags", "Stream.tags", "KinesisStream.arn", "Encryption.kms_key",
        "CustomPolicy.leading_keys", "ImportSource.bucket", "ImportSource.bucket_owner", "ImportSource.key_prefix",
        "PolicyStatement.Resource", "PolicyStatement.NotResource", "PolicyStatement.Condition",
        "Replica.tags", "ReplicaEncryption.kms_key", "ReplicaStream.tags",
        "Principals.AWS", "Principals.Federated", "Principals.Service", "Publish.ssm",
    }  # fmt: skip
    actions = {"alarm_actions", "ok_actions", "insufficient_data_actions"}
    tried |= {f"{body}.{key}" for body in ("Alarms", "AccountAlarms") for key in actions}
    tunings = ("Tuning", "DirectedTuning", "Level", "DirectedLevel")
    tried |= {f"{body}.{key}" for body in tunings for key in (*actions, "severity")}

    assert set(fields(Spec, set())) == tried
