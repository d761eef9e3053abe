"""What cfn-lint says about a template, the same every time and on every machine."""

from __future__ import annotations

import errno
import json
import logging
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from generator.errors import UsageError
from generator.template.cfn_lint import Finding, Linted
from generator.template.lint import Linters, lint

# Python 3.12 and later warn of forks beside threads, and those of pytest-xdist are such.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

GOOD = """\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topic
"""
WRONG = """\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Unused:
    Type: String
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicNames: a
      Subscription:
        - Protocol: sqs
          Endpoint: !Ref Nothing
"""
TABLE = """\
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      KeySchema:
        - AttributeName: id
          KeyType: HASH
      BillingMode: PAY_PER_REQUEST
"""
UNUSED = Finding("W2001", "Parameter Unused not used.", ("Parameters", "Unused"), 3)
UNKNOWN_KEY = Finding(
    "E3002",
    "Additional properties are not allowed ('TopicNames' was unexpected. Did you mean 'TopicName'?)",
    ("Resources", "Topic", "Properties", "TopicNames"),
    9,
)


def linted(text: str, *regions: str) -> Linted:
    return Linted(text, regions or ("us-east-1",))


def test_findings_have_a_path_into_the_template_and_a_line() -> None:
    (found,) = lint([linted(WRONG)])
    assert found[:2] == [UNUSED, UNKNOWN_KEY]
    (reference,) = found[2:]
    assert (reference.rule, reference.line) == ("E1020", 12)
    assert reference.path == ("Resources", "Topic", "Properties", "Subscription", 0, "Endpoint", "Ref")


def test_findings_are_plain_values_that_another_process_can_read() -> None:
    (found,) = lint([linted(WRONG)])
    assert pickle.loads(pickle.dumps(found)) == found
    for finding in found:
        assert {type(part) for part in (finding.rule, finding.message, *finding.path)} <= {str, int}


def test_a_template_has_the_same_findings_beside_any_other() -> None:
    alone = [lint([linted(text)])[0] for text in (GOOD, WRONG)]
    assert alone[0] == []
    assert lint([linted(WRONG), linted(GOOD), linted(WRONG)]) == [alone[1], alone[0], alone[1]]
    assert lint([]) == []


def test_json_is_linted_too() -> None:
    text = json.dumps(
        {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicNames": "a"}}}}, indent=2
    )
    ((found,),) = lint([linted(text)])
    assert (found.rule, found.line) == ("E3002", 6)


@pytest.mark.parametrize("ignore", [["E3002", "E1020"], ["E"], ["E3", "E1", ""]])
def test_rules_are_ignored_by_their_id_or_its_beginning(ignore: list[str]) -> None:
    assert lint([linted(WRONG)], ignore=ignore) == [[UNUSED]]


def test_rules_that_only_inform_are_off_as_in_cfn_lint() -> None:
    # I3011 would ask for a DeletionPolicy.
    assert lint([linted(TABLE)]) == [[]]


@pytest.mark.parametrize("text", ["", "a: [", "\x00", "- a\n", "text", "a: 1\na: 2\n", "{", "Resources: 1\n", "\t"])
def test_a_text_that_is_no_template_is_a_finding(text: str) -> None:
    (found,) = lint([linted(text)])
    assert found
    assert {finding.rule[0] for finding in found} == {"E"}
    assert lint([linted(text)], ignore=["E"]) == [[]]


def test_each_template_is_checked_for_its_own_regions() -> None:
    # DAX is not in Tel Aviv.
    text = "Resources:\n  Group:\n    Type: AWS::DAX::ParameterGroup\n"
    here, there, nowhere, default = lint(
        [linted(text), linted(text, "us-east-1", "il-central-1"), linted(text, "us-east-9"), Linted(text, ())]
    )
    assert here == default == []
    # cfn-lint 1.58 has no type whose properties differ between Regions: what is missing is the type, and it says where.
    assert [(finding.rule, "'il-central-1'" in finding.message) for finding in there] == [("E3006", True)]
    assert nowhere == [Finding("DS452", "'us-east-9' is not a Region that cfn-lint knows", (), 1)]


def test_a_rule_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.template.cfn_lint import load_rules

    def fails(*_: object) -> None:
        raise ValueError("went wrong")

    monkeypatch.setattr(load_rules()["E3002"], "matchall", fails, raising=False)
    (found,) = lint([linted(GOOD)])
    assert found == [Finding("E0002", "Unknown exception while processing rule E3002: 'went wrong'", (), 1)]


def test_cfn_lint_failing_as_a_whole_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("went wrong")

    monkeypatch.setattr("cfnlint.template.Template.get_directives", fails)
    assert lint([linted(GOOD)]) == [[Finding("E0002", "cfn-lint failed: ValueError('went wrong')", (), 1)]]


def test_nothing_is_printed_or_logged(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    from generator.template.cfn_lint import load_rules

    def talks(*_: object) -> list[object]:
        sys.stdout.write("out")
        sys.stderr.write("err")
        logging.getLogger("cfnlint.rules").error("logged")
        return []

    def done() -> None:
        sys.stderr.write("done")

    monkeypatch.setattr(load_rules()["E3002"], "matchall", talks, raising=False)
    lint([linted(GOOD)], on_done=done)
    assert capfd.readouterr() == ("", "done")
    assert caplog.records == []
    logging.getLogger("after").error("logged")
    assert [record.message for record in caplog.records] == ["logged"]


def run_elsewhere(folder: Path, *, home: Path, arguments: list[str], environment: dict[str, str]) -> str:
    """The rules and lines that a new process in `folder` finds in the wrong template."""
    program = (
        "from generator.template.cfn_lint import *;from generator.template.lint import *;"
        f"print([finding[::3] for finding in lint([Linted({WRONG!r}, ('us-east-1',))])[0]])"
    )
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), "HOME": str(home), **environment}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def test_the_users_cfn_lint_settings_have_no_say(tmp_path: Path) -> None:
    home, project = tmp_path / "home", tmp_path / "project"
    schemas = home / ".cache" / "aws" / "cfn-lint" / "schemas"
    for folder in (project, schemas / "providers", schemas / "resources"):
        folder.mkdir(parents=True)
    (home / ".cfnlintrc").write_text("ignore_checks: [E, W]\n")
    (project / ".cfnlintrc").write_text("regions: [nowhere]\ninclude_checks: [I]\nmerge_configs: true\n")
    # Schemas without a single type, newer than any that cfn-lint comes with.
    (schemas / "version.json").write_text('{"schema_date": "9999-01-01T00:00:00Z"}')
    (schemas / "providers" / "us-east-1.json").write_text("{}")
    shown = run_elsewhere(
        project,
        home=home,
        arguments=["--ignore-checks", "W", "--nonsense"],
        environment={"AWS_REGION": "nowhere", "AWS_DEFAULT_REGION": "nowhere", "XDG_CACHE_HOME": str(home / ".cache")},
    )
    assert shown == "[('W2001', 3), ('E3002', 9), ('E1020', 12)]\n"


