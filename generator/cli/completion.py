"""`dynaspec completion`: the script that has a shell complete command lines."""

from __future__ import annotations

from typing import Final

import click

from generator.cli.reporting import Command

__all__ = ["command"]

SHELLS: Final = ("bash", "zsh", "fish")
# Click answers a completion when this variable is set.
VARIABLE: Final = "_DYNASPEC_COMPLETE"

# Click's own puts a name with a space on the line as two words, and does not know that bash ends a word at a =.
BASH: Final = r"""%(complete_func)s() {
    local IFS=$'\n' cword=$COMP_CWORD i type value words=()
    for i in "${!COMP_WORDS[@]}"; do
        if [[ ${COMP_WORDS[i]} == '=' && $i -lt $COMP_CWORD ]]; then
            ((cword--))
        else
            words+=("${COMP_WORDS[i]}")
        fi
    done
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                [[ ${COMP_WORDS[COMP_CWORD]} == [\'\"]* ]] || printf -v value %%q "$value"
                COMPREPLY+=("$value")
                ;;
        esac
    done < <(env COMP_WORDS="${words[*]}" COMP_CWORD="$cword" %(complete_var)s=bash_complete "$1")
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


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
    template = BASH if shell == "bash" else script.source_template
    click.echo((template % script.source_vars()).encode() + b"\n", nl=False)
