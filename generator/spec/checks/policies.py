"""Custom policies: each grants something that there is, and its limits hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws.actions import ACTIONS, SCAN, SEARCH_VECTORS
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.likeness import did_you_mean
from generator.spec.model.indexes import Attribute
from generator.spec.model.policies import (
    BUILT_IN,
    CustomPolicy,
    Grant,
    custom_grant,
    holds_to_attributes,
    holds_to_leading_keys,
)
from generator.spec.model.unknown import sure

__all__ = [
    "cover_their_regions",
    "grant_something",
    "indexes_are_there",
    "stay_within_limits",
    "streams_are_there",
    "use_their_options",
]

LISTS: Final = ("actions", "indexes", "leading_keys", "attributes")


def _customs(about: AboutTable) -> Iterator[tuple[CustomPolicy, Grant, Path]]:
    for name, policy in about.table.policies.custom.items():
        yield from sure(_granted(about, name, policy))


def _granted(about: AboutTable, name: str, policy: CustomPolicy) -> Iterator[tuple[CustomPolicy, Grant, Path]]:
    if (policy.access is None) != (policy.actions is None):
        granted = custom_grant(policy, vectors=bool(about.table.vector_indexes))
        yield policy, granted, about.path("policies", "custom", name)


def grant_something(about: AboutTable) -> Iterator[Problem]:
    """A custom policy has a name of its own, and either an access or actions, each once."""
    for name, policy in about.table.policies.custom.items():
        yield from sure(_grant_problems(name, policy, about.path("policies", "custom", name)))


def _grant_problems(name: str, policy: CustomPolicy, path: Path) -> Iterator[Problem]:
    if name in BUILT_IN.values():
        hint = "give it another name; false turns a built-in policy off, and null takes it back to its default"
        yield Problem("DS292", f"'{name}' is the name of a built-in policy", hint, path, at_key=True)
    if policy.access is None and policy.actions is None:
        hint = "add access: read (or write, read_write, query, stream_read), or actions: [GetItem, ...]"
        yield Problem("DS291", f"'{name}' has neither access nor actions", hint, path, at_key=True)
    if policy.access is not None and policy.actions is not None:
        related = (Related("access is here", (*path, "access")),)
        message = f"'{name}' has both access and actions"
        yield Problem("DS291", message, "leave one of them out", (*path, "actions"), at_key=True, related=related)
    for key in LISTS:
        yield from _twice(getattr(policy, key) or [], (*path, key))


def _twice(entries: list[str], path: Path) -> Iterator[Problem]:
    for place, entry in enumerate(entries):
        first = entries.index(entry)
        if first != place:
            related = (Related("first here", (*path, first)),)
            yield Problem("DS298", f"'{entry}' is named twice", "name it once", (*path, place), related=related)


def use_their_options(about: AboutTable) -> Iterator[Problem]:
    """Options without a meaning for what a policy grants would make people trust in a limit that is not there."""
    for custom in _customs(about):
        yield from sure(_option_problems(*custom))


def _option_problems(policy: CustomPolicy, granted: Grant, path: Path) -> Iterator[Problem]:
    what = policy.access or "a policy of these actions"
    if policy.indexes and not granted.reaches_indexes:
        message, hint = f"indexes, and {what} does nothing to an index", "leave indexes out"
        yield Problem("DS296", message, hint, (*path, "indexes"), at_key=True)
    for key in ("leading_keys", "attributes"):
        if getattr(policy, key) and not granted.reaches_items:
            message = f"{key}, and {what} does not reach items"
            yield Problem("DS296", message, f"leave {key} out", (*path, key), at_key=True)
    if policy.partiql and policy.actions:
        hint = "leave partiql out, and name PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete in actions"
        yield Problem("DS296", "partiql, beside actions that say it all", hint, (*path, "partiql"), at_key=True)
    if policy.partiql and policy.access == "stream_read":
        message = "partiql, and streams are not read by statements"
        yield Problem("DS296", message, "leave partiql out", (*path, "partiql"), at_key=True)
    if policy.scan and policy.access == "query":
        hint = "write access: read, or leave scan out"
        yield Problem("DS296", "scan, and query is Query only", hint, (*path, "scan"), at_key=True)
    if policy.scan is False and SCAN in (policy.actions or ()):
        message = "scan: false, and Scan is among the actions"
        yield Problem("DS296", message, "leave one of them out", (*path, "scan"), at_key=True)


def indexes_are_there(about: AboutTable) -> Iterator[Problem]:
    """The indexes of a policy are the table's, and to query one alone means something."""
    for custom in _customs(about):
        yield from sure(_index_problems(about, *custom))


def _index_problems(about: AboutTable, policy: CustomPolicy, granted: Grant, path: Path) -> Iterator[Problem]:
    table = about.table
    known = table.index_names
    for place, name in enumerate(policy.indexes or []):
        where = (*path, "indexes", place)
        if name not in known:
            others = f"its indexes are {', '.join(known)}" if known else "leave indexes out: the table has none"
            hint = did_you_mean(name, known) or others
            yield Problem("DS293", f"'{name}' is not an index of '{about.name}'", hint, where)
        # Source: "Local secondary indexes" in the DynamoDB Developer Guide, on attributes that are not projected.
        elif name in table.local_secondary_indexes and granted.reaches_indexes and not granted.on_table:
            related = (Related("the index is here", about.path("local_secondary_indexes", name)),)
            message = f"'{name}' is a local index: a query of it also fetches from the table what it does not hold"
            hint = "leave indexes out, or use a global secondary index"
            yield Problem("DS297", message, hint, where, related=related)
        elif name in table.vector_indexes and SEARCH_VECTORS not in granted.actions:
            related = (Related("the index is here", about.path("vector_indexes", name)),)
            message = f"'{name}' is a vector index, and the policy does not allow {SEARCH_VECTORS}"
            hint = f"write access: read without leading_keys and attributes, or actions: [{SEARCH_VECTORS}]"
            yield Problem("DS296", message, hint, where, related=related)
    if SEARCH_VECTORS in (policy.actions or ()) and not table.vector_indexes:
        where = (*path, "actions", (policy.actions or []).index(SEARCH_VECTORS))
        hint = f"leave {SEARCH_VECTORS} out, or add vector_indexes"
        yield Problem("DS293", f"'{about.name}' has no vector index to search", hint, where)


