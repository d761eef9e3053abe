"""Application Auto Scaling of DynamoDB as CloudFormation makes it, and as its API tells it; it does not scale."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from ministack.core.responses import (
    AccountRegionScopedDict,
    error_response_json,
    get_account_id,
    get_region,
    json_response,
)
from ministack.services import dynamodb

Properties = Mapping[str, Any]
Made = tuple[str, dict[str, str]]
Answer = tuple[int, dict[str, str], bytes]

SERVICE: Final = "application-autoscaling"
TARGET_PREFIX: Final = "AnyScaleFrontendService"
DIMENSIONS: Final = {
    f"dynamodb:{kind}:{direction}CapacityUnits": (kind, direction)
    for kind in ("table", "index")
    for direction in ("Read", "Write")
}
KNOWN: Final = {
    "MaxCapacity", "MinCapacity", "ResourceId", "ScalableDimension", "ScheduledActions", "ServiceNamespace", "Tags",
}  # fmt: skip
TRACKING: Final = "TargetTrackingScalingPolicyConfiguration"
# Both by the ID of the target, which is what CloudFormation's Ref gives.
TARGETS: Final = AccountRegionScopedDict()
POLICIES: Final = AccountRegionScopedDict()


def create_target(logical_id: str, properties: Properties, stack_name: str) -> Made:
    """A new scalable target, of a table or an index that is there."""
    target_id = f"{properties['ResourceId']}|{properties['ScalableDimension']}|{properties['ServiceNamespace']}"
    if target_id in TARGETS:
        raise ValueError(f"{target_id} already exists")
    check(properties)
    TARGETS[target_id] = dict(properties)
    return target_id, {"Id": target_id}


def update_target(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Made:
    """The target with other bounds, schedules or tags."""
    check(new)
    TARGETS[physical_id] = dict(new)
    return physical_id, {"Id": physical_id}


def delete_target(physical_id: str, properties: Properties) -> None:
    """The target deregistered, and its policies with it."""
    TARGETS.pop(physical_id, None)
    POLICIES.pop(physical_id, None)


def check(properties: Properties) -> None:
    """ValueError for what Application Auto Scaling refuses, and for what the stand-in does not know."""
    if properties.keys() - KNOWN:
        raise ValueError(f"the stand-in does not know {sorted(properties.keys() - KNOWN)} of a scalable target")
    kind, direction = DIMENSIONS[properties["ScalableDimension"]]
    parts = properties["ResourceId"].split("/")
    if parts[0] != "table" or parts[2:3] != (["index"] if kind == "index" else []):
        raise ValueError(f"{properties['ResourceId']} is no {kind}")
    body = dynamodb._tables[parts[1]]
    if kind == "index":
        (body,) = [each for each in body["GlobalSecondaryIndexes"] if each["IndexName"] == parts[3]]
    if body["ProvisionedThroughput"][f"{direction}CapacityUnits"] == 0:
        raise ValueError(f"{properties['ResourceId']} is not provisioned")
    if properties["MinCapacity"] > properties["MaxCapacity"]:
        raise ValueError("Maximum capacity cannot be less than minimum capacity")
    names = [action["ScheduledActionName"] for action in properties.get("ScheduledActions", [])]
    if len(set(names)) < len(names):
        raise ValueError("two scheduled actions of one name")


def put_policy(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Made:
    """A policy of a target."""
    target_id = new["ScalingTargetId"]
    if target_id not in TARGETS:
        raise ValueError(f"No scalable target registered: {target_id}")
    direction = DIMENSIONS[TARGETS[target_id]["ScalableDimension"]][1]
    metric = new[TRACKING]["PredefinedMetricSpecification"]["PredefinedMetricType"]
    if metric != f"DynamoDB{direction}CapacityUtilization" or not 20 <= new[TRACKING]["TargetValue"] <= 90:
        raise ValueError(f"{metric} at {new[TRACKING]['TargetValue']} does not scale {target_id}")
    POLICIES[target_id] = dict(new)
    arn = f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:{target_id}:{new['PolicyName']}"
    return arn, {"Arn": arn}


def create_policy(logical_id: str, properties: Properties, stack_name: str) -> Made:
    """A new policy; a target has one."""
    if properties["ScalingTargetId"] in POLICIES:
        raise ValueError("Only one TargetTrackingScaling policy for a given metric specification is allowed")
    return put_policy("", {}, properties, stack_name)


def delete_policy(physical_id: str, properties: Properties) -> None:
    """The policy taken away."""
    POLICIES.pop(properties["ScalingTargetId"], None)


async def handle(method: str, path: str, headers: Mapping[str, str], body: bytes, query: Properties) -> Answer:
    """A request to the API."""
    operation = headers["x-amz-target"].partition(".")[2]
    answer: Answer = (
        json_response(OPERATIONS[operation](json.loads(body)))
        if operation in OPERATIONS
        else error_response_json("UnknownOperationException", f"the stand-in does not know {operation}")
    )
    return answer


def target(properties: Properties) -> dict[str, Any]:
    """A target as it is described."""
    same = ("ServiceNamespace", "ResourceId", "ScalableDimension", "MinCapacity", "MaxCapacity")
    return {**{key: properties[key] for key in same}, "ScalableTargetARN": arn(properties), "CreationTime": 0}


def arn(properties: Properties) -> str:
    """The ARN of a target, which AWS ends in an ID of its own."""
    name = f"{properties['ResourceId']}|{properties['ScalableDimension']}"
    return f"arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:scalable-target/{name}"


def tags(wanted: str) -> dict[str, str]:
    """The tags of the target of an ARN."""
    (found,) = [each for each in TARGETS.values() if arn(each) == wanted]
    return {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}


def scheduled_actions(properties: Properties) -> list[dict[str, Any]]:
    """The scheduled actions of a target as they are described."""
    of_target = {key: properties[key] for key in ("ServiceNamespace", "ResourceId", "ScalableDimension")}
    told = []
    for action in properties.get("ScheduledActions", []):
        times = {key: seconds(action[key]) for key in ("StartTime", "EndTime") if key in action}
        told.append({**of_target, **action, **times, "ScheduledActionARN": "", "CreationTime": 0})
    return told


def seconds(text: str) -> float:
    """The seconds since 1970 of a moment in UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def policy(target_id: str, properties: Properties) -> dict[str, Any]:
    """A policy as it is described."""
    of_target = {key: TARGETS[target_id][key] for key in ("ServiceNamespace", "ResourceId", "ScalableDimension")}
    same = {key: properties[key] for key in ("PolicyName", "PolicyType", TRACKING)}
    return {**of_target, **same, "PolicyARN": "", "Alarms": [], "CreationTime": 0}


