"""What others install and run: the wheel, the sdist, the pre-commit hooks and the GitHub action."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import ORDERS

ROOT = Path(__file__).parent.parent
CONTENT = {
    path.relative_to(ROOT).as_posix()
    for pattern in ("**/*.py", "explanations/**/*.md")
    for path in (ROOT / "generator").glob(pattern)
}


# With the programs of the environment that the tests run in.
PATH = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def run(*command: str | Path, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """What a program prints; it must end well."""
    found = subprocess.run(
        command, cwd=folder, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed files and those that will be, without what tools leave behind."""
    folder = tmp_path_factory.mktemp("source") / "dynaspec"
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", folder=ROOT).splitlines()
    for name in filter(lambda name: (ROOT / name).is_file(), listed):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_wheel_and_sdist_hold_the_package_and_the_wheel_runs(source: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--outdir", tmp_path, folder=source)
    (wheel,), (sdist,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")

    in_wheel = zipfile.ZipFile(wheel).namelist()
    about = {re.sub(r"^dynaspec-[^/]*\.dist-info/", "", name) for name in in_wheel if name not in CONTENT}
    assert {name for name in in_wheel if name in CONTENT} == CONTENT
    assert about == {
        *("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt", "generator/py.typed")
    }
    with tarfile.open(sdist) as archive:
        in_sdist = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    assert {name for name in in_sdist if name not in CONTENT and not name.startswith("dynaspec.egg-info/")} == {
        *("CHANGELOG.md", "LICENSE", "MANIFEST.in", "PKG-INFO", "README.md", "pyproject.toml", "setup.cfg"),
        *("generator/py.typed", "setup.py"),
    }

    (metadata,) = (name for name in in_wheel if name.endswith("/METADATA"))
    page = zipfile.ZipFile(wheel).read(metadata).decode().partition("\n\n")[2]
    assert "\n| Quickstart | from nothing to a reviewed template |\n" in page
    assert re.findall(r"\]\((?!https://).*?\)", re.sub(r"`.*?`", "", page)) == []

    # As the action installs itself.
    environment = {
        "PYTHON": sys.executable,
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_ACTION_PATH": str(wheel),
        "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
    }
    scripted("Install dynaspec", tmp_path, environment)
    dynaspec = tmp_path / "dynaspec" / "bin" / "dynaspec"
    assert run(dynaspec, "--version", folder=tmp_path).startswith("dynaspec 0.")
    run(dynaspec, "init", folder=tmp_path)
    run(dynaspec, "render", "--fail-on", "info", folder=tmp_path)
    assert (tmp_path / "templates" / "orders.yaml").is_file()


def test_the_image_has_the_whole_package(source: Path, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for name in re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE):
        copy = shutil.copytree if (source / name).is_dir() else shutil.copy
        copy(source / name, tmp_path / "src" / name)
    containerfile = (ROOT / "Containerfile").read_text()
    (command,) = re.findall(r"^RUN (pip wheel .*)$", containerfile, re.MULTILINE)
    run("bash", "-c", re.sub(" /(?=src|wheels)", f" {tmp_path}/", command), folder=tmp_path, environment=PATH)

    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    assert {*CONTENT, "generator/py.typed"} <= set(zipfile.ZipFile(wheel).namelist())
    assert all(
        (tmp_path / "src" / name).exists() for name in re.findall(r"^COPY (\S+) /$", containerfile, re.MULTILINE)
    )


def repository(folder: Path) -> Path:
    """A folder with its files committed."""
    run("git", "init", "--quiet", folder=folder)
    run("git", "add", "-A", folder=folder)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    run("git", *who, "commit", "--quiet", "-m", "a", folder=folder)
    return folder


def project(folder: Path) -> Path:
    """A repository with a spec."""
    (folder / "specs").mkdir(parents=True)
    (folder / "specs" / "orders.yaml").write_text(ORDERS)
    return repository(folder)


def test_the_hooks_run(source: Path, tmp_path: Path) -> None:
    hooks, used = repository(source), project(tmp_path / "used")

    def pre_commit(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", *arguments]
        environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
        return subprocess.run(command, cwd=used, env=environment, capture_output=True, text=True, check=False)

    def tried(hook: str, *files: str) -> subprocess.CompletedProcess[str]:
        return pre_commit("run", hook, *(files or ["--all-files"]))

    # It runs whatever the commit has, wherever specs are; one that is in no commit is no matter of it.
    draft = used / "specs" / "draft.yaml"
    draft.write_text(ORDERS + "    no_such_key: 1\n")
    assert (
        "dynaspec check...........................................................Passed"
        in pre_commit("try-repo", str(hooks), "dynaspec-check", "--files", "README.md").stdout
    )
    draft.unlink()
    # That installs it each time.
    revision = run("git", "rev-parse", "HEAD", folder=hooks).strip()
    entry = {"repo": str(hooks), "rev": revision, "hooks": [{"id": "dynaspec-render"}]}
    (used / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [entry]}))
    run("git", "add", ".pre-commit-config.yaml", folder=used)

    # The second time the template is there, and still in no commit.
    for _ in range(2):
        rendered = tried("dynaspec-render")
        assert (rendered.returncode, (used / "templates" / "orders.yaml").is_file()) == (1, True), rendered.stdout
        assert "error[DS411]: templates/orders.yaml is not in the commit\n" in rendered.stdout
    run("git", "add", "-A", folder=used)
    assert tried("dynaspec-render").returncode == 0
    (used / "specs" / "orders.yaml").write_text(ORDERS + "    stream: KEYS_ONLY\n")
    run("git", "add", "specs", folder=used)
    assert "files were modified by this hook" in tried("dynaspec-render").stdout
    (used / "specs" / "orders.yaml").write_text(ORDERS + "    stream: KEYS\n")
    run("git", "add", "specs", folder=used)
    refused = tried("dynaspec-render")
    assert (refused.returncode, "'KEYS' is not a stream view type" in refused.stdout) == (1, True)

    run("git", "mv", "-f", "specs/orders.yaml", "specs/carts.yaml", folder=used)
    (used / "specs" / "carts.yaml").write_text(ORDERS)
    run("git", "add", "specs", folder=used)
    moved = tried("dynaspec-render", "--files", "README.md")
    assert moved.returncode == 1, moved.stdout
    assert "error[DS411]: templates/carts.yaml is not in the commit\n" in moved.stdout
    assert (
        "error[DS414]: templates/orders.yaml is left over in the commit: there is no specs/orders.yaml" in moved.stdout
    )
    run("git", "add", "-A", folder=used)
    assert tried("dynaspec-render").returncode == 0


def steps() -> dict[str, Any]:
    """The steps of the action that are scripts, by name."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    return {step["name"]: step for step in action["runs"]["steps"] if "run" in step}


def scripted(name: str, folder: Path, environment: Mapping[str, str]) -> str:
    """What a step of the action prints, as GitHub's runner has bash run it."""
    return run("bash", "-eo", "pipefail", "-c", steps()[name]["run"], folder=folder, environment=environment)


# Answers with the comment that is there, and keeps the body that it is given.
GH = """\
#!/bin/bash
echo "$@" >> "$RUNNER_TEMP/asked.txt"
[[ "$BEFORE" != refused ]] || exit 1
last="${@: -1}"
case "$*" in *--jq*) echo "$BEFORE";; *) cat "${last#body=@}" > "$RUNNER_TEMP/body.md";; esac
"""


def on_github(folder: Path, before: str) -> dict[str, str]:
    """The environment of the action on a pull request, which may have a comment from before."""
    return {
        "PATH": f"{folder}:{PATH['PATH']}",
        "RUNNER_TEMP": str(folder),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_REPOSITORY": "shop/tables",
        "FOLDER": ".",
        "AGAINST": "HEAD",
        "COMMENT": "true",
        "NUMBER": "12",
        "GH_TOKEN": "none",
        "BEFORE": before,
    }


def installed(folder: Path) -> None:
    """The program where the action installs it, and what stands in for GitHub's own."""
    (folder / "dynaspec").mkdir()
    (folder / "dynaspec" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / "gh").write_text(GH)
    (folder / "gh").chmod(0o755)


@pytest.mark.parametrize(("before", "asked"), [("", "--method POST"), ("77", "--method PATCH")])
def test_the_action_tells_what_a_deploy_would_change(before: str, asked: str, tmp_path: Path) -> None:
    used = tmp_path / "used"
    (used / "specs").mkdir(parents=True)
    (used / "specs" / "orders.yaml").write_text(ORDERS)
    environment = on_github(tmp_path, before)
    installed(tmp_path)
    run("dynaspec", "render", folder=used, environment=environment)
    repository(used)
    scripted("Hold the templates against the specs", used, environment)

    (used / "specs" / "orders.yaml").write_text(ORDERS.replace("partition_key: customer_id", "partition_key: id"))
    script = steps()["Hold the templates against the specs"]["run"]
    stale = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=used, env={**os.environ, **environment}, check=False
    )
    assert stale.returncode == 1
    scripted("Tell what a deploy would change", used, environment)

    body = (tmp_path / "body.md").read_text()
    assert body.startswith("<!-- dynaspec . -->")
    assert "Orders" in body
    assert "replaced" in body
    assert (tmp_path / "summary.md").read_text() == body
    assert asked in (tmp_path / "asked.txt").read_text()


