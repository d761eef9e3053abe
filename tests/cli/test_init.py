"""`dynaspec init`."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.conftest import Dynaspec
from tests.editor import as_editors_read

BEGUN = [
    *(".github/workflows/dynaspec.yaml", ".pre-commit-config.yaml", "dynaspec.project.schema.json"),
    *("dynaspec.schema.json", "dynaspec.yaml", "specs/orders.yaml"),
]


def files(folder: Path) -> dict[str, str]:
    """The files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_next_command_works_from_where_the_first_one_did(empty: Path, dynaspec: Dynaspec) -> None:
    (empty / "our tables").mkdir()
    ended = dynaspec("-v", "-C", "our tables", "init")
    assert ended.err.splitlines()[-1] == "next: dynaspec -C 'our tables' render"
    os.chdir(empty)
    ended = dynaspec("-v", "--config", "second/dynaspec.yaml", "init")
    assert ended.err.splitlines()[-1] == "next: dynaspec --config second/dynaspec.yaml render"
    assert dynaspec("--config", "second/dynaspec.yaml", "render").code == 0


@pytest.mark.parametrize(
    ("version", "wanted"),
    [("0.1.0", ">=0.1.0,<0.2"), ("0.12.3", ">=0.12.3,<0.13"), ("1.4.0", ">=1.4.0,<2"), ("2.0.0rc1", ">=2.0.0rc1,<3")],
)
def test_a_project_is_held_to_what_may_not_break_it(
    version: str, wanted: str, empty: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.__version__", version)
    dynaspec("init")
    assert f'\nrequired_version: "{wanted}"\n' in (empty / "dynaspec.yaml").read_text()
    assert dynaspec("check").code == 0


def test_what_it_begins_renders_clean_at_once(empty: Path, dynaspec: Dynaspec) -> None:
    ended = dynaspec("-v", "init")

    assert (ended.code, ended.err.splitlines()[-1]) == (0, "next: dynaspec render")
    assert sorted(files(empty)) == BEGUN
    assert dynaspec("render", "--fail-on", "info").code == 0
    assert dynaspec("render", "--check").code == 0
    spec = (empty / "specs" / "orders.yaml").read_text()
    assert spec.startswith("# yaml-language-server: $schema=../dynaspec.schema.json\n")
    jsonschema.validate(as_editors_read(spec), yaml.safe_load((empty / "dynaspec.schema.json").read_text()))
    project = (empty / "dynaspec.yaml").read_text()
    assert project.startswith("# yaml-language-server: $schema=dynaspec.project.schema.json\n")
    # What it shows in comments is taken by the schema and by us.
    project = (
        project.replace("# tags", "tags").replace("# defaults", "defaults").replace("# environments", "environments")
    )
    project = project.replace("#   ", "  ")
    (empty / "dynaspec.yaml").write_text(project)
    jsonschema.validate(as_editors_read(project), yaml.safe_load((empty / "dynaspec.project.schema.json").read_text()))
    assert dynaspec("render", "--diff").code == 0


def test_what_exists_is_kept_and_said(empty: Path, dynaspec: Dynaspec) -> None:
    (empty / "dynaspec.yaml").write_text("specs: tables\ndefaults: {partition_key: id}\n")
    (empty / "tables").mkdir()
    (empty / "tables" / "carts.yml").write_text("version: 1\n")
    (empty / ".pre-commit-config.yaml").write_text("repos: []\n")
    before = files(empty)

    ended = dynaspec("-v", "init")

    assert ended.code == 0
    assert before.items() <= files(empty).items()
    assert [line for line in ended.err.splitlines() if line.startswith("kept")] == [
        "kept dynaspec.yaml, which exists",
        "kept .pre-commit-config.yaml, which exists",
        "kept tables, which has specs",
    ]


def test_below_the_root_of_a_repository_hook_and_workflow_stand_at_the_root(
    empty: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "--quiet"], check=True)
    (empty / "my shop" / "tables").mkdir(parents=True)
    (empty / "my shop" / "dynamo.yaml").write_text("specs: tables\n")

    assert dynaspec("-C", "my shop", "--config", "dynamo.yaml", "init").code == 0

    assert {name for name in files(empty) if "/" not in name or re.match(r"\.(?!git/)", name)} == {
        *(".pre-commit-config.yaml", ".github/workflows/dynaspec-my-shop.yaml")
    }
    (hook,) = yaml.safe_load((empty / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    workflow = yaml.safe_load((empty / ".github" / "workflows" / "dynaspec-my-shop.yaml").read_text())
    job = workflow["jobs"]["templates"]["steps"][-1]["run"]
    for added, code in (("my shop/dynamo.yaml", 0), ("my shop/tables", 1), ("my shop/templates", 0)):
        monkeypatch.chdir(empty)
        subprocess.run(["git", "add", added], check=True)
        assert dynaspec(*shlex.split(hook["entry"])[1:]).code == code
    assert (empty / "my shop" / "templates" / "orders.yaml").is_file()
    monkeypatch.chdir(empty)
    assert dynaspec(*shlex.split(job)[1:]).code == 0


def test_below_a_project_it_is_about_that_project(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "dynaspec.yaml").write_text("")
    monkeypatch.chdir(project / "specs")

    ended = dynaspec("-v", "init")

    assert ended.err.splitlines()[:2] == [
        "the project is that of ../dynaspec.yaml; for one of its own here: dynaspec --config dynaspec.yaml init",
        "kept ../dynaspec.yaml, which exists",
    ]
    assert [path.name for path in (project / "specs").iterdir()] == ["orders.yaml"]
    assert (project / ".pre-commit-config.yaml").is_file()


def test_no_project_begins_in_what_is_git_s_own(empty: Path, dynaspec: Dynaspec) -> None:
    subprocess.run(["git", "init", "--quiet"], check=True)
    before = files(empty)

    ended = dynaspec("-C", ".git", "init")

    said = "error[DS402]: cannot begin a project in a .git folder, which is git's own\n"
    hint = "  = help: run in the folder of the project, or name it with -C\n"
    assert (ended.code, ended.err) == (2, f"{said}{hint}\n1 error\n")
    assert files(empty) == before


def test_a_configuration_of_pre_commit_is_kept_and_the_hook_for_it_printed(empty: Path, dynaspec: Dynaspec) -> None:
    dynaspec("init")
    written = (empty / ".pre-commit-config.yaml").read_text()
    assert dynaspec("init").out == ""
    (empty / ".pre-commit-config.yaml").write_text("repos:\n")

    out = dynaspec("init").out

    comment, hook = out.split("\n", 1)
    assert comment == "# .pre-commit-config.yaml exists and is kept. For the hook, put this under its repos:"
    assert written.endswith("repos:\n" + hook)
    assert (empty / ".pre-commit-config.yaml").read_text() == "repos:\n"
    assert dynaspec("-q", "init").out == ""


def test_all_that_is_in_the_way_is_said_and_nothing_written(empty: Path, dynaspec: Dynaspec) -> None:
    (empty / "specs").write_text("")
    (empty / "dynaspec.schema.json").mkdir()
    (empty / ".pre-commit-config.yaml").symlink_to("gone.yaml")
    (empty / ".github").symlink_to("gone")

    ended = dynaspec("-v", "init")

    folder = "  = help: move it elsewhere, for a folder is wanted there"
    assert (ended.code, ended.err.splitlines()) == (
        2,
        [
            *("error[DS402]: cannot write specs/orders.yaml: specs is no folder", folder, ""),
            "error[DS402]: cannot write dynaspec.schema.json: dynaspec.schema.json is a folder",
            *("  = help: move it elsewhere", ""),
            "error[DS402]: cannot write .pre-commit-config.yaml: .pre-commit-config.yaml is a link that leads nowhere",
            *("  = help: move it elsewhere", ""),
            "error[DS402]: cannot write .github/workflows/dynaspec.yaml: .github is a link that leads nowhere",
            *(folder, "", "4 errors"),
        ],
    )
    assert files(empty) == {"specs": ""}
