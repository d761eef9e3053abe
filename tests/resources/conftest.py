"""A spec's text to the template that it makes, which cfn-lint has no word to say about."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from generator.spec import checks
from generator.spec.parse import parse
from generator.spec.source import read
from generator.template.assemble import assemble
from generator.template.cfn_lint import Linted
from generator.template.lint import lint
from generator.template.render import render


@pytest.fixture(scope="session")
def template() -> Callable[[str], dict[str, Any]]:
    """Builds the template of the tables in a text, which stands under `version` and may begin with other keys."""

    def build(text: str) -> dict[str, Any]:
        parsed = parse(read(f"version: 1\n{dedent(text)}".encode(), "specs/orders.yaml"))
        assert not [each for each in (*parsed.problems, *checks.run(parsed)) if each.severity == "error"]
        assert parsed.spec
        assembled = assemble(parsed.spec)
        assert not assembled.problems
        text = render(assembled.template, source="specs/orders.yaml", form="yaml")
        assert lint([Linted(text, ())]) == [[]]
        return assembled.template

    return build
