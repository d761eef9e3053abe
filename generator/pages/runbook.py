"""A table, or the account's alarms, to the runbook: a section for each situation, with commands to paste."""

from __future__ import annotations

from collections.abc import Iterator

from generator.pages import features, health, throughput
from generator.pages.markdown import fenced
from generator.pages.situation import Situation
from generator.pages.stack import View

__all__ = ["sections", "situations"]


def situations(view: View) -> list[Situation]:
    """Everything that can be the matter with the table, what its alarms watch first."""
    return [*throughput.situations(view), *features.situations(view), *health.situations(view)]


def sections(found: list[Situation]) -> Iterator[str]:
    """The Markdown of the sections, each behind the anchors that alarms lead to."""
    for each in found:
        anchors = "".join(f'<a id="{anchor}"></a>' for anchor in each.anchors)
        yield f"{anchors}\n\n### {each.title}"
        yield f"**Meaning.** {each.meaning}"
        yield f"**Impact.** {each.impact}"
        yield "**Diagnosis.**"
        for look in each.diagnosis:
            yield look.what
            yield fenced("sh", look.command)
        yield "**Mitigation.**"
        yield "\n".join(f"- {line}" for line in each.mitigation)
