"""Global tables: replicas that CloudFormation can make from one stack, in Regions that replicate to each other.

Sources: "AWS::DynamoDB::GlobalTable" in the CloudFormation Template Reference and "Global tables core concepts" in the
DynamoDB Developer Guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.aws import limits
from generator.aws.regions import STRONG_REGION_SETS, partition
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.checks.encryption import key_problems
from generator.spec.likeness import did_you_mean
from generator.spec.model.regional import in_region

__all__ = [
    "are_fed_by_a_stream",
    "go_with_strong_consistency",
    "have_the_tables_indexes",
    "include_the_stack",
    "keep_within_tag_limits",
    "reach_each_other",
    "serve_strong_consistency",
    "share_a_kind_of_key",
    "write_what_is_their_own",
]

OF_REPLICAS: Final = ("multi_region_consistency", "witness_region")
STRONG_REPLICAS: Final = 3
# What each replica writes itself.
OWN: Final[dict[Path, str]] = {
    ("encryption", "kms_key"): "a customer key",
    ("kinesis_stream",): "a Kinesis stream",
    ("resource_policy",): "a resource policy",
    ("stream", "resource_policy"): "a stream's resource policy",
}


def include_the_stack(about: AboutTable) -> Iterator[Problem]:
    """CloudFormation makes a global table from one of its Regions, and what is about replicas needs some."""
    table, region, path = about.table, about.spec.region, about.path("replicas")
    if not table.replicas:
        if about.writes("replicas"):
            hint = f"add the Regions, as replicas: {{{region or 'eu-west-1'}: {{}}, ...}}, or write null for none"
            yield Problem("DS214", "replicas without a Region", hint, path, at_key=True)
        for key in OF_REPLICAS:
            if getattr(table, key) is not None and about.writes(key):
                message = f"{key}, and '{about.name}' has no replicas"
                hint = "add replicas: {Region: {}, ...}, or leave it out"
                yield Problem("DS245", message, hint, about.path(key), at_key=True)
    elif region is None:
        message = f"'{about.name}' has replicas, and nothing says in which of their Regions the stack lives"
        yield Problem("DS233", message, f"add region: {next(iter(table.replicas))} to the spec", path, at_key=True)
    elif region not in table.replicas:
        message = f"'{about.name}' has no replica in {region}, where the stack lives"
        related = (Related("the stack's Region is here", ("region",)),)
        yield Problem("DS233", message, f"write {region}: {{}} among them", path, at_key=True, related=related)


def reach_each_other(about: AboutTable) -> Iterator[Problem]:
    """Nothing is replicated from one partition of AWS to another."""
    first = about.spec.region or next(iter(about.table.replicas), "")
    for region in about.table.replicas:
        if partition(region) != partition(first):
            message = f"{region} is in the partition {partition(region)}, and {first} in {partition(first)}"
            hint = "a table replicates within one partition; make another stack for the other"
            yield Problem("DS234", message, hint, about.path("replicas", region), at_key=True)


def serve_strong_consistency(about: AboutTable) -> Iterator[Problem]:
    """A strongly consistent table is in three Regions of one set, one of which may be a witness."""
    table = about.table
    if not table.replicas:
        return
    if table.witness_region in table.replicas:
        related = (Related("the replica is here", about.path("replicas", table.witness_region)),)
        message = f"{table.witness_region} is the witness and has a replica"
        hint = "name another Region, or take the replica away"
        yield Problem("DS246", message, hint, about.path("witness_region"), related=related)
    if not table.strong:
        if table.witness_region:
            hint = "write multi_region_consistency: STRONG, or leave it out"
            message = "a witness, and the table is eventually consistent"
            yield Problem("DS246", message, hint, about.path("witness_region"), at_key=True)
        return
    yield from _number_problems(about)
    yield from _set_problems(about)


def _number_problems(about: AboutTable) -> Iterator[Problem]:
    count, witness = len(about.table.replicas), about.table.witness_region
    related = (Related("strong consistency is asked for here", about.path("multi_region_consistency")),)
    path = about.path("replicas")
    if count == STRONG_REPLICAS and witness and witness not in about.table.replicas:
        message = "three replicas and a witness, which takes the place of the third"
        yield Problem("DS246", message, "leave it out", about.path("witness_region"), at_key=True)
    elif count == STRONG_REPLICAS - 1 and not witness:
        message = "two replicas, and strong consistency takes three Regions"
        hint = "add a third replica, or a witness_region"
        yield Problem("DS234", message, hint, path, at_key=True, related=related)
    elif count not in (STRONG_REPLICAS - 1, STRONG_REPLICAS):
        replicas = "one replica" if count == 1 else f"{count} replicas"
        message = f"{replicas}, and strong consistency takes three, or two and a witness"
        hint = "add two, or one and a witness_region" if count == 1 else "take the others away"
        yield Problem("DS234", message, hint, path, at_key=True, related=related)


def _set_problems(about: AboutTable) -> Iterator[Problem]:
    table = about.table
    places = {region: about.path("replicas", region) for region in table.replicas}
    if table.witness_region:
        places.setdefault(table.witness_region, about.path("witness_region"))
    first = about.spec.region if about.spec.region in places else next(iter(places))
    together = next((regions for regions in STRONG_REGION_SETS if first in regions), ())
    if not together:
        sets = "; or ".join(", ".join(regions) for regions in STRONG_REGION_SETS)
        message = f"no strongly consistent table can be in {first}"
        yield Problem("DS234", message, f"choose from {sets}", places[first], at_key=True)
        return
    for region, path in places.items():
        if region not in together:
            message = f"{region} cannot hold a strongly consistent table together with {first}"
            hint = f"choose from {', '.join(together)}"
            yield Problem("DS234", message, hint, path, at_key=path[-1] == region)


def go_with_strong_consistency(about: AboutTable) -> Iterator[Problem]:
    """A strongly consistent table has neither time to live nor local indexes."""
    table = about.table
    if not table.strong:
        return
    related = (Related("strong consistency is asked for here", about.path("multi_region_consistency")),)
    for key, noun in (("time_to_live", "time to live"), ("local_secondary_indexes", "local indexes")):
        if getattr(table, key):
            message = f"{noun}, which a strongly consistent table cannot have"
            hint = "leave it out, or multi_region_consistency"
            yield Problem("DS235", message, hint, about.path(key), at_key=True, related=related)


def are_fed_by_a_stream(about: AboutTable) -> Iterator[Problem]:
    """Eventually consistent replicas are fed from the table's stream, of whatever view type."""
    table = about.table
    if table.stream is not None:
        return
    hint = "add stream: NEW_AND_OLD_IMAGES or another view type"
    if len(table.replicas) > 1 and not table.strong:
        message = f"'{about.name}' has {len(table.replicas)} replicas and no stream to feed them from"
        yield Problem("DS236", message, hint, about.path("replicas"), at_key=True)
    for region, replica in table.replicas.items():
        if replica.stream is not None:
            message = f"'{region}' says something of its stream, and '{about.name}' has none"
            where = about.path("replicas", region, "stream")
            yield Problem("DS236", message, f"{hint} to the table", where, at_key=True)


