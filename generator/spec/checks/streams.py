"""Streams and time to live: what needs a stream has one, what expires can."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Problem, Related
from generator.spec.checks.about import AboutTable
from generator.spec.model.table import used_attributes

__all__ = ["policy_has_a_stream", "time_to_live_is_a_number"]


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
