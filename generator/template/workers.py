"""Questions to their answers, shared out among processes that all end with this one."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

from generator.errors import Problem, UsageError

__all__ = ["share_out"]

Question = TypeVar("Question")
Answer = TypeVar("Answer")


def share_out(
    questions: Sequence[Question], answer: Callable[[Question], Answer], workers: int
) -> Generator[tuple[int, Answer], None, None]:
    """The answer to each question with its index, as the workers finish; they are gone when this ends.

    UsageError when a worker dies.
    """
    waiting = list(enumerate(questions))[::-1]
    processes: dict[Connection, BaseProcess] = {}
    try:
        with interrupts_held():
            for _ in range(workers):
                connection, process = start_worker(answer)
                processes[connection] = process
        yield from hand_out(waiting, processes)
    except (EOFError, OSError) as error:
        hint = "lint with one job; the system may have run out of memory"
        raise UsageError([Problem("DS451", "a lint worker died", hint)]) from error
    finally:
        for connection, process in processes.items():
            process.kill()
            process.join()
            connection.close()


def hand_out(
    waiting: list[tuple[int, Question]], connections: Iterable[Connection]
) -> Generator[tuple[int, Any], None, None]:
    """The answers to each of `waiting`, from its end; every connection has one question at a time."""
    busy = set(connections)
    for connection in busy:
        connection.send(waiting.pop())
    while busy:
        for ready in wait(list(busy)):
            connection = cast(Connection, ready)
            answer = connection.recv()
            if waiting:
                connection.send(waiting.pop())
            else:
                busy.remove(connection)
            yield answer


def start_worker(answer: Callable[[Question], object]) -> tuple[Connection, BaseProcess]:
    """A new worker and the connection to it; a forked one shares the loaded rules with this process."""
    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else None)
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, ours, answer), daemon=True)
    process.start()
    # With the only copy of its end in the worker, its death ends the connection.
    theirs.close()
    return ours, process


def work(connection: Connection, other_end: Connection, answer: Callable[[Any], object]) -> None:
    """What a worker does: answers each question, until the connection ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    other_end.close()
    with suppress(EOFError, OSError):
        while True:
            index, question = connection.recv()
            connection.send((index, answer(question)))


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Keeps Ctrl-C back, and for good from the workers that are forked meanwhile: only this process answers it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
