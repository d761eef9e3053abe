"""A file of another program where a spec is wanted to the one problem that it is."""

from __future__ import annotations

import shlex
from typing import Final

from generator.errors import Problem
from generator.spec.nodes import Mapping, locate

__all__ = ["stranger"]

# What a CloudFormation template must have, and no spec has: UG, "Template anatomy".
TEMPLATE: Final = "Resources"
# What a serverless.yml must have: "Serverless.yml reference" in the documentation of the Serverless Framework.
SERVICE: Final = "service"
SERVERLESS: Final = frozenset({SERVICE, "provider"})


def stranger(tree: Mapping) -> Problem | None:
    """The problem of a file that is a template or a serverless.yml, whatever else it has that no spec may have."""
    if "tables" in tree:
        return None
    if TEMPLATE in tree:
        hint = f"dynaspec import {shlex.quote(tree.position.file)} writes a spec for what is in it"
        return _at_key(Problem("DS101", "this is a CloudFormation template, and no spec", hint, (TEMPLATE,)), tree)
    if tree.keys() >= SERVERLESS:
        hint = "serverless package writes the template, and dynaspec import a spec for that"
        return _at_key(Problem("DS101", "this is a serverless.yml, and no spec", hint, (SERVICE,)), tree)
    return None


def _at_key(problem: Problem, tree: Mapping) -> Problem:
    return problem.at(locate(tree, problem.path, at_key=True)[0])
