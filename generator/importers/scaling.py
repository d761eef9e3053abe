"""Scalable targets and their policies to the autoscaling of the tables that they scale."""

from __future__ import annotations

from typing import Any, Final

from generator.aws.scaling import DIMENSIONS, METRICS, NAMESPACE
from generator.changes.functions import refers, shown
from generator.changes.template import Resource, Template
from generator.importers.draft import Plain, mapping, named
from generator.importers.indexes import Scalings, scaled, units

__all__ = ["TYPES", "scalings"]

TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY: Final = "AWS::ApplicationAutoScaling::ScalingPolicy"
TYPES: Final = frozenset({TARGET, POLICY})
DIRECTIONS: Final = {name: direction for of in DIMENSIONS.values() for direction, name in of.items()}
TIMES: Final = {"schedule": "Schedule", "timezone": "Timezone", "start_time": "StartTime", "end_time": "EndTime"}
BOUNDS: Final = {"min_capacity": "MinCapacity", "max_capacity": "MaxCapacity"}


def scalings(template: Template, logical_id: str) -> tuple[Scalings, set[str]]:
    """The autoscaling of a table and its indexes, and the resources that say it; a target without a policy that tracks
    the use of capacity stays what it is.
    """
    table = template.resources[logical_id]
    found: Scalings = {}
    taken: set[str] = set()
    for name, target in template.resources.items():
        index = index_of(target, logical_id, table)
        if index is None or is_suspended(target.properties) or attached(template, name):
            continue
        direction = DIRECTIONS[target.properties["ScalableDimension"]]
        policies = {other: each for other, each in template.resources.items() if follows(each, name, target)}
        tracking = [tracked(each, direction) for each in policies.values()]
        if len(tracking) != 1 or tracking[0] is None or direction in found.get(index, {}):
            continue
        made = scaled(target.properties, tracking[0]) | schedules(target.properties.get("ScheduledActions"))
        found.setdefault(index, {})[direction] = made
        taken |= {name, *policies}
    return {index: {each: of[each] for each in METRICS if each in of} for index, of in found.items()}, taken


def is_suspended(target: Plain) -> bool:
    """Whether some of the scaling is suspended, which no key of a spec says."""
    state = target.get("SuspendedState")
    return isinstance(state, dict) and any(each != "false" for each in state.values())


def attached(template: Template, name: str) -> bool:
    """Whether anything but policies refers to a target."""
    return refers([each.properties for each in template.resources.values() if each.type != POLICY], {name})


def index_of(target: Resource, logical_id: str, table: Resource) -> str | None:
    """The index that a target scales, empty for the table itself; None when it scales something else."""
    properties = target.properties
    if target.type != TARGET or str(properties.get("ScalableDimension")) not in DIRECTIONS:
        return None
    if properties.get("ServiceNamespace", NAMESPACE) != NAMESPACE:
        return None
    names = [f"${{{logical_id}}}", f"!Ref {logical_id}"]
    if name := table.properties.get("TableName"):
        names.append(shown(name))
    scaled_one = shown(properties.get("ResourceId"))
    for name in names:
        if scaled_one == f"table/{name}":
            return ""
        if scaled_one.startswith(f"table/{name}/index/"):
            return scaled_one.removeprefix(f"table/{name}/index/")
    return None


def follows(policy: Resource, name: str, target: Resource) -> bool:
    """Whether a policy is one of the target."""
    if policy.type != POLICY:
        return False
    if policy.properties.get("ScalingTargetId") == {"Ref": name}:
        return True
    keys = ("ResourceId", "ScalableDimension")
    return all(policy.properties.get(key) == target.properties.get(key) for key in keys)


def tracked(policy: Resource, direction: str) -> Plain | None:
    """What a policy tracks, where that is the share of the capacity in use, in whole percent."""
    found = policy.properties.get("TargetTrackingScalingPolicyConfiguration")
    if not isinstance(found, dict):
        return None
    metric: Any = found.get("PredefinedMetricSpecification")
    known = isinstance(metric, dict) and metric.get("PredefinedMetricType") == METRICS.get(direction)
    return found if known and str(found.get("TargetValue", "")).isdecimal() else None


def schedules(value: Any) -> Plain:
    """Schedules by name."""
    found: Plain = {}
    for name, written in named(value, "ScheduledActions").items():
        action = mapping(written.get("ScalableTargetAction"), "a ScalableTargetAction")
        made = {ours: written[theirs] for ours, theirs in TIMES.items() if theirs in written}
        made |= {ours: units(action[theirs]) for ours, theirs in BOUNDS.items() if theirs in action}
        found[name] = made
    return {"schedules": found} if found else {}
