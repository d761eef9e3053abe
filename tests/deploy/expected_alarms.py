"""The alarms that a spec says a stack will have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from tests.deploy.expected import Body, capacity, provider

TEN_OPERATIONS = (
    "GetItem BatchGetItem Query Scan TransactGetItems PutItem UpdateItem DeleteItem BatchWriteItem TransactWriteItems"
).split()


def built_in(statistic: str, period: str, datapoints: str, threshold: str = "") -> Body:
    """When an alarm of a kind goes off unless a spec says otherwise; one without a threshold must be given."""
    needed, evaluated = datapoints.split(" of ")
    given = {"threshold": threshold, "enabled": "true"} if threshold else {"enabled": "false"}
    return {
        "statistic": statistic,
        "period": period,
        "evaluation_periods": evaluated,
        "datapoints_to_alarm": needed,
        **given,
    }


BUILT_IN = {
    "capacity": built_in("Sum", "60", "5 of 5", "80"),
    "throttles": built_in("Sum", "60", "5 of 10", "0"),
    "system_errors": built_in("Sum", "60", "5 of 15", "0"),
    "latency": built_in("p99", "60", "10 of 15"),
    "conditional_check_failed_requests": built_in("Sum", "60", "5 of 10"),
    "transaction_conflicts": built_in("Sum", "60", "5 of 10"),
    "kinesis_record_age": built_in("Maximum", "300", "3 of 3"),
    "kinesis_failed_records": built_in("Sum", "300", "1 of 1"),
}
OF_ACCOUNT = {
    "user_errors": built_in("Sum", "60", "10 of 10"),
    "account_capacity": built_in("Maximum", "300", "2 of 2", "80"),
    "largest_table_capacity": built_in("Maximum", "300", "2 of 2", "80"),
}
COUNTED = {
    "conditional_check_failed_requests": "ConditionalCheckFailedRequests",
    "transaction_conflicts": "TransactionConflict",
}
# No source says what their further dimension holds, so that a query selects them by the table alone.
QUERIED = {
    "kinesis_record_age": "AgeOfOldestUnreplicatedRecord",
    "kinesis_failed_records": "FailedToReplicateRecordCount",
}
FUNCTIONS = {"Maximum": "MAX", "Sum": "SUM"}


def alarms(spec: Body, name: str, *, stack: str, table_name: str, topic: str) -> dict[str, Body]:
    """The alarms of a table and its global secondary indexes, by name; the topic is the stack's own, or nothing."""
    body = spec["tables"][name]
    if body.get("alarms") == "false":
        return {}
    tags = spec.get("tags", {}) | body.get("tags", {})
    of_table_alone = partial(settled, [body.get("alarms", {})], BUILT_IN, tags=tags, topic=topic)
    made = dict(of_table(body, table_name, of_table_alone))
    for index, each in {"": body, **body.get("global_secondary_indexes", {})}.items():
        layers = [body.get("alarms", {}), each.get("alarms", {}) if index else {}]
        settle = partial(settled, layers, BUILT_IN, tags=tags, topic=topic)
        dimensions = {"TableName": table_name} | ({"GlobalSecondaryIndexName": index} if index else {})
        prefix = f"{each.get('logical_id', index)}/" if index else ""
        of_place = of_table_or_index(dimensions, limits(body, each), settle)
        made |= {f"{prefix}{alarm_name}": alarm for alarm_name, alarm in of_place}
    return {f"{stack}/{name}/{each}": alarm for each, alarm in made.items() if alarm.pop("enabled") == "true"}


def of_table_or_index(dimensions: Body, limit: dict[str, int], settle: Any) -> Iterator[tuple[str, Body]]:
    """The alarms that a table and each of its indexes have of their own."""
    for direction in ("read", "write"):
        consumed = {"metric": f"Consumed{direction.title()}CapacityUnits", "dimensions": dimensions}
        throttled = {"metric": f"{direction.title()}ThrottleEvents", "dimensions": dimensions}
        if direction in limit:
            usage = f"100 * consumed / (PERIOD(consumed) * {limit[direction]})"
            setting = settle("capacity", part=direction)
            yield f"{direction}-capacity", setting | {"expression": usage, "metrics": [consumed]}
        yield f"{direction}-throttles", settle("throttles", part=direction) | {"metrics": [throttled]}


def of_table(body: Body, table_name: str, settle: Any) -> Iterator[tuple[str, Body]]:
    """The alarms that only a table has."""
    written = body.get("alarms", {})
    unknown = written.keys() - {*BUILT_IN, "alarm_actions", "ok_actions", "insufficient_data_actions"}
    assert not unknown, f"tests/deploy/expected_alarms.py does not know what {sorted(unknown)} come to"
    of_operations = [{"TableName": table_name, "Operation": operation} for operation in TEN_OPERATIONS]
    errors = [{"metric": "SystemErrors", "dimensions": each} for each in of_operations]
    yield "system-errors", settle("system_errors") | {"expression": "SUM(METRICS())", "metrics": errors}
    if has_partiql(body):
        others = [f"\"Operation\" != '{operation}'" for operation in (*TEN_OPERATIONS, "GetRecords")]
        yield "partiql-system-errors", queried(settle("system_errors"), "SystemErrors", table_name, *others)
    for operation in written.get("latency", {}):
        dimensions = {"TableName": table_name, "Operation": operation}
        slow = {"metric": "SuccessfulRequestLatency", "dimensions": dimensions}
        words = re.sub("(?<=[a-z])(?=[A-Z])", "-", operation).lower()
        yield f"latency-{words}", settle("latency", part=operation) | {"metrics": [slow]}
    for kind, metric in COUNTED.items():
        counted = {"metric": metric, "dimensions": {"TableName": table_name}}
        yield kind.replace("_", "-"), settle(kind) | {"metrics": [counted]}
    for kind, metric in QUERIED.items():
        yield kind.replace("_", "-"), queried(settle(kind), metric, table_name)


