"""Problems to a JUnit report, which CI systems show as tests: a suite for each file, a case for each problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from generator.errors import Problem, dotted
from generator.reports.full import printable
from generator.reports.report import Report, said

__all__ = ["render"]

NO_FILE: Final = "dynaspec"


def render(report: Report) -> str:
    """The report as the schema of Jenkins has it, which is the strictest: jenkinsci/xunit-plugin, junit-10.xsd.

    Files come by name, and last what is of no file; what does not make the command fail is a case that passed with
    something to say.
    """
    placed = {problem.position.file for problem in report.problems if problem.position}
    suites: dict[str, list[Problem]] = {file: [] for file in sorted({*report.texts, *placed})}
    for problem in report.problems:
        suites.setdefault(problem.position.file if problem.position else NO_FILE, []).append(problem)
    # A report without a case is none to Jenkins.
    if not suites:
        suites[NO_FILE] = []
    failing = sum(1 for problem in report.problems if problem in report.failing)
    cases = sum(max(1, len(problems)) for problems in suites.values())
    root = ET.Element("testsuites", name="dynaspec", tests=str(cases), failures=str(failing), errors="0", time="0")
    for file, problems in suites.items():
        root.append(suite(file, problems, report))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def names(problems: Sequence[Problem]) -> Iterator[str]:
    """The names of cases, by which CI systems tell tests of two runs: of a code and a place in the spec, that no moved
    line changes, and numbered where there are several.
    """
    seen: Counter[str] = Counter()
    for problem in problems:
        name = printable(f"{problem.code} {dotted(problem.path)}".rstrip())
        seen[name] += 1
        yield f"{name} ({seen[name]})" if seen[name] > 1 else name


def suite(file: str, problems: Sequence[Problem], report: Report) -> ET.Element:
    """The problems of one file; a file without any is one case that passed."""
    failing = sum(1 for problem in problems if problem in report.failing)
    name = printable(file)
    tests = str(max(1, len(problems)))
    element = ET.Element("testsuite", name=name, tests=tests, failures=str(failing), errors="0", skipped="0", time="0")
    # Neither standard input nor what is of no file leads anywhere.
    if name != NO_FILE and not name.startswith("<"):
        element.set("file", name)
    if not problems:
        ET.SubElement(element, "testcase", name="check", classname=name, time="0")
    for problem, called in zip(problems, names(problems), strict=True):
        case = ET.SubElement(element, "testcase", name=called, classname=name, time="0")
        at = problem.position
        place = [f"{name}:{at.line}:{at.column}"] if at else []
        if problem in report.failing:
            failure = ET.SubElement(case, "failure", message=printable(problem.message), type=problem.severity)
            failure.text = "\n".join([*place, *said(problem)])
        else:
            ET.SubElement(case, "system-out").text = "\n".join(
                [*place, f"{problem.severity}: {said(problem)[0]}", *said(problem)[1:]]
            )
    return element
