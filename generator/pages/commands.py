"""What to find out about a table to commands of the AWS command line that can be pasted into a shell as they are.

Each block stands alone, and runs with bash and zsh, on GNU and BSD.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Final

from generator.aws.metrics import NAMESPACE
from generator.pages.stack import View
from generator.resources import names

__all__ = [
    "HOURS",
    "aws",
    "dated",
    "each_of",
    "metric",
    "of_table",
    "output",
    "per_second",
    "shell",
    "table_name",
    "totals",
]

HOURS: Final = 3
# GNU's date first, then BSD's, which macOS has too.
WINDOW: Final = (
    f"""START=$(date -u -d '{HOURS} hours ago' +%FT%TZ 2>/dev/null || date -u -v-{HOURS}H +%FT%TZ)""",
    "END=$(date -u +%FT%TZ)",
)
# As above, GNU's date and BSD's.
DATES: Final = """while read -r AT REST; do
    case $AT in
      '' | *[!0-9.]*) ;;
      *) AT=$(date -u -d "@${AT%.*}" +%FT%TZ 2>/dev/null || date -u -r "${AT%.*}" +%FT%TZ) ;;
    esac
    printf '%s  %s\\n' "$AT" "$REST"
  done"""


def shell(view: View, *lines: str, window: bool = False, named: bool = True) -> str:
    """A block: what it needs to know, then the lines."""
    opening = []
    if named and not view.name:
        opening.append(f"TABLE={output(view, names.table_name_output(view.table_id))}")
    return "\n".join([*opening, *(WINDOW if window else ()), *lines])


def table_name(view: View) -> str:
    """The table's name as a word of a command: as the spec writes it, else what the block has asked the stack for."""
    return view.name or '"$TABLE"'


def output(view: View, name: str) -> str:
    """The value of an output of the stack, as the shell puts it in."""
    query = f"\"Stacks[0].Outputs[?OutputKey=='{name}'].OutputValue\""
    return f"$({aws(view, 'cloudformation describe-stacks', f'--stack-name {view.stack.name}', f'--query {query}')})"


def aws(
    view: View, command: str, *options: str, lines: bool = False, region: str | None = None, form: str = "text"
) -> str:
    """One command, in the stack's Region where the spec names it; with `lines` an option a line."""
    where = region or view.region
    words = [f"aws {command}", *options, *([f"--region {where}"] if where else []), f"--output {form}"]
    return (" \\\n  " if lines else " ").join(words)


def metric(
    view: View,
    name: str,
    *,
    dimensions: Iterable[str],
    period: int,
    statistic: str,
    query: str,
    index: str = "",
    region: str | None = None,
) -> str:
    """The values of a metric within the window, of the table in its own Region or another."""
    of_index = [f"Name=GlobalSecondaryIndexName,Value={index}"] if index else []
    kind = "--extended-statistics" if statistic.startswith("p") else "--statistics"
    return aws(
        view,
        "cloudwatch get-metric-statistics",
        f"--namespace {NAMESPACE} --metric-name {name}",
        " ".join(["--dimensions", of_table(view), *of_index, *dimensions]),
        f'--start-time "$START" --end-time "$END" --period {period} {kind} {statistic}',
        f"--query {shlex.quote(query)}",
        lines=True,
        region=region,
    )


def of_table(view: View) -> str:
    """The dimension that names the table."""
    return f"Name=TableName,Value={view.name}" if view.name else '"Name=TableName,Value=$TABLE"'


def per_second(view: View, name: str, *, limit: int | None, index: str = "") -> str:
    """The ten minutes that consumed most: the sum of a minute by its 60 seconds, for an average is units a request."""
    values = metric(
        view, name, dimensions=(), period=60, statistic="Sum", query="Datapoints[].[Timestamp,Sum]", index=index
    )
    share = f", %.0f %% of {limit}" if limit else ""
    values_of = "$1, $2 / 60" + (f", 100 * $2 / 60 / {limit}" if limit else "")
    busiest = f"""awk '{{ printf "%s  %.1f units a second{share}\\n", {values_of} }}' | sort -k2,2nr | head -n 10"""
    return dated(f"{values} |\n  {busiest}")


def dated(command: str) -> str:
    """A command whose lines begin with a time, which version 1 of the AWS command line prints as seconds since 1970."""
    return f"{command} |\n  {DATES}"


def totals(
    view: View,
    name: str,
    *,
    variable: str,
    values: Iterable[str],
    dimension: str,
    query: str,
    statistic: str,
    period: int = 60,
) -> str:
    """What a metric came to within the window, for each value of a dimension."""
    of_value = [f'"Name={dimension},Value=${variable}"']
    of_each = metric(view, name, dimensions=of_value, period=period, statistic=statistic, query=query)
    return each_of(variable, values, of_each)


def each_of(variable: str, values: Iterable[str], command: str) -> str:
    """A command for each value of a variable, with the value in front of what it prints."""
    inside = command.replace("\n", "\n  ")
    return f"for {variable} in {' '.join(values)}; do\n  printf '%s  ' \"${variable}\"\n  {inside}\ndone"
