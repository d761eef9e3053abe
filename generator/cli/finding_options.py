"""The options of commands that find something: the form of their report, and which findings count."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from generator.cli.completing import finding_codes
from generator.cli.filing import STANDARD_OUTPUT, is_same
from generator.cli.options import Decorator, FilePath

__all__ = ["fail_on", "findings", "of_specs", "report_file"]

FORMATS: Final = ["auto", "full", "concise", "github", "json", "junit", "sarif"]
# What of an option means a code, or how it begins.
CODES: Final = re.compile("DS[0-9]{0,3}|[EWI][0-9]{0,4}")


def codes_of(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of an option that may be given several times, and hold several with commas between."""
    if not values:
        return ()
    from generator.aws.updates import RULES
    from generator.kinds import KINDS, can_be_ignored, codes_meant

    known = (*KINDS, *RULES)
    codes = tuple(code.strip().upper() for value in values for code in value.split(","))
    for code in codes:
        if not CODES.fullmatch(code) or (code.startswith("DS") and not any(each.startswith(code) for each in known)):
            meant = codes_meant(code, known)
            hint = f"did you mean {meant[0]}?" if len(meant) == 1 else "write such as DS265, E or W3"
            raise click.BadParameter(f"'{code}' is not a code or the beginning of one; {hint}", context, parameter)
        if parameter.name == "ignore" and not can_be_ignored(code):
            raise click.BadParameter(f"{code} is an error of ours, and those always stay", context, parameter)
    return codes


def report_file(context: click.Context) -> Path | None:
    """Where the report goes; click.BadParameter for what it would replace: YAML, for that is a spec, a template or a
    project file, anything of ours, and what the command line names to be read.
    """
    value: Path | None = context.params["report_file"]
    if value is None or value == STANDARD_OUTPUT:
        return value
    if is_same(value, 1):
        return STANDARD_OUTPUT
    real = Path(os.path.realpath(value))
    leads = "" if real.suffix == value.suffix else f", which leads to {real.name}"
    if real.suffix.lower() in (".yaml", ".yml"):
        other = value.with_suffix(".txt") if real.suffix == value.suffix else value.with_name("findings.txt")
        refuse(context, f"{value}{leads}: findings are no YAML; write them to {other}")
    if real.is_file():
        if is_named(real, context):
            refuse(context, f"{value} is what the command reads; write the findings to another file")
        if is_ours(real):
            refuse(context, f"{value} is a file that dynaspec rendered; write the findings to another one")
    return value


def refuse(context: click.Context, message: str) -> NoReturn:
    """Raises what is wrong with the file of the report."""
    parameter = next(each for each in context.command.params if each.name == "report_file")
    raise click.BadParameter(message, context, parameter)


def is_named(file: Path, context: click.Context) -> bool:
    """Whether a command line names a file that is there, elsewhere than for the report."""
    for name, value in context.params.items():
        for each in value if isinstance(value, tuple) else (value,):
            # What is no name of a file may be too long for one, or have characters that none has.
            with suppress(OSError, ValueError):
                if name != "report_file" and isinstance(each, (str, Path)) and file.samefile(each):
                    return True
    return False


def is_ours(file: Path) -> bool:
    """Whether a file has the header of what is rendered."""
    from generator.template.stamp import stamp

    try:
        return stamp(file.read_text(encoding="utf-8", errors="replace")) is not None
    except OSError:
        return False


fail_on: Final[Decorator] = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="Exit with 1 for findings of this severity and above.",
)
REPORT: Final[tuple[Decorator, ...]] = (
    click.option(
        "--output-format",
        "report_format",
        type=click.Choice(FORMATS),
        default="auto",
        show_default=True,
        help="Form of findings. auto is full; in GitHub Actions with annotations; by the end of --output-file.",
    ),
    click.option(
        "--output-file",
        "report_file",
        metavar="FILE",
        type=FilePath(),
        help="Write the findings to this file, beside showing them; - is standard output, in place of it.",
    ),
)
CHOICE: Final[tuple[Decorator, ...]] = (
    click.option(
        "--select",
        metavar="CODES",
        multiple=True,
        callback=codes_of,
        shell_complete=finding_codes,
        help="Report only these, by prefix; our errors always stay.",
    ),
    click.option(
        "--ignore",
        metavar="CODES",
        multiple=True,
        callback=codes_of,
        shell_complete=finding_codes,
        help="Leave these out, by prefix; our errors always stay.",
    ),
)
STDIN: Final[Decorator] = click.option(
    "--stdin-filename", "stdin", metavar="FILE", type=FilePath(), help="The spec that - stands for."
)


def findings(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that finds something, which its settings then have."""
    for option in reversed((*REPORT, *CHOICE)):
        command = option(command)
    return command


def of_specs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Those options of a command that takes a spec from standard input, and the file that it stands for."""
    return findings(STDIN(command))
