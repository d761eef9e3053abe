"""Problems to SARIF 2.1.0, which code scanning reads: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from generator.errors import Position, Problem, Related, dotted
from generator.kinds import KINDS, Severity
from generator.reports.report import Report, said, worst_first

__all__ = ["render"]

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
CFN_LINT_RULES: Final = "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md"


def render(report: Report) -> str:
    """One run. Code scanning keeps the first results of many, so the worst come first; it refuses a result without a
    place, so such a problem is a notification of the run.
    """
    from generator import __version__

    problems = worst_first(report.problems)
    placed = [problem for problem in problems if problem.position]
    codes = list(dict.fromkeys(problem.code for problem in problems))
    indexes = {code: index for index, code in enumerate(codes)}
    rules = [rule(next(each for each in problems if each.code == code), report.titles) for code in codes]
    invocation = {
        "executionSuccessful": report.is_done,
        "toolExecutionNotifications": [notification(problem) for problem in problems if not problem.position],
    }
    run = {
        "tool": {"driver": {"name": "dynaspec", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [result(problem, index=indexes[problem.code]) for problem in placed],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def rule(problem: Problem, titles: Mapping[str, str]) -> dict[str, Any]:
    """The kind of a problem; `titles` are of what is neither in our list nor of cfn-lint."""
    title = KINDS[problem.code].title if problem.code in KINDS else titles.get(problem.code)
    body: dict[str, Any] = {
        "id": problem.code,
        "shortDescription": {"text": title or f"rule {problem.code} of cfn-lint"},
        "help": {"text": f"dynaspec explain {problem.code}"},
        "defaultConfiguration": {"level": LEVELS[problem.severity]},
    }
    return body if title else {**body, "helpUri": CFN_LINT_RULES}


def result(problem: Problem, *, index: int) -> dict[str, Any]:
    """A problem at its place."""
    assert problem.position
    body: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": LEVELS[problem.severity],
        "message": {"text": "\n".join(said(problem))},
        "locations": [location(problem.position, path=dotted(problem.path))],
    }
    if related := [beside(each) for each in problem.related if each.position]:
        body["relatedLocations"] = related
    if problem.environments:
        body["properties"] = {"environments": list(problem.environments)}
    return body


def notification(problem: Problem) -> dict[str, Any]:
    """A problem that has no place in a file."""
    return {
        "descriptor": {"id": problem.code},
        "level": LEVELS[problem.severity],
        "message": {"text": "\n".join(said(problem))},
    }


def beside(related: Related) -> dict[str, Any]:
    """The other place that a problem names."""
    assert related.position
    return {**location(related.position, path=dotted(related.path)), "message": {"text": related.message}}


def location(position: Position, *, path: str) -> dict[str, Any]:
    """A stretch of a file, and the spec's path there."""
    region = {
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }
    file = position.file
    # Only a relative name may stand on a base.
    outside = Path(file).is_absolute()
    artifact = {"uri": Path(file).as_uri()} if outside else {"uri": quote(file), "uriBaseId": "%SRCROOT%"}
    body: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    return {**body, "logicalLocations": [{"fullyQualifiedName": path}]} if path else body
