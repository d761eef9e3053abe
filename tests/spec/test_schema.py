"""The JSON Schema that editors use."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.aws.described import PROPERTIES
from generator.cli.main import run
from generator.errors import Problem, dotted
from generator.pipeline import Settings, Source, compile_spec, problems_of
from generator.spec.model.base import Body
from generator.spec.model.stack import Spec
from generator.spec.parse import parse
from generator.spec.project import find_project
from generator.spec.schema import project_schema, spec_schema
from generator.spec.shape import places
from generator.spec.source import read
from tests.editor import against, as_editors_read

ROOT = Path(__file__).parent.parent.parent
SPECS = sorted((ROOT / "specs").rglob("*.yaml"))
VALIDATOR = jsonschema.Draft7Validator(spec_schema())
# Without the rules across keys.
SHAPES = jsonschema.Draft7Validator({key: body for key, body in spec_schema().items() if key != "allOf"})


def errors(tables: str) -> list[str]:
    """What the schema has against a spec with these tables, by the key that is wrong."""
    found = list(VALIDATOR.iter_errors(yaml.safe_load(f"version: 1\ntables: {tables}")))
    for error in found:
        found += error.context or ()
    return [".".join(map(str, error.absolute_path)) for error in found]


@pytest.mark.parametrize(("name", "schema"), [("", spec_schema()), (".project", project_schema())])
def test_the_committed_schemas_are_current_and_of_draft_7(name: str, schema: dict[str, Any]) -> None:
    assert json.loads((ROOT / f"dynaspec{name}.schema.json").read_text(encoding="utf-8")) == schema
    jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_every_spec_is_accepted(spec: Path) -> None:
    assert against(as_editors_read(spec.read_text(encoding="utf-8"))) == set()


# What check finds of a shape and no schema can, with the reason.
BEYOND_A_SCHEMA = {
    "DS111": "a schema does not see what lower layers have for a null to take away",
    "DS113": "a schema does not know which names are declared",
    "account-alarms-of-nothing: DS102 of ": "whether alarms that are all off are alarms",
    "description-too-long: DS108 of description": "a schema counts characters, not bytes",
    "environment-without: DS114 of description": "elsewhere an environment stands for the name",
    "environments: DS102 of environments.staging.tables.Ordres": "what lower layers have",
    "environments: DS102 of environments.staging.tables.Orders.global_secondary_indexes.by-statsu": "the same",
    "import-sources: DS108 of tables.Orders.import_source.bucket_owner": "no pattern is held against a number",
    "literal-references: DS109 of tables.Orders.table_name": "a pattern does not take references out",
    "literal-references: DS109 of tables.Orders.tags.a": "the same",
    "names-that-are-false: DS102 of tables.Carts.time_to_live": "the defaults may say it",
    "numbers: DS104 of tables.Orders.alarms.throttles": "1e3 is 1000 to every YAML reader",
    "numbers: DS105 of tables.Orders.alarms.capacity.period": "60.0 is 60 to every YAML reader",
    "numbers: DS105 of tables.Orders.capacity.read": "010 is 10 to every YAML reader",
    "overlay: DS102 of environments.staging.tables.Ordres": "what lower layers have",
    "switched-off-in-words: DS104 of tables.Orders.time_to_live": "a schema does not see the quotes of a name",
}


def wrong(spec: Path) -> Iterator[Problem]:
    """The errors that check has, of which a spec is read at all."""
    source = Source(spec.read_bytes(), spec.name, spec.stem, spec.name, "templates")
    found = problems_of(compile_spec(source, Settings()))
    yield from (problem for problem in found if problem.severity == "error")


def test_wrong_specs_are_refused_by_the_schema_as_by_check() -> None:
    beyond, only_schema, read = set(), [], 0
    for spec in sorted((ROOT / "tests" / "invalid").glob("*.yaml")):
        problems = list(wrong(spec))
        if any(problem.code == "DS012" for problem in problems):  # aliases that are too much for a validator too
            continue
        try:
            refused = against(as_editors_read(spec.read_text(encoding="utf-8")))
        except (yaml.YAMLError, RecursionError, ValueError):  # not YAML, which editors say too
            continue
        read += 1
        only_schema += [spec.stem] if refused and not problems else []
        for problem in problems:
            if problem.code.startswith("DS1") and not any(near(place, problem.path) for place in refused):
                name = f"{spec.stem}: {problem.code} of {dotted(problem.path)}"
                beyond.add(problem.code if problem.code in BEYOND_A_SCHEMA else name)

    assert read > 80
    assert only_schema == []
    assert beyond == set(BEYOND_A_SCHEMA)


# What stands under a name that must be one of AWS' or of a form of its own.
NAMES = {"latency": "GetItem", "replicas": "eu-west-1", "Condition": "StringEquals"}


def leaves(model: type[Body], path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every key of the format, and of one entry where it holds several."""
    for key, place in places(model).items():
        entry: dict[str, tuple[str | int, ...]] = {"mapping": (NAMES.get(key, "Name1"),), "list": (0,)}
        here = (*path, key, *entry.get(place.kind, ()))
        yield here
        if place.kind != "value":
            yield (*path, key)
        elif place.model is None:
            yield (*path, key, 0)
        if place.model:
            yield from leaves(place.model, here)


