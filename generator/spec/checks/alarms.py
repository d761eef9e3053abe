"""Alarms: settings that their metrics can meet, something to measure, and somebody to tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from generator.aws import limits
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.checks.settled import DIRECTIONS, Alarm, known_alarms, replicates, table_alarms
from generator.spec.model.alarms import DirectedTuning, Tuning
from generator.spec.model.indexes import GlobalSecondaryIndex
from generator.spec.model.settings import ALL_OF_IT, AS_GIVEN, Kind

__all__ = ["can_go_off", "fit_their_metrics", "have_something_to_watch", "mistaken", "nobody_told", "notify_somebody"]

KINESIS: Final[tuple[Kind, ...]] = ("kinesis_record_age", "kinesis_failed_records")


def fit_their_metrics(about: AboutTable) -> Iterator[Problem]:
    """Settings of the table's alarms that CloudWatch, or the metric, does not take."""
    yield from mistaken(known_alarms(about))


def mistaken(alarms: Iterable[Alarm]) -> Iterator[Problem]:
    """Statistics that the metric has, periods that it fills, windows that CloudWatch takes, thresholds within reach.

    Sources: "DynamoDB Metrics and dimensions" and the CloudWatch API Reference, PutMetricAlarm.
    """
    seen: set[tuple[str, Path]] = set()
    for alarm in alarms:
        found = (*_metric_problems(alarm), *_window_problems(alarm), *_threshold_problems(alarm))
        for problem in found if alarm.setting.enabled else ():
            # What is written once for reads and writes is wrong once.
            if (problem.code, problem.path) not in seen:
                seen.add((problem.code, problem.path))
                yield problem


def _metric_problems(alarm: Alarm) -> Iterator[Problem]:
    setting, metric = alarm.setting, alarm.metric
    if not metric.has(setting.statistic):
        known = [*metric.statistics, *(["a percentile such as p99"] if metric.percentiles else [])]
        hint = f"write {' or '.join(known)}"
        if alarm.kind == "capacity":
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
    most = limits.evaluation_seconds(setting.period, queried=alarm.metric.queried)
    if setting.period * setting.evaluation_periods > most:
        window = f"{setting.evaluation_periods} periods of {setting.period} seconds"
        message = f"{window} are more than the {most:,} seconds that CloudWatch looks back"
        periods = most // setting.period
        hint = f"write at most {periods} evaluation_periods" if periods else f"write a period of at most {most}"
        yield Problem("DS264", message, hint, alarm.written("evaluation_periods" if periods else "period"))


def _threshold_problems(alarm: Alarm) -> Iterator[Problem]:
    threshold, most = alarm.setting.threshold, alarm.metric.most
    if alarm.kind in AS_GIVEN and not alarm.writes("threshold"):
        message = f"'{alarm.path[-1]}' is to have an alarm, and no threshold is written"
        yield Problem("DS269", message, "write the number above which it goes off", alarm.path)
    elif alarm.kind == "capacity" and threshold > ALL_OF_IT:
        message = f"a threshold of {threshold} percent, which only a burst passes, for minutes at most"
        yield Problem("DS268", message, "write 1 to 100; 80 is the default", alarm.written("threshold"))
    elif most is not None and threshold >= most:
        message = f"a threshold of {threshold}, and {alarm.metric.name} is never above {most}"
        yield Problem("DS268", message, f"write less than {most}", alarm.written("threshold"))


def can_go_off(about: AboutTable) -> Iterator[Problem]:
    """An alarm that somebody wrote has a limit to measure against, and is not off with its table's."""
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
    table = about.here
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


def have_something_to_watch(about: AboutTable) -> Iterator[Problem]:
    """What goes to a Kinesis stream, or to another Region, can be watched where there is one; defaults may say how."""
    missing: dict[Kind, tuple[str, str]] = {}
    if not about.here.kinesis_stream:
        where, to = (f" in {about.spec.region}", " to the replica there") if about.table.replicas else ("", "")
        missing |= dict.fromkeys(KINESIS, (f"no Kinesis stream{where}", f"add kinesis_stream: ARN{to}"))
    if about.table.strong:
        missing["replication_latency"] = ("no replication to wait for: it is strongly consistent", "")
    elif not replicates(about):
        missing["replication_latency"] = ("no replica in another Region", "add replicas: {Region: {}, ...}")
    for alarm in table_alarms(about):
        if alarm.kind in missing and alarm.setting.enabled and about.writes("alarms", alarm.kind):
            what, hint = missing[alarm.kind]
            message = f"'{about.name}' has a {alarm.kind} alarm and {what}"
            hint = f"{hint}, or leave the alarm out" if hint else "leave the alarm out"
            yield Problem("DS288", message, hint, alarm.path, at_key=True)


def notify_somebody(about: AboutTable) -> Iterator[Problem]:
    """An alarm without actions wakes nobody; an empty list says that this is meant."""
    if nobody_told(table_alarms(about)):
        yield Problem(
            "DS265",
            f"alarms of '{about.name}' notify nobody",
            "write alarms: {alarm_actions: [...]} with an ARN or a parameter, or alarm_actions: [] if that is meant",
            about.path("alarms"),
            at_key=True,
        )


def nobody_told(alarms: Iterable[Alarm]) -> bool:
    """Whether nobody hears that one of the alarms went off, and nobody wrote that this is meant."""
    return any(alarm.setting.enabled and alarm.setting.alarm_actions is None for alarm in alarms)