def register(request: Properties) -> dict[str, Any]:
    """A target of one's own; one that is there gets the bounds, as the API Reference says."""
    target_id = f"{request['ResourceId']}|{request['ScalableDimension']}|{request['ServiceNamespace']}"
    check(request)
    TARGETS[target_id] = {**TARGETS.get(target_id, {}), **request}
    return {"ScalableTargetARN": arn(request)}


def put(request: Properties) -> dict[str, Any]:
    """A policy of one's own."""
    target_id = f"{request['ResourceId']}|{request['ScalableDimension']}|{request['ServiceNamespace']}"
    put_policy("", {}, {**request, "ScalingTargetId": target_id}, "")
    return {"PolicyARN": "", "Alarms": []}


def deregister(request: Properties) -> dict[str, Any]:
    """The target forgotten, with its policies and schedules."""
    delete_target(f"{request['ResourceId']}|{request['ScalableDimension']}|{request['ServiceNamespace']}", {})
    return {}


OPERATIONS: Final[dict[str, Callable[[Properties], dict[str, Any]]]] = {
    "DescribeScalableTargets": lambda _: {"ScalableTargets": [target(each) for each in TARGETS.values()]},
    "DescribeScheduledActions": lambda _: {
        "ScheduledActions": [action for each in TARGETS.values() for action in scheduled_actions(each)]
    },
    "DescribeScalingPolicies": lambda _: {"ScalingPolicies": [policy(*each) for each in POLICIES.items()]},
    "RegisterScalableTarget": register,
    "PutScalingPolicy": put,
    "DeregisterScalableTarget": deregister,
    "ListTagsForResource": lambda request: {"Tags": tags(request["ResourceARN"])},
}
