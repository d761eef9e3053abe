"""`dynaspec diagnose` against the local AWS under made-up load: what it says, asks for, and survives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from generator.cli.main import run
from tests.deploy.conftest import VALUES, Account, BeforeCall
from tests.deploy.minutes import Clock, Minutes

ROOT = Path(__file__).parents[2]
NOTHING = "·" * 30


class Ended(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


Diagnose = Callable[..., Ended]


@pytest.fixture
def diagnose(
    at_home: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Diagnose:
    """Runs `dynaspec diagnose` with the credentials of the account, in an empty folder."""

    def ended(*arguments: str, folder: Path = tmp_path) -> Ended:
        capsys.readouterr()
        code = run(["-C", str(folder), "diagnose", *arguments])
        monkeypatch.chdir(tmp_path)
        return Ended(code, *capsys.readouterr())

    return ended


@pytest.fixture
def stack(account: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Minutes]:
    """Deploys a template of the project, from whose latest five minutes on the clock stands still."""

    def deployed(name: str) -> Minutes:
        minutes = Minutes(account.client("cloudwatch"), name, clock)
        assert account.deploy(ROOT / "templates" / f"{name}.yaml", stack=name, **VALUES) == ""
        monkeypatch.setattr("generator.live.reading.now", lambda: minutes.now + 20)
        return minutes

    return deployed


def at(second: int, form: str = "%H:%M") -> str:
    """A second as reports show it."""
    return f"{datetime.fromtimestamp(second, timezone.utc):{form}} UTC"


def busiest(second: int, end: int) -> str:
    """A second as reports show the busiest minute, with the date unless it is that of the end."""
    return at(second) if at(second, "%F") == at(end, "%F") else at(second, "%Y-%m-%d %H:%M")


def policies(account: Account) -> dict[str, str]:
    """The ARNs of the stack's policies by the access in their logical IDs."""
    arns = [each["Arn"] for each in account.client("iam").list_policies(Scope="Local")["Policies"]]
    names = ("ReadWrite", "StreamRead", "Read", "Write")
    return {next(name for name in names if f"Policy{name}" in arn): arn for arn in arns}


def busy(minutes: Minutes) -> None:
    """The load of a bad night: reads, throttled writes, and a hot key of an index."""
    # 2,700 units of a minute are 45 a second, 90 % of 50, and at most 80 % of 57: 45 / 0.8 = 56.25.
    minutes.put("ConsumedReadCapacityUnits", {"TableName": "orders"}, ago=540, Value=2700)
    # The first of 30 stretches of six minutes; 15 of 50 reaches into the third eighth.
    minutes.put("ConsumedReadCapacityUnits", {"TableName": "orders"}, ago=10800, Value=900)
    # Before the hours that are looked at.
    minutes.put("ConsumedReadCapacityUnits", {"TableName": "orders"}, ago=10860, Value=99_000)
    # 10 of 20 at most, and throttled in five of ten minutes all the same, which the alarm counts.
    minutes.feed("ConsumedWriteCapacityUnits", 600, 600, 300, 300, 300, TableName="orders")
    for metric in ("WriteThrottleEvents", "WriteProvisionedThroughputThrottleEvents"):
        minutes.feed(metric, 400, 400, 400, 400, 400, TableName="orders")
    of_index = {"TableName": "orders", "GlobalSecondaryIndexName": "by-status"}
    minutes.feed("ReadKeyRangeThroughputThrottleEvents", 1, **of_index)


