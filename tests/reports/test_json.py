"""The JSON that programs read, against the page that describes every key of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from generator.changes.change import Change, Comparison
from generator.diagnosis.facts import Alarm, Bounds, Facts, Setting, Table, Target, Window
from generator.diagnosis.finding import Access, Advice, Diagnosis, Finding, Known, Throttled, Usage
from generator.errors import Position, Problem, Related
from generator.reports import changes_json, diagnosis_json, problems_json
from generator.reports.report import Report

PAGE = Path(__file__).parents[2] / "docs" / "site" / "findings" / "json.md"
# Objects whose keys are names of the user or of AWS, or impacts.
OPEN = re.compile(r"(^summary|\.(indexes|replicas|throttled|attached|decisions(\.\*)?))$")
CLOSED = ("error", "warning", "info")
AT = Position("specs/orders.yaml", 4, 5, 4, 18)
FOUND = Problem(
    "DS112", "said", "do", ("tables", "Orders"), AT, (Related("there", ("defaults",), AT),), environments=("dev",)
)
CHANGE = Change("DS603", "in place", "a property changes in place", "why", "source", property=("Tags",), position=AT)


def described(heading: str) -> list[str]:
    """The keys in the table of a section, in its order."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return [key for row in rows for key in re.findall("`([^`]+)`", row)]


def keys(value: Any, path: str = "") -> Iterator[str]:
    """The keys of a document, of lists those of their entries."""
    if isinstance(value, list) and value:
        yield from dict.fromkeys(key for each in value for key in keys(each, f"{path}[]"))
    elif isinstance(value, dict) and value:
        is_open = OPEN.search(path) and not {*value} <= {*CLOSED}
        for name, each in value.items():
            yield from keys(each, f"{path}.{'*' if is_open else name}".removeprefix("."))
    else:
        yield path


def test_every_key_of_findings_is_described() -> None:
    assert described("Findings") == list(keys(json.loads(problems_json.render(Report([FOUND], {})))))


def test_every_key_of_changes_is_described() -> None:
    text = changes_json.render([Comparison("templates/orders.yaml", "HEAD", changes=(CHANGE,))])
    assert described("Changes") == list(keys(json.loads(text)))


def test_every_key_of_a_diagnosis_is_described() -> None:
    setting = Setting("ENABLED", "35 days")
    table = Table(
        "Orders", "orders", "arn", "ACTIVE", "PROVISIONED", indexes={"by-day": "ACTIVE"},
        replicas={"eu-west-1": "ACTIVE"}, stream=setting, kinesis=(setting,), time_to_live=setting, recovery=setting,
        protection=setting,
    )  # fmt: skip
    target = Target("by-day", "read", autoscaling=Bounds(1, 5))
    usage = Usage("Orders", target, 5, "provisioned", 60, 1.5, (1.5, None), (Throttled("Metric", "cause", 2),))
    facts = Facts(
        "orders", "eu-west-1", "UPDATE_COMPLETE", Window(0, 3600), (table,),
        (Alarm("Alarm", "orders-alarm", "OK", datetime(2026, 1, 2, tzinfo=timezone.utc), "below"),), failed=(FOUND,),
    )  # fmt: skip
    access = Access("role", "api", {"Read": "itself"}, ("Write",), ("own",), {"Orders": {"GetItem": "allowed"}})
    finding = Finding("DS711", "Orders", "said", "do", (Advice("tables.Orders.capacity.read", 5, 8),))
    known = Known("templates/orders.yaml", (CHANGE,))
    document = json.loads(diagnosis_json.render(Diagnosis(facts, known, (usage,), (access,), (finding,), (FOUND,))))

    changes = document["template"].pop("changes")
    assert list(keys({"templates": [{"changes": changes}]})) == [
        key for key in described("Changes") if key.startswith("templates[].changes[]")
    ]
    assert [key for key in described("A diagnosis") if key != "template.changes[]"] == list(keys(document))
