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
    "KeyAlias",
    "Reference",
    "is_unclosed",
    "literal_part",
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
# CloudFormation User Guide, "Get values stored in other services using dynamic references"; it passes through.
DYNAMIC: Final = re.compile(r"\{\{resolve:[^{}]+\}\}")


class Reference(NamedTuple):
    """What stands between `${` and `}`; `literal` is true of `${!Name}`, which stands for the text `${Name}`."""

    name: str
    literal: bool

    @property
    def policy_variable(self) -> bool:
        """Whether IAM resolves it at each request, as `${aws:PrincipalTag/tenant}`; `${AWS:Region}` lacks a colon.

        Source: "IAM policy elements: Variables and tags" in the IAM User Guide.
        """
        with_two_colons = self.name.replace(":", "::")
        return ":" in self.name and "::" not in self.name and with_two_colons not in PSEUDO_PARAMETERS


class ImportedValue(str):
    """The name of another stack's export, for which its value stands."""

    __slots__ = ()


class KeyAlias(str):
    """Text that refers to a resource of the stack, for which the alias of a KMS key stands."""

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


def literal_part(text: str, *, unknown: str = "") -> str:
    """The text with `unknown` for each thing that is known only at the deploy, and with `${x}` for `${!x}`."""

    def literal(found: re.Match[str]) -> str:
        return f"${{{found[1][1:]}}}" if found[1][:1] == "!" else unknown

    return DYNAMIC.sub(unknown, REFERENCE.sub(literal, text))


def is_unclosed(text: str) -> bool:
    """Whether a reference begins in the text and does not end."""
    return "${" in REFERENCE.sub("", text)
