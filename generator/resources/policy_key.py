"""A customer key to the statement that lets a policy's readers and writers use it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from troposphere import Sub

from generator.aws import actions
from generator.resources.policy_statements import statement
from generator.resources.text import resolved
from generator.spec.model.references import ImportedValue, KeyAlias, literal_part

__all__ = ["use_key"]

OWN_KEYS: Final = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/"


def use_key(key: str, granted: Collection[str]) -> Iterator[dict[str, Any]]:
    """The use of a customer key, through DynamoDB only, that the actions `granted` take; nothing when they take none.

    An alias authorises nothing on its key, so one allows any key of its account and Region that has the alias. A text
    that is nothing but references, or imported, is taken for a key ARN.
    """
    needed = sorted({use for name in granted for use in actions.KMS[actions.ACTIONS[name].kind]})
    if not needed:
        return
    condition = {"StringEquals": {"kms:ViaService": Sub("dynamodb.${AWS::Region}.amazonaws.com")}}
    if is_alias(key):
        account, prefix, alias = ("", "", key) if isinstance(key, KeyAlias) else key.partition("alias/")
        keys = f"{account}key/*" if account else f"{OWN_KEYS}*"
        condition["ForAnyValue:StringEquals"] = {"kms:ResourceAliases": resolved(f"{prefix}{alias}")}
    else:
        keys = f"{OWN_KEYS}{key}" if is_key_id(key) else key
    yield statement("UseKey", needed, on=resolved(keys), condition=condition)


def is_alias(key: str) -> bool:
    """Whether a key is given by its alias or alias ARN."""
    written = not isinstance(key, ImportedValue) and (key.startswith("alias/") or ":alias/" in key)
    return written or isinstance(key, KeyAlias)


def is_key_id(key: str) -> bool:
    """Whether a key is given by its ID alone, which has neither of an ARN's separators."""
    written = literal_part(key)
    return bool(written) and not isinstance(key, ImportedValue) and ":" not in written and "/" not in written
