"""Keys, throughput and indexes of CloudFormation to those of a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from generator.errors import Problem, UsageError
from generator.importers.draft import Plain, mapping, named, sequence, unreadable

__all__ = [
    "Attributes",
    "Scalings",
    "contributor_insights",
    "in_order",
    "key",
    "leftover",
    "local",
    "of_table",
    "projection",
    "scaled",
    "throughput",
    "units",
    "vectors",
    "without_repetition",
]

Scalings = dict[str, Plain]
"""Autoscaling in the words of a spec, by index name; that of the table under an empty one."""

ORDER: Final = (
    "partition_key", "sort_key", "projection", "capacity", "autoscaling", "on_demand_throughput", "warm_throughput",
    "contributor_insights",
)  # fmt: skip
DEFAULT_TYPE: Final = "S"
DEFAULT_TARGET: Final = 70
FRACTION: Final = re.compile(r"[0-9]+\.[0-9]+")


@dataclass(slots=True)
class Attributes:
    """The types of attributes; the first mention of one says its type, where it is not the default."""

    types: dict[str, Any]
    seen: dict[str, str] = field(default_factory=dict)

    def mention(self, name: Any, of: str = "the table") -> Any:
        """The attribute as the spec writes it here, as a key of the table or an index."""
        if not isinstance(name, str) or not name:
            unreadable("a key schema has an entry without an AttributeName")
        kind = self.types.get(name) or DEFAULT_TYPE
        first = name not in self.seen
        self.seen.setdefault(name, of)
        return {"name": name, "type": kind} if first and kind != DEFAULT_TYPE else name

    def check(self) -> None:
        """UsageError for what has no type.

        Source: "The attributes in KeySchema must also be defined in the AttributeDefinitions array", says CreateTable
        in the DynamoDB API Reference.
        """
        hint = "add it, with the type that its items have: AWS refuses a table without"
        missing = ((name, of) for name, of in self.seen.items() if not self.types.get(name))
        if problems := [
            Problem("DS564", f"the key {name!a} of {of} has no type in AttributeDefinitions", hint)
            for name, of in missing
        ]:
            raise UsageError(problems)

    def unused(self) -> Iterator[tuple[str, Any]]:
        """The attributes that were never mentioned, with their types."""
        return ((name, kind) for name, kind in self.types.items() if name not in self.seen)


def key(schema: Any, attributes: Attributes, of: str = "the table", *, single: bool = False) -> Plain:
    """The partition and sort keys of a key schema of a table or an index; with `single`, one attribute each."""
    if not isinstance(schema, list) or not schema:
        unreadable("a table or an index has no KeySchema", "write the one that it has in AWS: its keys never change")
    found: Plain = {}
    for of_kind, name in (("HASH", "partition_key"), ("RANGE", "sort_key")):
        named = [
            each.get("AttributeName") for each in schema if isinstance(each, dict) and each.get("KeyType") == of_kind
        ]
        if named and (len(named) == 1 or single):
            found[name] = attributes.mention(named[0], of)
        elif named:
            found[name] = [attributes.mention(each, of) for each in named]
    if "partition_key" not in found:
        unreadable("a KeySchema has no attribute with the KeyType HASH")
    return found


def units(value: Any) -> Any:
    """A number of units; text where it is none, for the spec's own check to answer."""
    shown = str(value)
    return int(shown) if shown.isascii() and shown.lstrip("-").isdigit() and len(shown) < 19 else value


def numbers(left: Plain, name: str, **names: str) -> Plain:
    """The numbers of a property by the spec's names for them; taken out of it."""
    inner = left.get(name)
    if not isinstance(inner, dict):
        return {}
    found = {ours: units(inner[theirs]) for ours, theirs in names.items() if inner.get(theirs) not in (None, "")}
    rest = {each: value for each, value in inner.items() if each not in names.values()}
    left.pop(name)
    if rest:
        left[name] = rest
    return found


def throughput(left: Plain, scaling: Plain) -> Plain:
    """What a table or an index may consume, and what it is warmed up for."""
    capacity = numbers(left, "ProvisionedThroughput", read="ReadCapacityUnits", write="WriteCapacityUnits")
    found = {
        # On demand, templates have zeros here.
        "capacity": {each: number for each, number in capacity.items() if number != 0},
        "autoscaling": scaling,
        "on_demand_throughput": numbers(
            left, "OnDemandThroughput", max_read="MaxReadRequestUnits", max_write="MaxWriteRequestUnits"
        ),
        "warm_throughput": numbers(left, "WarmThroughput", read="ReadUnitsPerSecond", write="WriteUnitsPerSecond"),
    }
    found["on_demand_throughput"] = {each: n for each, n in found["on_demand_throughput"].items() if n != -1}
    return {name: value for name, value in found.items() if value}