def test_a_stack_under_load(account: Account, stack: Callable[[str], Minutes], diagnose: Diagnose) -> None:
    minutes = stack("orders")
    iam = account.client("iam")
    iam.create_role(RoleName="orders-api", AssumeRolePolicyDocument="{}")
    iam.attach_role_policy(RoleName="orders-api", PolicyArn=policies(account)["Read"])
    busy(minutes)

    code, out, err = diagnose("orders", "--role", "orders-api", folder=ROOT)

    reason = "Threshold Crossed: [None, None, None, None, None, None, None, 400.0, 400.0, 400.0, 400.0, 400.0] > 0"
    since = at(minutes.now, "%Y-%m-%d %H:%M")
    alarm, too = "orders/Orders/write-throttles", "; it raises the index by-warehouse too"
    reads_at, writes_at = (busiest(minutes.now - ago, minutes.now) for ago in (540, 300))
    assert (code, err) == (1, "")
    assert (
        out
        == f"""\
stack orders in eu-west-1: CREATE_COMPLETE; the last 3 hours to {since}

Orders (orders): ACTIVE, PROVISIONED
  reads                   ▃{"·" * 27}█·  at most 45.0 a second at {reads_at}, 90 % of 50 provisioned
  writes                  {"·" * 29}▄  at most 10.0 a second at {writes_at}, 50 % of 20 provisioned
                          2,000 throttled by the provisioned capacity
  stream                  ENABLED, NEW_AND_OLD_IMAGES
  time to live            ENABLED, expires_at
  point-in-time recovery  ENABLED, 35 days
  deletion protection     ENABLED
  index by-status: ACTIVE
    reads                 {NOTHING}  nothing of 10 provisioned
                          1 throttled by what one partition serves, which is a hot key
    writes                {NOTHING}  nothing of 10 provisioned
  index by-warehouse: ACTIVE
    reads                 {NOTHING}  nothing of 50 provisioned
    writes                {NOTHING}  nothing of 20 provisioned

alarms: 1 ALARM, 12 OK
  ALARM since {since} {alarm}: {reason}

role orders-api
  has                     OrdersPolicyRead
  has not                 OrdersPolicyReadWrite, OrdersPolicyStreamRead, OrdersPolicyWrite
  may do with Orders      BatchGetItem, ConditionCheckItem, DescribeTable, GetItem, Query, Scan
  may not                 BatchWriteItem, DeleteItem, PutItem, UpdateItem, DescribeStream, GetRecords, GetShardIterator

template templates/orders.yaml: as deployed

[DS710] OrdersAlarmWriteThrottles: the alarm {alarm} is on since {since}: {reason}
  = help: its section of the runbook says what to do: dynaspec docs writes it

[DS711] Orders: the busiest minute's reads came to 45.0 units a second, 90 % of the 50 provisioned
  = help: 45.0 units a second are then at most 80 %; if they are not wanted, stop their source{too}
  = spec: tables.Orders.capacity.read: 50 -> 57

[DS712] Orders: 2,000 writes were throttled: 2,000 by the provisioned capacity
  = help: no minute used more than 50 %: the requests come in bursts of seconds; spread them, or raise the limit

[DS712] Orders by-status: 1 read was throttled: 1 by what one partition serves, which is a hot key
  = help: turn contributor insights on to see which key it is, and spread its items over several partition keys
  = spec: tables.Orders.global_secondary_indexes.by-status.contributor_insights: false -> true

4 findings
"""
    )
    told = json.loads(diagnose("orders", "--table", "Orders", "--format", "json", folder=ROOT).out)
    assert (told["format"], told["partial"], told["end"]) == (1, False, f"{at(minutes.now, '%Y-%m-%dT%H:%M:00')[:-4]}Z")
    reads, writes, *_ = told["tables"][0]["usage"]
    assert (reads["units_per_second"], reads["limit"], reads["percent"]) == (45, 50, 90)
    assert writes["throttled"] == {"WriteProvisionedThroughputThrottleEvents": 2000}
    assert [each["state"] for each in told["alarms"] if each["logical_id"] == "OrdersAlarmWriteThrottles"] == ["ALARM"]
    assert [each["advice"] for each in told["findings"]][1] == [
        {"key": "tables.Orders.capacity.read", "current": 50, "proposed": 57}
    ]
    code, _, err = diagnose("orders", "--table", "Carts", folder=ROOT)
    assert (code, "error[DS701]: the stack 'orders' has no table 'Carts'" in err) == (2, True)
    assert "help: its tables are Orders (orders)" in err


