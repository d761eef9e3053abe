"""Any spec that the format can express gives a template that cfn-lint accepts; anything else gives problems."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime
from typing import Any

import jsonschema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.cli.paging import stacks_of
from generator.pages.page import pages
from generator.pipeline import Compiled, Settings, Source, compile_spec, lint_all
from generator.spec.schema import spec_schema
from generator.spec.values import table_values

VALIDATOR = jsonschema.Draft7Validator(spec_schema())

KEYS = ("partition_key", "sort_key", "global_secondary_indexes", "local_secondary_indexes")
# Which other keys of a table a value may come from: the type of an attribute from any key that has it.
FROM = {
    **dict.fromkeys(KEYS, KEYS),
    "global_secondary_indexes": (*KEYS, "alarms", "capacity", "autoscaling"),
    "deletion_protection": ("deletion_policy",),
}

logical_ids = st.from_regex("[A-Z][A-Za-z0-9]{0,9}", fullmatch=True)
# Few names, so that keys share attributes.
attributes = st.sampled_from(["id", "status", "at", "owner", "a.b", "größe"])
# A table and three indexes stay within the default quota together.
units = st.integers(1, 10_000)
tags = st.dictionaries(
    st.from_regex("[a-z][a-z0-9._/=+@-]{0,9}", fullmatch=True),
    st.sampled_from(["x", "0042", "no", "${AWS::Region}", ""]),
    max_size=20,
)
# With those of the table and of the stack not more than a resource takes.
few_tags = st.dictionaries(st.sampled_from("abcde"), st.just("x"))
booleans = st.booleans()
actions = st.lists(
    st.sampled_from(
        [
            "${Topic}",
            "arn:aws:sns:us-east-1:123456789012:a",
            "arn:${AWS::Partition}:sns:x",
            {"import_value": "topic-${AWS::Region}"},
        ]
    ),
    max_size=2,
    unique_by=str,
)


def optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with any of the keys."""
    return st.fixed_dictionaries({}, optional=keys)


moments = st.datetimes(datetime(1970, 1, 2), datetime(2198, 12, 31)).map(lambda when: f"{when:%Y-%m-%dT%H:%M:%S}")
zones = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Tahiti", "America/Argentina/Buenos_Aires"])
expressions = st.one_of(
    st.sampled_from(
        ["cron(0 8 ? * MON-FRI *)", "cron(0/15 22-2 L 1,JUN ? 2027-2030)", "cron(5 5 ? * 2#1 *)", "rate(1 day)"]
    ),
    moments.map("at({})".format),
)


@st.composite
def scaling(draw: st.DrawFn, *, capacity: int | None) -> dict[str, Any]:
    """Autoscaling of one direction, which a capacity is within."""
    least = draw(st.integers(1, capacity or 10_000))
    most = draw(st.integers(max(least, capacity or 1), 10_000))
    lower, upper = st.integers(1, least), st.integers(most, 10_000)
    bounds = st.one_of(
        st.fixed_dictionaries({"min_capacity": lower}),
        st.fixed_dictionaries({"max_capacity": upper}),
        st.fixed_dictionaries({"min_capacity": lower, "max_capacity": upper}),
    )
    schedule = st.builds(
        lambda bounds, when, rest: {**bounds, "schedule": when, **rest}, bounds, expressions, optional(timezone=zones)
    )
    recurring = st.builds(
        lambda bounds, start: {**bounds, "schedule": "rate(2 hours)", "start_time": f"{start}Z"}, bounds, moments
    )
    return {"min_capacity": least, "max_capacity": most} | draw(
        optional(
            target_utilization=st.integers(20, 90),
            scale_in_cooldown=st.integers(0, 3600),
            scale_out_cooldown=st.integers(0, 3600),
            disable_scale_in=booleans,
            schedules=st.dictionaries(
                st.from_regex(r"[A-Za-z0-9_.](?:[A-Za-z0-9_. ]{0,9}[a-z])?", fullmatch=True),
                st.one_of(schedule, recurring),
                max_size=3,
            ),
        )
    )


@st.composite
def provisioned(draw: st.DrawFn) -> dict[str, Any]:
    """What a provisioned table, or an index of its own, has: each direction a capacity, autoscaling or both."""
    capacity, autoscaling = {}, {}
    for direction in ("read", "write"):
        if draw(booleans):
            capacity[direction] = draw(units)
        if direction not in capacity or draw(booleans):
            autoscaling[direction] = draw(scaling(capacity=capacity.get(direction)))
    return {key: body for key, body in {"capacity": capacity, "autoscaling": autoscaling}.items() if body}


