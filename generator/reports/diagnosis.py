"""A diagnosis to the text that people read: the numbers, the states, and in the end what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.reports.changes import PAINTS as IMPACTS
from generator.reports.changes import subject as changed
from generator.reports.full import HELP, printable
from generator.reports.sparkline import merged, sparkline
from generator.reports.wrapping import UNBOUNDED, Paint, hanging

if TYPE_CHECKING:
    from generator.diagnosis.facts import Setting, Table
    from generator.diagnosis.finding import Access, Advice, Diagnosis, Finding, Usage, Value

__all__ = ["render"]

BAD: Final[Paint] = partial(click.style, fg="red", bold=True)
HEAD: Final[Paint] = partial(click.style, bold=True)
ACTIVE: Final = "ACTIVE"
ALARM: Final = "ALARM"
LIMITS: Final = {
    "provisioned": "{:,} provisioned",
    "on-demand maximum": "the on-demand maximum of {:,}",
    "quota": "the account's quota of {:,} for a table",
    "default quota": "the default quota of {:,} for a table",
}
ALLOWED: Final = "allowed"
DAY: Final = 24 * 3600
INDENT: Final = "  "
# As wide as the longest of the words that begin a line.
MARGIN: Final = len("point-in-time recovery")
# Columns before a plot that stands below its word.
BEFORE_PLOT: Final = 6


class Line(NamedTuple):
    """What a line begins with, and what goes on under itself; values may be broken where nobody types them."""

    head: str
    text: str
    breaks_values: bool = False


def render(diagnosis: Diagnosis, *, color: bool = False, width: int = UNBOUNDED) -> str:
    """The stack, a paragraph for each table, alarms, roles and users, and the template; then the findings.

    All of it is wrapped to `width` columns.
    """
    parts = [heading(diagnosis)]
    parts += [of_table(table, diagnosis, width) for table in diagnosis.facts.tables]
    parts += [of_alarms(diagnosis)]
    parts += [of_access(each) for each in diagnosis.access]
    parts += [of_template(diagnosis)]
    parts += [of_finding(each) for each in diagnosis.findings]
    parts += [iter([Line("", summary(diagnosis))])]
    told = ["\n".join(each for line in part for each in lines(line, width)) for part in parts]
    text = "\n\n".join(filter(None, told)) + "\n"
    return text if color else click.unstyle(text)


def lines(line: Line, width: int) -> Iterator[str]:
    """The line, in as many as it needs."""
    for each in hanging(line.head, line.text, width=width, breaks_values=line.breaks_values):
        yield each.rstrip()


def heading(diagnosis: Diagnosis) -> Iterator[Line]:
    """The stack, its state, and the time that is looked at."""
    facts = diagnosis.facts
    hours = (facts.window.end - facts.window.start) // 3600
    span = "hour" if hours == 1 else f"{hours} hours"
    until = moment(facts.window.end, "%Y-%m-%d %H:%M")
    stack = HEAD(f"stack {printable(facts.stack)} in {facts.region}: {facts.status}")
    yield Line("", f"{stack}; the last {span} to {until}")


def moment(second: int, form: str = "%H:%M") -> str:
    """A second since 1970 as people read it."""
    return f"{datetime.fromtimestamp(second, timezone.utc):{form}} UTC"


def line(head: str, *parts: str) -> Line:
    """A line below a heading."""
    return Line(f"{INDENT}{head:<{MARGIN}}{INDENT}", INDENT.join(filter(None, parts)))


def of_table(table: Table, diagnosis: Diagnosis, width: int) -> Iterator[Line]:
    """The table: what it and its indexes used, and its settings."""
    elsewhere = ", made elsewhere" if table.existing else ""
    name = HEAD(f"{table.logical_id} ({table.name}{elsewhere})")
    yield Line(f"{name}: ", ", ".join(filter(None, (state(table.status), table.billing_mode))))
    if not table.arn:
        return
    until = diagnosis.facts.window.end
    used = [each for each in diagnosis.usage if each.table == table.logical_id]
    yield from (found for each in used if not each.target.index for found in of_usage(each, until, width))
    if not used:
        yield line("reads and writes", "unknown")
    yield line("stream", setting(table.stream))
    if table.kinesis:
        yield line("Kinesis stream", "; ".join(setting(each) for each in table.kinesis))
    yield line("time to live", setting(table.time_to_live))
    yield line("point-in-time recovery", setting(table.recovery))
    yield line("deletion protection", setting(table.protection))
    if table.replicas:
        yield line("replicas", ", ".join(f"{region} {state(status)}" for region, status in table.replicas.items()))
    for index, status in table.indexes.items():
        yield Line(f"{INDENT}index {printable(index)}: ", state(status))
        yield from (found for each in used if each.target.index == index for found in of_usage(each, until, width))


def state(status: str) -> str:
    """A state, which stands out unless it is the one to be in."""
    return status if status == ACTIVE else BAD(status)


def setting(found: Setting | None) -> str:
    """The state of a setting and what more there is to say of it."""
    return "unknown" if found is None else ", ".join(filter(None, (found.state, printable(found.more))))


def of_usage(used: Usage, until: int, width: int) -> Iterator[Line]:
    """The plot of a target, its busiest minute, with the date unless it is the last's, and what was throttled."""
    highest = max((each for each in used.plot if each is not None), default=0)
    columns = merged(used.plot, max(1, width - BEFORE_PLOT))
    plot = sparkline(columns, top=highest if used.limited.endswith("quota") else used.limit)
    of = LIMITS[used.limited].format(used.limit)
    scaled = used.target.autoscaling
    bounds = f", which autoscaling keeps from {scaled.least:,} to {scaled.most:,}" if scaled else ""
    numbers = f"nothing of {of}{bounds}"
    if used.at is not None:
        at = moment(used.at, "%H:%M" if used.at // DAY == until // DAY else "%Y-%m-%d %H:%M")
        numbers = f"at most {used.units:.1f} a second at {at}, {used.percent:.0f} % of {of}{bounds}"
    yield line(f"{INDENT if used.target.index else ''}{used.target.direction}s", plot, numbers)
    for each in used.throttled:
        yield line("", BAD(f"{each.events:,} throttled by {each.cause}"))


def of_alarms(diagnosis: Diagnosis) -> Iterator[Line]:
    """How many alarms are in which state, and those that are not OK."""
    alarms = diagnosis.facts.alarms
    if alarms is None:
        yield Line(f"{HEAD('alarms')}: ", "unknown")
        return
    counts = Counter(each.state for each in alarms)
    yield Line(f"{HEAD('alarms')}: ", ", ".join(f"{counts[each]} {each}" for each in sorted(counts)) or "none")
    for each in alarms:
        if each.state != "OK":
            since = f"since {each.since:%Y-%m-%d %H:%M} UTC" if each.since else ""
            shown = BAD(each.state) if each.state == ALARM else each.state
            said = f"{printable(each.name)}: {printable(each.reason)}"
            yield Line(INDENT, " ".join(filter(None, (shown, since, said))), breaks_values=True)


def of_access(found: Access) -> Iterator[Line]:
    """What a role or user has of the stack's policies, and what IAM lets it do with each table."""
    yield Line("", HEAD(f"{found.kind} {printable(found.name)}"))
    attached = [f"{name} ({how})" if how != "attached" else name for name, how in found.attached.items()]
    if attached or found.missing:
        yield line("has", ", ".join(attached) or "none of the stack's policies")
    if found.missing:
        yield line("has not", ", ".join(found.missing))
    if found.inline:
        yield line("inline policies", printable(", ".join(found.inline)))
    if found.decisions is None:
        yield line("may do", "unknown")
    for table, decisions in (found.decisions or {}).items():
        allowed = [action for action, decision in decisions.items() if decision == ALLOWED]
        denied = [action for action, decision in decisions.items() if decision != ALLOWED]
        yield line(f"may do with {table}", ", ".join(allowed) or "nothing")
        if allowed and denied:
            yield line("may not", ", ".join(denied))


def of_template(diagnosis: Diagnosis) -> Iterator[Line]:
    """What deploying the project's template would change."""
    known = diagnosis.known
    if not known.template:
        return
    name = HEAD(f"template {printable(known.template)}") + (f" ({BAD('stale')})" if known.stale else "")
    if known.changes is None:
        yield Line(f"{name}: ", "what is deployed is unknown")
    elif not known.changes:
        yield Line(f"{name}: ", "as deployed")
    else:
        yield Line(f"{name}: ", "not what is deployed; to deploy it would change")
        for each in known.changes:
            impact = IMPACTS[each.impact](f"{each.impact}[{each.code}]")
            yield Line(f"{INDENT}{impact} ", changed(each), breaks_values=True)


def of_finding(found: Finding) -> Iterator[Line]:
    """What is the matter, what to do, and the keys to change."""
    yield Line(f"{BAD(f'[{found.code}]')} ", f"{printable(found.subject)}: {printable(found.message)}")
    if found.hint:
        yield Line(f"{INDENT}= {HELP('help')}: ", printable(found.hint))
    yield from (Line(f"{INDENT}= {HELP('spec')}: ", advised(each)) for each in found.advice)


def advised(advice: Advice) -> str:
    """A key and what it is to say."""
    return f"{printable(advice.key)}: {written(advice.current)} -> {written(advice.proposed)}"


def written(value: Value | None) -> str:
    """A value as a spec has it."""
    return str(value).lower() if isinstance(value, bool) else "(none)" if value is None else str(value)


def summary(diagnosis: Diagnosis) -> str:
    """One line: how much needs a hand, and how much is not known."""
    found, failed = len(diagnosis.findings), len(diagnosis.facts.failed)
    text = counted(found, "finding") if found else "nothing found" if failed else "nothing needs a hand"
    return f"{text}; partial: {counted(failed, 'part')} could not be read" if failed else text


def counted(number: int, word: str) -> str:
    """A number with its noun."""
    return f"{number} {word}{'' if number == 1 else 's'}"
