"""What a page shows of a terminal, typed again: commands, and what they print."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

from generator.cli.main import run

__all__ = ["SESSION", "Typed", "typed"]

SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A command up to what it prints; one that hands lines over ends with the last of them.
COMMAND = re.compile(r"^\$ (.*<<'(\w+)'.*\n(?:.*\n)*?\2\n|.*\n)((?:(?!\$ ).*\n)*)", re.MULTILINE)
# What only a shell understands.
OF_SHELLS = re.compile(r"[|<>&;*$]")


class Typed(NamedTuple):
    """A command of a page, what the page says that it prints, what it printed, and the code that it ended with."""

    command: str
    shown: str
    printed: str
    code: int


def typed(session: str, environment: Mapping[str, str]) -> Iterator[Typed]:
    """Runs each command of a session in the working directory; ours in this process, unless they need a shell."""
    for command, _, shown in COMMAND.findall(session):
        words = command.rstrip("\n")
        if words.startswith("dynaspec ") and not OF_SHELLS.search(words):
            yield Typed(words, shown, *here(shlex.split(words)[1:]))
        else:
            ended = subprocess.run(
                ["bash", "-c", command],
                env={**environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=60,
                check=False,
            )
            yield Typed(words, shown, ended.stdout, ended.returncode)


def here(arguments: list[str]) -> tuple[str, int]:
    """What a command line of ours prints on both streams, and its code."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(stream), redirect_stderr(stream):
        code = run(arguments)
    return stream.buffer.getvalue().decode(), code
