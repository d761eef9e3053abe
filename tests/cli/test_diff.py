"""`dynaspec diff`: what it compares with, what it prints, and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest

Dynaspec = Callable[..., "tuple[int, str, str]"]


def git(*arguments: str, folder: Path) -> str:
    """Run git as someone, whatever the machine's settings are."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always")
    ended = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


@pytest.fixture
def repository(project: Path, dynaspec: Dynaspec) -> Path:
    """The project with its template committed."""
    dynaspec("render", "-q")
    git("init", "--quiet", "--initial-branch=main", folder=project)
    git("add", ".", folder=project)
    git("commit", "--quiet", "--message=first", folder=project)
    return project


def edit(project: Path, *lines: str) -> None:
    """Lay lines over the end of the spec's table."""
    spec = project / "specs" / "orders.yaml"
    spec.write_text(spec.read_text() + "".join(f"    {line}\n" for line in lines))


def test_nothing_to_tell(repository: Path, dynaspec: Dynaspec) -> None:
    assert repository.is_dir()
    assert dynaspec("diff", "--fail-on", "any") == (0, "1 template without a change\n", "")


def test_the_whole_text(repository: Path, dynaspec: Dynaspec) -> None:
    edit(repository, "stream: KEYS_ONLY", "time_to_live: expires_at", "policies: false")

    code, out, err = dynaspec("--color", "never", "diff")

    assert (code, err) == (0, "")
    assert out == (
        "templates/orders.yaml against HEAD\n\n"
        "risky[DS635]: time to live is turned on\n"
        " --> specs/orders.yaml:7:5  (tables.Orders.time_to_live)\n"
        "  |\n"
        "7 |     time_to_live: expires_at\n"
        "  |     ^^^^^^^^^^^^\n"
        "  = Orders (AWS::DynamoDB::Table) TimeToLiveSpecification.Enabled: (none) -> true\n"
        "  = why: DynamoDB deletes every item whose attribute holds a time of the last five years, those written "
        "before too, within a few days; only backups and recovery points have them then. A second switch within the "
        "hour is refused.\n  = help: look for items with an old or a wrong expires_at first\n\n"
        "in place:\n"
        "  Orders StreamSpecification: (none) -> {StreamViewType: KEYS_ONLY}  (specs/orders.yaml:6)\n"
        "  Outputs: OrdersPolicyReadArn, OrdersPolicyReadWriteArn, OrdersPolicyWriteArn, OrdersStreamArn\n\n"
        "removed:\n"
        "  AWS::IAM::ManagedPolicy: OrdersPolicyRead, OrdersPolicyWrite, OrdersPolicyReadWrite\n\n"
        "1 risky, 5 in place, 3 removed\n"
    )


