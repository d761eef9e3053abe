"""Problems in the forms that other programs read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from generator.errors import Position, Problem, Related
from generator.reports import concise, github, junit, problems_json, sarif
from generator.reports.report import Report

FILE = "specs/the orders.yaml"
STREAM = Problem(
    "DS112",
    "'NEW' is not a stream view type",
    "did you mean NEW_IMAGE?",
    path=("tables", "Orders", "stream"),
    position=Position(FILE, 20, 13, 20, 16),
    related=(Related("the default", ("defaults",), Position(FILE, 2, 1, 3, 1)),),
    label="expected KEYS_ONLY, ...",
    environments=("dev", "prod"),
)
ALARMS = Problem("DS265", "alarms of '100%, \x1bre' notify nobody", position=Position(FILE, 3, 1, 5, 2))
NOWHERE = Problem("DS503", "there is no spec in specs")
REPORT = Report([NOWHERE, ALARMS, STREAM], {FILE: "", "specs/carts.yaml": ""})


def test_concise_is_a_line_for_each() -> None:
    assert concise.render(REPORT) == (
        "error[DS503]: there is no spec in specs\n"
        "specs/the orders.yaml:3:1: warning[DS265]: alarms of '100%, \\x1bre' notify nobody\n"
        "specs/the orders.yaml:20:13: error[DS112]: 'NEW' is not a stream view type; expected KEYS_ONLY, ...; "
        "did you mean NEW_IMAGE?; only in the environments dev, prod\n"
    )


def test_json_is_one_object_with_a_format_version() -> None:
    body = json.loads(problems_json.render(REPORT))

    assert (body["format"], body["summary"]) == (1, {"error": 2, "warning": 1, "info": 0})
    assert body["problems"][2] == {
        "code": "DS112",
        "severity": "error",
        "message": "'NEW' is not a stream view type",
        "label": "expected KEYS_ONLY, ...",
        "hint": "did you mean NEW_IMAGE?",
        "path": "tables.Orders.stream",
        "file": FILE,
        "line": 20,
        "column": 13,
        "end_line": 20,
        "end_column": 16,
        "environments": ["dev", "prod"],
        "related": [
            {
                "message": "the default",
                "path": "defaults",
                "file": FILE,
                "line": 2,
                "column": 1,
                "end_line": 3,
                "end_column": 1,
            }
        ],
    }
    assert body["problems"][0]["file"] is None
    assert json.loads(problems_json.render(Report([], {})))["problems"] == []


def test_github_gets_a_command_for_each_the_worst_first() -> None:
    assert github.render(REPORT).splitlines() == [
        "::error title=error[DS503]::there is no spec in specs",
        (
            "::error title=error[DS112],file=specs/the orders.yaml,line=20,endLine=20,col=13,endColumn=15::"
            "'NEW' is not a stream view type%0Aexpected KEYS_ONLY, ...%0Ahelp: did you mean NEW_IMAGE?%0A"
            "only in the environments dev, prod%0Anote: the default (specs/the orders.yaml:2:1)"
        ),
        (
            "::warning title=warning[DS265],file=specs/the orders.yaml,line=3,endLine=5::"
            "alarms of '100%25, \\x1bre' notify nobody"
        ),
    ]


def test_github_gets_no_more_of_a_type_than_it_shows() -> None:
    many = [Problem("DS265", f"number {number}") for number in range(13)]
    infos = [Problem("DS317", f"number {number}") for number in range(10)]

    lines = github.render(Report([*infos, *many, STREAM], {})).splitlines()

    assert [line.split()[0] for line in lines] == ["::error"] + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[10] == "::warning title=warning[DS265]::number 9%0A3 more in the log of this step"
    assert lines[-1] == "::notice title=info[DS317]::number 9"

    report = Report([*infos, *many, STREAM], {}, is_logged=False)
    assert github.render(report).splitlines() == [
        *lines,
        *(f"warning[DS265]: number {number}" for number in (10, 11, 12)),
    ]


def closed(required: str, **properties: Any) -> dict[str, Any]:
    return {"required": required.split(), "properties": properties, "additionalProperties": False}


TEXT: dict[str, Any] = {"type": "string"}
MESSAGE = closed("text", text=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
NUMBER = {"type": "integer", "minimum": 1}
REGION = closed("startLine", startLine=NUMBER, startColumn=NUMBER, endLine=NUMBER, endColumn=NUMBER)
ARTIFACT = closed("uri", uri={"type": "string", "pattern": "^[^ ]+$"}, uriBaseId=TEXT)
LOCATION = closed(
    "physicalLocation",
    physicalLocation=closed("artifactLocation", artifactLocation=ARTIFACT, region=REGION),
    logicalLocations={"items": closed("", fullyQualifiedName=TEXT)},
    message=MESSAGE,
)
RULE = closed(
    "id",
    id=TEXT,
    shortDescription=MESSAGE,
    help=closed("text", text=TEXT, markdown=TEXT),
    helpUri=TEXT,
    defaultConfiguration=closed("", level=LEVEL),
)
NOTIFICATION = closed("message", descriptor=closed("", id=TEXT), level=LEVEL, message=MESSAGE)
RUN = closed(
    "tool",
    tool=closed("driver", driver=closed("name", name=TEXT, version=TEXT, rules={"items": RULE, "uniqueItems": True})),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations={
        "items": closed(
            "executionSuccessful",
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={"items": NOTIFICATION},
        )
    },
    results={
        "items": closed(
            "message",
            ruleId=TEXT,
            ruleIndex={"type": "integer", "minimum": 0},
            level=LEVEL,
            message=MESSAGE,
            locations={"items": LOCATION},
            relatedLocations={"items": LOCATION, "uniqueItems": True},
            partialFingerprints={"type": "object", "additionalProperties": TEXT},
            properties={"type": "object"},
        )
    },
)
# What the standard has of what is written, https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/; its own schema,
# which no package brings, is larger than all reports.
SARIF = closed("version runs", version={"const": "2.1.0"}, runs={"items": RUN}, **{"$schema": TEXT})


@pytest.mark.parametrize("report", [REPORT, Report([], {})])
def test_sarif_is_as_the_standard_has_it(report: Report) -> None:
    jsonschema.validate(json.loads(sarif.render(report)), SARIF)


def test_sarif_has_the_worst_first_and_what_has_no_place_aside() -> None:
    run = json.loads(sarif.render(REPORT))["runs"][0]

    assert [result["ruleId"] for result in run["results"]] == ["DS112", "DS265"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["DS112", "DS265"]
    location = run["results"][0]["locations"][0]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "specs/the%20orders.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 20, "startColumn": 13, "endLine": 20, "endColumn": 16},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "tables.Orders.stream"}]
    assert run["results"][0]["properties"] == {"environments": ["dev", "prod"]}
    assert run["results"][1]["level"] == "warning"
    notified = run["invocations"][0]["toolExecutionNotifications"]
    assert [each["message"]["text"] for each in notified] == ["there is no spec in specs"]
    assert run["invocations"][0]["executionSuccessful"] is True
    run = json.loads(sarif.render(REPORT._replace(is_done=False)))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_counts_columns_in_utf_16() -> None:
    # U+1F4E6 is two code units, U+00E4 one.
    at = Position(FILE, 2, 4, 2, 7)
    text = "a: 1\n\U0001f4e6\u00e4 b\U0001f4e6c: 2\n"
    run = json.loads(sarif.render(Report([replace(STREAM, position=at, related=())], {FILE: text})))["runs"][0]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (run["columnKind"], region["startColumn"], region["endColumn"]) == ("utf16CodeUnits", 5, 9)


def test_sarif_knows_a_finding_again_that_moved() -> None:
    def marks(*problems: Problem) -> list[str]:
        results = json.loads(sarif.render(Report(problems, {})))["runs"][0]["results"]
        return [result["partialFingerprints"]["dynaspecPlace/v1"] for result in results]

    moved = replace(STREAM, position=Position(FILE, 30, 13, 30, 16))
    assert marks(STREAM) == marks(moved)
    # Several at one place in the spec are told apart by their order.
    assert marks(STREAM, moved)[0] == marks(STREAM)[0] != marks(STREAM, moved)[1]
    assert len({*marks(STREAM), *marks(replace(STREAM, code="DS111")), *marks(replace(STREAM, path=()))}) == 3
    # Of a template as a whole what is said tells them, not how much.
    most = [Problem("DS711", f"Orders: {used} % of a limit", position=Position(FILE, 1, 1, 1, 1)) for used in (85, 97)]
    assert marks(most[0]) == marks(most[1]) != marks(replace(most[0], message="Carts: 85 % of a limit"))


def test_junit_names_a_case_by_its_place_in_the_spec() -> None:
    another = replace(STREAM, position=Position(FILE, 21, 13, 21, 16), label="", hint="", environments=(), related=())
    assert junit.render(Report([ALARMS, STREAM, another], {}, frozenset({STREAM, another}))) == (
        """<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="dynaspec" tests="3" failures="2" errors="0" time="0">
  <testsuite name="specs/the orders.yaml" tests="3" failures="2" errors="0" skipped="0" time="0" \
