"""What keys of a table ask of each other, in JSON Schema, as far as no other layer may say what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from generator.aws import limits
from generator.spec.checks.existing import OF_ITS_INDEXES, OF_THE_MAKER
from generator.spec.checks.import_source import NOT_WITH as NOT_WITH_IMPORT
from generator.spec.checks.verbatim import OWNED
from generator.spec.completeness import complete
from generator.spec.conditions import Schema, absent, all_of, at, each, lacks, refused, says, when
from generator.spec.merge import NOT_WITH, OWN_THROUGHPUT
from generator.spec.model.alarms import Alarms, IndexAlarms
from generator.spec.model.policies import BUILT_IN
from generator.spec.model.table import Table
from generator.spec.tunings import of_alarms

__all__ = ["Rule", "table_rules"]

INDEXES: Final = "global_secondary_indexes"
SOME: Final[Schema] = {"type": "object", "minProperties": 1}
PROVISIONED: Final = says("billing_mode", {"const": "PROVISIONED"})
ON_DEMAND: Final = at("billing_mode", {"enum": ["PAY_PER_REQUEST", None]})
REPLICATED: Final = says("replicas", SOME)
MADE_HERE: Final = at("existing", {"enum": [False, None]})
# What a throughput is told that is of the other billing mode.
OF_THE_OTHER_MODE: Final = {
    "PAY_PER_REQUEST": "It is for PROVISIONED: write billing_mode: PROVISIONED, or leave it out.",
    "PROVISIONED": "It is for PAY_PER_REQUEST: leave it out; the capacity is the maximum of a provisioned table.",
}
STREAM_MISSING: Final = "There is no stream: add stream: NEW_AND_OLD_IMAGES or another view type to the table."


class Rule(NamedTuple):
    """What holds of a table, unless another layer says one of the keys."""

    keys: frozenset[str]
    holds: Schema


def rule(keys: str, *holds: Schema) -> Rule:
    """A rule about keys, which stand in one text."""
    return Rule(frozenset(keys.split()), all_of(*holds))


def table_rules() -> Iterator[Rule]:
    """What holds of a table by itself."""
    for key, holds in complete(Table).items():
        yield Rule(frozenset([key]) if key else frozenset(holds["required"]), holds)
    yield from _throughput()
    yield from _features()
    yield from _policies()
    yield from _replicas()
    yield rule("alarms", at("alarms", of_alarms(Alarms)))
    index_alarms = at(INDEXES, each(at("alarms", of_alarms(IndexAlarms))))
    yield rule(f"alarms {INDEXES}", when(at("alarms", {"not": {"const": False}}), index_alarms))


def _everywhere(holds: Schema) -> Schema:
    """What holds of a table, and of all of it that has a throughput of its own."""
    index = at(INDEXES, each(holds))
    return all_of(holds, index, at("|".join(sorted(OWN_THROUGHPUT - {INDEXES})), each(all_of(holds, index))))


def _throughput() -> Iterator[Rule]:
    keys = f"billing_mode capacity autoscaling on_demand_throughput replicas {INDEXES}"
    for mode, condition in (("PAY_PER_REQUEST", ON_DEMAND), ("PROVISIONED", PROVISIONED)):
        others = "|".join(sorted(NOT_WITH[mode]))
        yield rule(keys, when(condition, _everywhere(refused(others, OF_THE_OTHER_MODE[mode]))))
    made = all_of(PROVISIONED, MADE_HERE, lacks("replicas"))
    provided = _provided()
    own = when({"anyOf": [says("capacity"), says("autoscaling")]}, provided)
    yield rule(f"existing {keys}", when(made, all_of(provided, at(INDEXES, each(own)))))
    scaled = at("autoscaling", {"type": "object", "required": ["write"]})
    yield rule(keys, when(all_of(PROVISIONED, REPLICATED), all_of({"required": ["autoscaling"]}, scaled)))
    reads, writes = limits.WARM_THROUGHPUT_ON_DEMAND
    warm = at("warm_throughput", all_of(at("read", {"minimum": reads}), at("write", {"minimum": writes})))
    yield rule(f"billing_mode warm_throughput {INDEXES}", when(ON_DEMAND, all_of(warm, at(INDEXES, each(warm)))))
    vectors = absent("Vector indexes work with PAY_PER_REQUEST only.")
    yield rule(
        "billing_mode vector_indexes",
        when(all_of(PROVISIONED, says("vector_indexes", SOME)), at("vector_indexes", vectors)),
    )


def _provided() -> Schema:
    """Capacity or autoscaling for reads and for writes."""
    neither = lacks("capacity|autoscaling")
    both = at("capacity", {"type": "object", "required": ["read", "write"]})
    half = [
        when(
            says("autoscaling", {"not": {"required": [way]}}),
            all_of({"required": ["capacity"]}, at("capacity", {"required": [way]})),
        )
        for way in ("read", "write")
    ]
    return all_of(
        when(neither, {"required": ["capacity"]}),
        when(all_of(lacks("autoscaling"), says("capacity")), both),
        *half,
    )


def _features() -> Iterator[Rule]:
    yield rule("stream", at("stream", _names("true names no view type: write NEW_AND_OLD_IMAGES or another.")))
    yield rule("time_to_live", at("time_to_live", _names("true names no attribute: write the name of one.")))
    local = says("local_secondary_indexes", SOME)
    yield rule("sort_key existing local_secondary_indexes", when(local, {"required": ["sort_key"]}))
    elsewhere = says("existing", {"const": True})
    yield rule("existing table_name", when(elsewhere, {"required": ["table_name"]}))
    for kinds, key, message in (
        (
            "kinesis_record_age|kinesis_failed_records",
            "kinesis_stream",
            "There is no Kinesis stream: add kinesis_stream.",
        ),
        ("replication_latency", "replicas", "There is no replica in another Region: add replicas."),
    ):
        unwatched = at("alarms", at(kinds, {"enum": [False, None], "errorMessage": message}))
        yield rule(f"alarms replicas {key}", when(lacks(f"replicas|{key}"), unwatched))
    maker = "The table is made elsewhere, so that this does nothing: leave it out."
    own = [_deep(path, absent(maker)) for path in OF_THE_MAKER]
    indexes = at(INDEXES, each(refused("|".join(OF_ITS_INDEXES), maker)))
    yield rule("existing", when(elsewhere, all_of(*own, indexes)))
    goes = says("deletion_policy", {"const": "Delete"})
    kept = "deletion_policy: Delete asks for deletion_protection: false."
    unprotected = at("deletion_protection", {"enum": [False, None], "errorMessage": kept})
    everywhere = all_of(unprotected, at("replicas", each(unprotected)))
    yield rule("deletion_policy deletion_protection existing replicas", when(goes, everywhere))
    for key, reason in NOT_WITH_IMPORT.items():
        # Of the table's parts a mapping without entries is none.
        there = says(key, {"const": True} if key == "existing" else SOME)
        message = f"{reason[:1].upper()}{reason[1:]}: leave import_source or {key} out."
        yield rule(f"import_source {key}", when(there, refused("import_source", message)))
    yield rule("properties", at("properties", all_of(*(_owned(name, keys) for name, keys in OWNED.items()))))
    other = says("input_format", {"not": {"const": "CSV"}})
    csv = refused("csv", "Options of CSV are for input_format: CSV.")
    yield rule("import_source", at("import_source", when(other, csv)))


def _owned(name: str, keys: str | dict[str, str]) -> Schema:
    if isinstance(keys, str):
        return refused(name, f"Write {keys} instead.")
    return at(name, all_of(*(refused(part, f"Write {key} instead.") for part, key in keys.items())))


def _names(message: str) -> Schema:
    return {"if": {"const": True}, "then": {"type": "string", "errorMessage": message}}


def _deep(path: tuple[Any, ...], schema: Schema) -> Schema:
    return at(str(path[0]), _deep(path[1:], schema)) if path else schema


def _policies() -> Iterator[Rule]:
    streamless = at("stream", {"enum": [False, None]})
    reader = at("policies", at("stream_read", {"enum": [False, None], "errorMessage": STREAM_MISSING}))
    custom = at(
        "policies", at("custom", each(at("access", {"if": {"const": "stream_read"}, "then": absent(STREAM_MISSING)})))
    )
    yield rule("policies stream", when(streamless, all_of(reader, custom)))
    regions = refused("regions", "The table has no replicas: leave regions out.")
    everywhere = all_of(at("|".join(BUILT_IN), regions), at("custom", each(regions)))
    yield rule("policies replicas", when(at("replicas", {"enum": [{}, None]}), at("policies", everywhere)))
    taken = f"^({'|'.join(BUILT_IN.values())})$"
    own = {"patternProperties": {taken: absent("It is the name of a built-in policy: take another one.")}}
    yield rule("policies", at("policies", at("custom", all_of(own, each(_custom())))))


def _custom() -> Schema:
    no_scan = at("scan", {"enum": [False, None], "errorMessage": "It would read items of all keys: leave it out."})
    return all_of(
        when(
            says("access", {"const": "query"}),
            at(
                "scan",
                {"enum": [False, None], "errorMessage": "query is Query only: leave scan out, or write access: read."},
            ),
        ),
        when(all_of(says("leading_keys"), {"not": says("actions")}), no_scan),
        when(
            says("actions"),
            at(
                "partiql",
                {
                    "enum": [False, None],
                    "errorMessage": "Name PartiQLSelect, PartiQLInsert, PartiQLUpdate or PartiQLDelete in actions.",
                },
            ),
        ),
    )


def _replicas() -> Iterator[Rule]:
    empty = at("replicas", {"enum": [{}, None]})
    alone = refused(
        "multi_region_consistency|witness_region", "The table has no replicas: add some, or leave this out."
    )
    yield rule("replicas multi_region_consistency witness_region", when(empty, alone))
    yield rule("replicas", at("replicas", {"minProperties": 1}))
    own = absent("It is of one Region: write it in each of the replicas.")
    keys = all_of(
        refused("kinesis_stream|resource_policy", own["errorMessage"]),
        at("encryption", at("kms_key", own)),
        at("stream", at("resource_policy", own)),
    )
    yield rule("replicas encryption kinesis_stream resource_policy stream", when(REPLICATED, keys))
    strong = all_of(REPLICATED, says("multi_region_consistency", {"const": "STRONG"}))
    yield rule(
        "replicas multi_region_consistency time_to_live local_secondary_indexes",
        when(
            strong,
            all_of(
                at(
                    "time_to_live",
                    {"enum": [False, None], "errorMessage": "A strongly consistent table cannot have it."},
                ),
                at("local_secondary_indexes", {"maxProperties": 0}),
            ),
        ),
    )
    several = says("replicas", {"type": "object", "minProperties": 2})
    eventual = all_of(several, at("multi_region_consistency", {"enum": ["EVENTUAL", None]}))
    fed = all_of({"required": ["stream"]}, at("stream", {"not": {"enum": [False, None]}}))
    yield rule("replicas multi_region_consistency stream", when(eventual, fed))
    consistent = all_of(REPLICATED, at("multi_region_consistency", {"enum": ["EVENTUAL", None]}))
    yield rule(
        "replicas multi_region_consistency witness_region",
        when(consistent, refused("witness_region", "A witness is for multi_region_consistency: STRONG.")),
    )
    schedules = refused("schedules", "A table with replicas is scaled by its use alone: leave schedules out.")
    yield rule(
        f"replicas autoscaling {INDEXES}", when(REPLICATED, _everywhere(at("autoscaling", at("read|write", schedules))))
    )
