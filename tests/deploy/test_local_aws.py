"""The site's round trip on a local AWS: each of its commands, with the output that stands there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "site" / "local-aws.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A command, continued where a line ends in a backslash, and its output.
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
MARK = "-- next --"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the one spec, in which the commands run."""
    (tmp_path / "specs").mkdir()
    shutil.copy(ROOT / "specs" / "orders.yaml", tmp_path / "specs")
    return tmp_path


@pytest.fixture
def exports() -> Iterator[str]:
    """What the local AWS prints when it is started on a free port, while it runs."""
    # The parts of the environment that would lead to another AWS stay behind.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    command = [sys.executable, "-m", "tests.standin"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**environment, "LOCAL_AWS_PORT": "0"}, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout
            yield "".join(running.stdout.readline() for _ in range(4))
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=30) == 130
        finally:
            running.kill()


def test_the_round_trip(project: Path, exports: str) -> None:
    (start,), commands = (COMMAND.findall(block) for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")))

    assert start == ("make local-aws", re.sub(r":\d+$", ":4566", exports, count=1, flags=re.MULTILINE))
    script = f"\necho '{MARK}'\n".join([exports, *(command for command, _ in commands)])
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {"PATH": path, "HOME": str(project), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["bash", "-euc", script], cwd=project, env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert ran.returncode == 0, ran.stderr
    _, *outputs = ran.stdout.split(f"{MARK}\n")
    # A command that shows no output on the page may say what it likes.
    shown = {command: output for command, output in commands if output}
    assert {command: each for (command, output), each in zip(commands, outputs, strict=True) if output} == shown
    assert len(shown) == 2


def test_make_local_aws_starts_it() -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "local-aws"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert planned.stdout.splitlines()[-1] == ".venv/bin/python -m tests.standin"


def test_a_port_that_is_taken(exports: str) -> None:
    taken = re.findall(r":(\d+)$", exports, re.MULTILINE)[0]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.standin"],
        cwd=ROOT,
        env={**os.environ, "LOCAL_AWS_PORT": taken},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (
        2,
        f"port {taken}: Address already in use; LOCAL_AWS_PORT chooses another\n",
    )
