"""A table whose customer key the stack makes itself to the same table with the key as policies need it."""

from __future__ import annotations

from collections.abc import Mapping

from generator.spec.model.references import REFERENCE, KeyAlias
from generator.spec.model.table import Table
from generator.spec.model.verbatim import KMS_ALIAS, KMS_KEYS, VerbatimResource

__all__ = ["own_key", "with_own_key"]


def with_own_key(table: Table, resources: Mapping[str, VerbatimResource]) -> Table:
    """The table with its `kms_key` as `own_key` gives it."""
    encryption = table.encryption
    if encryption.kms_key is None:
        return table
    known = encryption.model_copy(update={"kms_key": own_key(encryption.kms_key, resources)})
    return table.model_copy(update={"encryption": known})


def own_key(key: str, resources: Mapping[str, VerbatimResource]) -> str:
    """The ARN of a key among `resources`, for which a Ref gives the ID, and an alias among them as such.

    Source: "Return values" of AWS::KMS::Key and AWS::KMS::Alias in the CloudFormation Template Reference.
    """
    found = REFERENCE.fullmatch(key)
    name, _, attribute = found[1].partition(".") if found else ("", "", "")
    resource_type = resources[name].Type if name in resources else ""
    if resource_type in KMS_KEYS and attribute in ("", "KeyId"):
        return f"${{{name}.Arn}}"
    return KeyAlias(key) if resource_type == KMS_ALIAS else key
