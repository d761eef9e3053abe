"""Template texts to what cfn-lint finds in them, in this process or shared out among workers."""

from __future__ import annotations

import gc
import io
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import lru_cache
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from cfnlint.config import ConfigMixIn
    from cfnlint.match import Match
    from cfnlint.rules import Rules

__all__ = ["Finding", "Linted", "lint", "rule_text"]

# A smaller share is done in under a second, which is not worth another process.
TEMPLATES_A_WORKER = 4
# What cfn-lint itself takes when nobody names a Region.
DEFAULT_REGIONS = ("us-east-1",)


class Linted(NamedTuple):
    """A template as it will be written, and the Regions whose schemas it must fit; none stand for us-east-1."""

    text: str
    regions: tuple[str, ...]


class Finding(NamedTuple):
    """What a rule of cfn-lint says about a template: `path` leads into the template, `line` counts from 1."""

    rule: str
    message: str
    path: tuple[str | int, ...]
    line: int


def lint(
    templates: Sequence[Linted],
    *,
    ignore: Sequence[str] = (),
    jobs: int = 1,
    on_done: Callable[[], None] | None = None,
) -> list[list[Finding]]:
    """The findings of cfn-lint's default rules for each template, by line, in the order of `templates`.

    `ignore` holds the IDs of rules or how they begin. At most `jobs` workers share the work when there are enough
    templates to pay for them. `on_done` is called after each template. No file of cfn-lint's, environment variable
    or argument of the command line has a say. A text that cannot be read and a rule that fails are findings.
    UsageError when a worker dies.
    """
    if not templates:
        return []
    load_rules()
    workers = min(jobs, len(templates) // TEMPLATES_A_WORKER)
    findings: list[list[Finding]] = [[] for _ in templates]
    with closing(share_out(templates, ignore, workers) if workers > 1 else one_by_one(templates, ignore)) as answers:
        for index, found in answers:
            findings[index] = found
            if on_done:
                on_done()
    return findings


Answers = Generator[tuple[int, list[Finding]], None, None]


def one_by_one(templates: Sequence[Linted], ignore: Sequence[str]) -> Answers:
    """The findings of each template with its index."""
    for index, linted in enumerate(templates):
        yield index, lint_one(linted, ignore)


def share_out(templates: Sequence[Linted], ignore: Sequence[str], workers: int) -> Answers:
    """The findings of each template with its index, as the workers finish; they are gone when this ends."""
    waiting = list(enumerate(templates))[::-1]
    processes: dict[Connection, BaseProcess] = {}
    try:
        with interrupts_held():
            for _ in range(workers):
                connection, process = start_worker(ignore)
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


def hand_out(waiting: list[tuple[int, Linted]], connections: Iterable[Connection]) -> Answers:
    """The answers to each of `waiting`, from its end; every connection has one template to work on at a time."""
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


def start_worker(ignore: Sequence[str]) -> tuple[Connection, BaseProcess]:
    """A new worker and the connection to it; a forked one shares the loaded rules with this process."""
    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else None)
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, ours, ignore), daemon=True)
    process.start()
    # With the only copy of its end in the worker, its death ends the connection.
    theirs.close()
    return ours, process


def work(connection: Connection, other_end: Connection, ignore: Sequence[str]) -> None:
    """What a worker does: answers each template with its findings, until the connection ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    other_end.close()
    with suppress(EOFError, OSError):
        while True:
            index, linted = connection.recv()
            connection.send((index, lint_one(linted, ignore)))


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


def lint_one(linted: Linted, ignore: Sequence[str]) -> list[Finding]:
    """The findings for one template, each once, by line."""
    from cfnlint.decode import decode_str
    from cfnlint.helpers import REGIONS
    from cfnlint.runner.template import run_template_by_data

    regions = linted.regions or DEFAULT_REGIONS
    unknown = [region for region in regions if region not in REGIONS]
    if unknown:
        return [Finding("DS452", f"{region!r} is not a Region that cfn-lint knows", (), 1) for region in unknown]
    with silence():
        try:
            template, matches = decode_str(linted.text)
            if not matches:
                matches = list(run_template_by_data(template, configuration(regions, tuple(ignore)), load_rules()))
        # Rules answer for their own failures, with E0002; this is cfn-lint failing around them.
        except Exception as error:  # noqa: BLE001
            return [Finding("E0002", f"cfn-lint failed: {error!r}", (), 1)]
    found = {finding(match) for match in matches if not match.rule.id.startswith(tuple(filter(None, ignore)))}
    return sorted(found, key=lambda each: (each.line, each.rule, [str(part) for part in each.path], each.message))


def finding(match: Match) -> Finding:
    """A match of cfn-lint's as plain values, without the positions that its text and paths carry along."""
    path = tuple(part if isinstance(part, int) else str(part) for part in getattr(match, "path", None) or ())
    return Finding(match.rule.id, str(match.message), path, match.linenumber)


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """cfn-lint's own rules, loaded once, to be checked against the schemas that it came with.

    The collector of garbage would spend a third of this time on the modules, rules and schemas that stay for good.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        with silence():
            import cfnlint.rules
            from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

            folder = Path(cfnlint.rules.__file__).parent
            schemas = folder.parent / "data" / "schemas"
            # Newer schemas that `cfn-lint --update-specs` left in the user's cache would be taken instead.
            if (schemas / "providers").is_dir():
                PROVIDER_SCHEMA_MANAGER.__init__(schemas / "providers", schemas / "resources")
            rules = cfnlint.rules.Rules.create_from_directory(str(folder))
        gc.freeze()
        return rules
    finally:
        if collecting:
            gc.enable()


@lru_cache(maxsize=64)
def configuration(regions: tuple[str, ...], ignore: tuple[str, ...]) -> ConfigMixIn:
    """cfn-lint's configuration: a file of its own is looked for unless another is named, which may be missing."""
    from cfnlint.config import ConfigMixIn

    return ConfigMixIn(["--config-file", os.devnull], regions=list(regions), ignore_checks=list(ignore))


@contextmanager
def silence() -> Iterator[None]:
    """Keeps what cfn-lint prints and logs from the streams of this process."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(before)


def rule_text(code: str) -> str:
    """What cfn-lint says of one of its rules, and where it has that from; empty when it has no such rule."""
    rule = next((rule for rule in load_rules().values() if rule.id == code), None)
    return f"{rule.shortdesc}\n\n{rule.description}\n\nSource: {rule.source_url}" if rule else ""