projections = st.one_of(
    st.sampled_from(["ALL", "KEYS_ONLY"]),
    st.fixed_dictionaries({"include": st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=5, unique=True)}),
)
tuning = optional(
    threshold=st.integers(1, 100),
    period=st.sampled_from([60, 300]),
    evaluation_periods=st.integers(5, 20),
    severity=st.sampled_from(["critical", "see ${Topic}"]),
    alarm_actions=actions,
)
alarm = st.one_of(booleans, st.integers(1, 100), tuning)
directed = st.one_of(alarm, optional(read=alarm, write=alarm, threshold=st.integers(1, 99)))
given_threshold = st.one_of(st.integers(1, 100), tuning.map(lambda written: {"threshold": 2.5, **written}))
latency = st.one_of(given_threshold, st.fixed_dictionaries({"threshold": units, "statistic": st.just("p99.9")}))
alarms = st.one_of(
    st.just(value=False),
    st.builds(
        lambda first, rest: {"alarm_actions": first, **rest},
        actions,
        optional(
            ok_actions=actions,
            capacity=directed,
            throttles=directed,
            system_errors=alarm,
            latency=st.dictionaries(st.sampled_from(["GetItem", "TransactWriteItems"]), latency),
            conditional_check_failed_requests=given_threshold,
            transaction_conflicts=st.one_of(st.just(value=False), given_threshold),
        ),
    ),
)
topics = st.fixed_dictionaries(
    {
        "subscriptions": st.dictionaries(
            st.from_regex("[A-Z][A-Za-z0-9]{0,9}", fullmatch=True),
            st.sampled_from(
                [
                    {"protocol": "email", "endpoint": "${Topic}"},
                    {"protocol": "sqs", "endpoint": "arn:aws:sqs:us-east-1:123456789012:alarms"},
                ]
            ),
            min_size=1,
        )
    },
    optional={"kms_key": st.sampled_from(["${Key}", "alias/alarms"])},
)
account_alarms = st.one_of(
    booleans, optional(user_errors=alarm, account_capacity=optional(read=booleans, threshold=st.integers(1, 99)))
)

publishing = st.one_of(
    st.fixed_dictionaries({"export": booleans}),
    st.fixed_dictionaries(
        {"ssm": st.sampled_from(["/shop", "/${Topic}/a.b", "${Topic}", "/x/${AWS::StackName}-${Dynaspec::Spec}"])},
        optional={"export": booleans},
    ),
)
leading_keys = st.lists(
    st.sampled_from(["a", "${Topic}", "${aws:PrincipalTag/tenant}#*", "${Topic}#${aws:username}", "${!x}", "0042"]),
    min_size=1,
    unique=True,
)
custom_policies = st.dictionaries(
    st.from_regex("[A-Z][a-z0-9]{3,9}", fullmatch=True).filter(lambda name: name not in ("Read", "Write")),
    st.one_of(
        st.builds(
            lambda access, rest: {"access": access, **rest},
            st.sampled_from(["read", "write", "read_write", "query"]),
            st.one_of(optional(partiql=booleans, scan=st.just(value=False)), optional(leading_keys=leading_keys)),
        ),
        st.builds(
            lambda actions: {"actions": actions},
            st.lists(
                st.sampled_from(["GetItem", "dynamodb:Query", "PartiQLSelect", "PutItem"]), min_size=1, unique=True
            ),
        ),
        # The keys that tables and indexes draw from.
        st.just({"access": "read_write", "attributes": ["id", "status", "at", "owner", "a.b", "größe", "later"]}),
    ),
    max_size=2,
)


@st.composite
def indexes(draw: st.DrawFn, *, is_provisioned: bool) -> dict[str, Any]:
    """Global secondary indexes, each key of different attributes."""
    names = draw(st.lists(st.sampled_from(["by-status", "GSI1", "a_b.c"]), max_size=3, unique=True))
    result = {}
    for name in names:
        key = draw(st.lists(attributes, min_size=1, max_size=4, unique=True))
        cut = draw(st.integers(1, len(key)))
        index: dict[str, Any] = {"partition_key": key[:cut] if cut > 1 else key[0]}
        if key[cut:]:
            index["sort_key"] = key[cut:]
        index |= draw(optional(projection=projections, contributor_insights=booleans))
        if is_provisioned:
            index |= draw(st.one_of(st.just({}), provisioned()))
            index |= draw(optional(alarms=optional(capacity=directed, throttles=directed)))
        else:
            index |= draw(optional(on_demand_throughput=st.fixed_dictionaries({"max_read": units})))
        result[name] = index
    return result


principals = st.sampled_from(
    [
        "123456789012",
        123456789012,
        "arn:aws:iam::123456789012:role/a",
        {"Service": "lambda.amazonaws.com"},
        {"AWS": ["${Topic}", {"import_value": "role"}]},
        {"AWS": "012345678901", "Service": ["a.amazonaws.com"]},
    ]
)
conditions = optional(
    StringEquals=st.just({"aws:PrincipalTag/team": ["${aws:username}", "${Topic}-${aws:username}", "${!x}"]}),
    Bool=st.just({"aws:SecureTransport": True}),
    NumericLessThanIfExists=st.just({"aws:MultiFactorAuthAge": 300}),
)


