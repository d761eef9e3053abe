"""The script of a plan on the local AWS, with the real command line: it goes through, and on after a failure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from generator.cli.main import run
from tests.deploy.conftest import Account

SPEC = """\
version: 1
tables:
  Orders:
    table_name: orders
    partition_key: customer_id
    global_secondary_indexes: {by-status: {partition_key: status}}
    time_to_live: expires_at
    alarms: false
"""


def test_the_script_goes_through_and_on(account: Account, begin: Callable[[str], None]) -> None:
    begin(SPEC)
    dynamodb = account.client("dynamodb")
    dynamodb.put_item(TableName="orders", Item={"customer_id": {"S": "1"}, "status": {"S": "new"}})
    Path("specs/orders.yaml").write_text(SPEC.replace("by-status", "by-state").replace("expires_at", "ends_at"))
    assert run(["plan", "-q", "--against", "templates/orders.yaml"]) == 0
    deployed = partial(account.follow, "orders", "orders")

    code, out, err = deployed(DYNASPEC_UNTIL="2")
    assert (code, err) == (0, "")
    assert "stopped before step 3, as DYNASPEC_UNTIL says" in out
    indexes = dynamodb.describe_table(TableName="orders")["Table"]["GlobalSecondaryIndexes"]
    assert {each["IndexName"] for each in indexes} == {"by-status", "by-state"}

    # Without a word about it, what may still be read stays.
    code, out, err = deployed("--tags", "team=it's shop")
    assert (code, err) == (0, "")
    assert out == (
        "stopped before step 3, which is to delete the index by-status of Orders\n"
        "  why: what reads it fails from then on; move the readers to what the steps before have made first\n"
        "  to go on then: DYNASPEC_UNTIL=4 sh plan/orders/deploy.sh orders --tags 'team=it'\\''s shop'\n"
    )
    indexes = dynamodb.describe_table(TableName="orders")["Table"]["GlobalSecondaryIndexes"]
    assert {each["IndexName"] for each in indexes} == {"by-status", "by-state"}

    code, out, err = deployed(DYNASPEC_UNTIL="4")
    assert (code, err) == (0, "")
    assert "step 2" not in out
    assert out.index("step 3: 03-delete-by-status.yaml") < out.index("waiting 1 seconds") < out.index("step 4: ")
    assert out.endswith("done\n")
    indexes = dynamodb.describe_table(TableName="orders")["Table"]["GlobalSecondaryIndexes"]
    assert [each["IndexName"] for each in indexes] == ["by-state"]
    told = dynamodb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert told == {"AttributeName": "ends_at", "TimeToLiveStatus": "ENABLED"}
    assert dynamodb.scan(TableName="orders")["Count"] == 1

    Path("other.json").write_text('{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}')
    assert account.deploy(Path("other.json"), stack="other") == ""
    assert account.follow("orders", "other") == (
        1,
        "",
        "stopped: other has another template than the one that this plan begins with; make the plan anew\n",
    )


DRAFTS = """\
  Drafts:
    table_name: drafts
    partition_key: id
    deletion_policy: Delete
    alarms: false
"""


def test_a_table_that_is_given_up_goes_by_a_word_of_its_own(account: Account, begin: Callable[[str], None]) -> None:
    begin(SPEC + DRAFTS)
    dynamodb = account.client("dynamodb")
    dynamodb.put_item(TableName="drafts", Item={"id": {"S": "1"}})
    Path("specs/orders.yaml").write_text(SPEC.replace("by-status", "by-state"))
    assert run(["plan", "-q", "--against", "templates/orders.yaml", "--give-up", "Drafts"]) == 0
    deployed = partial(account.follow, "orders", "orders")

    code, out, err = deployed()
    assert (code, err) == (0, "")
    assert out.endswith("  to go on then: DYNASPEC_UNTIL=3 sh plan/orders/deploy.sh orders\n")

    # The word that lets the index go does not let the table go.
    code, out, err = deployed(DYNASPEC_UNTIL="3")
    assert (code, err) == (0, "")
    assert out.endswith("stopped before step 4, as DYNASPEC_UNTIL says\n")
    code, out, err = deployed()
    assert (code, err) == (0, "")
    assert out == (
        "stopped before step 4, which is to give Drafts up\n"
        "  why: its items are gone then; aws dynamodb create-backup keeps them\n"
        "  to go on then: DYNASPEC_UNTIL=4 sh plan/orders/deploy.sh orders\n"
    )
    assert dynamodb.scan(TableName="drafts")["Count"] == 1

    code, out, err = deployed(DYNASPEC_UNTIL="4")
    assert (code, err) == (0, "")
    assert out.endswith("done\n")
    assert dynamodb.list_tables()["TableNames"] == ["orders"]
