"""What tables and indexes consumed, and what they are held to, to how much of it was used and what to raise."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from generator.aws import limits, metrics
from generator.diagnosis.facts import Facts, Series, Table, Target, Window
from generator.diagnosis.finding import Advice, Finding, Known, Limited, Place, Throttled, Usage
from generator.errors import Path, dotted
from generator.spec.model.settings import DEFAULTS

__all__ = ["findings", "usage"]

MINUTE: Final = 60
COLUMNS: Final = 30
# As the alarms on capacity have it, unless the spec says otherwise.
THRESHOLD: Final = DEFAULTS["capacity"].threshold
PROVISIONED: Final = "provisioned"
MAXIMUM: Final = "on-demand maximum"
QUOTA: Final = "quota"
DEFAULT_QUOTA: Final = "default quota"
QUOTAS: Final = (QUOTA, DEFAULT_QUOTA)
CAPACITY_CAUSES: Final = ("the provisioned capacity", "the on-demand maximum")
HOT_KEY: Final = "what one partition serves, which is a hot key"
ACCOUNT: Final = "a quota of the account"
UNKNOWN: Final = "a cause that no metric tells"
SERVICE_QUOTAS: Final = "ask for a higher quota in Service Quotas"


def usage(table: Table, facts: Facts) -> Iterator[Usage]:
    """The busiest minute of each target of which there are metrics, the one that used most of what it had then."""
    for target in table.targets:
        if target.consumed is None:
            continue
        quota: Limited = QUOTA if target.direction in facts.quotas else DEFAULT_QUOTA
        limited: Limited = PROVISIONED if target.provisioned else MAXIMUM if target.maximum else quota
        units = target.provisioned or target.maximum or facts.quotas.get(target.direction)
        limit = units or limits.THROUGHPUT_QUOTA_DEFAULT
        rates = {moment: total / MINUTE for moment, total in target.consumed.items() if total}
        at = max(rates, key=lambda moment: (rates[moment] / then(target, moment, limit), -moment), default=None)
        yield Usage(
            table.logical_id,
            target,
            limit if at is None else then(target, at, limit),
            limited,
            at,
            0 if at is None else rates[at],
            plotted(target.consumed, facts.window),
            tuple(throttles(target)),
        )


def then(target: Target, moment: int, otherwise: int) -> int:
    """The provisioned capacity of that moment, for autoscaling changes it; `otherwise` where CloudWatch has none."""
    period = metrics.PROVISIONED[target.direction].published_seconds
    return int(target.provisioned_then.get(moment // period * period, 0)) or otherwise


def throttles(target: Target) -> Iterator[Throttled]:
    """The causes for which anything was throttled, and what of the total has none."""
    known = 0
    for cause, of_direction in metrics.THROTTLES_BY_CAUSE.items():
        name = of_direction[target.direction].name
        if count := round(sum(target.throttles.get(name, {}).values())):
            known += count
            yield Throttled(name, cause, count)
    total = metrics.THROTTLES[target.direction].name
    if (rest := round(sum(target.throttles.get(total, {}).values())) - known) > 0:
        yield Throttled(total, UNKNOWN, rest)


def plotted(consumed: Series, window: Window) -> tuple[float | None, ...]:
    """The units a second of the busiest minute of each of equal stretches of the window."""
    stretch = (window.end - window.start) / COLUMNS
    columns: list[float | None] = [None] * COLUMNS
    for moment, units in consumed.items():
        if window.start <= moment < window.end:
            column = int((moment - window.start) / stretch)
            columns[column] = max(columns[column] or 0, units / MINUTE)
    return tuple(columns)


def findings(table: Table, used: Usage, known: Known) -> Iterator[Finding]:
    """That much of a limit is used, and that requests are throttled."""
    subject = f"{table.logical_id} {used.target.index}".strip()
    high = needed(used.units) > most(used)
    advice, hint = raised(table, used, known) if high else ((), "")
    if high:
        share = f"{100 * used.units / most(used):.0f} % of {described(used)}"
        message = f"the busiest minute's {used.target.direction}s came to {used.units:.1f} units a second, {share}"
        yield Finding("DS711", subject, message, hint, advice)
    if used.throttled:
        yield throttled(table, used, known, high=high)


def most(used: Usage) -> int:
    """What the target can come to have: the maximum of autoscaling, or what it has."""
    return used.target.autoscaling.most if used.target.autoscaling else used.limit


def described(used: Usage) -> str:
    """The limit in words."""
    if used.target.autoscaling:
        return f"autoscaling's maximum of {most(used):,}"
    nouns = {
        PROVISIONED: "the {:,} provisioned",
        MAXIMUM: "the on-demand maximum of {:,}",
        QUOTA: "the account's quota of {:,} for a table",
        DEFAULT_QUOTA: "the default quota of {:,} for a table",
    }
    return nouns[used.limited].format(used.limit)


def needed(units: float) -> int:
    """The least limit of which so many units a second are no more than the threshold."""
    # A sum of a metric is a decimal number, and 48 / 0.8 is 60.00000000000001 otherwise.
    exact = Fraction(round(units * MINUTE * 1000), MINUTE * 1000)
    return math.ceil(exact * 100 / Fraction(THRESHOLD))


def raised(table: Table, used: Usage, known: Known) -> tuple[tuple[Advice, ...], str]:
    """What to raise when the traffic is wanted, and to what."""
    if used.limited in QUOTAS:
        return (), SERVICE_QUOTAS
    return proposed(table, used, known, needed(used.units))


def proposed(table: Table, used: Usage, known: Known, units: int) -> tuple[tuple[Advice, ...], str]:
    """The key that holds the limit, with what it is to say."""
    target = used.target
    place = known.places.get((table.logical_id, target.index, target.direction))
    if place is None:
        place = Place(usual(table, used), most(used))
    if table.existing:
        return (
            (),
            f"have it raised to at least {units:,} where the table is made, and write that in {dotted(place.path)}",
        )
    if place.units >= units:
        return (), f"{dotted(place.path)} says {place.units:,} already: deploy it"
    why = f"{used.units:.1f} units a second are then at most {THRESHOLD} %; if they are not wanted, stop their source"
    return (Advice(dotted(place.path), place.units, units),), why + shared(table, target, place, known)


def shared(table: Table, target: Target, place: Place, known: Known) -> str:
    """What else a place of the spec holds for, and where to say it for an index alone."""
    others = [
        f"the index {index}" if index else "the table"
        for (logical_id, index, direction), other in known.places.items()
        if (logical_id, direction, other.path) == (table.logical_id, target.direction, place.path)
        and index != target.index
    ]
    if not others:
        return ""
    alone = (*own(table, target.index), *place.path[len(own(table, "")) :])
    own_key = f"; for the index alone, write {dotted(alone)}" if target.index else ""
    return f"; it raises {' and '.join(others)} too{own_key}"


def usual(table: Table, used: Usage) -> Path:
    """Where a spec that nobody has at hand would say what a target is held to."""
    direction = used.target.direction
    if used.target.autoscaling:
        return (*own(table, used.target.index), "autoscaling", direction, "max_capacity")
    if used.limited == MAXIMUM:
        return (*own(table, used.target.index), "on_demand_throughput", f"max_{direction}")
    return (*own(table, used.target.index), "capacity", direction)


def own(table: Table, index: str) -> Path:
    """The table or the index in the spec."""
    return ("tables", table.logical_id, *(("global_secondary_indexes", index) if index else ()))


def throttled(table: Table, used: Usage, known: Known, *, high: bool) -> Finding:
    """That requests were throttled, and what to do about each cause."""
    target, advice, hints = used.target, list[Advice](), list[str]()
    causes = {each.cause for each in used.throttled}
    if not causes.isdisjoint(CAPACITY_CAUSES):
        of_capacity, hint = ((), "raise the limit, as DS711 says") if high else bursts(table, used, known)
        advice += of_capacity
        hints.append(hint)
    if HOT_KEY in causes:
        insights = Advice(dotted((*own(table, target.index), "contributor_insights")), current=False, proposed=True)
        on = table.insights.get(target.index, table.existing)
        advice += [] if on else [insights]
        shown = "see in contributor insights" if on else "turn contributor insights on to see"
        hints.append(f"{shown} which key it is, and spread its items over several partition keys")
    if ACCOUNT in causes:
        hints.append(SERVICE_QUOTAS)
    if UNKNOWN in causes:
        warm = dotted((*own(table, target.index), "warm_throughput", target.direction))
        on_demand = f"; if traffic more than doubled within 30 minutes, raise {warm}"
        hints.append(
            "ask again in minutes, when CloudWatch may have the cause" + ("" if target.provisioned else on_demand)
        )
    count = sum(each.events for each in used.throttled)
    by_cause = ", ".join(f"{each.events:,} by {each.cause}" for each in used.throttled)
    noun = target.direction if count == 1 else f"{target.direction}s"
    subject = f"{table.logical_id} {target.index}".strip()
    message = f"{count:,} {noun} {'was' if count == 1 else 'were'} throttled: {by_cause}"
    return Finding("DS712", subject, message, "; ".join(hints), tuple(advice))


def bursts(table: Table, used: Usage, known: Known) -> tuple[tuple[Advice, ...], str]:
    """What to do when the limit was exceeded though no whole minute used much of it."""
    bounds, target = used.target.autoscaling, used.target
    within = f"no minute used more than {used.percent:.0f} %: the requests come in bursts of seconds; spread them"
    if not bounds:
        return (), f"{within}, or raise the limit"
    units = min(needed(busiest_throttled(target)), bounds.most)
    if units <= bounds.least or table.existing:
        return (), within
    place = known.places.get((table.logical_id, target.index, target.direction))
    path = place.path if place else usual(table, used)
    least = (*path[: path.index("autoscaling")], "autoscaling", target.direction, "min_capacity")
    return (Advice(dotted(least), bounds.least, units),), "autoscaling needs minutes, and the traffic rose faster"


def busiest_throttled(target: Target) -> float:
    """The units a second of the busiest of the minutes in which something was throttled."""
    moments = {moment for series in target.throttles.values() for moment, count in series.items() if count}
    return max(((target.consumed or {}).get(moment, 0) / MINUTE for moment in moments), default=0)