def test_of_one_table_nothing_of_the_others_is_told(
    account: Account, stack: Callable[[str], Minutes], diagnose: Diagnose
) -> None:
    stack("coupons")
    account.client("iam").create_role(RoleName="coupons-api", AssumeRolePolicyDocument="{}")
    asked = ("coupons", "--role", "coupons-api", "--format", "json")

    def told(*more: str) -> tuple[set[str], set[str], set[str]]:
        found = json.loads(diagnose(*asked, *more, folder=ROOT).out)
        (principal,) = found["principals"]
        lists = (
            [each["logical_id"] for each in found["tables"]],
            [each["logical_id"] for each in found["alarms"]],
            principal["missing"],
        )
        tables, alarms, policies = ({re.split("Alarm|Index|Policy", each)[0] for each in names} for names in lists)
        return tables, alarms, policies

    assert told() == ({"Coupons", "Campaigns"},) * 3
    client = account.client("cloudformation")
    resource = client.describe_stack_resource(StackName="coupons", LogicalResourceId="Coupons")["StackResourceDetail"]
    # By its logical ID, and by its name.
    assert told("--table", "Coupons") == told("--table", resource["PhysicalResourceId"]) == ({"Coupons"},) * 3


def test_autoscaling_replicas_and_a_user_with_a_group(
    account: Account, stack: Callable[[str], Minutes], diagnose: Diagnose
) -> None:
    minutes = stack("players")
    iam = account.client("iam")
    iam.create_user(UserName="ann")
    iam.create_group(GroupName="support")
    iam.add_user_to_group(GroupName="support", UserName="ann")
    (policy,) = [each["Arn"] for each in iam.list_policies(Scope="Local")["Policies"] if "PolicyRead" in each["Arn"]]
    iam.attach_group_policy(GroupName="support", PolicyArn=policy)
    # Scaled to 400 at that time: 300 of them are used, and no more than 37.5 % of the 800 that may come.
    minutes.put("ProvisionedReadCapacityUnits", {"TableName": "players"}, ago=1200, Value=400)
    minutes.put("ConsumedReadCapacityUnits", {"TableName": "players"}, ago=1140, Value=18_000)
    # Throttled while 36 a second were consumed, and 45 is the least of which they are at most 80 %; it starts at 20.
    minutes.put("ConsumedWriteCapacityUnits", {"TableName": "players"}, ago=600, Value=2160)
    minutes.put("WriteProvisionedThroughputThrottleEvents", {"TableName": "players"}, ago=600, Value=9)
    # 130 of the 150 that autoscaling may give the index are 87 %; 130 / 0.8 = 162.5.
    of_index = {"TableName": "players", "GlobalSecondaryIndexName": "by-guild"}
    minutes.put("ProvisionedWriteCapacityUnits", of_index, ago=600, Value=150)
    minutes.put("ConsumedWriteCapacityUnits", of_index, ago=600, Value=7800)

    code, out, err = diagnose("players", "--user", "ann", folder=ROOT)

    assert (code, err) == (1, "")
    bounds = "which autoscaling keeps from 50 to 800"
    assert (
        f"at most 300.0 a second at {busiest(minutes.now - 1140, minutes.now)}, 75 % of 400 provisioned, {bounds}\n"
        in out
    )
    assert "  replicas                us-west-2 ACTIVE, ap-southeast-2 ACTIVE\n" in out
    assert "  Kinesis stream          ACTIVE, events\n" in out
    assert "  has                     PlayersPolicyRead (by group support)\n" in out
    assert out[out.index("[DS712]") :] == (
        "[DS712] Players: 9 writes were throttled: 9 by the provisioned capacity\n"
        "  = help: autoscaling needs minutes, and the traffic rose faster\n"
        "  = spec: tables.Players.autoscaling.write.min_capacity: 20 -> 45\n\n"
        "[DS711] Players by-guild: the busiest minute's writes came to 130.0 units a second, 87 % of autoscaling's "
        "maximum of 150\n"
        "  = help: 130.0 units a second are then at most 80 %; if they are not wanted, stop their source\n"
        "  = spec: tables.Players.global_secondary_indexes.by-guild.autoscaling.write.max_capacity: 150 -> 163\n\n"
        "2 findings\n"
    )


