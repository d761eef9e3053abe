"""What whole projects cost: cold, warm and with one spec changed, beside what people would use instead.

    make bench BENCH="--stacks 1 100 500 --rounds 5 --cdk DIR --write docs"

DIR is a folder in which `npm install --prefix DIR aws-cdk-lib constructs` was run. Everything of a round runs in turn,
and ratios are taken within a round, so that a noisy machine is noisy for all.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from tests.bench.goals import told
from tests.bench.plot import drawn
from tests.bench.process import Taken, run
from tests.bench.project import change, commit, project, spec
from tests.bench.stages import stages

PROGRAMS = Path(sys.executable).parent
RENDER = [str(PROGRAMS / "dynaspec"), "-v", "render"]
DIFF = [str(PROGRAMS / "dynaspec"), "diff", "--fail-on", "any"]
LINT = [str(PROGRAMS / "cfn-lint"), "--"]
# Tables in one spec; more of them have more resources than a template may hold.
TABLES = (1, 5, 10, 20)

HOW_TO_CDK = "it needs Node, `npm install --prefix DIR aws-cdk-lib constructs`, and `--cdk DIR`"

Rounds = dict[str, list[Taken]]


def forget(folder: Path) -> None:
    """Everything that earlier runs left."""
    for name in (".dynaspec_cache", "templates", "cdk"):
        shutil.rmtree(folder / name, ignore_errors=True)


def one_round(folder: Path, number: int, cdk: Path | None) -> Iterator[tuple[str, Taken]]:
    """Everything once, on the same tables."""
    forget(folder)
    yield "cold", run(RENDER, folder)
    yield "warm", run([*RENDER, "--check"], folder)
    commit(folder)
    yield "diff of what is deployed", run(DIFF, folder)
    yield "diff without the cache", run([*DIFF, "--no-cache"], folder)
    change(folder, number)
    yield "one changed", run(RENDER, folder)
    templates = sorted(str(path.relative_to(folder)) for path in (folder / "templates").rglob("*.yaml"))
    yield "cfn-lint alone", run([*LINT, *templates], folder)
    if cdk:
        synth = run(["node", str(Path(__file__).with_name("cdk.js")), str(cdk), "specs", "cdk"], folder)
        yield "CDK alone", synth
        templates = sorted(str(path.relative_to(folder)) for path in (folder / "cdk").glob("*.template.json"))
        yield "CDK and cfn-lint", synth + run([*LINT, *templates], folder, findings=True)


def of_stacks(stacks: int, rounds: int, cdk: Path | None) -> Rounds:
    """What each thing took in each round."""
    taken: Rounds = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder, stacks)
        for number in range(rounds):
            for what, each in one_round(folder, number, cdk):
                taken.setdefault(what, []).append(each)
    return taken


def of_tables(rounds: int) -> Iterator[str]:
    """The table of times without the cache by the number of tables in one spec."""
    taken: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "specs").mkdir()
        for _ in range(rounds):
            for tables in TABLES:
                (folder / "specs" / "orders.yaml").write_text(spec(1, tables), encoding="utf-8")
                taken.setdefault(tables, []).append(run([*RENDER, "--no-cache"], folder).wall)
    yield "| tables in one spec | wall, without the cache |\n|---:|---:|"
    yield from (f"| {tables} | {statistics.median(took):.2f} s |" for tables, took in taken.items())


def rows(stacks: int, taken: Rounds) -> Iterator[str]:
    """The table of one number of stacks, and what the stages of its last round took."""
    yield f"| {stacks} stack{'s' if stacks > 1 else ''} | wall | CPU | peak memory |\n|---|---:|---:|---:|"
    for what, each in taken.items():
        wall, cpu, memory = (statistics.median(values) for values in zip(*(one[:3] for one in each), strict=True))
        yield f"| {what} | {wall:.2f} s | {cpu:.2f} s | {memory / 2**20:.0f} MiB |"
    yield ""
    yield from (f"- {what}, {stage}" for what in ("cold", "warm", "one changed") for stage in taken[what][-1].stages)
    yield ""


def begin(cdk: Path | None) -> None:
    """Runs everything once, so that no round compiles modules or reads them from a slow disk."""
    with tempfile.TemporaryDirectory() as name:
        project(Path(name), 1)
        for _ in one_round(Path(name), 0, cdk):
            pass


def measured(wanted: argparse.Namespace, cdk: Path | None) -> tuple[str, str]:
    """All figures as text, and the picture."""
    begin(cdk)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [
        f"{python}, cfn-lint {version('cfn-lint')}, {os.cpu_count()} processors.",
        f"Rounds: {wanted.rounds}, of which these are the medians.",
        "Memory is the proportional set size of all processes together.",
        *([] if cdk else [f"Without the AWS CDK: {HOW_TO_CDK}."]),
        "",
    ]
    whole = {stacks: of_stacks(stacks, wanted.rounds, cdk) for stacks in wanted.stacks}
    for stacks, taken in whole.items():
        lines += rows(stacks, taken)
    lines += [*told(whole), "", *of_tables(wanted.rounds), "", *stages()]
    walls = {
        stacks: {what: statistics.median(one.wall for one in each) for what, each in taken.items()}
        for stacks, taken in whole.items()
    }
    return "\n".join(lines), drawn(walls)


def count(text: str) -> int:
    """A number of things of which there is at least one; argparse tells of the ValueError."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def main(arguments: Sequence[str]) -> None:
    """Every figure, printed, and as a page and a plot where asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stacks", type=count, nargs="+", default=[1, 100, 500])
    parser.add_argument("--rounds", type=count, default=5)
    parser.add_argument("--cdk", type=Path, help="the folder in which npm installed aws-cdk-lib and constructs")
    parser.add_argument("--write", type=Path, help="a folder for benchmark.md and benchmark.svg")
    wanted = parser.parse_args(arguments)
    text, picture = measured(wanted, wanted.cdk.absolute() if wanted.cdk and shutil.which("node") else None)
    print(text)
    if wanted.write:
        (wanted.write / "benchmark.svg").write_text(picture, encoding="utf-8")
        head = "# What rendering costs\n\n`make bench` measured this.\n\n![Seconds by stacks](benchmark.svg)"
        (wanted.write / "benchmark.md").write_text(f"{head}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
