"""A deployed template that no spec makes any more to what becomes of its stack."""

from __future__ import annotations

from dataclasses import replace

from generator.aws.properties import TABLES
from generator.changes.change import Comparison
from generator.changes.judged import change
from generator.changes.template import read

__all__ = ["abandoned"]


def abandoned(data: bytes, template: str, against: str, *, source: str) -> Comparison:
    """That the stack of the template in `data`, which was rendered from the spec `source`, is left behind.

    UsageError when `data` is not a template.
    """
    resources = read(data, f"{against}:{template}").resources
    tables = sorted(logical_id for logical_id, body in resources.items() if body.type in TABLES)
    one = change("DS696", "", path=("Resources",), before=tables or sorted(resources))
    return Comparison(template, against, changes=(replace(one, why=f"It was rendered from {source}. {one.why}"),))
