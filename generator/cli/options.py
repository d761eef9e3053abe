"""Options that commands share, and the settings that the global ones come to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

__all__ = [
    "COLORS",
    "STANDARD_INPUT",
    "FilePath",
    "Settings",
    "cached",
    "color_of",
    "fail_on",
    "form",
    "jobs",
    "printed",
    "specs",
]

STANDARD_INPUT: Final = Path("-")
COLORS: Final = ["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options: the project file if named, whether to use colour, and how much to say.

    `color` is None where it depends on what standard error is.
    """

    config: Path | None = None
    color: bool | None = None
    quiet: bool = False
    verbose: bool = False


def color_of(choice: str) -> bool | None:
    """Whether to use colour: https://no-color.org counts when it is present and not empty, whatever the value."""
    if choice != "auto":
        return choice == "always"
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


class FilePath(click.Path):
    """A path; an empty one, as of an unset variable, is a mistake and not the working directory."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of what was written."""
        if value == "":
            self.fail("an empty path", param, ctx)
        return super().convert(value, param, ctx)


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

specs: Final[Decorator] = click.argument("specs", metavar="[SPEC]...", nargs=-1, type=FilePath())
form: Final[Decorator] = click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="Form of templates.",
)
printed: Final[Decorator] = click.option(
    "--format",
    "printed",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Form of what is printed.",
)
environments: Final[Decorator] = click.option(
    "-e",
    "--environment",
    "environments",
    metavar="NAME",
    multiple=True,
    help="Environment, of those that specs have; may be given several times.  [default: all]",
)
jobs: Final[Decorator] = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: os.cpu_count() or 1,
    show_default="the machine's processors",
    help="Processes that lint at a time.",
)
cached: Final[Decorator] = click.option(
    "--no-cache",
    "cached",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Make everything anew and keep nothing in .dynaspec_cache.",
)
fail_on: Final[Decorator] = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="Exit with 1 for findings of this severity and above.",
)