SPEC = """\
version: 1
tables:
  Orders:
    table_name: orders
    partition_key: customer_id
    on_demand_throughput: {max_read: 100}
    stream: NEW_IMAGE
    alarms: {alarm_actions: []}
"""


@pytest.fixture
def project(begin: Callable[[str], None]) -> Path:
    """A project whose template is deployed."""
    begin(SPEC)
    return Path.cwd()


def test_what_was_changed_behind_the_template(account: Account, project: Path, diagnose: Diagnose) -> None:
    code, out, err = diagnose("orders")
    assert (code, out[out.index("template") :]) == (
        0,
        "template templates/orders.yaml: as deployed\n\nnothing needs a hand\n",
    )
    assert err.startswith("info[DS705]: no table has consumed anything in the last 3 hours in eu-west-1\n")

    dynamodb = account.client("dynamodb")
    dynamodb.update_table(TableName="orders", DeletionProtectionEnabled=False)
    dynamodb.update_continuous_backups(
        TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    dynamodb.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})
    (project / "specs/orders.yaml").unlink()
    (project / "templates/orders.yaml").write_text(
        (project / "templates/orders.yaml").read_text().replace("MaxReadRequestUnits: 100", "MaxReadRequestUnits: 200")
    )

    code, out, _ = diagnose("orders")

    assert code == 1
    help_ = "  = help: a deploy leaves it so: set it back: aws dynamodb {}"
    update = "update-table --table-name orders"
    points = "update-continuous-backups --table-name orders --point-in-time-recovery-specification"
    assert out[out.index("template templates") :] == "\n".join(
        [
            "template templates/orders.yaml: not what is deployed; to deploy it would change",
            "  in place[DS603] Orders (AWS::DynamoDB::Table) OnDemandThroughput.MaxReadRequestUnits: 100 -> 200",
            "",
            "[DS714] Orders: deletion protection is off, and the deployed template says on",
            help_.format(f"{update} --deletion-protection-enabled"),
            "",
            "[DS714] Orders: point-in-time recovery is off, and the deployed template says on",
            help_.format(f"{points} PointInTimeRecoveryEnabled=true"),
            "",
            "[DS714] Orders: the stream is off, and the deployed template says NEW_IMAGE",
            help_.format(f"{update} --stream-specification StreamEnabled=true,StreamViewType=NEW_IMAGE"),
            "",
            "[DS715] template: templates/orders.yaml is not what is deployed: 1 change",
            "  = help: deploy it, or see dynaspec diff for what that does",
            "",
            "4 findings",
            "",
        ]
    )
    code, out, err = diagnose("orders", "--output-format", "concise", "--ignore", "DS705")
    told = "templates/orders.yaml:1:1: warning[{}]: {}".format
    assert (code, err, out.splitlines()) == (
        1,
        "",
        [
            told("DS714", f"{said}; a deploy leaves it so: set it back: aws dynamodb {command}")
            for said, command in (
                (
                    "Orders: deletion protection is off, and the deployed template says on",
                    f"{update} --deletion-protection-enabled",
                ),
                (
                    "Orders: point-in-time recovery is off, and the deployed template says on",
                    f"{points} PointInTimeRecoveryEnabled=true",
                ),
                (
                    "Orders: the stream is off, and the deployed template says NEW_IMAGE",
                    f"{update} --stream-specification StreamEnabled=true,StreamViewType=NEW_IMAGE",
                ),
            )
        ]
        + [
            told(
                "DS715",
                "template: templates/orders.yaml is not what is deployed: 1 change; "
                "deploy it, or see dynaspec diff for what that does",
            )
        ],
    )
    code, out, err = diagnose("orders", "--output-format", "json")
    found = [each["code"] for each in json.loads(out)["problems"]]
    assert (code, err, found) == (1, "", ["DS705", "DS714", "DS714", "DS714", "DS715"])


