"""Each kind of block of commands on pages, pasted into a shell, succeeds against what the page's template deploys."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli.main import run
from tests.deploy.conftest import TEMPLATES, VALUES, Account

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^### (.*?)\n(.*?)(?=^<a id|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A date that takes only what the one of BSD does: no -d, and -v to go back.
BSD_DATE = """\
#!/bin/bash
case "$*" in
  *-d*) echo "date: illegal option -- d" >&2; exit 1 ;;
  "-u -v-3H "*) exec {date} -u -d '3 hours ago' "${{@: -1}}" ;;
  *) exec {date} "$@" ;;
esac
"""
TEN_OPERATIONS = (
    "GetItem BatchGetItem Query Scan TransactGetItems PutItem UpdateItem DeleteItem BatchWriteItem TransactWriteItems"
).split()


class Runbook(NamedTuple):
    """The blocks of a page by the title of their section, and where they run."""

    blocks: dict[str, list[str]]
    account: Account

    def paste(self, block: str, *, path: Path | None = None) -> str:
        """What a block prints; it must succeed and complain about nothing."""
        environment = {**self.account.environment, "ROLE": "orders-api", "USER_NAME": "ann"}
        if path:
            environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
        ended = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", block],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (0, ""), block
        return ended.stdout

    def section(self, title: str) -> list[str]:
        """What each block of a section prints."""
        return [self.paste(block) for block in self.blocks[title]]


def opened(account: Account, stack: str, table: str, folder: Path) -> Runbook:
    """The runbook of a table whose stack is deployed, with a role and a user that ask for it."""
    values = {name: VALUES[name] for name in re.findall(r"^  (\w+):\n    Type: String", text_of(stack), re.MULTILINE)}
    assert account.deploy(TEMPLATES / f"{stack}.yaml", stack=stack, **values) == ""
    iam = account.client("iam")
    iam.create_role(RoleName="orders-api", AssumeRolePolicyDocument="{}")
    iam.create_user(UserName="ann")
    assert run(["-q", "-C", str(ROOT), "docs", f"specs/{stack}.yaml", "-o", str(folder)]) == 0
    page = (folder / stack / f"{table}.md").read_text(encoding="utf-8").partition("## Runbook")[2]
    return Runbook({title: BLOCK.findall(text) for title, text in SECTION.findall(page)}, account)


def text_of(stack: str) -> str:
    return (TEMPLATES / f"{stack}.yaml").read_text(encoding="utf-8")


def put(account: Account, metric: str, value: float, *, ago: int, **dimensions: str) -> None:
    """Publish a value of so many minutes ago."""
    datum = {
        "MetricName": metric,
        "Dimensions": [{"Name": name, "Value": text} for name, text in dimensions.items()],
        "Timestamp": int(time.time()) // 60 * 60 - 60 * ago,
        "Value": value,
    }
    account.client("cloudwatch").put_metric_data(Namespace="AWS/DynamoDB", MetricData=[datum])


@pytest.fixture
def bsd(tmp_path: Path) -> Path:
    """A folder with a `date` as BSD has it."""
    script = tmp_path / "bsd" / "date"
    script.parent.mkdir()
    script.write_text(BSD_DATE.format(date=subprocess.check_output(["which", "date"], text=True).strip()))
    script.chmod(0o755)
    return script.parent


def test_a_provisioned_table_with_indexes_and_a_stream(account: Account, tmp_path: Path, bsd: Path) -> None:
    runbook = opened(account, "orders", "Orders", tmp_path / "pages")
    policies = account.client("iam").list_policies(Scope="Local")["Policies"]
    (policy,) = [each["Arn"] for each in policies if "StreamRead" in each["Arn"]]
    account.client("iam").attach_role_policy(RoleName="orders-api", PolicyArn=policy)
    # 2,700 units of a minute are 45 a second, and 90 % of the spec's 50; each was of a request of 900 units.
    for _ in range(3):
        put(account, "ConsumedReadCapacityUnits", 900, ago=5, TableName="orders")
    put(account, "ConsumedReadCapacityUnits", 30, ago=9, TableName="orders")
    # Older than the last hours that the commands look at.
    put(account, "ConsumedReadCapacityUnits", 9000, ago=200, TableName="orders")
    put(account, "WriteProvisionedThroughputThrottleEvents", 7, ago=2, TableName="orders")
    put(account, "SystemErrors", 3, ago=2, TableName="orders", Operation="Query")
    put(account, "SuccessfulRequestLatency", 12.5, ago=2, TableName="orders", Operation="PutItem")

    busiest, _ = runbook.blocks["High read capacity usage"]
    for printed in (runbook.paste(busiest), runbook.paste(busiest, path=bsd)):
        # The time in front is as the command line of the machine shows it.
        assert [line.partition("  ")[2] for line in printed.splitlines()] == [
            "45.0 units a second, 90 % of 50",
            "0.5 units a second, 1 % of 50",
        ]
    _, capacity = runbook.section("High write capacity usage of index `by-status`")
    assert '"WriteCapacityUnits": 10' in capacity
    causes, insights = runbook.section("Write throttling")
    assert causes.splitlines() == [
        "WriteProvisionedThroughputThrottleEvents  7.0",
        "WriteKeyRangeThroughputThrottleEvents  0",
        "WriteAccountLimitThrottleEvents  0",
    ]
    assert insights.split()[0] == "DISABLED"
    streams, status, rights = runbook.section("Stream issues")
    assert len(streams.split()) == 1
    assert status.split()[:2] == ["ENABLED", "NEW_AND_OLD_IMAGES"]
    assert {tuple(line.split()) for line in rights.splitlines()} == {
        (f"dynamodb:{action}", "allowed") for action in ("DescribeStream", "GetRecords", "GetShardIterator")
    }
    attached, of_user, ours, allowed = runbook.section("Incorrect IAM policy attached")
    assert attached.split() == [policy]
    assert of_user.strip() == ""
    assert policy in ours
    assert len(ours.splitlines()) == 4
    # The role may follow the stream, and do nothing to items.
    assert {line.split()[1] for line in allowed.splitlines()} == {"implicitDeny"}
    (errors,) = runbook.section("System errors")
    assert dict(line.split() for line in errors.splitlines()) == dict.fromkeys(TEN_OPERATIONS, "0") | {"Query": "3.0"}
    (latency,) = runbook.section("Latency")
    assert latency.splitlines()[2] == "PutItem  12.5"
    # Each call takes its time; the other sections differ from these by read and write, or an index's name.
    runbook.section("Read throttling of index `by-status`")


def test_replicas_and_a_kinesis_stream(account: Account, tmp_path: Path) -> None:
    runbook = opened(account, "players", "Players", tmp_path / "pages")
    put(account, "ReplicationLatency", 4000, ago=10, TableName="players", ReceivingRegion="us-west-2")
    put(account, "AgeOfOldestUnreplicatedRecord", 250, ago=10, TableName="players", DelegatedOperation="PutRecords")

    latency, _ = runbook.section("Replication lag")
    assert latency.splitlines() == ["us-west-2  4000.0", "ap-southeast-2  None"]
    destination, age = runbook.section("Kinesis lag")
    assert destination.split()[0] == "ACTIVE"
    assert age.split()[1:] == ["250.0"]
    runbook.section("High write capacity usage of index `by-guild`")


def test_a_table_that_cloudformation_names(account: Account, tmp_path: Path) -> None:
    runbook = opened(account, "carts", "Carts", tmp_path / "pages")
    (name,) = account.client("dynamodb").list_tables()["TableNames"]
    put(account, "WriteMaxOnDemandThroughputThrottleEvents", 5, ago=3, TableName=name)
    put(account, "TransactionConflict", 11, ago=10, TableName=name)

    causes, _ = runbook.section("Write throttling")
    assert causes.splitlines()[0] == "WriteMaxOnDemandThroughputThrottleEvents  5.0"
    (conflicts,) = runbook.section("Transaction conflicts")
    assert conflicts.split()[1:] == ["11.0"]
    for title in ("High read capacity usage", "Failed conditions", "Latency"):
        runbook.section(title)
