"""Scalable targets that come for what another one of the deployed template scales already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.changes.change import Change
from generator.changes.judged import recoded
from generator.changes.template import Template
from generator.changes.unscaled import targets

__all__ = ["judge"]


def judge(changes: Iterable[Change], old: Template, new: Template) -> Iterator[Change]:
    """The same changes; that such a target is created comes under the rule for that."""
    deployed = {scaled: logical_id for logical_id, scaled in targets(old).items()}
    come = targets(new)
    for each in changes:
        before = deployed.get(come[each.resource]) if each.code == "DS601" and each.resource in come else None
        yield replace(recoded(each, "DS699"), before=before, after=each.resource) if before else each
