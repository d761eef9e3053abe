"""What a command line comes to when its streams are refused, and when somebody presses Ctrl-C."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
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


def test_names_that_are_no_utf_8_are_printed(project: Path, dynaspec: Dynaspec) -> None:
    # As Python reads such a name from a command line.
    name = os.fsdecode(b"\xff")
    assert dynaspec("show", name) == (
        2,
        "",
        "error[DS521]: there is no table or spec '\\udcff'\n  = help: dynaspec list has all of them\n\n1 error\n",
    )
    assert ":stack/\\udcff/" in dynaspec("diagnose", "--policy", name).out
    assert "\n+++ b/\\udcff/README.md\n" in dynaspec("docs", "-o", name, "--check").out


# Tells the moment from which Ctrl-C is ours to answer; before it Python itself is starting.
PROGRAM = """\
import sys
from generator.__main__ import main
began = lambda event, of: event == "import" and of[0] == "generator.cli.main" and print("began", flush=True)
sys.addaudithook(began)
main()
"""


@pytest.mark.parametrize(
    ("number", "tenths"),
    [(signal.SIGINT, (0, 0.5, 1, 2, 3, 4, 6, 8)), (signal.SIGTERM, (2, 4, 6)), (signal.SIGHUP, (3,))],
)
def test_a_signal_ends_it_at_any_moment_with_nothing_half_written(
    number: signal.Signals, tenths: Sequence[float], project: Path
) -> None:
    for spec in range(4):
        (project / "specs" / f"orders{spec}.yaml").write_text(ORDERS)
    before = {path for path in project.rglob("*") if path.is_file()}
    command = [sys.executable, "-c", PROGRAM, "render", "--no-cache", "-j", "2"]
    codes = []
    for each in tenths:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(each / 10)
            os.killpg(process.pid, number)
            _, err = process.communicate()
        codes.append(process.returncode)
        written = {path for path in project.rglob("*") if path.is_file()} - before
        assert err.strip() in (("", "interrupted") if number == signal.SIGINT else ("",))
        assert len(written) in (0, 5)
    if number == signal.SIGINT:
        assert set(codes[:3]) == {130}
    # While it ends, Python lets the signal end it.
    assert set(codes) <= {128 + number, -number, 0}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("chekc", "No such command 'chekc'. Did you mean dynaspec check?"),
        ("xyzzy", "No such command 'xyzzy'."),
        ("lint", "No such command 'lint'. Did you mean dynaspec check?"),
        ("synth", "No such command 'synth'. Did you mean dynaspec render?"),
        ("help diff", "No such command 'help'. Did you mean dynaspec diff --help?"),
        (
            "deploy",
            "No such command 'deploy'. dynaspec deploys nothing: dynaspec render, and then aws cloudformation deploy.",
        ),
        ("-V", "No such option '-V'. Did you mean dynaspec --version?"),
        ("check --verison", "No such option '--verison'. Did you mean dynaspec --version?"),
        ("-v", "Missing command. Did you mean dynaspec --version?"),
        ("-q", "Missing command."),
        ("check --chekc", "No such option '--chekc'."),
        ("render --chekc", "No such option '--chekc'. Did you mean --check?"),
        ("render -C shop", "No such option '-C'. It stands before the command: dynaspec -C DIR render."),
        ("list --config=a", "No such option '--config'. It stands before the command: dynaspec --config FILE list."),
        ("render --env prod", "No such option '--env'. Did you mean --environment?"),
        ("render --dry-run", "No such option '--dry-run'. Did you mean --diff or --check?"),
        ("list --json", "No such option '--json'. Did you mean --format json?"),
        ("graph --json", "No such option '--json'."),
        ("check --no-color", "No such option '--no-color'. Did you mean --color never?"),
    ],
)
def test_what_is_not_there_leads_to_what_is(typed: str, told: str, dynaspec: Dynaspec) -> None:
    code, out, err = dynaspec(*typed.split())
    assert (code, out, err.splitlines()[-1]) == (2, "", f"Error: {told}")


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
 --> specs/orders.yaml:6:13
     (tables.Orders.stream)
  |
6 |     stream: NEW
  |             ^^^ expected
  |       KEYS_ONLY,
  |       NEW_IMAGE, OLD_IMAGE
  |       or
  |       NEW_AND_OLD_IMAGES
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
 --> specs/orders.yaml:4:5
 (tables.Orders.partition_key)
  |
4 |     partition_key: cust...
  |     ^^^^^^^^^^^^^
  = Orders
    (AWS::DynamoDB::Table)
    KeySchema:
    [{AttributeName:
    customer_id,
    KeyType: HASH}] ->
    [{AttributeName: customer,
    KeyType: HASH}]
  = the old one is left
    behind, out of the stack
"""
NARROW_HELP = """\
      that specs have; may
      be given several
      times.  [default: all]
  --staged
      For a hook: check the
      specs as a commit
      would have them.
  --output-format [auto|
  full|concise|github|
  json|junit|sarif]
      Form of findings. auto
      is full; in GitHub
"""
NARROW_MISTAKE = """\
Usage: dynaspec check
    [OPTIONS] [SPEC]...
Try 'dynaspec check --help'
for help.

Error: No such option
       '--ignroe'. Did you
       mean --ignore?
"""
NARROW_SHOW = """\
    system_errors:
        {threshold: 0,
        statistic: Sum,
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
    assert told("check", "--ignroe", code=2) == NARROW_MISTAKE
    assert told("show", "Orders").endswith(NARROW_SHOW)
    (project / "specs" / "orders.yaml").write_text(ORDERS.replace("customer_id", "customer"))
    assert told("diff", "--against", "templates/orders.yaml").startswith(NARROW_DIFF)
    (project / "specs" / "orders.yaml").write_text(ORDERS + "    stream: NEW\n")
    assert told("check", code=1) == NARROW_CHECK
