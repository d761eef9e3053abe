"""A live table and its alarms, and the deployed template, to what somebody changed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.changes.compare import found
from generator.changes.template import Resource
from generator.diagnosis.facts import NOT_THERE, Facts, Table, Target
from generator.diagnosis.finding import Finding
from generator.diagnosis.settings import ON, UPDATE, drifted
from generator.diagnosis.template import SETTLED, Limits, billing_mode, dimension, indexes, limits
from generator.errors import dotted

__all__ = ["findings", "of_alarms"]

PROVISIONED: Final = "PROVISIONED"
ON_DEMAND: Final = "PAY_PER_REQUEST"


def findings(table: Table, resources: Mapping[str, Resource], region: str) -> Iterator[Finding]:
    """The billing mode, indexes, stream, capacities, maximums and autoscaling that are not the template's."""
    resource = resources.get(table.logical_id)
    if resource is None or table.existing or table.status == NOT_THERE:
        return
    yield from of_indexes(table, resource)
    yield from of_stream(table, resource)
    mode = billing_mode(resource)
    if mode is not None and mode != table.billing_mode:
        told = f"the billing mode is {table.billing_mode}, and the deployed template says {mode}"
        capacity = " with the template's capacities of the table and each index" if mode == PROVISIONED else ""
        command = f"{UPDATE.format(table.name)} --billing-mode {mode}{capacity}"
        place = f"{dotted(('tables', table.logical_id, 'billing_mode'))}: {table.billing_mode}"
        yield drifted(table.logical_id, told, command, place)
        return
    for target in table.targets:
        of_target = limits(table, target, resources, region)
        if table.billing_mode == ON_DEMAND:
            yield from of_maximum(table, target, of_target)
        elif table.scaling:
            yield from of_scaling(table, target, of_target)
            yield from of_capacity(table, target, of_target)


def of_indexes(table: Table, resource: Resource) -> Iterator[Finding]:
    """The indexes that were deleted or made by hand."""
    wanted = indexes(resource.properties)
    if wanted is None:
        return
    for name in wanted:
        if name not in table.indexes:
            told = f"the index {name} does not exist, and the deployed template has it"
            command = f"{UPDATE.format(table.name)} --global-secondary-index-updates"
            hint = f"a deploy does not make it again: make it as the template has it: {command}"
            yield Finding("DS714", table.logical_id, told, hint)
    for name in table.indexes:
        if name not in wanted:
            told = f"the index {name} exists, and the deployed template does not have it"
            delete = updates({"Delete": {"IndexName": name}})
            command = f"{UPDATE.format(table.name)} {delete}"
            place = f"{dotted(('tables', table.logical_id, 'global_secondary_indexes', name))}, once it is deleted"
            yield drifted(table.logical_id, told, command, place)


def of_stream(table: Table, resource: Resource) -> Iterator[Finding]:
    """A stream that was turned on by hand; DynamoDB turns on that of a table with replicas by itself."""
    wanted = found(resource.properties, ("StreamSpecification",))[1]
    if table.stream and table.stream.state == ON and wanted is None and not table.replicas:
        told = f"the stream is {table.stream.more}, and the deployed template has none"
        place = f"{dotted(('tables', table.logical_id, 'stream'))}: {table.stream.more}"
        command = f"{UPDATE.format(table.name)} --stream-specification StreamEnabled=false"
        yield drifted(table.logical_id, told, command, place)


def of_maximum(table: Table, target: Target, wanted: Limits) -> Iterator[Finding]:
    """An on-demand maximum that is not the template's."""
    if wanted.maximum is None or wanted.maximum == (target.maximum or 0):
        return
    is_now, says = (f"{each:,}" if each else "none" for each in (target.maximum, wanted.maximum))
    told = f"the on-demand maximum of {target.direction}s is {is_now}, and the deployed template says {says}"
    name = f"Max{target.direction.capitalize()}RequestUnits"
    # DynamoDB API Reference, OnDemandThroughput: -1 takes a maximum away.
    most = {name: wanted.maximum or -1}
    place = f"{key(table, target, 'on_demand_throughput', f'max_{target.direction}')}: {target.maximum}"
    command = updated(table, target, "OnDemandThroughput", "on-demand-throughput", most)
    yield drifted(subject(table, target), told, command, place if target.maximum else "")