def has_partiql(body: Body) -> bool:
    """Whether a policy of the table has PartiQL."""
    written = body.get("policies", {})
    options = [written.get(each) for each in ("read", "write", "read_write")] + [*written.get("custom", {}).values()]
    return any(isinstance(each, dict) and each.get("partiql") == "true" for each in options)


def queried(setting: Body, metric: str, table_name: str, *further: str) -> Body:
    """An alarm on a query, which has the statistic in it."""
    function = FUNCTIONS.get(setting["statistic"], "")
    held = " AND ".join([f"\"TableName\" = '{table_name}'", *further])
    query = f'SELECT {function}("{metric}") FROM "AWS/DynamoDB" WHERE {held}'
    return setting | {"statistic": None, "metrics": [], "expression": query}


def of_account(spec: Body, *, stack: str, topic: str) -> dict[str, Body]:
    """The alarms that exist once for an account and Region, by name: their metrics have no dimensions."""
    if spec.get("account_alarms", "false") == "false":
        return {}
    written = spec["account_alarms"] if isinstance(spec["account_alarms"], dict) else {}
    settle = partial(settled, [written], OF_ACCOUNT, tags=spec.get("tags", {}), topic=topic)
    made = {"user-errors": settle("user_errors") | {"metrics": [{"metric": "UserErrors", "dimensions": {}}]}}
    prefixes = {"account_capacity": "AccountProvisioned", "largest_table_capacity": "MaxProvisionedTable"}
    for kind, prefix in prefixes.items():
        for direction in ("read", "write"):
            used = {"metric": f"{prefix}{direction.title()}CapacityUtilization", "dimensions": {}}
            made[f"{direction}-{kind.replace('_', '-')}"] = settle(kind, part=direction) | {"metrics": [used]}
    return {f"{stack}/{each}": alarm for each, alarm in made.items() if alarm.pop("enabled") == "true"}


def limits(body: Body, of: Body) -> dict[str, int]:
    """What bounds reads and writes: the provisioned capacity, all that autoscaling may reach, an on-demand maximum."""
    if body.get("billing_mode") == "PROVISIONED":
        scaled = provider(body, of).get("autoscaling", {})
        reached = {each: max(int(most) for most in maxima(written)) for each, written in scaled.items()}
        return dict(zip(("read", "write"), capacity(body, of), strict=True)) | reached
    return {key.removeprefix("max_"): int(value) for key, value in of.get("on_demand_throughput", {}).items()}


def maxima(scaled: Body) -> list[str]:
    """The maximum of autoscaling, and those of its schedules."""
    bodies = [scaled, *scaled.get("schedules", {}).values()]
    return [each["max_capacity"] for each in bodies if "max_capacity" in each]


def settled(layers: list[Body], kinds: dict[str, Body], kind: str, *, part: str = "", tags: Body, topic: str) -> Body:
    """When an alarm goes off and whom it tells: built-in, then for each layer what it says of the kind and its part."""
    setting = {**kinds[kind], "alarm_actions": [topic] if topic else []}
    setting |= {key: value for key, value in layers[0].items() if key.endswith("_actions")}
    for layer in layers:
        tuning = written_out(layer.get(kind, {}))
        for each in (tuning, written_out(tuning.get(part, {}))):
            setting |= {"datapoints_to_alarm": each["evaluation_periods"]} if "evaluation_periods" in each else {}
            setting |= each
    return {
        "enabled": setting["enabled"],
        "comparison": "GreaterThanThreshold",
        "threshold": float(setting.get("threshold", 0)),
        "statistic": setting["statistic"],
        "period": int(setting["period"]),
        "datapoints": f"{setting['datapoints_to_alarm']} of {setting['evaluation_periods']}",
        "missing": "notBreaching",
        "alarm_actions": setting["alarm_actions"],
        # The stack's topic hears that all is well only of what it hears of at all.
        "ok_actions": setting.get("ok_actions", [topic] if topic and setting["alarm_actions"] else []),
        "insufficient_data_actions": setting.get("insufficient_data_actions", []),
        "tags": tags,
    }


def written_out(written: Any) -> Body:
    """A switch or a threshold as the mapping that it stands for; a mapping turns on what lower layers turned off."""
    if isinstance(written, dict):
        return {"enabled": "true", **written} if written else {}
    return {"enabled": written} if written in ("true", "false") else {"enabled": "true", "threshold": written}
