"""`dynaspec explain`: what a code means, why it matters, and an example of it mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from generator.cli.completing import codes
from generator.cli.options import Settings
from generator.cli.printing import print_rows
from generator.cli.reporting import DONE, Command
from generator.errors import Problem, UsageError
from generator.kinds import KINDS

__all__ = ["command", "explanation"]

FENCE: Final = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@click.command("explain", cls=Command, epilog="Example: dynaspec explain DS265")
@click.argument("code", metavar="[CODE]", required=False, shell_complete=codes)
@click.pass_obj
def command(settings: Settings, *, code: str | None) -> int:
    """Explain the code of a finding or of a change.

    Says what it means, why it matters and what AWS says of it, with a spec that has it and the spec mended. CODE may
    also be a rule of cfn-lint. Without CODE, lists all of ours.
    """
    if code is None:
        from generator.reports.grid import Cell, Column

        rows = [[Cell(name, "head"), Cell(kind), Cell(title)] for name, kind, title in listed()]
        print_rows([Column("code"), Column("severity"), Column("title", wraps=True)], rows, settings)
    else:
        click.echo(explained(code.upper()).encode(), nl=False)
    return DONE


def listed() -> Iterator[tuple[str, str, str]]:
    """Every code of ours with its severity, or the impact of a change, and its title."""
    from generator.aws.updates import RULES

    yield from sorted(
        [
            *((code, kind.severity, kind.title) for code, kind in KINDS.items()),
            *((code, rule.impact, rule.title) for code, rule in RULES.items()),
        ]
    )


def explained(code: str) -> str:
    """The text of a code; UsageError when there is none of it."""
    from generator.aws.updates import RULES

    if code in KINDS:
        indented = FENCE.sub(
            lambda fence: re.sub("^(?=.)", "    ", fence[1].rstrip(), flags=re.MULTILINE), explanation(code)
        )
        return f"{code} ({KINDS[code].severity}): {KINDS[code].title}\n\n{indented}"
    if code in RULES:
        return of_change(code)
    if re.fullmatch("[EWI][0-9]{4}", code):
        from generator.template.cfn_lint import rule_text

        if text := rule_text(code):
            return f"{code} (cfn-lint): {text}\n"
    hint = "dynaspec explain lists all of ours"
    raise UsageError([Problem("DS525", f"there is no code '{code}'", hint)])


def of_change(code: str) -> str:
    """The text of what a deploy does with one kind of change."""
    from generator.aws.updates import RULES

    rule = RULES[code]
    parts = [f"{code} ({rule.impact}): {rule.title}", rule.why]
    if rule.sentence:
        parts.append(f'AWS answers: "{rule.sentence}"')
    if rule.advice:
        parts.append(f"What to do: {rule.advice}.")
    return "\n\n".join([*parts, f"Source: {rule.source}."]) + "\n"


def explanation(code: str) -> str:
    """What `generator/explanations` has of a code, in Markdown."""
    folder = Path(str(files("generator"))) / "explanations"
    return (folder / f"{code}.md").read_text(encoding="utf-8")
