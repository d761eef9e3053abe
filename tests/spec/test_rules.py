"""The schema and the checks, held against each other by specs with one thing wrong, and by what layers complete."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from generator.pipeline import Settings, Source, compile_spec, problems_of
from generator.spec.schema import spec_schema
from tests.editor import as_editors_read

VALIDATOR = jsonschema.Draft7Validator(spec_schema())
SCALED = (
    "billing_mode: PROVISIONED, capacity: {read: 5, write: 5}, autoscaling: {read: {min_capacity: 5, max_capacity: 9"
)
TARGET = "arn:aws:sns:eu-west-1:123456789012:on-call"
STATEMENT = 'Effect: Allow, Principal: "123456789012", Action: "dynamodb:GetItem", Resource: "*"'


def errors(text: str) -> set[str]:
    """The codes of the errors that check has."""
    source = Source(text.encode(), "orders.yaml", "orders", "orders.yaml", "templates")
    return {each.code for each in problems_of(compile_spec(source, Settings())) if each.severity == "error"}


def table(body: str) -> str:
    return f"version: 1\ntables: {{Orders: {{partition_key: id, {body}}}}}\n"


def stack(body: str) -> str:
    return f"version: 1\ntables: {{Orders: {{partition_key: id}}}}\n{body}\n"


@pytest.mark.parametrize(
    "body",
    [
        "time_to_live: true",
        "time_to_live: {}",
        "time_to_live: {enabled: true}",
        "stream: true",
        "stream: {}",
        "encryption: {}",
        "encryption: {kms_key: 'arn:aws:sqs:eu-west-1:123456789012:queue'}",
        "encryption: {kms_key: alias/aws/dynamodb}",
        "kinesis_stream: 'arn:aws:sqs:eu-west-1:123456789012:queue'",
        "on_demand_throughput: {}",
        "on_demand_throughput: {max_read: 99999999999999999999}",
        "warm_throughput: {read: 11999}",
        "capacity: {read: 1, write: 1}",
        "autoscaling: {read: {min_capacity: 1, max_capacity: 2}}",
        "billing_mode: PROVISIONED",
        "billing_mode: PROVISIONED, autoscaling: {read: {min_capacity: 1, max_capacity: 2}}",
        "billing_mode: PROVISIONED, capacity: {read: 1, write: 1}, on_demand_throughput: {max_read: 5}",
        "billing_mode: PROVISIONED, capacity: {read: 1, write: 1}, autoscaling: {read: {max_capacity: 50}}",
        f"{SCALED}, schedules: {{a: {{schedule: rate(1 day)}}}}}}}}",
        f"{SCALED}, schedules: {{a: {{schedule: '0 8 * * *', min_capacity: 6}}}}}}}}",
        f"{SCALED}, schedules: {{a: {{schedule: rate(1 day), min_capacity: 6, start_time: tomorrow}}}}}}}}",
        "global_secondary_indexes: {by-x: {partition_key: x, capacity: {read: 1, write: 1}}}",
        "global_secondary_indexes: {by-x: {partition_key: x, projection: {include: [a, a]}}}",
        "global_secondary_indexes: {by-x: {partition_key: x, projection: {}}}",
        "global_secondary_indexes: {by-x: {sort_key: x}}",
        "global_secondary_indexes: {by-x: null}",
        "alarms: {capacity: 101}",
        "alarms: {throttles: {period: 45}}",
        "alarms: {throttles: {statistic: p99}}",
        "alarms: {latency: {GetItem: {threshold: 5, statistic: Sum}}}",
        "alarms: {transaction_conflicts: true}",
        "alarms: {transaction_conflicts: {}}",
        "alarms: {kinesis_record_age: 5}",
        "alarms: {alarm_actions: ['arn:aws:s3:::bucket']}",
        f"alarms: {{alarm_actions: ['{TARGET}', '{TARGET}']}}",
        "existing: true",
        "existing: true, table_name: orders, deletion_protection: true",
        "deletion_policy: Delete, deletion_protection: true",
        "multi_region_consistency: STRONG",
        "replicas: {}",
        "replicas: {eu-west-1: {}}",
        "policies: {stream_read: true}",
        "policies: {read: {regions: [eu-west-1]}}",
        "policies: {custom: {Mine: {}}}",
        "policies: {custom: {Mine: {access: read, actions: [GetItem]}}}",
        "policies: {custom: {Mine: {access: query, scan: true}}}",
        "policies: {custom: {Mine: {access: read, leading_keys: ['*']}}}",
        "policies: {custom: {Read: {access: read}}}",
        "import_source: {bucket: my-export, input_format: ION, csv: {delimiter: ';'}}",
        "vector_indexes: {by-v: {vector_attribute: v, dimensions: 5, distance_function: COSINE, search_schema: {}}}",
        f"resource_policy: {{Version: '2012-10-17', Statement: {{{STATEMENT}, NotAction: 'dynamodb:Scan'}}}}",
        f"resource_policy: {{Version: '2012-10-17', Statement: {{{STATEMENT.replace('123456789012', 'me')}}}}}",
        "properties: {TableName: orders}",
    ],
)  # fmt: skip
def test_both_refuse_a_table(body: str) -> None:
    assert errors(table(body))
    assert not VALIDATOR.is_valid(as_editors_read(table(body)))


@pytest.mark.parametrize(
    "body",
    [
        "notification_topic: {}",
        "notification_topic: {subscriptions: {Me: {protocol: email, endpoint: me}}}",
        "publish: {}",
        "publish: {ssm: /aws/shop}",
        "environments: {dev: null}",
        "account_alarms: {account_capacity: 100}",
        "parameters: {Stage: {}}",
        "parameters: {Stage: {type: String, min_value: 5}}",
    ],
)
def test_both_refuse_a_stack(body: str) -> None:
    assert errors(stack(body))
    assert not VALIDATOR.is_valid(as_editors_read(stack(body)))


@pytest.mark.parametrize(
    "text",
    [
        table("time_to_live: {enabled: false}, stream: false, alarms: false, policies: false"),
        table("billing_mode: PROVISIONED, capacity: {read: 5}, autoscaling: {write: {min_capacity: 1, max_capacity: 2}}"
        ),
        table("alarms: {capacity: {threshold: 101, period: 45, read: {threshold: 5, period: 60}, write: false}}")
        .replace("write: false", "write: {threshold: 5, period: 60}"),
        table("encryption: {kms_key: {import_value: key}}, kinesis_stream: {import_value: stream}"),
        table("encryption: {kms_key: '${Key}'}") + "parameters: {Key: {type: String}}\n",
        table("capacity: null, stream: null, sort_key: null"),
        ("version: 1\ndefaults: {billing_mode: PROVISIONED, capacity: {read: 5}, stream: KEYS_ONLY, time_to_live: x}\n"
        "tables: {Orders: {partition_key: id, capacity: {write: 5}, stream: true, time_to_live: true}}\n"),
        ("version: 1\ntables: {Orders: {stream: {}, global_secondary_indexes: {by-x: {sort_key: y}},"
        " policies: {custom: {Mine: {scan: false}}}}}\nenvironments:\n  dev:\n    all_tables: {partition_key: id}\n"
        "    tables: {Orders: {stream: KEYS_ONLY, global_secondary_indexes: {by-x: {partition_key: x}},"
        " policies: {custom: {Mine: {access: read}}}}}\n"),
        "version: 1\ntables: {Orders: {partition_key: '${Dynaspec::Environment}_id'}}\nenvironments: {dev: {}}\n",
    ],
)  # fmt: skip
def test_neither_refuses_what_layers_complete(text: str) -> None:
    assert errors(text) == set()
    assert [each.message for each in VALIDATOR.iter_errors(as_editors_read(text))] == []


WHOLE = """\
version: 1
region: eu-west-1
parameters: {Stage: {type: String, default: test}}
tables:
  Orders:
    table_name: "orders-${Stage}"
    partition_key: id
    sort_key: {name: at, type: N}
    billing_mode: PROVISIONED
    capacity: {read: 5, write: 5}
    autoscaling: {read: {min_capacity: 1, max_capacity: 9, schedules: {a: {schedule: rate(1 day), min_capacity: 2}}}}
    global_secondary_indexes: {by-x: {partition_key: x, projection: {include: [y]}, alarms: {capacity: 70}}}
    stream: NEW_IMAGE
    time_to_live: ttl
    alarms: {alarm_actions: [], capacity: {threshold: 70, read: {period: 120}}, latency: {GetItem: 20}}
    policies: {read: {scan: false}, custom: {Some: {access: read, leading_keys: ["${aws:PrincipalTag/tenant}"]}}}
  Events:
    partition_key: id
    stream: {view_type: KEYS_ONLY}
    encryption: {kms_key: alias/orders}
    on_demand_throughput: {max_read: 50}
    replicas: {eu-west-1: {}, us-east-1: {table_class: STANDARD}}
    alarms: {alarm_actions: [], replication_latency: 5000}
