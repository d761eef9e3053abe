"""An imported cfn-lint to the same that makes its validators once, instead of anew for each part of a template.

A quarter of its time went into writing the same ten classes over and over, and into listing their fields.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from types import ModuleType
from typing import Any, Final

__all__ = ["make_once"]

VALIDATORS: Final = "cfnlint.jsonschema.validators"
# Where cfn-lint 1.58 asks for the fields of the same few classes, some fifty thousand times for a template.
ASK_FOR_FIELDS: Final = ("cfnlint.context.context", "cfnlint.jsonschema._filter", VALIDATORS)
# Its rules come to ten; as many as this would be a leak.
CLASSES: Final = 100


def make_once() -> None:
    """Has what is imported of cfn-lint remember; one that is built otherwise is left as it is."""
    for name in ASK_FOR_FIELDS:
        names = namespace(name)
        if names.get("fields") is fields:
            names["fields"] = lru_cache(maxsize=CLASSES)(fields)
    names = namespace(VALIDATORS)
    if callable(create := names.get("create")):
        names["create"] = remembering(create)


def namespace(module: str) -> dict[str, Any]:
    """The names of an imported module; none of one that is not there."""
    return vars(sys.modules.get(module, ModuleType(module)))


def remembering(create: Callable[..., type]) -> Callable[..., type]:
    """The same that gives one class for the same functions, which are all that its classes differ in."""
    made: dict[object, type] = {}

    def remembered(
        validators: Mapping[str, object] | None = None,
        function_filter: object = None,
        fn_resolvers: Mapping[str, object] | None = None,
    ) -> type:
        # The filter is compared by what its repr tells, all of its fields.
        key = (tuple((validators or {}).items()), repr(function_filter), tuple((fn_resolvers or {}).items()))
        try:
            if key in made:
                return made[key]
        except TypeError:  # Functions with state, of which no two may be the same.
            return create(validators, function_filter, fn_resolvers)
        if len(made) == CLASSES:
            made.clear()
        return made.setdefault(key, create(validators, function_filter, fn_resolvers))

    return remembered