def test_a_limit_that_the_spec_has_raised_already(account: Account, project: Path, diagnose: Diagnose) -> None:
    now = int(datetime.now(timezone.utc).timestamp())
    datum = {"MetricName": "ConsumedReadCapacityUnits", "Dimensions": [{"Name": "TableName", "Value": "orders"}]}
    # 84 a second of 100; 84 / 0.8 = 105.
    account.client("cloudwatch").put_metric_data(
        Namespace="AWS/DynamoDB", MetricData=[{**datum, "Timestamp": now - 600, "Value": 5040}]
    )
    key = "tables.Orders.on_demand_throughput.max_read"
    _, out, _ = diagnose("orders")
    message = "the busiest minute's reads came to 84.0 units a second, 84 % of the on-demand maximum of 100"
    assert f"[DS711] Orders: {message}\n" in out
    assert f"  = spec: {key}: 100 -> 105\n" in out

    (project / "specs/orders.yaml").write_text(SPEC.replace("max_read: 100", "max_read: 105"))
    _, out, _ = diagnose("orders")
    assert f"  = help: {key} says 105 already: render and deploy it\n" in out
    assert "\ntemplate templates/orders.yaml (stale): as deployed\n" in out
    assert "\n[DS718] template: templates/orders.yaml is stale: its spec would make another now\n" in out
    assert json.loads(diagnose("orders", "--format", "json").out)["template"]["stale"] is True

    assert run(["-q", "render"]) == 0
    _, out, _ = diagnose("orders")
    assert f"  = help: {key} says 105 already: deploy it\n" in out
    assert ("(stale)" in out, "DS718" in out) == (False, False)

    # Without the project, by what the logical IDs say.
    (project / "specs/orders.yaml").unlink()
    (project / "templates/orders.yaml").unlink()
    _, out, err = diagnose("orders")
    assert f"  = spec: {key}: 100 -> 105\n" in out
    assert "info[DS706]: no template of this project is that of the stack 'orders'\n" in err


def test_a_table_that_is_made_elsewhere(account: Account, project: Path, diagnose: Diagnose) -> None:
    watching = (
        "version: 1\nparameters: {Name: {type: String, default: orders}}\ntables:\n  Theirs:\n"
        "    {existing: true, table_name: '${Name}', partition_key: customer_id, alarms: {alarm_actions: []}}\n"
    )
    (project / "specs/watching.yaml").write_text(watching)
    assert run(["-q", "render"]) == 0
    assert account.deploy(project / "templates/watching.yaml", stack="watching") == ""

    code, out, _ = diagnose("watching")

    assert code == 0
    assert "\nTheirs (orders, made elsewhere): ACTIVE, PAY_PER_REQUEST\n" in out

    dynamodb = account.client("dynamodb")
    dynamodb.update_table(TableName="orders", DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName="orders")
    account.client("iam").create_role(RoleName="orders-api", AssumeRolePolicyDocument="{}")
    code, out, _ = diagnose("orders", "--role", "orders-api")
    assert code == 1
    assert "\nOrders (orders): NOT THERE\n\nalarms: 4 OK\n" in out
    assert "\n[DS713] Orders: the table orders is not there\n  = help: somebody deleted it outside of Cloud" in out
    (table,) = json.loads(diagnose("orders", "--format", "json").out)["tables"]
    assert (table["logical_id"], table["name"], table["status"]) == ("Orders", "orders", "NOT THERE")


@pytest.fixture
def calls(before_call: BeforeCall) -> list[str]:
    """The IAM actions of the requests that are made, as botocore names them."""
    made: list[str] = []
    services = {"streams.dynamodb": "dynamodb", "monitoring": "cloudwatch"}

    def recorded(model: Any, **_: Any) -> None:
        service = model.service_model.endpoint_prefix
        made.append(f"{services.get(service, service)}:{model.name}")

    before_call(recorded)
    return made


def allowed(document: dict[str, Any]) -> Iterator[str]:
    """The actions of a policy."""
    for statement in document["Statement"]:
        assert statement["Effect"] == "Allow"
        yield from statement["Action"]


