"""`dynaspec init`, and what a shell is offered."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.shell_completion import ShellComplete

from generator.cli.main import dynaspec as command
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


def test_a_folder_that_cannot_be_written_is_said(empty: Path, dynaspec: Dynaspec) -> None:
    (empty / "specs").write_text("")

    ended = dynaspec("-v", "init")

    assert (ended.code, "error[DS402]: cannot write specs/orders.yaml: not a directory" in ended.err) == (2, True)
    assert files(empty) == {"specs": ""}


def offered(*words: str) -> list[str]:
    """What is offered for the last word."""
    *before, incomplete = words
    return [item.value for item in ShellComplete(command, {}, "dynaspec", "_X").get_completions(before, incomplete)]


def test_completion_offers_what_the_project_has(project: Path) -> None:
    (project / "specs" / "eu").mkdir()
    (project / "specs" / "eu" / "carts.yaml").write_text("tables: {Carts: {}, Orders: {}}\nenvironments: {dev: {}}")
    (project / "specs" / "broken.yaml").write_text("tables: {")

    assert offered("ren") == ["render"]
    assert offered("render", "--wa") == ["--watch"]
    assert offered("render", "specs/o") == ["specs/orders.yaml"]
    assert offered("render", "-e", "d") == ["dev"]
    assert offered("show", "Ca") == ["Carts"]
    assert offered("show", "eu/") == ["eu/carts/Orders"]
    (project / "dynaspec.yaml").write_text("specs: tables  # here\nenvironments: {prod: {}}\n")
    (project / "specs").rename(project / "tables")
    assert offered("render", "tables/o") == ["tables/orders.yaml"]
    assert offered("render", "-e", "") == ["prod"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_of_the_shell(shell: str, dynaspec: Dynaspec) -> None:
    script = dynaspec("completion", shell).out

    assert f"_DYNASPEC_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script, text=True, check=False).returncode == 0
