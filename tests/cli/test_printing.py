"""What is printed on a terminal, as wide as that is."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from contextlib import suppress

from tests.cli.conftest import Dynaspec


def on_terminal(*arguments: str, columns: int) -> str:
    """What a command line prints on a terminal that is so wide."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
    printed = b""
    with subprocess.Popen([sys.executable, "-m", "generator", *arguments], stdout=its, env=environment):
        os.close(its)
        # Its end is an error to Linux.
        with suppress(OSError):
            while part := os.read(ours, 65536):
                printed += part
    os.close(ours)
    return printed.decode().replace("\r\n", "\n")


def test_on_a_narrow_terminal_paragraphs_are_wrapped_and_examples_are_not() -> None:
    assert (
        on_terminal("explain", "DS265", columns=50)
        == """\
DS265 (warning): alarms that notify nobody

An alarm without actions changes its colour in a
console that nobody looks at. Write the topic that
pages you, for all tables under `defaults`. Where
that is meant, `alarm_actions: []` says so.

Source: Amazon CloudWatch User Guide, Using Amazon
CloudWatch alarms.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html

This has it:

    version: 1
    tables:
      Orders:
        partition_key: customer_id
        stream: NEW_IMAGE

This does not:

    version: 1
    parameters:
      AlarmTopicArn: {type: String}
    tables:
      Orders:
        partition_key: customer_id
        stream: NEW_IMAGE
        alarms: {alarm_actions: ["${AlarmTopicArn}"]}
"""
    )


def test_on_a_terminal_a_list_goes_on_below_its_words() -> None:
    assert "\n3. have a function, and nothing else,\n   write each change of the stream\n" in on_terminal(
        "explain", "DS611", columns=38
    )


def test_on_a_wide_terminal_lines_are_not_too_long_to_read(dynaspec: Dynaspec) -> None:
    wide = on_terminal("explain", "DS657", columns=380)

    assert max(map(len, wide.splitlines())) <= 100
    assert wide.split() == dynaspec("explain", "DS657").out.split()
