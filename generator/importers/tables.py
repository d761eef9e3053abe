"""A table resource of CloudFormation to the body of a table in a spec."""

from __future__ import annotations

from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE
from generator.changes.functions import refers
from generator.changes.template import Resource
from generator.errors import Problem
from generator.importers import features, indexes, replicas
from generator.importers.draft import Plain, Remarks, named
from generator.importers.indexes import Scalings
from generator.importers.text import verbatim, wanted

__all__ = ["table"]

ORDER: Final = (
    "table_name partition_key sort_key billing_mode capacity autoscaling on_demand_throughput warm_throughput "
    "global_secondary_indexes local_secondary_indexes vector_indexes stream kinesis_stream time_to_live "
    "point_in_time_recovery encryption table_class deletion_protection deletion_policy contributor_insights "
    "resource_policy import_source replicas multi_region_consistency witness_region tags properties"
).split()
# What the keys of a spec leave of a property where nothing is said with it.
NOTHING: Final[tuple[Any, ...]] = (None, {}, [], "")


def table(logical_id: str, resource: Resource, scalings: Scalings, remarks: Remarks) -> Plain:
    """The body of the table; what no key says is under `properties`, or a remark."""
    left: Plain = dict(resource.properties)
    definitions = named(left.pop("AttributeDefinitions", None), "AttributeDefinitions")
    types = {name: each.get("AttributeType") for name, each in definitions.items()}
    attributes = indexes.Attributes(types)
    body: Plain = {}
    if name := left.pop("TableName", None):
        body["table_name"] = wanted(name, "the TableName")
    body |= indexes.key(left.pop("KeySchema", None), attributes, single=True)
    provisioned = left.pop("BillingMode", "PROVISIONED") != "PAY_PER_REQUEST"
    if provisioned:
        body["billing_mode"] = "PROVISIONED"
    if resource.type == GLOBAL_TABLE:
        body |= replicas.of_global_table(left, attributes)
        body["replicas"] = {name: in_order(each) for name, each in body["replicas"].items()}
    else:
        body |= indexes.throughput(left, scalings.get("", {}))
        body |= indexes.of_table(left, attributes, body=body, scalings=scalings)
        body |= features.of_table(left)
    body |= indexes.local(left.pop("LocalSecondaryIndexes", None), attributes)
    body |= indexes.vectors(left.pop("VectorIndexes", None), attributes)
    attributes.check()
    body |= features.everywhere(left)
    body |= deletion(body, resource.attributes)
    path = ("tables", logical_id)
    further = {name: value for name, value in left.items() if value not in NOTHING}
    if further:
        body["properties"] = verbatim(further)
    for name in sorted(resource.attributes.keys() - {"DeletionPolicy", "UpdateReplacePolicy", "Metadata"}):
        # What a table refers to is made before it in any case.
        if name == "DependsOn" and all(refers(resource.properties, {each}) for each in resource.attributes[name]):
            continue
        hint = "a table of a spec has none: write what it is for in another way"
        remarks.append(Problem("DS555", f"the {name} of {logical_id!a} is left out", hint, path))
    metadata = resource.attributes.get("Metadata")
    for name in sorted(metadata if isinstance(metadata, dict) else ()):
        # The CDK and SAM put their own there, for themselves.
        if not name.startswith(("aws:", "Sam")):
            hint = "a table of a spec has none: keep it in the description, or in a comment"
            place = (*path, "metadata", name)
            remarks.append(Problem("DS555", f"the Metadata {name!a} of {logical_id!a} is left out", hint, place))
    for name, kind in attributes.unused():
        hint = "an attribute that no key has is no part of a table; DynamoDB refuses its definition"
        remarks.append(
            Problem("DS555", f"the definition of {name!a} ({kind}) in {logical_id!a} is left out", hint, path)
        )
    return {
        key: body[key]
        for key in ORDER
        if body.get(key) not in NOTHING and body[key] != replicas.SAID_ALREADY.get(key, "")
    }


def in_order(body: Plain) -> Plain:
    """The keys in the order of the format."""
    return {name: body[name] for name in ORDER if name in body}


def deletion(body: Plain, attributes: Plain) -> Plain:
    """What becomes of the table without its stack; a protected table stays in any case, whatever is written."""
    policy = attributes.get("DeletionPolicy")
    if not isinstance(policy, str) or policy == "RetainExceptOnCreate":
        return {}
    if policy == "Delete" and (body.get("deletion_protection") or attributes.get("UpdateReplacePolicy") == "Retain"):
        return {}
    return {"deletion_policy": policy}
