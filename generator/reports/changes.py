"""Changes of what is deployed to the text that people read, the worst of each template first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import click

from generator.changes.change import Change, Comparison
from generator.changes.functions import shown
from generator.errors import dotted, lines_of
from generator.reports.full import GUTTER, HELP, excerpt, printable
from generator.reports.wrapping import UNBOUNDED, Paint, beside, hanging

__all__ = ["BRIEF", "brief", "counts", "groups", "inner", "render", "summary", "value"]

# Impacts that are told in a line; the others get a block each.
BRIEF: Final = ("in place", "created", "removed")
PAINTS: Final[dict[str, Paint]] = {
    "deleted": partial(click.style, fg="red", bold=True),
    "replaced": partial(click.style, fg="red", bold=True),
    "refused": partial(click.style, fg="red", bold=True),
    # Not in bold yellow, which terminals brighten until nobody reads it on white.
    "unknown": partial(click.style, fg="magenta", bold=True),
    "several deploys": partial(click.style, fg="magenta", bold=True),
    "risky": partial(click.style, fg="yellow"),
    "in place": partial(click.style, fg="green"),
    "created": partial(click.style, fg="green"),
    "removed": partial(click.style, fg="blue"),
}
# Of these the values are told, of others only the properties.
VALUED: Final = ("AWS::DynamoDB::", "AWS::ApplicationAutoScaling::")
# What is in place and may not come about by itself.
BY_ITSELF: Final = "DS671"
OUTPUTS: Final = "Outputs"
LONGEST_VALUE: Final = 160


def render(
    comparisons: Sequence[Comparison], texts: Mapping[str, str], *, color: bool = False, width: int = UNBOUNDED
) -> str:
    """The changes of each template that has any, and a summary in the last line.

    `texts` has the whole text of each spec by the name that positions give it. What is said is wrapped to
    `width` columns.
    """
    files = {file: lines_of(text) for file, text in texts.items()}
    parts = ["\n\n".join(told(each, files, width=width)) for each in comparisons if each.changes]
    text = "\n\n".join([*parts, "\n".join(hanging("", summary(comparisons), width=width))]) + "\n"
    return text if color else click.unstyle(text)


def told(comparison: Comparison, files: Mapping[str, list[str]], *, width: int) -> Iterator[str]:
    """The heading of a template, a block for each change that is more than in place, and the rest in brief."""
    new = ", a new stack" if comparison.is_new else ""
    head = f"{printable(comparison.template)} against {printable(comparison.against)}{new}"
    yield "\n".join(hanging("", head, width=width, paint=partial(click.style, bold=True)))
    for group in groups(comparison):
        yield "\n".join(block(group, files, width=width))
    for impact in BRIEF:
        lines = list(brief([each for each in comparison.changes if each.impact == impact]))
        if lines:
            yield "\n".join(
                [PAINTS[impact](f"{impact}:"), *(each for line in lines for each in beside(f"  {line}", width=width))]
            )


def groups(comparison: Comparison) -> list[list[Change]]:
    """The changes that are more than in place, those of one resource, or of outputs, under one rule together."""
    result: dict[tuple[str, ...], list[Change]] = {}
    for change in comparison.changes:
        if change.impact not in BRIEF:
            # Of exports there may be many, each with its name in the advice.
            is_output = change.property[:1] == (OUTPUTS,)
            what = (OUTPUTS,) if is_output else (change.resource or change.property[-1], change.advice)
            result.setdefault((change.code, change.why, *what), []).append(change)
    return list(result.values())


def block(group: Sequence[Change], files: Mapping[str, list[str]], *, width: int) -> Iterator[str]:
    """The lines for changes of one resource under one rule."""
    change = group[0]
    paint = PAINTS[change.impact]
    yield from hanging(f"{paint(f'{change.impact}[{change.code}]')}: ", change.title, width=width)
    gutter = max(len(str(each.position.line)) if each.position else 1 for each in group)
    margin = f"{' ' * gutter} {GUTTER('=')} "
    shown_at = None
    for each in group:
        if each.position and each.position != shown_at:
            shown_at = each.position
            place = f"  ({printable(dotted(each.spec_path))})" if each.spec_path else ""
            yield from excerpt(each.position, files, gutter=gutter, paint=paint, place=place, width=width)
        yield from hanging(margin, subject(each), width=width, breaks_values=True)
    if change.fate:
        yield from hanging(margin, change.fate, width=width, paint=paint)
    if change.sentence:
        yield from hanging(f"{margin}AWS: ", f'"{printable(change.sentence)}"', width=width, breaks_values=True)
    yield from hanging(f"{margin}why: ", change.why, width=width)
    if change.advice:
        yield from hanging(f"{margin}{HELP('help')}: ", advice(group), width=width)


def advice(group: Sequence[Change]) -> str:
    """What to do about changes under one rule: the advice for the first, and that the others have their own."""
    others = len({each.advice for each in group}) - 1
    more = f" (and so for the other{f' {others}' if others > 1 else ''})" if others else ""
    return printable(group[0].advice) + more


def brief(changes: Sequence[Change]) -> Iterator[str]:
    """A line for each change of a table or its scaling, each other resource, and what comes or goes of each type."""
    whole = [each for each in changes if each.code in ("DS601", "DS602")]
    for resource_type in dict.fromkeys(each.type for each in whole):
        yield listed(resource_type, (each.resource for each in whole if each.type == resource_type))
    rest = [each for each in changes if each not in whole]
    for name in dict.fromkeys(each.resource or each.property[0] for each in rest):
        own = [each for each in rest if (each.resource or each.property[0]) == name]
        if own[0].type.startswith(VALUED):
            yield from map(in_line, own)
        else:
            yield listed(name, (".".join(each.property[not each.resource :]) for each in own))
    for change in [each for each in rest if each.code == BY_ITSELF][:1]:
        yield f"note: {change.why} {change.advice[:1].upper()}{change.advice[1:]}."


def listed(name: str, items: Iterable[str]) -> str:
    """A name and what belongs to it, each once."""
    belong = ", ".join(filter(None, dict.fromkeys(items)))
    return printable(f"{name}: {belong}" if belong else name)


def in_line(change: Change) -> str:
    """A change of a table, with its line in the spec."""
    text = f"{printable(change.resource)} {inner(change)}".strip()
    if change.impact == "created":
        text += f": {change.title}"
    else:
        text += f": {value(change.before)} -> {value(change.after)}"
    return text + (f"  ({printable(change.position.file)}:{change.position.line})" if change.position else "")


def subject(change: Change) -> str:
    """What a change is about: the resource, its type, the property, and what it was and becomes."""
    parts = [printable(change.resource), f"({printable(change.type)})" if change.type else "", inner(change)]
    text = " ".join(part for part in parts if part)
    if change.before is None and change.after is None:
        return text
    return f"{text}: {value(change.before)} -> {value(change.after)}"


def inner(change: Change) -> str:
    """The property of a change, as people write it."""
    return printable(".".join(change.property))


def value(one: object) -> str:
    """A value on one line, cut where it is long."""
    text = "(none)" if one is None else printable(shown(one))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def counts(changes: Iterable[Change]) -> str:
    """How many changes of each impact, the worst first: ``1 refused, 2 in place``."""
    found = Counter(each.impact for each in changes)
    return ", ".join(f"{found[impact]} {impact}" for impact in PAINTS if found[impact])


def summary(comparisons: Sequence[Comparison]) -> str:
    """One line for all templates."""
    changed = [each for each in comparisons if each.changes]
    same = len(comparisons) - len(changed)
    parts = [counts(change for each in changed for change in each.changes)] if changed else []
    parts += [f"{same} template{'' if same == 1 else 's'} without a change"] if same or not changed else []
    return "; ".join(parts)
