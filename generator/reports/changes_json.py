"""Changes of what is deployed to JSON, for other programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from generator.changes.change import Change, Comparison
from generator.errors import dotted
from generator.reports.changes import totals

__all__ = ["FORMAT", "render"]

# Raised when a key changes its meaning or goes; new keys may come without that.
FORMAT: Final = 1


def render(comparisons: Sequence[Comparison]) -> str:
    """The changes of every template, those without a change too.

    `summary` counts the entries of `changes`, each a property or a whole resource; `findings` what text shows of them.
    """
    counts = Counter(change.impact for each in comparisons for change in each.changes)
    document = {
        "format": FORMAT,
        "summary": dict(sorted(counts.items())),
        "findings": totals(comparisons),
        "templates": [
            {
                "template": each.template,
                "against": each.against,
                "new": each.is_new,
                "changes": [entry(change) for change in each.changes],
            }
            for each in comparisons
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def entry(change: Change) -> dict[str, Any]:
    """One change; keys without a value are null or empty."""
    position = change.position
    return {
        "code": change.code,
        "impact": change.impact,
        "replaces": change.replaces,
        "title": change.title,
        "resource": change.resource,
        "type": change.type,
        "property": list(change.property),
        "before": change.before,
        "after": change.after,
        "fate": change.fate,
        "sentence": change.sentence,
        "why": change.why,
        "source": change.source,
        "advice": change.advice,
        "spec": {
            "path": dotted(change.spec_path),
            "file": position.file if position else None,
            "line": position.line if position else None,
            "column": position.column if position else None,
        },
    }
