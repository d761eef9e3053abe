"""What somebody changed by hand, told with the command that sets it back; what is not known is not told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.diagnosis.diagnose import diagnose
from generator.diagnosis.facts import Alarm, Bounds, Facts, Setting, Table, Target, Window
from generator.diagnosis.finding import Known

TEMPLATE = """
Parameters: {Reads: {Type: Number}, Mode: {Type: String}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PROVISIONED
      ProvisionedThroughput: {ReadCapacityUnits: !Ref Reads, WriteCapacityUnits: 5}
      DeletionProtectionEnabled: false
      GlobalSecondaryIndexes:
        - IndexName: by-status
          ProvisionedThroughput: {ReadCapacityUnits: 4, WriteCapacityUnits: 3}
  OrdersScalableTargetWrite:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ResourceId: !Sub table/${Orders}
      ScalableDimension: dynamodb:table:WriteCapacityUnits
      MinCapacity: 5
      MaxCapacity: 100
  OrdersAlarmReadThrottles:
    Type: AWS::CloudWatch::Alarm
    Properties: {AlarmName: orders/Orders/read-throttles}
"""
ON_DEMAND = """
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      OnDemandThroughput: {MaxReadRequestUnits: 100}
"""
READS = Target("", "read", 10)
# Autoscaled: 40 is no drift, though the template says 5.
WRITES = Target("", "write", 40, autoscaling=Bounds(5, 100))
OF_INDEX = (Target("by-status", "read", 4), Target("by-status", "write", 3))
ORDERS = Table(
    "Orders",
    "orders",
    "arn",
    "ACTIVE",
    "PROVISIONED",
    targets=(READS, WRITES, *OF_INDEX),
    indexes={"by-status": "ACTIVE"},
    scaling=True,
    stream=Setting("DISABLED"),
    protection=Setting("DISABLED"),
)
LIMITED = replace(
    ORDERS, billing_mode="PAY_PER_REQUEST", indexes={}, targets=(Target("", "read", None, 100), Target("", "write"))
)
ALARM = Alarm("OrdersAlarmReadThrottles", "orders/Orders/read-throttles", "OK", None, "")
FACTS = Facts(
    "orders",
    "eu-west-1",
    "UPDATE_COMPLETE",
    Window(0, 3600),
    alarms=(ALARM,),
    template=TEMPLATE.encode(),
    parameters={"Reads": "10"},
    names={"Orders": "orders"},
    watching={"OrdersAlarmReadThrottles": "orders/Orders/read-throttles"},
)
UPDATE = "aws dynamodb update-table --table-name orders"
INDEXES = f"{UPDATE} --global-secondary-index-updates"
SCALE = "aws application-autoscaling register-scalable-target --service-namespace dynamodb --resource-id table/orders"


def found(table: Table, **facts: Any) -> list[tuple[str, str, str]]:
    """What is told of the table: its subject, what is the matter, and what to do."""
    told = diagnose(replace(FACTS, tables=(table,), **facts), Known("templates/orders.yaml", ())).findings
    assert {each.code for each in told} <= {"DS714"}
    return [
        (each.subject, each.message, each.hint.removeprefix("a deploy leaves it so: set it back: ")) for each in told
    ]


def test_the_stream_that_dynamodb_turns_on_for_replicas_is_no_drift() -> None:
    streaming = replace(ORDERS, stream=Setting("ENABLED", "NEW_AND_OLD_IMAGES"))
    assert len(found(streaming)) == 1
    assert found(replace(streaming, replicas={"us-west-2": "ACTIVE"})) == []


def test_what_is_as_deployed_is_no_drift() -> None:
    assert found(ORDERS) == []
    assert found(LIMITED, template=ON_DEMAND.encode()) == []


@pytest.mark.parametrize(
    ("changed", "subject", "message", "hint"),
    [
        (
            {"targets": (replace(READS, provisioned=20), WRITES, *OF_INDEX)},
            "Orders",
            "the read capacity is 20, and the deployed template says 10",
            (
                f"{UPDATE} --provisioned-throughput ReadCapacityUnits=10,WriteCapacityUnits=40; "
                "or say so in the spec, tables.Orders.capacity.read: 20, and deploy"
            ),
        ),
        (
            {"targets": (READS, WRITES, OF_INDEX[0], replace(OF_INDEX[1], provisioned=1))},
            "Orders by-status",
            "the write capacity is 1, and the deployed template says 3",
            (
                f'{INDEXES} \'[{{"Update": {{"IndexName": "by-status", "ProvisionedThroughput": '
                '{"ReadCapacityUnits": 4, "WriteCapacityUnits": 3}}}]\'; '
                "or say so in the spec, tables.Orders.global_secondary_indexes.by-status.capacity.write: 1, and deploy"
            ),
        ),
        (
            {"targets": (READS, replace(WRITES, autoscaling=Bounds(5, 50)), *OF_INDEX)},
            "Orders",
            "autoscaling of writes keeps them from 5 to 50, and the deployed template says from 5 to 100",
            (
                f"{SCALE} --scalable-dimension dynamodb:table:WriteCapacityUnits --min-capacity 5 --max-capacity 100; "
                "or say so in the spec, tables.Orders.autoscaling.write, and deploy"
            ),
        ),
        (
            {"targets": (READS, replace(WRITES, autoscaling=None), *OF_INDEX)},
            "Orders",
            "autoscaling of writes is off, and the deployed template says from 5 to 100",
            (
                f"{SCALE} --scalable-dimension dynamodb:table:WriteCapacityUnits --min-capacity 5 --max-capacity 100, "
                "and its scaling policy with put-scaling-policy"
            ),
        ),
        (
            {"targets": (READS, WRITES), "indexes": {}},
            "Orders",
            "the index by-status does not exist, and the deployed template has it",
            f"a deploy does not make it again: make it as the template has it: {INDEXES}",
        ),
        (
            {"indexes": {"by-status": "ACTIVE", "by-hand": "ACTIVE"}},
            "Orders",
            "the index by-hand exists, and the deployed template does not have it",
            (
                f'{INDEXES} \'[{{"Delete": {{"IndexName": "by-hand"}}}}]\'; '
                "or say so in the spec, tables.Orders.global_secondary_indexes.by-hand, once it is deleted, and deploy"
            ),
        ),
        (
            {"billing_mode": "PAY_PER_REQUEST", "targets": (Target("", "read"), Target("", "write"))},
            "Orders",
            "the billing mode is PAY_PER_REQUEST, and the deployed template says PROVISIONED",
            (
                f"{UPDATE} --billing-mode PROVISIONED with the template's capacities of the table and each index; "
                "or say so in the spec, tables.Orders.billing_mode: PAY_PER_REQUEST, and deploy"
            ),
        ),
        (
            {"stream": Setting("ENABLED", "NEW_IMAGE")},
            "Orders",
            "the stream is NEW_IMAGE, and the deployed template has none",
            (
                f"{UPDATE} --stream-specification StreamEnabled=false; "
                "or say so in the spec, tables.Orders.stream: NEW_IMAGE, and deploy"
            ),
        ),
        (
            {"protection": Setting("ENABLED")},
            "Orders",
            "deletion protection is on, and the deployed template says off",
            (
                f"{UPDATE} --no-deletion-protection-enabled; "
                "or say so in the spec, tables.Orders.deletion_protection: true, and deploy"
            ),
        ),
    ],
)
def test_what_was_changed_by_hand(changed: dict[str, Any], subject: str, message: str, hint: str) -> None:
    assert found(replace(ORDERS, **changed)) == [(subject, message, hint)]


@pytest.mark.parametrize(
    ("most", "now", "place"),
    [
        (200, "200", "; or say so in the spec, tables.Orders.on_demand_throughput.max_read: 200, and deploy"),
        (None, "none", ""),
    ],
)
def test_an_on_demand_maximum(most: int | None, now: str, place: str) -> None:
    table = replace(LIMITED, targets=(Target("", "read", None, most), Target("", "write")))
    message = f"the on-demand maximum of reads is {now}, and the deployed template says 100"
    hint = f"{UPDATE} --on-demand-throughput MaxReadRequestUnits=100{place}"
    assert found(table, template=ON_DEMAND.encode()) == [("Orders", message, hint)]
    table = replace(LIMITED, targets=(LIMITED.targets[0], Target("", "write", None, 7)))
    ((_, message, hint),) = found(table, template=ON_DEMAND.encode())
    assert message == "the on-demand maximum of writes is 7, and the deployed template says none"
    assert hint.startswith(f"{UPDATE} --on-demand-throughput MaxWriteRequestUnits=-1; or say so")


def test_alarms_that_notify_nobody() -> None:
    name = "orders/Orders/read-throttles"
    ((subject, message, hint),) = found(ORDERS, alarms=())
    assert (subject, message) == (ALARM.logical_id, f"the alarm {name} of the stack does not exist")
    assert hint.startswith("a deploy does not make it again: have the spec leave it out and deploy, then say it again")
    assert found(ORDERS, alarms=(replace(ALARM, notifies=False),)) == [
        (
            ALARM.logical_id,
            f"the actions of the alarm {name} are disabled, and the deployed template says enabled",
            f"aws cloudwatch enable-alarm-actions --alarm-names {name}",
        )
    ]
    muted = TEMPLATE.replace("{AlarmName: ", "{ActionsEnabled: false, AlarmName: ")
    assert found(ORDERS, alarms=(replace(ALARM, notifies=False),), template=muted.encode()) == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("!Ref Reads", "!If [Large, 10, 20]"),
        ("!Ref Reads", "!ImportValue reads"),
        ("Resources:", "Transform: Macro\nResources:"),
    ],
)
def test_what_only_the_deploy_knows_is_not_guessed(written: str, instead: str) -> None:
    table = replace(ORDERS, targets=(replace(READS, provisioned=30), WRITES, *OF_INDEX))
    assert len(found(table)) == 1
    assert found(table, template=TEMPLATE.replace(written, instead).encode()) == []


def test_nothing_is_compared_while_it_is_not_known_with_what() -> None:
    table = replace(ORDERS, targets=(replace(READS, provisioned=30), WRITES, *OF_INDEX))
    assert found(table, parameters={}) == []
    assert found(table, status="UPDATE_IN_PROGRESS", alarms=()) == []
    assert found(replace(table, scaling=False)) == []
    # A schedule moves the bounds, and so the capacity.
    scheduled = TEMPLATE.replace("MinCapacity: 5", "MinCapacity: 5\n      ScheduledActions: [{Schedule: rate(1 day)}]")
    moved = replace(ORDERS, targets=(READS, replace(WRITES, autoscaling=Bounds(50, 500)), *OF_INDEX))
    assert (len(found(moved)), found(moved, template=scheduled.encode())) == (1, [])
    # Of an index by a function nothing is known, so that any other may be the one.
    by_function = TEMPLATE.replace("IndexName: by-status", "IndexName: !ImportValue name")
    assert found(ORDERS, template=by_function.encode()) == []


GLOBAL = """
Resources:
  Orders:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      BillingMode: PROVISIONED
      WriteProvisionedThroughputSettings:
        WriteCapacityAutoScalingSettings: {MinCapacity: 5, MaxCapacity: 100}
      GlobalSecondaryIndexes:
        - IndexName: by-status
          WriteProvisionedThroughputSettings:
            WriteCapacityAutoScalingSettings: {MinCapacity: 3, MaxCapacity: 30}
      Replicas:
        - Region: eu-west-1
          ReadProvisionedThroughputSettings: {ReadCapacityUnits: 10}
          GlobalSecondaryIndexes:
            - IndexName: by-status
              ReadProvisionedThroughputSettings:
                ReadCapacityAutoScalingSettings: {MinCapacity: 4, MaxCapacity: 40}
        - Region: us-west-2
          ReadProvisionedThroughputSettings: {ReadCapacityUnits: 20}
"""


def test_a_global_table_has_reads_of_its_own_in_each_region() -> None:
    reads, writes = Target("by-status", "read", 9, autoscaling=Bounds(4, 40)), OF_INDEX[1]
    writes = replace(writes, autoscaling=Bounds(3, 30))
    table = replace(ORDERS, targets=(READS, WRITES, reads, writes))
    assert found(table, template=GLOBAL.encode()) == []
    less = replace(table, targets=(READS, WRITES, replace(reads, autoscaling=Bounds(4, 20)), writes))
    assert [each[:2] for each in found(less, template=GLOBAL.encode())] == [
        (
            "Orders by-status",
            "autoscaling of reads keeps them from 4 to 20, and the deployed template says from 4 to 40",
        )
    ]
    assert [each[1] for each in found(table, template=GLOBAL.encode(), region="us-west-2")] == [
        "the read capacity is 10, and the deployed template says 20"
    ]
