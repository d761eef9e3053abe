"""Random bodies of the format that stand in a table or beside tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

__all__ = [
    "account_alarms",
    "alarms",
    "attributes",
    "booleans",
    "custom_policies",
    "few_tags",
    "import_sources",
    "indexes",
    "logical_ids",
    "optional",
    "provisioned",
    "publishing",
    "streams",
    "table_policies",
    "tags",
    "topics",
    "units",
    "vector_indexes",
]

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
        lambda bounds, when, rest: {**bounds, "schedule": when, **(rest if "rate" not in when else {})},
        bounds,
        expressions,
        optional(timezone=zones),
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
    # Each stands in every statement of a policy, which may have so many characters only.
    max_size=2,
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
