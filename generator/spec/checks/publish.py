"""What is published: a prefix that Parameter Store takes, and something to publish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws import limits
from generator.errors import Problem
from generator.spec.model.publish import OWN_LEVELS
from generator.spec.model.references import literal_part
from generator.spec.parse import Parsed

__all__ = ["prefix_works", "something_is_published"]

# Stands for what is known at the deploy; no character of a name.
UNKNOWN: Final = "\0"


def prefix_works(parsed: Parsed) -> Iterator[Problem]:
    """Parameter Store takes names of levels, not too many, none of them empty, and keeps some for AWS.

    Source: "Understanding parameter name requirements and constraints" in the Systems Manager User Guide.
    """
    prefix = parsed.spec.publish.ssm if parsed.spec else None
    if prefix is None:
        return
    path = ("publish", "ssm")
    text = literal_part(prefix, unknown=UNKNOWN)
    levels = text.removeprefix("/").split("/")
    most = limits.SSM_PARAMETER_LEVELS - OWN_LEVELS
    if "" in levels or not text.startswith(("/", UNKNOWN)):
        hint = "write '/' before each level, with something between two, and none at the end"
        yield Problem("DS274", f"'{prefix}' is not a prefix of parameter names", hint, path)
    elif levels[0].casefold().startswith(limits.SSM_PARAMETER_RESERVED):
        hint = "begin with another word, such as the name of your product"
        yield Problem("DS274", f"'{prefix}' begins with what AWS keeps for itself", hint, path)
    elif len(levels) > most:
        message = f"'{prefix}' has {len(levels)} levels, which makes names of {len(levels) + OWN_LEVELS}"
        yield Problem("DS274", message, f"write at most {most} levels", path)


def something_is_published(parsed: Parsed) -> Iterator[Problem]:
    """A way to publish is named, and there are outputs to publish."""
    publish = parsed.spec.publish if parsed.spec else None
    key = parsed.tree.key("publish")
    # What the project file publishes is for the specs that have something.
    if publish is None or key is None or key.position.file != parsed.tree.position.file:
        return
    if not publish.model_fields_set and not parsed.problems:
        hint = "add export: true, or ssm: /a/prefix"
        yield Problem("DS214", "publish says nothing", hint, ("publish",), at_key=True)
    elif (publish.export or publish.ssm) and not any(key == "tables" for key in parsed.tree):
        yield Problem(
            "DS277", "a stack without tables has nothing to publish", "leave it out", ("publish",), at_key=True
        )
