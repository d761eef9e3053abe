"""What happens to the files of the templates folder: all of it or nothing, and never to a file that is not ours."""

from __future__ import annotations

import errno
import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from generator.errors import UsageError
from generator.template.orphans import Orphan, orphans, remove
from generator.template.render import render
from generator.template.write import Output, compare, unified, write


def text(name: str, *, source: str = "specs/orders.yaml") -> str:
    return render({"Description": name, "Resources": {}}, source=source, form="yaml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def folder(root: Path) -> Path:
    folder = root / "templates"
    folder.mkdir()
    return folder


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def put(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    return path


def held(folder: Path) -> dict[str, str]:
    """Every file below the folder with its text; a folder without files by its name alone."""
    return {
        path.relative_to(folder).as_posix(): "" if path.is_dir() else path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file() or not any(path.iterdir())
    }


def messages(error: pytest.ExceptionInfo[BaseException]) -> list[str]:
    assert isinstance(error.value, UsageError)
    return [f"{problem.code} {problem.message}" for problem in error.value.problems]


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (None, "new"),
        (text("new"), "unchanged"),
        (text("new").replace("\n", "\r\n"), "unchanged"),
        (text("old"), "stale"),
        (text("old").replace("\n", "\r\n"), "stale"),
        (text("new") + "# a note\n", "edited"),
        ("Resources: {}\n", "foreign"),
        ("", "foreign"),
    ],
)
def test_an_output_is_compared_with_its_file(root: Path, folder: Path, content: str | None, state: str) -> None:
    path = folder / "orders.yaml"
    if content is not None:
        put(path, content)
    comparison = compare(Output(path, text("new")), root=root)
    assert (comparison.state, comparison.text) == (state, content)


def test_a_file_of_ours_with_a_broken_character_was_edited_and_a_binary_one_is_foreign(
    root: Path, folder: Path
) -> None:
    path = folder / "orders.yaml"
    path.write_bytes(text("grüße").encode("latin-1"))
    assert compare(Output(path, text("grüße")), root=root).state == "edited"
    path.write_bytes(b"\x00\xff\xfe")
    assert compare(Output(path, text("grüße")), root=root).state == "foreign"


def test_new_stale_and_edited_files_are_written_and_folders_made(root: Path, folder: Path) -> None:
    stale = put(folder / "stale.yaml", text("old"))
    edited = put(folder / "edited.yaml", text("new") + "# a note\n")
    paths = [stale, edited, folder / "live" / "eu" / "new.yaml"]
    assert [change.state for change in write([Output(path, text("new")) for path in paths], folder, root=root)] == [
        "stale",
        "edited",
        "new",
    ]
    assert held(folder) == dict.fromkeys(["edited.yaml", "live/eu/new.yaml", "stale.yaml"], text("new"))


@pytest.mark.parametrize("content", [text("same"), text("same").replace("\n", "\r\n")])
def test_a_file_that_holds_its_text_is_not_touched(root: Path, folder: Path, content: str) -> None:
    path = put(folder / "orders.yaml", content)
    os.utime(path, ns=(10**18, 10**18))
    before = path.stat()
    write([Output(path, text("same"))], folder, root=root)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (10**18, before.st_ino)
    assert path.read_bytes().decode() == content


def test_what_a_run_that_was_killed_left_goes_after_an_hour(root: Path, folder: Path) -> None:
    output = Output(folder / "orders.yaml", text("a"))
    write([output], folder, root=root)
    left = {minutes: folder / f".dynaspec-{minutes:016x}.tmp" for minutes in (50, 70)}
    kept = folder / ".dynaspec-notes.tmp"
    for minutes, path in {**left, 90: kept}.items():
        path.write_text("half")
        os.utime(path, (time() - minutes * 60,) * 2)
    write([output], folder, root=root)

    assert sorted(folder.iterdir()) == sorted([output.path, left[50], kept])


@pytest.mark.usefixtures("umask")
def test_a_file_keeps_its_mode_and_a_new_one_gets_the_usual_one(root: Path, folder: Path) -> None:
    old = put(folder / "old.yaml", text("old"))
    old.chmod(0o604)
    write([Output(old, text("new")), Output(folder / "new.yaml", text("new"))], folder, root=root)
    assert stat.S_IMODE(old.stat().st_mode) == 0o604
    assert stat.S_IMODE((folder / "new.yaml").stat().st_mode) == 0o640


