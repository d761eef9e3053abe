"""Resources that are replaced to the exports whose value changes with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.changes.change import Change
from generator.changes.compare import found
from generator.changes.functions import refers
from generator.changes.judged import change
from generator.changes.sections import EXPORT
from generator.changes.template import Template

__all__ = ["judge"]

OUTPUTS: Final = "Outputs"


def judge(changes: Sequence[Change], old: Template, new: Template) -> Iterator[Change]:
    """The exports that are written as before, and whose value a replaced resource gives."""
    replaced = dict.fromkeys(each.resource for each in changes if each.impact == "replaced")
    for name, output in new.sections.get(OUTPUTS, {}).items():
        if found(output, EXPORT)[1] is None or old.sections.get(OUTPUTS, {}).get(name) != output:
            continue
        for logical_id in replaced:
            if refers(output, (logical_id,)):
                one = change("DS673", "", path=(OUTPUTS, name), before=output)
                yield replace(one, before=None, why=f"Its value is of {logical_id}, which is replaced. {one.why}")
                break
