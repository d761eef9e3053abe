"""A table to what can be the matter with its throughput: much of a limit used, and requests throttled."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws import metrics
from generator.pages import commands
from generator.pages.markdown import code
from generator.pages.situation import Look, Situation, key, told
from generator.pages.stack import View
from generator.resources import names
from generator.resources.targets import DIRECTIONS, Limit, Target, limit, settled
from generator.spec.model.alarms import Direction

__all__ = ["situations"]


def situations(view: View) -> Iterator[Situation]:
    """The sections of the table, then those of each global secondary index."""
    for target in view.targets:
        for direction in DIRECTIONS:
            if bound := limit(target, direction):
                yield capacity(view, target, direction, bound)
        for direction in DIRECTIONS:
            yield throttles(view, target, direction)


def capacity(view: View, target: Target, direction: Direction, bound: Limit) -> Situation:
    """Much of a limit is used."""
    threshold = settled(target, "capacity", direction=direction).threshold
    ends = "Writes to an index that is throttled are throttled on the table too." if on_index(target, direction) else ""
    busiest = commands.per_second(
        view, metrics.CONSUMED[direction].name, limit=bound.units, index=target.name if target.index else ""
    )
    return Situation(
        f"High {direction} capacity usage{of(target)}",
        (anchor(target, "capacity", direction),),
        f"More than {threshold} % of the {bound.text} a second {'are' if not bound.autoscaled else 'is'} used.",
        f"What goes beyond is throttled; the AWS SDKs retry, so clients get slower first and then fail. {ends}".strip(),
        (
            Look(
                f"The ten busiest minutes of the last {commands.HOURS} hours, each the sum of a minute divided by its "
                "60 seconds:",
                commands.shell(view, busiest, window=True),
            ),
            now(view, target),
        ),
        tuple(raised(view, target, direction, bound, threshold=threshold)),
    )


def now(view: View, target: Target) -> Look:
    """What is deployed at this moment."""
    fields = "{status: {0}Status, provisioned: ProvisionedThroughput, onDemand: OnDemandThroughput}"
    kind = "Index" if target.index else "Table"
    selected = f"GlobalSecondaryIndexes[?IndexName=='{target.name}'] | [0]." if target.index else ""
    query = f'"Table.{selected}{fields.replace("{0}", kind)}"'
    described = commands.aws(
        view,
        "dynamodb describe-table",
        f"--table-name {commands.table_name(view)} --query {query}",
        lines=True,
        form="json",
    )
    return Look("What it is held to right now:", commands.shell(view, described))


def raised(view: View, target: Target, direction: Direction, bound: Limit, *, threshold: float) -> Iterator[str]:
    """What to change when the traffic is wanted."""
    place, needed = key(*bound.path), f"the busiest minute's units a second divided by {threshold / 100:g}"
    if view.written.existing:
        yield f"The table is made elsewhere: have its limit raised there, then write the same number in {place}."
        return
    yield f"If the traffic is wanted, raise {place} from {bound.units:,} to at least {needed}, and deploy. {told()}"
    if bound.autoscaled and not view.written.replicas:
        seed = key(*target.provider(direction), "capacity", direction)
        yield f"Leave {seed} as it was deployed: a change of it is another matter. {told('DS655')}"
    elif view.table.provisioned and not bound.autoscaled:
        yield f"Lower it again when the traffic is gone. {told('DS644')}"
    yield "If it is not wanted, stop its source: a scan, an import or a client that retries without end."


def throttles(view: View, target: Target, direction: Direction) -> Situation:
    """Requests are throttled."""
    bound = limit(target, direction)
    causes = [
        (cause, of_direction[direction])
        for cause, of_direction in metrics.THROTTLES_BY_CAUSE.items()
        if view.table.billing_mode in of_direction[direction].billing_modes
        and counted_on(target, of_direction[direction])
        and not (cause == "the on-demand maximum" and bound is None)
    ]
    events = commands.metric(
        view, '"$CAUSE"', dimensions=(), period=60, statistic="Sum", query="sum(Datapoints[].Sum)", index=target.name
    )
    listed = "; ".join(f"{code(metric.name)}: {cause}" for cause, metric in causes)
    loop = commands.each_of("CAUSE", [metric.name for _, metric in causes], events)
    on_table = " Writes to the table that reach the index are throttled with it." if on_index(target, direction) else ""
    return Situation(
        f"{direction.capitalize()} throttling{of(target)}",
        (anchor(target, "throttles", direction),),
        f"DynamoDB refused {direction}s because something was exceeded: {listed}.",
        f"Each was answered with an error that the AWS SDKs retry; what runs out of retries fails.{on_table}",
        (
            Look(
                f"Throttle events of the last {commands.HOURS} hours by cause; the largest says which line below to "
                "follow:",
                commands.shell(view, loop, window=True),
            ),
            insights(view, target),
        ),
        tuple(unthrottled(view, target, direction, bound)),
    )


def insights(view: View, target: Target) -> Look:
    """Whether something names the hot keys."""
    index = f" --index-name {target.name}" if target.index else ""
    command = commands.aws(
        view,
        "dynamodb describe-contributor-insights",
        f"--table-name {commands.table_name(view)}{index}",
        "--query '[ContributorInsightsStatus, ContributorInsightsMode]'",
        lines=True,
    )
    return Look("Whether contributor insights names the keys that are throttled:", commands.shell(view, command))


def unthrottled(view: View, target: Target, direction: Direction, bound: Limit | None) -> Iterator[str]:
    """What to change, by cause."""
    what = "Maximum exceeded" if not view.table.provisioned else "Capacity exceeded"
    if bound:
        yield f"{what}: do as [above](#{anchor(target, 'capacity', direction)})."
        if bound.autoscaled and not view.written.existing:
            least = key(*target.provider(direction), "autoscaling", direction, "min_capacity")
            yield f"Capacity exceeded while traffic rose within minutes: raise {least}, and deploy. {told()}"
    insights_on = getattr((target.index or view.table).contributor_insights, "enabled", False)
    if view.written.existing:
        yield "Hot key: have contributor insights turned on where the table is made, and spread the key's items."
    elif insights_on:
        yield "Hot key: see in contributor insights which one it is, and spread its items over several partition keys."
    else:
        place = key(*target.path, "contributor_insights")
        yield f"Hot key: set {place} to `true` and deploy to see which one it is. {told()} Then spread its items."
    if not view.table.provisioned and not view.written.existing:
        warm = key(*target.path, "warm_throughput", direction)
        yield (
            f"None of them, and the traffic more than doubled within 30 minutes: raise {warm} to the peak, and deploy. "
            f"{told()} It cannot be lowered again: {told('DS646')}"
        )
    raise_it = "ask for a higher one in Service Quotas."
    if counted_on(target, metrics.ACCOUNT_LIMIT[direction]):
        yield f"Quota of the account: {raise_it}"
    else:
        of_table = anchor(view.targets[0], "throttles", direction)
        yield f"None of them: a quota of the account is counted [on the table](#{of_table}) alone; {raise_it}"


def counted_on(target: Target, metric: metrics.Metric) -> bool:
    """Whether the metric has a series of the target."""
    return not target.index or ("TableName", "GlobalSecondaryIndexName") in metric.dimensions


def on_index(target: Target, direction: Direction) -> bool:
    """Whether what is throttled is the table's writes too."""
    return target.index is not None and direction == "write"


def of(target: Target) -> str:
    """The index in a title."""
    return f" of index {code(target.name)}" if target.index else ""


def anchor(target: Target, kind: str, direction: Direction) -> str:
    """Where the section begins: where the alarm of the kind leads, whether there is one or not."""
    label = names.alarm_label("capacity" if kind == "capacity" else "throttles", direction=direction)
    return names.runbook_anchor(label, name=target.name, index=target.index)
