"""A template of any spec, imported: its tables come out as they went in."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from hypothesis import HealthCheck, given, settings

from generator.aws.properties import TABLES
from generator.changes.impact import judge
from generator.changes.template import read
from generator.errors import GeneratorError
from generator.importers.cloudformation import with_parameters
from generator.importers.recognising import draft
from generator.importers.writing import written
from generator.pipeline import Settings, Source, compile_spec
from tests.properties.strategies import specs


def rendered(spec: str) -> str | None:
    return compile_spec(Source(spec.encode(), "a.yaml", "a", "a.yaml", "templates"), Settings())[0].text


@given(specs())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_tables_come_out_as_they_went_in(spec: dict[str, Any]) -> None:
    template = rendered(json.dumps(spec))
    if template is None:
        return
    try:
        given_values: dict[str, str] = defaultdict(lambda: "x")
        made = draft(template.encode(), "a.yaml", given=given_values, region=None, usual="us-east-1")
    except GeneratorError as error:
        assert [problem.code for problem in error.problems] == ["DS551"]  # noqa: PT017
        return
    # What the tables refer to; all else comes along with them.
    made.spec["resources"] = {name: each for name, each in made.verbatim.items() if name.startswith("Own")}

    again = rendered(written(with_parameters(made), [], schema="s", about="a"))

    assert again is not None
    changes = judge(made.source, read(again.encode(), "a.yaml"))
    assert [each for each in changes if each.type in TABLES] == []