@pytest.mark.parametrize("against", ["a branch", "v1", "the commit"])
def test_the_action_fetches_what_a_checkout_of_one_commit_lacks(against: str, tmp_path: Path) -> None:
    home = project(tmp_path / "home")
    run("dynaspec", "render", folder=home, environment=PATH)
    run("git", "checkout", "--quiet", "-b", "live", folder=home)
    run("git", "add", "-A", folder=home)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    run("git", *who, "commit", "--quiet", "-m", "b", folder=home)
    run("git", "tag", "v1", folder=home)
    run("git", "config", "uploadpack.allowReachableSHA1InWant", "true", folder=home)
    named = {"a branch": "live", "v1": "v1", "the commit": run("git", "rev-parse", "HEAD", folder=home).strip()}
    (home / "specs" / "orders.yaml").write_text(ORDERS.replace("partition_key: customer_id", "partition_key: id"))
    run("git", "checkout", "--quiet", "-b", "change", folder=home)
    run("git", *who, "commit", "--quiet", "-am", "c", folder=home)
    run("git", "clone", "--quiet", "--depth=1", "--branch=change", f"file://{home}", "one", folder=tmp_path)
    installed(tmp_path)

    # From a fork, the token may write nothing.
    environment = on_github(tmp_path, "refused") | {"AGAINST": named[against]}
    said = scripted("Tell what a deploy would change", tmp_path / "one", environment)

    assert "replaced" in (tmp_path / "summary.md").read_text()
    assert said.startswith("::warning title=dynaspec::No comment could be written (permission ")


def test_a_comment_is_cut_between_characters(tmp_path: Path) -> None:
    programs = tmp_path / "dynaspec" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    scripts = {
        tmp_path / "gh": GH,
        tmp_path / "git": "#!/bin/bash\n",
        programs / "dynaspec": "#!/bin/bash\ncat long.md\n",
    }
    for path, script in scripts.items():
        path.write_text(script)
        path.chmod(0o755)
    (tmp_path / "long.md").write_text("x" + "\u00e9" * 70_000)
    environment = on_github(tmp_path, before="")
    scripted("Tell what a deploy would change", tmp_path, environment)

    assert (tmp_path / "body.md").read_text() == (tmp_path / "summary.md").read_text()[:65_000]
