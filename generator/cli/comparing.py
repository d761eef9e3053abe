"""A sound spec and what is deployed to what a deploy changes, each change at the spec's line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from generator.spec.nodes import Text, locate, value_of

if TYPE_CHECKING:
    from generator.changes.change import Change, Comparison
    from generator.changes.template import Template
    from generator.pipeline import Compiled

__all__ = ["compare", "is_deployed", "region_of"]

# The rule whose help names the property.
CREATE_ONLY: Final = "DS617"


def is_deployed(compiled: Compiled, deployed: bytes | None) -> bool:
    """Whether the spec's template is deployed to the letter; git may have given it the line ends of Windows."""
    assert compiled.text is not None
    return deployed is not None and deployed.replace(b"\r\n", b"\n") == compiled.text.encode()


def compare(compiled: Compiled, deployed: bytes | None, template: str, against: str, file: str) -> Comparison:
    """What deploying the spec's template over `deployed` does, None being no stack yet.

    `template` and `against` are what messages call the two. UsageError, in `file`, when `deployed` is not a template.
    """
    from generator.changes.change import Comparison

    if is_deployed(compiled, deployed):
        return Comparison(template, against)
    assert compiled.text is not None
    from generator.changes.impact import judge
    from generator.changes.template import read

    before, made = None if deployed is None else read(deployed, file), read(compiled.text.encode(), template)
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
    found = replace(change, spec_path=written or path, position=position)
    # The spec has a word of its own for the property.
    if change.code == CREATE_ONLY and path != (compiled.origins or {}).get(change.resource):
        from generator.aws.updates import RULES

        return replace(found, advice=RULES[CREATE_ONLY].advice.format(property=path[-1]))
    return found
