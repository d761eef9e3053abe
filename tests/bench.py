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
from time import perf_counter, process_time

PAIRS = 9
CALLS = 200
STACKS = 200
RUNS = 3
WHO = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
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


def unchanged(folder: Path) -> None:
    """`dynaspec diff` of many stacks of which none changes, against what making their templates takes alone.

    Processor time: git and the two files of a stack cost little beside the work of others on the machine.
    """
    from generator.pipeline import Settings, Source, compile_spec

    (folder / "templates").mkdir()
    began = process_time()
    for number in range(STACKS):
        text = SPEC.replace("orders", f"orders-{number}")
        name = f"orders-{number}"
        (made,) = compile_spec(
            Source(text.encode(), f"{name}.yaml", name, f"specs/{name}.yaml", "templates"), Settings()
        )
        (folder / "specs" / f"{name}.yaml").write_text(text, encoding="utf-8")
        (folder / "templates" / f"{name}.yaml").write_text(str(made.text), encoding="utf-8")
    alone = process_time() - began
    (folder / "specs" / "orders.yaml").unlink()
    (folder / "templates" / "orders.yaml").unlink(missing_ok=True)
    for command in (["init", "--quiet"], ["add", "."], [*WHO, "commit", "--quiet", "--message=deployed"]):
        process("git", *command, folder=folder)()
    taken = []
    for _ in range(RUNS):
        before = os.times()
        process(PROGRAMS / "dynaspec", "diff", "--fail-on", "any", folder=folder)()
        after = os.times()
        taken.append(after.children_user + after.children_system - before.children_user - before.children_system)
    line(f"dynaspec diff, {STACKS} unchanged stacks, processor", taken, most="at most 3000")
    print(f"{'ratio to making their templates':<52}{statistics.median(taken) / alone:>9.2f}      at most 2")  # noqa: T201


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
        unchanged(Path(folder))
    stages()


if __name__ == "__main__":
    main()
