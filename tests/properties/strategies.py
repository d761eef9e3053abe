"""Random specs without contradictions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.properties.bodies import (
    account_alarms,
    alarms,
    attributes,
    booleans,
    custom_policies,
    few_tags,
    import_sources,
    indexes,
    logical_ids,
    optional,
    provisioned,
    publishing,
    streams,
    table_policies,
    tags,
    topics,
    units,
    vector_indexes,
)

__all__ = ["specs"]


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """A table without contradictions."""
    keys = draw(st.lists(attributes, min_size=1, max_size=2, unique=True))
    is_provisioned = draw(booleans)
    table: dict[str, Any] = dict(zip(("partition_key", "sort_key"), keys, strict=False))
    if is_provisioned:
        table |= {"billing_mode": "PROVISIONED", **draw(provisioned())}
    else:
        maximum = st.fixed_dictionaries({"max_write": units})
        table |= draw(optional(on_demand_throughput=maximum, vector_indexes=vector_indexes()))
    table |= draw(
        optional(
            stream=streams,
            resource_policy=table_policies,
            time_to_live=st.sampled_from(["expires_at", {"attribute": "expires_at", "enabled": False}]),
            point_in_time_recovery=st.one_of(
                booleans, st.fixed_dictionaries({"recovery_period_in_days": st.integers(1, 35)})
            ),
            encryption=st.sampled_from(
                ["AWS_OWNED", "AWS_MANAGED", *({"kms_key": each} for each in ("alias/orders", "${Key}", "${OwnKey}"))]
            ),
            kinesis_stream=st.sampled_from(
                ["${Key}", {"arn": "arn:aws:kinesis:us-east-1:123456789012:stream/s", "precision": "MILLISECOND"}]
            ),
            table_class=st.sampled_from(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
            deletion_policy=st.sampled_from(["Delete", "Retain", "RetainExceptOnCreate"]),
            contributor_insights=st.sampled_from([True, False, "THROTTLED_KEYS"]),
            table_name=st.sampled_from(["orders", "0042", "${AWS::StackName}-orders", "${Dynaspec::Spec}.x"]),
            properties=st.sampled_from([{}, {"PointInTimeRecoverySpecification": {}}]),
            tags=tags,
            policies=st.one_of(
                st.just(value=False),
                optional(
                    read=booleans,
                    write=booleans,
                    fixed_names=booleans,
                    read_write=optional(scan=booleans, partiql=booleans),
                    custom=custom_policies,
                ),
            ),
            global_secondary_indexes=indexes(is_provisioned=is_provisioned),
        )
    )
    if "sort_key" in table:
        sort_keys = [name for name in ("status", "owner", "later") if name not in keys]
        table |= draw(
            optional(
                local_secondary_indexes=st.dictionaries(
                    st.sampled_from(["by-time", "LSI1"]),
                    st.fixed_dictionaries({"sort_key": st.sampled_from(sort_keys)}),
                )
            )
        )
    if "local_secondary_indexes" not in table:
        table |= draw(optional(import_source=import_sources))
    return {**table, "alarms": draw(alarms)}


def throughput(*, provisioned: bool) -> st.SearchStrategy[dict[str, Any]]:
    """What a replica, or its index, may say of reads."""
    if not provisioned:
        return optional(on_demand_throughput=st.fixed_dictionaries({"max_read": units}))
    read = st.builds(lambda bound: {"min_capacity": bound, "max_capacity": 10_000}, units)
    return st.one_of(
        st.just({}),
        st.builds(lambda read: {"capacity": {"read": read}}, units),
        st.builds(lambda read: {"autoscaling": {"read": read}}, read),
    )


@st.composite
def global_tables(draw: st.DrawFn) -> dict[str, Any]:
    """A table with replicas; what is of one Region only, each of them says."""
    table = draw(tables())
    table.pop("kinesis_stream", None)
    table.pop("import_source", None)
    table.pop("properties", None)
    # A name that CloudFormation makes up may be so long that a policy has no room for it in every Region.
    table.setdefault("table_name", "everywhere")
    attached = {"resource_policy": table.pop("resource_policy")} if "resource_policy" in table else {}
    if isinstance(table.get("stream"), dict) and "resource_policy" in table["stream"]:
        attached["stream"] = {"resource_policy": table["stream"].pop("resource_policy")}
    keyed = isinstance(table.pop("encryption", None), dict)
    provisioned = table.get("billing_mode") == "PROVISIONED"
    strong = draw(booleans)
    regions = ["us-east-1", "us-east-2", *(["us-west-2"] if not strong or draw(booleans) else [])]
    if strong:
        table.pop("time_to_live", None)
        table.pop("local_secondary_indexes", None)
        table |= {"multi_region_consistency": "STRONG"} | ({} if len(regions) > 2 else {"witness_region": "us-west-2"})
    elif not table.get("stream"):
        table["stream"] = "NEW_AND_OLD_IMAGES"
    for body in (table, *table.get("global_secondary_indexes", {}).values()):
        if "capacity" in body or "autoscaling" in body:
            scaled = {"write": {"min_capacity": 1, "max_capacity": 10_000}, **body.get("autoscaling", {})}
            body["autoscaling"] = {
                direction: {key: part for key, part in written.items() if key != "schedules"}
                for direction, written in scaled.items()
            }
    if isinstance(table.get("policies"), dict):
        table["policies"] |= draw(optional(read=st.just({"regions": regions[1:]}), write=st.just({"regions": regions})))
    index = st.builds(
        lambda own, rest: own | rest, throughput(provisioned=provisioned), optional(contributor_insights=booleans)
    )
    replica = st.builds(
        lambda own, rest: own | rest,
        throughput(provisioned=provisioned),
        optional(
            global_secondary_indexes=st.fixed_dictionaries(
                {}, optional=dict.fromkeys(table.get("global_secondary_indexes", {}), index)
            ),
            **({"stream": optional(tags=few_tags)} if table.get("stream") else {}),
            kinesis_stream=st.just("${Key}"),
            point_in_time_recovery=booleans,
            table_class=st.sampled_from(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
            contributor_insights=booleans,
            tags=few_tags,
            **({} if table.get("deletion_policy") == "Delete" else {"deletion_protection": booleans}),
        ),
    )
    own_key = {"encryption": {"kms_key": "alias/orders"}} if keyed else {}
    replicas = {region: {**draw(replica), **own_key} for region in draw(st.permutations(regions))}
    replicas["us-east-1"] |= attached
    return {**table, "replicas": replicas}


@st.composite
def resources(draw: st.DrawFn, tables: list[str]) -> dict[str, Any]:
    """A KMS key as CloudFormation has it, and a topic that speaks of tables."""
    root = {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
    statement = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": root}}
    policy = {"KeyPolicy": {"Version": "2012-10-17", "Statement": [statement]}}
    rest = draw(optional(EnableKeyRotation=booleans, PendingWindowInDays=st.integers(7, 30)))
    of_tables = [f"of ${{{name}}} ${{!x}} ${{aws:x}}" for name in tables] + [f"${{{name}.Arn}}" for name in tables]
    named = st.sampled_from(["0042", "no", "${Topic}", *of_tables])
    # It stays with the tables that it encrypts.
    stays = {
        "DeletionPolicy": draw(st.sampled_from(["Retain", "RetainExceptOnCreate"])),
        "UpdateReplacePolicy": "Retain",
    }
    key = {"Type": "AWS::KMS::Key", **stays, "Properties": policy | rest}
    topic = {"Type": "AWS::SNS::Topic", "Properties": draw(optional(DisplayName=named))}
    return {"OwnKey": key, **draw(optional(OwnTopic=st.just(topic)))}


def everywhere() -> st.SearchStrategy[dict[str, Any]]:
    """What an environment may say of every table."""
    return optional(
        alarms=st.just(value=False),
        deletion_policy=st.just("Retain"),
        table_class=st.sampled_from(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
        tags=few_tags,
    )


@st.composite
def overlays(draw: st.DrawFn, bodies: dict[str, Any]) -> dict[str, Any]:
    """An environment of a spec with these tables: settings for all, and other billing modes where these are free."""
    over: dict[str, Any] = {}
    for name, body in bodies.items():
        free = not {"replicas", "vector_indexes", "existing"} & body.keys()
        if free and draw(booleans):
            on_demand: dict[str, Any] = {"billing_mode": "PAY_PER_REQUEST"}
            other = {"billing_mode": "PROVISIONED", **draw(provisioned())}
            over[name] = on_demand if body.get("billing_mode") == "PROVISIONED" else other
            if body.get("global_secondary_indexes") and draw(booleans):
                over[name]["global_secondary_indexes"] = None
    tables = {"tables": over} if over else {}
    return {**tables, **draw(optional(all_tables=everywhere(), tags=few_tags, description=st.just("Elsewhere")))}


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """A spec without contradictions."""
    names = draw(st.lists(logical_ids, min_size=1, max_size=2, unique_by=str.casefold))
    bodies = {name: draw(st.one_of(tables(), global_tables())) for name in names}
    if len({body.get("table_name", name) for name, body in bodies.items()}) < len(bodies):
        del bodies[names[1]]
    for body in bodies.values():
        if "table_name" in body and "replicas" not in body and draw(booleans):
            elsewhere = {"deletion_policy", "import_source", "point_in_time_recovery", "properties", "resource_policy"}
            elsewhere |= {"table_class", "time_to_live"}
            stream = {"stream": "KEYS_ONLY"} if isinstance(body.get("stream"), dict) else {}
            body |= {"existing": True, **stream}
            for key in elsewhere & body.keys():
                del body[key]
    string = {"type": "String"}
    spec: dict[str, Any] = {
        "version": 1,
        "parameters": {"Topic": string, "Key": string},
        "tables": bodies,
        "resources": draw(resources(list(bodies))),
    }
    if any("replicas" in body for body in bodies.values()) or draw(booleans):
        spec["region"] = "us-east-1"
    if draw(booleans):
        spec["environments"] = {"dev": draw(overlays(bodies)), "prod": {}}
        for body in bodies.values():
            if body.get("table_name") == "orders":
                body["table_name"] = "orders-${Dynaspec::Environment}"
    return spec | draw(
        optional(
            description=st.just("Orders: the shop's"),
            tags=tags,
            notification_topic=topics,
            account_alarms=account_alarms,
            dashboard=booleans,
            publish=publishing,
        )
    )