def documents(*actions: str) -> st.SearchStrategy[dict[str, Any]]:
    """Policy documents about some of the actions."""
    named = st.one_of(st.sampled_from(actions), st.lists(st.sampled_from(actions), min_size=1, unique=True))
    statement = st.fixed_dictionaries(
        {
            "Effect": st.sampled_from(["Allow", "Deny"]),
            "Principal": principals,
            "Action": named,
            "Resource": st.sampled_from(["*", ["*"], "arn:aws:dynamodb:*:123456789012:*"]),
        },
        optional={"Condition": conditions},
    )
    statements = st.one_of(statement, st.lists(statement, min_size=1, max_size=3))
    return st.fixed_dictionaries({"Version": st.just("2012-10-17"), "Statement": statements})


table_policies = documents("dynamodb:*", "dynamodb:GetItem", "dynamodb:Batch*", "dynamodb:PartiQLSelect")
streams = st.one_of(
    st.sampled_from(["KEYS_ONLY", "NEW_AND_OLD_IMAGES", {"view_type": "NEW_IMAGE", "tags": {"a": "b"}}, False]),
    documents("dynamodb:*", "dynamodb:GetRecords").map(
        lambda written: {"view_type": "OLD_IMAGE", "resource_policy": written}
    ),
)
import_sources: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {
            "bucket": st.sampled_from(["shop", "${Topic}"]),
            "input_format": st.sampled_from(["DYNAMODB_JSON", "ION", "CSV"]),
        },
        optional={"key_prefix": st.just("a/"), "input_compression_type": st.sampled_from(["NONE", "GZIP", "ZSTD"])},
    ),
    st.fixed_dictionaries(
        {"bucket": st.just("shop.example"), "input_format": st.just("CSV"), "bucket_owner": st.just("012345678901")},
        optional={"csv": st.fixed_dictionaries({"delimiter": st.sampled_from(list(",;:| \t"))})},
    ),
)


@st.composite
def vector_indexes(draw: st.DrawFn) -> dict[str, Any]:
    """Vector indexes, each over vectors of its attribute's size and narrowed by different attributes."""
    result = {}
    for name in draw(st.lists(st.sampled_from(["by-text", "v.2", "a_b"]), max_size=3, unique=True)):
        vectors = draw(
            st.sampled_from(
                [{"vector_attribute": "text", "dimensions": 1024}, {"vector_attribute": "image", "dimensions": 1}]
            )
        )
        narrowed = draw(st.lists(attributes, max_size=3, unique=True))
        schema = {"partition_key": narrowed[0], "inline_filters": narrowed[1:]} if narrowed else {}
        distance = draw(st.sampled_from(["COSINE", "DOT_PRODUCT", "EUCLIDEAN"]))
        search = {"search_schema": schema} if schema else {}
        result[name] = {**vectors, "distance_function": distance, **search, **draw(optional(projection=projections))}
    return result


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
            stream=optional(tags=few_tags),
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
    key = {"Type": "AWS::KMS::Key", "Properties": policy | rest}
    topic = {"Type": "AWS::SNS::Topic", "Properties": draw(optional(DisplayName=named))}
    return {"OwnKey": key, **draw(optional(OwnTopic=st.just(topic)))}


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


def compiled(data: bytes) -> Compiled:
    """What the bytes come to."""
    source = Source(data, "orders.yaml", "orders", "specs/orders.yaml", "templates")
    (found,) = compile_spec(source, Settings())
    return found


