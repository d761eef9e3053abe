"""Alarms of a template to the alarms of a spec, where they mean the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from generator.aws.properties import TABLES
from generator.changes.functions import is_function
from generator.changes.template import Resource
from generator.errors import Path
from generator.importers.draft import Plain
from generator.importers.text import text

__all__ = ["ALARM", "Adopted", "adopted", "notified", "severity"]

ALARM: Final = "AWS::CloudWatch::Alarm"
# What a spec says of an alarm, and what it is called there.
TUNED: Final = {
    "Threshold": "threshold",
    "Statistic": "statistic",
    "ExtendedStatistic": "statistic",
    "Period": "period",
    "EvaluationPeriods": "evaluation_periods",
    "DatapointsToAlarm": "datapoints_to_alarm",
}
ACTIONS: Final = {
    "AlarmActions": "alarm_actions",
    "OKActions": "ok_actions",
    "InsufficientDataActions": "insufficient_data_actions",
}
# What tells people of an alarm, which comes out differently, and what says what is so anyway; tags are looked at apart.
SILENT: Final = frozenset({"AlarmName", "AlarmDescription", "Tags", "ActionsEnabled"})
DIMENSION: Final = "TableName"
AT_LEAST: Final = "GreaterThanOrEqualToThreshold"
ABOVE: Final = "GreaterThanThreshold"


class Adopted(NamedTuple):
    """An alarm of a template, the one of the spec that means the same, and what the spec has to say for it."""

    name: str
    made: str
    path: Path
    tuning: Plain
    actions: Plain


def adopted(
    alarms: Mapping[str, Resource], made: Mapping[str, Resource], origins: Mapping[str, Path]
) -> Iterator[Adopted]:
    """The alarms that a spec has too: of one metric with the same dimensions, and else different in numbers only.

    One with tags of its own, which no key of a spec says, stays what it is.
    """
    ours = [name for name, each in made.items() if each.type == ALARM and origins[name][:1] == ("tables",)]
    tables = {name: each.properties.get("TableName") for name, each in alarms.items() if each.type in TABLES}
    taken: set[str] = set()
    for name, alarm in alarms.items():
        if alarm.type != ALARM or alarm.attributes or not isinstance(alarm.properties, dict):
            continue
        for other in [name] if name in ours else ours:
            twin = made[other]
            if other in taken or alarm.properties.get("Tags", twin.properties.get("Tags")) != twin.properties.get(
                "Tags"
            ):
                continue
            found = tuning(flat(above(referring(alarm.properties, tables))), flat(twin.properties))
            actions = told(alarm.properties)
            if found is not None and actions is not None:
                taken.add(other)
                yield Adopted(name, other, origins[other], found, actions)
                break


def above(properties: Plain) -> Plain:
    """The same alarm with a threshold to go beyond: at least one of what is counted is more than none."""
    threshold = properties.get("Threshold")
    counted = properties.get("Statistic") == "Sum" and isinstance(threshold, str) and threshold.isdecimal()
    if properties.get("ComparisonOperator") == AT_LEAST and counted and int(str(threshold)) > 0:
        return {**properties, "ComparisonOperator": ABOVE, "Threshold": str(int(str(threshold)) - 1)}
    return properties


def referring(value: Any, tables: Mapping[str, Any]) -> Any:
    """The same alarm with references to tables of the template that it names as they are named."""
    if isinstance(value, list):
        return [referring(each, tables) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("Name") == DIMENSION:
        of = next((name for name, called in tables.items() if called and called == value.get("Value")), None)
        return {**value, "Value": {"Ref": of}} if of else value
    return {key: referring(each, tables) for key, each in value.items()}


def flat(properties: Plain) -> Plain:
    """The same alarm with the period that all its metrics have as its own."""
    metrics: Any = properties.get("Metrics")
    if not is_mapping(metrics):
        return properties
    stats = [each["MetricStat"] for each in metrics.values() if "MetricStat" in each]
    periods = {each.get("Period") for each in stats if isinstance(each, dict) and isinstance(each.get("Period"), str)}
    if len(periods) != 1:
        return properties
    (period,) = periods
    alike = {
        name: {**each, "MetricStat": {**each["MetricStat"], "Period": None}}
        if is_mapping(each.get("MetricStat"))
        else each
        for name, each in metrics.items()
    }
    return {**properties, "Metrics": alike, "Period": period}


def is_mapping(value: Any) -> bool:
    """Whether the value is a mapping, and no function."""
    return isinstance(value, dict) and not is_function(value)


def tuning(alarm: Plain, made: Plain) -> Plain | None:
    """What differs, in the words of a spec; None where a spec has no words for it."""
    aside = SILENT | TUNED.keys() | ACTIONS.keys()
    rest = [{key: value for key, value in each.items() if key not in aside} for each in (alarm, made)]
    if rest[0] != rest[1] or alarm.get("ActionsEnabled", "true") != "true":
        return None
    periods = alarm.get("EvaluationPeriods")
    alarm = {"DatapointsToAlarm": periods, **alarm}
    found: Plain = {}
    for theirs, ours in TUNED.items():
        value = alarm.get(theirs)
        if value == made.get(theirs):
            continue
        if value is None:
            if theirs in ("Statistic", "ExtendedStatistic"):
                continue
            return None
        if is_function(value):
            return None
        found[ours] = value if ours == "statistic" else number(value)
    if "evaluation_periods" in found:
        found["datapoints_to_alarm"] = number(alarm["DatapointsToAlarm"])
        if found["datapoints_to_alarm"] == found["evaluation_periods"]:
            del found["datapoints_to_alarm"]
    return found


def number(value: Any) -> Any:
    """The number that a text says; text where it says none, for the spec's own check to answer."""
    try:
        found = float(value)
    except ValueError:
        return value
    return int(found) if found.is_integer() else found


def told(properties: Plain) -> Plain | None:
    """Whom an alarm tells; None where a spec has no words for it."""
    found: Plain = {}
    for theirs, ours in ACTIONS.items():
        written = properties.get(theirs) or []
        if not isinstance(written, list):
            return None
        found[ours] = [text(each) for each in written]
        if None in found[ours]:
            return None
    return found


def notified(alarms: list[Adopted]) -> tuple[Plain, list[Adopted]]:
    """Whom most of a table's alarms tell, and the alarms with what differs from that under their tuning."""
    common: Plain = {}
    for ours in ACTIONS.values():
        written = Counter(tuple(map(repr, each.actions[ours])) for each in alarms)
        most = written.most_common(1)[0][0]
        value = next(each.actions[ours] for each in alarms if tuple(map(repr, each.actions[ours])) == most)
        if value:
            common[ours] = value
    rest = []
    for each in alarms:
        own = {ours: value for ours, value in each.actions.items() if value != common.get(ours, [])}
        rest.append(each._replace(tuning=each.tuning | own))
    return common, rest


def severity(properties: Plain, made: Plain) -> str | None:
    """What the description of an alarm of ours begins with; None where it is not that alone which differs."""
    written, ours = (text(each.get("AlarmDescription")) for each in (properties, made))
    if not isinstance(written, str) or not isinstance(ours, str) or written == ours:
        return None
    return written.removesuffix(f": {ours}") if written.endswith(f": {ours}") else None
