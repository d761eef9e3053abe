"""What a command line comes to when its streams are refused, and when somebody presses Ctrl-C."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from generator.cli.main import COMMANDS
from tests.cli.conftest import ORDERS, Dynaspec, on_terminal

PRINTING = {
    "init": ["init"],
    "render": ["render", "-o", "-", "specs/orders.yaml"],
    "check": ["check", "--output-format", "json"],
    "diff": ["diff", "--against", "templates/orders.yaml"],
    "plan": ["plan", "--against", "templates/orders.yaml"],
    "import": ["import", "templates/orders.yaml"],
    "list": ["list"],
    "show": ["show", "Orders"],
    "explain": ["explain"],
    "docs": ["docs", "--check"],
    "graph": ["graph"],
    "diagnose": ["diagnose", "--policy"],
    "schema": ["schema"],
    "completion": ["completion", "zsh"],
    "help": ["--help"],
    "version": ["--version"],
}


class Refusing(io.RawIOBase):
    """A stream of which every write fails."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def writable(self) -> bool:
        return True

    def write(self, text: Any) -> int:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (errno.ENOSPC, 2, "error[DS511]: the system refused: no space left on device\n\n1 error\n"),
        (errno.EPIPE, 141, ""),
        (None, 2, "error[DS511]: the system refused: bad file descriptor\n\n1 error\n"),
    ],
)
def test_what_cannot_be_printed_is_no_success_and_no_bug(
    number: int | None, code: int, said: str, project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PRINTING.keys() >= COMMANDS.keys()
    (project / ".pre-commit-config.yaml").write_text("repos: []\n")
    dynaspec("render")
    for command in PRINTING.values():
        with monkeypatch.context() as patch:
            patch.setattr(
                sys,
                "stdout",
                io.TextIOWrapper(cast(BinaryIO, Refusing(number)), write_through=True) if number else None,
            )
            ended = dynaspec(*command)
            # What stands in for a closed one.
            sys.stdout.close()
        assert (ended.code, ended.err) == (code, said), command


def test_without_standard_error_the_exit_code_tells(
    project: Path, dynaspec: Dynaspec, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text, code in ((ORDERS, 0), (ORDERS + "    stream: NEW\n", 1)):
        (project / "specs" / "orders.yaml").write_text(text)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", None)
            assert dynaspec("check", "-v").code == code
            sys.stderr.close()


# Tells the moment from which Ctrl-C is ours to answer; before it Python itself is starting.
PROGRAM = """\
import sys
from generator.__main__ import main
began = lambda event, of: event == "import" and of[0] == "generator.cli.main" and print("began", flush=True)
sys.addaudithook(began)
main()
"""


def test_ctrl_c_ends_it_at_any_moment_with_nothing_half_written(project: Path) -> None:
    for number in range(4):
        (project / "specs" / f"orders{number}.yaml").write_text(ORDERS)
    before = {path for path in project.rglob("*") if path.is_file()}
    command = [sys.executable, "-c", PROGRAM, "render", "--no-cache", "-j", "2"]
    codes = []
    for tenths in (0, 0.5, 1, 2, 3, 4, 6, 8):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(tenths / 10)
            os.killpg(process.pid, signal.SIGINT)
            _, err = process.communicate()
        codes.append(process.returncode)
        written = {path for path in project.rglob("*") if path.is_file()} - before
        assert err.strip() in ("", "interrupted")
        assert len(written) in (0, 5)
    assert set(codes[:3]) == {130}
    # While it ends, Python lets the signal end it.
    assert set(codes) <= {130, -signal.SIGINT, 0}


def test_a_command_that_may_be_meant(dynaspec: Dynaspec) -> None:
    assert dynaspec("chekc")[0] == 2
    assert dynaspec("chekc")[2].endswith("Error: No such command 'chekc'. Did you mean check?\n")
    assert dynaspec("xyzzy")[2].endswith("Error: No such command 'xyzzy'.\n")


def test_ctrl_c_while_the_program_is_imported_is_no_traceback() -> None:
    program = "import signal, sys; import generator.__main__ as program;"
    # The import that comes next is interrupted.
    program += "sys.meta_path.insert(0, type('Finder', (), {'find_spec': lambda *_: signal.raise_signal(2)})());"
    done = subprocess.run(
        [sys.executable, "-c", f"{program} program.main()"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


NARROW_CHECK = """\
error[DS112]: 'NEW' is not a
    stream view type
 --> specs/orders.yaml:6:13  (tables.Orders.stream)
  |
6 |     stream: NEW
  |             ^^^ expected KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES
  = help: write stream:
          NEW_AND_OLD_IMAGES,
          for example

1 error in 1 file
more: dynaspec explain DS112
"""
NARROW_DIFF = """\
templates/orders.yaml against
templates/orders.yaml

replaced[DS611]: the key
    schema of a table changes
 --> specs/orders.yaml:4:5  (tables.Orders.partition_key)
  |
4 |     partition_key: customer
  |     ^^^^^^^^^^^^^
  = Orders
    (AWS::DynamoDB::Table)
    KeySchema:
    [{AttributeName:
    customer_id, KeyType:
    HASH}] -> [{AttributeName:
    customer, KeyType: HASH}]
  = the old one is left
    behind, out of the stack
"""
NARROW_HELP = """\
Options:
  -e, --environment NAME
          Environment, of
          those that specs
          have; may be given
"""
NARROW_SHOW = """\
    system_errors: {threshold:
        0, statistic: Sum,
        period: 60,
        evaluation_periods:
        15,
        datapoints_to_alarm:
        5}
      from built-in
"""


def test_on_a_narrow_terminal_words_go_on_in_the_next_line(project: Path, dynaspec: Dynaspec) -> None:
    dynaspec("render")

    def told(*arguments: str, code: int = 0) -> str:
        return "\n".join(on_terminal(30, *arguments, code=code, NO_COLOR="1")) + "\n"

    assert NARROW_HELP in told("check", "--help")
    assert told("show", "Orders").endswith(NARROW_SHOW)
    (project / "specs" / "orders.yaml").write_text(ORDERS.replace("customer_id", "customer"))
    assert told("diff", "--against", "templates/orders.yaml").startswith(NARROW_DIFF)
    (project / "specs" / "orders.yaml").write_text(ORDERS + "    stream: NEW\n")
    assert told("check", code=1) == NARROW_CHECK
