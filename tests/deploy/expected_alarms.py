"""The alarms that a spec says a stack will have."""

from __future__ import annotations

from typing import Any

from tests.deploy.expected import Body, capacity

TEN_OPERATIONS = (
    "GetItem BatchGetItem Query Scan TransactGetItems PutItem UpdateItem DeleteItem BatchWriteItem TransactWriteItems"
).split()
BUILT_IN = {
    "capacity": {"threshold": "80", "evaluation_periods": "5", "datapoints_to_alarm": "5"},
    "throttles": {"threshold": "0", "evaluation_periods": "10", "datapoints_to_alarm": "5"},
    "system_errors": {"threshold": "0", "evaluation_periods": "15", "datapoints_to_alarm": "5"},
}


def alarms(spec: Body, name: str, *, stack: str, table_name: str) -> dict[str, Body]:
    """The alarms of a table and its global secondary indexes, by name."""
    body = spec["tables"][name]
    made = {}
    for index, each in {"": body, **body.get("global_secondary_indexes", {})}.items():
        prefix = f"{stack}/{name}/{each.get('logical_id', index)}/" if index else f"{stack}/{name}/"
        dimensions = {"TableName": table_name} | ({"GlobalSecondaryIndexName": index} if index else {})
        for direction in ("read", "write"):
            consumed = {"metric": f"Consumed{direction.title()}CapacityUnits", "dimensions": dimensions}
            throttled = {"metric": f"{direction.title()}ThrottleEvents", "dimensions": dimensions}
            if limit := limits(body, each).get(direction):
                usage = f"100 * consumed / (PERIOD(consumed) * {limit})"
                setting = settled(spec, name, "capacity", direction=direction, index=index)
                made[f"{prefix}{direction}-capacity"] = setting | {"expression": usage, "metrics": [consumed]}
            setting = settled(spec, name, "throttles", direction=direction, index=index)
            made[f"{prefix}{direction}-throttles"] = setting | {"metrics": [throttled]}
    errors = [{"TableName": table_name, "Operation": operation} for operation in TEN_OPERATIONS]
    made[f"{stack}/{name}/system-errors"] = settled(spec, name, "system_errors") | {
        "expression": "SUM(METRICS())",
        "metrics": [{"metric": "SystemErrors", "dimensions": each} for each in errors],
    }
    return {alarm_name: alarm for alarm_name, alarm in made.items() if alarm.pop("enabled") == "true"}


def limits(body: Body, of: Body) -> dict[str, int]:
    """What bounds reads and writes: the provisioned capacity, or an on-demand maximum."""
    if body.get("billing_mode") == "PROVISIONED":
        return dict(zip(("read", "write"), capacity(body, of), strict=True))
    return {key.removeprefix("max_"): int(value) for key, value in of.get("on_demand_throughput", {}).items()}


def settled(spec: Body, name: str, kind: str, *, direction: str = "", index: str = "") -> Body:
    """When an alarm goes off and whom it tells: built-in, the table's, its direction's, then those of the index."""
    body = spec["tables"][name]
    layers = [body.get("alarms", {}), body.get("global_secondary_indexes", {}).get(index, {}).get("alarms", {})]
    unknown = layers[0].keys() - {*BUILT_IN, "alarm_actions", "ok_actions", "insufficient_data_actions"}
    assert not unknown, f"tests/deploy/expected_alarms.py does not know what {sorted(unknown)} of {name} come to"
    setting = BUILT_IN[kind] | {"period": "60", "statistic": "Sum", "enabled": "true"}
    setting |= {key: value for key, value in layers[0].items() if key.endswith("_actions")}
    for layer in layers:
        tuning = written_out(layer.get(kind, {}))
        for each in (tuning, written_out(tuning.get(direction, {}))):
            setting |= {"datapoints_to_alarm": each["evaluation_periods"]} if "evaluation_periods" in each else {}
            setting |= each
    return {
        "enabled": setting["enabled"],
        "comparison": "GreaterThanThreshold",
        "threshold": float(setting["threshold"]),
        "statistic": setting["statistic"],
        "period": int(setting["period"]),
        "datapoints": f"{setting['datapoints_to_alarm']} of {setting['evaluation_periods']}",
        "missing": "notBreaching",
        "alarm_actions": setting.get("alarm_actions", []),
        "ok_actions": setting.get("ok_actions", []),
        "insufficient_data_actions": setting.get("insufficient_data_actions", []),
        "tags": spec.get("tags", {}) | body.get("tags", {}),
    }


def written_out(written: Any) -> Body:
    """A switch or a threshold as the mapping that it stands for; a mapping turns on what lower layers turned off."""
    if isinstance(written, dict):
        return {"enabled": "true", **written} if written else {}
    return {"enabled": written} if written in ("true", "false") else {"threshold": written}
