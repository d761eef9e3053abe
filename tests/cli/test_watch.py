"""`dynaspec render --watch`, as a process."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import ORDERS, Dynaspec

PATIENCE = 60


class Watched:
    """A watching process and what it has said."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.told = folder / "told.txt"
        command = [sys.executable, "-m", "generator", *options, "render", "--watch"]
        with self.told.open("w") as told:
            self.process = subprocess.Popen(command, cwd=folder, stderr=told)

    def until(self, done: Callable[[], bool]) -> float:
        """The seconds until it is done."""
        start = time.monotonic()
        while not done():
            assert self.process.poll() is None, self.told.read_text()
            assert time.monotonic() < start + PATIENCE, self.told.read_text()
            time.sleep(0.02)
        return time.monotonic() - start

    def says(self, text: str, *, times: int = 1) -> float:
        """The seconds until it has said a text so often."""
        return self.until(lambda: self.told.read_text().count(text) >= times)


@pytest.fixture
def watched(project: Path) -> Iterator[Watched]:
    """A process that watches the project and has rendered it once."""
    with watching(project, "-v") as found:
        found.says("watching")
        yield found


@contextmanager
def watching(folder: Path, *options: str) -> Iterator[Watched]:
    """A process that watches a folder, for as long as it is needed."""
    found = Watched(folder, *options)
    try:
        yield found
    finally:
        found.process.kill()
        found.process.wait()


def test_a_save_is_rendered_and_errors_come_and_go(watched: Watched, project: Path) -> None:
    spec, template = project / "specs" / "orders.yaml", project / "templates" / "orders.yaml"
    other = project / "specs" / "carts.yaml"

    spec.write_text(ORDERS + "    stream: KEYS_ONLY\n")
    watched.until(lambda: "StreamViewType: KEYS_ONLY" in template.read_text())

    spec.write_text(ORDERS + "    stream: KEYS\n")
    watched.says("error[DS112]: 'KEYS' is not a stream view type")
    assert "StreamViewType: KEYS_ONLY" in template.read_text()

    # An error in one spec keeps no other from its template.
    other.write_text(ORDERS.replace("Orders", "Carts"))
    watched.says("still wrong: specs/orders.yaml")
    assert (project / "templates" / "carts.yaml").exists()

    spec.write_text(ORDERS)
    watched.until(lambda: "Stream" not in template.read_text())

    (project / "dynaspec.yaml").write_text("tags: {team: shop")
    watched.says("error[DS002]")
    (project / "dynaspec.yaml").write_text("tags: {team: shop}")
    watched.says("right again: dynaspec.yaml\nwatching;")
    assert all("Value: shop" in (project / "templates" / name).read_text() for name in ("orders.yaml", "carts.yaml"))

    # What somebody removed, or moved away with its folder, comes back.
    times = watched.told.read_text().count("watching;")
    template.unlink()
    watched.says("watching;", times=times + 1)
    assert template.exists()
    (project / "templates").rename(project / "away")
    watched.until(lambda: template.exists() and (project / "templates" / "carts.yaml").exists())

    other.unlink()
    watched.until(lambda: not (project / "templates" / "carts.yaml").exists())

    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(PATIENCE) == 130
    assert watched.told.read_text().endswith("interrupted\n")
    assert "Traceback" not in watched.told.read_text()


def test_off_a_terminal_it_says_only_what_is_wrong_and_what_is_so_no_more(project: Path) -> None:
    spec = project / "specs" / "orders.yaml"
    with watching(project) as watched:
        watched.until((project / "templates" / "orders.yaml").exists)
        spec.write_text(ORDERS + "    stream: KEYS\n")
        watched.says("1 error in 1 file")
        # As editors do that write beside a file and then put it in its place.
        (project / "specs" / ".orders.yaml.swp").write_text(ORDERS)
        (project / "specs" / ".orders.yaml.swp").rename(spec)
        watched.says("right again: specs/orders.yaml\n")
        told = watched.told.read_text()
        (project / "dynaspec.yaml").write_text("tags: {team: shop")
        watched.says("error[DS002]")
        (project / "dynaspec.yaml").write_text("tags: {team: shop}")
        watched.says("right again: dynaspec.yaml\n")

    assert told.startswith("error[DS112]")
    assert told.count("\n\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--check"], ["--diff"], ["--staged"], ["-o", "-"]),
        *(["--output-format", "json"], ["--output-format", "github"], ["--output-file", "findings.txt"]),
    ],
)
def test_what_has_nothing_to_watch_is_refused(arguments: list[str], project: Path, dynaspec: Dynaspec) -> None:
    ended = dynaspec("render", "--watch", *arguments)

    assert (ended.code, "DS510" in ended.out + ended.err) == (2, True)