def test_foreign_files_are_all_named_and_nothing_is_written(root: Path, folder: Path) -> None:
    put(folder / "a.yaml", "mine\n")
    put(folder / "live" / "b.yaml", "mine\n")
    before = held(folder)
    with pytest.raises(UsageError) as error:
        write(
            [Output(folder / name, text("new")) for name in ("a.yaml", "new/c.yaml", "live/b.yaml")], folder, root=root
        )
    assert messages(error) == [
        "DS403 templates/a.yaml exists and was not rendered by dynaspec",
        "DS403 templates/live/b.yaml exists and was not rendered by dynaspec",
    ]
    assert held(folder) == before


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Lets no file grow beyond 100,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
def test_a_disk_that_is_full_leaves_everything_as_it_was(root: Path, folder: Path) -> None:
    old = put(folder / "a.yaml", text("old"))
    os.utime(old, ns=(10**18, 10**18))
    before = held(folder)
    outputs = [Output(folder / name, text("new")) for name in ("a.yaml", "b.yaml", "new/c.yaml")]
    with pytest.raises(UsageError) as error:
        write([*outputs, Output(folder / "new/deep/d.yaml", text("new" * 50_000))], folder, root=root)
    assert messages(error) == ["DS402 cannot write templates/new/deep/d.yaml: file too large"]
    assert held(folder) == before
    assert old.stat().st_mtime_ns == 10**18


