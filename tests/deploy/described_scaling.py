"""What the local AWS tells about autoscaling, in the shape of `expected_scaling`."""

from __future__ import annotations

from datetime import timezone
from typing import Any

from tests.deploy.conftest import Account
from tests.deploy.described import Body


def scaling(account: Account) -> dict[str, Body]:
    """Every target of the account, by resource and dimension."""
    service = account.client("application-autoscaling")
    targets = service.describe_scalable_targets(ServiceNamespace="dynamodb")["ScalableTargets"]
    policies = service.describe_scaling_policies(ServiceNamespace="dynamodb")["ScalingPolicies"]
    actions = service.describe_scheduled_actions(ServiceNamespace="dynamodb")["ScheduledActions"]
    by_target = {key(each): each for each in policies}
    assert len(by_target) == len(policies)
    return {
        key(each): {
            "bounds": bounds(each),
            **policy(by_target[key(each)]),
            "schedules": {told["ScheduledActionName"]: schedule(told) for told in actions if key(told) == key(each)},
            "tags": service.list_tags_for_resource(ResourceARN=each["ScalableTargetARN"])["Tags"],
        }
        for each in targets
    }


def key(told: Body) -> str:
    return f"{told['ResourceId']} {told['ScalableDimension']}"


def policy(told: Body) -> Body:
    """A policy of target tracking."""
    assert told["PolicyType"] == "TargetTrackingScaling"
    tracking = told["TargetTrackingScalingPolicyConfiguration"]
    return {
        "metric": tracking["PredefinedMetricSpecification"]["PredefinedMetricType"],
        "target": tracking["TargetValue"],
        "cooldowns": (tracking.get("ScaleInCooldown"), tracking.get("ScaleOutCooldown")),
        "only out": tracking.get("DisableScaleIn", False),
    }


def schedule(told: Body) -> Body:
    """A scheduled action."""
    return {
        "when": told["Schedule"],
        "zone": told.get("Timezone"),
        "bounds": bounds(told["ScalableTargetAction"]),
        "from and to": [moment(told.get(each)) for each in ("StartTime", "EndTime")],
    }


def moment(told: Any) -> str | None:
    """A moment in UTC."""
    return told.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S") if told else None


def bounds(told: Body) -> tuple[int | None, int | None]:
    return told.get("MinCapacity"), told.get("MaxCapacity")
