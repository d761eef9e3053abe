"""Our one runner of cfn-lint finds what the command `cfn-lint` finds, in good templates and in bad ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.template.lint import Linted, lint

ROOT = Path(__file__).parent.parent.parent
GOOD = ("orders", "carts", "forum")
# What to write for what in the first good template, so that each rule of the list has something to say.
BAD = {
    "E3002": ("      BillingMode:", "      BilingMode:"),
    "E3005": ("Type: AWS::DynamoDB::Table\n", "Type: AWS::DynamoDB::Table\n    DependsOn: Nobody\n"),
    "E3006": ("Type: AWS::DynamoDB::Table\n", "Type: AWS::DynamoDB::Tables\n"),
    "E3018": ("KeyType: HASH", "KeyType: HASHED"),
    "E1020": ("!Ref ", "!Ref No"),
    "E0000": ("Resources:\n", "Resources: [\n"),
    "W2001": ("Parameters:\n", "Parameters:\n  Nobody:\n    Type: String\n"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Templates by name, in a folder without settings for cfn-lint."""
    folder = tmp_path_factory.mktemp("corpus")
    texts = {name: (ROOT / "templates" / f"{name}.yaml").read_text(encoding="utf-8") for name in GOOD}
    first = texts[GOOD[0]]
    for rule, (old, new) in BAD.items():
        assert old in first, rule
        texts[rule] = first.replace(old, new)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in texts}


def found_by_the_command(corpus: dict[str, Path], *options: str) -> dict[str, set[tuple[str, str, str, int]]]:
    folder = corpus[GOOD[0]].parent
    program = Path(sys.executable).parent / "cfn-lint"
    command: list[str | Path] = [program, "--format", "json", *options, "--", *(path.name for path in corpus.values())]
    told: list[dict[str, Any]] = json.loads(
        subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout
    )
    found: dict[str, set[tuple[str, str, str, int]]] = {name: set() for name in corpus}
    for each in told:
        place = each["Location"]
        path = json.dumps(place["Path"] or [])
        line = place["Start"]["LineNumber"]
        found[Path(each["Filename"]).stem].add((each["Rule"]["Id"], each["Message"], path, line))
    return found


@pytest.mark.parametrize(
    ("regions", "ignore", "options"),
    [
        ((), (), ()),
        (("eu-west-1", "us-east-1"), ("W", "E3002"), ("-r", "eu-west-1", "us-east-1", "-i", "W", "E3002")),
    ],
)
def test_findings_are_those_of_the_command(
    corpus: dict[str, Path], regions: tuple[str, ...], ignore: tuple[str, ...], options: tuple[str, ...]
) -> None:
    ours = lint([Linted(path.read_text(encoding="utf-8"), regions) for path in corpus.values()], ignore=ignore)

    found = {
        name: {(each.rule, each.message, json.dumps(each.path), each.line) for each in findings}
        for name, findings in zip(corpus, ours, strict=True)
    }
    assert found == found_by_the_command(corpus, *options)
    assert not any(found[name] for name in GOOD)
    for rule in BAD:
        assert rule.startswith(ignore or "-") or rule in {each[0] for each in found[rule]}, found[rule]
