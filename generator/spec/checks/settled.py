"""Every alarm that a table or an account may have: its metric, its setting, and the tunings that led to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from generator.aws.metrics import PARTIQL_SYSTEM_ERRORS, Metric
from generator.errors import Path
from generator.spec.checks.about import AboutTable
from generator.spec.model.alarms import AccountAlarms, Direction, Tuning
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.regional import other_regions
from generator.spec.model.settings import Kind, Setting, settle, watched
from generator.spec.model.unknown import sure

__all__ = ["DIRECTIONS", "Alarm", "account_alarms", "known_alarms", "replicates", "table_alarms"]

DIRECTIONS: Final[tuple[Direction, ...]] = ("read", "write")
DIRECTED: Final[tuple[Kind, ...]] = ("capacity", "throttles")
OF_THE_TABLE: Final[tuple[Kind, ...]] = (
    "system_errors",
    "conditional_check_failed_requests",
    "transaction_conflicts",
    "kinesis_record_age",
    "kinesis_failed_records",
)
OF_THE_ACCOUNT: Final[tuple[Kind, ...]] = ("account_capacity", "largest_table_capacity")


class Alarm(NamedTuple):
    """An alarm that may be made: its metric and setting, and the tuning that led to it, the strongest first."""

    kind: Kind
    metric: Metric
    setting: Setting
    tunings: tuple[tuple[Path, Tuning], ...]

    @property
    def path(self) -> Path:
        """Where its kind stands, or would stand."""
        return self.tunings[-1][0]

    @property
    def place(self) -> Path:
        """Where what is said of it alone stands, or would stand."""
        return self.tunings[0][0]

    def written(self, key: str) -> Path:
        """Where the value of a key was written, or where it would be."""
        paths = (path for path, tuning in self.tunings if getattr(tuning, key) is not None)
        return (*next(paths, self.path), key)

    def writes(self, key: str) -> bool:
        """Whether somebody wrote the key."""
        return any(getattr(tuning, key) is not None for _, tuning in self.tunings)


def table_alarms(about: AboutTable) -> Iterator[Alarm]:
    """The alarms of the table and its indexes."""
    return chain.from_iterable(_by_kind(about))


def known_alarms(about: AboutTable) -> Iterator[Alarm]:
    """Those of the alarms of the table and its indexes of which everything is known."""
    return chain.from_iterable(sure(alarms) for alarms in _by_kind(about))


def _by_kind(about: AboutTable) -> Iterator[Iterator[Alarm]]:
    yield from (_of_kind(about, kind) for kind in OF_THE_TABLE)
    yield _of_features(about)
    for kind in DIRECTED:
        for direction in DIRECTIONS:
            yield from _directed(about, kind, direction)


def _of_kind(about: AboutTable, kind: Kind) -> Iterator[Alarm]:
    alarms = about.table.alarms
    setting = settle(alarms, kind, topic=about.topic)
    yield Alarm(kind, watched(kind), setting, ((about.path("alarms", kind), getattr(alarms, kind)),))


def _of_features(about: AboutTable) -> Iterator[Alarm]:
    alarms = about.table.alarms
    if replicates(about) or about.writes("alarms", "replication_latency"):
        setting = settle(alarms, "replication_latency", topic=about.topic)
        tunings: tuple[tuple[Path, Tuning], ...]
        tunings = ((about.path("alarms", "replication_latency"), alarms.replication_latency),)
        yield Alarm("replication_latency", watched("replication_latency"), setting, tunings)
    if about.table.allows_partiql(about.spec.region):
        setting = settle(alarms, "system_errors", topic=about.topic)
        tunings = ((about.path("alarms", "system_errors"), alarms.system_errors),)
        yield Alarm("system_errors", PARTIQL_SYSTEM_ERRORS, setting, tunings)
    for operation, tuning in alarms.latency.items():
        setting = settle(alarms, "latency", operation=operation, topic=about.topic)
        tunings = ((about.path("alarms", "latency", operation), tuning),)
        yield Alarm("latency", watched("latency"), setting, tunings)


def replicates(about: AboutTable) -> bool:
    """Whether changes of the table reach other Regions some time later."""
    return not about.table.strong and bool(other_regions(about.table, about.spec.region))


def _directed(about: AboutTable, kind: Kind, direction: Direction) -> Iterator[Iterator[Alarm]]:
    yield _of_direction(about, kind, direction)
    for name, index in about.table.global_secondary_indexes.items():
        yield _of_index(about, kind, direction, name, index)


def _of_direction(about: AboutTable, kind: Kind, direction: Direction) -> Iterator[Alarm]:
    alarms = about.table.alarms
    tunings = _tunings(about.path("alarms", kind), getattr(alarms, kind), direction)
    setting = settle(alarms, kind, direction=direction, topic=about.topic)
    yield Alarm(kind, watched(kind, direction), setting, tunings)


def _of_index(
    about: AboutTable, kind: Kind, direction: Direction, name: str, index: GlobalSecondaryIndex
) -> Iterator[Alarm]:
    alarms = about.table.alarms
    own = _tunings(about.path("global_secondary_indexes", name, "alarms", kind), getattr(index.alarms, kind), direction)
    tunings = (*own, *_tunings(about.path("alarms", kind), getattr(alarms, kind), direction))
    setting = settle(alarms, kind, direction=direction, index=index.alarms, topic=about.topic)
    yield Alarm(kind, watched(kind, direction), setting, tunings)


def account_alarms(alarms: AccountAlarms, *, topic: bool) -> Iterator[Alarm]:
    """The alarms of the account."""
    path: Path = ("account_alarms",)
    setting = settle(alarms, "user_errors", topic=topic)
    yield Alarm("user_errors", watched("user_errors"), setting, (((*path, "user_errors"), alarms.user_errors),))
    for kind in OF_THE_ACCOUNT:
        for direction in DIRECTIONS:
            setting = settle(alarms, kind, direction=direction, topic=topic)
            tunings = _tunings((*path, kind), getattr(alarms, kind), direction)
            yield Alarm(kind, watched(kind, direction), setting, tunings)


def _tunings(path: Path, tuning: Tuning, direction: Direction) -> tuple[tuple[Path, Tuning], ...]:
    return (((*path, direction), getattr(tuning, direction)), (path, tuning))