# An example takes cfn-lint a fifth of a second: too long to look for a smaller one.
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(specs())
def test_what_the_format_can_express_is_accepted_by_cfn_lint(spec: dict[str, Any]) -> None:
    (result,) = lint_all([compiled(json.dumps(spec).encode())], ignore=(), jobs=1)

    # DS271: a parameter that this example does not use; DS266 and DS267: an alarm that it cannot have; DS265 and
    # DS286: alarms that tell nobody, or others than the topic; DS284 and DS289: what others must allow; DS259 and
    # DS260: a capacity beside autoscaling, or none.
    said = {"DS271", "DS266", "DS267", "DS317", "DS265", "DS284", "DS286", "DS289", "DS259", "DS260"}
    assert [problem for problem in result.problems if problem.code not in said] == []
    assert result.text is not None


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs())
def test_what_the_format_can_express_is_accepted_by_the_schema(spec: dict[str, Any]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(spec)] == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs())
def test_every_alarm_leads_to_a_page_whose_commands_a_shell_can_read(spec: dict[str, Any]) -> None:
    source = Source(json.dumps(spec).encode(), "orders.yaml", "orders", "specs/orders.yaml", "templates")
    result = compile_spec(source, Settings(runbook_url="https://example.com"))

    written = {page.path: page.text for stack in stacks_of(result) for page in pages(stack)}
    text = result[0].text or ""
    for path, anchor in re.findall(r"https://example\.com/(orders/[\w-]+\.md)#([\w.-]+)", text):
        assert written[path].count(f'<a id="{anchor}"></a>') == 1
    blocks = [block for page in written.values() for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]
    read = subprocess.run(["bash", "-n"], input="".join(blocks), capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(specs())
def test_every_value_of_a_table_is_shown_with_the_line_of_its_key(spec: dict[str, Any]) -> None:
    text = "\n".join(f"{key}: {json.dumps(value)}" for key, value in spec.items() if key != "tables") + "\ntables:\n"
    text += "\n".join(f"  {name}:\n{on_lines(body)}" for name, body in spec["tables"].items())
    result = compiled(text.encode())

    assert result.built
    assert result.tree
    for name, body in spec["tables"].items():
        made = (result.origins or {}).values()
        shown = list(table_values(result.built.spec, result.tree, [*made], table_id=name))
        assert {key for key, value in body.items() if value not in ({}, None)} <= {value.path[2] for value in shown}
        for value in shown:
            if value.position:
                # Every key of a table, and of the stack, has a line of its own; tags are of both.
                key = str(value.path[2])
                line = text.split("\n")[value.position.line - 1]
                assert line.split(":")[0].strip() in (key, *FROM.get(key, ()))


def on_lines(body: dict[str, Any]) -> str:
    """A table, each key in a line."""
    return "\n".join(f"    {key}: {json.dumps(value)}" for key, value in body.items())


GOOD = """\
version: 1
parameters: {Topic: {type: String}}
x-common: &common {team: shop}
notification_topic: {subscriptions: {OnCall: {protocol: email, endpoint: "a@example.com"}}, kms_key: alias/a}
account_alarms: {user_errors: {threshold: 5}}
dashboard: true
publish: {export: true, ssm: "/shop/${Topic}"}
defaults: {tags: *common, capacity: {read: 5, write: 5}}
tables:
  Orders:
    partition_key: {name: id, type: S}
    sort_key: at
    billing_mode: PROVISIONED
    autoscaling: {read: {min_capacity: 5, max_capacity: 9, schedules: {a: {schedule: rate(1 day), min_capacity: 6}}}}
    global_secondary_indexes:
      by-status: {partition_key: [status, owner], projection: {include: [total]}, alarms: {capacity: 70}}
    local_secondary_indexes: {by-time: {sort_key: later}}
    stream:
      view_type: KEYS_ONLY
      resource_policy:
        {Version: 2012-10-17, Statement: {Effect: Allow, Principal: "1", Action: dynamodb:GetRecords, Resource: "*"}}
    encryption: {kms_key: "${Topic}"}
    alarms: {alarm_actions: ["${Topic}"], throttles: {read: {threshold: 5}}, latency: {GetItem: 20}}
    policies:
      read: {partiql: true}
      custom:
        Own: {access: read, leading_keys: ["${aws:username}#*"], indexes: [by-status]}
        Some: {actions: [PutItem, GetRecords], scan: false}
  Items:
    partition_key: id
    billing_mode: PAY_PER_REQUEST
    stream: null
    alarms: false
    vector_indexes:
      by-text: {vector_attribute: text, dimensions: 5, distance_function: COSINE, search_schema: {inline_filters: [id]}}
    import_source: {bucket: shop, input_format: CSV, csv: {delimiter: ",", headers: [id]}}
    properties: {A: {b: 1.5}}
  Theirs: {existing: true, table_name: "${Topic}-x", partition_key: id, alarms: false}
resources:
  Role:
    Type: AWS::IAM::Role
    DependsOn: [Items]
    Properties: {A: ["${Orders.StreamArn}", {Ref: Theirs}, null], B: {"Fn::Sub": ["${a}", {a: true}]}, C: 0042}
"""
FRAGMENTS = [
    "null",
    "{}",
    "[]",
    "true",
    "5",
    "''",
    "${",
    "${x}",
    "&a ",
    "*a",
    "- ",
    ": ",
    "\t",
    "\n",
    "!x ",
    "{",
    "}",
    "[",
    "x-",
    "é",
    "\u2028",
]


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """The good spec with some stretches replaced."""
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.sampled_from(["", *FRAGMENTS])) + text[end:]
    return text


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(mutations().map(str.encode), st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_anything_gives_a_template_or_problems_at_their_place(data: bytes) -> None:
    result = compiled(data)

    assert (result.text is None) == result.failed
    for problem in result.problems:
        assert problem.position is not None
        assert problem.position.line >= 1
        assert problem.position.column >= 1
    if result.text is not None:
        assert compiled(data).text == result.text
