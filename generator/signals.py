"""Signals that end this process: answered by taking back what is half written, and never lost."""

from __future__ import annotations

import _thread
import signal
import sys
import time
from typing import Final, NoReturn

__all__ = ["AS_SIGNALLED", "ENDING", "answer_signals"]

# What ends a process that answers it; Windows has no SIGHUP.
ENDING: Final = frozenset({signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)})
# What a shell adds to the number of the signal that ended a program.
AS_SIGNALLED: Final = 128
# Seconds after which a callback is over.
A_MOMENT: Final = 0.01


def answer_signals() -> None:
    """Has all of them end the process as Ctrl-C does."""
    sys.unraisablehook = not_dropped
    for number in ENDING:
        # With nohup, the end of a terminal is ignored.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


def end(number: int, _: object) -> NoReturn:
    """What is half written is taken back, and workers end."""
    raise SystemExit(AS_SIGNALLED + number)


def not_dropped(dropped: sys.UnraisableHookArgs) -> None:
    """Sends a signal again whose exception Python drops, as in a callback of an import; whatever else is told."""
    ended = dropped.exc_value
    if isinstance(ended, KeyboardInterrupt):
        _thread.start_new_thread(again, (signal.SIGINT,))
    elif isinstance(ended, SystemExit) and isinstance(ended.code, int) and ended.code > AS_SIGNALLED:
        _thread.start_new_thread(again, (ended.code - AS_SIGNALLED,))
    else:
        sys.__unraisablehook__(dropped)


def again(number: int) -> None:
    """Sends a signal to the main thread when that is likely to be past a callback."""
    time.sleep(A_MOMENT)
    _thread.interrupt_main(signal.Signals(number))
