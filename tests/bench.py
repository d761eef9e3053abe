"""What rendering costs, measured here and now: `make bench` prints each figure and how it was taken."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

PAIRS = 9
CALLS = 200
PROGRAMS = Path(sys.executable).parent

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


def process(*command: str | Path, folder: Path) -> Callable[[], object]:
    """A whole process that must succeed."""
    return lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True)


def line(what: str, taken: Sequence[float], *, most: str) -> None:
    """One figure: median, least and greatest, in milliseconds."""
    low, middle, high = (1000 * value for value in (min(taken), statistics.median(taken), max(taken)))
    print(f"{what:<52}{middle:>9.1f} ms   ({low:.1f} to {high:.1f})   {most}")  # noqa: T201


def processes(folder: Path) -> None:
    """`dynaspec render` against `cfn-lint` on the template that it writes, in turn; and `--help`."""
    render = process(PROGRAMS / "dynaspec", "-q", "render", folder=folder)
    lint = process(PROGRAMS / "cfn-lint", "templates/orders.yaml", folder=folder)
    render()
    lint()
    pairs = [(seconds(render), seconds(lint)) for _ in range(PAIRS)]
    line("dynaspec render, one spec", [pair[0] for pair in pairs], most="")
    line("cfn-lint, the same template", [pair[1] for pair in pairs], most="")
    ratio = statistics.median(rendered / linted for rendered, linted in pairs)
    print(f"{'ratio, the median of the pairs':<52}{ratio:>9.2f}      at most 1.25")  # noqa: T201
    help_ = process(PROGRAMS / "dynaspec", "--help", folder=folder)
    help_()
    line("dynaspec --help", [seconds(help_) for _ in range(PAIRS)], most="at most 150")


def stages() -> None:
    """Reading, parsing and checking, building, and rendering, without cfn-lint."""
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
        "  read": lambda: read(data, "orders.yaml"),
        "  merge and parse": lambda: parse(tree),
        "  check": lambda: list(checks.run(parsed)),
        "  build": lambda: (assemble(spec), list(check(assembled))),
        "  render": lambda: render(assembled.template, source="specs/orders.yaml", form="yaml"),
    }

    def whole() -> object:
        return compile_spec(source, Settings())

    gc.collect()
    for _ in range(20):
        whole()
    line("spec to template text, without cfn-lint", [seconds(whole) for _ in range(CALLS)], most="at most 8")
    for name, call in calls.items():
        line(name, [seconds(call) for _ in range(CALLS)], most="")


def main() -> None:
    """Every figure."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {os.cpu_count()} processors; medians (least to greatest), wall time")  # noqa: T201
    print(f"processes: {PAIRS} pairs in turn after one warm-up; stages: {CALLS} calls after 20, in one process\n")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder, "specs")
        specs.mkdir()
        (specs / "orders.yaml").write_text(SPEC, encoding="utf-8")
        processes(Path(folder))
    stages()


if __name__ == "__main__":
    main()
