"""`dynaspec list`: the stacks of a project at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from generator.aws import limits
from generator.cli import options
from generator.cli.printing import print_json, print_rows
from generator.cli.reporting import NOT_DONE, Command, exit_code, report

if TYPE_CHECKING:
    from generator.pipeline import Compiled
    from generator.reports.grid import Cell
    from generator.spec.model.indexes import GlobalSecondaryIndex
    from generator.spec.model.table import Table

__all__ = ["command"]

FORMAT: Final = 1
HEADS: Final = ("stack", "indexes", "stream", "capacity", "alarms", "policies", "resources", "outputs", "template")
NUMBERS: Final = frozenset({"indexes", "alarms", "policies", "resources", "outputs", "template"})
POLICY: Final = "AWS::IAM::ManagedPolicy"
ALARM: Final = "AWS::CloudWatch::Alarm"
# The percentage of a limit from which on it stands out.
CLOSE: Final = 80

Capacity = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A table. Capacities are the units a second that its reads and writes, and those of its indexes by name, are held
    to: provisioned, or an on-demand maximum.
    """

    logical_id: str
    table_name: str | None
    billing_mode: str
    capacity: Capacity
    global_secondary_indexes: dict[str, Capacity]
    local_secondary_indexes: list[str]
    vector_indexes: list[str]
    replicas: list[str]
    stream: str | None
    alarms: int
    policies: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack; nothing is known of one whose spec has an error, unless that is its size."""

    name: str
    spec: str
    environment: str | None
    region: str | None
    errors: int
    tables: list[Listed]
    alarms: int | None = None
    policies: int | None = None
    resources: int | None = None
    outputs: int | None = None
    bytes: int | None = None


@click.command("list", cls=Command, epilog="Example: dynaspec list --format json | jq '.stacks[].tables[].logical_id'")
@options.specs
@options.environments
@options.printed
@click.pass_obj
def command(
    settings: options.Settings,
    *,
    specs: tuple[Path, ...],
    environments: tuple[str, ...],
    printed: Literal["table", "json"],
) -> int:
    """List stacks and tables, with template sizes against CloudFormation's limits.

    Reads SPECs (files, folders, or - for standard input; default: every spec of the project). Capacity is reads/writes
    a second, of a table and its indexes together. A template above 51,200 bytes is deployed through S3. A spec with
    environments is a stack in each, and one with errors is listed as such.
    """
    from generator.cli.compiling import Wanted, build_named
    from generator.spec.project import find_project

    project = find_project(settings.config)
    batch = build_named(project, specs, wanted=Wanted("yaml", environments), folder=project.templates)
    errors = [problem for problem in batch.problems if problem.severity == "error"]
    report(errors, batch.texts, settings)
    stacks = [stack(each) for each in batch.compiled]
    if printed == "json":
        most = {
            "resources": limits.TEMPLATE_RESOURCES,
            "outputs": limits.TEMPLATE_OUTPUTS,
            "bytes_inline": limits.TEMPLATE_BYTES_INLINE,
            "bytes": limits.TEMPLATE_BYTES,
        }
        print_json({"format": FORMAT, "limits": most, "stacks": [asdict(each) for each in stacks]})
    elif stacks:
        from generator.reports.grid import Column

        columns = [Column(head, head in NUMBERS) for head in HEADS]
        print_rows(columns, [row for each in stacks for row in rows(each)], settings)
    return NOT_DONE if batch.unusable else exit_code(errors, fail_on="error")


def stack(compiled: Compiled) -> Stack:
    """What there is to say of a compiled spec."""
    source, built, environment = compiled.source, compiled.built, compiled.environment or None
    errors = sum(problem.severity == "error" for problem in compiled.problems)
    if built is None:
        return Stack(source.name, source.shown, environment, None, errors, [])
    origins = compiled.origins or {}
    made = Counter((resource["Type"], origins[name][:2]) for name, resource in built.template["Resources"].items())
    totals = Counter(resource["Type"] for resource in built.template["Resources"].values())
    return Stack(
        source.name,
        source.shown,
        environment,
        built.spec.region,
        errors,
        [listed(name, table, made=made) for name, table in built.spec.tables.items()],
        totals[ALARM],
        totals[POLICY],
        len(built.template["Resources"]),
        len(built.template.get("Outputs", {})),
        built.size,
    )


def listed(table_id: str, table: Table, *, made: Mapping[tuple[str, Any], int]) -> Listed:
    """What there is to say of a table; `made` counts resources by their type and the table that they are of."""
    of_table = ("tables", table_id)
    return Listed(
        table_id,
        table.table_name,
        table.billing_mode,
        capacity(table),
        {name: capacity(table, index) for name, index in table.global_secondary_indexes.items()},
        [*table.local_secondary_indexes],
        [*table.vector_indexes],
        [*table.replicas],
        table.stream.view_type if table.stream else None,
        made.get((ALARM, of_table), 0),
        made.get((POLICY, of_table), 0),
    )


def capacity(table: Table, index: GlobalSecondaryIndex | None = None) -> Capacity:
    """What a table, or one of its indexes, is held to."""
    return {"read": table.limit("read", index=index), "write": table.limit("write", index=index)}


def rows(listed: Stack) -> Iterator[list[Cell]]:
    """The row of a stack, and those of its tables."""
    from generator.reports.grid import Cell

    name = f"{listed.name} ({listed.environment})" if listed.environment else listed.name
    if listed.resources is None:
        count = f"{listed.errors} error{'' if listed.errors == 1 else 's'}"
        yield [Cell(f"{name}: {count}", "error"), *(Cell("") for _ in HEADS[1:])]
        return
    tables = listed.tables
    size, most = listed.bytes or 0, limits.TEMPLATE_BYTES
    inline = limits.TEMPLATE_BYTES_INLINE
    yield [
        Cell(name, "head"),
        Cell(str(sum(map(indexes, tables)))),
        Cell(str(sum(table.stream is not None for table in tables))),
        Cell(capacities(tables)),
        Cell(str(listed.alarms)),
        Cell(str(listed.policies)),
        of_limit(listed.resources, limits.TEMPLATE_RESOURCES),
        of_limit(listed.outputs or 0, limits.TEMPLATE_OUTPUTS),
        of_limit(size, most) if size > inline else Cell(f"{size:,}/{inline:,}"),
    ]
    for table in tables:
        yield [
            Cell(f"  {table.logical_id}"),
            Cell(str(indexes(table))),
            Cell(table.stream or "-"),
            Cell(capacities([table]) + maximum(table)),
            Cell(str(table.alarms)),
            Cell(str(table.policies)),
            *(Cell("") for _ in range(3)),
        ]


def of_limit(count: int, most: int) -> Cell:
    """A number with the most that it may be."""
    from generator.reports.grid import Cell

    return Cell(f"{count:,}/{most:,}", "error" if count > most else "warning" if count * 100 >= most * CLOSE else "")


def indexes(table: Listed) -> int:
    """How many indexes of all kinds a table has."""
    return sum(map(len, (table.global_secondary_indexes, table.local_secondary_indexes, table.vector_indexes)))


def capacities(tables: Sequence[Listed]) -> str:
    """The provisioned capacity of tables and their indexes in all, and whether there are on-demand ones."""
    held = [
        capacity
        for table in tables
        if table.billing_mode == "PROVISIONED"
        for capacity in (table.capacity, *table.global_secondary_indexes.values())
    ]
    read, write = (sum(capacity[direction] or 0 for capacity in held) for direction in ("read", "write"))
    provisioned = [f"{read:,}/{write:,}"] if held else []
    on_demand = [table for table in tables if table.billing_mode != "PROVISIONED"]
    return ", ".join([*provisioned, *(["on-demand"] if on_demand else [])])


def maximum(table: Listed) -> str:
    """The most that an on-demand table, without its indexes, may consume, if it is held to something."""
    read, write = (f"{units:,}" if (units := table.capacity[direction]) else "-" for direction in ("read", "write"))
    return "" if table.billing_mode == "PROVISIONED" or (read, write) == ("-", "-") else f", at most {read}/{write}"
