"""Questions to their answers, shared out among processes that all end with this one."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, Generic, TypeVar, cast

from generator.errors import Problem, UsageError
from generator.signals import ENDING

__all__ = ["Workers"]

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Workers(Generic[Question, Answer]):
    """Processes that answer questions, until they are closed.

    `prepare` loads what an answer needs; whoever is forked after it was called here shares that with this process.
    """

    def __init__(self, answer: Callable[[Question], Answer], prepare: Callable[[], object]) -> None:
        self.answer = answer
        self.prepare = prepare
        self.processes: dict[Connection, BaseProcess] = {}
        self.waiting: deque[Question] = deque()
        self.busy: dict[Connection, Question] = {}
        self.answered: deque[tuple[Question, Answer | Exception]] = deque()

    def start(self, workers: int) -> None:
        """Starts as many, which prepare themselves."""
        with interrupts_held():
            for _ in range(workers):
                connection, process = start_worker(self.prepare, self.answer)
                self.processes[connection] = process

    def ask(self, question: Question) -> None:
        """Gives a question to the next worker that has nothing to do, at once if one is there. UsageError when a worker
        has died.
        """
        self.waiting.append(question)
        with deaths_told():
            self._hand_out()
            self._collect(0)

    def answers(self, workers: int) -> Generator[tuple[Question, Answer | Exception], None, None]:
        """The answer to each question that was asked, or what came in the way of it, as the workers finish.

        There are `workers` of them or more. UsageError when one dies.
        """
        with deaths_told():
            if workers > len(self.processes):
                self.prepare()
                self.start(workers - len(self.processes))
            self._hand_out()
            while self.answered or self.busy:
                if not self.answered:
                    self._collect()
                yield self.answered.popleft()

    def _hand_out(self) -> None:
        for connection in self.processes:
            if self.waiting and connection not in self.busy:
                self.busy[connection] = question = self.waiting.popleft()
                connection.send(question)

    def _collect(self, seconds: float | None = None) -> None:
        # Whoever has answered is asked again before the answer is looked at.
        for ready in wait(list(self.busy), seconds):
            connection = cast(Connection, ready)
            answer = connection.recv()
            self.answered.append((self.busy.pop(connection), answer))
            self._hand_out()

    def close(self) -> None:
        """Ends all of them, whatever they do."""
        for connection, process in self.processes.items():
            process.kill()
            process.join()
            connection.close()
        self.processes.clear()


@contextmanager
def deaths_told() -> Iterator[None]:
    """UsageError when the connection to a worker ends meanwhile."""
    try:
        yield
    except (EOFError, OSError) as error:
        hint = "run again with -j 1; the system may have run out of memory"
        raise UsageError([Problem("DS451", "a lint worker died", hint)]) from error


def start_worker(prepare: Callable[[], object], answer: Callable[[Question], object]) -> tuple[Connection, BaseProcess]:
    """A new worker and the connection to it; a forked one shares what is loaded with this process."""
    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else None)
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, ours, prepare, answer), daemon=True)
    process.start()
    # With the only copy of its end in the worker, its death ends the connection.
    theirs.close()
    return ours, process


def work(
    connection: Connection, other_end: Connection, prepare: Callable[[], object], answer: Callable[[Any], object]
) -> None:
    """What a worker does: answers each question, until the connection ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in ENDING - {signal.SIGINT}:
        # What this process answers itself; with nohup, the end of a terminal is ignored here too.
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    Thread(target=end_with_parent, daemon=True).start()
    other_end.close()
    with suppress(EOFError, OSError, MemoryError):
        prepared = attempt(prepare)
        while True:
            question = connection.recv()
            connection.send(prepared if isinstance(prepared, Exception) else attempt(partial(answer, question)))


def end_with_parent() -> None:
    """Ends this worker, whatever it does, when the process that wants its answers is killed."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def attempt(done: Callable[[], object]) -> object:
    """What it gives, or the exception that it raises; a worker that has no memory left had better end."""
    try:
        return done()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (it is raised again where the answer is wanted)
        return error


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Keeps back what ends this process while workers are forked: only this process answers it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