def cover_their_regions(about: AboutTable) -> Iterator[Problem]:
    """The Regions of a policy are some that the table has replicas in."""
    policies, known = about.table.policies, [*about.table.replicas]
    bodies: list[tuple[list[str] | None, Path]] = [
        (getattr(policies, name).regions, about.path("policies", name)) for name in BUILT_IN
    ]
    bodies += [(each.regions, about.path("policies", "custom", name)) for name, each in policies.custom.items()]
    for regions, path in bodies:
        if regions and not known:
            message = f"regions, and '{about.name}' has no replicas: it is in the stack's Region only"
            yield Problem("DS244", message, "leave regions out, or add replicas", (*path, "regions"), at_key=True)
            continue
        for place, region in enumerate(regions or []):
            if region not in known:
                hint = f"its Regions are {', '.join(known)}"
                message = f"'{about.name}' has no replica in {region}"
                yield Problem("DS244", message, hint, (*path, "regions", place))
        yield from _twice(regions or [], (*path, "regions"))


def stay_within_limits(about: AboutTable) -> Iterator[Problem]:
    """Leading keys and attributes limit everything that the policy allows, and leave the keys in reach."""
    for custom in _customs(about):
        yield from sure(_limit_problems(about, *custom))


def _limit_problems(about: AboutTable, policy: CustomPolicy, granted: Grant, path: Path) -> Iterator[Problem]:
    if policy.leading_keys and policy.scan:
        message = "scan reads items of all keys, and the policy has leading_keys"
        related = (Related("leading_keys are here", (*path, "leading_keys")),)
        yield Problem("DS294", message, "leave one of them out", (*path, "scan"), at_key=True, related=related)
    for place, key in enumerate(policy.leading_keys or []):
        if not key.strip("*"):
            hint = "leave leading_keys out to allow every key, or begin the pattern with what the keys begin with"
            yield Problem("DS299", f"'{key}' matches every key", hint, (*path, "leading_keys", place))
    for place, name in enumerate(policy.actions or []):
        where = (*path, "actions", place)
        if policy.leading_keys and not holds_to_leading_keys(name):
            message = f"{name} is not limited by leading_keys"
            related = (Related("leading_keys are here", (*path, "leading_keys")),)
            yield Problem("DS294", message, _elsewhere(name), where, related=related)
        if policy.attributes and not holds_to_attributes(name):
            message = f"{name} is not limited by attributes"
            related = (Related("attributes are here", (*path, "attributes")),)
            yield Problem("DS294", message, _elsewhere(name), where, related=related)
    if policy.attributes and granted.reaches_items:
        yield from _without_keys(about, granted, path)


def _elsewhere(name: str) -> str:
    return f"leave {name} out, or allow it in another custom policy"


def _without_keys(about: AboutTable, granted: Grant, path: Path) -> Iterator[Problem]:
    missing: dict[str, str] = {}
    for attribute, of in _keys(about, granted):
        if attribute.name not in granted.attributes:
            missing.setdefault(attribute.name, of)
    if missing:
        listed = ", ".join(f"'{name}' of {of}" for name, of in missing.items())
        message = f"the attributes lack the keys {listed}, without which requests are denied"
        hint = f"add {', '.join(missing)}"
        yield Problem("DS295", message, hint, (*path, "attributes"), at_key=True)


def _keys(about: AboutTable, granted: Grant) -> Iterator[tuple[Attribute, str]]:
    table = about.table
    yield table.partition_key, "the table"
    if table.sort_key:
        yield table.sort_key, "the table"
    if not granted.reaches_indexes:
        return
    for name, local in table.local_secondary_indexes.items():
        if granted.indexes is None or name in granted.indexes:
            yield local.sort_key, f"index {name}"
    for name, index in table.global_secondary_indexes.items():
        if granted.indexes is None or name in granted.indexes:
            for attribute in (*index.partition_key, *index.sort_key):
                yield attribute, f"index {name}"


def streams_are_there(about: AboutTable) -> Iterator[Problem]:
    """A policy for readers of a stream makes sense with a stream only."""
    if about.table.stream is not None:
        return
    hint = "add stream: NEW_AND_OLD_IMAGES or another view type"
    for policy, granted, path in _customs(about):
        if policy.access == "stream_read":
            message = f"'{path[-1]}' reads the stream, and '{about.name}' has none"
            yield Problem("DS241", message, hint, (*path, "access"))
        elif any("stream" in ACTIONS[name].on for name in granted.actions):
            place = next(n for n, name in enumerate(policy.actions or ()) if "stream" in ACTIONS[name].on)
            message = f"{(policy.actions or ())[place]} is for a stream, and '{about.name}' has none"
            yield Problem("DS241", message, hint, (*path, "actions", place))
