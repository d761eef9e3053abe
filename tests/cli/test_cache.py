"""What a run takes over from runs before it, and what it makes anew."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from time import time

import pytest

from generator import cache

Dynaspec = Callable[..., "tuple[int, str, str]"]

PROJECT = """\
environments:
  dev: {}
  live: {tags: {stage: live}}
"""
# What only cfn-lint has a word about.
WARNED_OF = """\
    encryption: {kms_key: "${KeyArn}"}
parameters:
  KeyArn: {type: String, default: "arn:x"}
"""
FOUND_BY_CFN_LINT = """\
version: 1
tables:
  Orders:
    partition_key: customer_id
    alarms: false
resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicNames: a}
"""

# Above the name of every entry.
ALWAYS = "g"


def entries(project: Path) -> list[Path]:
    return [path for path in (project / cache.FOLDER).iterdir() if re.fullmatch("[0-9a-f]{64}", path.name)]


def recalled(err: str) -> list[str]:
    return re.findall(r"\d+ of \d+ (?=from the cache)", err)


def test_a_second_run_recalls_everything_and_says_the_same(project: Path, dynaspec: Dynaspec) -> None:
    first = dynaspec("-v", "check")
    second = dynaspec("-v", "check")

    assert recalled(first[2]) == ["0 of 1 ", "0 of 1 "]
    assert recalled(second[2]) == ["1 of 1 ", "1 of 1 "]
    assert dynaspec("check") == dynaspec("check", "--no-cache")
    assert "error" not in second[2]


def test_the_folder_is_none_of_gits_business(project: Path, dynaspec: Dynaspec) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    dynaspec("-q", "render")

    told = subprocess.run(["git", "status", "--short"], cwd=project, check=True, capture_output=True, text=True).stdout

    assert sorted(told.split()) == ["??", "??", "specs/", "templates/"]
    assert (
        (project / cache.FOLDER / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )


def spec(project: Path) -> list[str]:
    path = project / "specs" / "orders.yaml"
    path.write_text(path.read_text().replace("customer_id", "buyer_id"))
    return []


def project_file(project: Path) -> list[str]:
    (project / "dynaspec.yaml").write_text(PROJECT.replace("stage: live", "stage: production"))
    return []


def regions(project: Path) -> list[str]:
    (project / "dynaspec.yaml").write_text(PROJECT + "regions: [us-east-9]\n")
    return []


def ignored(project: Path) -> list[str]:
    (project / "dynaspec.yaml").write_text(PROJECT + "lint: {ignore: [W1030]}\n")
    return []


def another_name(project: Path) -> list[str]:
    (project / "specs" / "orders.yaml").rename(project / "specs" / "purchases.yaml")
    return []


def environment(project: Path) -> list[str]:
    return ["-e", "dev"]


def form(project: Path) -> list[str]:
    return ["--format", "json"]


def folder(project: Path) -> list[str]:
    os.chdir(project / "specs")
    return []


CHANGES = [spec, project_file, regions, another_name, environment, form, folder]


# A spec that cfn-lint has a word about is compiled again to say where; of our own words it is recalled where.
@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        *((each, "parameters: {Unused: {type: String}}\n", "DS271") for each in CHANGES),
        *((each, WARNED_OF, "W1030") for each in (*CHANGES, ignored)),
    ],
)
def test_each_input_makes_another_result(
    project: Path, dynaspec: Dynaspec, change: Callable[[Path], list[str]], more: str, code: str
) -> None:
    (project / "dynaspec.yaml").write_text(PROJECT)
    with (project / "specs" / "orders.yaml").open("a") as file:
        file.write(more)
    before = [dynaspec("check"), dynaspec("render", "--diff")]
    assert before[0][0] == 0
    assert f"warning[{code}]" in before[0][2]

    arguments = change(project)

    after = [dynaspec("check", *arguments), dynaspec("render", "--diff", *arguments)]
    assert after != before
    assert after == [
        dynaspec("check", "--no-cache", *arguments),
        dynaspec("render", "--no-cache", "--diff", *arguments),
    ]
    assert after == [dynaspec("check", *arguments), dynaspec("render", "--diff", *arguments)]


def test_a_template_comes_from_what_the_spec_says_now(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    first = (project / "templates" / "orders.yaml").read_text()
    spec(project)
    dynaspec("render")
    assert "buyer_id" in (project / "templates" / "orders.yaml").read_text()

    (project / "specs" / "orders.yaml").write_text(
        (project / "specs" / "orders.yaml").read_text().replace("buyer", "customer")
    )
    assert dynaspec("render", "--check")[0] == 1
    dynaspec("render")

    assert (project / "templates" / "orders.yaml").read_text() == first


def test_findings_are_recalled_at_their_lines(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "orders.yaml").write_text(FOUND_BY_CFN_LINT)
    first = dynaspec("-v", "check")
    second = dynaspec("-v", "check")

    assert first[0] == second[0] == 1
    assert recalled(second[2]) == ["1 of 1 ", "1 of 1 "]
    assert "error[E3002]" in second[2]
    assert "specs/orders.yaml:9:18" in second[2]
    assert [line for line in second[2].splitlines() if "cache" not in line] == [
        line for line in first[2].splitlines() if "cache" not in line
    ]
    # Their lines too, which take the whole model of a spec to find.
    program = "import sys; from generator.cli.main import run; run(['check']); print('pydantic' in sys.modules)"
    for imported in ("True\n", "False\n"):
        done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True)
        assert done.stdout == imported
        assert "specs/orders.yaml:9:18" in done.stderr


def test_a_comment_ignores_what_is_recalled(project: Path, dynaspec: Dynaspec) -> None:
    spec = project / "specs" / "orders.yaml"
    spec.write_text(FOUND_BY_CFN_LINT)
    dynaspec("check")
    spec.write_text(FOUND_BY_CFN_LINT.replace("TopicNames: a}", "TopicNames: a} # dynaspec: ignore[E3002] to come"))

    assert dynaspec("check") == dynaspec("check") == (0, "", "")


def test_what_is_found_in_a_function_is_of_the_day(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    # cfn-lint warns from the day on which AWS deprecates a runtime.
    function = "Type: AWS::Lambda::Function\n    Properties: {Runtime: python3.13}"
    (project / "specs" / "orders.yaml").write_text(FOUND_BY_CFN_LINT.split("    Type: ")[0] + f"    {function}\n")
    dynaspec("check")
    assert recalled(dynaspec("-v", "check")[2]) == ["1 of 1 ", "1 of 1 "]

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Tomorrow:
            return cls.fromtimestamp(datetime.now(tz).timestamp() + 86400, tz)

    monkeypatch.setattr("generator.template.lint.datetime", Tomorrow)
    assert recalled(dynaspec("-v", "check")[2]) == ["1 of 1 ", "0 of 1 "]


def test_rubbish_is_replaced_and_told_once(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    for path, text in zip(entries(project), ["", "rubbish", "a" * 64 + "\n[]"], strict=True):
        path.write_text(text)

    code, _, err = dynaspec("render")
    again = dynaspec("render")

    assert code == 0
    assert err.count("warning") == 2  # its own line and the count of all
    assert "warning[DS454]: in .dynaspec_cache 3 files were not as dynaspec writes them" in err
    assert again == (0, "", "")


def test_pipes_and_links_in_place_of_entries_are_replaced(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    pipe, link, *_ = entries(project)
    kept = project / "kept"
    link.rename(kept)
    link.symlink_to(kept)
    pipe.unlink()
    os.mkfifo(pipe)

    code, _, err = dynaspec("render")

    assert code == 0
    assert "warning[DS454]: in .dynaspec_cache 2 files were not as dynaspec writes them" in err
    assert pipe.is_file()
    assert not link.is_symlink()


def test_a_folder_in_place_of_an_entry_stays_and_is_told(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    first = entries(project)[0]
    first.unlink()
    first.mkdir()
    code, _, err = dynaspec("render")
    assert code == 0
    assert "DS453" in err
    assert "DS454" in err


def test_a_pipe_in_place_of_the_tag_is_told(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    tag = project / ".dynaspec_cache" / "CACHEDIR.TAG"
    tag.unlink()
    os.mkfifo(tag)
    code, _, err = dynaspec("render")
    assert code == 0
    assert "warning[DS453]: cannot keep results in .dynaspec_cache: CACHEDIR.TAG in it: not a file" in err


def test_every_way_to_spoil_an_entry_is_noticed(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    whole = {path: path.read_bytes() for path in entries(project)}
    for path, data in whole.items():
        for spoiled in (data[:-1], data + b" ", data.replace(b"[", b"{"), data.partition(b"\n")[2]):
            path.write_bytes(spoiled)
            assert "DS454" in dynaspec("render", "--check")[2]
            assert path.read_bytes() == data
    for other in list(whole.values()):
        for path in whole:
            path.write_bytes(other)
        assert dynaspec("render", "--check")[0] == 0


@pytest.mark.parametrize("left", ["", "\0" * 40, cache.TAG_TEXT[:-1], cache.TAG_TEXT[:60], f"{cache.TAG_TEXT}x"])
def test_a_tag_that_was_cut_off_is_put_back(project: Path, dynaspec: Dynaspec, left: str) -> None:
    dynaspec("render")
    tag = project / cache.FOLDER / "CACHEDIR.TAG"
    tag.write_text(left)

    _, _, err = dynaspec("-v", "check")

    assert "warning[DS454]: in .dynaspec_cache a file was not as dynaspec writes them" in err
    assert recalled(err) == ["1 of 1 ", "1 of 1 "]
    assert tag.read_text() == cache.TAG_TEXT
    assert dynaspec("check") == (0, "", "")


def test_a_run_that_makes_nothing_still_keeps_the_folder_out_of_git(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    ignored = project / cache.FOLDER / ".gitignore"
    ignored.unlink()

    assert dynaspec("check") == (0, "", "")
    assert ignored.read_text() == "*\n"


def test_a_link_in_its_place(project: Path, dynaspec: Dynaspec, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / cache.FOLDER).symlink_to(elsewhere)

    code, _, err = dynaspec("check")

    assert code == 0
    assert "warning[DS453]: cannot keep results in .dynaspec_cache: it is a link" in err
    assert list(elsewhere.iterdir()) == []
    assert "DS453" not in dynaspec("check", "--select", "E")[2]


def test_a_file_in_its_place(project: Path, dynaspec: Dynaspec) -> None:
    (project / cache.FOLDER).write_text("mine")

    code, _, err = dynaspec("check")

    assert code == 0
    assert err.count("warning[DS453]: cannot keep results in .dynaspec_cache: it is not a folder") == 1
    assert (project / cache.FOLDER).read_text() == "mine"


def test_a_folder_that_takes_nothing(project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> object:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuses)

    code, _, err = dynaspec("check", "--fail-on", "warning")

    assert code == 0
    assert err.count("warning[DS453]: cannot keep results in .dynaspec_cache: read-only file system") == 1


def test_a_folder_of_another_version(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")
    tag = project / cache.FOLDER / "CACHEDIR.TAG"
    tag.write_text(tag.read_text().replace("layout 1", "layout 2"))
    before = {path: path.stat().st_mtime_ns for path in entries(project)}

    code, _, err = dynaspec("-v", "render")

    assert code == 0
    assert err.count("warning[DS455]: .dynaspec_cache was made by another version of dynaspec") == 1
    assert recalled(err) == []
    assert {path: path.stat().st_mtime_ns for path in entries(project)} == before


def test_without_a_project_nothing_is_left_behind(
    tmp_path: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lone.yaml").write_text("version: 1\ntables: {Orders: {partition_key: id, alarms: false}}\n")
    monkeypatch.chdir(tmp_path)

    assert dynaspec("check", "lone.yaml")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["lone.yaml"]


def test_no_cache_neither_reads_nor_writes(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render", "--no-cache")
    assert not (project / cache.FOLDER).exists()
    dynaspec("render")
    for path in entries(project):
        path.write_text("rubbish")
    assert dynaspec("render", "--no-cache") == (0, "", "")
    assert {path.read_text() for path in entries(project)} == {"rubbish"}


def test_what_was_not_of_use_for_longest_goes_first(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynaspec("render")
    old = set(entries(project))
    for path in old:
        os.utime(path, (1, 1))
    size = sum(path.stat().st_size for path in old)
    monkeypatch.setattr(cache, "MAX_BYTES", size + 1000)
    monkeypatch.setattr(cache, "KEPT_BYTES", size + 1000)
    monkeypatch.setattr(cache, "DUE", ALWAYS)
    # Asked for again, the entry of the project is as good as new.
    spec(project)
    dynaspec("render")

    left = set(entries(project))
    assert sum(path.stat().st_size for path in left) <= size + 1000
    assert len(left - old) == 2
    assert dynaspec("-v", "render")[2].count("1 of 1 from the cache") == 2


def opened(folder: Path) -> cache.Cache:
    found, problems = cache.open_cache(folder, shown=cache.FOLDER)
    assert found
    assert problems == []
    return found


def test_what_was_asked_for_again_stays_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "DUE", ALWAYS)
    kept = opened(tmp_path)
    for second, part in enumerate("abc"):
        kept.keep("kind", [part], part * 100)
        (new,) = (each for each in entries(tmp_path) if each.stat().st_mtime > 10)
        os.utime(new, (second, second))
    assert kept.recall("kind", ["a"], read=str) == "a" * 100
    monkeypatch.setattr(cache, "MAX_BYTES", 400)
    monkeypatch.setattr(cache, "KEPT_BYTES", 400)
    assert kept.close() == []

    assert [kept.recall("kind", [part], read=str) is None for part in "abc"] == [False, True, False]


def test_who_keeps_much_clears_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 10_000)
    monkeypatch.setattr(cache, "KEPT_BYTES", 5000)
    kept = opened(tmp_path)
    for number in range(500):
        kept.keep("kind", [str(number)], "some text")
    assert kept.close() == []

    assert sum(path.stat().st_size for path in entries(tmp_path)) <= 5000


def test_parts_that_are_one_text_are_not_one_entry(tmp_path: Path) -> None:
    kept = opened(tmp_path)
    kept.keep("kind", ["ab", "c"], "abc")
    assert kept.recall("kind", ["a", "bc"], read=str) is None
    assert kept.recall("kin", ["dab", "c"], read=str) is None
    assert kept.recall("kind", [b"ab", "c"], read=str) == "abc"


def test_what_a_run_that_was_killed_left_goes_after_a_day(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "DUE", ALWAYS)
    dynaspec("render")
    left = {hours: project / cache.FOLDER / f"new-{hours}" for hours in (23, 25)}
    for hours, path in left.items():
        path.write_text("half")
        os.utime(path, (time() - hours * 3600,) * 2)
    spec(project)
    dynaspec("render")
    assert [path.exists() for path in left.values()] == [True, False]


def test_a_wrong_spec_is_read_again_each_time(project: Path, dynaspec: Dynaspec) -> None:
    (project / "specs" / "orders.yaml").write_text("version: 1\ntables: {Orders: {partition_kei: id}}\n")
    first = dynaspec("check")
    assert first[0] == 1
    assert dynaspec("check") == first


def test_runs_at_the_same_time_do_not_mind_each_other(project: Path, dynaspec: Dynaspec) -> None:
    command = [sys.executable, "-m", "generator", "render"]
    variables = {**os.environ, "PYTHONPATH": str(Path(cache.__file__).parent.parent)}
    runs = [subprocess.Popen(command, cwd=project, env=variables, stderr=subprocess.PIPE) for _ in range(3)]
    ended = [(run.communicate()[1], run.returncode) for run in runs]

    assert [code for _, code in ended] == [0, 0, 0]
    assert not any(b"warning" in err for err, _ in ended)
    assert len(entries(project)) == 3
    assert dynaspec("render", "--check")[0] == 0


@pytest.mark.parametrize("arguments", [["render", "--check"], ["check"], ["diff"]])
def test_a_recalled_run_imports_nothing_heavy(project: Path, arguments: list[str]) -> None:
    program = (
        f"import sys, json; from generator.cli.main import run; code = run({arguments});"
        "print(json.dumps([code, sorted(set(sys.modules) & {'cfnlint', 'troposphere', 'pydantic', 'yaml', 'rich',"
        " 'multiprocessing', 'importlib.metadata'})]))"
    )
    variables = {**os.environ, "PYTHONPATH": str(Path(cache.__file__).parent.parent)}

    def told(text: str) -> list[object]:
        done = subprocess.run(
            [sys.executable, "-c", text], cwd=project, env=variables, capture_output=True, text=True, check=True
        )
        found: list[object] = json.loads(done.stdout.splitlines()[-1])
        return found

    told(program.replace(str(arguments), "['render']"))
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qma"]):
        subprocess.run(["git", *command], cwd=project, check=True)
    assert told(program) == [0, []]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (
            "a newer tzdata",
            lambda folder: (folder / "tzdata-2025.1.dist-info").rename(folder / "tzdata-2025.2.dist-info"),
        ),
        ("a newer cfn-lint", lambda folder: (folder / "cfn_lint-1.60.0.dist-info").mkdir()),
        ("our code", lambda folder: (folder / "generator" / "aws" / "limits.py").write_text("TABLES = 2\n")),
        ("our version", lambda folder: (folder / "dynaspec-0.1.0.egg-info").rename(folder / "dynaspec-0.2.0.egg-info")),
    ],
)
def test_what_is_installed_makes_another_result(
    name: str, change: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "generator"
    (package / "aws").mkdir(parents=True)
    (package / "aws" / "limits.py").write_text("TABLES = 1\n")
    for installed in ("tzdata-2025.1.dist-info", "dynaspec-0.1.0.egg-info"):
        (tmp_path / installed).mkdir()
    monkeypatch.setattr(cache, "__file__", str(package / "cache.py"))
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    before = cache.made_by.__wrapped__()
    assert before == cache.made_by.__wrapped__()

    change(tmp_path)

    assert cache.made_by.__wrapped__() not in (None, before), name


def test_another_python_makes_another_result(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache.made_by.__wrapped__()
    monkeypatch.setattr(sys, "version", "3.99.0 (main)")
    assert cache.made_by.__wrapped__() != before


@pytest.mark.parametrize(
    ("command", "stages"), [("diff", ["specs", "comparison"]), ("plan", ["specs", "comparison", "lint"])]
)
def test_the_time_of_each_stage_of_what_compares(
    project: Path, dynaspec: Dynaspec, command: str, stages: list[str]
) -> None:
    dynaspec("render")
    dynaspec(command, "--against", "templates/orders.yaml")

    _, _, err = dynaspec("-v", command, "--against", "templates/orders.yaml")

    assert re.findall(r"^(\w+): [0-9.]+ s", err, re.MULTILINE) == stages
    assert recalled(err) == ["1 of 1 "]
