"""Template texts to what cfn-lint finds in them, in this process or shared out among workers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
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
    linters = linters or Linters(ignore, jobs)
    findings = [recalled(cache, linted, linters.ignore) for linted in templates]
    missing = [index for index, found in enumerate(findings) if found is None]
    if on_done:
        for _ in range(len(templates) - len(missing)):
            on_done()
    with closing(linters), closing(linters.answers([templates[index] for index in missing])) as made:
        for place, found in made:
            index = missing[place]
            findings[index] = found
            keep(cache, templates[index], linters.ignore, found)
            if on_done:
                on_done()
    return [found or [] for found in findings]


class Linters:
    """Whoever lints: this process, or workers, of which one may start ahead of the templates; closed, they are gone.

    `ignore` holds the IDs of rules or how they begin; there are at most `jobs` workers.
    """

    def __init__(self, ignore: Sequence[str], jobs: int) -> None:
        self.ignore = tuple(ignore)
        self.answer = partial(lint_one, ignore=self.ignore)
        self.jobs = jobs
        self.workers: Workers[Linted, list[Finding]] | None = None

    def start_ahead(self) -> None:
        """Has a worker load cfn-lint while this process does something else, if there may be two processes."""
        if self.jobs > 1 and self.workers is None:
            self._many().start(1)

    def answers(self, templates: Sequence[Linted]) -> Answers:
        """The findings of each template with its index, as they come."""
        wanted = min(self.jobs, len(templates) // TEMPLATES_A_WORKER)
        if self.workers or wanted > 1:
            for index, found in self._many().share_out(templates, wanted):
                if isinstance(found, Exception):
                    raise found
                yield index, found
        else:
            yield from ((index, self.answer(linted)) for index, linted in enumerate(templates))

    def close(self) -> None:
        """Ends all workers."""
        if self.workers:
            self.workers.close()

    def _many(self) -> Workers[Linted, list[Finding]]:
        from generator.template.workers import Workers

        self.workers = self.workers or Workers(self.answer, load_rules)
        return self.workers


Answers = Generator[tuple[int, list["Finding"]], None, None]


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
