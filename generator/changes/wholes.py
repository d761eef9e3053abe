"""Resources that are in one of two templates only to what a deploy makes, removes or mistakes for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from generator.aws.properties import HOLDING, OPAQUE, TABLES
from generator.changes.change import Change
from generator.changes.compare import found, places
from generator.changes.functions import references, refers
from generator.changes.judged import KEEPING, PROTECTION, change, fixed_name, protected
from generator.changes.template import Resource

__all__ = ["judge"]

Resources = Mapping[str, Resource]

KMS_KEYS: Final = frozenset({"AWS::KMS::Key", "AWS::KMS::ReplicaKey"})
KMS_ALIAS: Final = "AWS::KMS::Alias"
ENCRYPTION: Final = (("SSESpecification", "KMSMasterKeyId"), ("Replicas", "*", "SSESpecification", "KMSMasterKeyId"))


def judge(old: Resources, new: Resources, *, is_new: bool) -> Iterator[Change]:
    """What becomes of resources that come and go."""
    gone = {logical_id: body for logical_id, body in old.items() if logical_id not in new}
    come = {logical_id: body for logical_id, body in new.items() if logical_id not in old}
    for before, after in list(renames(gone, come)):
        yield renamed(before, after, gone.pop(before), come.pop(after))
    for logical_id, body in come.items():
        yield from created(logical_id, body, is_new=is_new)
    for logical_id, body in gone.items():
        yield removed(logical_id, body, old)


def renames(gone: Resources, come: Resources) -> Iterator[tuple[str, str]]:
    """Pairs of logical IDs that stand for one resource: with one fixed name, or tables that say the same."""
    left = dict(come)
    for before, body in gone.items():
        name = fixed_name(body)
        for after, other in left.items():
            alike = body.type == other.type or {body.type, other.type} == TABLES
            one_name = name is not None and alike and fixed_name(other) == name
            if one_name or (body.type in TABLES and body.type == other.type and untagged(body) == untagged(other)):
                del left[after]
                yield before, after
                break


def untagged(body: Resource) -> dict[str, Any]:
    """The properties that make a table what it is; its tags and what keeps it may change with its logical ID."""
    properties = body.properties if isinstance(body.properties, dict) else {"": body.properties}
    return {key: value for key, value in properties.items() if key not in ("Tags", *PROTECTION)}


def renamed(before: str, after: str, old: Resource, new: Resource) -> Change:
    """That a resource is under another logical ID."""
    code = "DS666" if new.type not in TABLES else "DS664" if fixed_name(new) is not None else "DS665"
    one = change(code, after, new, before=before, after=after)
    if code != "DS665":
        return one
    kept = old.attributes.get("DeletionPolicy") in KEEPING or protected(old)
    fate = "the old one is left behind, out of the stack" if kept else "the old one is deleted with its items"
    return replace(one, fate=fate)


def created(logical_id: str, body: Resource, *, is_new: bool) -> Iterator[Change]:
    """What is to know of a resource that is made."""
    name = fixed_name(body)
    adoptable = body.type in TABLES and name is not None and not any(references(name))
    if body.type in TABLES and protected(body):
        yield change("DS605" if is_new else "DS606", logical_id, body)
    elif not adoptable:
        yield change("DS601", logical_id, body)
    if adoptable:
        yield change("DS607", logical_id, body, path=("TableName",), after=name)


def removed(logical_id: str, body: Resource, old: Resources) -> Change:
    """What becomes of a resource that is not in the template any more; the deployed DeletionPolicy decides."""
    if body.type in KMS_KEYS and body.attributes.get("DeletionPolicy") not in KEEPING:
        return change("DS667" if encrypts(logical_id, old) else "DS602", logical_id, body)
    policy = body.attributes.get("DeletionPolicy")
    if body.type in OPAQUE and policy not in KEEPING:
        return unseen(logical_id, body)
    if body.type not in TABLES | HOLDING:
        return change("DS602", logical_id, body)
    if policy in KEEPING:
        return change("DS662", logical_id, body)
    if any(references(policy)):
        return change("DS679", logical_id, body, before=policy)
    state = protected(body)
    return change("DS663" if state else "DS661" if state is False else "DS679", logical_id, body)


def unseen(logical_id: str, body: Resource) -> Change:
    """That what goes makes resources which the template does not show."""
    return replace(
        change("DS679", logical_id, body),
        title="what makes other resources is removed",
        why=f"What {body.type} makes is not in the template: a table among it is deleted with its items.",
        advice="compare with what is made: aws cloudformation get-template --template-stage Processed (of the nested "
        "stack, where it is one); and ask a change set before the deploy",
        replaces=True,
    )


def encrypts(key: str, resources: Resources) -> bool:
    """Whether a table of the template is encrypted with a key of it, named by an alias of the template or without."""
    aliases = {
        name: body for name, body in resources.items() if body.type == KMS_ALIAS and refers(body.properties, (key,))
    }
    names = [found(body.properties, ("AliasName",))[1] for body in aliases.values()]
    for table in (body for body in resources.values() if body.type in TABLES):
        for path in (path for pattern in ENCRYPTION for path in places(pattern, table.properties)):
            value = found(table.properties, path)[1]
            if value is not None and (value in names or refers(value, (key, *aliases))):
                return True
    return False
