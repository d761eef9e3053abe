"""What a spec says of a whole stack: its tables, policies and alarms, the topic, the dashboard and the outputs."""

from __future__ import annotations

from dataclasses import dataclass

from tests.deploy import expected, expected_alarms, expected_policies, expected_scaling
from tests.deploy.expected import Body

POLICIES = {"Read": "read", "Write": "write", "ReadWrite": "read-write", "StreamRead": "stream-read"}


@dataclass(frozen=True)
class Place:
    """Where a stack is, and the physical IDs that it has by logical ID."""

    stack: str
    region: str
    account: str
    made: dict[str, str]

    @property
    def topic(self) -> str:
        """The ARN of the stack's own topic, or nothing."""
        return self.made.get("StackTopic", "")

    def table_arn(self, table_name: str) -> str:
        """The ARN of a table of this name."""
        return f"arn:aws:dynamodb:{self.region}:{self.account}:table/{table_name}"


def stack(spec: Body, place: Place) -> Body:
    """Everything that is compared; names that CloudFormation makes up are taken as they are."""
    said: Body = {"tables": {}, "policies": {}, "names": {}, "scaling": {}, "outputs": {}, "parameters": {}}
    said["alarms"] = expected_alarms.of_account(spec, stack=place.stack, topic=place.topic)
    table_names = {name: body.get("table_name") or place.made[name] for name, body in spec["tables"].items()}
    for name, table_name in table_names.items():
        policies = expected_policies.policies(spec, name, arn=place.table_arn(table_name), region=place.region)
        alarms = expected_alarms.alarms(spec, name, stack=place.stack, table_name=table_name, topic=place.topic)
        if "existing" not in spec["tables"][name]:
            said["tables"][name] = expected.table(spec, name)
        said["policies"] |= policies
        said["names"] |= expected_policies.policy_names(spec, name, stack=place.stack, region=place.region)
        said["alarms"] |= alarms
        said["scaling"] |= expected_scaling.scaling(spec, name, table_name=table_name)
        of_table = outputs(spec, name, table_name=table_name, policies=[*policies], place=place)
        said["outputs"] |= of_table
        said["parameters"] |= parameters(spec, name, told=of_table)
    said["exports"] = exports(spec, place, told=said["outputs"])
    ours = [*said["tables"], *said["policies"], *logical_ids(spec), *spec.get("resources", {})]
    # Nothing but what is compared here; alarms and parameters go by their names.
    scaled = [f"{each.replace(' ', '|')}|dynamodb" for each in said["scaling"]]
    arn = f"arn:aws:autoscaling:{place.region}:{place.account}:scalingPolicy"
    policies_of = [f"{arn}:{each}:target-tracking" for each in scaled]
    named = [*said["alarms"], *said["parameters"]]
    said["resources"] = sorted([*(place.made[each] for each in ours), *named, *scaled, *policies_of])
    said["topic"] = topic(spec, place) if "notification_topic" in spec else None
    said["dashboards"] = dashboards(spec, place, alarms=set(said["alarms"]), table_names=table_names)
    return said


def outputs(spec: Body, name: str, *, table_name: str, policies: list[str], place: Place) -> dict[str, str]:
    """The outputs of a table, whose policies have the ARNs that were made."""
    arn = place.table_arn(table_name)
    streams = "stream" in spec["tables"][name] and "existing" not in spec["tables"][name]
    of_stream = {f"{name}StreamArn": f"{arn}/stream/..."} if streams else {}
    of_policies = {f"{each}Arn": place.made[each] for each in policies}
    return {f"{name}TableName": table_name, f"{name}TableArn": arn, **of_stream, **of_policies}


def exports(spec: Body, place: Place, *, told: dict[str, str]) -> dict[str, str]:
    """What other stacks may import."""
    if spec.get("publish", {}).get("export") != "true":
        return {}
    return {f"{place.stack}-{output}": value for output, value in told.items()}


def parameters(spec: Body, name: str, *, told: dict[str, str]) -> dict[str, Body]:
    """The SSM parameters of a table by their names: one for each output, with the tags of the table."""
    prefix = spec.get("publish", {}).get("ssm")
    tags = spec.get("tags", {}) | spec["tables"][name].get("tags", {})
    labels = {"TableName": "table-name", "TableArn": "table-arn", "StreamArn": "stream-arn"}
    labels |= {f"Policy{part}Arn": f"policy-{label}-arn" for part, label in POLICIES.items()}
    labels |= {f"Policy{policy}Arn": f"policy-{policy}-arn" for policy in custom_policies(spec["tables"][name])}
    values = {labels[output.removeprefix(name)]: value for output, value in told.items()} if prefix else {}
    return {f"{prefix}/{name}/{label}": {"value": value, "tags": tags} for label, value in values.items()}


def custom_policies(body: Body) -> list[str]:
    """The names of a table's custom policies."""
    policies = body.get("policies", {})
    return [*policies.get("custom", {})] if isinstance(policies, dict) else []


def logical_ids(spec: Body) -> list[str]:
    """The resources of the topic and the dashboard."""
    subscriptions = spec.get("notification_topic", {}).get("subscriptions", {})
    return [
        *(["StackTopic", "StackTopicPolicy"] if "notification_topic" in spec else []),
        *(f"StackTopicSubscription{each}" for each in subscriptions),
        *(["StackDashboard"] if spec.get("dashboard") == "true" else []),
    ]


def topic(spec: Body, place: Place) -> Body:
    """The topic: whom it tells, and that it takes messages of the stack's own alarms only."""
    written = spec["notification_topic"]
    assert written.keys() == {"subscriptions"}, "tests/deploy/expected_stack.py knows of a topic's subscriptions only"
    alarms = f"arn:aws:cloudwatch:{place.region}:{place.account}:alarm:{place.stack}/*"
    held = f"ArnLike aws:SourceArn {alarms}; StringEquals aws:SourceAccount {place.account}"
    return {
        "subscriptions": {(each["protocol"], each["endpoint"]) for each in written["subscriptions"].values()},
        "publishers": [({"Service": "cloudwatch.amazonaws.com"}, ("sns:Publish", place.topic, held))],
        "tags": spec.get("tags", {}),
    }


def dashboards(spec: Body, place: Place, *, alarms: set[str], table_names: dict[str, str]) -> dict[str, Body]:
    """The dashboard by its name: every alarm is on it, and metrics of every table and index."""
    if spec.get("dashboard", "false") == "false":
        return {}
    shown = {
        (table_name, index)
        for name, table_name in table_names.items()
        for index in ("", *spec["tables"][name].get("global_secondary_indexes", {}))
    }
    regions = {place.region} if shown else set()
    body = {"alarms": alarms, "metrics of": shown, "regions": regions, "overlapping": []}
    return {f"{place.stack}-{place.region}": body}
