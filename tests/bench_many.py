"""What whole projects cost: cold, warm and with one spec changed, beside what people would use instead.

    python -m tests.bench_many --stacks 1 100 500 --rounds 5 --cdk FOLDER --write docs

Everything of a round runs in turn, and ratios are taken within a round, so that a noisy machine is noisy for all.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench_plot import drawn
from tests.bench_process import Taken, run

PROGRAMS = Path(sys.executable).parent
HERE = Path(__file__).parent
# Tables in one spec; more of them have more resources than a template may hold.
TABLES = (1, 5, 10, 20)
INDEXES = 6
WITH_ENVIRONMENTS = 10


class Ratio(NamedTuple):
    """Two things measured in each round, and the most that the first may be of the second."""

    first: str
    second: str
    most: float | None


RATIOS = (
    Ratio("cold", "cfn-lint alone", None),
    Ratio("warm", "cold", None),
    Ratio("cold", "CDK and cfn-lint", None),
)
# What the project holds itself to, by the number of stacks; on two quiet processors.
MOST = {
    (1, "cold", "cfn-lint alone"): 1.15,
    (500, "cold", "cfn-lint alone"): 0.6,
    (500, "cold", "CDK and cfn-lint"): 0.5,
    (500, "warm", "cold"): 1 / 40,
}


def table(number: int) -> dict[str, object]:
    """A table of the mix: 0 to 5 indexes, every second one provisioned, every third with a policy of its own."""
    provisioned = number % 2 == 1
    found: dict[str, object] = {
        "partition_key": "id",
        "sort_key": {"name": "at", "type": "N"},
        "alarms": {"alarm_actions": ["${AlarmTopicArn}"]} if number % 4 else False,
        "global_secondary_indexes": {
            f"by-{index}": {"partition_key": f"key_{index}", "sort_key": "at", "projection": "KEYS_ONLY"}
            for index in range(number % INDEXES)
        },
    }
    if provisioned:
        found |= {"billing_mode": "PROVISIONED", "capacity": {"read": 10 + number % 40, "write": 5}}
    if number % 3 == 0:
        found["policies"] = {"custom": {"Counts": {"actions": ["dynamodb:GetItem", "dynamodb:UpdateItem"]}}}
    return found


def spec(number: int, tables: int = 1) -> str:
    """A spec; YAML takes JSON."""
    names = [f"Orders{number + place}" for place in range(tables)]
    of_all = [number + place for place in range(tables)]
    whole: dict[str, object] = {
        "version": 1,
        "description": f"Orders of shop {number}",
        "parameters": {"AlarmTopicArn": {"type": "String"}},
        "tables": {name: table(each) for name, each in zip(names, of_all, strict=True)},
    }
    if not any(each % 4 for each in of_all):
        del whole["parameters"]
    if tables == 1 and number % WITH_ENVIRONMENTS == WITH_ENVIRONMENTS - 1:
        whole["environments"] = {"dev": {"tags": {"stage": "dev"}}, "live": {"tags": {"stage": "live"}}}
    return json.dumps(whole, indent=1)


def project(folder: Path, stacks: int) -> None:
    """A project whose specs make so many templates, give or take one."""
    (folder / "specs").mkdir(parents=True)
    made = number = 0
    while made < stacks:
        text = spec(number) if made + 1 < stacks or number % WITH_ENVIRONMENTS != WITH_ENVIRONMENTS - 1 else spec(0)
        (folder / "specs" / f"orders-{number:03}.yaml").write_text(text, encoding="utf-8")
        made += 2 if '"environments"' in text else 1
        number += 1


def forget(folder: Path) -> None:
    """Everything that earlier runs left."""
    shutil.rmtree(folder / ".dynaspec_cache", ignore_errors=True)
    shutil.rmtree(folder / "templates", ignore_errors=True)


def one_round(folder: Path, number: int, cdk: Path | None) -> Iterator[tuple[str, Taken]]:
    """Everything once, on the same tables."""
    render = [str(PROGRAMS / "dynaspec"), "-v", "render"]
    forget(folder)
    yield "cold", run(render, folder)
    yield "warm", run([*render, "--check"], folder)
    changed = sorted((folder / "specs").iterdir())[0]
    changed.write_text(changed.read_text(encoding="utf-8").replace("Orders of", f"Round {number} of"), encoding="utf-8")
    yield "one changed", run(render, folder)
    templates = sorted(str(path.relative_to(folder)) for path in (folder / "templates").rglob("*.yaml"))
    lint = run([str(PROGRAMS / "cfn-lint"), "--", *templates], folder)
    yield "cfn-lint alone", lint
    if cdk:
        output = folder / "cdk"
        shutil.rmtree(output, ignore_errors=True)
        synth = run(["node", str(HERE / "bench_cdk.js"), str(cdk), "specs", str(output)], folder)
        yield "CDK alone", synth
        yield (
            "CDK and cfn-lint",
            synth
            + run(
                [str(PROGRAMS / "cfn-lint"), "--", *sorted(map(str, output.glob("*.template.json")))],
                folder,
                findings=True,
            ),
        )


def of_stacks(stacks: int, rounds: int, cdk: Path | None) -> dict[str, list[Taken]]:
    """What each thing took in each round."""
    taken: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder, stacks)
        for number in range(rounds):
            for what, each in one_round(folder, number, cdk):
                taken.setdefault(what, []).append(each)
    return taken


def of_tables(rounds: int) -> dict[int, list[float]]:
    """Seconds without the cache by the number of tables in one spec."""
    taken: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "specs").mkdir()
        for _ in range(rounds):
            for tables in TABLES:
                (folder / "specs" / "orders.yaml").write_text(spec(1, tables), encoding="utf-8")
                took = run([str(PROGRAMS / "dynaspec"), "-q", "render", "--no-cache"], folder).wall
                taken.setdefault(tables, []).append(took)
    return taken


def rows(stacks: int, taken: dict[str, list[Taken]]) -> Iterator[str]:
    """The table of one size, and the ratios within rounds."""
    yield f"| {stacks} stack{'s' if stacks > 1 else ''} | wall | CPU | peak memory |"
    yield "|---|---:|---:|---:|"
    for what, each in taken.items():
        wall, cpu, memory = (statistics.median(values) for values in zip(*(one[:3] for one in each), strict=True))
        yield f"| {what} | {wall:.2f} s | {cpu:.2f} s | {memory / 2**20:.0f} MiB |"
    yield ""
    for ratio in RATIOS:
        if ratio.second in taken:
            pairs = zip(taken[ratio.first], taken[ratio.second], strict=True)
            found = statistics.median(first.wall / second.wall for first, second in pairs)
            most = MOST.get((stacks, ratio.first, ratio.second))
            yield f"- {ratio.first} / {ratio.second}: {found:.3f}" + (f" (at most {most:.3f})" if most else "")
    yield ""
    yield from (f"- {what}: {stage}" for what in ("cold", "warm") for stage in taken[what][-1].stages)
    yield ""


def main(arguments: Sequence[str]) -> None:
    """Every figure, printed, and as a page and a plot where asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stacks", type=int, nargs="+", default=[1, 100, 500])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cdk", type=Path, help="a folder in which npm installed aws-cdk-lib and constructs")
    parser.add_argument("--write", type=Path, help="a folder for benchmark.md and benchmark.svg")
    wanted = parser.parse_args(arguments)
    cdk = wanted.cdk.absolute() if wanted.cdk and shutil.which("node") else None
    lines = [
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors; medians.",
        f"Rounds: {wanted.rounds}. Memory is the proportional set size of all processes together.",
        "",
    ]
    whole: dict[int, dict[str, float]] = {}
    for stacks in wanted.stacks:
        taken = of_stacks(stacks, wanted.rounds, cdk)
        whole[stacks] = {what: statistics.median(one.wall for one in each) for what, each in taken.items()}
        lines += rows(stacks, taken)
    lines += ["| tables in one spec | wall, without the cache |", "|---:|---:|"]
    lines += [f"| {tables} | {statistics.median(took):.2f} s |" for tables, took in of_tables(wanted.rounds).items()]
    text = "\n".join(lines)
    print(text)  # noqa: T201
    if wanted.write:
        picture = wanted.write / "benchmark.svg"
        picture.write_text(drawn(whole), encoding="utf-8")
        page = (
            f"# What rendering costs\n\n`make bench` measured this.\n\n![Seconds by stacks]({picture.name})\n\n{text}\n"
        )
        (wanted.write / "benchmark.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