file="specs/the orders.yaml">
    <testcase name="DS265" classname="specs/the orders.yaml" time="0">
      <system-out>specs/the orders.yaml:3:1
warning: alarms of '100%, \\x1bre' notify nobody</system-out>
    </testcase>
    <testcase name="DS112 tables.Orders.stream" classname="specs/the orders.yaml" time="0">
      <failure message="'NEW' is not a stream view type" type="error">specs/the orders.yaml:20:13
'NEW' is not a stream view type
expected KEYS_ONLY, ...
help: did you mean NEW_IMAGE?
only in the environments dev, prod
note: the default (specs/the orders.yaml:2:1)</failure>
    </testcase>
    <testcase name="DS112 tables.Orders.stream (2)" classname="specs/the orders.yaml" time="0">
      <failure message="'NEW' is not a stream view type" type="error">specs/the orders.yaml:21:13
'NEW' is not a stream view type</failure>
    </testcase>
  </testsuite>
</testsuites>
"""
    )
    # What the schema of Jenkins lets them have: jenkinsci/xunit-plugin, junit-10.xsd.
    allowed = {
        "testsuites": {"name", "time", "tests", "failures", "errors"},
        "testsuite": {"name", "time", "tests", "failures", "errors", "skipped", "file"},
        "testcase": {"name", "time", "classname", "group"},
        "failure": {"type", "message"},
        "system-out": set[str](),
    }
    elements = list(ET.fromstring(junit.render(REPORT._replace(failing=frozenset({STREAM})))).iter())
    assert {each.tag for each in elements} == {*allowed}
    assert all({*each.attrib} <= allowed[each.tag] for each in elements)
    # Jenkins takes no report without a case.
    assert ET.fromstring(junit.render(Report([], {}))).get("tests") == "1"


@pytest.mark.parametrize(("failing", "count"), [({NOWHERE, STREAM}, 2), ({NOWHERE, ALARMS, STREAM}, 3)])
def test_junit_fails_what_the_command_fails(failing: Any, count: int) -> None:
    root = ET.fromstring(junit.render(REPORT._replace(failing=frozenset(failing))))

    assert (root.get("tests"), root.get("failures")) == ("4", str(count))
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["specs/carts.yaml", FILE, "dynaspec"]
    assert [case.get("name") for case in suites["specs/carts.yaml"]] == ["check"]
    failures = [failure.get("message") for failure in root.iter("failure")]
    assert failures[-2:] == ["'NEW' is not a stream view type", "there is no spec in specs"]
    assert len(failures) == count