@pytest.mark.parametrize("interruption", [PermissionError(errno.EACCES, "Permission denied"), KeyboardInterrupt()])
def test_files_that_were_replaced_already_are_put_back(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    old = put(folder / "a.yaml", text("old"))
    os.utime(old, ns=(10**18, 10**18))
    before = held(folder)
    replace = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        if target.name == "c.yaml":
            raise interruption
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises((UsageError, KeyboardInterrupt)) as error:
        write([Output(folder / name, text("new")) for name in ("a.yaml", "new/b.yaml", "c.yaml")], folder, root=root)
    assert isinstance(error.value, KeyboardInterrupt) or messages(error) == [
        "DS402 cannot write templates/c.yaml: permission denied"
    ]
    assert held(folder) == before
    assert old.stat().st_mtime_ns == 10**18


def test_a_folder_or_a_file_in_the_way_is_a_problem_and_not_a_traceback(root: Path, folder: Path) -> None:
    (folder / "a.yaml").mkdir()
    put(folder / "b", "a file\n")
    for name, message in {
        "a.yaml": "DS401 cannot read templates/a.yaml: not a file",
        "b/c.yaml": "DS401 cannot read templates/b/c.yaml: not a directory",
    }.items():
        with pytest.raises(UsageError) as error:
            write([Output(folder / "new.yaml", text("new")), Output(folder / name, text("new"))], folder, root=root)
        assert messages(error) == [message]
    assert held(folder) == {"a.yaml": "", "b": "a file\n"}


def test_a_link_is_not_ours_and_neither_is_what_it_leads_to(root: Path, folder: Path) -> None:
    elsewhere = put(root / "elsewhere.yaml", text("old"))
    (folder / "a.yaml").symlink_to(elsewhere)
    (folder / "b.yaml").symlink_to(root / "nowhere.yaml")
    with pytest.raises(UsageError) as error:
        write([Output(folder / name, text("new")) for name in ("a.yaml", "b.yaml", "c.yaml")], folder, root=root)
    assert [problem.code for problem in error.value.problems] == ["DS403", "DS403"]
    assert [path.is_symlink() for path in sorted(folder.iterdir())] == [True, True]
    assert elsewhere.read_text() == text("old")


def test_a_folder_that_leads_elsewhere_is_refused(root: Path, folder: Path) -> None:
    (root / "elsewhere").mkdir()
    (folder / "live").symlink_to(root / "elsewhere")
    (folder / "round").symlink_to(folder / "round")
    outputs = [Output(folder / name, text("new")) for name in ("live/a.yaml", "../b.yaml", "ok.yaml")]
    with pytest.raises(UsageError) as error:
        write(outputs, folder, root=root)
    assert messages(error) == [
        "DS404 templates/live/a.yaml stands outside of the folder templates",
        "DS404 templates/../b.yaml stands outside of the folder templates",
    ]
    with pytest.raises(UsageError):
        write([Output(folder / "round" / "a.yaml", text("new"))], folder, root=root)
    assert not (folder / "ok.yaml").exists()


def test_the_templates_folder_may_itself_be_a_link(root: Path, folder: Path) -> None:
    (root / "link").symlink_to(folder)
    write([Output(root / "link" / "a.yaml", text("new"))], root / "link", root=root)
    assert held(folder) == {"a.yaml": text("new")}


def test_templates_without_a_spec_are_found_and_the_unedited_ones_removed(root: Path, folder: Path) -> None:
    kept = put(folder / "kept.yaml", text("x", source="specs/renamed.yaml"))
    gone = put(folder / "live" / "gone.yml", text("x", source="specs/gone.yaml"))
    moved = put(folder / "live" / "kept.yaml", text("x", source="specs/kept.yaml"))
    edited = put(folder / "test" / "gone.json", text("x", source="specs/gone.yaml") + "# a note\n")
    put(folder / "foreign.yaml", "Resources: {}\n")
    put(folder / "notes.txt", text("x", source="specs/gone.yaml"))
    put(root / "elsewhere" / "gone.yaml", text("x", source="specs/gone.yaml"))
    (folder / "linked").symlink_to(root / "elsewhere")
    (folder / "linked.yaml").symlink_to(root / "elsewhere" / "gone.yaml")

    stray = orphans(folder, root=root, outputs={kept})
    assert stray == [
        Orphan(gone, "specs/gone.yaml", edited=False),
        Orphan(moved, "specs/kept.yaml", edited=False),
        Orphan(edited, "specs/gone.yaml", edited=True),
    ]
    assert remove(stray, folder, root=root) == [gone, moved]
    assert sorted(path.name for path in folder.iterdir()) == [
        "foreign.yaml",
        "kept.yaml",
        "linked",
        "linked.yaml",
        "notes.txt",
        "test",
    ]
    assert edited.exists()


def test_a_templates_folder_that_does_not_exist_has_no_orphans(root: Path) -> None:
    assert orphans(root / "templates", root=root, outputs=()) == []


def test_an_orphan_that_cannot_be_removed_is_a_problem(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [put(folder / name, text("x")) for name in ("a.yaml", "b.yaml")]
    stray = orphans(folder, root=root, outputs=())
    unlinked = Path.unlink

    def refused(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "a.yaml":
            raise PermissionError(errno.EACCES, "Permission denied")
        unlinked(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(UsageError) as error:
        remove(stray, folder, root=root)
    assert messages(error) == ["DS405 cannot remove templates/a.yaml: permission denied"]
    assert [path.exists() for path in paths] == [True, False]


def test_a_difference_reads_as_gits_does() -> None:
    assert unified("a\nb\r\nc\n", "a\nB\nc", name="templates/x.yaml") == (
        "--- a/templates/x.yaml\n"
        "+++ b/templates/x.yaml\n"
        "@@ -1,3 +1,3 @@\n"
        " a\n"
        "-b\n"
        "-c\n"
        "+B\n"
        "+c\n"
        "\\ No newline at end of file\n"
    )
    assert unified(None, "a\u2028b\n", name="x") == "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\u2028b\n"
    assert unified("a\n", None, name="x") == "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
    assert unified("same\n", "same\r\n", name="x") == ""


@pytest.mark.parametrize(("old", "new"), [("a\nb\n", "a\nc"), ("a\nb", "a\nc\n"), ("a", "b"), (None, "a"), ("a", None)])
def test_git_applies_a_difference(tmp_path: Path, old: str | None, new: str | None) -> None:
    path = tmp_path / "x.yaml"
    if old is not None:
        put(path, old)
    patch = unified(old, new, name="x.yaml").encode()
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch, check=True)
    assert (path.read_bytes().decode() if path.exists() else None) == new
