"""A template of any spec, imported: its tables come out as they went in."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from generator.aws.properties import TABLES
from generator.changes.impact import judge
from generator.changes.template import read
from generator.errors import GeneratorError
from generator.importers.cloudformation import with_parameters
from generator.importers.recognising import draft
from generator.importers.writing import written
from generator.pipeline import Settings, Source, compile_spec
from tests.importers.templates import template
from tests.properties.strategies import specs

EXAMPLES = int(os.environ.get("DYNASPEC_EXAMPLES", "200"))


def rendered(spec: str) -> str | None:
    return compile_spec(Source(spec.encode(), "a.yaml", "a", "a.yaml", "templates"), Settings())[0].text


@given(specs())
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_tables_come_out_as_they_went_in(spec: dict[str, Any]) -> None:
    text = rendered(json.dumps(spec))
    if text is None:
        return
    given_values: dict[str, str] = defaultdict(lambda: "x")
    if not any(each.type in TABLES for each in read(text.encode(), "a.yaml").resources.values()):
        with pytest.raises(GeneratorError, match="has no table"):
            draft(text.encode(), "a.yaml", given=given_values, region=None, usual="us-east-1")
        return
    made = draft(text.encode(), "a.yaml", given=given_values, region=None, usual="us-east-1")
    # What the tables refer to; all else comes along with them.
    made.spec["resources"] = {name: each for name, each in made.verbatim.items() if name.startswith("Own")}

    again = rendered(written(with_parameters(made), [], schema="s", about="a"))

    assert again is not None
    changes = judge(made.source, read(again.encode(), "a.yaml"))
    assert [each for each in changes if each.type in TABLES] == []


# What a spec makes of a table that says nothing of it, and of one that turns it off: its safe defaults.
SAFE: dict[str, Any] = {
    "DeletionProtectionEnabled": "true",
    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": "true"},
}
# What turns a feature on, and what goes without saying then: the pages of the properties in the CloudFormation
# Template Reference.
SWITCHES = {
    "SSESpecification": ("SSEEnabled", {"SSEType": "KMS"}),
    "ContributorInsightsSpecification": ("Enabled", {}),
    "PointInTimeRecoverySpecification": ("PointInTimeRecoveryEnabled", {}),
    "TimeToLiveSpecification": ("Enabled", {}),
}


def meaning(properties: Any) -> Any:
    """The properties with what goes without saying, without what is empty, and of what is off that it is off."""
    if not isinstance(properties, dict):
        return properties
    found = {name: meaning(each) for name, each in properties.items() if each != {}}
    for name, (switch, usual) in SWITCHES.items():
        if name in found:
            on = found[name].get(switch) == "true"
            found[name] = usual | found[name] if on else {switch: "false"}
    for name in ("SSESpecification", "ContributorInsightsSpecification"):
        if "false" in found.get(name, {}).values():
            del found[name]
    return {name: each for name, each in found.items() if each != {}}


def test_tables_out_of_the_schema_come_out_as_they_went_in() -> None:
    for seed in range(EXAMPLES):
        source = json.dumps(template(seed))
        made = draft(source.encode(), "a.json", given={}, region=None, usual="us-east-1")
        again = rendered(written(with_parameters(made), made.remarks, schema="s", about="a"))

        assert made.remarks == []
        assert again is not None, source
        (before,) = made.source.resources.values()
        after = read(again.encode(), "a.yaml").resources["Orders"]
        wanted = {"BillingMode": "PROVISIONED", **SAFE, **meaning(before.properties)}
        assert meaning(after.properties) == wanted, source
