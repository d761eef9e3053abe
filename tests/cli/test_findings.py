"""How findings are chosen and where they are reported."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

Dynaspec = Any
UNTOLD = """\
version: 1
tables:
  Orders:
    partition_key: customer_id
"""


INDEX = """\
    global_secondary_indexes:
      by-status: {{partition_key: status, projection: {}}}
"""
UNSOUND = "resources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {Topicname: a}}\n"
OLD = """\
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PROVISIONED
      ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 200000}
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
Outputs:
  Name: {Value: !Ref Items, Export: {Name: items}}
"""


@pytest.fixture
def orders(project: Path) -> Path:
    """A spec with one finding, a warning at `Orders`."""
    spec = project / "specs" / "orders.yaml"
    spec.write_text(UNTOLD)
    return spec


def codes(dynaspec: Dynaspec, *arguments: str) -> list[str]:
    code, out, err = dynaspec("check", "--output-format", "json", *arguments)
    assert (code, err) == (0, "")
    return [problem["code"] for problem in json.loads(out)["problems"]]


def test_a_comment_with_a_reason_ignores_a_code_on_its_line(orders: Path, dynaspec: Dynaspec) -> None:
    assert codes(dynaspec) == ["DS265"]

    orders.write_text(UNTOLD.replace("Orders:", "Orders:  # dynaspec: ignore[DS265] paged by the other stack"))
    assert codes(dynaspec) == []
    orders.write_text(UNTOLD.replace("  Orders:", "  # dynaspec: ignore[DS265] paged elsewhere\n\n  # more\n  Orders:"))
    assert codes(dynaspec) == []


def test_a_comment_that_ignores_nothing_is_reported_once_for_all_environments(orders: Path, dynaspec: Dynaspec) -> None:
    environments = "environments:\n  dev: {}\n  prod: {all_tables: {alarms: {alarm_actions: []}}}\n"
    commented = UNTOLD.replace("Orders:", "Orders:  # dynaspec: ignore[DS265,DS266] paged elsewhere")
    orders.write_text(commented + environments)

    assert codes(dynaspec) == ["DS119"]
    # In prod alone both are of no use, but what dev has was not asked.
    assert codes(dynaspec, "-e", "prod") == []


def test_a_comment_within_a_text_is_text(orders: Path, dynaspec: Dynaspec) -> None:
    orders.write_text('description: "a # dynaspec: nothing"\nx-note: |\n  # dynaspec: nothing\n' + UNTOLD)

    assert codes(dynaspec) == ["DS265"]


def test_what_cfn_lint_finds_is_ignored_by_a_comment_and_the_template_written(
    project: Path, dynaspec: Dynaspec
) -> None:
    spec = project / "specs" / "orders.yaml"
    spec.write_text(spec.read_text() + "resources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {Topicname: a}}\n")
    code, _, err = dynaspec("render")
    assert code == 1
    assert "error[E3002]" in err

    lines = spec.read_text().splitlines()
    spec.write_text("\n".join([*lines[:-1], f"{lines[-1]}  # dynaspec: ignore[E3002] only to see", ""]))
    code, _, err = dynaspec("render")
    assert (code, err) == (0, "")
    assert (project / "templates" / "orders.yaml").exists()


def test_codes_are_selected_and_ignored_by_prefix_and_our_errors_never(orders: Path, dynaspec: Dynaspec) -> None:
    assert codes(dynaspec, "--ignore", "E3,DS26") == []
    assert codes(dynaspec, "--select", "W") == []
    assert codes(dynaspec, "--select", "DS2", "--ignore", "DS266") == ["DS265"]
    (orders.parent.parent / "dynaspec.yaml").write_text("lint: {ignore: [DS265]}\n")
    assert codes(dynaspec) == []

    orders.write_text(UNTOLD + "    stream: NEW\n")
    code, _, err = dynaspec("check", "--ignore", "DS1", "--select", "W")
    assert code == 1
    assert "error[DS112]" in err
    code, _, err = dynaspec("check", "--ignore", "DS112")
    assert code == 2
    assert "DS112 is an error of ours, and those always stay" in err
    for written, meant in (("DS2655", "did you mean DS265?"), ("DS9", "write such as DS265, E or W3")):
        code, _, err = dynaspec("check", "--select", written)
        assert (code, f"'{written}' is not a code or the beginning of one; {meant}" in err) == (2, True)


def test_a_file_gets_the_report_in_the_form_of_its_name_and_the_problems_are_shown_too(
    orders: Path, dynaspec: Dynaspec
) -> None:
    for name, start in (("a.json", "{"), ("a.sarif", "{"), ("a.xml", "<?xml"), ("a.txt", "warning[DS265]")):
        code, out, err = dynaspec("check", "--output-file", name)
        assert (code, out) == (0, "")
        assert err.startswith("warning[DS265]: alarms of 'Orders' notify nobody\n --> specs/orders.yaml:3:3")
        assert Path(name).read_text().startswith(start)
    code, _, err = dynaspec("check", "--output-file", "gone/a.json")
    assert code == 2
    assert "error[DS524]: cannot write gone/a.json: no such file or directory" in err


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("specs/orders.yaml", "specs/orders.yaml: findings are no YAML; write them to specs/orders.txt"),
        ("link.txt", "link.txt, which leads to orders.yaml: findings are no YAML; write them to findings.txt"),
        ("old.json", "old.json is what the command reads; write the findings to another file"),
        (
            "templates/orders.json",
            "templates/orders.json is a file that dynaspec rendered; write the findings to another",
        ),
    ],
)
def test_a_report_replaces_nothing_that_is_read_or_rendered(
    file: str, said: str, project: Path, dynaspec: Dynaspec
) -> None:
    (project / "link.txt").symlink_to("specs/orders.yaml")
    (project / "old.json").write_text('{"Resources": {}}')
    dynaspec("render", "--format", "json")
    before = (project / file).read_text()

    code, out, err = dynaspec("diff", "--against", "old.json", "--output-file", file)

    assert (code, out, said in err) == (2, "", True)
    assert (project / file).read_text() == before


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/stderr"])
def test_a_stream_that_is_a_file_keeps_what_it_has(name: str, orders: Path) -> None:
    command = [sys.executable, "-m", "generator", "check", "--output-format", "concise", "--output-file", name]
    with (orders.parent / "log").open("wb") as log:
        log.write(b"before\n")
        log.flush()
        subprocess.run(command, check=True, stdout=log, stderr=log if name == "/dev/stderr" else subprocess.DEVNULL)
        log.write(b"behind\n")

    lines = (orders.parent / "log").read_text().splitlines()
    assert (lines[0], lines[-2][:37], lines[-1]) == ("before", "specs/orders.yaml:3:3: warning[DS265]", "behind")


def test_standard_input_is_no_file_to_annotate(
    orders: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(form: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UNTOLD.encode())))
        _, out, err = dynaspec("check", "-", "--output-format", form)
        return str(out or err)

    assert told("github").startswith("::warning title=warning[DS265]::<stdin>:3:3: alarms of 'Orders' notify nobody%0A")
    (run,) = json.loads(told("sarif"))["runs"]
    assert run["results"] == []
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("<stdin>:3:3: alarms of 'Orders' notify nobody\n")
    (case,) = ET.fromstring(told("junit")).iter("testcase")
    assert case.attrib == {"name": "DS265 tables.Orders", "classname": "<stdin>", "time": "0"}
    assert 'file="' not in told("junit")
    assert json.loads(told("json"))["problems"][0]["file"] == "<stdin>"


def test_a_document_does_not_mix_with_what_a_command_prints(orders: Path, dynaspec: Dynaspec) -> None:
    for arguments in (["render", "-o", "-"], ["render", "--diff"], ["diff", "--format", "text"], ["import", "-"]):
        code, out, _ = dynaspec(*arguments, "--output-format", "json")
        assert code == 2
        assert dynaspec(*arguments, "--output-format", "json", "--output-file", "-").code == 2
        (problem,) = json.loads(out)["problems"]
        assert problem["code"] == "DS510"
        assert problem["hint"] == "write them to a file, with --output-file findings.json"


def test_in_github_actions_the_log_has_annotations_at_the_files_of_the_repository(
    orders: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path.cwd()))
    monkeypatch.chdir("specs")

    code, out, err = dynaspec("check", "orders.yaml")

    assert (code, out) == (0, "")
    assert err.startswith("warning[DS265]: alarms of 'Orders' notify nobody\n --> orders.yaml:3:3")
    assert "\n::warning title=warning[DS265],file=specs/orders.yaml,line=3,endLine=3,col=3,endColumn=8::alarms" in err
    assert "::warning" not in dynaspec("check", "--output-format", "full", "orders.yaml")[2]


@pytest.mark.parametrize("keep", [".git/HEAD", ".git", "dynaspec.yaml"])
def test_the_files_of_annotations_are_those_of_the_repository(keep: str, orders: Path, dynaspec: Dynaspec) -> None:
    # A worktree has a file .git, and outside of a repository the project counts.
    root = orders.parent.parent
    (root / keep).parent.mkdir(exist_ok=True)
    (root / keep).write_text("# elsewhere\n")

    code, _, err = dynaspec("-C", "specs", "check", "--output-format", "github", "orders.yaml")
    assert (code, "file=specs/orders.yaml,line=3" in err) == (0, True)
    _, out, _ = dynaspec("check", "--output-format", "sarif", "orders.yaml")
    (result,) = json.loads(out)["runs"][0]["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "specs/orders.yaml", "uriBaseId": "%SRCROOT%"}


def test_the_name_of_standard_input_wants_standard_input(orders: Path, dynaspec: Dynaspec) -> None:
    for arguments in (["check"], ["render"], ["diff"], ["check", "specs/orders.yaml"]):
        code, _, err = dynaspec(*arguments, "--stdin-filename", "specs/new.yaml")
        assert code == 2
        assert err.startswith("error[DS510]: --stdin-filename names what - stands for, and no SPEC is -\n")


def test_a_file_that_is_no_spec_may_be_one_to_import(project: Path, dynaspec: Dynaspec) -> None:
    (project / "old.json").write_text("{}")

    assert dynaspec("check", "old.json")[2].startswith(
        "error[DS507]: old.json is not a spec\n --> old.json:1:1\n  |\n1 | {}\n  | ^\n"
        "  = help: specs end in .yaml or .yml; "
        "dynaspec import old.json makes one of a template or of a table's description\n"
    )


def test_standard_input_stands_for_a_file(orders: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    text = UNTOLD + '    table_name: "a-${Dynaspec::Spec}"\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    code, out, err = dynaspec("render", "-", "-o", "-", "--stdin-filename", "specs/new.yaml")

    assert code == 0
    assert "\n --> specs/new.yaml:3:3" in err
    assert out.startswith("# Code generated by dynaspec from specs/new.yaml.")
    assert "TableName: a-new\n" in out


@pytest.mark.parametrize(
    ("environment", "start"),
    [
        ({}, "warning["),
        ({"FORCE_COLOR": "1"}, "\x1b[33m"),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "warning["),
        ({"NO_COLOR": "", "CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, "\x1b[33m"),
        ({"CLICOLOR_FORCE": "0"}, "warning["),
    ],
)
def test_colour_off_a_terminal_is_only_forced(
    environment: dict[str, str], start: str, orders: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert dynaspec("check")[2].startswith(start)
    assert "\x1b[" not in dynaspec("check", "--color", "never")[2]
    assert "\x1b[" in dynaspec("check", "--color", "always", "--output-format", "concise")[2]


def test_a_reader_of_standard_error_that_goes_away_is_no_bug(orders: Path) -> None:
    command = [sys.executable, "-m", "generator", "check"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stderr
        process.stderr.close()
        assert process.stdout
        assert process.stdout.read() == b""
    assert process.returncode == 141


def test_what_makes_it_fail_is_said_whatever_is_to_be_quiet(orders: Path, dynaspec: Dynaspec) -> None:
    assert dynaspec("-q", "check") == (0, "", "")
    code, _, err = dynaspec("-q", "check", "--fail-on", "warning")
    assert code == 1
    assert err.startswith("warning[DS265]: alarms of 'Orders' notify nobody\n")


@pytest.mark.parametrize("change", ["missing", "stale", "left over"])
def test_what_is_said_of_a_template_is_at_its_file(change: str, orders: Path, dynaspec: Dynaspec) -> None:
    root = orders.parent.parent
    (root / ".git").mkdir()
    (root / "dynaspec.yaml").write_text("")
    dynaspec("render")
    if change == "missing":
        (root / "templates" / "orders.yaml").unlink()
    elif change == "stale":
        orders.write_text(UNTOLD + "    stream: KEYS_ONLY\n")
    else:
        orders.rename(root / "specs" / "carts.yaml")
        dynaspec("render", "specs/carts.yaml")

    code, _, _ = dynaspec("-C", "specs", "render", "--check", "--select", "E", "--output-file", "../a.sarif")

    assert code == 1
    (run,) = json.loads((root / "a.sarif").read_text())["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "templates/orders.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"]["startLine"] == 1
    assert run["invocations"][0] == {"executionSuccessful": True, "toolExecutionNotifications": []}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["plan", "--against", "templates/orders.yaml"], "DS101"),
        (["docs"], "DS101"),
        (["import", "mine.json", "-o", "specs/mine.yaml"], "DS551"),
        (["diagnose"], "DS510"),
    ],
)
def test_whatever_finds_something_reports_it(
    project: Path, dynaspec: Dynaspec, arguments: list[str], code: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dynaspec("render")
    spec = project / "specs" / "orders.yaml"
    spec.write_text(spec.read_text() + "    no_such_key: 1\n")
    (project / "mine.json").write_text('{"Resources": {}}')
    report = tmp_path_factory.mktemp("reports") / "found.sarif"

    assert dynaspec(*arguments, "--output-file", str(report))[0] in (1, 2)

    (run,) = json.loads(report.read_text())["runs"]
    told = [*run["results"], *(each for one in run["invocations"] for each in one["toolExecutionNotifications"])]
    assert code in {each.get("ruleId") or each["descriptor"]["id"] for each in told}


def failures(file: Path) -> tuple[str, list[str]]:
    """Of a JUnit report the number of tests, and the places that failed."""
    root = ET.parse(file).getroot()
    failed = [case for case in root.iter("testcase") if case.find("failure") is not None]
    assert root.get("failures") == str(len(failed))
    return root.get("tests", ""), [f"{case.get('classname')} {case.get('name')}" for case in failed]


def found(file: Path) -> list[tuple[str, str | None, int | None]]:
    """Of a JSON report the code, the file and the line of each problem."""
    return [(each["code"], each["file"], each["line"]) for each in json.loads(file.read_text())["problems"]]


def test_an_import_tells_of_what_it_imports_and_not_of_standard_output(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "old.yaml").write_text(OLD)

    code, _, err = dynaspec("import", "old.yaml", "--output-file", "found.xml")
    assert (code, " --> <stdout>:8:32  (tables.Items.capacity.write)\n" in err) == (1, True)
    # What is left out makes it fail; what a spec is warned of, and the safe defaults, do not.
    assert failures(project / "found.xml") == ("3", ["old.yaml DS556 outputs.Name"])
    dynaspec("import", "old.yaml", "--output-file", "found.json")
    assert found(project / "found.json") == [
        ("DS224", "old.yaml", 2),
        ("DS568", "old.yaml", 2),
        ("DS556", "old.yaml", 10),
    ]
    # A spec that is written has lines of its own.
    dynaspec("import", "old.yaml", "-o", "specs/items.yaml", "--output-file", "found.json")
    assert ("DS224", "specs/items.yaml", 8) in found(project / "found.json")
    assert ("DS556", "old.yaml", 10) in found(project / "found.json")
    # Standard input is no file.
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OLD.encode())))
    dynaspec("import", "-", "--output-file", "found.json")
    assert {(file, line) for _, file, line in found(project / "found.json")} == {(None, None)}


def test_what_an_import_ignores_does_not_fail(project: Path, dynaspec: Dynaspec) -> None:
    (project / "old.yaml").write_text(OLD)

    code, out, err = dynaspec("-q", "import", "old.yaml")
    assert (code, err.splitlines()[0]) == (1, "warning[DS556]: the output 'Name' is left out")
    assert dynaspec("import", "old.yaml", "--ignore", "DS55,DS22", "--ignore", "DS568") == (0, out, "")
    code, _, err = dynaspec("import", "old.yaml", "--select", "DS22")
    assert (code, err.startswith("warning[DS224]"), "DS556" in err) == (0, True, False)
    (project / "dynaspec.yaml").write_text("lint: {ignore: [DS55, DS22, DS568]}\n")
    assert dynaspec("import", "old.yaml") == (0, out, "")


def test_what_is_ignored_lets_no_plan_through(project: Path, dynaspec: Dynaspec) -> None:
    spec = project / "specs" / "orders.yaml"
    spec.write_text(UNTOLD + INDEX.format("KEYS_ONLY") + UNSOUND)
    dynaspec("render", "--ignore", "E3002")
    (project / "templates" / "orders.yaml").rename(project / "deployed.yaml")
    plan = ("plan", "--against", "deployed.yaml")

    # A rule of cfn-lint counts for steps as for the template, but none is left out of them by what is selected.
    spec.write_text(UNTOLD + INDEX.format("ALL") + UNSOUND)
    for options in ((), ("--select", "W"), ("--ignore", "DS611")):
        code, _, err = dynaspec(*plan, *options)
        assert (code, "error[DS692]: step 02-create-by-status-2.yaml is not sound" in err) == (1, True)
    assert not (project / "plan").exists()
    assert dynaspec(*plan, "--ignore", "E3002")[::2] == (0, "")

    spec.write_text(UNTOLD.replace("customer_id", "order_id"))
    for options in ((), ("--select", "W"), ("--ignore", "DS6,E,W")):
        code, out, err = dynaspec(*plan, *options)
        assert (code, "no steps" in out, "error[DS691]" in err) == (1, True, True)
    code, _, err = dynaspec(*plan, "--ignore", "DS691")
    assert (code, "DS691 is an error of ours, and those always stay" in err) == (2, True)

    # Of a spec that cannot be compared warnings are left out as everywhere, and the error stays.
    spec.write_text(UNTOLD + "    no_such_key: 1\n")
    for command in (plan, ("diff", *plan[1:])):
        assert "warning[DS265]" in dynaspec(*command)[2]
        code, _, err = dynaspec(*command, "--ignore", "DS26")
        assert (code, err.startswith("error[DS101]"), "warning" in err) == (1, True, False)


def test_the_options_are_those_of_every_command_that_finds_something(project: Path, dynaspec: Dynaspec) -> None:
    for command in ("check", "render", "diff", "plan", "docs", "import", "diagnose"):
        said = dynaspec(command, "--help").out
        assert all(option in said for option in ("--select", "--ignore", "--output-format", "--output-file")), command
    dynaspec("docs")
    (project / "docs" / "tables" / "orders" / "Orders.md").unlink()
    code, _, err = dynaspec("docs", "--check", "--ignore", "DS26,W", "--select", "E3")
    assert (code, "error[DS541]" in err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "file"),
    [
        (["check", "specs/a.yaml", "specs/a.yml"], "DS506", "specs/a.yml"),
        (["check", "notes.txt"], "DS507", "notes.txt"),
        (["render"], "DS403", "templates/orders.yaml"),
        (["docs"], "DS403", "docs/tables/orders/Orders.md"),
        (["plan", "--against", "deployed.yaml"], "DS403", "plan/orders/deploy.sh"),
    ],
)
def test_what_is_said_of_a_file_as_a_whole_is_at_it(
    arguments: list[str], code: str, file: str, project: Path, dynaspec: Dynaspec
) -> None:
    spec = project / "specs" / "orders.yaml"
    spec.write_text(UNTOLD + INDEX.format("KEYS_ONLY"))
    dynaspec("render", "-o", "-", "--output-file", "ignored.txt")
    dynaspec("render")
    (project / "templates" / "orders.yaml").rename(project / "deployed.yaml")
    spec.write_text(UNTOLD + INDEX.format("ALL"))
    for name in ("specs/a.yaml", "specs/a.yml"):
        (project / name).write_text(UNTOLD)
    if code == "DS403":
        (project / "specs" / "a.yml").unlink()
        (project / "specs" / "a.yaml").unlink()
    (project / file).parent.mkdir(parents=True, exist_ok=True)
    (project / file).write_text(UNTOLD)
    (project / ".git").mkdir()
    (project / "dynaspec.yaml").write_text("")
    # From a folder below, reports name files from the root of the repository.
    below = [
        name if name.startswith("-") or name in ("check", "render", "docs", "plan") else f"../{name}"
        for name in arguments
    ]

    assert dynaspec("-C", "specs", *below, "--output-file", "../found.sarif")[0] == 2

    (run,) = json.loads((project / "found.sarif").read_text())["runs"]
    places = {
        each["ruleId"]: each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]
    }
    assert places[code] == file


@pytest.mark.parametrize(
    ("arguments", "exit_code", "codes"),
    [
        (["check"], 0, ["DS265"]),
        (["render"], 0, ["DS265"]),
        (["render", "--check"], 1, ["DS265", "DS411"]),
        (["docs", "--check"], 1, ["DS541", "DS541"]),
        (["diff", "--against", "deployed.yaml"], 0, ["DS611"]),
        (["diff", "--against", "deployed.yaml", "--fail-on", "replace"], 1, ["DS611"]),
        (["plan", "--against", "deployed.yaml"], 1, ["DS691"]),
        (["diagnose"], 2, ["DS510"]),
    ],
)
def test_a_document_on_standard_output_stands_for_what_is_told_there(
    arguments: list[str], exit_code: int, codes: list[str], orders: Path, dynaspec: Dynaspec
) -> None:
    dynaspec("render")
    root = orders.parent.parent
    (root / "templates" / "orders.yaml").rename(root / "deployed.yaml")
    orders.write_text(UNTOLD.replace("customer_id", "order_id"))

    code, out, err = dynaspec(*arguments, "--output-format", "json")
    assert (code, err) == (exit_code, "")
    assert sorted(each["code"] for each in json.loads(out)["problems"]) == sorted(codes)
    shutil.rmtree(root / "templates", ignore_errors=True)
    # The same is in a file, beside what is told.
    dynaspec(*arguments, "--output-file", "found.json")
    assert (root / "found.json").read_text() == out


def test_concise_is_a_line_for_each_change_and_no_diff_of_files(orders: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    (orders.parent.parent / "templates" / "orders.yaml").rename("deployed.yaml")
    orders.write_text(UNTOLD.replace("customer_id", "order_id") + "description: Shop\n")
    diff = ("diff", "--against", "deployed.yaml", "--output-format", "concise")

    code, out, err = dynaspec(*diff)
    assert (code, err) == (0, "")
    assert out == (
        "specs/orders.yaml:4:5: error[DS611]: the key schema of a table changes (replaced): Orders "
        "(AWS::DynamoDB::Table) KeySchema: [{AttributeName: customer_id, KeyType: HASH}] -> [{AttributeName: order_id, "
        "KeyType: HASH}]; the old one is left behind, out of the stack; take the change back, or make a new table "
        "under another logical ID and name, copy the items, switch the readers, then remove this one\n"
        "templates/orders.yaml:1:1: info[DS671]: something changes that is no property of a resource (in place): "
        "Description: (none) -> Shop; change a property with it where it must arrive\n"
    )
    assert dynaspec(*diff, "--ignore", "DS6").out == ""
    code, out, err = dynaspec("render", "--check", "--output-format", "concise")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == (
        "templates/orders.yaml:1:1: error[DS411]: templates/orders.yaml is missing; run dynaspec render and commit the "
        "template"
    )


NAMED = """\
version: 1
{more}tables:
  Orders: {{partition_key: id, table_name: "{name}", alarms: {{alarm_actions: []}}{own}}}
"""


@pytest.mark.parametrize(
    ("more", "name", "own", "count"),
    [
        ("", "orders", "", 1),
        ("", "Orders", "", 0),
        ("region: eu-west-1\n", "orders", "", 0),
        ("parameters: {Stage: {type: String}}\n", "${Stage}-orders", "", 0),
        ("", "orders", ", existing: true", 0),
        # A comment ignores it, and is not out of date where the spec is looked at alone.
        ("", "orders", ", stream: KEYS_ONLY}  # dynaspec: ignore[DS270] another account\n  # {", 0),
    ],
)
def test_a_table_name_that_two_specs_give_is_told(
    more: str, name: str, own: str, count: int, project: Path, dynaspec: Dynaspec
) -> None:
    (project / "specs" / "a.yaml").write_text(NAMED.format(more="", name="orders", own=""))
    (project / "specs" / "b.yaml").write_text(NAMED.format(more=more, name=name, own=own))

    for _ in range(2):
        code, _, err = dynaspec("check", "--fail-on", "warning")
        assert (code, err.count("warning[DS270]")) == (count, count)
    assert dynaspec("check", "specs/b.yaml", "--fail-on", "warning") == (0, "", "")
