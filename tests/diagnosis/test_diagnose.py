"""Facts to findings, with what the local AWS does not bring about: quotas, states on their way, other causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from generator.changes.change import Change
from generator.diagnosis.diagnose import diagnose
from generator.diagnosis.facts import Alarm, Bounds, Direction, Facts, Principal, Setting, Table, Target, Window
from generator.diagnosis.finding import Known, Place
from generator.diagnosis.throughput import usage
from generator.errors import Problem
from generator.reports.diagnosis import render
from generator.reports.sparkline import sparkline

HOUR = 3600
TABLE = Table("Orders", "orders", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders", "ACTIVE", "PAY_PER_REQUEST")
FACTS = Facts("orders", "eu-west-1", "UPDATE_COMPLETE", Window(0, 3 * HOUR), alarms=())
KNOWN = Known("templates/orders.yaml", ())


def found(*targets: Target, known: Known = KNOWN, facts: Facts = FACTS, table: Table = TABLE) -> list[tuple[str, ...]]:
    """What a table comes to: the code, what is the matter, what to do, and the keys to change."""
    diagnosis = diagnose(replace(facts, tables=(replace(table, targets=targets),)), known)
    return [
        (each.code, each.message, each.hint, *(f"{key}: {before} -> {after}" for key, before, after in each.advice))
        for each in diagnosis.findings
    ]


@pytest.mark.parametrize(
    ("quotas", "message"),
    [
        ({}, "33000.0 units a second, 82 % of the default quota of 40,000 for a table"),
        ({"write": 41_000}, "33000.0 units a second, 80 % of the account's quota of 41,000 for a table"),
        ({"write": 41_250}, ""),
        ({"read": 50_000}, "33000.0 units a second, 82 % of the default quota of 40,000 for a table"),
    ],
)
def test_what_nothing_holds_the_account_does(quotas: Mapping[Direction, int], message: str) -> None:
    # 1,980,000 of a minute; 80 % of 41,250 is 33,000, which is not more.
    target = Target("", "write", consumed={60: 1_980_000})
    facts = replace(FACTS, quotas=quotas)
    told = f"the busiest minute's writes came to {message}"
    expected = [("DS711", told, "ask for a higher quota in Service Quotas")] if message else []
    assert found(target, facts=facts) == expected


@pytest.mark.parametrize(("units", "high"), [(48, False), (48.001, True)])
def test_exactly_the_threshold_is_not_above_it(units: float, *, high: bool) -> None:
    assert bool(found(Target("", "read", provisioned=60, consumed={0: units * 60}))) == high


def test_every_cause_has_its_own_cure() -> None:
    throttles = {
        "ReadMaxOnDemandThroughputThrottleEvents": {60: 5.0},
        "ReadKeyRangeThroughputThrottleEvents": {120: 2.0},
        "ReadAccountLimitThrottleEvents": {120: 1.0},
    }
    target = Target("by-status", "read", maximum=100, consumed={60: 5400}, throttles=throttles)
    path = ("tables", "Orders", "global_secondary_indexes", "by-status", "on_demand_throughput", "max_read")
    known = replace(KNOWN, places={("Orders", "by-status", "read"): Place(path, 100)})

    high, throttled = found(target, known=known, table=replace(TABLE, insights={"": False, "by-status": True}))

    by_cause = (
        "8 reads were throttled: 5 by the on-demand maximum, 2 by what one partition serves, which is a hot key, "
        "1 by a quota of the account"
    )
    # 90 / 0.8 = 112.5
    assert high[0::3] == (
        "DS711",
        "tables.Orders.global_secondary_indexes.by-status.on_demand_throughput.max_read: 100 -> 113",
    )
    assert throttled == (
        "DS712",
        by_cause,
        (
            "raise the limit, as DS711 says; see in contributor insights which key it is, and spread its items over "
            "several partition keys; ask for a higher quota in Service Quotas"
        ),
    )


def test_of_two_that_share_a_number_the_larger_is_proposed_to_both() -> None:
    # 48 / 0.8 = 60 > 50 for the table; 64 / 0.8 = 80 for the index, which takes the table's capacity.
    table = Target("", "read", provisioned=50, consumed={0: 48 * 60})
    index = Target("by-status", "read", provisioned=50, consumed={0: 64 * 60})
    place = Place(("tables", "Orders", "capacity", "read"), 50)
    known = replace(KNOWN, places={("Orders", "", "read"): place, ("Orders", "by-status", "read"): place})

    ends = [(hint.partition("; it raises ")[2], *advice) for _, _, hint, *advice in found(table, index, known=known)]

    assert ends == [
        ("the index by-status too", "tables.Orders.capacity.read: 50 -> 80"),
        (
            (
                "the table too; for the index alone, write "
                "tables.Orders.global_secondary_indexes.by-status.capacity.read"
            ),
            "tables.Orders.capacity.read: 50 -> 80",
        ),
    ]

    proposals = [advice for *_, advice in found(index, table, known=known)]
    assert proposals == ["tables.Orders.capacity.read: 50 -> 80"] * 2


def test_the_busiest_minute_is_that_which_used_most_of_what_there_was_then() -> None:
    # 15 of 20 are more than 50 of 100.
    target = Target(
        "", "read", provisioned=100, provisioned_then={0: 20, 300: 100}, consumed={0: 15 * 60, 300: 50 * 60}
    )
    (used,) = usage(replace(TABLE, targets=(target,)), FACTS)
    assert (used.at, used.units, used.limit) == (0, 15, 20)


def test_throttles_of_which_no_metric_tells_the_cause() -> None:
    throttles = {"WriteThrottleEvents": {0: 7.0}, "WriteKeyRangeThroughputThrottleEvents": {0: 4.0}}
    table = replace(TABLE, insights={"": True})
    (told,) = found(Target("", "write", consumed={0: 60}, throttles=throttles), table=table)
    assert told[1] == (
        "7 writes were throttled: 4 by what one partition serves, which is a hot key, 3 by a cause that no metric tells"
    )
    assert told[2].endswith(
        "ask again in minutes, when CloudWatch may have the cause; if traffic more than doubled within 30 minutes, "
        "raise tables.Orders.warm_throughput.write"
    )


def test_the_busiest_minute_has_its_date_unless_it_is_that_of_the_end() -> None:
    day = 24 * HOUR
    facts = replace(FACTS, window=Window(0, 2 * day + HOUR))

    def shown(second: int) -> str:
        table = replace(TABLE, targets=(Target("", "read", provisioned=60, consumed={second: 60}),))
        return render(diagnose(replace(facts, tables=(table,)), KNOWN)).partition("a second at ")[2][:20]

    assert shown(2 * day + 60) == "00:01 UTC, 2 % of 60"
    assert shown(day + 60) == "1970-01-02 00:01 UTC"


def test_an_alarm_leads_to_its_section() -> None:
    alarm = Alarm("OrdersAlarm", "orders/Orders/a", "ALARM", None, "no", "https://runbooks.example.com/o.md#a")
    (told,) = found(facts=replace(FACTS, alarms=(alarm,)))
    assert told[2] == "its section of the runbook says what to do: https://runbooks.example.com/o.md#a"


def test_a_table_made_elsewhere_is_changed_there() -> None:
    target = Target("", "write", provisioned=10, consumed={0: 600})
    hint = "have it raised to at least 13 where the table is made, and write that in tables.Orders.capacity.write"
    assert [each[2:] for each in found(target, table=replace(TABLE, existing=True))] == [(hint,)]


def test_autoscaling_at_its_least_is_left_alone() -> None:
    throttles = {"WriteProvisionedThroughputThrottleEvents": {0: 3.0}}
    target = Target("", "write", 40, autoscaling=Bounds(40, 100), consumed={0: 60, 60: 1200}, throttles=throttles)
    assert [each[2:] for each in found(target)] == [
        ("no minute used more than 50 %: the requests come in bursts of seconds; spread them",)
    ]


def test_what_is_not_as_it_should_be() -> None:
    facts = replace(FACTS, status="UPDATE_ROLLBACK_FAILED")
    table = replace(
        TABLE,
        status="UPDATING",
        indexes={"by-status": "CREATING"},
        replicas={"us-west-2": "INACCESSIBLE_ENCRYPTION_CREDENTIALS", "us-east-1": "ACTIVE"},
        kinesis=(Setting("DISABLED", "old"), Setting("ENABLE_FAILED", "events")),
        stream=Setting("ENABLING", "KEYS_ONLY"),
    )
    assert [each[:2] for each in found(facts=facts, table=table)] == [
        ("DS717", "it is in UPDATE_ROLLBACK_FAILED"),
        ("DS713", "the table is UPDATING"),
        ("DS713", "the index by-status is CREATING"),
        ("DS713", "the replica in us-west-2 is INACCESSIBLE_ENCRYPTION_CREDENTIALS"),
        ("DS713", "the Kinesis stream events is ENABLE_FAILED"),
        ("DS713", "the stream is ENABLING"),
    ]


def test_a_role_that_may_do_something_otherwise_needs_no_policy_of_ours() -> None:
    facts = replace(FACTS, policies={"OrdersPolicyRead": "arn:aws:iam::111122223333:policy/a"})

    def codes(decisions: Mapping[str, Mapping[str, str]] | None) -> list[str]:
        principal = Principal("role", "orders-api", {}, ("own",), decisions)
        return [each[0] for each in found(facts=replace(facts, principals=(principal,)))]

    assert codes({"Orders": {"GetItem": "allowed", "PutItem": "implicitDeny"}}) == []
    assert codes({"Orders": {"GetItem": "explicitDeny"}}) == ["DS716"]
    assert codes(None) == ["DS716"]


def test_a_role_that_has_our_policy_and_may_do_nothing() -> None:
    arn = "arn:aws:iam::111122223333:policy/a"
    facts = replace(FACTS, policies={"OrdersPolicyRead": arn})

    def told(decisions: Mapping[str, str]) -> list[str]:
        principal = Principal(
            "role", "orders-api", {arn: "attached"}, (), {"Orders": decisions, "Carts": {"Scan": "x"}}
        )
        return [each[1] for each in found(facts=replace(facts, principals=(principal,)))]

    assert told({"GetItem": "allowed", "PutItem": "explicitDeny"}) == []
    nothing = "it has OrdersPolicyRead, and may do nothing with Orders all the same"
    assert told({"GetItem": "implicitDeny"}) == [nothing]
    assert told({"GetItem": "explicitDeny", "Scan": "implicitDeny"}) == [f"{nothing} by an explicit Deny"]


def test_the_settings_of_a_global_table_are_those_of_its_replica() -> None:
    template = b"""