def test_the_policy_allows_every_request_and_no_other(
    account: Account, stack: Callable[[str], Minutes], diagnose: Diagnose, calls: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    stack("orders")
    iam = account.client("iam")
    iam.create_role(RoleName="orders-api", Path="/shop/", AssumeRolePolicyDocument="{}")
    for name in ("ann", "on-call"):
        iam.create_user(UserName=name)
    iam.create_group(GroupName="support")
    iam.add_user_to_group(GroupName="support", UserName="ann")
    asked = ("orders", "--role", "orders-api", "--user", "ann")
    code, out, err = diagnose(*asked, "--policy")
    document = json.loads(out)
    assert (code, err) == (0, "")
    arns = [each["Resource"] for each in document["Statement"]]
    assert arns[0] == "arn:aws:cloudformation:*:*:stack/orders/*"
    assert arns[6] == ["arn:aws:iam::*:role/orders-api", "arn:aws:iam::*:role/*/orders-api"]

    # Whoever has the policy and no other is refused nothing.
    iam.put_user_policy(UserName="on-call", PolicyName="diagnose", PolicyDocument=out)
    key = iam.create_access_key(UserName="on-call")["AccessKey"]
    profile = f"[on-call]\naws_access_key_id = {key['AccessKeyId']}\naws_secret_access_key = {key['SecretAccessKey']}\n"
    Path("credentials").write_text(profile)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(Path("credentials").absolute()))
    calls.clear()
    code, out, err = diagnose(*asked, "--profile", "on-call", folder=ROOT)
    assert (code, "partial" in out, "DS702" in err) == (1, False, False), err
    assert set(calls) == set(allowed(document))

    without = json.loads(diagnose("--policy", "--region", "cn-north-1").out)
    assert set(allowed(without)) == {each for each in calls if not each.startswith("iam:")}
    assert without["Statement"][0]["Resource"] == "arn:aws-cn:cloudformation:cn-north-1:*:stack/*/*"


