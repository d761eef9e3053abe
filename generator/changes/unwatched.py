"""Changes of alarms to what they are where nobody is told any more of what is still there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from generator.aws.properties import ALARM, TABLES
from generator.changes.change import Change
from generator.changes.compare import Place, found, places
from generator.changes.functions import is_function, refers, shown
from generator.changes.judged import fixed_name, name_of, recoded
from generator.changes.replicas import of
from generator.changes.template import Resource, Template
from generator.changes.values import billing_mode

__all__ = ["judge"]

IN_PLACE: Final = ("DS603", "DS679")
ACTIONS: Final = "AlarmActions"
METRICS: Final = ((), ("Metrics", "*", "MetricStat", "Metric"))
# By the metrics of alarms that measure against a limit, the limits of a table or an index; and those of Kinesis.
LIMITS: Final = {
    f"Consumed{kind}CapacityUnits": (
        ("ProvisionedThroughput", f"{kind}CapacityUnits"),
        ("OnDemandThroughput", f"Max{kind}RequestUnits"),
        (f"{kind}OnDemandThroughputSettings",),
        (f"{kind}ProvisionedThroughputSettings",),
    )
    for kind in ("Read", "Write")
}
OF_KINESIS: Final = ("AgeOfOldestUnreplicatedRecord", "FailedToReplicateRecordCount")
KINESIS: Final = (("KinesisStreamSpecification",), ("Replicas", "*", "KinesisStreamSpecification"))


def judge(changes: Iterable[Change], old: Template, new: Template) -> Iterator[Change]:
    """The same changes; that nobody is told any more comes under the rule for that."""
    names = {each: name for each, body in new.resources.items() if (name := fixed_name(body)) is not None}
    watched = [by_name(metrics(body), names) for body in new.resources.values() if body.type == ALARM]
    for each in changes:
        silent = each.type == ALARM and (
            (each.code == "DS602" and by_name(metrics(old.resources[each.resource]), names) not in watched)
            or (each.code in IN_PLACE and each.property[:1] == (ACTIONS,) and not each.after)
        )
        yield recoded(each, "DS670") if silent and stays(old.resources[each.resource], old, new) else each


def by_name(value: Any, names: Mapping[str, Any]) -> Any:
    """The value with the fixed name of a resource in the place of a reference to it."""
    match value:
        case {"Ref": str() as logical_id} if logical_id in names:
            return names[logical_id]
        case dict():
            return {key: by_name(item, names) for key, item in value.items()}
        case list():
            return [by_name(item, names) for item in value]
    return value


def metrics(alarm: Resource) -> list[Any]:
    """What an alarm watches."""
    paths = [path for pattern in METRICS for path in places(pattern, alarm.properties)]
    bodies = [found(alarm.properties, path)[1] for path in paths]
    known = [
        [each.get(key) for key in ("Namespace", "MetricName", "Dimensions")]
        for each in bodies
        if isinstance(each, dict) and "MetricName" in each
    ]
    return known or [shown(found(alarm.properties, ("Metrics",))[1])]


def stays(alarm: Resource, old: Template, new: Template) -> bool:
    """Whether what an alarm watches is there afterwards, as far as the templates tell."""
    gone = old.resources.keys() - new.resources.keys()
    watched = [found(alarm.properties, (key,))[1] for key in ("MetricName", "Metrics", "Dimensions")]
    if watched[:2] == [None, None] or refers(watched, gone):
        return False
    text = shown(watched)
    for logical_id, body in old.resources.items():
        is_its = refers(watched, (logical_id,)) or f"Value: {name_of(logical_id, body)}}}" in text
        if body.type in TABLES and is_its:
            after = new.resources.get(logical_id)
            return after is not None and all(there(each, body, after) for each in metrics(alarm))
    return True


def there(metric: Any, old: Resource, new: Resource) -> bool:
    """Whether what a metric of a table measures is there: its index, other Region, limit or Kinesis stream."""
    if not isinstance(metric, list):
        return not any(each in metric for each in OF_KINESIS) or any(has(new, path) for path in kinesis(new))
    name, dimensions = shown(metric[1]), metric[2]
    values = {key: found(dimensions, (key, "Value"))[1] for key in ("GlobalSecondaryIndexName", "ReceivingRegion")}
    index, region = values["GlobalSecondaryIndexName"], values["ReceivingRegion"]
    above: Place = ("GlobalSecondaryIndexes", shown(index)) if index is not None else ()
    if (above and not has(new, above)) or (region is not None and of(new) and shown(region) not in of(new)):
        return False
    if name in OF_KINESIS:
        return any(has(new, path) for path in kinesis(new))
    if name in LIMITS:
        kept = all(has(new, (*above, *each)) for each in LIMITS[name] if has(old, (*above, *each)))
        return kept and billing_mode(old.properties) == billing_mode(new.properties)
    return True


def kinesis(table: Resource) -> list[Place]:
    """Where a table, or a replica of it, says where its changes go."""
    return [path for pattern in KINESIS for path in places(pattern, table.properties)]


def has(table: Resource, place: Place) -> bool:
    """Whether a table has something at the place, or may have, where a function makes it."""
    value = found(table.properties, place)[1]
    return value is not None or is_function(value)
