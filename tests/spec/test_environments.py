"""A spec, a project file and an environment: which layer wins, what is taken away, and where a problem is shown."""

from __future__ import annotations

from textwrap import dedent

from generator.errors import Problem
from generator.pipeline import Compiled, Settings, Source, compile_spec, problems_of
from generator.spec.layers import in_long_form
from generator.spec.model.project_file import ProjectFile, ProjectOverlay
from generator.spec.model.stack import Spec
from generator.spec.nodes import Mapping
from generator.spec.parse import parse
from generator.spec.source import read

PROJECT = """
    parameters:
      Topic: {type: String}
      Key: {type: String}
    tags: {company: example, layer: project}
    defaults: {time_to_live: project, tags: {of: project-defaults}}
    environments:
      dev:
        tags: {layer: project-environment}
        all_tables: {time_to_live: project-all, tags: {of: project-all}}
      prod: {}
"""


def shared(text: str) -> Mapping:
    """A project file in long form."""
    tree = read(dedent(text).encode(), "dynaspec.yaml")
    return in_long_form(tree, ProjectFile, ProjectOverlay, problems=[])


def spec(text: str, environment: str, *, project: str = "") -> Spec:
    """A spec without problems as it is in an environment."""
    tree = read(f"version: 1\n{dedent(text)}".encode(), "orders.yaml")
    found = parse(tree, shared=shared(project) if project else None, environment=environment)
    assert found.problems == ()
    assert found.spec
    return found.spec


def compiled(text: str, *, project: str = "", only: tuple[str, ...] = ()) -> list[Compiled]:
    """What a spec comes to in each environment."""
    source = Source(f"version: 1\n{dedent(text)}".encode(), "orders.yaml", "orders", "specs/orders.yaml", "templates")
    return compile_spec(source, Settings(shared=shared(project) if project else None, only=only))


def problems(text: str, *, project: str = "") -> list[Problem]:
    """All that is wrong with a spec in all environments, but for alarms that notify nobody."""
    return [problem for problem in problems_of(compiled(text, project=project)) if problem.code != "DS265"]


def test_each_layer_wins_over_those_before_it() -> None:
    layers = [
        ("tables: {Orders: {partition_key: id}}", "prod", "project"),
        ("defaults: {time_to_live: own}\ntables: {Orders: {partition_key: id}}", "prod", "own"),
        ("defaults: {time_to_live: own}\ntables: {Orders: {partition_key: id, time_to_live: table}}", "prod", "table"),
        ("tables: {Orders: {partition_key: id, time_to_live: table}}", "dev", "project-all"),
        (
            "tables: {Orders: {partition_key: id}}\nenvironments: {dev: {all_tables: {time_to_live: own-all}}}",
            "dev",
            "own-all",
        ),
        (
            """
                tables: {Orders: {partition_key: id}}
                environments: {dev: {all_tables: {time_to_live: own-all}, tables: {Orders: {time_to_live: last}}}}
            """,
            "dev",
            "last",
        ),
    ]
    for text, environment, attribute in layers:
        time_to_live = spec(text, environment, project=PROJECT).tables["Orders"].time_to_live
        assert time_to_live
        assert time_to_live.attribute == attribute


def test_the_other_keys_go_from_the_project_to_the_environment_of_the_spec() -> None:
    text = """
        tags: {layer: spec}
        tables: {Orders: {partition_key: id}}
        environments: {prod: {tags: {layer: environment}}}
    """
    assert spec(text, "dev", project=PROJECT).tags == {"company": "example", "layer": "project-environment"}
    assert spec(text, "prod", project=PROJECT).tags == {"company": "example", "layer": "environment"}


def test_parameters_of_the_project_are_there_where_they_are_needed() -> None:
    text = 'tables: {Orders: {partition_key: id, alarms: {alarm_actions: ["${Topic}"]}}}'
    for written, expected in ((text, True), ("tables: {Orders: {partition_key: id}}", False)):
        (prod,) = compiled(written, project=PROJECT, only=("prod",))
        assert prod.text
        assert [f"\n  {name}:\n    Type: String" in prod.text for name in ("Topic", "Key")] == [expected, False]
        assert "DS271" not in {problem.code for problem in prod.problems}


def test_a_spec_opts_out_of_an_environment_or_of_all() -> None:
    table = "tables: {Orders: {partition_key: id}}\n"
    assert [each.environment for each in compiled(table, project=PROJECT)] == ["dev", "prod"]
    one = compiled(f"{table}environments: {{dev: null}}", project=PROJECT)
    assert [each.environment for each in one] == ["prod"]
    none = compiled(f"{table}environments: {{dev: null, prod: ~}}", project=PROJECT)
    assert [(each.environment, each.template_name("yaml")) for each in none] == [("", "orders.yaml")]