def write_what_is_their_own(about: AboutTable) -> Iterator[Problem]:
    """A key, a Kinesis stream and a resource policy are of one Region, so that no replica can have the table's."""
    table = about.table
    written: dict[Path, object] = {
        ("encryption", "kms_key"): table.encryption.kms_key,
        ("kinesis_stream",): table.kinesis_stream,
        ("resource_policy",): table.resource_policy,
        ("stream", "resource_policy"): table.stream and table.stream.resource_policy,
    }
    for parts, value in written.items():
        if table.replicas and value:
            message = f"{OWN[parts]} is of one Region, and '{about.name}' has replicas"
            hint = f"write it in the replicas, as replicas: {{{next(iter(table.replicas))}: {_nested(parts)}}}"
            yield Problem("DS237", message, hint, about.path(*parts), at_key=True)


def _nested(parts: Path) -> str:
    return f"{{{parts[0]}: {_nested(parts[1:])}}}" if parts else "..."


def share_a_kind_of_key(about: AboutTable) -> Iterator[Problem]:
    """Every replica has a customer key in its own Region, or none has."""
    replicas = about.table.replicas
    keys = {region: replica.encryption.kms_key for region, replica in replicas.items() if replica.encryption}
    for region in replicas:
        if keys and region not in keys:
            other = next(iter(keys))
            related = (Related(f"the replica in {other} has one", about.path("replicas", other, "encryption")),)
            message = f"the replica in {region} has no customer key, and others have"
            hint = "add encryption: {kms_key: ...} with a key of its Region, or take all away"
            yield Problem("DS238", message, hint, about.path("replicas", region), at_key=True, related=related)
    for region, key in keys.items():
        yield from key_problems(key, about.path("replicas", region, "encryption", "kms_key"), about, region=region)


def have_the_tables_indexes(about: AboutTable) -> Iterator[Problem]:
    """A replica has the indexes of the table, and says what is different of them in its Region."""
    known = [*about.table.global_secondary_indexes]
    for region, replica in about.table.replicas.items():
        for name in replica.global_secondary_indexes:
            if name not in known:
                others = f"its indexes are {', '.join(known)}" if known else "the table has none"
                hint = did_you_mean(name, known) or others
                path = about.path("replicas", region, "global_secondary_indexes", name)
                yield Problem("DS243", f"'{name}' is not an index of '{about.name}'", hint, path, at_key=True)


def keep_within_tag_limits(about: AboutTable) -> Iterator[Problem]:
    """The tags of the stack, the table and the replica stand together on the replica."""
    for region, replica in about.table.replicas.items():
        here = in_region(about.table, region)
        counts: list[tuple[int, Path]] = []
        if replica.tags:
            counts.append((len({**about.spec.tags, **here.tags}), ("tags",)))
        if replica.stream and here.stream:
            counts.append((len(here.stream.tags), ("stream", "tags")))
        for count, parts in counts:
            if count > limits.TAGS:
                message = f"{count} tags with those of the table; there may be {limits.TAGS}"
                hint = "take some away; a replica may override a tag without adding one"
                yield Problem("DS251", message, hint, about.path("replicas", region, *parts))
