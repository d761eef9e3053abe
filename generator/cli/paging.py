"""The specs that a command line names to the stacks that pages and diagrams tell of."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator.aws import limits

if TYPE_CHECKING:
    from generator.pages.stack import Stack
    from generator.pipeline import Compiled

__all__ = ["stacks_of"]


def stacks_of(compiled: Sequence[Compiled]) -> list[Stack]:
    """The stacks of compiled specs that are sound."""
    return [_stack(each) for each in compiled if each.built and not each.failed]


def _stack(compiled: Compiled) -> Stack:
    from generator.pages.stack import Stack
    from generator.template.deploy import deploy_command, stack_name

    assert compiled.built
    source, template = compiled.source, compiled.built.template
    name = compiled.template_name("yaml")
    # As someone in the project's folder names it, wherever the page was written from.
    command = deploy_command(template, file=posixpath.join(source.templates, name), environment=compiled.environment)
    if compiled.built.size > limits.TEMPLATE_BYTES_INLINE:
        command += " --s3-bucket BUCKET"
    return Stack(
        stack_name(name, compiled.environment),
        compiled.page_folder,
        source.header,
        compiled.environment,
        command,
        compiled.built.spec,
        template,
        compiled.origins or {},
    )