# Keys whose text a check wants in a form, which it holds only against whole tables.
OF_A_FORM = frozenset(
    {"schedule", "start_time", "end_time", "kms_key", "arn", "kinesis_stream", "ssm"}
    | {"AWS", "Service", "Federated", "Principal", "NotPrincipal"}
    | {"alarm_actions", "ok_actions", "insufficient_data_actions"}
)


def spec_with(path: tuple[str | int, ...], value: str) -> str:
    """A spec that says a value at a place and nothing else."""
    for part in reversed(path):
        value = f"[{value}]" if part == 0 else f"{{{part}: {value}}}"
    return f"version: 1\n{value[1:-1]}\n"


@pytest.mark.parametrize("value", ["5", "2.5", "0042", "true", '"${Name}"'])
def test_a_scalar_that_is_text_to_check_is_none_to_refuse(value: str) -> None:
    taken, underlined = 0, []
    for path in [("tables", "Name1", "kinesis_stream", "import_value"), *leaves(Spec)]:
        if path[0] == "version" or OF_A_FORM & {*path[-2:]}:
            continue
        text = spec_with(path, value)
        if any(problem.path[: len(path)] == path for problem in parse(read(text.encode(), "orders.yaml")).problems):
            continue
        taken += 1
        underlined += [dotted(path)] if path in against(as_editors_read(text), SHAPES) else []

    assert taken > 60
    assert underlined == []


def near(place: tuple[str | int, ...], path: tuple[str | int, ...]) -> bool:
    """Whether the schema refuses what check does: the value, what it stands for or in, or something in it."""
    return place[: len(path)] == path or (place == path[: len(place)] and len(place) >= len(path) - 2)


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("{partition_key: id, colour: blue}", ""),
        ("{sort_key: id}", ""),
        ("{partition_key: {name: id, type: X}}", "partition_key"),
        ("{partition_key: id, stream: NEW}", "stream"),
        ("{partition_key: id, stream: {enabled: true}}", "stream"),
        ("{partition_key: id, capacity: {read: 0}}", "capacity"),
        ("{partition_key: id, tags: {'aws:x': y}}", "tags"),
        ("{partition_key: id, point_in_time_recovery: {recovery_period_in_days: 36}}", "point_in_time_recovery"),
        ("{partition_key: id, alarms: {alarm_actions: arn}}", "alarms"),
        ("{partition_key: id, billing_mode: ON_DEMAND}", "billing_mode"),
        ("{partition_key: id, deletion_protection: maybe}", "deletion_protection"),
        ("{partition_key: id, global_secondary_indexes: {ab: {partition_key: a}}}", "global_secondary_indexes"),
        ("{partition_key: id, global_secondary_indexes: {by-a: {sort_key: a}}}", "global_secondary_indexes.by-a"),
    ],
)
def test_wrong_shapes_are_refused_where_they_are(table: str, wrong: str) -> None:
    assert f"tables.Orders.{wrong}".rstrip(".") in errors(f"{{Orders: {table}}}")