def test_standard_input_stands_for_a_spec_of_the_project(
    repository: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (repository / "specs" / "orders.yaml").read_bytes() + b"    tags: {a: b}\n"

    def diff(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        return dynaspec("diff", "-", *arguments)

    code, out, err = diff("--stdin-filename", "specs/orders.yaml")
    assert (code, err) == (0, "")
    assert out.startswith("templates/orders.yaml against HEAD\n\nin place:\n  Orders Tags: ")
    for code, _, err in (diff(), diff("--stdin-filename", "orders.yaml")):
        assert (code, "is not in the project's specs, so no revision has its template" in err) == (2, True)


@pytest.mark.parametrize(
    ("lines", "never", "any_", "risky", "replace"),
    [
        ((), 0, 0, 0, 0),
        (("tags: {a: b}",), 0, 1, 0, 0),
        (("deletion_protection: false",), 0, 1, 1, 0),
        (("sort_key: at",), 0, 1, 1, 1),
    ],
)
def test_exit_codes(
    repository: Path, dynaspec: Dynaspec, lines: tuple[str, ...], never: int, any_: int, risky: int, replace: int
) -> None:
    edit(repository, *lines)
    for level, code in {"never": never, "any": any_, "risky": risky, "replace": replace}.items():
        assert dynaspec("diff", "--fail-on", level)[0] == code


def test_exports_of_one_stack_are_told_together(repository: Path, dynaspec: Dynaspec) -> None:
    spec = repository / "specs" / "orders.yaml"
    spec.write_text(spec.read_text() + "publish: {export: true}\n")
    dynaspec("render", "-q")
    (repository / "deployed.yaml").write_text((repository / "templates" / "orders.yaml").read_text())
    spec.write_text(spec.read_text().replace("publish: {export: true}\n", ""))

    out = dynaspec("--color", "never", "diff", "--against", "deployed.yaml")[1]

    assert out.count("risky[DS673]") == 1
    assert out.count(" --> ") == 1
    assert out.count("  = Outputs.Orders") == 5
    assert (
        "  = help: aws cloudformation list-imports --export-name ${AWS::StackName}-OrdersPolicyReadArn "
        "says who imports it (and so for the other 4)\n"
    ) in out


def test_what_may_not_come_about_by_itself_is_said(repository: Path, dynaspec: Dynaspec) -> None:
    edit(repository, "deletion_policy: Retain")
    out = dynaspec("--color", "never", "diff")[1]
    assert (
        "  Orders DeletionPolicy: RetainExceptOnCreate -> Retain  (specs/orders.yaml:6)\n  note: The guide says" in out
    )
    assert "may find nothing to do" in out
    assert "Change a property with it where it must arrive.\n" in out
    assert out.count("note:") == 1


def test_a_spec_with_an_error_is_reported_and_the_others_compared(repository: Path, dynaspec: Dynaspec) -> None:
    (repository / "specs" / "broken.yaml").write_text("version: 1\ntables: {Items: {}}\n")

    code, out, err = dynaspec("diff")

    assert (code, out) == (1, "1 template without a change\n")
    assert "error[DS102]: 'Items' has no partition_key" in err


def test_another_revision_and_a_folder_within_the_repository(repository: Path, dynaspec: Dynaspec) -> None:
    git("branch", "deployed", folder=repository)
    edit(repository, "tags: {a: b}")
    dynaspec("render", "-q")
    git("commit", "--quiet", "--all", "--message=second", folder=repository)

    assert dynaspec("diff", "--fail-on", "any")[0] == 0
    code, out, _ = dynaspec("diff", "--against", "deployed", "--fail-on", "any")
    assert code == 1
    assert out.startswith("templates/orders.yaml against deployed\n")
    assert dynaspec("diff", "--against=HEAD~1", "--fail-on", "any")[0] == 1


def test_a_project_below_the_root_of_its_repository(
    tmp_path: Path, project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path / "a folder" / "shop"
    below.mkdir(parents=True)
    (project / "specs").rename(below / "specs")
    monkeypatch.chdir(below)
    dynaspec("render", "-q")
    git("init", "--quiet", folder=tmp_path)
    git("add", ".", folder=tmp_path)
    git("commit", "--quiet", "--message=first", folder=tmp_path)
    assert dynaspec("diff") == (0, "1 template without a change\n", "")


def test_a_template_that_the_revision_does_not_have_is_a_new_stack(repository: Path, dynaspec: Dynaspec) -> None:
    (repository / "specs" / "items.yaml").write_text((repository / "specs" / "orders.yaml").read_text())
    code, out, _ = dynaspec("--color", "never", "diff", "specs/items.yaml", "--fail-on", "risky")
    assert code == 0
    assert out.startswith("templates/items.yaml against HEAD, a new stack\n\ncreated:\n")


def test_a_template_rendered_to_json_is_compared(repository: Path, dynaspec: Dynaspec) -> None:
    git("rm", "--quiet", "templates/orders.yaml", folder=repository)
    dynaspec("render", "-q", "--format", "json")
    git("add", ".", folder=repository)
    git("commit", "--quiet", "--message=json", folder=repository)
    assert dynaspec("diff") == (0, "1 template without a change\n", "")


def test_a_spec_that_is_renamed_leaves_its_stack_behind(repository: Path, dynaspec: Dynaspec) -> None:
    (repository / "specs" / "orders.yaml").rename(repository / "specs" / "order.yaml")

    code, out, err = dynaspec("--color", "never", "diff", "--fail-on", "replace")

    assert (code, err) == (1, "")
    assert "templates/order.yaml against HEAD, a new stack\n" in out
    assert (
        "templates/orders.yaml against HEAD\n\n"
        "risky[DS696]: a stack has no spec any more\n"
        "  = Resources: [Orders] -> (none)\n"
        "  = why: It was rendered from specs/orders.yaml. The spec is gone, "
    ) in out
    assert "  = help: delete the stack if that is meant; if the spec was renamed or moved, deploy the new " in out
    assert [dynaspec("diff", "--fail-on", level)[0] for level in ("never", "any", "risky")] == [0, 1, 1]
    assert "DS696" not in dynaspec("diff", "specs/order.yaml")[1]
    gone = json.loads(dynaspec("diff", "--format", "json")[1])["templates"][1]
    assert (gone["template"], gone["new"], gone["changes"][0]["before"]) == ("templates/orders.yaml", False, ["Orders"])
    markdown = dynaspec("diff", "--format", "markdown")[1]
    assert "| **risky** DS696 |  | <code>Resources</code> | <code>&#91;Orders&#93;</code> |" in markdown


def test_the_stack_of_a_spec_with_an_error_is_not_left_behind(repository: Path, dynaspec: Dynaspec) -> None:
    (repository / "specs" / "orders.yaml").write_text("version: 1\nenvironments: {a: {}}\ntables: {Items: {}}\n")
    code, out, _ = dynaspec("diff", "--fail-on", "any")
    assert (code, out) == (1, "")


def test_a_file_and_standard_input(repository: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    template = repository / "templates" / "orders.yaml"
    deployed = template.read_text().replace("PAY_PER_REQUEST", "PROVISIONED")
    (repository / "deployed.yaml").write_text(deployed)
    code, out, _ = dynaspec("diff", "--against", "deployed.yaml")
    assert (code, out.splitlines()[0]) == (0, "templates/orders.yaml against deployed.yaml")
    assert "risky[DS641]: provisioned becomes on-demand" in out

    printed = json.dumps({"TemplateBody": deployed, "StagesAvailable": ["Original", "Processed"]})
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(printed.encode())))
    assert dynaspec("diff", "--against", "-")[1] == out.replace("deployed.yaml", "<stdin>")


def test_json(repository: Path, dynaspec: Dynaspec) -> None:
    edit(repository, "deletion_protection: false")
    document = json.loads(dynaspec("diff", "--format", "json")[1])
    assert (document["format"], document["summary"]) == (1, {"risky": 1})
    (template,) = document["templates"]
    assert (template["template"], template["against"], template["new"]) == ("templates/orders.yaml", "HEAD", False)
    (change,) = template["changes"]
    assert {key: change[key] for key in ("code", "impact", "resource", "type", "property", "before", "after")} == {
        "code": "DS648",
        "impact": "risky",
        "resource": "Orders",
        "type": "AWS::DynamoDB::Table",
        "property": ["DeletionProtectionEnabled"],
        "before": "true",
        "after": "false",
    }
    path = "tables.Orders.deletion_protection"
    assert change["spec"] == {"path": path, "file": "specs/orders.yaml", "line": 6, "column": 26}


def test_markdown_is_fit_for_a_comment(repository: Path, dynaspec: Dynaspec) -> None:
    template = repository / "templates" / "orders.yaml"
    hostile = "      Tags: [{Key: 'a|b', Value: '</code>@all `x` [y](z)'}]\n      KeySchema:"
    template.write_text(template.read_text().replace("      KeySchema:", hostile))
    edit(repository, "deletion_protection: false")
    out = dynaspec("diff", "--format", "markdown", "--against", "templates/orders.yaml")[1]
    assert out.startswith("**dynaspec diff**: 1 risky, ")
    row = next(line for line in out.splitlines() if line.startswith("| **risky**"))
    assert row == (
        "| **risky** DS648 | <code>Orders</code> | <code>DeletionProtectionEnabled</code> | <code>true</code> "
        "| <code>false</code> | <code>specs/orders.yaml:6</code> |"
    )
    assert "a|b" not in out
    assert "</code>@" not in out
    assert "`" not in out
    assert "[y]" not in out
    assert "a&#124;b" in out
    assert out.count("<details>") == out.count("</details>") == 2


def test_a_long_comment_is_cut_between_its_parts(repository: Path, dynaspec: Dynaspec) -> None:
    spec = (repository / "specs" / "orders.yaml").read_text()
    for number in range(120):
        (repository / "specs" / f"{'long' * 20}-{number}.yaml").write_text(spec)
    out = dynaspec("diff", "--format", "markdown")[1]
    assert 50_000 < len(out) < 65_536
    assert out.count("<details>") == out.count("</details>")
    assert out.endswith("more parts do not fit here; run dynaspec diff.\n")


def test_no_such_revision(repository: Path, dynaspec: Dynaspec) -> None:
    assert repository.is_dir()
    said = (
        "error[DS684]: there is no revision 'nope' here\n"
        "  = help: git fetch, or see git branch --all; a file is named by its path\n\n1 error\n"
    )
    assert dynaspec("diff", "--against", "nope") == (2, "", said)
    assert dynaspec("diff", "--against=--output=x")[0] == 2
    assert not (repository / "x").exists()


@pytest.mark.parametrize(
    ("revision", "advice"),
    [
        ("deployed", "git fetch --depth=1 origin deployed, then --against FETCH_HEAD"),
        ("origin/other", "git fetch --depth=1 origin other, then --against FETCH_HEAD"),
        ("origin/other~1", "git fetch --unshallow origin other, then --against FETCH_HEAD~1"),
        ("HEAD~1", "git fetch --deepen=1"),
        ("HEAD~1^", "git fetch --deepen=2"),
        ("@~2", "git fetch --deepen=2"),
        ("HEAD^{/second}", "git fetch --unshallow"),
    ],
)
def test_a_shallow_checkout_says_what_to_fetch(
    repository: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory,
    revision: str, advice: str,
) -> None:  # fmt: skip
    for message in ("second", "third"):
        git("commit", "--quiet", "--allow-empty", f"--message={message}", folder=repository)
    git("branch", "other", folder=repository)
    git("tag", "deployed", "HEAD~2", folder=repository)
    folder = tmp_path_factory.mktemp("shallow")
    git("clone", "--quiet", "--depth=1", repository.as_uri(), "clone", folder=folder)
    monkeypatch.chdir(folder / "clone")
    assert dynaspec("diff")[0] == 0
    code, _, err = dynaspec("diff", "--against", revision)
    assert code == 2
    assert f"  = help: the checkout is shallow: {advice}\n" in err

    # The advice does what it says.
    fetch, _, rest = advice.partition(", then --against ")
    git(*fetch.split()[1:], folder=folder / "clone")
    assert dynaspec("diff", "--against", rest or revision)[0] == 0


def test_a_file_that_is_not_there_is_no_revision(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    assert dynaspec("diff", "--against", "missing.yaml") == (
        2,
        "",
        (
            "error[DS502]: there is no file missing.yaml\n"
            "  = help: name the template's file as it is seen from here, or a git revision\n\n1 error\n"
        ),
    )


def test_no_repository_and_no_commit(project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    code, _, err = dynaspec("diff")
    assert code == 2
    assert "error[DS683]: git does not read" in err
    assert "not a git repository" in err
    git("init", "--quiet", folder=project)
    code, _, err = dynaspec("diff")
    assert code == 2
    assert "error[DS684]: there is no revision 'HEAD' here\n  = help: commit templates/ first" in err
    monkeypatch.setenv("PATH", "")
    code, _, err = dynaspec("diff")
    assert code == 2
    assert "error[DS683]: cannot run git" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--against", "a", "--stack", "b"), "--against and --stack both say what is deployed"),
        (("-", "--against", "-"), "two things from standard input"),
        (("--against", "-"), "--against - is one template, and there are 2"),
        (("--stack", "x"), "--stack is one template, and there are 2"),
    ],
)
def test_options_that_do_not_go_together(
    repository: Path, dynaspec: Dynaspec, arguments: tuple[str, ...], message: str
) -> None:
    (repository / "specs" / "items.yaml").write_text((repository / "specs" / "orders.yaml").read_text())
    code, out, err = dynaspec("diff", *arguments)
    assert (code, out) == (2, "")
    assert f"error[DS510]: {message}" in err


def test_a_spec_outside_of_the_project_has_no_revision(repository: Path, dynaspec: Dynaspec) -> None:
    outside = repository / "orders.yaml"
    outside.write_text((repository / "specs" / "orders.yaml").read_text())
    code, _, err = dynaspec("diff", "orders.yaml")
    assert code == 2
    assert "error[DS510]: orders.yaml is not in the project's specs, so no revision has its template" in err
    assert dynaspec("diff", "orders.yaml", "--against", "templates/orders.yaml")[0] == 0


def test_what_is_deployed_is_no_template(repository: Path, dynaspec: Dynaspec) -> None:
    (repository / "deployed.yaml").write_text("a: b\n")
    code, out, err = dynaspec("diff", "--against", "deployed.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("error[DS682]: deployed.yaml is not a CloudFormation template\n")
    for value in ("x", "[x, y]", "{x: [y]}"):
        (repository / "deployed.yaml").write_text(f"Resources:\n  A: !Nope {value}\n")
        code, _, err = dynaspec("diff", "--against", "deployed.yaml")
        assert code == 2
        assert "error[DS681]: !Nope is not a function of CloudFormation\n --> deployed.yaml:2:6" in err


def test_boto3_is_an_extra(repository: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repository.is_dir()
    monkeypatch.setitem(sys.modules, "boto3", None)
    code, out, err = dynaspec("diff", "--stack", "orders")
    assert (code, out) == (2, "")
    assert err == (
        "error[DS686]: --stack needs boto3, which is not installed\n  = help: pip install 'dynaspec[live]'\n\n1 error\n"
    )
    assert dynaspec("diagnose", "orders")[2].startswith("error[DS686]: diagnose needs boto3, which is not installed\n")


def test_each_environment_is_compared_with_its_own_template(repository: Path, dynaspec: Dynaspec) -> None:
    spec = repository / "specs" / "orders.yaml"
    spec.write_text(spec.read_text() + "environments:\n  dev: {}\n  prod: {all_tables: {tags: {stage: prod}}}\n")
    dynaspec("render", "-q")
    git("add", ".", folder=repository)
    git("commit", "--quiet", "--message=environments", folder=repository)
    assert dynaspec("diff") == (0, "2 templates without a change\n", "")

    spec.write_text(spec.read_text().replace("prod}}}", "prod}, stream: KEYS_ONLY}}"))
    code, out, _ = dynaspec("--color", "never", "diff")
    assert code == 0
    assert out.startswith("templates/prod/orders.yaml against HEAD\n\nin place:\n")
    assert "(specs/orders.yaml:8)" in out
    assert out.endswith("; 1 template without a change\n")
    assert dynaspec("diff", "-e", "dev") == (0, "1 template without a change\n", "")
    code, _, err = dynaspec("diff", "--stack", "orders")
    assert code == 2
    assert "--stack is one template, and there are 2\n  = help: name one environment with -e" in err


def test_what_the_project_file_says_is_shown_there(repository: Path, dynaspec: Dynaspec) -> None:
    (repository / "dynaspec.yaml").write_text("defaults:\n  deletion_protection: false\n")
    out = dynaspec("--color", "never", "diff")[1]
    assert (
        " --> dynaspec.yaml:2:24  (defaults.deletion_protection)\n"
        "  |\n"
        "2 |   deletion_protection: false\n"
        "  |                        ^^^^^\n"
    ) in out


def test_one_template_that_cannot_be_read_does_not_hide_the_others(repository: Path, dynaspec: Dynaspec) -> None:
    spec = (repository / "specs" / "orders.yaml").read_text()
    (repository / "specs" / "items.yaml").write_text(spec)
    (repository / "templates" / "items.yaml").write_text("Resources: []\n")
    git("add", ".", folder=repository)
    git("commit", "--quiet", "--message=broken", folder=repository)
    code, out, err = dynaspec("diff")
    assert (code, out) == (2, "1 template without a change\n")
    assert err.startswith("error[DS682]: HEAD:templates/items.yaml is not a CloudFormation template\n")


def test_changes_are_findings_at_the_lines_of_the_spec(
    repository: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = repository / "specs" / "orders.yaml"
    spec.write_text(spec.read_text().replace("customer_id", "order_id"))
    edit(repository, "policies: false")
    replaced = ("diff", "--fail-on", "replace")

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    code, out, err = dynaspec(*replaced)
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert (code, "replaced[DS611]" in out) == (1, True)
    (line,) = err.splitlines()
    assert line.startswith(
        "::error title=error[DS611],file=specs/orders.yaml,line=4,endLine=4,col=5,endColumn=17::"
        "the key schema of a table changes (replaced): Orders (AWS::DynamoDB::Table) KeySchema: "
    )

    assert dynaspec(*replaced, "--output-file", "a.sarif")[2] == ""
    (run,) = json.loads((repository / "a.sarif").read_text())["runs"]
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [("DS611", "error")]
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == "the key schema of a table changes"
    # What is in place is listed, and alerts where it makes the command fail.
    found = json.loads(dynaspec(*replaced, "--output-format", "json")[1])
    assert found["summary"]["info"] > 0
    assert found["summary"]["error"] == 1
    assert dynaspec("diff", "--fail-on", "any", "--output-file", "a.sarif")[0] == 1
    (run,) = json.loads((repository / "a.sarif").read_text())["runs"]
    assert [each["level"] for each in run["results"]] == ["error", *("note",) * found["summary"]["info"]]


def test_changes_are_selected_and_ignored(repository: Path, dynaspec: Dynaspec) -> None:
    edit(repository, "stream: KEYS_ONLY", "time_to_live: expires_at")

    assert dynaspec("diff", "--fail-on", "any", "--select", "DS635")[0] == 1
    code, out, _ = dynaspec("diff", "--fail-on", "risky", "--ignore", "DS635")
    assert (code, "risky[DS635]" in out) == (0, True)


def test_what_fails_in_a_report_is_what_makes_the_command_fail(repository: Path, dynaspec: Dynaspec) -> None:
    spec = repository / "specs" / "orders.yaml"
    # The table is replaced, a stream that goes is risky, and tags are in place.
    spec.write_text(spec.read_text().replace("customer_id", "order_id"))
    edit(repository, "tags: {team: orders}")

    def failed(*options: str) -> tuple[int, set[str]]:
        code = dynaspec("diff", *options, "--output-file", "a.xml")[0]
        cases = ET.parse(repository / "a.xml").getroot().iter("testcase")
        return code, {str(case.get("name")).split()[0] for case in cases if case.find("failure") is not None}

    assert failed() == failed("--fail-on", "never") == (0, set())
    assert failed("--fail-on", "replace") == failed("--fail-on", "risky") == (1, {"DS611"})
    code, told = failed("--fail-on", "any")
    assert (code, {"DS611", "DS603"} <= told) == (1, True)
    # An error of a spec fails whatever is asked of changes, and a warning beside it does not.
    edit(repository, "no_such_key: 1", "capacity: {read: 5, write: 200000}")
    assert failed("--fail-on", "never") == failed("--fail-on", "any") == (1, {"DS101", "DS222"})
