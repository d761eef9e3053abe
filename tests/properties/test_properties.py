"""Any spec that the format can express gives a template that cfn-lint accepts; anything else gives problems."""

from __future__ import annotations

import json
import os
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from generator.findings import lint_all
from generator.pipeline import Compiled, Settings, Source, compile_spec, problems_of
from generator.spec.schema import spec_schema
from generator.spec.values import table_values
from generator.template.lint import Linters
from tests.deploy import expected, expected_replicas
from tests.editor import against, as_editors_read
from tests.properties import rendered
from tests.properties.strategies import specs

# 200 unless somebody wants to know more surely.
EXAMPLES = int(os.environ.get("DYNASPEC_EXAMPLES", "160"))
PARTS = 4
# DS271: a parameter that an example does not use; DS266 and DS267: an alarm that it cannot have; DS265 and DS286:
# alarms that tell nobody, or others than the topic; DS284 and DS289: what others must allow; DS259 and DS260: a
# capacity beside autoscaling, or none; DS317: a template that goes through S3.
SAID = {"DS271", "DS266", "DS267", "DS317", "DS265", "DS284", "DS286", "DS289", "DS259", "DS260"}
VALIDATOR = jsonschema.Draft7Validator(spec_schema())

KEYS = ("partition_key", "sort_key", "global_secondary_indexes", "local_secondary_indexes")
# Which other keys of a table a value may come from: the type of an attribute from any key that has it.
FROM = {
    **dict.fromkeys(KEYS, KEYS),
    "global_secondary_indexes": (*KEYS, "alarms", "capacity", "autoscaling"),
    "deletion_protection": ("deletion_policy",),
}


def compiled(data: bytes) -> list[Compiled]:
    """What the bytes come to in each environment."""
    source = Source(data, "orders.yaml", "orders", "specs/orders.yaml", "templates")
    return compile_spec(source, Settings(form="json"))


# An example takes cfn-lint a fifth of a second for each environment: too long to look for a smaller one, and in parts
# that several processes share.
@pytest.mark.parametrize("_part", range(PARTS))
@settings(
    max_examples=EXAMPLES // PARTS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(specs())
def test_what_the_format_can_express_is_a_template_that_says_the_same_and_that_cfn_lint_accepts(
    _part: int, spec: dict[str, Any]
) -> None:
    results = compiled(json.dumps(spec).encode())
    # That is told of policies alone, which so many Regions or attributes can make longer than IAM takes.
    assume(not any(problem.code == "DS316" for problem in problems_of(results)))
    for result in lint_all(results, linters=Linters((), 1)):
        assert [problem for problem in result.problems if problem.code not in SAID] == []
        said = expected.in_environment(as_written(spec, result.environment), result.environment)
        resources = json.loads(result.text or "")["Resources"]
        for name, body in said["tables"].items():
            for region in expected_replicas.regions(said, name, region="") if "existing" not in body else ():
                of_spec = expected.table(expected_replicas.in_region(said, name, region), name)
                assert rendered.table(resources[name], region) == of_spec


def as_written(spec: dict[str, Any], environment: str) -> Any:
    """The spec as text only, with what is known when it is rendered, and text for what stands for it."""
    text = json.dumps(spec, ensure_ascii=False).replace("${Dynaspec::Environment}", environment)
    text = text.replace("${Dynaspec::Spec}", "orders").replace("${!", "${").replace("${OwnKey}", "${OwnKey.Arn}")
    return yaml.load(text, Loader=yaml.BaseLoader)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs())
def test_what_the_format_can_express_is_accepted_by_the_schema(spec: dict[str, Any]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(spec)] == []


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs())
def test_every_value_of_a_table_is_shown_with_the_line_of_its_key(spec: dict[str, Any]) -> None:
    beside = {key: value for key, value in spec.items() if key not in ("tables", "environments")}
    text = "\n".join(f"{key}: {json.dumps(value)}" for key, value in beside.items()) + "\ntables:\n"
    text += "\n".join(f"  {name}:\n{on_lines(body)}" for name, body in spec["tables"].items())
    (result,) = compiled(text.replace("${Dynaspec::Environment}", "dev").encode())

    assert result.built
    assert result.tree
    for name, body in spec["tables"].items():
        made = (result.origins or {}).values()
        shown = list(table_values(result.built.spec, result.tree, [*made], table_id=name))
        assert {key for key, value in body.items() if value not in ({}, None)} <= {value.path[2] for value in shown}
        for value in shown:
            if value.position:
                # Every key of a table, and of the stack, has a line of its own; tags are of both.
                key = str(value.path[2])
                line = text.split("\n")[value.position.line - 1]
                assert line.split(":")[0].strip() in (key, *FROM.get(key, ()))


