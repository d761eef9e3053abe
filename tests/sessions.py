"""What a page shows of a terminal, typed again: commands, and what they print."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from generator.cli.main import run

__all__ = ["LIVE", "SESSION", "Typed", "typed"]

# The codes whose sessions need AWS; tests/deploy/test_explained.py has them.
LIVE = frozenset(
    {
        "DS569",
        "DS686",
        "DS687",
        "DS688",
        "DS689",
        *(f"DS{number}" for number in range(701, 719) if number not in (708, 709)),
    }
)

SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A command up to what it prints; one that hands lines over ends with the last of them.
COMMAND = re.compile(r"^\$ (.*<<'(\w+)'.*\n(?:.*\n)*?\2\n|.*\n)((?:(?!\$ ).*\n)*)", re.MULTILINE)
# Behind a command whose product is left out.
NOWHERE = " > /dev/null"
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
        line = words.removesuffix(NOWHERE)
        if line.startswith("dynaspec ") and not OF_SHELLS.search(line):
            yield Typed(words, shown, *here(shlex.split(line)[1:], is_heard=line == words))
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


def here(arguments: list[str], *, is_heard: bool) -> tuple[str, int]:
    """What a command line of ours prints on both streams, or unless `is_heard` on standard error, and its code."""
    stream = text_stream()
    folder = Path.cwd()
    with redirect_stdout(stream if is_heard else text_stream()), redirect_stderr(stream):
        code = run(arguments)
    # A command line may begin with -C.
    os.chdir(folder)
    return stream.buffer.getvalue().decode(), code


def text_stream() -> io.TextIOWrapper[io.BytesIO]:
    """A stream of text whose bytes can be asked for."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
