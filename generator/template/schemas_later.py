"""cfn-lint's rules to the same that read their schemas when a template needs them.

Rules about other services read 150 of these files for nothing, a fifth of the time in which cfn-lint is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Final

__all__ = ["read_later"]

# The rule and its module have one name (cfn-lint 1.58).
RULE: Final = "CfnLintJsonSchema"
# Where the rule keeps its schema, and where it is kept for it.
SCHEMA: Final = "_schema"
KEPT: Final = "_schema_or_later"


class Later:
    """A schema that is read when somebody asks for it."""

    def __init__(self, read: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        self.read = partial(read, *arguments, **named)


def read_later() -> None:
    """Has the rules that are made from now on wait; a cfn-lint that is built otherwise is left as it is."""
    names = vars(import_module(f"cfnlint.rules.jsonschema.{RULE}"))
    rule, read = names.get(RULE), names.get("load_resource")
    if rule is not None and callable(read) and not hasattr(rule, SCHEMA):
        names["load_resource"] = partial(Later, read)
        setattr(rule, SCHEMA, property(schema_of, keep))


def schema_of(rule: Any) -> Any:
    """The schema of a rule, which is read by now."""
    kept = getattr(rule, KEPT)
    if isinstance(kept, Later):
        kept = kept.read()
        keep(rule, kept)
    return kept


def keep(rule: Any, schema: Any) -> None:
    """Keeps what a rule is to have for its schema."""
    setattr(rule, KEPT, schema)
