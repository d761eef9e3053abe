"""What was typed and is not there to what may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import click

__all__ = ["command_meant", "what_is_meant"]

RENDER_AND_DEPLOY: Final = "dynaspec deploys nothing: dynaspec render, and then aws cloudformation deploy"
# What other programs call what ours does, and what ours leaves to others.
COMMANDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(["lint", "validate", "verify", "test"], "check"),
    **dict.fromkeys(["build", "compile", "generate", "synth"], "render"),
    **dict.fromkeys(["create", "new"], "init"),
    **dict.fromkeys(["describe", "get"], "show"),
    **dict.fromkeys(["changes", "preview"], "diff"),
    "ls": "list",
    "watch": "render --watch",
    "help": "--help",
    "version": "--version",
}
SENTENCES: Final[Mapping[str, str]] = {
    **dict.fromkeys(["apply", "deploy", "push", "up"], RENDER_AND_DEPLOY),
    **dict.fromkeys(["delete", "destroy"], "dynaspec removes nothing: aws cloudformation delete-stack does"),
    **dict.fromkeys(["fmt", "format"], "dynaspec leaves specs as you write them; dynaspec check tells what is wrong"),
}
# The same of options, where a command has them.
OPTIONS: Final[Mapping[str, Sequence[str]]] = {
    "-V": ["--version"],
    "--debug": ["--verbose"],
    "--dry-run": ["--diff", "--check"],
    "--json": ["--format json", "--output-format json"],
    "--no-color": ["--color never"],
    "--no-colour": ["--color never"],
    "--out": ["--output"],
    "--strict": ["--fail-on warning"],
}
# As much must be alike: at difflib's own 0.6, --json would be --version.
LIKENESS: Final = 0.7


def command_meant(name: str, rest: Sequence[str], commands: Iterable[str]) -> str:
    """What to type instead of a command that is not there, as a sentence; empty when nothing is like it."""
    from difflib import get_close_matches

    if name in SENTENCES:
        return f"{SENTENCES[name]}."
    known = list(commands)
    if name == "help" and rest and rest[0] in known:
        return f"Did you mean dynaspec {rest[0]} --help?"
    near = [COMMANDS[name]] if name in COMMANDS else get_close_matches(name, known, 1)
    return f"Did you mean dynaspec {near[0]}?" if near else ""


def what_is_meant(error: click.UsageError, context: click.Context, arguments: Sequence[str]) -> str:
    """What is wrong with a command line, and what to type instead."""
    if isinstance(error, click.NoSuchOption):
        return " ".join(filter(None, (error.message, option_meant(error.option_name, context))))
    if list(arguments) in (["-v"], ["--verbose"]):
        return f"{error.format_message()} Did you mean dynaspec --version?"
    return error.format_message()


def option_meant(name: str, context: click.Context) -> str:
    """What to type instead of an option that is not there, as a sentence; empty when nothing is like it."""
    own, of_all = options_of(context), options_of(context.find_root())
    near = alike(name, {**of_all, **own})
    if near == "--version":
        return "Did you mean dynaspec --version?"
    if near in of_all and near not in own:
        value = f" {of_all[near].metavar}" if of_all[near].metavar else ""
        return f"It stands before the command: dynaspec {near}{value} {context.info_name}."
    return f"Did you mean {near}?" if near else ""


def options_of(context: click.Context) -> dict[str, click.Option]:
    """The options of a command by each of their names."""
    options = (each for each in context.command.get_params(context) if isinstance(each, click.Option))
    return {name: option for option in options for name in option.opts}


def alike(name: str, options: Mapping[str, click.Option]) -> str:
    """The option that is meant, with its value if one is meant; empty when none is like it."""
    from difflib import get_close_matches

    others = []
    for meant in OPTIONS.get(name, ()):
        option, _, value = meant.partition(" ")
        if option in options and (not value or value in getattr(options[option].type, "choices", ())):
            others.append(meant)
    begun = [each for each in options if each.startswith(name)]
    return " or ".join(others) or next(iter(begun or get_close_matches(name, options, 1, LIKENESS)), "")
