"""Whom resource policies let in: principals that there can be, and not everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.aws.resource_policies import (
    AWS_PRINCIPAL,
    FEDERATED_PRINCIPAL,
    NAMING_OPERATORS,
    PUBLIC_UNLESS,
    SERVICE_PRINCIPAL,
)
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.checks.documents import statements
from generator.spec.model.documents import PolicyStatement
from generator.spec.model.references import ImportedValue, Reference, literal_part, parts

__all__ = ["are_not_public", "are_principals"]

EVERYBODY: Final = "*"
IF_EXISTS: Final = "IfExists"
TRUSTED: Final = frozenset(key.lower() for key in PUBLIC_UNLESS)


class Kind(NamedTuple):
    """A kind of principal: what it looks like, what people call it, and what to write."""

    expression: re.Pattern[str]
    noun: str
    hint: str


KINDS: Final = {
    "AWS": Kind(
        AWS_PRINCIPAL,
        "an account, a role or a user",
        "write an account ID of 12 digits, or the ARN of an account, a role or a user",
    ),
    "Service": Kind(SERVICE_PRINCIPAL, "a service", "write such as lambda.amazonaws.com"),
    "Federated": Kind(
        FEDERATED_PRINCIPAL,
        "an identity provider",
        "write the ARN of an identity provider, or such as accounts.google.com",
    ),
}


def are_principals(about: AboutTable) -> Iterator[Problem]:
    """A principal is one as a whole: IAM knows neither wildcards nor variables within it."""
    for _, statement, path in statements(about):
        for key in ("Principal", "NotPrincipal"):
            written = getattr(statement, key)
            for kind, values in written.values.items() if written else ():
                for place, value in enumerate(values):
                    yield from _principal_problems(value, KINDS[kind], (*path, key, kind, place))


def _principal_problems(value: str, kind: Kind, path: Path) -> Iterator[Problem]:
    if isinstance(value, ImportedValue) or (value == EVERYBODY and kind.expression is AWS_PRINCIPAL):
        return
    if EVERYBODY in value or _varies(value):
        message = f"'{value}' is a pattern, and a principal is named as a whole"
        yield Problem("DS215", message, kind.hint, path)
    elif literal_part(value) == value and not kind.expression.fullmatch(value):
        yield Problem("DS215", f"'{value}' is not {kind.noun}", kind.hint, path)


def are_not_public(about: AboutTable) -> Iterator[Problem]:
    """DynamoDB refuses a policy that lets in everybody, unless a condition names who is let in.

    Source: "Blocking public access with resource-based policies in DynamoDB" in the DynamoDB Developer Guide, by which
    values of ARN and string keys have neither wildcards nor variables.
    """
    for _, statement, path in statements(about):
        everybody = statement.Principal is not None and EVERYBODY in statement.Principal.AWS
        if not everybody or statement.Effect != "Allow":
            continue
        reasons = [*_reasons(statement, path)]
        if all(reason for reason, _ in reasons):
            related = tuple(Related(reason, where) for reason, where in reasons)
            hint = "name accounts or roles, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or the like"
            if related:
                hint = "name accounts or roles, or write such as StringEquals: {aws:PrincipalOrgID: o-a1b2c3d4e5}"
            message = "a statement that allows everybody, which DynamoDB refuses as public"
            yield Problem("DS218", message, hint, (*path, "Principal"), at_key=True, related=related)


def _reasons(statement: PolicyStatement, path: Path) -> Iterator[tuple[str, Path]]:
    """Of each condition on a trusted key why it does not say who is let in, empty when it does."""
    for operator, keys in statement.Condition.items():
        for key, values in keys.items():
            if key.lower() in TRUSTED:
                yield _open(operator, key, values), (*path, "Condition", operator, key)


def _open(operator: str, key: str, values: list[str]) -> str:
    of, _, name = operator.rpartition(":")
    if name.endswith(IF_EXISTS):
        return "this also holds of a request without the key"
    if of == "ForAllValues":
        return "this also holds of a request without a value"
    if name not in NAMING_OPERATORS:
        return f"{name} does not say who is let in"
    if key.lower() == "aws:principalisawsservice":
        held = all(literal_part(value).lower() in ("true", "") for value in values)
        return "" if held else "this lets in all but services"
    if any("*" in value or "?" in value for value in values):
        return "a wildcard does not say who is let in"
    return "a variable does not say who is let in" if any(_varies(value) for value in values) else ""


def _varies(value: str) -> bool:
    """Whether a request may change what the text is."""
    found = [part for part in parts(value) if isinstance(part, Reference)]
    return any(part._replace(literal=False).policy_variable for part in found)
