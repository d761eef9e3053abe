"""Alarms that a spec asks for, on a table or on the account, go off when their rule says and tell the stack's topic."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy import described
from tests.deploy.conftest import Account
from tests.deploy.minutes import Clock, Deployed, Minutes, queue_of, told

SLOW = "SuccessfulRequestLatency"
QUIET = """\
version: 1
notification_topic:
  subscriptions:
    OnCall: {protocol: email, endpoint: on-call@example.com}
tables:
  Loud: {table_name: loud, partition_key: id}
  Quiet: {table_name: quiet, partition_key: id, alarms: {alarm_actions: []}}
"""


@pytest.fixture
def carts(deployed: Deployed) -> Minutes:
    """The stack with every kind of alarm that must be asked for."""
    return deployed("carts")


@pytest.fixture
def table_name(carts: Minutes, account: Account) -> str:
    """The name that CloudFormation made up for its table."""
    return described.stack(account, carts.stack)[0]["Carts"]


def test_latency_goes_off_above_its_threshold_in_ten_of_fifteen_minutes(carts: Minutes, table_name: str) -> None:
    of_operation = {"TableName": table_name, "Operation": "GetItem"}
    carts.feed(SLOW, *[20.0] * 15, **of_operation)
    assert carts.on() == set()

    carts.wait(15)
    carts.feed(SLOW, *[20.1, None] * 4, *[20.1] * 5, None, **of_operation)
    assert carts.on() == set()

    carts.wait(1)
    carts.feed(SLOW, 20.1, **of_operation)
    assert carts.on() == {"Carts/latency-get-item"}

    carts.wait(6)
    assert carts.on() == set()


def test_latency_is_that_of_all_but_the_slowest(carts: Minutes, table_name: str) -> None:
    """Of 200 requests a minute p99 passes over one, and p90 over fifteen."""
    get_item = {"TableName": table_name, "Operation": "GetItem"}
    query = {"TableName": table_name, "Operation": "Query"}
    feed_requests(carts, [(get_item, 199, 20.0), (get_item, 1, 900.0), (query, 185, 50.0), (query, 15, 900.0)])
    assert carts.on() == set()

    feed_requests(carts, [(get_item, 2, 900.0)])
    assert carts.on() == {"Carts/latency-get-item"}
    feed_requests(carts, [(query, 10, 900.0)])
    assert carts.on() == {"Carts/latency-get-item", "Carts/latency-query"}


def feed_requests(minutes: Minutes, requests: list[tuple[dict[str, str], int, float]]) -> None:
    """Publish so many requests of so many milliseconds in each of the latest ten minutes."""
    for dimensions, count, value in requests:
        for ago in range(1, 11):
            minutes.put(SLOW, dimensions, ago=60 * ago, Values=[value], Counts=[count])


@pytest.mark.parametrize(
    ("metric", "alarm", "threshold"),
    [
        ("ConditionalCheckFailedRequests", "conditional-check-failed-requests", 200),
        ("TransactionConflict", "transaction-conflicts", 10),
    ],
)
def test_counts_go_off_in_five_of_ten_minutes(
    carts: Minutes, table_name: str, metric: str, alarm: str, threshold: int
) -> None:
    more = threshold + 1
    carts.feed(metric, more, None, more, threshold, more, None, more, threshold, None, TableName=table_name)
    assert carts.on() == set()

    carts.wait(1)
    carts.feed(metric, more, TableName=table_name)
    assert carts.on() == {f"Carts/{alarm}"}

    carts.wait(5)
    assert carts.on() == set()


def test_changes_that_are_late_in_kinesis(carts: Minutes, table_name: str) -> None:
    """Whatever the further dimension holds; no source says it."""
    late = "AgeOfOldestUnreplicatedRecord"
    carts.feed_fives(late, 60_001, 60_001, 60_000, TableName=table_name, DelegatedOperation="anything")
    carts.feed_fives(late, 60_001, 60_001, 60_001, TableName="another", DelegatedOperation="anything")
    assert carts.on() == set()

    carts.feed_fives(late, None, None, 60_001, TableName=table_name, DelegatedOperation="something")
    assert carts.on() == {"Carts/kinesis-record-age"}

    carts.wait(5)
    carts.feed_fives(late, 60_000, TableName=table_name, DelegatedOperation="anything")
    assert carts.on() == set()


def test_a_change_that_never_came_into_kinesis(carts: Minutes, table_name: str) -> None:
    lost = {"TableName": table_name, "DelegatedOperation": "anything"}
    carts.feed_fives("FailedToReplicateRecordCount", 0, **lost)
    assert carts.on() == set()

    carts.wait(5)
    carts.feed_fives("FailedToReplicateRecordCount", 1, **lost)
    assert carts.on() == {"Carts/kinesis-failed-records"}


def test_changes_that_are_late_in_another_region(deployed: Deployed) -> None:
    players = deployed("players")
    west = {"TableName": "players", "ReceivingRegion": "us-west-2"}
    south = {"TableName": "players", "ReceivingRegion": "ap-southeast-2"}
    players.feed_fives("ReplicationLatency", 60_001, 60_000, 60_001, **west)
    # Into the stack's own Region changes come from the others, whose metrics are there.
    players.feed_fives("ReplicationLatency", 90_000, 90_000, 90_000, TableName="players", ReceivingRegion="eu-west-1")
    assert players.on() == set()

    players.feed_fives("ReplicationLatency", 60_001, 60_001, 60_001, **south)
    assert players.on() == {"Players/replication-latency-ap-southeast-2"}

    players.wait(5)
    players.feed_fives("ReplicationLatency", 60_000, **south)
    assert players.on() == set()

    players.wait(15)
    players.feed_fives("ReplicationLatency", 60_001, 60_001, 60_001, **west)
    assert players.on() == {"Players/replication-latency-us-west-2"}


def test_the_capacity_of_a_global_table_is_that_of_its_replica_here(deployed: Deployed) -> None:
    players = deployed("players")
    # Reads scale to 800 a second in Europe, 48,000 a minute, and writes to 200; by-guild has 60 reads, 3,600 a minute.
    players.feed("ConsumedReadCapacityUnits", *[38_400] * 5, TableName="players")
    players.feed("ConsumedWriteCapacityUnits", *[9_600] * 5, TableName="players")
    by_guild = {"TableName": "players", "GlobalSecondaryIndexName": "by-guild"}
    players.feed("ConsumedReadCapacityUnits", *[2_880] * 5, **by_guild)
    assert players.on() == set()

    players.wait(5)
    players.feed("ConsumedReadCapacityUnits", *[38_401] * 5, TableName="players")
    players.feed("ConsumedWriteCapacityUnits", *[9_601] * 5, TableName="players")
    players.feed("ConsumedReadCapacityUnits", *[2_881] * 5, **by_guild)
    assert players.on() == {"Players/read-capacity", "Players/write-capacity", "Players/by-guild/read-capacity"}


def test_system_errors_of_partiql_have_an_alarm_of_their_own(deployed: Deployed, account: Account) -> None:
    invoices = deployed("invoices")
    table_name = described.stack(account, "invoices")[0]["Invoices"]
    for operation in ("GetItem", "TransactWriteItems"):
        invoices.feed("SystemErrors", 1, 1, 1, 1, 1, TableName=table_name, Operation=operation)
    invoices.feed("SystemErrors", 1, 1, 1, 1, 1, TableName="another", Operation="ExecuteStatement")
    assert invoices.on() == {"Invoices/system-errors"}

    invoices.wait(15)
    statement = {"TableName": table_name, "Operation": "ExecuteStatement"}
    # Statements may carry further dimensions.
    invoices.feed("SystemErrors", 1, 1, None, 1, 1, None, **statement, Verb="SELECT")
    invoices.feed("SystemErrors", 1, TableName=table_name, Operation="BatchExecuteStatement")
    assert invoices.on() == {"Invoices/partiql-system-errors"}


def test_alarms_of_the_account_watch_metrics_without_dimensions(deployed: Deployed) -> None:
    stack = deployed("account")
    stack.feed("UserErrors", *[50] * 10)
    stack.feed("UserErrors", *[51] * 10, TableName="orders")
    stack.feed_fives("AccountProvisionedReadCapacityUtilization", 80, 80)
    stack.feed_fives("MaxProvisionedTableWriteCapacityUtilization", 60, 60)
    assert stack.on() == set()

    stack.wait(10)
    stack.feed("UserErrors", *[51] * 10)
    stack.feed_fives("AccountProvisionedReadCapacityUtilization", 80.1, 80.1)
    stack.feed_fives("AccountProvisionedWriteCapacityUtilization", None, 80.1)
    stack.feed_fives("MaxProvisionedTableReadCapacityUtilization", 80, 80.1)
    stack.feed_fives("MaxProvisionedTableWriteCapacityUtilization", 60.1, 60.1)
    assert stack.on() == {"user-errors", "read-account-capacity", "write-largest-table-capacity"}


def test_the_stacks_own_topic_is_told(carts: Minutes, table_name: str, account: Account) -> None:
    sqs = account.client("sqs")
    topic = described.stack(account, carts.stack)[0]["StackTopic"]
    queue = queue_of(account.client("sns"), sqs, topic=topic)

    for metric in ("ReadThrottleEvents", "TransactionConflict"):
        carts.feed(metric, 11, 11, 11, 11, 11, TableName=table_name)
    throttles, conflicts = "carts/Carts/read-throttles", "carts/Carts/transaction-conflicts"
    assert set(told(sqs, queue)) == {(throttles, "ALARM"), (conflicts, "ALARM")}

    carts.wait(12)
    assert carts.on() == set()
    # The other has `ok_actions: []`.
    assert told(sqs, queue) == [(throttles, "OK")]


def test_alarms_with_no_actions_tell_nobody(account: Account, clock: Clock, tmp_path: Path) -> None:
    sqs = account.client("sqs")
    (tmp_path / "quiet.yaml").write_text(QUIET)
    dynaspec = Path(sys.executable).parent / "dynaspec"
    subprocess.run([dynaspec, "render", "quiet.yaml", "-o", "templates"], cwd=tmp_path, check=True, capture_output=True)
    assert account.deploy(tmp_path / "templates" / "quiet.yaml", stack="quiet") == ""
    quiet = Minutes(account.client("cloudwatch"), "quiet", clock)
    queue = queue_of(account.client("sns"), sqs, topic=described.stack(account, "quiet")[0]["StackTopic"])

    quiet.feed("ReadThrottleEvents", 1, 1, 1, 1, 1, TableName="quiet")
    quiet.feed("WriteThrottleEvents", 1, 1, 1, 1, 1, TableName="loud")
    assert quiet.on() == {"Quiet/read-throttles", "Loud/write-throttles"}
    quiet.wait(12)
    assert quiet.on() == set()

    loud = "quiet/Loud/write-throttles"
    assert told(sqs, queue) == [(loud, "ALARM"), (loud, "OK")]
