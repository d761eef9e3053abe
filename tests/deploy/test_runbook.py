"""Every kind of command on the pages, pasted into a shell, succeeds against what the page's template deploys."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from generator.cli.main import run
from generator.pages import commands
from tests.deploy import command_line
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
  "-u -r "*) exec {date} -u -d "@$3" "${{@: -1}}" ;;
  *) exec {date} "$@" ;;
esac
"""
ANYTHING = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
TEN_OPERATIONS = (
    "GetItem BatchGetItem Query Scan TransactGetItems PutItem UpdateItem DeleteItem BatchWriteItem TransactWriteItems"
).split()

# What of a block is the name or the number of one table alone: without them, blocks of one kind are the same.
OF_ONE_TABLE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=Name=TableName,Value=)[\w.-]+",
        r"(?<=Name=GlobalSecondaryIndexName,Value=)[\w.-]+",
        r"(?<=--table-name )[\w.-]+",
        r"(?<=--index-name )[\w.-]+",
        r"(?<=--stack-name )[\w.-]+",
        r"(?<=--region )[\w-]+",
        r"(?<=IndexName==')[^']*",
        r"(?<=OutputKey==')[^']*",
        r"(?<=OutputKey, ')[^']*",
        r"(?<=% of )\d+",
        r"(?<=/ 60 / )\d+",
    )
)
# Pages that have every kind of block between them: a table with everything, and others for what that excludes.
PAGES: Final = (
    "players/Players",
    "carts/Carts",
    "orders/Orders",
    "ledger/Entries",
    "reviews/Catalog",
    "customers/Customers",
    "links/Links",
    "sessions/Sessions",
    "prod/shipments/Shipments",
)

