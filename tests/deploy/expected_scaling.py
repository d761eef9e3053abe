"""What a spec says of autoscaling, read from its YAML alone: each target by what it scales."""

from __future__ import annotations

from tests.deploy.expected import Body, provider

KEYS = {
    "min_capacity", "max_capacity", "target_utilization", "scale_in_cooldown", "scale_out_cooldown",
    "disable_scale_in", "schedules",
}  # fmt: skip


def scaling(spec: Body, name: str, *, table_name: str) -> dict[str, Body]:
    """The targets of a table and its global secondary indexes, by resource and dimension."""
    body = spec["tables"][name]
    tags = spec.get("tags", {}) | body.get("tags", {})
    made = {}
    for index, each in {"": body, **body.get("global_secondary_indexes", {})}.items():
        resource = f"table/{table_name}/index/{index}" if index else f"table/{table_name}"
        for direction, written in provider(body, each).get("autoscaling", {}).items():
            kind = "index" if index else "table"
            made[f"{resource} dynamodb:{kind}:{direction.title()}CapacityUnits"] = target(written, direction, tags)
    return made


def target(written: Body, direction: str, tags: Body) -> Body:
    """One target, with its policy and its schedules."""
    assert written.keys() <= KEYS, f"tests/deploy does not know what {sorted(written.keys() - KEYS)} come to"
    return {
        "bounds": bounds(written),
        "metric": f"DynamoDB{direction.title()}CapacityUtilization",
        "target": float(written.get("target_utilization", 70)),
        "cooldowns": tuple(number(written, f"scale_{each}_cooldown") for each in ("in", "out")),
        "only out": written.get("disable_scale_in") == "true",
        "schedules": {name: schedule(each) for name, each in written.get("schedules", {}).items()},
        "tags": tags,
    }


def schedule(written: Body) -> Body:
    """A schedule; its moments are told in UTC."""
    times = [written.get(each, "").removesuffix("Z") or None for each in ("start_time", "end_time")]
    return {
        "when": written["schedule"],
        "zone": written.get("timezone"),
        "bounds": bounds(written),
        "from and to": times,
    }


def bounds(written: Body) -> tuple[int | None, int | None]:
    return number(written, "min_capacity"), number(written, "max_capacity")


def number(written: Body, key: str) -> int | None:
    return int(written[key]) if key in written else None
