"""Questions to their answers, shared out among processes that all end with this one."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar, cast

from generator.errors import Problem, UsageError

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

    def start(self, workers: int) -> None:
        """Starts as many, which prepare themselves."""
        with interrupts_held():
            for _ in range(workers):
                connection, process = start_worker(self.prepare, self.answer)
                self.processes[connection] = process

    def share_out(
        self, questions: Sequence[Question], workers: int
    ) -> Generator[tuple[int, Answer | Exception], None, None]:
        """The answer to each question with its index, or what came in the way of it, as the workers finish.

        There are `workers` of them or more. UsageError when one dies.
        """
        waiting = list(enumerate(questions))[::-1]
        try:
            busy = ask(waiting, self.processes)
            if workers > len(self.processes):
                self.prepare()
                before = set(self.processes)
                self.start(workers - len(before))
                busy |= ask(waiting, self.processes.keys() - before)
            yield from hand_out(waiting, busy)
        except (EOFError, OSError) as error:
            hint = "lint with one job; the system may have run out of memory"
            raise UsageError([Problem("DS451", "a lint worker died", hint)]) from error

    def close(self) -> None:
        """Ends all of them, whatever they do."""
        for connection, process in self.processes.items():
            process.kill()
            process.join()
            connection.close()
        self.processes.clear()


def ask(waiting: list[tuple[int, Question]], connections: Iterable[Connection]) -> set[Connection]:
    """Those of the connections that have a question now, each one from the end of `waiting`."""
    busy = set()
    for connection in connections:
        if waiting:
            connection.send(waiting.pop())
            busy.add(connection)
    return busy


def hand_out(waiting: list[tuple[int, Question]], busy: set[Connection]) -> Generator[tuple[int, Any], None, None]:
    """The answers to what the busy connections were asked and to each of `waiting`, from its end."""
    while busy:
        for ready in wait(list(busy)):
            connection = cast(Connection, ready)
            answer = connection.recv()
            if waiting:
                connection.send(waiting.pop())
            else:
                busy.remove(connection)
            yield answer


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
    other_end.close()
    with suppress(EOFError, OSError, MemoryError):
        prepared = attempt(prepare)
        while True:
            index, question = connection.recv()
            failed = isinstance(prepared, Exception)
            connection.send((index, prepared if failed else attempt(partial(answer, question))))


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
    """Keeps Ctrl-C back, and for good from the workers that are forked meanwhile: only this process answers it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
