"""Changes of policies to what they are where those that have them may do less."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from generator.aws.access_rules import UNNAMED
from generator.aws.properties import GLOBAL_TABLE, MANAGED_POLICY, TABLES
from generator.changes import judged
from generator.changes.access import ALLOW, Part, lost, matched, said, statements
from generator.changes.change import Change
from generator.changes.compare import Place, found, places
from generator.changes.functions import shown
from generator.changes.judged import KEEPING, fixed_name, protected, recoded
from generator.changes.replicas import of
from generator.changes.template import Resource, Template
from generator.changes.unreferenced import ARN
from generator.changes.wholes import ENCRYPTION

__all__ = ["judge"]

DOCUMENT: Final = "PolicyDocument"
POLICIES: Final = frozenset({MANAGED_POLICY, "AWS::IAM::Policy"})
IN_PLACE: Final = ("DS603", "DS679")
INDEXES: Final = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes", "VectorIndexes")
REGION: Final = re.compile(r":dynamodb:([a-z0-9-]+):")
# Goes with what reads a stream, and is of no use without it.
LISTING: Final = ("dynamodb:ListStreams",)
KMS: Final = "kms:"


class Sides(NamedTuple):
    """The templates, and by their names the tables of either as they are afterwards, None of one that is gone."""

    old: Template
    new: Template
    tables: dict[str, Resource | None]


def judge(changes: Iterable[Change], old: Template, new: Template) -> Iterator[Change]:
    """The same changes; what is allowed no more comes under the rules for that."""
    sides = Sides(old, new, {name_of_table(*each): after_all(each[0], old, new) for each in tables(old, new)})
    done = set[tuple[str, Place]]()
    for each in changes:
        if each.code == "DS602" and each.type == MANAGED_POLICY:
            document = old.resources[each.resource].properties
            gone = list(less(found(document, (DOCUMENT,))[1], {}, sides) or ())
            yield recoded(each, "DS668") if gone else each
        elif each.code in IN_PLACE and (place := document_of(each)):
            if (each.resource, place) not in done:
                done.add((each.resource, place))
                yield from narrowed(each, place, sides)
        else:
            yield replace(each, advice=UNNAMED) if each.code == "DS695" and each.before is None else each


def document_of(change: Change) -> Place | None:
    """The place of the policy document that a change of a policy, or of a table, is in."""
    is_policy = change.type in POLICIES or (change.type in TABLES and "ResourcePolicy" in change.property)
    if not is_policy or DOCUMENT not in change.property:
        return None
    return change.property[: change.property.index(DOCUMENT) + 1]


def narrowed(change: Change, place: Place, sides: Sides) -> Iterator[Change]:
    """What a document that changes allows no more; the change itself where that is nothing."""
    body = sides.new.resources[change.resource]
    before = found(sides.old.resources[change.resource].properties, place)[1]
    gone = less(before, found(body.properties, place)[1], sides)
    if gone is None:
        yield recoded(change, "DS679")
        return
    for part in gone:
        values = (said(part), None) if part.effect == ALLOW else (None, said(part))
        yield judged.change("DS669", change.resource, body, path=place, before=values[0], after=values[1])
    if not gone:
        yield change


def less(before: Any, after: Any, sides: Sides) -> list[Part] | None:
    """What is allowed no more of what is there afterwards; None where only the deploy knows."""
    marks = {text: name for each in tables(sides.old, sides.new) for text, name in texts_of(*each)}

    def named(text: str) -> str:
        return re.sub(r"\$\{[^{}]*\}", lambda found: marks.get(found[0], found[0]), text)

    both = [statements(each, named) for each in (before, after)]
    if both[0] is None or both[1] is None:
        return None
    rekeyed = keys(sides.old) != keys(sides.new)
    result = []
    for part in lost(both[0], both[1]):
        left = tuple(each for each in part.resources if is_there(each, sides.tables))
        if left and part.actions != LISTING and not (rekeyed and all(each.startswith(KMS) for each in part.actions)):
            result.append(part._replace(resources=left))
    return result


def tables(*templates: Template) -> Iterator[tuple[str, Resource]]:
    """The tables of templates."""
    for template in templates:
        yield from ((logical_id, body) for logical_id, body in template.resources.items() if body.type in TABLES)


def name_of_table(logical_id: str, body: Resource) -> str:
    """What a table is called, or what stands for its name."""
    name = fixed_name(body)
    return f"${{{logical_id}}}" if name is None else shown(name)


def texts_of(logical_id: str, body: Resource) -> Iterator[tuple[str, str]]:
    """What refers to a table, each with what says the same without reference where the table has a fixed name."""
    name = name_of_table(logical_id, body)
    yield f"${{{logical_id}}}", name
    yield f"${{{logical_id}.Arn}}", f"{ARN}{name}"


def after_all(logical_id: str, old: Template, new: Template) -> Resource | None:
    """A table as it is after the deploy, in the stack or left behind; None of one that is deleted."""
    if logical_id in new.resources:
        return new.resources[logical_id]
    body = old.resources[logical_id]
    return body if body.attributes.get("DeletionPolicy") in KEEPING or protected(body) is not False else None


def is_there(resource: str, known: dict[str, Resource | None]) -> bool:
    """Whether there is what an ARN names, as far as it is of one of the tables."""
    head, _, rest = resource.partition(":table/")
    name, _, inner = rest.partition("/")
    if name not in known:
        return True
    body = known[name]
    region = REGION.search(head)
    if body is None or (region and body.type == GLOBAL_TABLE and of(body) and region[1] not in of(body)):
        return False
    kind, _, entry = inner.partition("/")
    if kind == "index":
        indexes = [path[1] for each in INDEXES for path in places((each, "*"), body.properties)]
        return any(matched(each, (entry,)) for each in indexes)
    return kind != "stream" or found(body.properties, ("StreamSpecification",))[1] is not None


def keys(template: Template) -> set[str]:
    """The keys that tables of the template are encrypted with."""
    return {
        shown(found(body.properties, path)[1])
        for _, body in tables(template)
        for pattern in ENCRYPTION
        for path in places(pattern, body.properties)
    }