# The table that the stack of reviews watches is made by another team.
ELSEWHERE: Final = {
    "TableName": "catalog-production",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "product_id", "AttributeType": "S"},
        {"AttributeName": "category", "AttributeType": "S"},
    ],
    "KeySchema": [{"AttributeName": "product_id", "KeyType": "HASH"}],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by-category",
            "KeySchema": [{"AttributeName": "category", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
}


class Runbook(NamedTuple):
    """The blocks of a page by the title of their section, where they run, and folders of programs that come first."""

    blocks: dict[str, list[str]]
    account: Account
    programs: tuple[Path, ...] = ()

    def paste(self, block: str, *programs: Path) -> str:
        """What a block prints; it must succeed and complain about nothing."""
        environment = {**self.account.environment, "ROLE": "orders-api", "USER_NAME": "ann"}
        environment["PATH"] = os.pathsep.join(map(str, (*programs, *self.programs, environment["PATH"])))
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


def opened(account: Account, stack: str, table: str, folder: Path, *programs: Path) -> Runbook:
    """The runbook of a table whose stack is deployed, with a role and a user that ask for it."""
    values = {name: VALUES[name] for name in re.findall(r"^  (\w+):\n    Type: String", text_of(stack), re.MULTILINE)}
    assert account.deploy(TEMPLATES / f"{stack}.yaml", stack=stack, **values) == ""
    iam = account.client("iam")
    iam.create_role(RoleName="orders-api", AssumeRolePolicyDocument="{}")
    iam.create_user(UserName="ann")
    assert run(["-q", "-C", str(ROOT), "docs", f"specs/{stack}.yaml", "-o", str(folder)]) == 0
    page = (folder / stack / f"{table}.md").read_text(encoding="utf-8").partition("## Runbook")[2]
    return Runbook({title: BLOCK.findall(text) for title, text in SECTION.findall(page)}, account, programs)


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
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder with an `aws` that has started already."""
    with command_line.started(tmp_path / "started") as folder:
        yield folder


@pytest.fixture
def bsd(tmp_path: Path) -> Path:
    """A folder with a `date` as BSD has it."""
    script = tmp_path / "bsd" / "date"
    script.parent.mkdir()
    script.write_text(BSD_DATE.format(date=subprocess.check_output(["which", "date"], text=True).strip()))
    script.chmod(0o755)
    return script.parent


def test_a_provisioned_table_with_indexes_and_a_stream(
    account: Account, tmp_path: Path, bsd: Path, quick: Path
) -> None:
    runbook = opened(account, "orders", "Orders", tmp_path / "pages", quick)
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
    for printed in (runbook.paste(busiest), runbook.paste(busiest, bsd)):
        # Either version of the AWS command line has the time in a form of its own.
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
        (f"dynamodb:{action}", "allowed")
        for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
    }
    account.client("iam").create_group(GroupName="support")
    account.client("iam").attach_group_policy(GroupName="support", PolicyArn=policy)
    account.client("iam").put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=ANYTHING)
    account.client("iam").add_user_to_group(GroupName="support", UserName="ann")
    attached, of_user, ours, allowed = runbook.section("Incorrect IAM policy attached")
    assert attached.split() == [policy]
    assert of_user.split() == ["own", "support", policy]
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


def test_times_are_read_with_both_versions_of_the_command_line(bsd: Path) -> None:
    def dated(printed: str, *programs: Path) -> str:
        environment = {"PATH": os.pathsep.join(map(str, (*programs, os.environ["PATH"])))}
        command = ["bash", "-eu", "-c", commands.dated(f"printf '{printed}'")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    for programs in ((), (bsd,)):
        assert dated("1767225600.0\\t7.0\\n", *programs) == "2026-01-01T00:00:00Z  7.0\n"
    assert dated("2026-01-01T00:00:00+00:00\\t7.0\\n") == "2026-01-01T00:00:00+00:00  7.0\n"


def test_replicas_and_a_kinesis_stream(account: Account, tmp_path: Path, quick: Path) -> None:
    runbook = opened(account, "players", "Players", tmp_path / "pages", quick)
    put(account, "ReplicationLatency", 4000, ago=10, TableName="players", ReceivingRegion="us-west-2")
    put(account, "AgeOfOldestUnreplicatedRecord", 250, ago=10, TableName="players", DelegatedOperation="PutRecords")

    latency, _ = runbook.section("Replication lag")
    assert latency.splitlines() == ["us-west-2  4000.0", "ap-southeast-2  None"]
    destination, age = runbook.section("Kinesis lag")
    assert destination.split()[0] == "ACTIVE"
    assert age.split()[1:] == ["250.0"]
    runbook.section("High write capacity usage of index `by-guild`")


def test_a_table_that_cloudformation_names(account: Account, tmp_path: Path) -> None:
    # With the start of the AWS command line, as people have it.
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


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The first block of each kind of each page of all example specs, by the page and the kind."""
    folder = tmp_path_factory.mktemp("pages")
    assert run(["-q", "-C", str(ROOT), "docs", "-o", str(folder)]) == 0
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.rglob("*.md")):
        page = path.relative_to(folder).with_suffix("").as_posix()
        for block in BLOCK.findall(path.read_text(encoding="utf-8").partition("## Runbook")[2]):
            found.setdefault(page, {}).setdefault(kind(block), block)
    return found


def kind(block: str) -> str:
    """A block without what is of one table alone."""
    for pattern in OF_ONE_TABLE:
        block = pattern.sub("", block)
    return block


def test_the_pages_have_every_kind_of_block(pages: dict[str, dict[str, str]]) -> None:
    everywhere = {kind for blocks in pages.values() for kind in blocks}
    assert everywhere == {kind for page in PAGES for kind in pages[page]}


@pytest.mark.parametrize("page", PAGES)
def test_every_kind_of_block(page: str, pages: dict[str, dict[str, str]], account: Account, quick: Path) -> None:
    earlier = {kind for each in PAGES[: PAGES.index(page)] for kind in pages[each]}
    blocks = {kind: block for kind, block in pages[page].items() if kind not in earlier}
    assert blocks
    *environment, name, _ = page.split("/")
    template = TEMPLATES.joinpath(*environment, f"{name}.yaml")
    text = template.read_text(encoding="utf-8")
    region = re.search(r"--region (\S+)", "".join(blocks.values()))
    account = account.in_region(region[1]) if region else account
    values = {name: VALUES[name] for name in re.findall(r"^  (\w+):\n    Type: String", text, re.MULTILINE)}
    assert account.deploy(template, stack="-".join((name, *environment)), **values) == ""
    account.client("dynamodb").create_table(**ELSEWHERE)
    account.client("iam").create_role(RoleName="orders-api", AssumeRolePolicyDocument="{}")
    account.client("iam").create_user(UserName="ann")

    runbook = Runbook({}, account, (quick,))
    for block in blocks.values():
        runbook.paste(block)
