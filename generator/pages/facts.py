"""A table to the tables of its page: keys and indexes, throughput, what keeps its data, replicas, policies, outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.aws import limits
from generator.aws.actions import ACTIONS
from generator.pages.markdown import code, plain, table
from generator.pages.stack import View
from generator.resources import names
from generator.resources.policies import granted
from generator.resources.targets import Target, targets
from generator.spec.model.alarms import Direction
from generator.spec.model.indexes import Attribute, ContributorInsights, Projection
from generator.spec.model.policies import Grant
from generator.spec.model.regional import in_region
from generator.spec.model.table import Table, attribute_types

__all__ = ["alarms", "keys", "outputs", "policies", "replicas", "schedules", "settings", "throughput"]


def keys(view: View) -> str:
    """The keys of the table and of its indexes of every kind."""
    body, types = view.table, attribute_types(view.table)
    sort_key = [body.sort_key] if body.sort_key else []
    rows = [["table", "", attributes(types, [body.partition_key]), attributes(types, sort_key), "all"]]
    for name, index in body.global_secondary_indexes.items():
        pair = (attributes(types, index.partition_key), attributes(types, index.sort_key))
        rows.append(["global index", code(name), *pair, projected(index.projection)])
    for name, local in body.local_secondary_indexes.items():
        pair = (attributes(types, [body.partition_key]), attributes(types, [local.sort_key]))
        rows.append(["local index", code(name), *pair, projected(local.projection)])
    text = table(["", "name", "partition key", "sort key", "attributes"], rows)
    return "\n\n".join(filter(None, [text, vectors(body, types)]))


def vectors(body: Table, types: Mapping[str, str]) -> str:
    """The vector indexes, which have no keys."""
    rows = []
    for name, index in body.vector_indexes.items():
        schema = index.search_schema
        within = attributes(types, [schema.partition_key]) if schema and schema.partition_key else ""
        filters = attributes(types, schema.inline_filters if schema else [])
        vector = f"{code(index.vector_attribute)}, {index.dimensions:,} dimensions, {index.distance_function}"
        rows.append([code(name), vector, within, filters, projected(index.projection)])
    head = ["vector index", "vector", "searched within", "filters", "attributes"]
    return table(head, rows) if rows else ""


def attributes(types: Mapping[str, str], found: Sequence[Attribute]) -> str:
    """The attributes of a key, with their types."""
    return ", ".join(f"{code(each.name)} ({types[each.name]})" for each in found)


def projected(projection: Projection) -> str:
    """What an index holds."""
    if projection.include:
        return "keys, " + ", ".join(map(code, projection.include))
    return "keys" if projection.type == "KEYS_ONLY" else "all"


def throughput(view: View) -> str:
    """What the table and each global index may consume, in units a second."""
    rows = [
        [code(each.name) if each.index else "table", held(each, "read"), held(each, "write"), warm(each)]
        for each in view.targets
    ]
    return table(["", "reads a second", "writes a second", "warm throughput"], rows)


def held(target: Target, direction: Direction) -> str:
    """What reads or writes are held to."""
    body = target.table
    if scaling := body.scaling(direction, index=target.index):
        first = getattr(body.capacity_of(target.index), direction)
        scheduled = f", up to {scaling.most:,} by schedule" if scaling.most > scaling.max_capacity else ""
        bounds = f"{scaling.min_capacity:,} to {scaling.max_capacity:,} at {scaling.target_utilization} %"
        return f"{bounds}{scheduled}; a new table starts with {first:,}"
    units = body.limit(direction, index=target.index)
    if body.provisioned:
        return f"{units:,} provisioned" if units else ""
    return f"on demand, at most {units:,}" if units else "on demand"


def warm(target: Target) -> str:
    """What can be served at once."""
    written = (target.index or target.table).warm_throughput
    pair = {"reads": written.read, "writes": written.write} if written else {}
    return ", ".join(f"{units:,} {noun}" for noun, units in pair.items() if units)


def schedules(view: View) -> str:
    """The other bounds of autoscaling at certain times; nothing where there are none."""
    rows = []
    for target in view.targets:
        if target.index and target.table.provider(target.index) is target.table:
            continue
        for direction in ("read", "write"):
            scaling = target.table.scaling("read" if direction == "read" else "write", index=target.index)
            for name, each in scaling.schedules.items() if scaling else ():
                bounds = f"{'-' if each.min_capacity is None else each.min_capacity} to "
                bounds += f"{'-' if each.max_capacity is None else each.max_capacity}"
                of = code(target.name) if target.index else "table"
                rows.append([code(name), f"{of}, {direction}s", code(each.schedule), each.timezone or "UTC", bounds])
    return table(["schedule", "of", "when", "time zone", "bounds"], rows) if rows else ""


def settings(view: View) -> str:
    """What the table does beside holding items, and what keeps them."""
    return table(["setting", ""], [[name, value] for name, value in of_table(view.table) if value])


def of_table(body: Table) -> Iterator[tuple[str, str]]:
    """The settings with what they are; of a table that is made elsewhere only those that are written."""
    if not body.existing:
        yield from safety(body)
    elif body.encryption.kms_key:
        yield "encryption", encryption(body)
    ttl = body.time_to_live
    off = "" if ttl and ttl.enabled else "off, once on "
    yield "time to live", f"{off}{code(ttl.attribute)}" if ttl else ""
    yield "stream", code(str(body.stream.view_type)) if body.stream else ""
    yield "Kinesis stream", code(str(body.kinesis_stream.arn)) if body.kinesis_stream else ""
    yield "contributor insights", "" if body.existing else insights(body.contributor_insights)
    yield "resource policy", "on the table" if body.resource_policy else ""
    yield "consistency", code("STRONG" if body.strong else "EVENTUAL") if body.replicas else ""
    yield "witness", code(body.witness_region) if body.witness_region else ""
    yield "imported from", code(f"s3://{body.import_source.bucket}") if body.import_source else ""


def safety(body: Table) -> Iterator[tuple[str, str]]:
    """What keeps the items, and where."""
    recovery = body.point_in_time_recovery
    days = f"on, {recovery.recovery_period_in_days or limits.RECOVERY_PERIOD_DAYS[1]} days back"
    yield "point-in-time recovery", days if recovery.enabled else "**off**"
    yield "deletion protection", "on" if body.protected else "**off**"
    yield "deletion policy", code(body.deletion_policy)
    yield "encryption", encryption(body)
    yield "table class", code(body.table_class or "STANDARD")


def encryption(body: Table) -> str:
    """Whose key encrypts the items."""
    key = body.encryption.kms_key
    return f"customer key {code(str(key))}" if key else code(str(body.encryption.type))


def insights(written: ContributorInsights | None) -> str:
    """Whether keys are recorded, and which."""
    if written is None or not written.enabled:
        return "off"
    return code(written.mode or "ACCESSED_AND_THROTTLED_KEYS")


def replicas(view: View) -> str:
    """The Regions of a global table; nothing for one that is in a single Region."""
    rows = []
    for region in view.written.replicas:
        here = in_region(view.written, region)
        target = next(targets(view.table_id, view.written, topic=False, region=region))
        own = " (the stack's)" if region == view.region else ""
        days = "on" if here.point_in_time_recovery.enabled else "**off**"
        protected = "on" if here.protected else "**off**"
        units = (held(target, "read"), held(target, "write"))
        rows.append([code(region) + own, *units, code(here.table_class or "STANDARD"), days, protected])
    head = ["Region", "reads a second", "writes a second", "class", "recovery", "protection"]
    return table(head, rows) if rows else ""


def policies(view: View) -> str:
    """The managed policies, with what each allows in words."""
    rows = [
        [code(names.policy_id(view.table_id, name)), plain(allowed(grant))]
        for name, grant in granted(view.written).items()
    ]
    return table(["policy", "allows"], rows) if rows else ""


def allowed(grant: Grant) -> str:
    """What a grant allows, and what holds it to a part."""
    does = [ACTIONS[name].does.removesuffix(".") for name in ACTIONS if name in grant.actions]
    text = "; ".join([does[0], *(each[0].lower() + each[1:] for each in does[1:])]) + "."
    if grant.indexes:
        where = "These indexes" if grant.on_table else "These indexes alone"
        text += f" {where}: {', '.join(grant.indexes)}."
    elif grant.indexes == ():
        text += " No index."
    if grant.leading_keys:
        text += f" Only items whose partition key is {' or '.join(grant.leading_keys)}."
    if grant.attributes:
        text += f" Only the attributes {', '.join(grant.attributes)}."
    if grant.regions:
        text += f" Only in {', '.join(grant.regions)}."
    return text


def alarms(view: View) -> str:
    """The alarms, each with a link to its section of the runbook."""
    rows = [
        [f"[{code(each.name)}](#{each.anchor})", plain(each.exceeds), each.datapoints, plain(each.description)]
        for each in view.alarms
    ]
    return table(["alarm", "goes off above", "datapoints", "meaning"], rows) if rows else ""


def outputs(view: View) -> str:
    """The outputs of the stack that tell of the table."""
    told = {
        names.table_name_output(view.table_id): "name of the table",
        names.table_arn_output(view.table_id): "ARN of the table",
        names.stream_arn_output(view.table_id): "ARN of its stream",
    }
    for name in granted(view.written):
        told[names.policy_arn_output(view.table_id, name)] = f"ARN of {code(names.policy_id(view.table_id, name))}"
    there: dict[str, Any] = view.stack.template.get("Outputs", {})
    return table(["output", ""], [[code(name), what] for name, what in told.items() if name in there])
