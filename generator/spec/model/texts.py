"""The source of a model to what stands under each of its keys there, which only the schema and documentation need.

pydantic's `use_attribute_docstrings` reads the source of every model on import: a twelfth of a second of each run.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from textwrap import dedent

from generator.spec.model.base import Body
from generator.spec.model.stack import Spec

__all__ = ["texts_of"]


@cache
def texts_of(model: type[Body]) -> dict[str, str]:
    """What each key of a body means. A body without a class statement has keys of a spec."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Body):
            try:
                found |= written(inspect.getsource(base))
            except OSError:
                found |= texts_of(Spec)
    explicit = {name: field.description for name, field in model.model_fields.items() if field.description}
    return {name: text for name, text in (found | explicit).items() if name in model.model_fields}


def written(source: str) -> dict[str, str]:
    """The texts under the keys of a class statement."""
    found = {}
    statements = next(node.body for node in ast.walk(ast.parse(dedent(source))) if isinstance(node, ast.ClassDef))
    for pair in pairwise(statements):
        match pair:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
    return found
