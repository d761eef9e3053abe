"""The project file and the global options."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import check, main

Dynaspec = Callable[..., "tuple[int, str, str]"]


def test_folders_regions_and_ignored_rules_come_from_the_project_file(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs").rename(project / "tables")
    (project / "dynaspec.yaml").write_text(
        "specs: tables\ntemplates: cloudformation/dynamodb\nregions: [eu-west-1, us-east-1]\nlint: {ignore: [W3]}\n"
    )

    assert dynaspec("render")[0] == 0
    assert (project / "cloudformation" / "dynamodb" / "orders.yaml").exists()


def test_the_project_file_is_found_from_a_folder_below(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "dynaspec.yaml").write_text("templates: out\n")
    monkeypatch.chdir(project / "specs")

    assert dynaspec("render")[0] == 0
    assert (project / "out" / "orders.yaml").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("specs: ..\n", "error[DS504]: '..' is not a folder in the project"),
        ("templates: /tmp\n", "error[DS504]: '/tmp' is not a folder in the project"),
        ("templates: specs/out\n", "error[DS504]: specs and templates share a folder"),
        ("templatse: out\n", "error[DS101]: 'templatse' is not a key of a project file"),
        ('required_version: ">=99"\nfoo: bar\n', "error[DS505]: this project wants dynaspec >=99"),
        ("defaults: {stream: NEW}\n", "error[DS112]: 'NEW' is not a stream view type"),
        ("environments: {dev: {tables: {}}}\n", "error[DS101]: 'tables' is not a key of an environment"),
        ("environments: {dev: {all_tables: {stream: NEW}}}\n", "error[DS112]: 'NEW' is not a stream view type"),
        ("environments: {dev: {defaults: {}}}\n", "error[DS115]: 'defaults' may not stand in an environment"),
        ("environments: {a b: {}}\n", "error[DS109]: 'a b' is not a name for an environment"),
        ("regions: [eu-west-9]\n", "error[DS112]: 'eu-west-9' is not a Region"),
        ("regions: []\n", "error[DS110]: no entries where there must be one"),
        ("lint: {ignore: [DS112]}\n", "error[DS523]: DS112 is an error, and without mending it there is no template"),
        (
            "lint: {ignore: [DS61]}\n",
            "error[DS523]: DS61 is about changes of what is deployed, which no project leaves out for good",
        ),
        ("lint: {ignore: [DS999]}\n", "error[DS523]: there is no code DS999 to ignore"),
        ("lint: {ignore: [DS1122]}\n", "error[DS108]: a code of a finding of 6 characters"),
        ("required_version: '>=99'\n", "error[DS505]: this project wants dynaspec >=99, and this is "),
        ("required_version: newest\n", "error[DS505]: 'newest' does not say which versions"),
        ('required_version: ""\n', "error[DS505]: '' does not say which versions"),
        # What this version cannot read may be of the one that is wanted.
        ("required_version: '>=99'  # all\nfoo: [\n", "error[DS505]: this project wants dynaspec >=99"),
        ("required_version: '>=0.1'\nfoo: *a\n", "error[DS002]"),
        ("- a\n", "error[DS011]: the file holds a list"),
        ("specs: [a]\n", "error[DS104]: a list instead of text"),
    ],
)
def test_a_bad_project_file_ends_with_2_at_its_line(
    text: str, expected: str, project: Path, dynaspec: Dynaspec
) -> None:
    (project / "dynaspec.yaml").write_text(text)

    code, _, err = dynaspec("check")

    assert code == 2
    assert expected in err
    assert f"--> dynaspec.yaml:{1 + ('*' in text)}:" in err


@pytest.mark.parametrize("arguments", [["--config", "gone.yaml"], ["--config", "specs"], ["-C", "gone"], ["-C", "a\0"]])
def test_a_missing_project_file_or_folder_ends_with_2(arguments: list[str], project: Path, dynaspec: Dynaspec) -> None:
    code, _, err = dynaspec(*arguments, "check")

    assert code == 2
    assert "Traceback" not in err


def test_a_project_file_of_comments_is_an_empty_one(project: Path, dynaspec: Dynaspec) -> None:
    (project / "dynaspec.yaml").write_text("# nothing yet\n")

    assert dynaspec("check")[0] == 0


def test_a_finding_in_the_project_file_shows_its_line(project: Path, dynaspec: Dynaspec) -> None:
    (project / "dynaspec.yaml").write_text("# ours\nfoo: bar\n")

    assert "2 | foo: bar\n  | ^^^\n" in dynaspec("check")[2]


def test_no_project_here_leads_to_one(tmp_path: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*arguments: str) -> list[str]:
        code, out, err = dynaspec(*arguments)
        assert (code, out) == (2, "")
        return err.splitlines()

    monkeypatch.chdir(tmp_path)
    begin = "  = help: dynaspec init begins a project here; name the folder of another with -C"
    for command in (["render"], ["check"], ["list"], ["show", "Orders"], ["docs"], ["graph"]):
        assert told(*command) == ["error[DS503]: there is no folder specs", begin, "", "1 error"]
    assert told("diff")[:2] == told("plan")[:2] == ["error[DS503]: there is no folder specs", begin]

    (tmp_path / "shop" / "specs" / "eu").mkdir(parents=True)
    assert told("check")[1] == "  = help: did you mean dynaspec -C shop?"
    monkeypatch.chdir(tmp_path / "shop" / "specs" / "eu")
    assert told("check")[1] == "  = help: did you mean dynaspec -C ../..?"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dynaspec.yaml").write_text("")
    assert told("check")[1] == "  = help: dynaspec init writes a first spec there"


def test_a_folder_of_specs_that_is_not_there_is_told_where_it_is_named(project: Path, dynaspec: Dynaspec) -> None:
    (project / "dynaspec.yaml").write_text("templates: templates\nspecs: spec\n")

    assert dynaspec("check")[2] == (
        "error[DS503]: there is no folder spec\n --> dynaspec.yaml:2:8  (specs)\n"
        "  |\n2 | specs: spec\n  |        ^^^^\n  = help: did you mean specs?\n\n1 error in 1 file\n"
    )


def test_run_in_another_folder(project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.parent)

    assert dynaspec("-C", str(project), "-q", "render") == (0, "", "")
    assert (project / "templates" / "orders.yaml").exists()


def test_quiet_says_errors_only(project: Path, dynaspec: Dynaspec) -> None:
    spec = project / "specs" / "orders.yaml"
    spec.write_text(spec.read_text().replace("    alarms: {alarm_actions: []}\n", ""))

    assert "warning[DS265]: alarms of 'Orders' notify nobody" in dynaspec("check")[2]
    assert dynaspec("-q", "check") == (0, "", "")
    assert dynaspec("check", "--fail-on", "warning")[0] == 1


def test_colour_where_it_is_asked_for(project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "specs" / "orders.yaml").write_text("version: 1\n")

    assert "\x1b[" not in dynaspec("check")[2]
    assert "\x1b[31m" in dynaspec("--color", "always", "check")[2]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" in dynaspec("--color", "always", "check")[2]


def test_a_bug_of_ours_ends_with_2_and_asks_for_a_report(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the model is gone")

    monkeypatch.setattr("generator.cli.staging.find_project", broken)

    code, _, err = dynaspec("check")
    assert (code, err.splitlines()[0]) == (2, "error: RuntimeError: the model is gone")
    assert "please report" in err
    assert "Traceback" not in err
    assert "Traceback" in dynaspec("-v", "check")[2]


def test_interrupted(project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.cli.staging.find_project", interrupted)

    assert dynaspec("check")[0] == 130


@pytest.mark.parametrize("arguments", [["rendre"], ["render", "--fomat", "json"], ["check", "-j", "0"], []])
def test_usage_errors_end_with_2(arguments: list[str], dynaspec: Dynaspec) -> None:
    code, _, err = dynaspec(*arguments)

    assert code == 2
    assert "Usage: dynaspec" in err


def test_help_and_version_need_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from generator.cli.main import run\n"
        "assert run(['--help']) == 0 and run(['--version']) == 0 and run(['render', '--help']) == 0\n"
        "assert run(['list', '--help']) == 0 and run(['show', '--help']) == 0\n"
        "heavy = {'yaml', 'pydantic', 'troposphere', 'cfnlint', 'rich'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_that_help_lists_is_there() -> None:
    assert check.command.name == "check"
    assert list(main.COMMANDS) == [
        *("init", "render", "check", "diff", "plan", "import", "list", "show", "explain", "docs", "graph"),
        *("diagnose", "schema", "completion"),
    ]
    for name in main.COMMANDS:
        command = main.dynaspec.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.help
        assert command.help.split("\n")[0].startswith(main.COMMANDS[name].split(" and write")[0].rstrip("."))
