"""`dynaspec completion`: the script that has a shell complete command lines."""

from __future__ import annotations

from typing import Final

import click

from generator.cli.reporting import Command

__all__ = ["command"]

# Click answers a completion when this variable is set.
VARIABLE: Final = "_DYNASPEC_COMPLETE"

# Click's own puts a name with a space on the line as two words, and does not know that bash ends a word at = and at :.
BASH: Final = r"""%(complete_func)s() {
    local IFS=$'\n' cword=$COMP_CWORD i type value before words=()
    for i in "${!COMP_WORDS[@]}"; do
        if [[ ${COMP_WORDS[i]} == '=' && $i -lt $COMP_CWORD ]]; then
            ((cword--))
        elif [[ $i -gt 0 && "${COMP_WORDS[i]}/${COMP_WORDS[i-1]}" =~ ^:+/|/:+$ ]]; then
            [[ $i -gt $COMP_CWORD ]] || ((cword--))
            words[-1]+=${COMP_WORDS[i]}
        else
            words+=("${COMP_WORDS[i]}")
        fi
    done
    [[ ${COMP_WORDS[COMP_CWORD]} == [\'\"]* || ${words[cword]} != *:* ]] || before=${words[cword]%%:*}:
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                [[ ${COMP_WORDS[COMP_CWORD]} == [\'\"]* ]] || printf -v value %%q "$value"
                COMPREPLY+=("${value#"$before"}")
                ;;
        esac
    done < <(env COMP_WORDS="${words[*]}" COMP_CWORD="$cword" %(complete_var)s=bash_complete "$1")
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

# Click's own puts a value of --option= in the place of the whole word, and needs compinit to have run.
ZSH: Final = r"""#compdef %(prog_name)s

%(complete_func)s() {
    local type value about
    local -a plain described response
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) %(complete_var)s=zsh_complete \
        %(prog_name)s 2>/dev/null)}")
    compset -P 1 '--*\='
    for type value about in ${response}; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files ;;
            plain) [[ $about == _ ]] && plain+=("$value") || described+=("$value:$about") ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U -i "$IPREFIX"
    (( $#plain )) && compadd -U -i "$IPREFIX" -V unsorted -a plain
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef %(complete_func)s %(prog_name)s
fi
"""

# Click's own ends a value and a description at a comma, and knows no --option=.
FISH: Final = r"""function %(complete_func)s
    set -l word (commandline -ct)
    set -l before (string match -r -- '^--[^=]*=' $word; or echo)
    set -l rest (string replace -- $before '' $word)
    set -l words (commandline -cp | string join ' ')
    for line in (env %(complete_var)s=fish_complete COMP_WORDS=$words COMP_CWORD=$word %(prog_name)s 2>/dev/null)
        set -l item (string split -m 1 , -- $line)
        # As fish's own functions do, files are those of a command that it knows nothing of.
        set -l files complete --do-complete "nothing-is-known-of-this $rest"
        switch $item[1]
            case dir
                printf '%%s\n' $before($files | string match -r '.*/$')
            case file
                printf '%%s\n' $before($files)
            case plain
                printf '%%s\n' $before$item[2]
        end
    end
end

complete --no-files --keep-order --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
SCRIPTS: Final = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@click.command(
    "completion", cls=Command, epilog='Example, for ~/.bashrc or ~/.zshrc: eval "$(dynaspec completion bash)"'
)
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
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
    click.echo((SCRIPTS[shell] % script.source_vars()).encode() + b"\n", nl=False)
