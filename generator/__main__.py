"""`python -m generator`, and what the console script calls."""

from __future__ import annotations

# Nothing that Python has not loaded yet: Ctrl-C while it is imported would be a traceback.
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["main"]

# New objects after which Python looks for garbage: it is seldom any, and its own 700 cost a tenth of the time of a run.
OBJECTS = 100_000


def main() -> None:
    """Runs the command line; Ctrl-C while it is still being imported ends as quietly as later."""
    try:
        import gc
        import signal

        gc.set_threshold(OBJECTS)
        from generator.cli.main import end, run

        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            # With nohup, the end of a terminal is ignored.
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, end)
        code = run(sys.argv[1:])
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    except KeyboardInterrupt:
        code = 130
    leave(code)


def leave(code: int) -> None:
    """Ends this process without taking every module and spec apart first, which nobody would notice but by the time."""
    flush(sys.stdout)
    flush(sys.stderr)
    os._exit(code)


def flush(stream: TextIO | None) -> None:
    """Writes out what a stream still holds, if somebody takes it."""
    try:
        if stream:
            stream.flush()
    except (OSError, ValueError):
        pass


if __name__ == "__main__":
    main()
