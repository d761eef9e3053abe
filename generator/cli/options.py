"""Options that commands share, and the settings that the global ones come to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from generator.cli.completing import environment_names, folders, regions, spec_paths

if TYPE_CHECKING:
    from generator.errors import Problem

__all__ = [
    "COLORS",
    "NON_EMPTY",
    "STANDARD_INPUT",
    "FilePath",
    "Found",
    "Settings",
    "cached",
    "check",
    "color_of",
    "environments",
    "form",
    "is_given",
    "jobs",
    "printed",
    "profile",
    "region",
    "specs",
]

STANDARD_INPUT: Final = Path("-")
COLORS: Final = ["auto", "always", "never"]


@dataclass(slots=True)
class Found:
    """What a command reported until now, for a report that is written in the end.

    `files` are those that a problem is about as a whole, which need not be there. `titles` are of codes of changes.
    `decided` says whether a problem makes the command fail, where its severity does not tell. `asides` are in reports
    that list, and in none that alerts somebody at a line.
    """

    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    decided: dict[Problem, bool] = field(default_factory=dict)
    asides: set[Problem] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options: the project file if named, whether to use colour, and how much to say; and of a command that
    finds something, the form of its report, the file to write it to, and the codes that count.

    `color` is None where it depends on what standard error is. `stdin` is the file that standard input stands for.
    """

    config: Path | None = None
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False
    report_format: str = "auto"
    report_file: Path | None = None
    fail_on: str = "error"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    stdin: Path | None = None
    found: Found = field(default_factory=Found)


def color_of(choice: str) -> bool | None:
    """Whether to use colour: https://no-color.org and https://force-color.org count when they are not empty, whatever
    the value; of both, NO_COLOR counts. Then, with values, https://bixense.com/clicolors/.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return False if os.environ.get("CLICOLOR") == "0" or os.environ.get("TERM") == "dumb" else None


class FilePath(click.Path):
    """A path; an empty one, as of an unset variable, is a mistake and not the working directory."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of what was written."""
        if value == "":
            self.fail("an empty path", param, ctx)
        return super().convert(value, param, ctx)


class NonEmpty(click.types.StringParamType):
    """Text; an empty one, as of an unset variable, is a mistake and not as if the option were left out."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What was written."""
        if value == "":
            self.fail("an empty value", param, ctx)
        return super().convert(value, param, ctx)


NON_EMPTY: Final = NonEmpty()

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

specs: Final[Decorator] = click.argument(
    "specs", metavar="[SPEC]...", nargs=-1, type=FilePath(), shell_complete=spec_paths
)


def formed(*choices: str, about: str, name: str = "form") -> Decorator:
    """The option --format, which is the first of the choices where nothing else is said, with its text of help."""
    return click.option("--format", name, type=click.Choice(choices), default=choices[0], show_default=True, help=about)


def is_given(name: str) -> bool:
    """Whether the command line has the option, and not its default."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def folder(about: str) -> Decorator:
    """The option -o for the folder that files go to, with its text of help."""
    return click.option("-o", "--output", metavar="DIR", type=FilePath(), shell_complete=folders, help=about)


form: Final[Decorator] = formed("yaml", "json", about="Form of templates.")
printed: Final[Decorator] = formed("table", "json", about="Form of what is printed.", name="printed")
environments: Final[Decorator] = click.option(
    "-e",
    "--environment",
    "environments",
    metavar="NAME",
    type=NON_EMPTY,
    multiple=True,
    shell_complete=environment_names,
    help="Environment, of those that specs have; may be given several times.  [default: all]",
)
check: Final[Decorator] = click.option(
    "--check", is_flag=True, help="Write nothing; fail with a diff when a file is not up to date."
)
jobs: Final[Decorator] = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    show_default="the machine's processors",
    help="Processes that lint at a time.",
)
region: Final[Decorator] = click.option(
    "--region",
    metavar="REGION",
    type=NON_EMPTY,
    shell_complete=regions,
    help="Region of the stack, or of live tables.  [default: the project's or source's, else the environment's]",
)
profile: Final[Decorator] = click.option(
    "--profile",
    metavar="NAME",
    type=NON_EMPTY,
    help="The profile of the AWS command line to ask with.",
)
cached: Final[Decorator] = click.option(
    "--no-cache",
    "cached",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Make everything anew and keep nothing in .dynaspec_cache.",
)