def test_a_table_may_lack_what_its_defaults_have() -> None:
    spec = {"version": 1, "defaults": {"partition_key": "id"}, "tables": {"Orders": {}}}
    assert list(VALIDATOR.iter_errors(spec)) == []


@pytest.mark.parametrize(
    ("project", "table", "refused"),
    [
        ("{}", "billing_mode: PROVISIONED", True),
        ("{}", "billing_mode: PROVISIONED, capacity: {read: 5}", True),
        ("{}", "billing_mode: PROVISIONED, capacity: {read: 5, write: 5}", False),
        ("{}", "billing_mode: PROVISIONED, autoscaling: {read: &a {min_capacity: 1, max_capacity: 2}, write: *a}",
         False),
        ("{}", "billing_mode: PROVISIONED, existing: true, table_name: orders", False),
        ("defaults: {capacity: {read: 5, write: 5}}", "billing_mode: PROVISIONED", False),
        ("{}", "local_secondary_indexes: {by-day: {sort_key: day}}", True),
        ("{}", "local_secondary_indexes: {}", False),
        ("{}", "sort_key: at, local_secondary_indexes: {by-day: {sort_key: day}}", False),
        ("defaults: {sort_key: at}", "local_secondary_indexes: {by-day: {sort_key: day}}", False),
        ("{}", "deletion_policy: Delete, deletion_protection: true", True),
        ("{}", "deletion_policy: Delete, deletion_protection: false", False),
        ("{}", "deletion_policy: Delete", False),
        ("environments: {dev: {all_tables: {deletion_protection: false}}}",
         "deletion_policy: Delete, deletion_protection: true", False),
    ],
)  # fmt: skip
def test_it_knows_what_keys_of_a_table_ask_of_others(
    project: str, table: str, *, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dynaspec.yaml").write_text(project)
    text = f"version: 1\ntables: {{Orders: {{partition_key: id, alarms: {{alarm_actions: []}}, {table}}}}}\n"
    (tmp_path / "orders.yaml").write_text(text)

    valid = jsonschema.Draft7Validator(spec_schema(find_project(None).shared)).is_valid(as_editors_read(text))

    assert (valid, run(["check", "orders.yaml"])) == (not refused, int(refused))


PROJECT = """\
defaults: {partition_key: id}
environments: {staging: {}, production: {}}
"""


@pytest.mark.parametrize(
    ("project", "spec", "refused"),
    [
        ("", {"tables": {"Orders": {}}}, [["tables", "Orders"]]),
        ("defaults: {billing_mode: PAY_PER_REQUEST}", {"tables": {"Orders": {}}}, [["tables", "Orders"]]),
        ("defaults: {partition_key: id}", {"tables": {"Orders": {}}}, []),
        ("defaults: {partition_key: id}", {}, [[]]),
        ("environments: {dev: {all_tables: {partition_key: id}}}", {"tables": {"Orders": {}}}, []),
        (PROJECT, {"tables": {"Orders": {}}, "environments": {"staging": None}}, []),
        (PROJECT, {"tables": {"Orders": {}}, "environments": {"stagin": {}}}, [["environments"]]),
    ],
)
def test_it_asks_for_what_the_project_file_does_not_give(
    project: str, spec: dict[str, Any], refused: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dynaspec.yaml").write_text(project)
    (tmp_path / "orders.yaml").write_text(json.dumps({"version": 1, **spec}))
    schema = spec_schema(find_project(None).shared)

    found = jsonschema.Draft7Validator(schema).iter_errors({"version": 1, **spec})

    assert [list(error.absolute_path) for error in found] == refused
    assert (run(["check", "orders.yaml"]) == 1) == bool(refused)


@pytest.mark.parametrize(
    ("project", "code"),
    [
        ("{}", 0),
        (PROJECT, 0),
        ("required_version: '>=0.1'", 0),
        ("regions: [eu-west-1]\nlint: {ignore: [E3012, DS265]}", 0),
        ("parameters: {Stage: {type: String}}\ntags: {team: shop}\ndashboard: true\npublish: {export: true}", 0),
        ("environments: {dev: {tags: {team: shop}, all_tables: {deletion_policy: Delete}}, prod: {}}", 0),
        ("x-anchors: {keys: &keys {partition_key: id}}\ndefaults: *keys", 0),
        ("defaults: {partition_key: 42, sort_key: true, time_to_live: 7.5}\ntags: {team: 7}", 0),
        ("spec: tables", 2),
        ("regions: []", 2),
        ("regions: [mars]", 2),
        ("lint: {ignore: [E]}\nrunbook_url: tables.md", 2),
        ("lint: {ignore: [bad]}", 2),
        ("defaults: {table_name: orders}", 2),
        ("defaults: {partition_kay: id}", 2),
        ("environments: {dev: {resources: {}}}", 2),
        ("environments: {dev: {all_tables: {stream: NEW}}}", 2),
        ("environments: [dev, prod]", 2),
        ("tables: {}", 2),
        ("tags: [team]", 2),
    ],
)
def test_the_schema_of_the_project_file_refuses_what_we_do(
    project: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dynaspec.yaml").write_text(project)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "orders.yaml").write_text("version: 1\ntables: {Orders: {partition_key: id}}\n")

    assert jsonschema.Draft7Validator(project_schema()).is_valid(as_editors_read(project)) == (code == 0)
    assert run(["check"]) == code


def unexplained(schema: Any) -> Iterator[list[str]]:
    """The choices of which an editor could not say what each is."""
    if isinstance(schema, dict):
        words = schema.get("enum")
        if words and len(schema.get("markdownEnumDescriptions", ())) != len(words) and None not in words:
            yield words
        for body in schema.values():
            yield from unexplained(body)
    elif isinstance(schema, list):
        for body in schema:
            yield from unexplained(body)


def test_every_word_to_choose_is_explained() -> None:
    assert [*unexplained(spec_schema()), *unexplained(project_schema())] == []


def test_the_links_lead_to_properties_that_there_are() -> None:
    schemas = importlib.resources.files("cfnlint") / "data" / "schemas"
    provider = json.loads((schemas / "providers" / "us-east-1.json").read_text(encoding="utf-8"))
    known = {(place, name) for each in PROPERTIES.values() for place in each for name in each[place].values()}
    for place, name in known:
        resource_type, _, definition = place.partition(".")
        schema = json.loads((schemas / "resources" / f"{provider[resource_type]}.json").read_text(encoding="utf-8"))
        body = schema["definitions"][definition] if definition else schema
        assert name in body["properties"], f"{place} {name}"
    stream = spec_schema()["definitions"]["Table"]["properties"]["stream"]
    assert stream["markdownDescription"].endswith(
        "\n\nhttps://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-resource-dynamodb-table.html#cfn-dynamodb-table-streamspecification"
    )


def undescribed(schema: dict[str, Any], path: str = "") -> list[str]:
    """The keys that an editor could say nothing about."""
    found = []
    for name, body in schema.get("properties", {}).items():
        found += [] if "description" in body else [f"{path}.{name}"]
    for part in ("anyOf", "allOf"):
        for body in schema.get(part, []):
            found += undescribed(body, path)
    return found


def test_every_key_has_a_description() -> None:
    schemas = {"spec": spec_schema(), "project": project_schema()}
    bodies = {**schemas, **schemas["spec"]["definitions"], **schemas["project"]["definitions"]}
    assert [key for name, body in bodies.items() for key in undescribed(body, name)] == []
