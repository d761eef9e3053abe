"""`dynaspec explain`: what codes mean, why they matter, and an example of each mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import click

from generator.aws.rule import Impact
from generator.aws.sources import addresses_of
from generator.cli.completing import codes
from generator.cli.options import Settings
from generator.cli.printing import print_json, print_prose, print_rows
from generator.cli.reporting import DONE, Command
from generator.errors import Problem, UsageError
from generator.kinds import KINDS, codes_meant

__all__ = ["all_codes", "command", "explanation", "of_change", "sourced", "titled"]

# Words that say nothing of a title.
FILLING: Final = frozenset({"a", "an", "and", "in", "is", "not", "of", "on", "the", "to"})
SEVERAL: Final = 10
# The form of the JSON, raised when a key changes its meaning.
FORMAT: Final = 1
CFN_LINT: Final = "[EWI][0-9]{4}"
# A code as a report has it, with its message or without, and codes as a comment has them: ignore[DS284,DS289].
REPORTED: Final = re.compile(r"[a-z ]*\[([^\[\]]*)\](?::.*)?")
ADDRESS: Final = re.compile(r"https://[^\s;]*[^\s;.]")
EXPLANATIONS: Final = Path(str(files("generator"))) / "explanations"
SOURCE: Final = re.compile(r"^Source: .+(?:\n.+)*", re.MULTILINE)
OF_RULES: Final = """\
cfn-lint proves every template against the schemas of AWS, and its finding stands at the line of the spec that made the
resource. What CloudFormation would be given is in the template: dynaspec render SPEC -o - prints it. Mend what the spec
says there, mostly under properties or resources, whose text goes into the template as it is. What no line of a spec of
yours says is a mistake of dynaspec: please report it.

Where cfn-lint is wrong, or older than AWS, ignore it with a reason in a comment at that line, or in all specs in
dynaspec.yaml:

```yaml
# dynaspec: ignore[{code}] the Region has it since May
lint: {{ignore: [{code}]}}
```

https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md#{code}
"""
# What follows from an impact, whatever the change is.
MEANT: Final[dict[Impact, str]] = {
    "replaced": "Its policies and deletion protection decide whether the old one is deleted, a table with its items, "
    "or left behind, out of the stack: dynaspec diff says which.",
}


@click.command("explain", cls=Command, epilog="Example: dynaspec explain DS265")
@click.argument("written", metavar="[CODE]...", nargs=-1, shell_complete=codes)
@click.option(
    "--all", "whole", is_flag=True, help="Print the texts of all codes of ours, or of those that begin as CODE."
)
@click.option("--format", "printed", type=click.Choice(["text", "json"]), default="text", help="Print text or JSON.")
@click.pass_obj
def command(settings: Settings, *, written: tuple[str, ...], whole: bool, printed: Literal["text", "json"]) -> int:
    """Explain the codes of findings and of changes.

    Says what one means, why it matters and what AWS says of it, with an example that has it and one in which it is
    mended: specs; of a change, the spec that is deployed too; of files and command lines, what is typed in a folder
    whose one spec is specs/orders.yaml; of live stacks, where that is deployed as the stack orders. CODE may also be a
    rule of cfn-lint, or several codes with commas between. Without CODE, lists all of ours; with the beginning of some,
    such as DS2, those.
    """
    named = [*apart(written)]
    meant = codes_of(named or ("DS",))
    whole = whole or meant == list(dict.fromkeys(each.upper() for each in named))
    if printed == "json":
        print_json({"format": FORMAT, "codes": [as_json(code, whole=whole) for code in meant]})
    elif whole:
        print_prose("\n\n".join(explained(code) for code in meant))
    else:
        from generator.reports.grid import Cell, Column

        rows = [[Cell(code, "head"), *map(Cell, titled(code))] for code in meant]
        print_rows([Column("code"), Column("severity"), Column("title", wraps=True)], rows, settings)
    return DONE


def as_json(code: str, *, whole: bool) -> dict[str, Any]:
    """What a program is told of a code: of a change its impact is the severity."""
    told: dict[str, Any] = {"code": code, **dict(zip(("severity", "title"), titled(code), strict=True))}
    if whole:
        _, _, told["text"] = explained(code).partition("\n\n")
        told["sources"] = addresses(told["text"])
    return told


def apart(written: Iterable[str]) -> Iterator[str]:
    """The codes of arguments, which may hold several with commas between, or what a report has around one."""
    for each in written:
        reported = REPORTED.fullmatch(each.strip())
        yield from [*filter(None, map(str.strip, (reported[1] if reported else each).split(",")))] or [each]


def codes_of(written: Iterable[str]) -> list[str]:
    """The codes that are written, in whatever case, or that begin so; UsageError with all that are none."""
    from generator.template.cfn_lint import rule_text

    ours = all_codes()
    meant: dict[str, None] = {}
    unknown = []
    for each in written:
        code = each.upper()
        begun = [name for name in ours if name.startswith(code)] if re.fullmatch("DS[0-9]{0,3}", code) else []
        if re.fullmatch(CFN_LINT, code) and rule_text(code):
            begun = [code]
        if not begun:
            hint = nearest(each) or "dynaspec explain lists all of ours"
            unknown.append(Problem("DS525", f"there is no code '{each}'", hint))
        meant |= dict.fromkeys(begun)
    if unknown:
        raise UsageError(unknown)
    return list(meant)


def all_codes() -> list[str]:
    """Every code of ours."""
    from generator.aws.updates import RULES

    return sorted([*KINDS, *RULES])


def titled(code: str) -> tuple[str, str]:
    """The severity of a code, or the impact of a change, and its title."""
    from generator.aws.updates import RULES

    if code in KINDS:
        return KINDS[code]
    if code in RULES:
        return RULES[code].impact, RULES[code].title
    from generator.template.cfn_lint import rule_text

    return "cfn-lint", rule_text(code).partition("\n\n")[0]


def explained(code: str) -> str:
    """The text of a code in Markdown."""
    if code in KINDS:
        return f"{headed(code)}\n\n{sourced(explanation(code))}"
    return of_rule(code) if re.fullmatch(CFN_LINT, code) else of_change(code)


def headed(code: str) -> str:
    """The line above the text of a code."""
    kind, title = titled(code)
    return f"{code} ({kind}): {title}"


def of_rule(code: str) -> str:
    """What cfn-lint says of a rule of its own, and what can be done about a finding of it."""
    from generator.template.cfn_lint import rule_text

    _, _, text = rule_text(code).partition("\n\n")
    return f"{headed(code)}\n\n{text}\n\n{OF_RULES.format(code=code)}"


def nearest(written: str) -> str:
    """A hint with the codes that were meant: those with these digits, or whose title has these words."""
    from generator.spec.words import FOREIGN_WORDS

    titles = {code: titled(code)[1] for code in all_codes()}
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
    parts = [headed(code), f"{rule.why} {MEANT.get(rule.impact, '')}".rstrip()]
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


def addresses(text: str) -> list[str]:
    """The addresses of the sources of a text."""
    return [address for source in SOURCE.finditer(text) for address in ADDRESS.findall(source[0])]


def explanation(code: str) -> str:
    """What `generator/explanations` has of a finding, in Markdown."""
    return (EXPLANATIONS / f"{code}.md").read_text(encoding="utf-8")
