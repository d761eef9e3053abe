"""A policy document of the model to what CloudFormation takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere import dynamodb

from generator.resources.text import resolved
from generator.spec.model.documents import PolicyDocument, PolicyStatement, Principals

__all__ = ["document", "resource_policy"]


def resource_policy(written: PolicyDocument | None) -> dict[str, dynamodb.ResourcePolicy]:
    """The property that attaches a policy, if there is one."""
    return {"ResourcePolicy": dynamodb.ResourcePolicy(PolicyDocument=document(written))} if written else {}


def document(written: PolicyDocument) -> dict[str, Any]:
    """The document, in the order of IAM's grammar."""
    of_document = {"Id": written.Id} if written.Id is not None else {}
    return {"Version": written.Version, **of_document, "Statement": [statement(each) for each in written.Statement]}


def statement(written: PolicyStatement) -> dict[str, Any]:
    """A statement; one value alone is not a list."""
    elements = {
        "Sid": written.Sid,
        "Effect": written.Effect,
        "Principal": principal(written.Principal),
        "NotPrincipal": principal(written.NotPrincipal),
        "Action": one_or_many(written.Action),
        "NotAction": one_or_many(written.NotAction),
        "Resource": one_or_many(written.Resource),
        "NotResource": one_or_many(written.NotResource),
        "Condition": {operator: by_kind(keys) for operator, keys in written.Condition.items()},
    }
    return {name: element for name, element in elements.items() if element}


def principal(written: Principals | None) -> Any:
    """Whom a statement is about; everybody is one text."""
    values = written.values if written else {}
    return "*" if values == {"AWS": ["*"]} else by_kind(values)


def by_kind(values: Mapping[str, list[str]]) -> dict[str, Any]:
    """Values under their kinds or condition keys."""
    return {kind: one_or_many(each) for kind, each in values.items()}


def one_or_many(values: list[str]) -> Any:
    """The values with their references resolved; one alone is not a list."""
    return resolved(values[0]) if len(values) == 1 else [resolved(value) for value in values]
