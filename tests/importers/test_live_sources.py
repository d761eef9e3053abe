"""Live tables as the AWS CLI and Terraform tell of them: what is left out, going or changing is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.importers.sources import HERE, TABLE, described, imported


def state(*resources: tuple[str, dict[str, Any]]) -> str:
    found = [{"type": kind, "values": values} for kind, values in resources]
    return json.dumps({"format_version": "1.0", "values": {"root_module": {"resources": found}}})


ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
OF_TERRAFORM = {
    "name": "orders", "arn": ARN, "hash_key": "id", "billing_mode": "PAY_PER_REQUEST",
    "attribute": [{"name": "id", "type": "S"}],
}  # fmt: skip
DESCRIBED = {"TableName": "gone", "TableArn": ARN, "TableStatus": "DELETING", "KeySchema": []}
BY_DAY = {
    "IndexName": "by-day",
    "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
    "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
}


LEFT_OUT = {
    "a replica without a Region": (
        state(("aws_dynamodb_table", OF_TERRAFORM), ("aws_dynamodb_table_replica", {"global_table_arn": ARN})),
        f"warning[DS555]: the aws_dynamodb_table_replica of '{ARN}' is left out: it has no Region",
    ),
    "a resource of a table that import does not know": (
        state(("aws_dynamodb_table", OF_TERRAFORM), ("aws_dynamodb_table_export", {"table_name": "orders"})),
        "warning[DS555]: aws_dynamodb_table_export of 'orders' is left out: import cannot read it",
    ),
    "a policy that tracks a metric of its own": (
        state(
            ("aws_dynamodb_table", OF_TERRAFORM),
            (
                "aws_appautoscaling_policy",
                {
                    "service_namespace": "dynamodb", "resource_id": "table/orders", "name": "queue",
                    "target_tracking_scaling_policy_configuration": [
                        {"target_value": 70, "customized_metric_specification": [{"metric_name": "Waiting"}]},
                    ],
                },
            ),
        ),
        (
            "warning[DS555]: the policy 'queue' of table/orders is left out: "
            "it does not track how much of the capacity is used"
        ),
    ),
    "an index of a table that is elsewhere": (
        state(
            ("aws_dynamodb_table", OF_TERRAFORM),
            ("aws_dynamodb_global_secondary_index", {"table_name": "other", "index_name": "by-day"}),
        ),
        "warning[DS555]: aws_dynamodb_global_secondary_index of 'other' is left out: the table is not here",
    ),
    "the metadata of a table": (
        json.dumps(
            {"Resources": {"T": {**TABLE, "Metadata": {"owner": "shop", "aws:cdk:path": "T"}}}}
        ).replace('"KeySchema"', '"BillingMode": "PAY_PER_REQUEST", "KeySchema"'),
        "warning[DS555]: the Metadata 'owner' of 'T' is left out",
    ),
    "a table that is archived": (
        json.dumps([{"Table": {**DESCRIBED, "TableStatus": "ARCHIVED"}}, described()]),
        "warning[DS555]: 'gone' is left out: it is archived",
    ),
    "an index that is being deleted": (
        json.dumps(described(GlobalSecondaryIndexes=[{**BY_DAY, "IndexStatus": "DELETING"}])),
        "warning[DS555]: the index 'by-day' of 'game_scores' is left out: it is being deleted",
    ),
    "a replica that was never made": (
        json.dumps(described(Replicas=[{"RegionName": "eu-west-1", "ReplicaStatus": "CREATION_FAILED"}])),
        "warning[DS555]: the replica 'eu-west-1' of 'game_scores' is left out: it is not made: its creation failed",
    ),
    "a table that is being deleted": (
        json.dumps([{"Table": DESCRIBED}, described()]),
        "warning[DS555]: 'gone' is left out: it is being deleted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_is_said_and_the_rest_is_imported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text, message = LEFT_OUT[name]
    Path("file.json").write_text(text)

    code, spec, told = imported(capsys, "file.json")

    assert (code, len(yaml.safe_load(spec)["tables"])) == (1, 1)
    assert [line for line in told.splitlines() if line.startswith("warning[DS555]")] == [message]


def test_an_index_that_terraform_has_as_a_resource_is_one_of_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    index = {
        "table_name": "orders", "index_name": "by-day",
        "key_schema": [
            {"attribute_name": "id", "attribute_type": "S", "key_type": "HASH"},
            {"attribute_name": "day", "attribute_type": "N", "key_type": "RANGE"},
        ],
        "projection": [{"projection_type": "INCLUDE", "non_key_attributes": ["total"]}],
        "provisioned_throughput": [{"read_capacity_units": 4, "write_capacity_units": 2}],
        "on_demand_throughput": [], "warm_throughput": None,
    }  # fmt: skip
    table = {**OF_TERRAFORM, "billing_mode": "PROVISIONED", "read_capacity": 5, "write_capacity": 5}
    resources = (("aws_dynamodb_table", table), ("aws_dynamodb_global_secondary_index", index))
    Path("state.json").write_text(state(*resources))

    code, spec, told = imported(capsys, "state.json")

    assert (code, "DS555" in told) == (0, False)
    assert yaml.safe_load(spec)["tables"]["Orders"]["global_secondary_indexes"] == {
        "by-day": {
            "partition_key": "id",
            "sort_key": {"name": "day", "type": "N"},
            "projection": {"include": ["total"]},
            "capacity": {"read": 4, "write": 2},
        }
    }


def test_what_is_being_changed_is_read_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    index = {**BY_DAY, "IndexStatus": "CREATING", "Backfilling": True}
    Path("file.json").write_text(json.dumps(described(TableStatus="UPDATING", GlobalSecondaryIndexes=[index])))

    code, spec, told = imported(capsys, "file.json")

    assert (code, list(yaml.safe_load(spec)["tables"]["GameScores"]["global_secondary_indexes"])) == (1, ["by-day"])
    message = "'game_scores' is being changed: the table is UPDATING, the index 'by-day' is CREATING\n"
    assert f"warning[DS574]: {message}" in told


def test_a_table_alone_is_what_query_table_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file.json").write_text(json.dumps(described()["Table"]))

    code, spec, _ = imported(capsys, "file.json")

    assert (code, yaml.safe_load(spec)["tables"]["GameScores"]["table_name"]) == (0, "game_scores")


@pytest.mark.parametrize("kind", ["described", "terraform"])
def test_of_several_regions_one_is_chosen(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    other = ARN.replace("eu-west-1", "us-east-1").replace("orders", "carts")
    if kind == "described":
        of = described(TableName="orders", TableArn=ARN), described(TableName="carts", TableArn=other)
        text = json.dumps([{"Table": each["Table"]} for each in of])
    else:
        carts = {**OF_TERRAFORM, "name": "carts", "arn": other}
        text = state(("aws_dynamodb_table", OF_TERRAFORM), ("aws_dynamodb_table", carts))
    Path("file.json").write_text(text)

    code, spec, told = imported(capsys, "file.json")
    assert (code, spec, told) == (
        2,
        "",
        (
            "error[DS564]: the tables are not in one Region of one account: "
            "'orders' in eu-west-1 of 111122223333; 'carts' in us-east-1 of 111122223333\n"
            "  = help: a stack is in one: choose a Region with --region, "
            "and import another account's from a file of their own\n\n1 error\n"
        ),
    )
    code, spec, told = imported(capsys, "file.json", "--region", "us-east-1")
    assert (code, list(yaml.safe_load(spec)["tables"])) == (0, ["Carts"])
    assert (
        "info[DS562]: 'orders' is left out: it is in eu-west-1\n"
        "  = help: --region eu-west-1 imports it, for a stack there\n"
    ) in told
    assert imported(capsys, "file.json", "--region", "us-west-2")[0] == 2


def test_a_part_of_a_percent_is_kept_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    table = {**OF_TERRAFORM, "billing_mode": "PROVISIONED", "read_capacity": 5, "write_capacity": 5}
    of_reads = {"resource_id": "table/orders", "scalable_dimension": "dynamodb:table:ReadCapacityUnits"}
    target = {"service_namespace": "dynamodb", "min_capacity": 5, "max_capacity": 50, **of_reads}
    metric = {"predefined_metric_type": "DynamoDBReadCapacityUtilization"}
    tracking = {"target_value": 70.5, "predefined_metric_specification": [metric]}
    policy = {
        "name": "reads", "service_namespace": "dynamodb", "policy_type": "TargetTrackingScaling", **of_reads,
        "target_tracking_scaling_policy_configuration": [tracking],
    }  # fmt: skip
    scaling = (("aws_appautoscaling_target", target), ("aws_appautoscaling_policy", policy))
    Path("state.json").write_text(state(("aws_dynamodb_table", table), *scaling))

    code, spec, told = imported(capsys, "state.json")

    made = yaml.safe_load(spec)["resources"]["OrdersScalableTarget0Policy0"]["Properties"]
    kept = made["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]
    assert (code, made["PolicyName"], kept) == (0, "reads", "70.5"), told

    model = (HERE / "inputs" / "workbench-chat.json").read_text()
    Path("model.json").write_text(model.replace('"TargetValue": 70', '"TargetValue": 70.5'))
    code, spec, told = imported(capsys, "model.json")
    assert (code, spec.count('TargetValue: "70.5"'), spec.count("PolicyType: TargetTrackingScaling")) == (0, 4, 4), told


def test_of_tables_of_one_name_in_two_regions_one_is_chosen_with_its_own_autoscaling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    found: list[tuple[str, dict[str, Any]]] = []
    for region, most in (("eu-west-1", 40), ("us-east-1", 80)):
        capacity = {"billing_mode": "PROVISIONED", "read_capacity": 5, "write_capacity": 5}
        found.append(("aws_dynamodb_table", {**OF_TERRAFORM, **capacity, "arn": ARN.replace("eu-west-1", region)}))
        for unit in ("Read", "Write"):
            of_target = {
                "service_namespace": "dynamodb", "resource_id": "table/orders",
                "scalable_dimension": f"dynamodb:table:{unit}CapacityUnits",
            }  # fmt: skip
            arn = f"arn:aws:application-autoscaling:{region}:111122223333:scalable-target/0ec5{most}"
            tracking = {
                "target_value": 70,
                "predefined_metric_specification": [
                    {"predefined_metric_type": f"DynamoDB{unit}CapacityUtilization"},
                ],
            }
            policy = {
                "arn": f"arn:aws:autoscaling:{region}:111122223333:scalingPolicy:6d8972f3", "name": unit,
                "policy_type": "TargetTrackingScaling", "target_tracking_scaling_policy_configuration": [tracking],
            }  # fmt: skip
            found += [
                ("aws_appautoscaling_target", {**of_target, "arn": arn, "min_capacity": 5, "max_capacity": most}),
                ("aws_appautoscaling_policy", {**of_target, **policy}),
            ]
    Path("state.json").write_text(state(*found))

    code, _, told = imported(capsys, "state.json")
    assert (code, "--region" in told) == (2, True)
    code, spec, told = imported(capsys, "state.json", "--region", "us-east-1")
    table = yaml.safe_load(spec)["tables"]["Orders"]
    bounds = {"min_capacity": 5, "max_capacity": 80}
    assert (code, table["autoscaling"]["read"], table["autoscaling"]["write"]) == (0, bounds, bounds)
    assert "'orders' is left out: it is in eu-west-1\n" in told
