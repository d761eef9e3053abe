"""Managed policies that a spec rendered to what the spec may say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from generator.aws import actions
from generator.importers.draft import Plain
from generator.importers.text import said

__all__ = ["readings"]

DYNAMODB: Final = "dynamodb:"
# What a resource of a statement says of the index, and of the Region if that is not the stack's.
INDEX: Final = re.compile(r"/index/([^*]+)$")
REGION: Final = re.compile(r":dynamodb:([a-z0-9-]+):")


def readings(properties: Plain, *, custom: bool, home: str | None) -> Iterator[Plain]:
    """The bodies that a policy in a stack in `home` may have, the shortest first."""
    found = properties.get("PolicyDocument")
    written = found.get("Statement") if isinstance(found, dict) else None
    statements = [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []
    granted = dict.fromkeys(name for each in statements if each.get("Effect") == "Allow" for name in allowed(each))
    if not granted:
        return
    on = [text for each in statements if allowed(each) for text in resources(each)]
    regions = list(dict.fromkeys(each[1] if (each := REGION.search(text)) else home for text in on))
    partiql = any(name.startswith("PartiQL") for name in granted)
    for held in ({}, {"regions": regions}):
        if not custom:
            yield {**held, **({"partiql": True} if partiql else {})}
            yield {**({"partiql": True} if partiql else {}), "scan": actions.SCAN in granted, **held}
            continue
        narrow = narrowed(statements, on)
        for access, usual in actions.ACCESS.items():
            most = {*usual, *actions.PARTIQL[access], *actions.VECTORS[access]}
            if granted.keys() <= most:
                body = {"access": access, **narrow, **({"partiql": True} if partiql else {}), **held}
                yield body
                yield {**body, "scan": actions.SCAN in granted}
        yield {"actions": list(granted), **narrow, **held}


def narrowed(statements: list[Plain], on: list[str]) -> Plain:
    """What holds a policy to a part of its table."""
    conditions = [each["Condition"] for each in statements if isinstance(each.get("Condition"), dict)]
    operators = [of for each in conditions for name, of in each.items() if name.startswith("ForAllValues:")]
    keys = [said(each[actions.LEADING_KEYS]) for each in operators if each.get(actions.LEADING_KEYS)]
    attributes = [each[actions.ATTRIBUTES] for each in operators if each.get(actions.ATTRIBUTES)]
    indexes = list(dict.fromkeys(each[1] for text in on if (each := INDEX.search(text))))
    found = {"indexes": indexes, "leading_keys": keys[:1], "attributes": attributes[:1]}
    return {name: value if name == "indexes" else value[0] for name, value in found.items() if value}


def allowed(statement: Plain) -> list[str]:
    """The actions of DynamoDB that a statement names."""
    named = statement.get("Action")
    texts = [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
    return [each.removeprefix(DYNAMODB) for each in texts if each.startswith(DYNAMODB)]


def resources(statement: Plain) -> list[str]:
    """What a statement is about."""
    named: Any = statement.get("Resource")
    texts = [said(each) for each in (named if isinstance(named, list) else [named])]
    return [each for each in texts if isinstance(each, str)]
