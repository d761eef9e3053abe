"""A project in an empty folder, and the command line run in it."""

from __future__ import annotations

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
