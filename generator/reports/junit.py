"""Problems to a JUnit report, which CI systems show as tests: a suite for each file, a case for each problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from generator.errors import Problem
from generator.reports.full import printable
from generator.reports.report import Report, said

__all__ = ["render"]

NO_FILE: Final = "dynaspec"


def render(report: Report) -> str:
    """The report, files by name, and last what is of no file; what does not make the command fail is a case that passed
    with something to say.
    """
    placed = {problem.position.file for problem in report.problems if problem.position}
    suites: dict[str, list[Problem]] = {file: [] for file in sorted({*report.texts, *placed})}
    for problem in report.problems:
        suites.setdefault(problem.position.file if problem.position else NO_FILE, []).append(problem)
    failing = sum(1 for problem in report.problems if problem in report.failing)
    cases = sum(max(1, len(problems)) for problems in suites.values())
    root = ET.Element("testsuites", name="dynaspec", tests=str(cases), failures=str(failing), errors="0")
    for file, problems in suites.items():
        root.append(suite(file, problems, report))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def suite(file: str, problems: Sequence[Problem], report: Report) -> ET.Element:
    """The problems of one file; a file without any is one case that passed."""
    failing = sum(1 for problem in problems if problem in report.failing)
    name = printable(file)
    tests = str(max(1, len(problems)))
    element = ET.Element("testsuite", name=name, tests=tests, failures=str(failing), errors="0", skipped="0")
    if not problems:
        ET.SubElement(element, "testcase", name="check", classname=name, file=name)
    for problem in problems:
        place = f" at {problem.position.line}:{problem.position.column}" if problem.position else ""
        case = ET.SubElement(element, "testcase", name=f"{printable(problem.code)}{place}", classname=name, file=name)
        text = "\n".join(said(problem))
        if problem.position:
            case.set("line", str(problem.position.line))
        if problem in report.failing:
            failure = ET.SubElement(case, "failure", message=printable(problem.message), type=problem.severity)
            failure.text = text
        else:
            ET.SubElement(case, "system-out").text = f"{problem.severity}: {text}"
    return element
