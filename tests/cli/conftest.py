"""A project in an empty folder, and the command line run in it."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli.main import run


class Ended(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


Dynaspec = Callable[..., Ended]

ORDERS = """\
version: 1
tables:
  Orders:
    partition_key: customer_id
    alarms: {alarm_actions: []}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a project with one spec, which is the working directory."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "orders.yaml").write_text(ORDERS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dynaspec(capsys: pytest.CaptureFixture[str]) -> Dynaspec:
    """Runs a command line in this process."""

    def ended(*arguments: str) -> Ended:
        capsys.readouterr()
        code = run(arguments)
        return Ended(code, *capsys.readouterr())

    return ended


def on_terminal(columns: int, *arguments: str, code: int = 0, **environment: str) -> list[str]:
    """The lines that a command prints to a terminal of so many columns before it ends with this code."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    inherited = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    env = {**inherited, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", **environment}
    with subprocess.Popen(
        [sys.executable, "-m", "generator", *arguments], env=env, stdout=theirs, stderr=theirs
    ) as run:
        os.close(theirs)
        read = b""
        # A terminal whose other end is closed ends in an error, not in nothing.
        try:
            while chunk := os.read(ours, 65536):
                read += chunk
        except OSError:
            pass
        finally:
            os.close(ours)
    assert run.returncode == code
    return read.decode().splitlines()
