"""Encryption: a customer key is given in a way that DynamoDB takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws.arns import AWS_MANAGED_ALIAS, KMS_KEY
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.features import Encryption
from generator.spec.model.references import ImportedValue, literal_part
from generator.spec.model.replicas import ReplicaEncryption
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.model.verbatim import KMS_ALIAS, KMS_KEYS, VerbatimResource, mentions
from generator.spec.parse import Parsed

__all__ = ["is_key", "key_is_a_key", "key_problems", "keys_stay_with_their_tables"]

# What says whether CloudFormation keeps a resource that leaves its stack, or that another one takes the place of.
FATE: Final = ("DeletionPolicy", "UpdateReplacePolicy")


def key_is_a_key(about: AboutTable) -> Iterator[Problem]:
    """A key ARN, key ID, alias or alias ARN of the account's own; what a reference stands for cannot be known."""
    encryption, path = about.table.encryption, about.path("encryption")
    if encryption.type is None and encryption.kms_key is None:
        hint = "write AWS_OWNED, AWS_MANAGED or {kms_key: ...}"
        yield Problem("DS214", "an encryption that says nothing", hint, path)
        return
    # With replicas the problem is that it stands here.
    if encryption.kms_key is not None and not about.table.replicas:
        yield from key_problems(encryption.kms_key, (*path, "kms_key"), about, region=about.spec.region)


def key_problems(key: str, path: Path, about: AboutTable, *, region: str | None) -> Iterator[Problem]:
    """What is wrong with the customer key of a table in `region`, or of its replica there."""
    yield from _default_problems(about, key)
    if AWS_MANAGED_ALIAS in key:
        hint = f"write encryption: AWS_MANAGED{' on the table' if about.table.replicas else ''}"
        yield Problem("DS232", f"'{key}' is a key of AWS and not the account's own", hint, path)
    elif (made := about.type_of(key)) and made not in (*KMS_KEYS, KMS_ALIAS):
        hint = "refer to an AWS::KMS::Key or an AWS::KMS::Alias"
        yield Problem("DS232", f"'{key}' is a resource of type {made}", hint, path)
    elif region and (other := about.region_of(key)) not in ("", region):
        of = f"the stack's own, in {other}" if made else "a key of another Region"
        hint = f"name a key of {region}; a table's key is in the table's own Region"
        yield Problem("DS232", f"'{key}' is {of}", hint, path)
    elif not is_key(key):
        hint = "write a key ARN, a key ID, alias/name, an alias ARN, or a parameter that holds a key ARN"
        yield Problem("DS232", f"'{key}' is not a KMS key", hint, path)


def is_key(text: str) -> bool:
    """Whether a text gives a key in one of the four ways, or holds a reference, of which that cannot be known."""
    unknown = isinstance(text, ImportedValue) or literal_part(text) != text
    return unknown or (KMS_KEY.fullmatch(text) is not None and not text.startswith("key/"))


def _default_problems(about: AboutTable, key: str) -> Iterator[Problem]:
    # Policies take what a parameter holds for a key ARN, for nothing else can be built into one at the deploy.
    found = next((parameter for name, parameter in about.spec.parameters.items() if key == f"${{{name}}}"), None)
    if found is not None and found.default is not None and not found.default.startswith("arn:"):
        message = f"'{found.default}' is not a key ARN, and a parameter that gives a key must hold one"
        path = ("parameters", key[2:-1], "default")
        yield Problem("DS232", message, "write the ARN of a key, or the alias itself at kms_key", path)


def keys_stay_with_their_tables(parsed: Parsed) -> Iterator[Problem]:
    """A table that outlives its stack needs its key: without one DynamoDB archives it after a week.

    Sources: "AWS::KMS::Key" in the CloudFormation Template Reference, by which a key that leaves its stack is scheduled
    for deletion; "DynamoDB encryption at rest: usage notes" in the DynamoDB Developer Guide.
    """
    if parsed.spec is None:
        return
    users: dict[str, list[tuple[str, Path]]] = {}
    for name, table in parsed.spec.tables.items():
        if table.deletion_policy != "Delete":
            for key, path in _customer_keys(name, table):
                for own in _own_keys(key, parsed.spec):
                    users.setdefault(own, []).append((name, path))
    for key, places in users.items():
        if missing := _goes(parsed.spec.resources[key]):
            name, _ = places[0]
            related = tuple(Related("it is used here", path) for _, path in places)
            message = f"'{key}' goes with the stack, and '{name}' stays, which nobody can read without it"
            hint = f"write {' and '.join(missing)}"
            yield Problem("DS253", message, hint, ("resources", key), at_key=True, related=related)


def _customer_keys(name: str, table: Table) -> Iterator[tuple[str, Path]]:
    """The customer keys of a table and its replicas, each with its path."""
    bodies: list[tuple[Encryption | ReplicaEncryption | None, Path]] = [(table.encryption, ())]
    bodies += [(replica.encryption, ("replicas", region)) for region, replica in table.replicas.items()]
    for encryption, path in bodies:
        if encryption and encryption.kms_key:
            yield encryption.kms_key, ("tables", name, *path, "encryption", "kms_key")


def _own_keys(key: str, spec: Spec) -> Iterator[str]:
    """The logical IDs of the keys among the resources for which a text stands, by an alias of theirs too."""
    for mention in mentions(key, ()):
        name = mention.name.partition(".")[0]
        resource = spec.resources.get(name)
        if resource and resource.Type in KMS_KEYS:
            yield name
        elif resource and resource.Type == KMS_ALIAS:
            targets = mentions(resource.Properties.get("TargetKeyId"), ())
            named = (target.name.partition(".")[0] for target in targets)
            yield from (each for each in named if each in spec.resources and spec.resources[each].Type in KMS_KEYS)


def _goes(resource: VerbatimResource) -> list[str]:
    """What to write so that a resource is never deleted; what a function says cannot be known."""
    return [f"{attribute}: Retain" for attribute in FATE if getattr(resource, attribute) in (None, "Delete")]