def scaled(bounds: Plain, tracking: Plain) -> Plain:
    """Autoscaling of one direction, out of a target's bounds and the configuration of its policy."""
    found: Plain = {"min_capacity": units(bounds.get("MinCapacity")), "max_capacity": units(bounds.get("MaxCapacity"))}
    target = units(tracking.get("TargetValue", DEFAULT_TARGET))
    # A double, says TargetTrackingScalingPolicyConfiguration in the Application Auto Scaling API Reference.
    if FRACTION.fullmatch(str(target)):
        unreadable(
            f"autoscaling has the TargetValue {target}, and a spec whole percents", "write such a one in the source"
        )
    if target != DEFAULT_TARGET:
        found["target_utilization"] = target
    for ours, theirs in (("scale_in_cooldown", "ScaleInCooldown"), ("scale_out_cooldown", "ScaleOutCooldown")):
        if tracking.get(theirs) is not None:
            found[ours] = units(tracking[theirs])
    if tracking.get("DisableScaleIn") == "true":
        found["disable_scale_in"] = True
    return found


def projection(value: Any) -> Plain:
    """What an index holds, where that is not everything."""
    written = mapping(value, "a Projection")
    if written.get("NonKeyAttributes"):
        return {"projection": {"include": list(written["NonKeyAttributes"])}}
    kind = written.get("ProjectionType", "ALL")
    return {} if kind == "ALL" else {"projection": kind}


def of_table(left: Plain, attributes: Attributes, *, body: Plain, scalings: Scalings) -> Plain:
    """The global secondary indexes of a table; one with the table's own throughput does not repeat it."""
    found: Plain = {}
    for name, written in named(left.pop("GlobalSecondaryIndexes", None), "GlobalSecondaryIndexes").items():
        index = dict(written)
        index.pop("IndexName", None)
        what = f"the index {name!a}"
        made = {**key(index.pop("KeySchema", None), attributes, what), **projection(index.pop("Projection", None))}
        of_index = throughput(index, scalings.get(name, {}))
        of_index = without_repetition(of_index, body)
        insights = index.pop("ContributorInsightsSpecification", None)
        made |= of_index | contributor_insights(insights)
        leftover(index, what)
        found[name] = in_order(made)
    return {"global_secondary_indexes": found} if found else {}


def without_repetition(of_index: Plain, body: Plain) -> Plain:
    """The throughput of an index without what it has from its table when it says nothing."""
    provisioned = ("capacity", "autoscaling")
    if any(of_index.get(name) != body.get(name) for name in provisioned):
        return of_index
    return {name: value for name, value in of_index.items() if name not in provisioned}


def in_order(index: Plain) -> Plain:
    """An index with its keys in the order of the format."""
    return {name: index[name] for name in ORDER if name in index}


def leftover(index: Plain, what: str) -> None:
    """Stops at what an index has and the format has no key for: an index takes no properties."""
    if index:
        unreadable(f"{what} has {', '.join(sorted(index))}, for which a spec has no key", "take it out of the template")


def contributor_insights(value: Any) -> Plain:
    """Contributor insights, on, off or in a mode."""
    if not isinstance(value, dict):
        return {}
    on = value.get("Enabled") == "true"
    return {"contributor_insights": value["Mode"] if on and value.get("Mode") else on}


def local(value: Any, attributes: Attributes) -> Plain:
    """Local secondary indexes; their partition key is the table's."""
    found: Plain = {}
    for name, written in named(value, "LocalSecondaryIndexes").items():
        keys = key(written.get("KeySchema"), attributes, f"the index {name!a}", single=True)
        keys.pop("partition_key")
        found[name] = {**keys, **projection(written.get("Projection"))}
    return {"local_secondary_indexes": found} if found else {}


def vectors(value: Any, attributes: Attributes) -> Plain:
    """Vector indexes."""
    found: Plain = {}
    for name, written in named(value, "VectorIndexes").items():
        schema: Plain = {}
        what = f"the index {name!a}"
        for each in sequence(written.get("SearchSchema"), "SearchSchema"):
            if each.get("SearchSchemaElementType") == "HASH":
                schema["partition_key"] = attributes.mention(each.get("AttributeName"), what)
            else:
                schema.setdefault("inline_filters", []).append(attributes.mention(each.get("AttributeName"), what))
        found[name] = {
            "vector_attribute": mapping(written.get("VectorAttribute"), "a VectorAttribute").get("AttributeName"),
            "dimensions": units(written.get("Dimensions")),
            "distance_function": written.get("DistanceFunction"),
            **projection(written.get("Projection")),
            **({"search_schema": schema} if schema else {}),
        }
    return {"vector_indexes": found} if found else {}
