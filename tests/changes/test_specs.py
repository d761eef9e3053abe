"""An edit of a spec to what its deploy does, at the line of the spec that says it."""

from __future__ import annotations

import pytest

from generator.changes.change import Comparison
from generator.cli.comparing import compare
from generator.pipeline import Compiled, Settings, Source, compile_spec

SPEC = """\
version: 1
parameters:
  Topic: {type: String}
tables:
  Orders:
    partition_key: id
    sort_key: at
    billing_mode: PROVISIONED
    capacity: {read: 20, write: 20}
    global_secondary_indexes:
      by-status: {partition_key: status, capacity: {read: 9, write: 9}}
    stream: KEYS_ONLY
    time_to_live: expires_at
    encryption: AWS_MANAGED
    policies: {custom: {Tenant: {access: read}}, fixed_names: true}
    alarms: {alarm_actions: ["${Topic}"]}
"""


def compiled(text: str) -> Compiled:
    source = Source(text.encode(), "orders.yaml", "orders", "specs/orders.yaml", "templates")
    (only,) = compile_spec(source, Settings())
    assert only.text is not None, only.problems
    return only


def compared(before: str, after: str) -> Comparison:
    """The second spec against the template of the first."""
    deployed = str(compiled(before).text).encode()
    return compare(compiled(after), deployed, "templates/orders.yaml", "HEAD", "HEAD:templates/orders.yaml")


@pytest.mark.parametrize(
    ("old", "new", "code", "impact", "line"),
    [
        ("partition_key: id", "partition_key: customer", "DS611", "replaced", 6),
        ("sort_key: at", "sort_key: {name: at, type: N}", "DS612", "replaced", 7),
        ("sort_key: at", "sort_key: on", "DS611", "replaced", 7),
        ("{partition_key: status,", "{partition_key: {name: status, type: N},", "DS612", "replaced", 11),
        ("sort_key: at", "local_secondary_indexes: {l-1: {sort_key: x}}\n    sort_key: at", "DS613", "replaced", 7),
        ("partition_key: id", "partition_key: id\n    table_name: orders", "DS614", "replaced", 7),
        ("{partition_key: status", "{partition_key: id", "DS622", "refused", 11),
        ("status, capacity", "status, projection: KEYS_ONLY, capacity", "DS622", "refused", 11),
        ("by-status:", "by-state:", "DS621", "several deploys", 11),
        ("    stream:", "      by-b: {partition_key: id}\n    stream:", "DS623", "risky", 12),
        ("stream: KEYS_ONLY", "stream: NEW_IMAGE", "DS631", "risky", 12),
        ("    stream: KEYS_ONLY\n", "", "DS632", "risky", 5),
        ("time_to_live: expires_at", "time_to_live: ends_at", "DS633", "several deploys", 13),
        ("    time_to_live: expires_at\n", "", "DS634", "refused", 5),
        ("time_to_live: expires_at", "time_to_live: {attribute: expires_at, enabled: false}", "DS603", "in place", 13),
        ("read: 20", "read: 19", "DS644", "risky", 9),
        ("read: 20", "read: 21", "DS603", "in place", 9),
        ("{read: 9, ", "{read: 10, ", "DS604", "in place", 11),
        ("encryption: AWS_MANAGED", "encryption: AWS_OWNED", "DS647", "risky", 14),
        ("encryption: AWS_MANAGED", "table_class: STANDARD_INFREQUENT_ACCESS", "DS645 DS647", "risky", 14),
        ("sort_key: at", "sort_key: at\n    deletion_protection: false", "DS648", "risky", 8),
        ("sort_key: at", "sort_key: at\n    point_in_time_recovery: false", "DS649", "risky", 8),
        ("{type: String}", "{type: String, default: x}", "DS675", "risky", 3),
        ("  Orders:", "  Purchases:", "DS665", "replaced", 5),
        ("fixed_names: true", "fixed_names: false", "DS695", "replaced", 15),
        ("custom: {Tenant: {access: read}}", "write: false", "DS668", "risky", 15),
        ("policies: {custom: {Tenant: {access: read}}, fixed_names: true}", "policies: false", "DS668", "risky", 15),
        ("Tenant: {access: read}", "Renter: {access: read}", "DS668", "risky", 15),
        ("Tenant: {access: read}", "Tenant: {access: query}", "DS669", "risky", 15),
        ("Tenant: {access: read}", "Tenant: {access: read, partiql: true}", "DS603", "in place", 15),
        ("alarms: {alarm", "alarms: {throttles: false, alarm", "DS670", "risky", 16),
    ],
)
def test_edits(old: str, new: str, code: str, impact: str, line: int) -> None:
    assert SPEC.count(old) >= 1
    changes = compared(SPEC, SPEC.replace(old, new, 1)).changes
    worst = next((change for change in changes if change.code in code.split()), changes[0])
    found = {change.code for change in changes if change.impact == worst.impact}
    assert (worst.impact, worst.position and worst.position.line) == (impact, line)
    assert worst.code in code.split()
    assert found & set(code.split())


