"""A command line to what it took: wall time, CPU time and peak memory of all its processes, and its own words on it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, thread_time
from typing import NamedTuple

__all__ = ["Taken", "run"]

# The kernel counts every page of a process for a look at its memory, which takes time from what is measured: of one
# processor at most a fiftieth, and so no more of what has several processes than of what has one.
SECONDS_BETWEEN_LOOKS = 0.03
TIMES_A_LOOK = 50
STAGE = re.compile(r"^\w+: [0-9.]+ s.*$", re.MULTILINE)
FAILED = 2


class Taken(NamedTuple):
    """Seconds of wall time and of CPU, bytes of proportional set size at the peak (0 where /proc tells none)."""

    wall: float
    cpu: float
    memory: float
    stages: tuple[str, ...] = ()

    def __add__(self, other: object) -> Taken:
        """One after the other."""
        assert isinstance(other, Taken)
        return Taken(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


def run(command: Sequence[str], folder: Path, *, findings: bool = False) -> Taken:
    """Runs a command that must succeed, or may have `findings` and no other trouble."""
    with tempfile.TemporaryFile() as err:
        start = perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=err)
        memory: list[int] = [0]
        looking = threading.Thread(target=look, args=(process.pid, memory))
        looking.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        looking.join()
        err.seek(0)
        said = err.read().decode("utf-8", "replace")
    if process.returncode and not (findings and process.returncode >= FAILED):
        raise SystemExit(f"{' '.join(command[:3])} ended with {process.returncode}\n{said[-2000:]}")
    return Taken(wall, usage.ru_utime + usage.ru_stime, max(memory), tuple(STAGE.findall(said)))


def look(pid: int, peak: list[int]) -> None:
    """Keeps the most memory that a process and those below it have, until it ends."""
    waiting = threading.Event()
    while Path(f"/proc/{pid}/smaps_rollup").exists():
        began = thread_time()
        with suppress(OSError, ValueError):
            peak[0] = max(peak[0], sum(map(proportional, family(pid))))
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        waiting.wait(max(SECONDS_BETWEEN_LOOKS, TIMES_A_LOOK * (thread_time() - began)))


def family(pid: int) -> list[int]:
    """A process and those below it."""
    found = [pid]
    for each in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
    return found


def proportional(pid: int) -> int:
    """Bytes of a process' proportional set size."""
    with suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0
