"""`dynaspec list`: what it says of stacks and tables, on terminals and off them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Dynaspec, on_terminal

SHOP = """\
version: 1
region: eu-west-1
tables:
  Orders:
    table_name: orders
    partition_key: id
    sort_key: at
    billing_mode: PROVISIONED
    capacity: {read: 1000, write: 20}
    global_secondary_indexes:
      by-status: {partition_key: status, capacity: {read: 10, write: 5}}
      # It has the table's capacity.
      by-owner: {partition_key: owner}
    local_secondary_indexes: {by-total: {sort_key: total}}
    stream: KEYS_ONLY
    alarms: {alarm_actions: []}
  Items: {partition_key: id, on_demand_throughput: {max_write: 4000}, policies: false, alarms: false}
"""


def test_stacks_and_their_tables_in_columns(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "eu").mkdir()
    (project / "specs" / "eu" / "shop.yaml").write_text(SHOP)

    code, out, err = dynaspec("list")

    assert (code, err) == (0, "")
    head, orders, orders_table, shop, *tables = [line.split() for line in out.splitlines()]
    assert head == "stack indexes stream capacity alarms policies resources outputs template".split()
    # A table, three policies, two throttle alarms and one on errors; its name, its ARN and those of the policies.
    assert orders[:-1] == "orders 0 0 on-demand 3 3 7/500 5/200".split()
    assert orders_table == "Orders 0 - on-demand 3 3".split()
    # Of each of the table and its two indexes 4 alarms on capacity and throttles, and one on errors; 4 policies.
    assert shop[:-1] == "eu/shop 3 1 2,010/45, on-demand 13 4 19/500 9/200".split()
    assert tables == [
        "Orders 3 KEYS_ONLY 2,010/45 13 4".split(),
        "Items 0 - on-demand, at most -/4,000 0 0".split(),
    ]
    dynaspec("render")
    for row, name in ((orders, "orders"), (shop, "eu/shop")):
        size = (project / "templates" / f"{name}.yaml").stat().st_size
        assert row[-1] == f"{size:,}/51,200"
    assert not [line for line in out.splitlines() if line != line.rstrip()]


def test_json_says_it_for_programs(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "shop.yaml").write_text(SHOP)

    code, out, _ = dynaspec("list", "specs/shop.yaml", "--format", "json")

    assert code == 0
    told = json.loads(out)
    assert told["format"] == 1
    assert told["limits"] == {"resources": 500, "outputs": 200, "bytes_inline": 51_200, "bytes": 1_048_576}
    (stack,) = told["stacks"]
    assert {key: stack[key] for key in ("name", "spec", "region", "errors", "alarms", "policies", "resources")} == {
        "name": "shop",
        "spec": "specs/shop.yaml",
        "region": "eu-west-1",
        "errors": 0,
        "alarms": 13,
        "policies": 4,
        "resources": 19,
    }
    assert stack["tables"] == [
        {
            "logical_id": "Orders",
            "table_name": "orders",
            "billing_mode": "PROVISIONED",
            "capacity": {"read": 1000, "write": 20},
            "global_secondary_indexes": {
                "by-status": {"read": 10, "write": 5},
                "by-owner": {"read": 1000, "write": 20},
            },
            "local_secondary_indexes": ["by-total"],
            "vector_indexes": [],
            "replicas": [],
            "stream": "KEYS_ONLY",
            "alarms": 13,
            "policies": 4,
        },
        {
            "logical_id": "Items",
            "table_name": None,
            "billing_mode": "PAY_PER_REQUEST",
            "capacity": {"read": None, "write": 4000},
            "global_secondary_indexes": {},
            "local_secondary_indexes": [],
            "vector_indexes": [],
            "replicas": [],
            "stream": None,
            "alarms": 0,
            "policies": 0,
        },
    ]


def test_a_spec_with_errors_is_listed_as_such_and_the_others_as_ever(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "broken.yaml").write_text("version: 1\ntables: {Items: {stream: ALL}}\n")

    code, out, err = dynaspec("list")

    assert code == 1
    assert [line.split()[:4] for line in out.splitlines()[1:]] == [
        ["broken:", "2", "errors"],
        ["orders", "0", "0", "on-demand"],
        ["Orders", "0", "-", "on-demand"],
    ]
    assert "error[DS102]: 'Items' has no partition_key" in err
    assert "error[DS112]: 'ALL' is not a stream view type" in err
    broken = json.loads(dynaspec("list", "--format", "json").out)["stacks"][0]
    assert (broken["errors"], broken["tables"], broken["resources"]) == (2, [], None)


def test_what_is_too_large_is_still_measured(project: Path, dynaspec: Dynaspec) -> None:
    tables = ", ".join(f"T{number}: {{}}" for number in range(101))
    defaults = "{partition_key: id, policies: false, alarms: false}"
    (project / "specs" / "orders.yaml").write_text(f"version: 1\ndefaults: {defaults}\ntables: {{{tables}}}\n")

    code, out, err = dynaspec("list")

    assert code == 1
    assert "202 outputs are more than the 200 that a template may hold" in err
    assert "move about half of the 101 tables to a second spec" in err
    assert "101/500  202/200" in out


def test_an_unreadable_spec_ends_with_2_and_the_others_are_listed(project: Path, dynaspec: Dynaspec) -> None:
    code, out, err = dynaspec("list", "specs/gone.yaml", "specs/orders.yaml")

    assert code == 2
    assert "error[DS502]: there is no file specs/gone.yaml" in err
    assert out.splitlines()[1].startswith("orders ")


def test_a_narrow_terminal_cuts_nothing_off_and_no_color_has_none(project: Path) -> None:
    (project / "specs" / "shop.yaml").write_text(SHOP)

    lines = on_terminal(60, "list", "specs/shop.yaml", NO_COLOR="1")

    assert max(map(len, lines)) <= 60
    assert lines[0] == "shop"
    text = " ".join(" ".join(lines).split())
    assert "shop indexes 3, stream 1, capacity 2,010/45, on-demand, alarms 13, policies 4, resources 19/500" in text
    assert "Orders indexes 3, stream KEYS_ONLY, capacity 2,010/45" in text


def test_a_wide_terminal_has_columns_and_colour(project: Path) -> None:
    lines = on_terminal(160, "list")

    assert "\x1b[1m" in lines[0]
    assert "stack" in lines[0]
    assert "policies" in lines[0]


def test_a_spec_with_environments_is_a_stack_in_each(project: Path, dynaspec: Dynaspec) -> None:
    with (project / "specs" / "orders.yaml").open("a") as spec:
        spec.write("environments: {dev: {}, prod: {all_tables: {stream: KEYS_ONLY}}}\n")

    assert [line.split()[:4] for line in dynaspec("list").out.splitlines()[1:]] == [
        ["orders", "(dev)", "0", "0"],
        ["Orders", "0", "-", "on-demand"],
        ["orders", "(prod)", "0", "1"],
        ["Orders", "0", "KEYS_ONLY", "on-demand"],
    ]
    told = json.loads(dynaspec("list", "-e", "prod", "--format", "json").out)
    assert [(stack["name"], stack["environment"]) for stack in told["stacks"]] == [("orders", "prod")]
    code, out, err = dynaspec("list", "-e", "test")
    assert (code, out) == (2, "")
    assert "error[DS512]: specs/orders.yaml does not have the environment 'test'" in err
