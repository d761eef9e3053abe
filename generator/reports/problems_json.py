"""Problems to JSON, for other programs."""

from __future__ import annotations

import json
from typing import Any, Final

from generator.errors import Path, Position, Problem, dotted
from generator.reports.report import WORST_FIRST, Report

__all__ = ["FORMAT", "render"]

# Raised when a key changes its meaning or goes; new keys may come without that.
FORMAT: Final = 1


def render(report: Report) -> str:
    """One object: how many there are of each severity, and each problem with all of its keys, empty ones too."""
    severities = [problem.severity for problem in report.problems]
    document = {
        "format": FORMAT,
        "summary": {severity: severities.count(severity) for severity in WORST_FIRST},
        "problems": [entry(problem) for problem in report.problems],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def entry(problem: Problem) -> dict[str, Any]:
    """One problem; lines and columns count from 1, the end is exclusive."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "label": problem.label,
        "hint": problem.hint,
        **place(problem.path, problem.position),
        "environments": list(problem.environments),
        "related": [
            {"message": related.message, **place(related.path, related.position)} for related in problem.related
        ],
    }


def place(path: Path, position: Position | None) -> dict[str, Any]:
    """Where it is in the spec, and in the file."""
    where = position._asdict() if position else dict.fromkeys(Position._fields)
    return {"path": dotted(path), **where}