def test_what_is_refused_costs_only_its_part(project: Path, diagnose: Diagnose, before_call: BeforeCall) -> None:
    refusals = {
        "GetMetricData": "AccessDenied",
        "DescribeTimeToLive": "ThrottlingException",
        "GetTemplate": "AccessDenied",
    }

    def refused(model: Any, **_: Any) -> tuple[Any, dict[str, Any]] | None:
        code = refusals.get(model.name)
        return (SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": "No."}}) if code else None

    before_call(refused)
    code, out, err = diagnose("orders")

    assert code == 2
    assert out[out.index("\n") :] == (
        "\n\nOrders (orders): ACTIVE, PAY_PER_REQUEST\n"
        "  reads and writes        unknown\n"
        "  stream                  ENABLED, NEW_IMAGE\n"
        "  time to live            unknown\n"
        "  point-in-time recovery  ENABLED, 35 days\n"
        "  deletion protection     ENABLED\n\n"
        "alarms: 4 OK\n\n"
        "template templates/orders.yaml: what is deployed is unknown\n\n"
        "nothing found; partial: 3 parts could not be read\n"
    )
    policy = "dynaspec diagnose --policy prints what it may have to be allowed; the rest is told without it"
    assert (
        "warning[DS704]: time to live of orders cannot be read: AWS throttled all of 6 attempts (ThrottlingException)\n"
        "  = help: run it again in a minute; the rest is told without it\n"
    ) in err
    assert f"warning[DS702]: metrics cannot be read: AccessDenied: No\n  = help: {policy}\n" in err
    assert {line[:14] for line in diagnose("-q", "orders").err.splitlines() if line[:1] > " "} == {
        "warning[DS702]",
        "warning[DS704]",
    }
    told = json.loads(diagnose("orders", "--format", "json").out)
    assert (told["partial"], told["tables"][0]["time_to_live"], told["tables"][0]["usage"]) == (True, None, [])
    # A hole in the answer is nothing to choose from, but who knows of it may say so.
    assert diagnose("orders", "--select", "DS71").code == 2
    assert diagnose("orders", "--ignore", "DS702").code == 2
    code, same, err = diagnose("orders", "--ignore", "DS702,DS704")
    assert (code, same.partition("\n")[2], err) == (0, out.partition("\n")[2], "")


def test_what_cannot_be_asked(project: Path, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "error[DS510]: no stack is named\n  = help: dynaspec diagnose STACK, or --policy" in diagnose().err
    assert "error[DS510]: no stack is named" in diagnose("").err
    code, _, err = diagnose("nope")
    assert (code, "error[DS688]: there is no stack 'nope'" in err) == (2, True)
    code, out, err = diagnose("orders", "--role", "nobody")
    assert (code, "error[DS703]: there is no role 'nobody' in this account" in err) == (2, True)
    assert out.endswith("nothing found; partial: 1 part could not be read\n")
    code, _, err = diagnose("orders", "--profile", "nope")
    assert (code, "error[DS687]: cannot ask AWS: The config profile (nope) could not be found" in err) == (2, True)
    code, _, err = diagnose("orders", "--region", "us-west-2")
    assert (code, "error[DS688]: there is no stack 'orders' in us-west-2" in err) == (2, True)
    code, _, err = diagnose("orders", "--region", "eu-wst-1")
    assert (code, "error[DS571]: --region 'eu-wst-1' is no Region of AWS" in err) == (2, True)
    code, _, err = diagnose("orders", "--template", "nope.yaml")
    assert (code, "error[DS502]: there is no file nope.yaml" in err) == (2, True)
    for option in ("--user", "--role", "--table", "--region", "--profile"):
        code, _, err = diagnose("orders", option, "")
        assert (code, f"Error: Invalid value for '{option}': an empty value" in err) == (2, True)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    code, _, err = diagnose("orders")
    assert (code, "error[DS687]: cannot ask AWS: " in err) == (2, True)


@pytest.mark.parametrize("name", ["bookings", "shop", "players", "music"])
def test_what_was_just_deployed_is_not_changed_by_hand(
    stack: Callable[[str], Minutes], diagnose: Diagnose, name: str
) -> None:
    stack(name)
    assert json.loads(diagnose(name, "--format", "json", folder=ROOT).out)["findings"] == []


def test_what_was_changed_by_hand(
    account: Account, stack: Callable[[str], Minutes], diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack("bookings")
    told = json.loads(diagnose("bookings", "--format", "json", folder=ROOT).out)
    name = told["tables"][0]["name"]
    dynamodb = account.client("dynamodb")
    dynamodb.update_table(TableName=name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-guest"}}])
    account.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="dynamodb", ResourceId=f"table/{name}", ScalableDimension="dynamodb:table:WriteCapacityUnits",
        MinCapacity=1, MaxCapacity=2,
    )  # fmt: skip
    watched = sorted(each["name"] for each in told["alarms"])
    account.client("cloudwatch").delete_alarms(AlarmNames=watched[:1])
    account.client("cloudwatch").disable_alarm_actions(AlarmNames=watched[1:2])

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    code, out, err = diagnose("bookings", "--table", "Bookings", "--format", "json", folder=ROOT)

    first, second = watched[:2]
    gone = re.escape(f": the alarm {first} of the stack does not exist%0Ahelp: ")
    place = re.escape("file=templates/bookings.yaml,line=1,")
    assert re.search(rf"^::warning title=warning\[DS714\],{place}\S*::\w+{gone}", err, re.MULTILINE)
    assert (code, [(each["code"], each["message"]) for each in json.loads(out)["findings"]]) == (
        1,
        [
            ("DS714", f"the alarm {first} of the stack does not exist"),
            ("DS714", f"the actions of the alarm {second} are disabled, and the deployed template says enabled"),
            ("DS714", "the index by-guest does not exist, and the deployed template has it"),
            (
                "DS714",
                "autoscaling of writes keeps them from 1 to 2, and the deployed template says from 5 to 200",
            ),
        ],
    )
