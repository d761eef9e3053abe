"""`dynaspec show`: the values of a table as they end up, and where each comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Dynaspec

SHOP = """\
version: 1
parameters: {Topic: {type: String}}
tags: {team: shop, stage: dev}
defaults:
  billing_mode: PROVISIONED
  capacity: {read: 50, write: 20}
  deletion_policy: Delete
  alarms:
    alarm_actions: ["${Topic}"]
    throttles: false
tables:
  Items:
    partition_key: id
    sort_key: {name: at, type: N}
    global_secondary_indexes:
      by-day:
        partition_key: day
        sort_key: at
        projection: {include: ["a,b", total]}
    stream: false
    tags: {stage: prod}
    encryption: {kms_key: alias/items}
    policies: {read: {partiql: true}, write: false, fixed_names: false}
    alarms:
      capacity: {read: {threshold: 70, evaluation_periods: 3}, write: false}
"""
LISTING = """\
Items:
  existing: false  built-in
  partition_key:
    name: id  specs/shop.yaml:13
    type: S  built-in
  sort_key: {name: at, type: N}  specs/shop.yaml:14
  billing_mode: PROVISIONED  specs/shop.yaml:5
  capacity: {read: 50, write: 20}  specs/shop.yaml:6
  global_secondary_indexes:
    by-day:
      partition_key:
        - name: day  specs/shop.yaml:17
          type: S  built-in
      sort_key:
        - name: at  specs/shop.yaml:18
          type: N  specs/shop.yaml:14
      projection: {include: ["a,b", total]}  specs/shop.yaml:19
      capacity: {read: 50, write: 20}  specs/shop.yaml:6
      alarms:
        capacity:
          read:
            threshold: 70  specs/shop.yaml:25
            statistic: Sum  built-in
            period: 60  built-in
            evaluation_periods: 3  specs/shop.yaml:25
            datapoints_to_alarm: 3  specs/shop.yaml:25
          write: false  specs/shop.yaml:25
        throttles: {read: false, write: false}  specs/shop.yaml:10
  stream: false  specs/shop.yaml:20
  point_in_time_recovery: true  built-in
  encryption: {kms_key: alias/items}  specs/shop.yaml:22
  deletion_protection: false  specs/shop.yaml:7
  deletion_policy: Delete  specs/shop.yaml:7
  tags:
    team: shop  specs/shop.yaml:3
    stage: prod  specs/shop.yaml:21
  policies:
    read:
      scan: true  built-in
      partiql: true  specs/shop.yaml:23
    write: false  specs/shop.yaml:23
    read_write: {scan: true, partiql: false}  built-in
    stream_read: false  built-in
    fixed_names: false  specs/shop.yaml:23
  alarms:
    alarm_actions: ["${Topic}"]  specs/shop.yaml:9
    capacity:
      read:
        threshold: 70  specs/shop.yaml:25
        statistic: Sum  built-in
        period: 60  built-in
        evaluation_periods: 3  specs/shop.yaml:25
        datapoints_to_alarm: 3  specs/shop.yaml:25
      write: false  specs/shop.yaml:25
    throttles: {read: false, write: false}  specs/shop.yaml:10
    system_errors: {threshold: 0, statistic: Sum, period: 60, evaluation_periods: 15, datapoints_to_alarm: 5}  built-in
"""


def rows(out: str) -> str:
    """What is printed, with the columns two blanks apart."""
    return "".join(re.sub(r"(?<=\S) {2,}", "  ", line) + "\n" for line in out.splitlines()[1:])


def test_a_table_with_defaults_applied_and_where_each_value_comes_from(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "shop.yaml").write_text(SHOP)

    code, out, err = dynaspec("show", "Items")

    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == ["value", "from"]
    assert rows(out) == LISTING


def test_json_has_every_value_by_itself(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "shop.yaml").write_text(SHOP)

    told = json.loads(dynaspec("show", "shop/Items", "--format", "json").out)

    assert told["format"] == 1
    (shown,) = told["shown"]
    assert (shown["spec"], shown["table"]) == ("specs/shop.yaml", "Items")
    values = {".".join(map(str, value.pop("path")[2:])): value for value in shown["values"]}
    assert values["capacity.read"] == {"value": 50, "origin": "specs/shop.yaml", "line": 6}
    assert values["global_secondary_indexes.by-day.sort_key.0.type"] == {
        "value": "N",
        "origin": "specs/shop.yaml",
        "line": 14,
    }
    assert values["alarms.alarm_actions"] == {"value": ["${Topic}"], "origin": "specs/shop.yaml", "line": 9}
    assert values["deletion_protection"] == {"value": False, "origin": "specs/shop.yaml", "line": 7}
    assert values["point_in_time_recovery"] == {"value": True, "origin": "built-in", "line": None}


@pytest.mark.parametrize("what", ["specs/stack.yaml", "stack"])
def test_a_stack_is_shown_with_its_tables(what: str, project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "stack.yaml").write_text("""\
version: 1
parameters: {Mail: {type: String}}
notification_topic: {subscriptions: {OnCall: {protocol: email, endpoint: "${Mail}"}}}
account_alarms: {user_errors: 5, account_capacity: false, largest_table_capacity: false}
publish: {ssm: /shop}
tables:
  Items: {partition_key: id, policies: false, alarms: false}
""")

    code, out, err = dynaspec("show", what)

    assert (code, err) == (0, "")
    assert rows(out).startswith("""\
parameters:
  Mail: {type: String}  specs/stack.yaml:2
