"""Problems to SARIF 2.1.0, which code scanning reads: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from generator.errors import Position, Problem, Related, dotted, lines_of
from generator.kinds import KINDS, Severity
from generator.reports.report import Report, said, worst_first

__all__ = ["render"]

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
LAST_OF_ONE_UNIT: Final = 0xFFFF
CFN_LINT_RULES: Final = "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md"


def render(report: Report) -> str:
    """One run. Code scanning keeps the first results of many, so the worst come first; it refuses a result without a
    place, so such a problem is a notification of the run.
    """
    from generator import __version__

    problems = worst_first(in_utf16(report))
    placed = [problem for problem in problems if problem.position]
    codes = list(dict.fromkeys(problem.code for problem in problems))
    indexes = {code: index for index, code in enumerate(codes)}
    rules = [rule(next(each for each in problems if each.code == code), report) for code in codes]
    invocation = {
        "executionSuccessful": report.is_done,
        "toolExecutionNotifications": [notification(problem) for problem in problems if not problem.position],
    }
    run = {
        "tool": {"driver": {"name": "dynaspec", "version": __version__, "rules": rules}},
        "columnKind": "utf16CodeUnits",
        "invocations": [invocation],
        "results": [
            result(problem, index=indexes[problem.code], mark=mark)
            for problem, mark in zip(placed, fingerprints(placed), strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def in_utf16(report: Report) -> Iterator[Problem]:
    """The problems with columns as editors and most viewers count them, whatever `columnKind` says."""
    lines = {file: lines_of(text) for file, text in report.texts.items()}

    def units(file: str, line: int, column: int) -> int:
        before = "".join(lines.get(file, [])[line - 1 : line])[: column - 1]
        return column + sum(ord(each) > LAST_OF_ONE_UNIT for each in before)

    def there(at: Position | None) -> Position | None:
        return at and at._replace(
            column=units(at.file, at.line, at.column), end_column=units(at.file, at.end_line, at.end_column)
        )

    for problem in report.problems:
        yield replace(
            problem,
            position=there(problem.position),
            related=tuple(each._replace(position=there(each.position)) for each in problem.related),
        )


def fingerprints(problems: Iterable[Problem]) -> Iterator[str]:
    """What tells the problems of two runs: the code, the file, the place in the spec, that no moved line changes, or
    what is said but for numbers, and the number of those that have these in common.
    """
    seen: Counter[str] = Counter()
    for problem in problems:
        assert problem.position
        what = dotted(problem.path) or re.sub("[0-9]+", "0", problem.message)
        what = "\0".join([problem.code, problem.position.file, what])
        seen[what] += 1
        yield hashlib.sha256(f"{what}\0{seen[what]}".encode()).hexdigest()


def rule(problem: Problem, report: Report) -> dict[str, Any]:
    """The kind of a problem; what has no title is of cfn-lint."""
    title = KINDS[problem.code].title if problem.code in KINDS else report.titles.get(problem.code)
    text = report.helps.get(problem.code, f"dynaspec explain {problem.code}")
    body: dict[str, Any] = {
        "id": problem.code,
        "shortDescription": {"text": title or f"rule {problem.code} of cfn-lint"},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": LEVELS[problem.severity]},
    }
    return body if title else {**body, "helpUri": CFN_LINT_RULES}


def result(problem: Problem, *, index: int, mark: str) -> dict[str, Any]:
    """A problem at its place, with the mark by which it is known again."""
    assert problem.position
    body: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": LEVELS[problem.severity],
        "message": {"text": "\n".join(said(problem))},
        "locations": [location(problem.position, path=dotted(problem.path))],
        # GitHub's own fingerprint, of the lines around, is left to its upload action, which warns of another.
        "partialFingerprints": {"dynaspecPlace/v1": mark},
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
