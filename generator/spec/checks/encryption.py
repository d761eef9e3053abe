"""Encryption: a customer key is given in a way that DynamoDB takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.errors import Problem
from generator.spec.checks.about import AboutTable
from generator.spec.model.references import REFERENCE, ImportedValue, literal_part
from generator.spec.model.verbatim import KMS_ALIAS, KMS_KEYS

__all__ = ["is_key", "key_is_a_key"]

# KMS API Reference, "KeyId"; multi-Region keys begin with mrk-.
KEY: Final = re.compile(
    r"(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:)?(key/)?([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
    r"|(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:)?alias/[A-Za-z0-9/_-]+"
)
AWS_MANAGED_ALIAS: Final = "alias/aws/"


def key_is_a_key(about: AboutTable) -> Iterator[Problem]:
    """A key ARN, key ID, alias or alias ARN of the account's own; what a reference stands for cannot be known."""
    encryption, path = about.table.encryption, about.path("encryption")
    if encryption.type is None and encryption.kms_key is None:
        hint = "write AWS_OWNED, AWS_MANAGED or {kms_key: ...}"
        yield Problem("DS214", "an encryption that says nothing", hint, path)
        return
    key = encryption.kms_key
    if key is None:
        return
    yield from _default_problems(about, key)
    if AWS_MANAGED_ALIAS in key:
        hint = "write encryption: AWS_MANAGED"
        yield Problem("DS232", f"'{key}' is a key of AWS and not the account's own", hint, (*path, "kms_key"))
    elif about.spec.region and _region_of(key) not in ("", about.spec.region):
        hint = f"name a key of {about.spec.region}; a table's key is in the table's own Region"
        yield Problem("DS232", f"'{key}' is a key of another Region", hint, (*path, "kms_key"))
    elif other := _other_type(about, key):
        hint = "refer to an AWS::KMS::Key or an AWS::KMS::Alias"
        yield Problem("DS232", f"'{key}' is a resource of type {other}", hint, (*path, "kms_key"))
    elif not is_key(key):
        hint = "write a key ARN, a key ID, alias/name, an alias ARN, or a parameter that holds a key ARN"
        yield Problem("DS232", f"'{key}' is not a KMS key", hint, (*path, "kms_key"))


def is_key(text: str) -> bool:
    """Whether a text gives a key in one of the four ways, or holds a reference, of which that cannot be known."""
    unknown = isinstance(text, ImportedValue) or literal_part(text) != text
    return unknown or (KEY.fullmatch(text) is not None and not text.startswith("key/"))


def _other_type(about: AboutTable, key: str) -> str:
    found = REFERENCE.fullmatch(key)
    resource = about.spec.resources.get(found[1]) if found else None
    return "" if resource is None or resource.Type in (*KMS_KEYS, KMS_ALIAS) else resource.Type


def _default_problems(about: AboutTable, key: str) -> Iterator[Problem]:
    # Policies take what a parameter holds for a key ARN, for nothing else can be built into one at the deploy.
    found = next((parameter for name, parameter in about.spec.parameters.items() if key == f"${{{name}}}"), None)
    if found is not None and found.default is not None and not found.default.startswith("arn:"):
        message = f"'{found.default}' is not a key ARN, and a parameter that gives a key must hold one"
        path = ("parameters", key[2:-1], "default")
        yield Problem("DS232", message, "write the ARN of a key, or the alias itself at kms_key", path)


def _region_of(key: str) -> str:
    parts = key.split(":")
    return parts[3] if len(parts) > 5 and parts[0] == "arn" and "$" not in parts[3] else ""
