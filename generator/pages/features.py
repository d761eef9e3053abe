"""A table to what can be the matter with its stream, its replicas and its Kinesis stream."""

from __future__ import annotations

from collections.abc import Iterator

from generator.aws import actions, metrics
from generator.pages import commands
from generator.pages.markdown import code
from generator.pages.situation import Look, Situation, key, told
from generator.pages.stack import View
from generator.resources import names
from generator.resources.targets import settled

__all__ = ["situations"]


def situations(view: View) -> Iterator[Situation]:
    """The sections that the table's features bring."""
    if view.table.stream:
        yield stream(view)
    if view.targets[0].receivers:
        yield replication(view)
    if view.table.kinesis_stream:
        yield kinesis(view)


def stream(view: View) -> Situation:
    """Consumers of the stream get nothing, or are refused."""
    assert view.table.stream
    view_type = str(view.table.stream.view_type)
    name = commands.table_name(view)
    listed = commands.aws(view, "dynamodbstreams list-streams", f"--table-name {name}", "--query 'Streams[].StreamArn'")
    latest = commands.aws(view, "dynamodb describe-table", f"--table-name {name}", "--query Table.LatestStreamArn")
    described = commands.aws(
        view,
        'dynamodbstreams describe-stream --stream-arn "$STREAM"',
        "--query 'StreamDescription.[StreamStatus, StreamViewType, length(Shards)]'",
        lines=True,
    )
    permissions = ", ".join(code(f"dynamodb:{name}") for name in actions.ACCESS["stream_read"])
    output = code(names.stream_arn_output(view.table_id))
    mitigation = [f"A consumer reads another ARN than the latest: point it at the output {output}."]
    if view.written.existing:
        mitigation = ["The stream belongs to the table, which is made elsewhere: have it looked at there."]
    else:
        mitigation.append(
            f"Another view type is wanted: change {key('tables', view.table_id, 'stream')}, and deploy. {told('DS631')}"
        )
    if view.written.streams_to_readers:
        policy = names.policy_id(view.table_id, "stream_read")
        mitigation.append(f"A permission is missing: attach {code(policy)}, see [below](#access).")
    return Situation(
        "Stream issues",
        ("stream",),
        f"Consumers of the stream get no records, or are refused. It is to be ENABLED with view type {view_type}.",
        "Whatever follows the table's changes stands still; a record is gone after 24 hours.",
        (
            Look("All streams of the table, of which only the latest takes records:", commands.shell(view, listed)),
            Look(
                f"Its status, its view type (the spec says {view_type}) and the number of its shards:",
                commands.shell(view, f"STREAM=$({latest})", described),
            ),
            Look(f"Readers need {permissions}. Whether a role has them:", simulated(view, "stream_read", latest)),
        ),
        tuple(mitigation),
    )


def simulated(view: View, access: str, resource: str) -> str:
    """Whether a role may do what an access takes, on the resource that a command prints, and what takes no resource."""
    wanted = [name for name in actions.ACCESS[access] if actions.ACTIONS[name].on]
    anywhere = [name for name in actions.ACCESS[access] if not actions.ACTIONS[name].on]
    tried = [("$RESOURCE", wanted), *([("*", anywhere)] if anywhere else [])]
    return commands.shell(
        view,
        ': "${ROLE:?set it to the name of the role, as in ROLE=orders-api}"',
        f"RESOURCE=$({resource})",
        *(
            commands.aws(
                view,
                "iam simulate-principal-policy",
                f'--policy-source-arn "$({role_arn(view)})"',
                f'--resource-arns "{arn}" --action-names {" ".join(f"dynamodb:{name}" for name in names_of)}',
                "--query 'EvaluationResults[].[EvalActionName, EvalDecision]'",
                lines=True,
            )
            for arn, names_of in tried
        ),
    )


def role_arn(view: View) -> str:
    """The command for the ARN of the role."""
    return commands.aws(view, "iam get-role", '--role-name "$ROLE"', "--query Role.Arn")


