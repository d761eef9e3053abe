"""What a wrong spec gets: beside each spec in tests/invalid stands the exact text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli.main import run
from generator.kinds import KINDS

INVALID = Path(__file__).parent / "invalid"
# Below it stand projects, each with one spec.
SPECS = sorted(path for path in INVALID.rglob("*.yaml") if path.name != "dynaspec.yaml")
# Codes of files, projects, several specs and what is deployed, which no spec alone brings about; tests/changes,
# tests/cli, tests/deploy and tests/template hold those.
OF_FILES = re.compile("DS[4567]|DS270")
# A spec for one of these would be megabytes long; tests/spec and tests/template hold them.
OF_SIZE = {"DS009", "DS287", "DS318"}


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_exact_text(spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(spec.parent)
    expected = spec.with_suffix(".txt").read_text(encoding="utf-8")

    code = run(["check", "--fail-on", "warning", spec.name])

    assert (capsys.readouterr().err, code) == (expected, 1)


def test_every_text_has_a_spec_and_every_code_a_text() -> None:
    texts = sorted(INVALID.rglob("*.txt"))
    assert [text.stem for text in texts] == [spec.stem for spec in SPECS]

    seen = {code for text in texts for code in re.findall(r"\[(DS\d{3})\]:", text.read_text(encoding="utf-8"))}
    assert seen == {code for code in KINDS if not OF_FILES.match(code)} - OF_SIZE