SCALED = SPEC.replace(
    "    stream:",
    "    autoscaling: {read: {min_capacity: 5, max_capacity: 90, schedules: {noon: {schedule: cron(0 12 * * ? *), "
    "max_capacity: 99}}}}\n    stream:",
)


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("max_capacity: 90", "max_capacity: 80", "DS603", "autoscaling.read.max_capacity"),
        ("max_capacity: 99", "max_capacity: 95", "DS603", "autoscaling.read.schedules.noon.max_capacity"),
        (
            "min_capacity: 5,",
            "target_utilization: 50, min_capacity: 5,",
            "DS603",
            "autoscaling.read.target_utilization",
        ),
        (SCALED.splitlines()[11] + "\n", "", "DS656", "capacity.read"),
    ],
)
def test_autoscaling(old: str, new: str, code: str, path: str) -> None:
    assert old in SCALED
    changes = compared(SCALED, SCALED.replace(old, new, 1)).changes
    (change,) = (each for each in changes if each.code == code and not each.type.startswith("AWS::CloudWatch::"))
    assert change.spec_path == ("tables", "Orders", *path.split("."))


def test_the_lines_of_what_is_gone() -> None:
    exported = SPEC.replace("tables:", "publish: {export: true}\ntables:")
    more = exported + "  Items: {partition_key: id, alarms: {alarm_actions: []}}\n"
    changes = compared(more, exported).changes
    assert {(each.code, each.position and each.position.line) for each in changes if each.impact != "removed"} == {
        ("DS662", 5),
        ("DS668", 5),
        ("DS673", 4),
    }
    changes = compared(exported, SPEC).changes
    assert {(each.code, each.position and each.position.line) for each in changes} == {("DS673", 4)}


def test_a_table_that_the_spec_says_exists_keeps_its_rights_and_its_alarms() -> None:
    named = INDEXED.replace("Orders:", "Orders:\n    table_name: orders")
    changes = compared(named, named.replace("table_name: orders", "table_name: orders\n    existing: true")).changes
    (change,) = (each for each in changes if each.impact != "in place")
    assert (change.code, change.spec_path) == ("DS662", ("tables", "Orders", "existing"))
    assert change.advice == (
        "nothing, if it shall stay: it is as it was, with its items; the stack that shall own it adopts it by its "
        "name: aws cloudformation create-change-set --import-existing-resources; delete it only when nobody reads it"
    )


UNNAMED = (
    "take fixed_names out; or deploy, attach the new policy to those who have the old one, and detach that: "
    "aws iam list-entities-for-policy says who has it"
)
SUBSCRIBED = """\
version: 1
notification_topic: {subscriptions: {mail: {protocol: email, endpoint: a@example.com}}}
publish: {ssm: /a/b}
tables:
  Orders: {partition_key: id, policies: {write: false}}
"""