def replication(view: View) -> Situation:
    """Changes take long to other Regions."""
    target = view.targets[0]
    regions = target.receivers
    threshold = settled(target, "replication_latency").threshold
    anchors = tuple(names.alarm_label("replication_latency", region=region) for region in regions)
    latency = commands.totals(
        view,
        metrics.REPLICATION_LATENCY.name,
        variable="RECEIVER",
        values=regions,
        dimension="ReceivingRegion",
        query="max(Datapoints[].Average)",
        statistic="Average",
        period=metrics.REPLICATION_LATENCY.published_seconds,
    )
    throttled = [
        commands.metric(
            view,
            metrics.THROTTLES["write"].name,
            dimensions=(),
            period=300,
            statistic="Sum",
            query="sum(Datapoints[].Sum)",
            region=region,
        )
        for region in regions
    ]
    writes = key("tables", view.table_id, *(["autoscaling", "write", "max_capacity"] if view.table.provisioned else []))
    raise_it = (
        f"Writes there are throttled: raise {writes}, which holds for every Region, and deploy. {told()}"
        if view.table.provisioned
        else "Writes there are throttled: raise "
        + key("tables", view.table_id, "on_demand_throughput", "max_write")
        + f" if it is written, and deploy. {told()}"
    )
    return Situation(
        "Replication lag",
        anchors,
        f"Changes take more than {threshold:,} ms to {', '.join(regions)}.",
        "Until they arrive, reads there are of old data, and a Region that fails takes with it what is on its way.",
        (
            Look(
                f"The highest average of five minutes to each Region in the last {commands.HOURS} hours, in ms:",
                commands.shell(view, latency, window=True),
            ),
            Look("Throttled writes of the replicas in those Regions:", commands.shell(view, *throttled, window=True)),
        ),
        (raise_it, "Nothing is throttled: look for DynamoDB in each Region at the AWS Health Dashboard."),
    )


def kinesis(view: View) -> Situation:
    """Changes take long to the Kinesis stream, or do not come."""
    name = commands.table_name(view)
    described = commands.aws(
        view,
        "dynamodb describe-kinesis-streaming-destination",
        f"--table-name {name}",
        "--query 'KinesisDataStreamDestinations[].[DestinationStatus, StreamArn]'",
        lines=True,
    )
    anchors = tuple(each.anchor for each in view.alarms if each.kind.startswith("kinesis_")) or ("kinesis",)
    age = metrics.KINESIS_RECORD_AGE
    # No source names the value of the metric's second dimension, so that CloudWatch is asked for it.
    delegate = commands.aws(
        view,
        "cloudwatch list-metrics",
        f"--namespace {metrics.NAMESPACE} --metric-name {age.name}",
        f"--dimensions {commands.of_table(view)}",
        "--query \"Metrics[0].Dimensions[?Name=='DelegatedOperation'].Value\"",
    )
    values = commands.metric(
        view,
        age.name,
        dimensions=['"Name=DelegatedOperation,Value=$DELEGATE"'],
        period=age.published_seconds,
        statistic="Maximum",
        query="sort_by(Datapoints,&Timestamp)[].[Timestamp,Maximum]",
    )
    return Situation(
        "Kinesis lag",
        anchors,
        "Changes of the table come late into its Kinesis stream, or not at all.",
        "Readers of the stream are behind; what does not arrive within 24 hours is lost to them.",
        (
            Look("Whether the table still sends to the stream:", commands.shell(view, described)),
            Look(
                "The age of the oldest change that has not arrived, in ms:",
                commands.shell(view, f"DELEGATE=$({delegate})", commands.dated(values), window=True),
            ),
        ),
        (
            "The stream throttles writes: give it more shards, where it is made.",
            "It is not ACTIVE: see that the stream exists and that its key, if it has one, may be used.",
            "Records fail one by one: look for items above 34 KB, which can become records larger than Kinesis takes.",
        ),
    )
