"""`${Name}` in text: what is literal, what refers to a parameter, a pseudo parameter or to us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = [
    "ENVIRONMENT",
    "PSEUDO_PARAMETERS",
    "REFERENCE",
    "SPEC",
    "ImportedValue",
    "Reference",
    "has_reference",
    "parts",
]

# CloudFormation User Guide, "Pseudo parameters"; AWS::NoValue removes a property and AWS::NotificationARNs is a
# list, so neither can stand in text.
PSEUDO_PARAMETERS: Final = (
    "AWS::AccountId",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)
# Resolved when the template is rendered.
ENVIRONMENT: Final = "Dynaspec::Environment"
SPEC: Final = "Dynaspec::Spec"

REFERENCE: Final = re.compile(r"\$\{([^{}]*)\}")


class Reference(NamedTuple):
    """What stands between `${` and `}`; `literal` is true of `${!Name}`, which stands for the text `${Name}`."""

    name: str
    literal: bool


class ImportedValue(str):
    """The name of another stack's export, for which its value stands."""

    __slots__ = ()


def parts(text: str) -> Iterator[str | Reference]:
    """The text in order: stretches of plain text, and references."""
    end = 0
    for match in REFERENCE.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        inner = match.group(1)
        yield Reference(inner.removeprefix("!"), inner.startswith("!"))
        end = match.end()
    if end < len(text):
        yield text[end:]


def has_reference(text: str) -> bool:
    """Whether something in the text is known only at the deploy."""
    return any(isinstance(part, Reference) and not part.literal for part in parts(text))
