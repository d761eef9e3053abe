"""`dynaspec explain`: what a code means, why it matters, and an example of it mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from generator.aws.rule import Impact
from generator.aws.sources import addresses_of
from generator.cli.completing import codes
from generator.cli.options import Settings
from generator.cli.printing import print_prose, print_rows
from generator.cli.reporting import DONE, Command
from generator.errors import Problem, UsageError
from generator.kinds import KINDS, codes_meant

__all__ = ["command", "explanation", "of_change"]

# Words that say nothing of a title.
FILLING: Final = frozenset({"a", "an", "and", "in", "is", "not", "of", "on", "the", "to"})
SEVERAL: Final = 10
EXPLANATIONS: Final = Path(str(files("generator"))) / "explanations"
SOURCE: Final = re.compile(r"^Source: .+(?:\n.+)*", re.MULTILINE)
# What follows from an impact, whatever the change is.
MEANT: Final[dict[Impact, str]] = {
    "replaced": "Its policies and deletion protection decide whether the old one is deleted, a table with its items, "
    "or left behind, out of the stack: dynaspec diff says which.",
}


@click.command("explain", cls=Command, epilog="Example: dynaspec explain DS265")
@click.argument("code", metavar="[CODE]", required=False, shell_complete=codes)
@click.pass_obj
def command(settings: Settings, *, code: str | None) -> int:
    """Explain the code of a finding or of a change.

    Says what it means, why it matters and what AWS says of it, with an example that has it and one in which it is
    mended: specs; of a change, the spec that is deployed too; of files and command lines, what is typed in a folder
    whose one spec is specs/orders.yaml; of live stacks, where that is deployed as the stack orders. CODE may also be a
    rule of cfn-lint. Without CODE, lists all of ours.
    """
    if code is None:
        from generator.reports.grid import Cell, Column

        rows = [[Cell(name, "head"), Cell(kind), Cell(title)] for name, kind, title in listed()]
        print_rows([Column("code"), Column("severity"), Column("title", wraps=True)], rows, settings)
    else:
        print_prose(explained(code))
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


def explained(written: str) -> str:
    """The text of a code in Markdown, in whatever case it is written; UsageError when there is none of it."""
    from generator.aws.updates import RULES

    code = written.upper()
    if code in KINDS:
        return f"{code} ({KINDS[code].severity}): {KINDS[code].title}\n\n{sourced(explanation(code))}"
    if code in RULES:
        return of_change(code)
    if re.fullmatch("[EWI][0-9]{4}", code):
        from generator.template.cfn_lint import rule_text

        if text := rule_text(code):
            return f"{code} (cfn-lint): {text}\n"
    hint = nearest(written) or "dynaspec explain lists all of ours"
    raise UsageError([Problem("DS525", f"there is no code '{written}'", hint)])


def nearest(written: str) -> str:
    """A hint with the codes that were meant: those with these digits, or whose title has these words."""
    from generator.spec.words import FOREIGN_WORDS

    titles = {code: title for code, _, title in listed()}
    meant = codes_meant(written, titles)
    if not re.search("[0-9]", written):
        spoken = re.findall("[a-z]+", written.casefold())
        words = {part for word in spoken for part in FOREIGN_WORDS.get(word, word).split("_")} - FILLING
        hits = {code: len(words & {*re.findall("[a-z]+", title)}) for code, title in titles.items()}
        meant = [code for code in hits if hits[code] == max(hits.values()) > 0]
    if not 0 < len(meant) <= SEVERAL:
        return ""
    *some, last = [f"{code} ({titles[code]})" if len(meant) == 1 else code for code in meant]
    return f"did you mean {', '.join(some)} or {last}?" if some else f"did you mean {last}?"


def of_change(code: str) -> str:
    """What a deploy does with one kind of change, in Markdown, with what brings it about and what does not."""
    from generator.aws.recipes import RECIPES
    from generator.aws.rule import without_holes
    from generator.aws.updates import RULES

    rule = RULES[code]
    by_hand = "\n".join(f"{number}. {line}" for number, line in enumerate(RECIPES.get(code, ()), 1))
    (sentence, advice, by_hand), legend = without_holes(rule.sentence, rule.advice, by_hand)
    parts = [f"{code} ({rule.impact}): {rule.title}", f"{rule.why} {MEANT.get(rule.impact, '')}".rstrip()]
    if sentence:
        parts.append(f'AWS answers: "{sentence}"')
    if advice:
        parts.append(f"What to do: {advice}.")
    if by_hand:
        parts += ["By hand, of a table:", by_hand]
    if legend:
        parts.append(f"{legend}.")
    parts.append(sourced(f"Source: {rule.source}."))
    parts.append((EXPLANATIONS / "changes" / f"{code}.md").read_text(encoding="utf-8"))
    return "\n\n".join(parts).rstrip() + "\n"


def sourced(text: str) -> str:
    """A text with the addresses of the guides that its sources name on lines behind them."""
    return SOURCE.sub(lambda found: "\n".join([found[0], *addresses_of(found[0])]), text)


def explanation(code: str) -> str:
    """What `generator/explanations` has of a finding, in Markdown."""
    return (EXPLANATIONS / f"{code}.md").read_text(encoding="utf-8")