def test_an_environment_makes_a_table_and_takes_one_away() -> None:
    text = """
        tables: {Orders: {partition_key: id}, Audit: {partition_key: id}}
        environments: {dev: {tables: {Audit: null, Sandbox: {partition_key: key}}}}
    """
    assert list(spec(text, "dev").tables) == ["Orders", "Sandbox"]
    assert spec(text, "dev").tables["Sandbox"].partition_key.name == "key"


def test_an_index_goes_and_null_for_one_that_is_not_there_is_no_mistake_for_all_tables() -> None:
    text = """
        tables:
          Orders: {partition_key: id, global_secondary_indexes: {by-a: {partition_key: a}, by-b: {partition_key: b}}}
          Items: {partition_key: id}
        environments: {dev: {all_tables: {global_secondary_indexes: {by-a: null}}}}
    """
    assert list(spec(text, "dev").tables["Orders"].global_secondary_indexes) == ["by-b"]


def test_a_change_of_the_billing_mode_drops_what_belongs_to_the_other_on_indexes_too() -> None:
    text = """
        tables:
          Orders:
            partition_key: id
            billing_mode: PROVISIONED
            capacity: {read: 5, write: 5}
            global_secondary_indexes: {by-a: {partition_key: a, capacity: {read: 1, write: 1}}}
        environments:
          dev: {all_tables: {billing_mode: PAY_PER_REQUEST, on_demand_throughput: {max_read: 10}}}
    """
    table = spec(text, "dev").tables["Orders"]
    assert (table.capacity, table.global_secondary_indexes["by-a"].capacity) == (None, None)
    assert table.limit("read") == 10


def test_the_name_of_the_environment_stands_in_any_text() -> None:
    text = """
        description: Orders in ${Dynaspec::Environment}
        tables: {Orders: {partition_key: id, table_name: "${Dynaspec::Environment}-orders"}}
        environments: {dev: {}, prod: {}}
    """
    texts = [each.text or "" for each in compiled(text)]
    assert ["TableName: dev-orders" in texts[0], "TableName: prod-orders" in texts[1]] == [True, True]
    assert "Description: Orders in prod\n" in texts[1]


def test_a_mistake_of_the_spec_is_shown_once_and_one_of_an_overlay_there_with_its_environment() -> None:
    found = problems("""
        tables:
          Orders: {partition_key: id, stream: NEW}
        environments:
          dev: {tables: {Orders: {alarms: {throttles: 5}}}}
          prod: {tables: {Orders: {time_to_live: id}}}
    """)
    shown = [(problem.code, problem.path, problem.environments) for problem in found]
    assert shown == [
        ("DS112", ("tables", "Orders", "stream"), ()),
        ("DS242", ("environments", "prod", "tables", "Orders", "time_to_live"), ("prod",)),
    ]


def test_a_mistake_of_a_whole_table_is_the_specs_even_where_overlays_touch_the_table() -> None:
    found = problems("""
        tables:
          Orders: {partition_key: id, billing_mode: PROVISIONED}
        environments:
          dev: {tables: {Orders: {tags: {a: b}}}}
          prod: {tables: {Orders: {tags: {a: c}}}}
    """)
    assert [(problem.path, problem.environments) for problem in found] == [(("tables", "Orders"), ())]


def test_a_parameter_that_one_environment_needs_is_declared_for_a_reason() -> None:
    text = """
        parameters: {Owner: {type: String}}
        tables: {Orders: {partition_key: id, alarms: false}}
        environments: {dev: {}, prod: {tags: {owner: "${Owner}"}}}
    """
    assert problems(text) == []
    assert [problem.code for problem in problems(text.replace("${Owner}", "me"))] == ["DS271"]


def test_what_a_line_of_the_project_does_to_every_table_is_told_once() -> None:
    project = "environments: {dev: {all_tables: {billing_mode: PAY_PER_REQUEST, capacity: {read: 1, write: 1}}}}"
    (problem,) = problems("tables: {Orders: {partition_key: id}, Items: {partition_key: id}}", project=project)
    assert problem.position
    assert (problem.code, problem.position.file) == ("DS222", "dynaspec.yaml")
    assert problem.hint.endswith(", and the like of 1 more")


def test_only_the_environments_that_are_wanted_are_compiled() -> None:
    text = "tables: {Orders: {partition_key: id}}\nenvironments: {dev: {}, prod: {}}"
    assert [each.environment for each in compiled(text, only=("prod",))] == ["prod"]
    assert compiled("tables: {Orders: {partition_key: id}}", only=("prod",)) == []
