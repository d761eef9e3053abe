"""Changes of what is deployed to Markdown, as a comment of a pull request shows it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.changes.change import Change, Comparison
from generator.reports.changes import BRIEF, advice, brief, counts, groups, inner, summary, value
from generator.reports.full import printable

__all__ = ["render"]

# GitHub takes 65,536 characters in a comment.
LONGEST: Final = 60_000
HEAD: Final = ("| impact | resource | property | before | after | spec |", "|---|---|---|---|---|---|")


def render(comparisons: Sequence[Comparison]) -> str:
    """A summary, and of each template with changes a table of those that are more than in place, with the details.

    What does not fit into a comment is left out from the end, and the text says so.
    """
    blocks = [[f"**dynaspec diff**: {summary(comparisons)}"]]
    blocks += [block for each in comparisons if each.changes for block in told(each)]
    text = ""
    for place, block in enumerate(blocks):
        added = "\n".join([*block, "", ""])
        if len(text) + len(added) > LONGEST:
            return f"{text}{len(blocks) - place} more parts do not fit here; run dynaspec diff.\n"
        text += added
    return text.rstrip("\n") + "\n"


def told(comparison: Comparison) -> Iterator[list[str]]:
    """The parts for a template, each whole in itself."""
    new = ", a new stack" if comparison.is_new else ""
    yield [f"#### {code(comparison.template)} against {code(comparison.against)}{new}"]
    grouped = groups(comparison)
    if grouped:
        yield [*HEAD, *(row(change) for group in grouped for change in group)]
    for group in grouped:
        yield list(details(group))
    rest = [each for each in comparison.changes if each.impact in BRIEF]
    if rest:
        yield list(folded(replace(comparison, changes=tuple(rest))))


def row(change: Change) -> str:
    """A line of the table."""
    cells = (
        f"**{change.impact}** {change.code}",
        code(change.resource) if change.resource else "",
        code(inner(change)) if change.property else "",
        code(value(change.before)) if change.before is not None else "",
        code(value(change.after)) if change.after is not None else "",
        code(f"{change.position.file}:{change.position.line}") if change.position else "",
    )
    return f"| {' | '.join(cells)} |"


def details(group: Sequence[Change]) -> Iterator[str]:
    """What the changes of one resource under one rule mean, folded."""
    change = group[0]
    name = f" ({code(change.resource)})" if change.resource else ""
    yield f"<details><summary>{change.impact} {change.code}: {change.title}{name}</summary>"
    yield ""
    if change.fate:
        yield f"- **{escaped(change.fate)}**"
    if change.sentence:
        yield f"- AWS: {code(change.sentence)}"
    yield f"- {escaped(change.why)}"
    if change.advice:
        yield f"- What to do: {escaped(advice(group))}"
    yield ""
    yield "</details>"


def folded(comparison: Comparison) -> Iterator[str]:
    """What is in place, created and removed, in brief."""
    yield f"<details><summary>{counts([comparison])}</summary>"
    yield ""
    for impact in BRIEF:
        for line in brief([each for each in comparison.changes if each.impact == impact]):
            yield f"- {impact}: {code(line)}"
    yield ""
    yield "</details>"


def code(text: str) -> str:
    """The text as code, within a table too; no part of it is read as Markdown, HTML or a name to notify."""
    plain = html.escape(printable(text)).replace("|", "&#124;")
    for character in "`*_[]~\\$":
        plain = plain.replace(character, f"&#{ord(character)};")
    return f"<code>{plain}</code>"


def escaped(text: str) -> str:
    """Words of ours around names of others, as plain text."""
    return code(text).removeprefix("<code>").removesuffix("</code>").replace("@", "&#64;")
