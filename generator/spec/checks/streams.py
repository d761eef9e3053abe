"""Streams and time to live: what needs a stream has one, what expires can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.aws.arns import KINESIS_STREAM as KINESIS_ARN
from generator.errors import Path, Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.references import REFERENCE, ImportedValue
from generator.spec.model.table import used_attributes

__all__ = [
    "changes_go_to_a_kinesis_stream",
    "policy_has_a_stream",
    "time_to_live_is_a_number",
    "time_to_live_is_no_duration",
]

KINESIS_STREAM: Final = "AWS::Kinesis::Stream"
# How people write how long something lasts: 3600, 30d, 7 days, P30D.
DURATION: Final = re.compile(
    r"[0-9]+ ?(?:[smhdwy]|(?:sec|min|hour|day|week|month|year)[a-z]*)?|PT?[0-9]+[SMHDWY]", re.I
)


def changes_go_to_a_kinesis_stream(about: AboutTable) -> Iterator[Problem]:
    """Changes go to a Kinesis data stream in the table's own Region; what a reference stands for cannot be known.

    Source: "Using Kinesis Data Streams to capture changes to DynamoDB" in the DynamoDB Developer Guide.
    """
    # With replicas the problem is that it stands here.
    if about.table.kinesis_stream and not about.table.replicas:
        arn, path = about.table.kinesis_stream.arn, about.path("kinesis_stream", "arn")
        yield from _kinesis_problems(arn, path, about, region=about.spec.region)
    for region, replica in about.table.replicas.items():
        if replica.kinesis_stream:
            path = about.path("replicas", region, "kinesis_stream", "arn")
            yield from _kinesis_problems(replica.kinesis_stream.arn, path, about, region=region)


def _kinesis_problems(arn: str, path: Path, about: AboutTable, *, region: str | None) -> Iterator[Problem]:
    if isinstance(arn, ImportedValue):
        return
    made = about.type_of(arn)
    written = REFERENCE.sub("*", arn)
    if made and made != KINESIS_STREAM:
        message, hint = f"'{arn}' is a resource of type {made}", f"refer to an {KINESIS_STREAM}"
        yield Problem("DS252", message, hint, path)
    elif region and (other := about.region_of(arn)) not in ("", region):
        of = f"the stack's own, in {other}" if made else "a stream of another Region"
        hint = f"name a stream of {region}; changes go to a stream in the table's own Region"
        yield Problem("DS252", f"'{arn}' is {of}", hint, path)
    elif made and "." not in arn:
        yield Problem("DS252", f"'{arn}' is the name of the stream", f"write {arn[:-1]}.Arn}}, its ARN", path)
    elif written.startswith("arn:") and not KINESIS_ARN.fullmatch(written):
        hint = f"write such as arn:aws:kinesis:{region or 'eu-west-1'}:123456789012:stream/changes"
        yield Problem("DS252", f"'{arn}' is not a Kinesis data stream", hint, path)


def policy_has_a_stream(about: AboutTable) -> Iterator[Problem]:
    """A policy for readers of a stream makes sense with a stream only."""
    if about.table.policies.stream_read.enabled and about.table.stream is None:
        yield Problem(
            "DS241",
            f"'{about.name}' has a stream_read policy and no stream",
            "add stream: NEW_AND_OLD_IMAGES or another view type, or leave stream_read out",
            about.path("policies", "stream_read"),
            at_key=True,
        )


def time_to_live_is_no_duration(about: AboutTable) -> Iterator[Problem]:
    """Time to live reads an attribute of each item; hardly anybody calls one by how long items live."""
    if about.table.time_to_live is None or not DURATION.fullmatch(about.table.time_to_live.attribute):
        return
    name = about.table.time_to_live.attribute
    yield Problem(
        "DS278",
        f"items expire at the moment that their attribute '{name}' holds, not after {name}",
        "write the name of an attribute, such as time_to_live: expires_at, which each item has in seconds since 1970",
        about.path("time_to_live", "attribute"),
    )


def time_to_live_is_a_number(about: AboutTable) -> Iterator[Problem]:
    """Items expire by a Number; one whose attribute has another type never does."""
    if about.table.time_to_live is None:
        return
    name = about.table.time_to_live.attribute
    uses = [(attribute, where) for attribute, where in used_attributes(about.table) if attribute.name == name]
    if not uses or any(attribute.type == "N" for attribute, _ in uses):
        return
    type_ = next((attribute.type for attribute, _ in uses if attribute.type), "S")
    yield Problem(
        "DS242",
        f"time to live reads '{name}', a key of the type {type_}, so no item would ever expire",
        f"write {{name: {name}, type: N}} for the key, or name another attribute",
        about.path("time_to_live", "attribute"),
        related=(Related("the key is here", about.path(*uses[0][1], "name")),),
    )
