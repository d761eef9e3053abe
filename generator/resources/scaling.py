"""A table of the model to what scales its capacity and that of its indexes: scalable targets and their policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from troposphere import AWSObject, Ref, Tags, applicationautoscaling

from generator.aws.scaling import DIMENSIONS, METRICS, NAMESPACE
from generator.errors import Path
from generator.resources import identity, names
from generator.resources.targets import DIRECTIONS, Target, targets
from generator.resources.text import resolved
from generator.spec.model.alarms import Direction
from generator.spec.model.scaling import Scaling, Schedule
from generator.spec.model.table import Table

__all__ = ["build"]

# Unique among the policies of a target only, of which there is this one; a change of it makes another policy.
POLICY_NAME: Final = "target-tracking"


def build(table_id: str, table: Table, *, tags: Tags | None) -> Iterator[tuple[Path, AWSObject]]:
    """A target and its policy for each direction that is autoscaled, each with the place in the spec that says so."""
    for target in targets(table_id, table, topic=False):
        for direction in DIRECTIONS:
            if scaling := table.scaling(direction, index=target.index):
                path = (*target.provider, "autoscaling", direction)
                yield path, scalable_target(target, direction, scaling=scaling, tags=tags)
                yield path, target_tracking(target, direction, scaling=scaling)


def scalable_target(
    target: Target, direction: Direction, *, scaling: Scaling, tags: Tags | None
) -> applicationautoscaling.ScalableTarget:
    """The capacity that is scaled, within its bounds; without a role it is done by a service-linked one."""
    of_index = f"/index/{target.name}" if target.index else ""
    schedules = [scheduled_action(name, schedule) for name, schedule in scaling.schedules.items()]
    return applicationautoscaling.ScalableTarget(
        names.scalable_target_id(target.table_id, direction, name=target.name, index=target.index),
        ServiceNamespace=NAMESPACE,
        ResourceId=resolved(f"table/{identity.table_name(target.table_id, target.table)}{of_index}"),
        ScalableDimension=DIMENSIONS["index" if target.index else "table"][direction],
        MinCapacity=scaling.min_capacity,
        MaxCapacity=scaling.max_capacity,
        **({"ScheduledActions": schedules} if schedules else {}),
        **({"Tags": tags} if tags else {}),
    )


def scheduled_action(name: str, schedule: Schedule) -> applicationautoscaling.ScheduledAction:
    """Other bounds from a moment on; what is not said stays as it is."""
    bounds = {"MinCapacity": schedule.min_capacity, "MaxCapacity": schedule.max_capacity}
    times = {"Timezone": schedule.timezone, "StartTime": schedule.start_time, "EndTime": schedule.end_time}
    return applicationautoscaling.ScheduledAction(
        ScheduledActionName=name,
        Schedule=schedule.schedule,
        **{key: text for key, text in times.items() if text is not None},
        ScalableTargetAction=applicationautoscaling.ScalableTargetAction(
            **{key: units for key, units in bounds.items() if units is not None}
        ),
    )


def target_tracking(target: Target, direction: Direction, *, scaling: Scaling) -> applicationautoscaling.ScalingPolicy:
    """The policy that keeps the share of the capacity in use at its target."""
    cooldowns = {"ScaleInCooldown": scaling.scale_in_cooldown, "ScaleOutCooldown": scaling.scale_out_cooldown}
    scaled = names.scalable_target_id(target.table_id, direction, name=target.name, index=target.index)
    return applicationautoscaling.ScalingPolicy(
        names.target_tracking_id(target.table_id, direction, name=target.name, index=target.index),
        PolicyName=POLICY_NAME,
        PolicyType="TargetTrackingScaling",
        ScalingTargetId=Ref(scaled),
        TargetTrackingScalingPolicyConfiguration=applicationautoscaling.TargetTrackingScalingPolicyConfiguration(
            PredefinedMetricSpecification=applicationautoscaling.PredefinedMetricSpecification(
                PredefinedMetricType=METRICS[direction]
            ),
            TargetValue=scaling.target_utilization,
            **{key: seconds for key, seconds in cooldowns.items() if seconds is not None},
            **({"DisableScaleIn": True} if scaling.disable_scale_in else {}),
        ),
    )
