"""`dynaspec`: global options and the list of commands, each imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from generator.cli.completing import folders
from generator.cli.helping import Context, tell
from generator.cli.options import COLORS, FilePath, Settings, color_of
from generator.cli.reporting import DONE, INTERRUPTED, NOT_DONE, UNREAD, report_bug, report_error
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["dynaspec", "end", "run"]

# What a shell adds to the number of the signal that ended a program.
AS_SIGNALLED: Final = 128

# In the order of a day's work. The summaries stand here so that help imports no command's module.
COMMANDS: Final = {
    "init": "Write the files that a project begins with.",
    "render": "Check specs, render them and write the templates.",
    "check": "Check specs and render them in memory.",
    "diff": "Tell what a deploy would change in AWS.",
    "plan": "Write the steps of a change that one deploy cannot make.",
    "import": "Write a spec for tables that exist already.",
    "list": "List stacks and tables, with template sizes against CloudFormation's limits.",
    "show": "Show a table as it ends up, and where each value comes from.",
    "explain": "Explain the codes of findings and of changes.",
    "docs": "Write a page for each table: what it is, and a runbook with commands to paste.",
    "graph": "Print a diagram of stacks.",
    "diagnose": "Go through the runbook of a live stack, and tell what to change in the spec.",
    "schema": "Print the JSON Schema of specs, or of the project file, for editors.",
    "completion": "Print the script that has SHELL complete command lines.",
}


class Commands(click.Group):
    """The commands by name, each in a module of its own."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the list."""
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; UsageError with the one that may be meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from generator.cli.meant import command_meant

            meant = command_meant(args[0], args[1:], COMMANDS)
            raise click.UsageError(f"{error.message} {meant}".rstrip(), ctx) from None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"generator.cli.{module}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names with their summaries, without importing a command."""
        from click.shell_completion import CompletionItem

        offered = [CompletionItem(name, help=about) for name, about in COMMANDS.items() if name.startswith(incomplete)]
        return offered + super(click.Group, self).shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for help, without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 (click calls it)
    if value:
        from generator import __version__

        click.echo(f"dynaspec {__version__}")
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog="Try: dynaspec render -h")
@click.option("-C", "folder", metavar="DIR", type=FilePath(), shell_complete=folders, help="Run in this folder.")
@click.option("--config", metavar="FILE", type=FilePath(), help="Project file to use.")
@click.option(
    "--color",
    type=click.Choice(COLORS),
    default="auto",
    show_default=True,
    help="Colour the text.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what makes it fail.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
@click.pass_context
def dynaspec(
    context: click.Context, *, folder: Path | None, config: Path | None, color: str, quiet: bool, verbose: bool
) -> None:
    """DynamoDB tables as CloudFormation templates, from short YAML specs."""
    if folder is not None:
        try:
            os.chdir(folder)
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise click.BadParameter(f"{folder}: {reason.lower()}", param_hint="-C") from None
    context.obj = Settings(config=config, color=color_of(color), quiet=quiet, verbose=verbose)


def end(number: int, _: object) -> NoReturn:
    """Has a signal end the process as Ctrl-C does: what is half written is taken back, and workers end."""
    raise SystemExit(AS_SIGNALLED + number)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and gives its exit code; nothing escapes."""
    context_settings: dict[str, Any] = {"prog_name": "dynaspec", "standalone_mode": False}
    verbose = any(argument in ("-v", "--verbose") for argument in arguments)
    _open_what_is_closed()
    try:
        code = dynaspec.main(args=list(arguments), **context_settings)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except click.ClickException as error:
        with suppress(OSError):
            tell(error, arguments)
        return NOT_DONE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except SystemExit as ended:
        if isinstance(ended.code, int) and ended.code > AS_SIGNALLED:
            return ended.code
        # Click's answer to a reader that has gone, which would be 1; and to a shell that was told what to offer.
        return UNREAD if ended.code else DONE
    except BrokenPipeError:
        _drop_what_is_unwritten()
        return UNREAD
    except OSError as error:
        # A working directory that is gone, standard output on a full disk.
        reason = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        problem = Problem("DS511", f"the system refused: {reason[:1].lower()}{reason[1:]}")
        with suppress(OSError):
            report_error(UsageError([problem]), Settings())
        _drop_what_is_unwritten()
        return NOT_DONE
    except Exception as error:  # noqa: BLE001 (whatever it is, it is our bug)
        return report_bug(error, verbose=verbose)


def _open_what_is_closed() -> None:
    """Stands in for streams that whoever started us closed: what is said is dropped, and what is printed refused."""
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _drop_what_is_unwritten() -> None:
    """Leads the streams nowhere, for Python would complain about what they still hold once more at exit."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
