"""`dynaspec completion`: the script that has a shell complete command lines."""

from __future__ import annotations

from typing import Final

import click

from generator.cli.reporting import Command

__all__ = ["command"]

SHELLS: Final = ("bash", "zsh", "fish")
# Click answers a completion when this variable is set.
VARIABLE: Final = "_DYNASPEC_COMPLETE"


@click.command(
    "completion", cls=Command, epilog='Example, for ~/.bashrc or ~/.zshrc: eval "$(dynaspec completion bash)"'
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script that has SHELL complete command lines.

    It completes commands, options and their values, and from the project's files specs, environments and tables. In
    fish: dynaspec completion fish > ~/.config/fish/completions/dynaspec.fish
    """
    from click.shell_completion import get_completion_class

    from generator.cli.main import dynaspec

    of_shell = get_completion_class(shell)
    assert of_shell is not None
    script = of_shell(dynaspec, {}, "dynaspec", VARIABLE)
    click.echo((script.source_template % script.source_vars()).encode() + b"\n", nl=False)