@pytest.mark.parametrize(
    ("old", "new", "path", "advice"),
    [
        (
            "{write: false}",
            "{write: false, fixed_names: true}",
            "tables.Orders.policies.fixed_names",
            UNNAMED,
        ),
        ("a@", "b@", "notification_topic.subscriptions.mail.endpoint", "leave endpoint as it was deployed"),
        ("/a/b", "/a/c", "publish.ssm", "leave ssm as it was deployed"),
    ],
)
def test_what_makes_something_anew_is_told_in_the_words_of_the_spec(old: str, new: str, path: str, advice: str) -> None:
    changes = [each for each in compared(SUBSCRIBED, SUBSCRIBED.replace(old, new)).changes if each.impact == "replaced"]
    assert {(".".join(map(str, each.spec_path)), each.advice) for each in changes} == {(path, advice)}


def test_the_switch_to_on_demand() -> None:
    edited = SPEC.replace("    billing_mode: PROVISIONED\n    capacity: {read: 20, write: 20}\n", "")
    edited = edited.replace(", capacity: {read: 9, write: 9}", "")
    changes = compared(SPEC, edited).changes
    assert [change.code for change in changes if change.impact == "risky"] == ["DS641"]
    changes = compared(edited, SPEC).changes
    assert [change.code for change in changes if change.impact == "risky"] == ["DS642"]


GLOBAL = """\
version: 1
region: eu-west-1
tables:
  Orders:
    partition_key: id
    stream: NEW_AND_OLD_IMAGES
    replicas: {eu-west-1: {}, us-east-1: {}}
    alarms: {alarm_actions: []}
"""


@pytest.mark.parametrize("quiet", ["policies: false\n    alarms: {alarm_actions: []}", "alarms: false"])
def test_a_region_that_moves_to_where_a_replica_is(quiet: str) -> None:
    # The stack is in eu-west-1, and a deploy goes there or makes another stack.
    before = GLOBAL.replace("alarms: {alarm_actions: []}", quiet)
    after = before.replace("region: eu-west-1", "region: us-east-1")
    change = compared(before, after).changes[0]
    assert (change.code, change.impact, change.before, change.after) == ("DS657", "refused", "eu-west-1", "us-east-1")
    assert (change.position and change.position.line, change.replaces) == (2, True)
    gone = compared(before, after.replace("eu-west-1: {}, ", "")).changes
    assert {each.code for each in gone if each.impact == "refused"} == {"DS654", "DS657"}
    tagged = after.replace("stream:", "tags: {a: b}\n    stream:")
    assert "DS657" not in {each.code for each in compared(after, tagged).changes}


def test_a_deployed_template_with_the_line_ends_of_windows_is_the_same() -> None:
    spec = compiled(SPEC)
    deployed = str(spec.text).replace("\n", "\r\n").encode()
    assert compare(spec, deployed, "a", "HEAD", "HEAD:a").changes == ()


INDEXED = """\
version: 1
tables:
  Orders:
    partition_key: id
    sort_key: made
    local_secondary_indexes: {by-at: {sort_key: at}}
    global_secondary_indexes:
      by-status: {partition_key: status}
      by-day:
        partition_key: day
        sort_key:
          name: status
          type: S
      by-time: {partition_key: at}
"""


def test_the_type_of_what_only_indexes_have_is_told_at_its_line() -> None:
    (change,) = compared(INDEXED, INDEXED.replace("type: S", "type: N")).changes
    assert (change.code, change.position and change.position.line, change.spec_path[-2:]) == (
        "DS612", 13, ("sort_key", "type"),
    )  # fmt: skip
    assert change.advice == (
        "status is a key of indexes alone: leave its type, and give a new index a new attribute; or delete its "
        "indexes in one deploy and make them anew in another"
    )
    named = INDEXED.replace("    partition_key: id", "    table_name: orders\n    partition_key: id")
    (refused,) = compared(named, named.replace("type: S", "type: N")).changes
    assert (refused.code, refused.advice) == ("DS615", change.advice)
    # A local index is made with its table.
    own = compared(INDEXED, INDEXED.replace("{partition_key: at}", "{partition_key: {name: at, type: N}}"))
    assert [(each.code, each.is_of_indexes) for each in own.changes if each.code == "DS612"] == [("DS612", False)]
