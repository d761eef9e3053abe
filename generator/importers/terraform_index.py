"""Indexes of Terraform that are resources of their own to blocks of their table."""

from __future__ import annotations

from typing import Final

from generator.importers.draft import Plain, sequence
from generator.importers.terraform_table import block, place

__all__ = ["INDEX", "with_indexes"]

INDEX: Final = "aws_dynamodb_global_secondary_index"
BLOCK: Final = "global_secondary_index"
UNITS: Final = {"read_capacity": "read_capacity_units", "write_capacity": "write_capacity_units"}


def with_indexes(table: Plain, found: list[tuple[str, Plain]]) -> Plain:
    """The table with a block for each index that is a resource of its own, and the attributes that this defines.

    Source: aws_dynamodb_global_secondary_index, which is experimental, in the documentation of the AWS provider.
    """
    written = sequence(table.get(BLOCK), BLOCK)
    names = [each.get("name") for each in written]
    own = [
        each
        for kind, each in found
        if kind == INDEX and each.get("table_name") == table["name"] and each.get("index_name") not in names
    ]
    own = [each for each in own if place(each) in (None, place(table))]
    if not own:
        return table
    attributes = {str(each.get("name")): each for each in sequence(table.get("attribute"), "attribute")}
    for each in own:
        for key in sequence(each.get("key_schema"), "key_schema"):
            name = key.get("attribute_name")
            attributes.setdefault(str(name), {"name": name, "type": key.get("attribute_type")})
    return {**table, "attribute": list(attributes.values()), BLOCK: [*written, *map(as_block, own)]}


def as_block(values: Plain) -> Plain:
    """An index in the words that a table has for it."""
    throughput = block(values, "provisioned_throughput")
    return {
        "name": values.get("index_name"),
        "key_schema": values.get("key_schema"),
        **block(values, "projection"),
        **{ours: throughput.get(theirs) for ours, theirs in UNITS.items()},
        **{name: values.get(name) for name in ("on_demand_throughput", "warm_throughput")},
    }
