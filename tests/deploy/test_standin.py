"""The local AWS keeps the rules of CloudFormation and CloudWatch that the other tests rely on."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.standin import metric_math, metrics_insights
from tests.standin.evaluation import state

STANDIN = Path(__file__).parents[1] / "standin"
MINUTES = {"a": {0: 1.0, 60: 2.0}, "b": {60: 4.0, 120: 8.0}, "none": {}}


# Run where the stand-in has put nothing of its own in place yet.
MISSING = """
import pkgutil, sys
for name in sys.argv[1:]:
    try:
        pkgutil.resolve_name(name)
    except (AttributeError, ImportError):
        print(name)
"""


def test_every_name_inside_ministack_is_still_there() -> None:
    """The stand-in adds to ministack from within: the names that it takes or replaces, read from its own source."""
    used = sorted({name for path in STANDIN.glob("*.py") for name in inside(path)})
    assert "ministack.services.cloudwatch._evaluate_alarm" in used
    ran = subprocess.run([sys.executable, "-c", MISSING, *used], capture_output=True, text=True, check=True)
    assert ran.stdout == ""


def inside(path: Path) -> set[str]:
    """The names of ministack that a module imports, and those that it uses of what it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom) and "ministack" in str(each.module)]
    imported = {name.asname or name.name: f"{each.module}.{name.name}" for each in imports for name in each.names}
    used = [each for each in ast.walk(tree) if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)]
    owners = [(each, each.value.id) for each in used if isinstance(each.value, ast.Name)]
    return {*imported.values(), *(f"{imported[owner]}.{each.attr}" for each, owner in owners if owner in imported)}


@pytest.mark.parametrize(
    ("expression", "series"),
    [
        ("a + b", {0: 1, 60: 6, 120: 8}),
        ("b - a", {0: -1, 60: 2, 120: 8}),
        ("a * b", {0: 0, 60: 8, 120: 0}),
        ("a / b", {60: 0.5, 120: 0}),
        ("100 * a / (PERIOD(a) * 10)", {0: 1 / 6, 60: 1 / 3}),
        ("-a", {0: -1, 60: -2}),
        ("none * 2", {}),
        ("SUM(METRICS())", {0: 1, 60: 6, 120: 8}),
        ("SUM([a, none])", {0: 1, 60: 2}),
        ("AVG([a, b])", {0: 1, 60: 3, 120: 8}),
        ("MIN([a, b])", {0: 1, 60: 2, 120: 8}),
        ("MAX([a, b])", {0: 1, 60: 4, 120: 8}),
        ("a >= 2", {0: 0, 60: 1}),
        ("IF(a > 1, b, 7)", {0: 7, 60: 4, 120: 7}),
    ],
)
def test_metric_math(expression: str, series: dict[int, float]) -> None:
    assert metric_math.evaluate(expression, MINUTES, periods={"a": 60}) == series


@pytest.mark.parametrize("expression", ["FILL(a, 0)", "a ** 2", "unknown + 1", "METRICS()", "1 + 1", "SUM(a)"])
def test_metric_math_that_the_stand_in_does_not_know(expression: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        metric_math.evaluate(expression, MINUTES, periods={"a": 60})


ERRORS = 'SELECT SUM("SystemErrors") FROM "AWS/DynamoDB" WHERE '


@pytest.mark.parametrize(
    ("conditions", "dimensions", "selected"),
    [
        ("\"TableName\" = 'a'", {"TableName": "a"}, True),
        ("\"TableName\" = 'a'", {"TableName": "a", "Operation": "Scan"}, True),
        ("\"TableName\" = 'a'", {"TableName": "b"}, False),
        ("\"TableName\" = 'a'", {}, False),
        ("\"TableName\" = 'a' AND \"Operation\" != 'Scan'", {"TableName": "a", "Operation": "Scan"}, False),
        ("\"TableName\" = 'a' AND \"Operation\" != 'Scan'", {"TableName": "a", "Operation": "Query"}, True),
        ("\"TableName\" = 'a' AND \"Operation\" != 'Scan'", {"TableName": "b", "Operation": "Query"}, False),
        ("\"TableName\" = 'a' AND \"Operation\" != 'Scan'", {"TableName": "a"}, False),
    ],
)
def test_metrics_that_a_query_selects(conditions: str, dimensions: dict[str, str], *, selected: bool) -> None:
    query = metrics_insights.parse(ERRORS + conditions)
    assert (query.statistic, query.namespace, query.metric) == ("Sum", "AWS/DynamoDB", "SystemErrors")
    assert query.selects(dimensions) == selected


@pytest.mark.parametrize(
    "query",
    [
        ERRORS,
        ERRORS + "TableName = 'a'",
        ERRORS + '"TableName" = "a"',
        ERRORS + "\"TableName\" = 'a' OR \"TableName\" = 'b'",
        ERRORS + '"TableName" = \'a\' GROUP BY "Operation"',
        ERRORS.replace("SUM", "MEDIAN") + "\"TableName\" = 'a'",
    ],
)
def test_queries_that_the_stand_in_does_not_know(query: str) -> None:
    with pytest.raises(ValueError, match="does not know this form of query"):
        metrics_insights.parse(query)


# "Configuring how CloudWatch alarms treat missing data" in the CloudWatch User Guide has these two tables: 0 is not
# breaching, X is, - is missing; the states are those of missing, ignore, breaching and notBreaching.
@pytest.mark.parametrize(
    ("datapoints", "points", "states"),
    [
        (3, "0-X-X", "OK OK OK OK"),
        (3, "----0", "OK OK OK OK"),
        (3, "-----", "INSUFFICIENT_DATA kept ALARM OK"),
        (3, "0XX-X", "ALARM ALARM ALARM ALARM"),
        (3, "--X--", "ALARM kept ALARM OK"),
        (2, "0-X-X", "ALARM ALARM ALARM ALARM"),
        (2, "00X0X", "ALARM ALARM ALARM ALARM"),
        (2, "0-X--", "OK OK ALARM OK"),
        (2, "----0", "OK OK ALARM OK"),
        (2, "---X-", "ALARM kept ALARM OK"),
    ],
)
def test_missing_data(datapoints: int, points: str, states: str) -> None:
    known = [{"0": False, "X": True, "-": None}[point] for point in points]
    treatments = ("missing", "ignore", "breaching", "notBreaching")
    reached = [
        state(known, periods=3, datapoints=datapoints, missing=treatment, current="kept") for treatment in treatments
    ]
    assert reached == states.split()
