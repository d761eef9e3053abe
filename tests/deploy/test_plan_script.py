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
        "  why: what still reads it fails from then on; move its readers first\n"
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


WATCHED = """\
version: 1
region: eu-west-1
parameters: {Old: {type: String}}
tables:
  Orders:
    table_name: orders
    partition_key: id
    stream: NEW_AND_OLD_IMAGES
    replicas: {eu-west-1: {}, us-east-1: {deletion_protection: false, tags: {was: "${Old}"}}}
    global_secondary_indexes: {by-customer: {partition_key: customer}}
    alarms: {alarm_actions: []}
    policies:
      read: {regions: [us-east-1]}
      custom: {ByCustomer: {access: query, indexes: [by-customer]}, Query: {access: query, indexes: [by-customer]}}
"""
EDITS = {
    "us-east-1": "us-west-2",
    ', tags: {was: "${Old}"}': "",
    "parameters: {Old: {type: String}}\n": "",
    "by-customer": "by-buyer",
    "ByCustomer": "ByBuyer",
}


def test_what_goes_is_read_and_watched_until_it_is_gone(account: Account, begin: Callable[..., None]) -> None:
    begin(WATCHED, Old="yes")
    spec = WATCHED
    for old, new in EDITS.items():
        spec = spec.replace(old, new)
    Path("specs/orders.yaml").write_text(spec)
    assert run(["plan", "-q", "--against", "templates/orders.yaml"]) == 0
    deployed = partial(account.follow, "orders", "orders")

    code, out, err = deployed()
    assert (code, err) == (0, "")
    assert "stopped before step 4, which is to delete the index by-customer of Orders\n" in out
    assert access(account, "Read", "Query") == {
        "us-east-1:table/orders",
        "us-west-2:table/orders",
        "us-east-1:table/orders/index/*",
        "us-west-2:table/orders/index/*",
        "eu-west-1:table/orders/index/by-customer",
        "us-east-1:table/orders/index/by-customer",
        "eu-west-1:table/orders/index/by-buyer",
        "us-west-2:table/orders/index/by-buyer",
    }
    assert access(account, "ByCustomer") == {
        f"{each}:table/orders/index/by-customer" for each in ("eu-west-1", "us-east-1")
    }
    assert alarms(account) == {
        "orders/Orders/replication-latency-us-east-1",
        "orders/Orders/replication-latency-us-west-2",
        *(
            f"orders/Orders/{each}/{what}-throttles"
            for each in ("by-customer", "by-buyer")
            for what in ("read", "write")
        ),
    }
    outputs = account.client("cloudformation").describe_stacks(StackName="orders")["Stacks"][0]["Outputs"]
    assert {"OrdersPolicyByCustomerArn", "OrdersPolicyByBuyerArn"} <= {each["OutputKey"] for each in outputs}

    code, out, err = deployed(DYNASPEC_UNTIL="4")
    assert (code, err) == (0, "")
    assert "stopped before step 5, as DYNASPEC_UNTIL says" in out
    assert access(account, "Read") == {
        f"{region}:table/orders{index}" for region in ("us-east-1", "us-west-2") for index in ("", "/index/*")
    }
    assert alarms(account) == {
        "orders/Orders/replication-latency-us-east-1",
        "orders/Orders/replication-latency-us-west-2",
        "orders/Orders/by-buyer/read-throttles",
        "orders/Orders/by-buyer/write-throttles",
    }

    code, out, err = deployed(DYNASPEC_UNTIL="5")
    assert (code, err) == (0, "")
    assert out.endswith("done\n")
    assert access(account, "Read", "Query", "ByBuyer") == {
        "us-west-2:table/orders",
        "us-west-2:table/orders/index/*",
        "eu-west-1:table/orders/index/by-buyer",
        "us-west-2:table/orders/index/by-buyer",
    }
    assert "orders/Orders/replication-latency-us-east-1" not in alarms(account)
    assert run(["render", "-q"]) == 0
    body = account.client("cloudformation").get_template(StackName="orders")["TemplateBody"]
    assert body == Path("templates/orders.yaml").read_text()


def access(account: Account, *policies: str) -> set[str]:
    """What of DynamoDB the policies of the table allow something on, from the Region on."""
    iam, found = account.client("iam"), set()
    for name in policies:
        resource = account.client("cloudformation").describe_stack_resource(
            StackName="orders", LogicalResourceId=f"OrdersPolicy{name}"
        )
        arn = resource["StackResourceDetail"]["PhysicalResourceId"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        for statement in document["Statement"]:
            written = statement["Resource"]
            for each in [written] if isinstance(written, str) else written:
                found.add(each.removeprefix("arn:aws:dynamodb:").replace(f"{account.number}:", ""))
    return found


def alarms(account: Account) -> set[str]:
    """The alarms of indexes and replicas."""
    listed = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    return {each["AlarmName"] for each in listed if "/by-" in each["AlarmName"] or "latency" in each["AlarmName"]}


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
