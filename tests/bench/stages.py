"""One spec to what each stage of its way to a template takes, in this process and without cfn-lint."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

__all__ = ["stages"]

CALLS = 200

# A provisioned table of three indexes with default alarms and policies.
SPEC = """\
version: 1
description: Orders placed in the web shop
parameters:
  AlarmTopicArn: {type: String, description: SNS topic that alarms notify}
tables:
  Orders:
    table_name: orders
    partition_key: customer_id
    sort_key: {name: placed_at, type: N}
    billing_mode: PROVISIONED
    capacity: {read: 50, write: 20}
    global_secondary_indexes:
      by-status: {partition_key: status, sort_key: placed_at, projection: {include: [total, currency]}}
      by-warehouse: {partition_key: warehouse_id, sort_key: placed_at, capacity: {read: 10, write: 10}}
      by-product: {partition_key: product_id, projection: KEYS_ONLY}
    stream: NEW_AND_OLD_IMAGES
    time_to_live: expires_at
    alarms: {alarm_actions: ["${AlarmTopicArn}"]}
"""


def seconds(call: Callable[[], object]) -> float:
    """The wall time of one call."""
    start = perf_counter()
    call()
    return perf_counter() - start


def row(what: str, taken: Sequence[float]) -> str:
    """One stage: median, least and greatest, in milliseconds."""
    low, middle, high = (1000 * value for value in (min(taken), statistics.median(taken), max(taken)))
    return f"| {what} | {middle:.1f} ms | {low:.1f} to {high:.1f} ms |"


def stages() -> Iterator[str]:
    """The table of reading, parsing and checking, building, and rendering a spec of one table."""
    from generator.pipeline import Settings, Source, compile_spec
    from generator.spec import checks
    from generator.spec.parse import parse
    from generator.spec.source import read
    from generator.template.assemble import assemble
    from generator.template.limits import check
    from generator.template.render import render

    data = SPEC.encode()
    source = Source(data, "orders.yaml", "orders", "specs/orders.yaml", "templates")
    tree = read(data, "orders.yaml")
    parsed = parse(tree)
    assert parsed.spec is not None
    spec = parsed.spec
    assembled = assemble(spec)
    calls: dict[str, Callable[[], object]] = {
        "the whole": lambda: compile_spec(source, Settings()),
        "read": lambda: read(data, "orders.yaml"),
        "merge and parse": lambda: parse(tree),
        "check": lambda: list(checks.run(parsed)),
        "build": lambda: (assemble(spec), list(check(assembled))),
        "render": lambda: render(assembled.template, source="specs/orders.yaml", form="yaml"),
    }
    gc.collect()
    for _ in range(20):
        calls["the whole"]()
    yield "| one spec in one process, without cfn-lint | median | least to greatest |\n|---|---:|---:|"
    yield from (row(name, [seconds(call) for _ in range(CALLS)]) for name, call in calls.items())