notification_topic:
  subscriptions:
    OnCall: {protocol: email, endpoint: "${Mail}"}  specs/stack.yaml:3
account_alarms:
  alarm_actions: ["${StackTopic}"]  built-in
  ok_actions: ["${StackTopic}"]  built-in
  user_errors:
    threshold: 5  specs/stack.yaml:4
    statistic: Sum  built-in
    period: 60  built-in
    evaluation_periods: 10  built-in
    datapoints_to_alarm: 10  built-in
  account_capacity: {read: false, write: false}  specs/stack.yaml:4
  largest_table_capacity: {read: false, write: false}  specs/stack.yaml:4
dashboard: false  built-in
publish:
  export: false  built-in
  ssm: /shop  specs/stack.yaml:5
tables:
  Items:
    existing: false  built-in
    partition_key:
      name: id  specs/stack.yaml:7
      type: S  built-in
""")


def test_two_tables_of_one_name_are_told_apart_by_their_specs(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "eu").mkdir()
    (project / "specs" / "eu" / "orders.yaml").write_text((project / "specs" / "orders.yaml").read_text())

    code, out, err = dynaspec("show", "Orders")
    assert (code, out) == (2, "")
    assert "error[DS522]: 'Orders' is a table of specs/orders.yaml and of specs/eu/orders.yaml\n" in err
    assert "= help: write orders/Orders or eu/orders/Orders\n" in err
    code, out, _ = dynaspec("show", "eu/orders/Orders")
    assert code == 0
    assert "specs/eu/orders.yaml:4\n" in out


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        ("Order", "did you mean Orders?"),
        ("orders/Oders", "did you mean orders/Orders?"),
        ("Payments", "dynaspec list has all of them"),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_is_not_there(what: str, hint: str, dynaspec: Dynaspec) -> None:
    message = f"error[DS521]: there is no table or spec '{what}'\n  = help: {hint}\n\n1 error\n"
    assert dynaspec("show", what) == (2, "", message)


def test_a_file_that_is_not_there_and_a_spec_with_errors(project: Path, dynaspec: Dynaspec) -> None:
    code, out, err = dynaspec("show", "gone.yaml")
    assert (code, out) == (2, "")
    assert "error[DS502]: there is no file gone.yaml" in err

    (project / "specs" / "broken.yaml").write_text("version: 1\ntables: {Items: {stream: ALL}}\n")
    code, out, err = dynaspec("show", "Items")
    assert (code, out) == (1, "")
    assert "error[DS112]: 'ALL' is not a stream view type" in err

    # The other specs are none of the table's business.
    assert dynaspec("show", "Orders")[::2] == (0, "")
    (project / "specs" / "broken.yaml").write_text("tables: [")
    code, _, err = dynaspec("show", "Items")
    assert code == 2
    assert "error[DS002]" in err
    assert "error[DS521]: there is no table or spec 'Items'" in err


def test_text_from_a_spec_cannot_steer_the_terminal(project: Path, dynaspec: Dynaspec) -> None:
    spec = project / "specs" / "orders.yaml"
    spec.write_text(spec.read_text().replace("version: 1", 'version: 1\ndescription: "a\\u202eb [bold]c[/bold]"'))

    out = dynaspec("--color", "always", "show", "specs/orders.yaml").out

    assert "\\u202eb [bold]c[/bold]" in out


def test_environments_and_the_project_file_are_applied_and_named(project: Path, dynaspec: Dynaspec) -> None:
    (project / "dynaspec.yaml").write_text("""\
tags: {team: shop}
publish: {ssm: "/shop/${Dynaspec::Environment}"}
defaults: {point_in_time_recovery: false, alarms: {alarm_actions: []}}
environments:
  staging: {all_tables: {table_class: STANDARD_INFREQUENT_ACCESS}}
  prod: {}
""")
    (project / "specs" / "orders.yaml").write_text("""\
version: 1
tables:
  Orders: {partition_key: id, table_name: "orders-${Dynaspec::Environment}"}
environments:
  prod:
    tables: {Orders: {point_in_time_recovery: {recovery_period_in_days: 7}}}
""")

    code, out, err = dynaspec("show", "Orders", "-e", "staging")
    assert (code, err) == (0, "")
    shown = rows(out)
    assert shown.startswith("# staging\nOrders:\n  table_name: orders-staging  specs/orders.yaml:3\n")
    assert "  point_in_time_recovery: false  dynaspec.yaml:3\n" in shown
    assert "  table_class: STANDARD_INFREQUENT_ACCESS  dynaspec.yaml:5\n" in shown
    assert "  tags: {team: shop}  dynaspec.yaml:1\n" in shown

    both = rows(dynaspec("show", "Orders").out)
    assert both.index("# staging") < both.index("# prod")
    prod = both[both.index("# prod") :]
    assert "  point_in_time_recovery: {recovery_period_in_days: 7}  specs/orders.yaml:6\n" in prod
    assert "table_class" not in prod
    told = json.loads(dynaspec("show", "orders", "-e", "prod", "--format", "json").out)
    (shown_prod,) = told["shown"]
    assert shown_prod["environment"] == "prod"
    ssm = next(value for value in shown_prod["values"] if value["path"] == ["publish", "ssm"])
    assert ssm == {"path": ["publish", "ssm"], "value": "/shop/prod", "origin": "dynaspec.yaml", "line": 2}

    code, out, err = dynaspec("show", "Orders", "-e", "prd")
    assert (code, out) == (2, "")
    assert "error[DS512]: specs/orders.yaml does not have the environment 'prd'\n  = help: did you mean prod?\n" in err