Resources:
  Orders:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      Replicas:
        - {Region: us-west-2, DeletionProtectionEnabled: false}
        - {Region: eu-west-1, DeletionProtectionEnabled: true}
      TimeToLiveSpecification: {AttributeName: expires_at, Enabled: !Ref Expires}
"""
    facts = replace(FACTS, template=template)
    off = replace(TABLE, protection=Setting("DISABLED"), time_to_live=Setting("DISABLED"))
    assert [each[1] for each in found(facts=facts, table=off)] == [
        "deletion protection is off, and the deployed template says on"
    ]
    assert found(facts=replace(facts, region="us-west-2"), table=off) == []


def test_bars() -> None:
    # Each of the eight bars is an eighth of the top; what is above stays the highest.
    assert sparkline([None, 0, 10, 10.1, 40, 79, 80, 200], top=80) == "·▁▁▂▄█" + "██"
    assert sparkline([0, 0], top=0) == "▁▁"


@pytest.mark.parametrize(
    ("impacts", "hint"),
    [
        (("in place", "created"), "deploy it, or see dynaspec diff for what that does"),
        (
            ("in place", "replaced"),
            "do not deploy it as it is, for something is replaced then: see dynaspec diff and dynaspec plan",
        ),
        (
            ("refused", "deleted"),
            "do not deploy it as it is, for something is deleted then: see dynaspec diff and dynaspec plan",
        ),
        (
            ("several deploys", "in place"),
            "see dynaspec diff and dynaspec plan before you deploy it: the worst that it does is 'several deploys'",
        ),
    ],
)
def test_the_worst_change_says_whether_to_deploy(impacts: tuple[str, ...], hint: str) -> None:
    changes = tuple(Change("DS600", impact, "", "", "") for impact in impacts)
    assert found(known=replace(KNOWN, changes=changes)) == [
        ("DS715", "templates/orders.yaml is not what is deployed: 2 changes", hint)
    ]


def test_a_table_that_could_not_be_described_is_one_nevertheless() -> None:
    throttled = Problem("DS704", "the table orders cannot be read", "")
    facts = replace(FACTS, names={"Orders": "orders"}, failed=(throttled,))
    assert diagnose(facts, KNOWN).notes == ()
    (told,) = diagnose(FACTS, KNOWN).notes
    assert (told.code, told.message) == ("DS707", "the stack 'orders' has no table of DynamoDB")
    assert told.hint.endswith(": aws cloudformation list-stack-resources --stack-name orders")


def test_what_the_reader_should_know_of_a_diagnosis_without_a_project_and_without_traffic() -> None:
    table = replace(TABLE, targets=(Target("", "read", provisioned=5, consumed={}),))
    template, traffic = diagnose(replace(FACTS, tables=(table,)), Known()).notes
    assert (template.code, template.message) == ("DS706", "no template of this project is that of the stack 'orders'")
    assert template.hint == (
        "if it is a stack of ours, go to the project's folder or name it with -C, or name its template with "
        "--template FILE; until then keys of the spec are guessed, and nothing is compared"
    )
    assert (traffic.code, traffic.message) == (
        "DS705",
        "no table has consumed anything in the last 3 hours in eu-west-1",
    )


@pytest.mark.parametrize(
    ("known", "cure"),
    [
        (
            replace(KNOWN, changes=()),
            "it was changed by hand, for the template is as deployed; set it back, as a deploy changes nothing",
        ),
        (replace(KNOWN, changes=(), stale=True), "render and deploy it"),
        (replace(KNOWN, changes=None), "deploy it"),
    ],
)
def test_what_the_spec_says_already(known: Known, cure: str) -> None:
    path = ("tables", "Orders", "autoscaling", "read", "max_capacity")
    known = replace(known, places={("Orders", "", "read"): Place(path, 100)})
    throttles = {"ReadProvisionedThroughputThrottleEvents": {0: 3.0}}
    # 19 a second of 20 are 95 %, and 19 / 0.8 = 23.75.
    target = Target("", "read", 20, autoscaling=Bounds(10, 20), consumed={0: 1140}, throttles=throttles)
    high, throttled = found(target, known=known)[:2]
    assert high[2:] == throttled[2:] == (f"tables.Orders.autoscaling.read.max_capacity says 100 already: {cure}",)
    # Just what is needed is enough.
    known = replace(known, places={("Orders", "", "read"): Place(path, 24)})
    assert found(target, known=known)[0][2:] == (
        f"tables.Orders.autoscaling.read.max_capacity says 24 already: {cure}",
    )


NARROW = """\
stack orders in eu-west-1:
UPDATE_COMPLETE; the last 3 hours to
1970-01-01 03:00 UTC

Orders (orders): ACTIVE, PAY_PER_REQUEST
  reads
      █·····························  at
      most 64.0 a second at 00:00 UTC,
      128 % of 50 provisioned
                    3 throttled by the
                    provisioned capacity
"""


def test_on_a_narrow_terminal_the_answer_goes_on_in_the_next_line() -> None:
    throttles = {"ReadProvisionedThroughputThrottleEvents": {0: 3.0}}
    target = Target("", "read", provisioned=50, consumed={0: 64 * 60}, throttles=throttles)
    diagnosis = diagnose(replace(FACTS, tables=(replace(TABLE, targets=(target,)),)), KNOWN)

    assert render(diagnosis, width=40).startswith(NARROW)
    # Of a plot of 30 bars, two neighbours are one.
    assert "\n      █··············  at\n" in render(diagnosis, width=27)
