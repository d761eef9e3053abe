"""What a second deploy does to a global table in the local AWS: its Regions come and go one at a time."""

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
region: eu-west-1
tables:
  Orders:
    table_name: orders
    partition_key: id
    stream: NEW_AND_OLD_IMAGES
    alarms: {{alarm_actions: []}}
    {body}
"""
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


def tables(account: Account, *regions: str) -> list[str]:
    """Those of the Regions that have a table."""
    return [each for each in regions if account.in_region(each).client("dynamodb").list_tables()["TableNames"]]


def test_replicas_come_and_go_one_at_a_time(deploy: Deploy, account: Account) -> None:
    regions = ("eu-west-1", "us-west-2", "us-east-1")
    assert deploy("replicas: {eu-west-1: {}}") == ""
    assert tables(account, *regions) == ["eu-west-1"]

    assert "Only one replica" in deploy("replicas: {eu-west-1: {}, us-west-2: {}, us-east-1: {}}")
    unprotected = "{deletion_protection: false, tags: {at: standby}}"
    assert deploy(f"replicas: {{eu-west-1: {{}}, us-west-2: {unprotected}}}") == ""
    assert tables(account, *regions) == ["eu-west-1", "us-west-2"]
    assert described.table(account.in_region("us-west-2"), "orders")["tags"] == {"at": "standby"}
    assert described.table(account, "orders")["tags"] == {}

    assert deploy("replicas: {eu-west-1: {}}") == ""
    assert tables(account, *regions) == ["eu-west-1"]


def test_a_protected_replica_is_not_taken_away(deploy: Deploy, account: Account) -> None:
    assert deploy("replicas: {eu-west-1: {}, us-west-2: {}}") == ""
    assert "deletion protection" in deploy("replicas: {eu-west-1: {}}").lower()
    assert tables(account, "us-west-2") == ["us-west-2"]


def test_a_global_table_that_is_on_demand_again_is_not_scaled(deploy: Deploy, account: Account) -> None:
    replicas = "replicas: {eu-west-1: {}, us-west-2: {}}"
    scaled = "\n    ".join(
        (
            "billing_mode: PROVISIONED",
            "capacity: {read: 9, write: 7}",
            "autoscaling: {write: {min_capacity: 5, max_capacity: 50}}",
        )
    )
    assert deploy(f"{scaled}\n    {replicas}") == ""
    for region in ("eu-west-1", "us-west-2"):
        told = described_scaling.scaling(account.in_region(region))
        assert [*told] == ["table/orders dynamodb:table:WriteCapacityUnits"]
        assert described.table(account.in_region(region), "orders")["capacity"] == {"": (9, 7)}

    assert deploy(replicas) == ""
    assert described_scaling.scaling(account.in_region("us-west-2")) == {}
    assert described.table(account.in_region("us-west-2"), "orders")["billing_mode"] == "PAY_PER_REQUEST"
