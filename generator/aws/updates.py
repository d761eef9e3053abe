"""What an update of a stack does to what is deployed, as rules: each kind of change by its code."""

from __future__ import annotations

from typing import Final

from generator.aws.index_rules import INDEXES, VECTORS
from generator.aws.replica_rules import REPLICAS
from generator.aws.resource_rules import CREATED, REPLACED, WHOLE
from generator.aws.rule import Rule
from generator.aws.table_rules import CAPACITY, SAFETY, STREAMS
from generator.aws.template_rules import TEMPLATE

__all__ = ["RULES"]

RULES: Final[dict[str, Rule]] = {
    **CREATED, **REPLACED, **INDEXES, **VECTORS, **STREAMS, **CAPACITY, **SAFETY, **REPLICAS, **WHOLE, **TEMPLATE,
}  # fmt: skip
