"""What a second deploy does to the capacity that autoscaling has reached, and to autoscaling itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deploy import described, described_scaling
from tests.deploy.conftest import Account

SPEC = """
version: 1
tables:
  Orders:
    table_name: orders
    partition_key: id
    alarms: {{alarm_actions: []}}
    {body}
"""
BOUNDS = "autoscaling: {{read: {{min_capacity: {}, max_capacity: {}}}}}"
Deploy = Callable[[str], str]


@pytest.fixture
def deploy(account: Account, tmp_path: Path) -> Deploy:
    """Renders and deploys a spec of one table, whose body ends as given; the reasons of what failed, or nothing."""
    (tmp_path / "specs").mkdir()

    def deployed(body: str) -> str:
        (tmp_path / "specs" / "orders.yaml").write_text(SPEC.format(body=body))
        subprocess.run([sys.executable, "-m", "generator", "-q", "-C", str(tmp_path), "render"], check=True)
        return account.deploy(tmp_path / "templates" / "orders.yaml", stack="orders")

    return deployed


def capacity(account: Account) -> tuple[int, int]:
    """Reads and writes that the table has."""
    (found,) = described.table(account, "orders")["capacity"].values()
    read, write = found
    return read, write


def grow(account: Account, read: int) -> None:
    """What autoscaling does when reads grow."""
    throughput = {"ReadCapacityUnits": read, "WriteCapacityUnits": 5}
    account.client("dynamodb").update_table(TableName="orders", ProvisionedThroughput=throughput)


def test_a_deploy_leaves_what_autoscaling_has_reached(deploy: Deploy, account: Account) -> None:
    fixed = "billing_mode: PROVISIONED\n    capacity: {read: 20, write: 5}"
    assert deploy(f"{fixed}\n    {BOUNDS.format(10, 400)}") == ""
    assert capacity(account) == (20, 5)
    grow(account, 321)

    # The capacity written stays outside of the new bounds, and the table is left alone all the same.
    assert deploy(f"{fixed}\n    {BOUNDS.format(30, 500)}\n    time_to_live: expires_at") == ""

    assert capacity(account) == (321, 5)
    (target,) = described_scaling.scaling(account).values()
    assert target["bounds"] == (30, 500)

    assert deploy(f"{fixed.replace('20', '40')}\n    {BOUNDS.format(30, 500)}\n    time_to_live: expires_at") == ""
    assert capacity(account) == (40, 5)


def test_a_change_of_the_fixed_capacity_sets_the_scaled_one_too(deploy: Deploy, account: Account) -> None:
    spec = f"billing_mode: PROVISIONED\n    capacity: {{read: 20, write: 5}}\n    {BOUNDS.format(10, 400)}"
    assert deploy(spec) == ""
    grow(account, 321)
    # DynamoDB takes no write capacity without a read capacity, as the README says.
    assert deploy(spec.replace("write: 5", "write: 6")) == ""
    assert capacity(account) == (20, 6)


def test_autoscaling_goes_with_its_billing_mode_and_comes_back(deploy: Deploy, account: Account) -> None:
    provisioned = f"billing_mode: PROVISIONED\n    capacity: {{write: 5}}\n    {BOUNDS.format(10, 400)}"
    assert deploy(provisioned) == ""
    assert capacity(account) == (10, 5)
    assert list(described_scaling.scaling(account)) == ["table/orders dynamodb:table:ReadCapacityUnits"]

    assert deploy("billing_mode: PAY_PER_REQUEST") == ""
    assert described_scaling.scaling(account) == {}

    assert deploy(provisioned) == ""
    assert list(described_scaling.scaling(account)) == ["table/orders dynamodb:table:ReadCapacityUnits"]