notification_topic: {subscriptions: {Me: {protocol: email, endpoint: me@example.com}}}
publish: {ssm: /shop}
""".replace("    encryption: {kms_key: alias/orders}\n", "")
VALUES: tuple[Any, ...] = (None, True, 0, 45, 101, "", "abc", "${Stage}", {}, [], ["a", "a"], {"x": 1})
# What no schema can say, with the reason.
BEYOND = {
    "DS102": "what has only nulls in it lacks what they take away",
    "DS104": "text and numbers are known apart by their quotes",
    "DS108": "how long the text of a number is",
    "DS110": "what a null takes away",
    "DS111": "what lower layers have",
    "DS113": "which names are declared",
    "DS201": "which attributes two keys share",
    "DS202": "the same",
    "DS203": "what a null takes away",
    "DS214": "the same",
    "DS221": "what a null takes away of a capacity, and of the indexes of a replica",
    "DS227": "which of two numbers is the larger one",
    "DS228": "the same",
    "DS233": "whether one key is the value of another",
    "DS242": "which attributes are keys",
    "DS243": "which indexes there are",
    "DS273": "which of two values is the larger one",
    "DS229": "what a schedule means",
    "DS230": "the same",
    "DS283": "no pattern is held against a number",
    "DS288": "what a null takes away",
    "DS291": "the same",
    "DS293": "which indexes there are",
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in entries:
        yield (*path, key)
        yield from paths(item, (*path, key))


def mutants(whole: Any) -> Iterator[Any]:
    """The spec without each of its keys, and with each value in the place of each."""
    for path in paths(whole):
        for value in ("without", *VALUES):
            mutant = copy.deepcopy(whole)
            holder = mutant
            for key in path[:-1]:
                holder = holder[key]
            if value == "without":
                del holder[path[-1]]
            else:
                holder[path[-1]] = copy.deepcopy(value)
            yield mutant


def test_what_one_change_makes_wrong_both_refuse_and_what_it_leaves_right_neither() -> None:
    whole = as_editors_read(WHOLE)
    assert errors(WHOLE) == set()
    assert VALIDATOR.is_valid(whole)
    refused, only_schema, only_check = 0, [], set()

    for mutant in mutants(whole):
        text = json.dumps(mutant)
        found, valid = errors(text), VALIDATOR.is_valid(mutant)
        refused += bool(found) and not valid
        only_schema += [text] if not found and not valid else []
        only_check |= found if valid else set()

    assert refused > 500
    assert only_schema == []
    assert only_check <= set(BEYOND)
