"""`dynaspec plan`: the folder that it writes, what it prints, and how it ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Dynaspec
from tests.cli.test_diff import git

INDEXES = """\
    global_secondary_indexes:
      by-status: {partition_key: status}
      by-day: {partition_key: day}
    policies: {custom: {ByDay: {access: query, indexes: [by-day]}}}
"""


@pytest.fixture
def deployed(project: Path, dynaspec: Dynaspec) -> Path:
    """The project, whose template is deployed."""
    spec = project / "specs" / "orders.yaml"
    spec.write_text(spec.read_text() + INDEXES)
    dynaspec("render", "-q")
    (project / "templates" / "orders.yaml").rename(project / "deployed.yaml")
    return project


def edit(project: Path, old: str, new: str) -> None:
    spec = project / "specs" / "orders.yaml"
    text = spec.read_text()
    assert old in text
    spec.write_text(text.replace(old, new))


def plan(dynaspec: Dynaspec, *arguments: str) -> tuple[int, str, str]:
    code, out, err = dynaspec("-v", "--color", "never", "plan", "--against", "deployed.yaml", *arguments)
    # What each stage took is another each time.
    return code, out, re.sub(r"^\w+: [0-9.]+ s.*\n", "", err, flags=re.MULTILINE)


def test_a_changed_index_is_made_under_another_name(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "{partition_key: day}", "{partition_key: day, projection: KEYS_ONLY}")

    code, out, _ = plan(dynaspec)

    assert code == 0
    first, second, *_, last = out.splitlines()
    assert first == "templates/orders.yaml against deployed.yaml: 3 steps in plan/orders"
    assert second == (
        "in specs/orders.yaml, call tables.Orders.global_secondary_indexes.by-day by-day-2: "
        "the steps have it under that name"
    )
    assert last == "sh plan/orders/deploy.sh orders"
    files = sorted(path.name for path in (deployed / "plan" / "orders").iterdir())
    assert files == ["01-all-else.yaml", "02-create-by-day-2.yaml", "03-delete-by-day.yaml", "deploy.sh"]

    # The spec under that name makes the last step, byte for byte.
    edit(deployed, "by-day", "by-day-2")
    dynaspec("render", "-q")
    rendered = (deployed / "templates" / "orders.yaml").read_bytes()
    assert (deployed / "plan" / "orders" / "03-delete-by-day.yaml").read_bytes() == rendered


def test_a_plan_takes_the_place_of_the_one_before(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "by-status", "by-state")
    assert plan(dynaspec)[0] == 0
    folder = deployed / "plan" / "orders"
    (folder / "notes.txt").write_text("mine")
    (folder / "09-mine.yaml").write_text("mine")
    edit(deployed, "by-state", "by-status")

    assert plan(dynaspec) == (
        0,
        "templates/orders.yaml against deployed.yaml: no change\n",
        "".join(
            f"removed plan/orders/{name}, which is of a plan before this one\n"
            for name in ("01-all-else.yaml", "02-create-by-state.yaml", "03-delete-by-status.yaml", "deploy.sh")
        ),
    )
    assert sorted(path.name for path in folder.iterdir()) == ["09-mine.yaml", "notes.txt"]


def test_one_deploy_is_enough(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "customer_id\n", "customer_id\n    tags: {team: shop}\n")
    code, out, _ = plan(dynaspec)
    assert (code, out.splitlines()[0]) == (0, "templates/orders.yaml against deployed.yaml: one deploy does it")
    assert out.splitlines()[1].startswith("aws cloudformation deploy --template-file templates/orders.yaml ")
    assert not (deployed / "plan").exists()


def test_a_changed_key_gets_a_recipe_and_no_steps(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "partition_key: customer_id", "partition_key: order_id")
    edit(deployed, "by-status", "by-state")

    code, out, err = plan(dynaspec)

    assert code == 1
    assert "error[DS691]: no steps can do it: the key schema of a table changes (DS611, Orders.KeySchema)" in err
    assert " --> specs/orders.yaml:4:" in err
    assert out.startswith("templates/orders.yaml against deployed.yaml: no steps\nby hand, because the key schema ")
    assert "  1. put Orders back as it is deployed, and write the changed table beside it" in out
    assert not (deployed / "plan").exists()


def test_a_table_is_given_up_by_name_only(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "  Orders:", "  Items: {partition_key: id, alarms: false}\n  Orders:")
    spec = deployed / "specs" / "orders.yaml"
    spec.write_text(spec.read_text().split("  Orders:")[0])
    template = deployed / "deployed.yaml"
    template.write_text(template.read_text().replace("RetainExceptOnCreate", "Delete"))
    code, out, err = plan(dynaspec)
    assert code == 1
    assert "DS663" in err
    assert "dynaspec plan --give-up Orders" in out
    code, out, _ = plan(dynaspec, "--give-up", "Orders")
    assert code == 0
    assert "02-unprotect-Orders.yaml: turn deletion protection of Orders off" in out
    assert (
        "03-give-up-Orders.yaml: give Orders up\n   stop: deploy.sh stops before it, for its items are gone then" in out
    )
    folder = deployed / "plan" / "orders"
    assert "DeletionProtectionEnabled: false" in (folder / "02-unprotect-Orders.yaml").read_text()
    assert "before 3 3 'give Orders up' 'its items are gone then; " in (folder / "deploy.sh").read_text()


def test_a_table_that_keeps_its_items_is_not_given_up(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "by-status", "by-state")
    code, out, _ = plan(dynaspec)
    assert code == 0
    steps = (deployed / "plan" / "orders" / "01-all-else.yaml").read_text()
    assert plan(dynaspec, "--give-up", "Orders")[:2] == (
        0,
        f"--give-up Orders does nothing: Orders keeps its items\n{out}",
    )
    assert (deployed / "plan" / "orders" / "01-all-else.yaml").read_text() == steps
    assert "DeletionProtectionEnabled: false" not in steps


def test_a_table_that_is_not_there_cannot_be_given_up(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "  Orders:", "  Items: {partition_key: id, alarms: false}\n  Orders:")
    code, out, err = plan(dynaspec, "--give-up", "Order", "--give-up", "nosuch")
    assert (code, out) == (2, "")
    assert err == (
        "error[DS521]: --give-up Order: there is no such table\n  = help: did you mean Orders?\n\n"
        "error[DS521]: --give-up nosuch: there is no such table\n  = help: there are Items, Orders\n\n2 errors\n"
    )
    assert not (deployed / "plan").exists()
    dynaspec("render", "-q")
    for _ in range(2):
        said = "templates/orders.yaml against templates/orders.yaml: no change\n"
        assert dynaspec("plan", "--against", "templates/orders.yaml", "--give-up", "Orders")[:2] == (0, said)


@pytest.mark.parametrize("option", ["--against", "--stack", "--give-up"])
def test_an_empty_value_is_a_mistake(deployed: Path, dynaspec: Dynaspec, option: str) -> None:
    assert deployed.is_dir()
    code, out, err = dynaspec("plan", option, "")
    assert (code, out) == (2, "")
    assert f"Invalid value for '{option}': an empty value" in err


def test_a_foreign_file_is_not_written_over(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "by-status", "by-state")
    (deployed / "plan" / "orders").mkdir(parents=True)
    (deployed / "plan" / "orders" / "deploy.sh").write_text("mine")
    code, _, err = plan(dynaspec)
    assert code == 2
    assert "error[DS403]: plan/orders/deploy.sh exists and was not rendered by dynaspec" in err


def test_a_table_is_given_up_by_the_logical_id_that_is_deployed(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "  Orders:", "  Sales:")
    code, out, _ = plan(dynaspec, "--give-up", "Orders")
    assert code == 0
    assert "02-give-up-Orders.yaml: take Orders out of the stack, and keep it" in out
    assert plan(dynaspec, "--give-up", "Sales")[1] == out


def test_giving_up_does_not_free_a_fixed_name(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "    partition_key: customer_id", "    table_name: orders\n    partition_key: customer_id")
    dynaspec("render", "-q")
    (deployed / "templates" / "orders.yaml").replace(deployed / "deployed.yaml")
    edit(deployed, "  Orders:", "  Sales:")
    code, out, err = plan(dynaspec, "--give-up", "Orders")
    assert (code, out.splitlines()[0]) == (1, "templates/orders.yaml against deployed.yaml: no steps")
    assert "  = help: --give-up does not help, for the name is taken as long as the deployed one is there: keep" in err
    edit(deployed, "  Sales:", "  Orders:")
    edit(deployed, "partition_key: customer_id", "partition_key: order_id")
    assert "help: --give-up does not help, for the name is taken" in plan(dynaspec, "--give-up", "Orders")[2]


def test_the_stack_that_is_asked_is_the_one_to_deploy(
    deployed: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = (deployed / "deployed.yaml").read_bytes()
    monkeypatch.setattr("generator.live.stacks.deployed_template", lambda name, region: template)
    edit(deployed, "by-status", "by-state")
    code, out, _ = dynaspec("plan", "--stack", "shop-prod")
    assert (code, out.splitlines()[-1]) == (0, "sh plan/orders/deploy.sh shop-prod")
    script = (deployed / "plan" / "orders" / "deploy.sh").read_text()
    assert 'echo "usage: sh $0 shop-prod [OPTIONS of aws cloudformation deploy]"' in script
    assert "# usage: sh deploy.sh shop-prod [OPTIONS" in script
    edit(deployed, "by-state", "by-status")
    edit(deployed, "customer_id\n", "customer_id\n    tags: {team: shop}\n")
    assert " --stack-name shop-prod " in dynaspec("plan", "--stack", "shop-prod")[1]


def test_a_plan_that_cannot_tell_where_it_begins_says_what_it_asks_for(deployed: Path, dynaspec: Dynaspec) -> None:
    template = deployed / "deployed.yaml"
    template.write_text("".join(line for line in template.read_text().splitlines(keepends=True) if line[0] != "#"))
    edit(deployed, "by-status", "by-state")
    assert plan(dynaspec)[1].splitlines()[-1] == (
        "sh plan/orders/deploy.sh orders"
        "  # asks for DYNASPEC_START=confirmed: what is deployed has no digest to tell it by"
    )


def test_a_stack_without_a_spec_is_told_of(deployed: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render", "-q")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "a")):
        git(*arguments, folder=deployed)
    (deployed / "specs" / "orders.yaml").rename(deployed / "specs" / "sales.yaml")
    code, out, _ = dynaspec("plan")
    assert code == 0
    assert "templates/orders.yaml against HEAD: no steps\nrisky[DS696]: a stack has no spec any more: It was " in out
    assert "DS696" not in dynaspec("plan", "specs/sales.yaml")[1]


def test_the_type_of_an_index_s_attribute_needs_no_new_table(deployed: Path, dynaspec: Dynaspec) -> None:
    edit(deployed, "{partition_key: day}", "{partition_key: {name: day, type: N}}")
    code, out, err = plan(dynaspec)
    assert code == 1
    assert "  = help: day is a key of indexes alone: leave its type, and give a new index a new attribute; or " in err
    assert "  1. leave the attribute and its indexes in Orders as they are deployed, and add an index with a new" in out
    assert "write the changed table beside it" not in out


@pytest.mark.parametrize("folder", ["specs", "specs/plan", "templates"])
def test_steps_do_not_go_where_they_are_taken_for_specs_or_templates(
    deployed: Path, dynaspec: Dynaspec, folder: str
) -> None:
    before = sorted(deployed.rglob("*"))
    kept = folder.partition("/")[0]

    assert plan(dynaspec, "-o", folder) == (
        2,
        "",
        f"error[DS510]: the steps cannot go to {folder}: what is in {kept} is taken for specs or templates\n"
        f"  = help: write -o with a folder outside of {kept}\n\n1 error\n",
    )
    assert sorted(deployed.rglob("*")) == before
