"""The options of commands that find something: the form of their report, and which findings count."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from generator.cli.completing import finding_codes
from generator.cli.options import Decorator, FilePath

__all__ = ["fail_on", "findings", "of_specs"]

FORMATS: Final = ["auto", "full", "concise", "github", "json", "junit", "sarif"]
# What of an option means a code, or how it begins.
CODES: Final = re.compile("DS[0-9]{0,3}|[EWI][0-9]{0,4}")


def codes_of(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of an option that may be given several times, and hold several with commas between."""
    if not values:
        return ()
    from generator.aws.updates import RULES
    from generator.kinds import KINDS, can_be_ignored

    known = (*KINDS, *RULES)
    codes = tuple(code.strip().upper() for value in values for code in value.split(","))
    for code in codes:
        if not CODES.fullmatch(code) or (code.startswith("DS") and not any(each.startswith(code) for each in known)):
            raise click.BadParameter(f"'{code}' is not a code or the beginning of one, such as DS265, E or W3", context)
        if parameter.name == "ignore" and not can_be_ignored(code):
            raise click.BadParameter(f"{code} is an error of ours, and those always stay", context)
    return codes


def no_yaml(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """A report is no YAML, so what ends like that is a spec, a template or a project file that it would replace."""
    if value and value.suffix in (".yaml", ".yml"):
        raise click.BadParameter(
            f"{value}: findings are no YAML; write them to {value.with_suffix('.txt')}", context, parameter
        )
    return value


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
        callback=no_yaml,
        help="Write the findings to this file, beside showing them.",
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
