"""A table that becomes a global table to its deploys: kept, taken out of the stack, imported as the other type.

Where the sources differ: the DynamoDB Developer Guide ("Best practices for global tables") adds the replicas by hand
before the import; its Template Reference has a global table of one Region as whole, to which updates of the stack add
Regions. The import here is of the one Region, so that each further replica is made by CloudFormation, with what the
template says of it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from generator.aws import limits
from generator.aws.properties import GLOBAL_TABLE, TABLE
from generator.changes.as_global import global_properties
from generator.changes.compare import found
from generator.changes.held import ON_DEMAND, Body, raw
from generator.changes.judged import KEEPING
from generator.changes.move import Move
from generator.changes.moves import moves_of
from generator.changes.template import Resource, Template, read
from generator.changes.unreferenced import refers_beyond, without_references
from generator.changes.values import billing_mode

__all__ = ["conversion", "fits"]

# It makes nothing: a deploy in which only a DeletionPolicy changes may be none (CloudFormation User Guide,
# "DeletionPolicy attribute").
HANDLE: Final = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
KEPT: Final = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}


def conversion(table: str, before: Template, new: Resource, after: Body, *, region: str | None) -> list[Move]:
    """The moves by which a deployed table becomes the global table that it is afterwards; none where they would not do.

    `after` is the whole template then, and `region` that of the stack.
    """
    old = before.resources[table]
    body = imported(table, old, new, after, region=region)
    if body is None or region is None:
        return []
    name = str(old.properties["TableName"])
    # In the form for comparing, in which true and numbers are text.
    there = read(json.dumps({"Resources": {table: body}}).encode(), table).resources
    moves = [
        Move(f"leave-{table}", f"take {table} out of the stack; it stays as it is", table, partial(held, table, old)),
        Move(f"import-{table}", f"import {table} as a global table", table, partial(absent, table), is_import=True),
        Move(f"settle-{table}", f"the rest of {table}", table, partial(alone, table, name, body)),
    ]
    return [*moves, *moves_of(table, replace(before, resources={**before.resources, **there}), new)]


def imported(table: str, old: Resource, new: Resource, after: Body, *, region: str | None) -> Body | None:
    """The global table that the deployed table is imported as; None where that would not do.

    Its name is known, it is on-demand (scaling of the two types has nothing in common), it is not to be strongly
    consistent (only an empty table can become that: DynamoDB Developer Guide, "Multi-Region strong consistency"), and
    no other resource asks it for what only DynamoDB knows.
    """
    name, resources = found(old.properties, ("TableName",))[1], after["Resources"]
    others = [body for logical_id, body in resources.items() if logical_id != table]
    is_fit = (
        (old.type, new.type) == (TABLE, GLOBAL_TABLE)
        and region in replica_regions(new)
        and isinstance(name, str)
        and found(new.properties, ("TableName",))[1] == name
        and ON_DEMAND == billing_mode(old.properties) == billing_mode(new.properties)
        and found(new.properties, ("MultiRegionConsistency",))[1] is None
        and "Condition" not in {**old.attributes, **new.attributes}
        and not refers_beyond(others, table)
    )
    properties = global_properties(raw(old.properties), str(region)) if is_fit else None
    return {"Type": GLOBAL_TABLE, **KEPT, "Properties": properties} if properties else None


def replica_regions(new: Resource) -> Mapping[str, Any]:
    """The replicas of a table by Region; none where only the deploy knows."""
    value = found(new.properties, ("Replicas",))[1]
    return value if isinstance(value, dict) else {}


def held(table: str, old: Resource, template: Body) -> None:
    """The template before the table is taken out: as it is deployed, and kept when it goes."""
    kept = old.attributes.get("DeletionPolicy") in KEEPING
    if not kept:
        template["Resources"][f"{table}IsKept"] = dict(HANDLE)
    attributes = {**raw(old.attributes), **({} if kept else KEPT)}
    own = {"Type": old.type, **attributes, "Properties": raw(old.properties)}
    template["Resources"] = {table: own, **template["Resources"]}


def absent(table: str, template: Body) -> None:
    """The template before the table is imported."""
    del template["Resources"][table]


def alone(table: str, name: str, body: Body, template: Body) -> None:
    """The template in which the table is imported: no change but that, and nothing that refers to the table.

    Source: CloudFormation User Guide, "Import AWS resources into a CloudFormation stack": the outputs stay, too.
    """
    for logical_id, other in template["Resources"].items():
        template["Resources"][logical_id] = without_references(other, table, name)
        depends(template["Resources"][logical_id], table)
    template["Resources"][table] = copy.deepcopy(body)
    outputs = template.get("Outputs", {})
    for key in [key for key, output in outputs.items() if refers_beyond(output, table)]:
        del outputs[key]
    for key, output in outputs.items():
        outputs[key] = without_references(output, table, name)


def depends(body: Body, table: str) -> None:
    """The resource without its wait for the table."""
    written = body.get("DependsOn", [])
    left = [each for each in ([written] if isinstance(written, str) else written) if each != table]
    body.pop("DependsOn", None)
    if left:
        body["DependsOn"] = left


def fits(text: str) -> bool:
    """Whether a template can be given to a change set as it is; a larger one would have to be in S3 first."""
    return len(text.encode()) <= limits.TEMPLATE_BYTES_INLINE
