"""What an update of a stack does to what is deployed, as rules: each kind of change by its code."""

from __future__ import annotations

from typing import Final

from generator.aws.access_rules import ACCESS, NAMED_POLICIES
from generator.aws.index_rules import INDEXES, VECTORS
from generator.aws.replica_rules import REPLICAS
from generator.aws.resource_rules import CREATED, REPLACED, WHOLE
from generator.aws.rule import Rule
from generator.aws.sources import spelt_out
from generator.aws.table_rules import CAPACITY, SAFETY, STREAMS
from generator.aws.template_rules import TEMPLATE

__all__ = ["RULES"]

WRITTEN: Final[dict[str, Rule]] = {
    **CREATED, **REPLACED, **NAMED_POLICIES, **INDEXES, **VECTORS, **STREAMS, **CAPACITY, **SAFETY, **REPLICAS, **WHOLE,
    **ACCESS, **TEMPLATE,
}  # fmt: skip
RULES: Final = {code: rule._replace(source=spelt_out(rule.source)) for code, rule in WRITTEN.items()}
