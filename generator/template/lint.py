"""Template texts to what cfn-lint finds in them, in this process or shared out among workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from generator.template.cfn_lint import (
    DEFAULT_REGIONS,
    FAILED,
    Finding,
    Linted,
    lint_one,
    load_rules,
    schemas_of_cfn_lint,
)

if TYPE_CHECKING:
    from generator.cache import Cache
    from generator.template.workers import Workers

__all__ = ["KIND", "Linters", "lint"]

# A smaller share is done in under a second, which is not worth another process.
TEMPLATES_A_WORKER = 4
# What its entries in the cache are called.
KIND: Final = "lint"


def lint(
    templates: Sequence[Linted],
    *,
    ignore: Sequence[str] = (),
    jobs: int = 1,
    on_done: Callable[[], None] | None = None,
    cache: Cache | None = None,
    linters: Linters | None = None,
) -> list[list[Finding]]:
    """The findings of cfn-lint's default rules for each template, by line, in the order of `templates`.

    `ignore` holds the IDs of rules or how they begin. At most `jobs` workers share the work when there are enough
    templates to pay for them; `linters`, which have both, may have one already. What `cache` has is not asked again.
    `on_done` is called after each template. No file of cfn-lint's, environment variable or argument of the command line
    has a say. A text that cannot be read and a rule that fails are findings. UsageError when a worker dies.
    """
    linters = linters or Linters(ignore, jobs, cache)
    alike = Counter(templates)
    with closing(linters), closing(linters.answers(alike)) as answers:
        for linted in answers:
            if on_done:
                for _ in range(alike[linted]):
                    on_done()
    return [linters.found[linted] for linted in templates]


class Linters:
    """Whoever lints: this process, or workers, of which one may start ahead of the templates; closed, they are gone.

    `ignore` holds the IDs of rules or how they begin; there are at most `jobs` workers. What `cache` has is not asked
    again. `found` has the findings in each template.
    """

    def __init__(self, ignore: Sequence[str], jobs: int, cache: Cache | None = None) -> None:
        self.ignore = tuple(ignore)
        self.answer = partial(lint_one, ignore=self.ignore)
        self.jobs = jobs
        self.cache = cache
        self.found: dict[Linted, list[Finding]] = {}
        self.asked: dict[Linted, None] = {}
        self.workers: Workers[Linted, list[Finding]] | None = None

    def start_ahead(self) -> None:
        """Has a worker load cfn-lint while this process does something else, if there may be two processes."""
        if self.jobs > 1 and self.workers is None:
            self._many().start(1)

    def ask(self, linted: Linted) -> None:
        """Recalls what is found in a template, or has it looked for, by now if there is a worker with nothing to do."""
        if linted in self.found or linted in self.asked:
            return
        found = recalled(self.cache, linted, self.ignore)
        if found is not None:
            self.found[linted] = found
            return
        self.asked[linted] = None
        if self.workers:
            self.workers.ask(linted)

    def answers(self, templates: Iterable[Linted]) -> Generator[Linted, None, None]:
        """Each of the templates when its findings are there; all are different, and no others were asked."""
        for linted in templates:
            self.ask(linted)
        yield from list(self.found)
        wanted = min(self.jobs, len(self.asked) // TEMPLATES_A_WORKER)
        if self.workers or wanted > 1:
            for linted, found in self._many().answers(wanted):
                if isinstance(found, Exception):
                    raise found
                yield self._keep(linted, found)
        else:
            yield from (self._keep(linted, self.answer(linted)) for linted in self.asked)

    def close(self) -> None:
        """Ends all workers."""
        if self.workers:
            self.workers.close()

    def _many(self) -> Workers[Linted, list[Finding]]:
        from generator.template.workers import Workers

        if self.workers is None:
            self.workers = Workers(self.answer, load_rules)
            for linted in self.asked:
                self.workers.ask(linted)
        return self.workers

    def _keep(self, linted: Linted, found: list[Finding]) -> Linted:
        self.found[linted] = found
        keep(self.cache, linted, self.ignore, found)
        return linted


def recalled(cache: Cache | None, linted: Linted, ignore: Sequence[str]) -> list[Finding] | None:
    """What was found in this template before with the same rules; None when nobody looked."""
    if cache is None:
        return None
    return cache.recall(KIND, parts(linted, ignore), read=read_findings)


def keep(cache: Cache | None, linted: Linted, ignore: Sequence[str], found: list[Finding]) -> None:
    """Keeps the findings for the next run, unless they may be others then.

    A rule may have failed for want of memory, and a cfn-lint without schemas takes those in the user's folder.
    """
    failed = any(finding.rule == FAILED for finding in found) or FAILED.startswith(tuple(filter(None, ignore)))
    if cache and not failed and (schemas_of_cfn_lint() / "providers").is_dir():
        cache.keep(KIND, parts(linted, ignore), found)


def parts(linted: Linted, ignore: Sequence[str]) -> list[str]:
    """What the findings depend on, beside the rules and schemas that are installed.

    E2531, E2533 and W2531 hold the runtime of a function against the day.
    """
    regions = linted.regions or DEFAULT_REGIONS
    day = datetime.now().astimezone().date().isoformat() if "Runtime" in linted.text else ""
    return [linted.text, day, str(len(regions)), *regions, *ignore]


def read_findings(kept: Any) -> list[Finding]:
    """Findings as the cache has them."""
    return [Finding(str(rule), str(message), tuple(path), int(line)) for rule, message, path, line in kept]
