"""Alarms: settings that their metrics can meet, and somebody to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.aws import limits
from generator.aws.metrics import CONSUMED, SYSTEM_ERRORS, THROTTLES, Metric
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.alarms import DirectedTuning, Direction, Kind, Setting, Tuning, settle
from generator.spec.model.indexes import GlobalSecondaryIndex

__all__ = ["can_go_off", "fit_their_metrics", "notify_somebody"]

DIRECTIONS: Final[tuple[Direction, ...]] = ("read", "write")
DIRECTED: Final[tuple[Kind, ...]] = ("capacity", "throttles")


class Alarm(NamedTuple):
    """An alarm that may be made: its metric and setting, and the tuning that led to it, the strongest first."""

    metric: Metric
    setting: Setting
    tunings: tuple[tuple[Path, Tuning], ...]

    def written(self, key: str) -> Path:
        """Where the value of a key was written, or where it would be."""
        paths = (path for path, tuning in self.tunings if getattr(tuning, key) is not None)
        return (*next(paths, self.tunings[-1][0]), key)


def _alarms(about: AboutTable) -> Iterator[Alarm]:
    alarms = about.table.alarms
    base = about.path("alarms", "system_errors")
    setting = settle(alarms, "system_errors")
    yield Alarm(SYSTEM_ERRORS, setting, ((base, alarms.system_errors),))
    for kind in DIRECTED:
        for direction in DIRECTIONS:
            metric = (CONSUMED if kind == "capacity" else THROTTLES)[direction]
            tunings = _tunings(about.path("alarms", kind), getattr(alarms, kind), direction)
            yield Alarm(metric, settle(alarms, kind, direction=direction), tunings)
            for name, index in about.table.global_secondary_indexes.items():
                path = about.path("global_secondary_indexes", name, "alarms", kind)
                own = _tunings(path, getattr(index.alarms, kind), direction)
                setting = settle(alarms, kind, direction=direction, index=index.alarms)
                yield Alarm(metric, setting, (*own, *tunings))


def _tunings(path: Path, tuning: Tuning, direction: Direction) -> tuple[tuple[Path, Tuning], ...]:
    return (((*path, direction), getattr(tuning, direction)), (path, tuning))


def fit_their_metrics(about: AboutTable) -> Iterator[Problem]:
    """Statistics that the metric has, periods that it fills, and windows that CloudWatch takes.

    Sources: "DynamoDB Metrics and dimensions" and the CloudWatch API Reference, PutMetricAlarm.
    """
    seen: set[tuple[str, Path]] = set()
    for alarm in _alarms(about):
        for problem in (*_metric_problems(alarm), *_window_problems(alarm)) if alarm.setting.enabled else ():
            # What is written once for reads and writes is wrong once.
            if (problem.code, problem.path) not in seen:
                seen.add((problem.code, problem.path))
                yield problem


def _metric_problems(alarm: Alarm) -> Iterator[Problem]:
    setting, metric = alarm.setting, alarm.metric
    if setting.statistic not in metric.statistics:
        hint = f"write {' or '.join(metric.statistics)}"
        if metric in CONSUMED.values():
            hint = "leave statistic out: only the Sum over a period says how much of the capacity was used"
        message = f"'{setting.statistic}' of {metric.name} says nothing for an alarm"
        yield Problem("DS261", message, hint, alarm.written("statistic"))
    if setting.period % metric.published_seconds:
        message = f"a period of {setting.period} seconds, and {metric.name} comes every {metric.published_seconds}"
        yield Problem("DS262", message, f"write a multiple of {metric.published_seconds}", alarm.written("period"))


def _window_problems(alarm: Alarm) -> Iterator[Problem]:
    setting = alarm.setting
    if setting.datapoints_to_alarm > setting.evaluation_periods:
        counts = f"{setting.datapoints_to_alarm} datapoints of {setting.evaluation_periods} evaluation periods"
        yield Problem(
            "DS263",
            f"{counts} can never be above the threshold",
            f"write at most {setting.evaluation_periods}, or more evaluation_periods",
            alarm.written("datapoints_to_alarm"),
        )
    long = setting.period >= limits.LONG_ALARM_PERIOD_SECONDS
    most = limits.ALARM_EVALUATION_SECONDS_LONG_PERIOD if long else limits.ALARM_EVALUATION_SECONDS
    if setting.period * setting.evaluation_periods > most:
        window = f"{setting.evaluation_periods} periods of {setting.period} seconds"
        message = f"{window} are more than the {most:,} seconds that CloudWatch looks back"
        hint = f"write at most {most // setting.period} evaluation_periods"
        yield Problem("DS264", message, hint, alarm.written("evaluation_periods"))


def can_go_off(about: AboutTable) -> Iterator[Problem]:
    """An alarm that somebody wrote has something to measure and a threshold within reach."""
    for alarm in _alarms(about):
        if alarm.setting.enabled and alarm.metric in CONSUMED.values() and alarm.setting.threshold > 100:
            message = f"a threshold of {alarm.setting.threshold} percent of the capacity, which is never used up"
            yield Problem("DS268", message, "write 1 to 100; 80 is the default", alarm.written("threshold"))
    table = about.table
    if not table.alarms.enabled:
        for name in table.global_secondary_indexes:
            if about.writes("global_secondary_indexes", name, "alarms"):
                path = about.path("global_secondary_indexes", name, "alarms")
                related = (Related("the table's alarms are off here", about.path("alarms")),)
                hint = "turn the table's alarms on, or leave these out"
                message = f"'{name}' has alarms, and none is made: the table's are off"
                yield Problem("DS267", message, hint, path, at_key=True, related=related)
        return
    yield from _without_a_limit(about)


def _without_a_limit(about: AboutTable) -> Iterator[Problem]:
    table = about.table
    indexes = table.global_secondary_indexes
    bodies: list[tuple[Path, DirectedTuning, list[GlobalSecondaryIndex | None]]] = [
        (("alarms", "capacity"), table.alarms.capacity, [None, *indexes.values()])
    ]
    for name, index in indexes.items():
        bodies.append((("global_secondary_indexes", name, "alarms", "capacity"), index.alarms.capacity, [index]))
    for parts, tuning, places in bodies:
        limited = [
            direction for direction in DIRECTIONS if any(table.limit(direction, index=place) for place in places)
        ]
        if not limited and _is_asked_for(tuning) and about.writes(*parts):
            yield _no_limit(about.path(*parts), "an on-demand table")
        for direction in limited and DIRECTIONS:
            own: Tuning = getattr(tuning, direction)
            if direction not in limited and _is_asked_for(own) and about.writes(*parts, direction):
                yield _no_limit(about.path(*parts, direction), f"for {direction}s this table")


def _is_asked_for(tuning: Tuning) -> bool:
    directions = [getattr(tuning, direction) for direction in DIRECTIONS if isinstance(tuning, DirectedTuning)]
    own = tuning.model_fields_set - {"enabled", *DIRECTIONS}
    return tuning.enabled is not False and (bool(own) or any(map(_is_asked_for, directions)))


def _no_limit(path: Path, what: str) -> Problem:
    message = f"a capacity alarm is asked for, and none is made: {what} has no limit"
    hint = "set on_demand_throughput to give it one; throttle alarms watch the table without"
    return Problem("DS266", message, hint, path, at_key=True)


def notify_somebody(about: AboutTable) -> Iterator[Problem]:
    """An alarm without actions wakes nobody; an empty list says that this is meant."""
    settings = [alarm.setting for alarm in _alarms(about) if alarm.setting.enabled]
    if any(
        setting.alarm_actions is None and not setting.ok_actions and not setting.insufficient_data_actions
        for setting in settings
    ):
        yield Problem(
            "DS265",
            f"alarms of '{about.name}' notify nobody",
            "write alarms: {alarm_actions: [...]} with an ARN or a parameter, or alarm_actions: [] if that is meant",
            about.path("alarms"),
            at_key=True,
        )