def of_scaling(table: Table, target: Target, wanted: Limits) -> Iterator[Finding]:
    """Bounds of autoscaling that are not the template's."""
    bounds, now = wanted.bounds, target.autoscaling
    if bounds is None or bounds == now:
        return
    is_now = f"keeps them from {now.least:,} to {now.most:,}" if now else "is off"
    told = f"autoscaling of {target.direction}s {is_now}, and the deployed template says from {bounds.least:,} to "
    index = f"/index/{target.index}" if target.index else ""
    command = (
        "aws application-autoscaling register-scalable-target --service-namespace dynamodb "
        f"--resource-id table/{table.name}{index} --scalable-dimension {dimension(target.index, target.direction)} "
        f"--min-capacity {bounds.least} --max-capacity {bounds.most}"
    )
    policy = "" if now else ", and its scaling policy with put-scaling-policy"
    place = f"{key(table, target, 'autoscaling', target.direction)}" if now else ""
    yield drifted(subject(table, target), f"{told}{bounds.most:,}", command + policy, place)


def of_capacity(table: Table, target: Target, wanted: Limits) -> Iterator[Finding]:
    """A capacity that is not the template's, unless autoscaling changes it."""
    says = wanted.capacity
    if target.autoscaling or wanted.scaled or not says or says == target.provisioned:
        return
    told = f"the {target.direction} capacity is {target.provisioned or 0:,}, and the deployed template says "
    both = {each.direction: each.provisioned or 0 for each in table.targets if each.index == target.index}
    both[target.direction] = says
    units = {f"{direction.capitalize()}CapacityUnits": both[direction] for direction in sorted(both)}
    command = updated(table, target, "ProvisionedThroughput", "provisioned-throughput", units)
    place = f"{key(table, target, 'capacity', target.direction)}: {target.provisioned}"
    yield drifted(subject(table, target), f"{told}{says:,}", command, place)


def of_alarms(facts: Facts, resources: Mapping[str, Resource]) -> Iterator[Finding]:
    """The alarms that somebody deleted, and those that somebody keeps from notifying."""
    if facts.alarms is None or facts.status not in SETTLED:
        return
    alarms = {each.logical_id: each for each in facts.alarms}
    for logical_id, name in facts.watching.items():
        alarm = alarms.get(logical_id)
        if alarm is None:
            hint = (
                "a deploy does not make it again: have the spec leave it out and deploy, then say it again and deploy; "
                "or make it as the template has it: aws cloudwatch put-metric-alarm"
            )
            yield Finding("DS714", logical_id, f"the alarm {name} of the stack does not exist", hint)
        elif not alarm.notifies and logical_id in resources:
            wanted = found(resources[logical_id].properties, ("ActionsEnabled",))[1]
            if wanted is None or str(wanted).lower() == "true":
                told = f"the actions of the alarm {name} are disabled, and the deployed template says enabled"
                yield drifted(logical_id, told, f"aws cloudwatch enable-alarm-actions --alarm-names {name}")


def updated(table: Table, target: Target, member: str, option: str, units: Mapping[str, int]) -> str:
    """The command that gives a table or an index these units."""
    if target.index:
        return f"{UPDATE.format(table.name)} {updates({'Update': {'IndexName': target.index, member: dict(units)}})}"
    return f"{UPDATE.format(table.name)} --{option} {','.join(f'{name}={number}' for name, number in units.items())}"


def updates(one: dict[str, Any]) -> str:
    """The option that changes an index."""
    return f"--global-secondary-index-updates '{json.dumps([one])}'"


def key(table: Table, target: Target, *below: str) -> str:
    """A key of the table or the index in the spec."""
    of_index = ("global_secondary_indexes", target.index) if target.index else ()
    return dotted(("tables", table.logical_id, *of_index, *below))


def subject(table: Table, target: Target) -> str:
    """What a finding is about."""
    return f"{table.logical_id} {target.index}".strip()
