"""A diagnosis to JSON, for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from generator.reports.changes_json import entry

if TYPE_CHECKING:
    from generator.diagnosis.facts import Setting, Table
    from generator.diagnosis.finding import Access, Diagnosis, Usage
    from generator.errors import Problem

__all__ = ["FORMAT", "render"]

# Raised when a key changes its meaning or goes; new keys may come without that.
FORMAT: Final = 1


def render(diagnosis: Diagnosis) -> str:
    """Everything that the text tells; null is what could not be read."""
    facts, known = diagnosis.facts, diagnosis.known
    alarms = facts.alarms
    document = {
        "format": FORMAT,
        "stack": facts.stack,
        "region": facts.region,
        "status": facts.status,
        "start": moment(facts.window.start),
        "end": moment(facts.window.end),
        "partial": bool(facts.failed),
        "failed": problems(facts.failed),
        "notes": problems(diagnosis.notes),
        "tables": [of_table(table, diagnosis) for table in facts.tables],
        "alarms": None
        if alarms is None
        else [
            {
                "logical_id": each.logical_id,
                "name": each.name,
                "state": each.state,
                "since": each.since.strftime("%Y-%m-%dT%H:%M:%SZ") if each.since else None,
                "reason": each.reason,
                "runbook": each.runbook or None,
            }
            for each in alarms
        ],
        "principals": [of_access(each) for each in diagnosis.access],
        "template": {
            "file": known.template or None,
            "changes": None if known.changes is None else [entry(change) for change in known.changes],
        },
        "findings": [
            {
                "code": each.code,
                "subject": each.subject,
                "message": each.message,
                "hint": each.hint,
                "advice": [advice._asdict() for advice in each.advice],
            }
            for each in diagnosis.findings
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def moment(second: int) -> str:
    """A second since 1970 in ISO 8601."""
    return datetime.fromtimestamp(second, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def problems(found: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems that are of no file."""
    return [{"code": each.code, "message": each.message, "hint": each.hint} for each in found]


def of_table(table: Table, diagnosis: Diagnosis) -> dict[str, Any]:
    """A table with its settings and what it used."""
    return {
        "logical_id": table.logical_id,
        "name": table.name,
        "existing": table.existing,
        "status": table.status,
        "billing_mode": table.billing_mode,
        "stream": setting(table.stream),
        "kinesis": None if table.kinesis is None else [setting(each) for each in table.kinesis],
        "time_to_live": setting(table.time_to_live),
        "point_in_time_recovery": setting(table.recovery),
        "deletion_protection": setting(table.protection),
        "indexes": dict(table.indexes),
        "replicas": dict(table.replicas),
        "usage": [of_usage(each) for each in diagnosis.usage if each.table == table.logical_id],
    }


def setting(found: Setting | None) -> dict[str, str | None] | None:
    """The state of a setting and what more there is to say of it."""
    return None if found is None else {"state": found.state, "detail": found.more or None}


def of_usage(used: Usage) -> dict[str, Any]:
    """The busiest minute of a target against its limit; `plot` has the busiest of each of equal stretches."""
    scaled = used.target.autoscaling
    return {
        "index": used.target.index or None,
        "direction": used.target.direction,
        "units_per_second": used.units,
        "at": None if used.at is None else moment(used.at),
        "limit": used.limit,
        "limited_by": used.limited,
        "percent": used.percent,
        "autoscaling": {"min_capacity": scaled.least, "max_capacity": scaled.most} if scaled else None,
        "throttled": {each.metric: each.events for each in used.throttled},
        "plot": list(used.plot),
    }


def of_access(found: Access) -> dict[str, Any]:
    """What a role or user has of the stack's policies, what it misses, and what IAM lets it do."""
    return {
        "kind": found.kind,
        "name": found.name,
        "attached": dict(found.attached),
        "missing": list(found.missing),
        "inline": list(found.inline),
        "decisions": None
        if found.decisions is None
        else {table: dict(each) for table, each in found.decisions.items()},
    }
