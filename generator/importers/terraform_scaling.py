"""Autoscaling of Terraform to what the commands of Application Auto Scaling print."""

from __future__ import annotations

from typing import Any, Final

from generator.errors import Problem
from generator.importers.draft import Plain, Remarks
from generator.importers.terraform_table import block, place

__all__ = ["scaling", "untracked"]

POLICY: Final = "aws_appautoscaling_policy"
SECTIONS: Final = {
    "aws_appautoscaling_target": "ScalableTargets",
    POLICY: "ScalingPolicies",
    "aws_appautoscaling_scheduled_action": "ScheduledActions",
}
SAME: Final = {
    "ServiceNamespace": "service_namespace",
    "ResourceId": "resource_id",
    "ScalableDimension": "scalable_dimension",
    "MinCapacity": "min_capacity",
    "MaxCapacity": "max_capacity",
    "Schedule": "schedule",
    "Timezone": "timezone",
    "StartTime": "start_time",
    "EndTime": "end_time",
}
TRACKING: Final = {
    "TargetValue": "target_value",
    "ScaleInCooldown": "scale_in_cooldown",
    "ScaleOutCooldown": "scale_out_cooldown",
    "DisableScaleIn": "disable_scale_in",
}
BOUNDS: Final = {"MinCapacity": "min_capacity", "MaxCapacity": "max_capacity"}


def scaling(found: list[tuple[str, Plain]], *, region: Any) -> Plain:
    """The autoscaling of DynamoDB in a Region; what does not say where it is may be anywhere."""
    told: Plain = {section: [] for section in SECTIONS.values()}
    for kind, values in found:
        if kind not in SECTIONS or values.get("service_namespace") != "dynamodb" or is_untracked(kind, values):
            continue
        if place(values) not in (None, region):
            continue
        made: Plain = {ours: values[theirs] for ours, theirs in SAME.items() if values.get(theirs)}
        if kind == POLICY:
            made |= {"PolicyName": values.get("name"), "PolicyType": values.get("policy_type")}
            made["TargetTrackingScalingPolicyConfiguration"] = tracking(values)
        elif kind == "aws_appautoscaling_scheduled_action":
            action = block(values, "scalable_target_action")
            made["ScheduledActionName"] = values.get("name")
            made["ScalableTargetAction"] = {
                ours: action[theirs] for ours, theirs in BOUNDS.items() if action.get(theirs)
            }
        told[SECTIONS[kind]].append(made)
    return told


def untracked(found: list[tuple[str, Plain]]) -> Remarks:
    """The policies that track a metric of somebody's own, or none."""
    hint = "write it under resources, as an AWS::ApplicationAutoScaling::ScalingPolicy"
    why = "it does not track how much of the capacity is used"
    return [
        Problem("DS555", f"the policy {str(each.get('name'))!a} of {each.get('resource_id')} is left out: {why}", hint)
        for kind, each in found
        if each.get("service_namespace") == "dynamodb" and is_untracked(kind, each)
    ]


def is_untracked(kind: str, values: Plain) -> bool:
    """Whether a policy does not track one of the metrics that Application Auto Scaling has for DynamoDB."""
    if kind != POLICY:
        return False
    written = tracking(values)
    return written["PredefinedMetricSpecification"]["PredefinedMetricType"] is None or "TargetValue" not in written


def tracking(values: Plain) -> Plain:
    """What a policy tracks."""
    written = block(values, "target_tracking_scaling_policy_configuration")
    metric = block(written, "predefined_metric_specification").get("predefined_metric_type")
    same = {ours: written[theirs] for ours, theirs in TRACKING.items() if written.get(theirs)}
    return {**same, "PredefinedMetricSpecification": {"PredefinedMetricType": metric}}
