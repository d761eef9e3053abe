"""A sound spec and what is deployed to what a deploy changes, each change at the spec's line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.spec.nodes import Text, locate, value_of

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.changes.template import Template
    from generator.pipeline import Compiled

__all__ = ["compare", "region_of"]


def compare(compiled: Compiled, deployed: bytes | None, template: str, against: str, file: str) -> Comparison:
    """What deploying the spec's template over `deployed` does, None being no stack yet.

    `template` and `against` are what messages call the two. UsageError, in `file`, when `deployed` is not a template.
    """
    from generator.changes.change import Comparison

    assert compiled.text is not None
    after = compiled.text.encode()
    # Git may have checked it in with the line ends of Windows.
    if deployed is not None and deployed.replace(b"\r\n", b"\n") == after:
        return Comparison(template, against)
    from generator.changes.impact import judge
    from generator.changes.template import read

    before, made = None if deployed is None else read(deployed, file), read(after, template)
    changes = judge(before, made, region=region_of(compiled))
    return Comparison(template, against, deployed is None, tuple(_in_spec(each, compiled, made) for each in changes))


def region_of(compiled: Compiled) -> str | None:
    """The Region in which the spec says that its stack lives."""
    written = value_of(compiled.tree, "region")
    return str(written) if isinstance(written, Text) else None


def _in_spec(change: Change, compiled: Compiled, made: Template) -> Change:
    from generator.cli.placing import path_in_spec

    path = path_in_spec(change, compiled, made)
    if path is None or compiled.tree is None:
        return change
    position, written = locate(compiled.tree, path, at_key=not change.property)
    return replace(change, spec_path=written or path, position=position)