def on_lines(body: dict[str, Any]) -> str:
    """A table, each key in a line."""
    return "\n".join(f"    {key}: {json.dumps(value)}" for key, value in body.items())


GOOD = """\
version: 1
parameters: {Topic: {type: String}}
x-common: &common {team: shop}
notification_topic: {subscriptions: {OnCall: {protocol: email, endpoint: "a@example.com"}}, kms_key: alias/a}
account_alarms: {user_errors: {threshold: 5}}
dashboard: true
publish: {export: true, ssm: "/shop/${Topic}"}
defaults: {tags: *common, capacity: {read: 5, write: 5}}
tables:
  Orders:
    partition_key: {name: id, type: S}
    sort_key: at
    billing_mode: PROVISIONED
    autoscaling: {read: {min_capacity: 5, max_capacity: 9, schedules: {a: {schedule: rate(1 day), min_capacity: 6}}}}
    global_secondary_indexes:
      by-status: {partition_key: [status, owner], projection: {include: [total]}, alarms: {capacity: 70}}
    local_secondary_indexes: {by-time: {sort_key: later}}
    stream:
      view_type: KEYS_ONLY
      resource_policy:
        {Version: 2012-10-17, Statement: {Effect: Allow, Principal: "1", Action: dynamodb:GetRecords, Resource: "*"}}
    encryption: {kms_key: "${Topic}"}
    alarms: {alarm_actions: ["${Topic}"], throttles: {read: {threshold: 5}}, latency: {GetItem: 20}}
    policies:
      read: {partiql: true}
      custom:
        Own: {access: read, leading_keys: ["${aws:username}#*"], indexes: [by-status]}
        Some: {actions: [PutItem, GetRecords], scan: false}
  Items:
    partition_key: id
    billing_mode: PAY_PER_REQUEST
    stream: null
    alarms: false
    vector_indexes:
      by-text: {vector_attribute: text, dimensions: 5, distance_function: COSINE, search_schema: {inline_filters: [id]}}
    import_source: {bucket: shop, input_format: CSV, csv: {delimiter: ",", headers: [id]}}
    properties: {A: {b: 1.5}}
  Theirs: {existing: true, table_name: "${Topic}-x", partition_key: id, alarms: false}
environments:
  dev: {all_tables: {tags: {stage: "${Dynaspec::Environment}"}}, tables: {Orders: {billing_mode: PAY_PER_REQUEST}}}
  prod: {tags: {a: b}, tables: {Items: null}}
resources:
  Role:
    Type: AWS::IAM::Role
    DependsOn: [Items]
    Properties: {A: ["${Orders.StreamArn}", {Ref: Theirs}, null], B: {"Fn::Sub": ["${a}", {a: true}]}, C: 0042}
"""
FRAGMENTS = [
    "null",
    "{}",
    "[]",
    "true",
    "5",
    "''",
    "${",
    "${x}",
    "&a ",
    "*a",
    "- ",
    ": ",
    "\t",
    "\n",
    "!x ",
    "{",
    "}",
    "[",
    "x-",
    "é",
    "\u2028",
]


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The good spec with some stretches replaced."""
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.sampled_from(["", *FRAGMENTS])) + text[end:]
    return text


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutations())
def test_what_the_schema_refuses_is_refused(text: str) -> None:
    try:
        refused = against(as_editors_read(text))
    except (yaml.YAMLError, RecursionError, ValueError):
        refused = {()}

    assert any(each.failed for each in compiled(text.encode())) or not refused


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(mutations().map(str.encode), st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_anything_gives_a_template_or_problems_at_their_place(data: bytes) -> None:
    for result in compiled(data):
        assert (result.text is None) == result.failed
        for problem in result.problems:
            assert problem.position is not None
            assert problem.position.line >= 1
            assert problem.position.column >= 1
        if result.text is not None:
            assert result.text in {again.text for again in compiled(data)}