def test_workers_find_the_same_in_the_same_order() -> None:
    texts = [GOOD.replace("Topic:", f"Topic{number}:") if number % 3 else WRONG for number in range(11)]
    done: list[None] = []
    found = lint([linted(text) for text in texts], jobs=2, on_done=lambda: done.append(None))
    assert found == [lint([linted(WRONG)])[0] if number % 3 == 0 else [] for number in range(11)]
    assert len(done) == 11
    assert multiprocessing.active_children() == []


def several(text: str, count: int) -> list[Linted]:
    """Templates that are all different and have the same findings."""
    return [linted(f"{text}# {number}\n") for number in range(count)]


def test_the_same_template_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Linted] = []

    def found(linted: Linted, ignore: tuple[str, ...]) -> list[Finding]:
        asked.append(linted)
        return [UNUSED]

    monkeypatch.setattr("generator.template.lint.lint_one", found)

    assert lint([linted(WRONG), linted(GOOD), linted(WRONG)]) == [[UNUSED]] * 3
    assert asked == [linted(WRONG), linted(GOOD)]


def test_a_worker_that_started_ahead_begins_with_what_is_there() -> None:
    linters = Linters((), 2)
    linters.start_ahead()
    for each in several(WRONG, 3):
        linters.ask(each)
    assert linters.workers
    # Nobody waits for the answer to the first one, and the second is given to the worker when the third is asked.
    assert wait(list(linters.workers.busy), 60)
    linters.ask(linted(GOOD))
    assert len(linters.workers.answered) == 1
    assert len(linters.workers.waiting) == 2
    assert lint([*several(WRONG, 3), linted(GOOD)], linters=linters) == [*[lint([linted(WRONG)])[0]] * 3, []]


def kill_a_worker() -> None:
    multiprocessing.active_children()[0].kill()


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize(("accident", "outcome"), [(kill_a_worker, UsageError), (interrupt, KeyboardInterrupt)])
def test_an_accident_ends_all_workers_at_once(
    accident: Callable[[], None], outcome: type[BaseException], capfd: pytest.CaptureFixture[str]
) -> None:
    # A shell that starts the tests in the background may have SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(outcome) as error:
            lint(several(GOOD, 60), jobs=2, on_done=accident)
    finally:
        signal.signal(signal.SIGINT, before)
    if isinstance(error.value, UsageError):
        assert [(problem.code, problem.message) for problem in error.value.problems] == [
            ("DS451", "a lint worker died")
        ]
    assert multiprocessing.active_children() == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_keeps_cfn_lint_from_being_loaded_is_told_as_it_is(
    jobs: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused() -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/nowhere/aws")

    monkeypatch.setattr("generator.template.cfn_lint.load_rules", refused)
    monkeypatch.setattr("generator.template.lint.load_rules", refused)
    linters = Linters((), jobs)
    linters.start_ahead()
    with pytest.raises(PermissionError, match="/nowhere/"):
        lint([linted(GOOD)], linters=linters)
    assert multiprocessing.active_children() == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("jobs", "templates", "workers"), [(1, 1, 0), (2, 0, 1), (2, 1, 1), (2, 9, 2), (3, 13, 3)])
def test_a_worker_that_started_ahead_is_one_of_them(jobs: int, templates: int, workers: int) -> None:
    linters = Linters((), jobs)
    linters.start_ahead()
    linters.start_ahead()
    seen = {len(multiprocessing.active_children())}
    found = lint(
        several(WRONG, templates),
        linters=linters,
        on_done=lambda: seen.add(len(multiprocessing.active_children())),
    )
    assert found == [lint([linted(WRONG)])[0]] * templates
    assert max(seen) == workers
    assert multiprocessing.active_children() == []


def test_the_death_of_a_worker_that_started_ahead_is_an_error() -> None:
    linters = Linters((), 2)
    linters.start_ahead()
    kill_a_worker()
    with pytest.raises(UsageError, match="a lint worker died"):
        lint([linted(GOOD)], linters=linters)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(("templates", "workers"), [(7, 0), (8, 2), (11, 2), (12, 3)])
def test_workers_start_only_when_there_is_enough_to_do(templates: int, workers: int) -> None:
    seen = set()
    lint(several(GOOD, templates), jobs=8, on_done=lambda: seen.add(len(multiprocessing.active_children())))
    assert max(seen) == workers
