"""The rules across keys, as a list that anyone can read: each check, and the table keys that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from generator.errors import Problem
from generator.spec.checks import (
    actions,
    alarms,
    capacity,
    documents,
    encryption,
    existing,
    import_source,
    indexes,
    keys,
    names,
    parameters,
    policies,
    principals,
    publish,
    references,
    replica_throughput,
    replicas,
    safety,
    scaling,
    stack,
    streams,
    tags,
    vector_indexes,
    verbatim,
)
from generator.spec.checks.about import AboutTable
from generator.spec.parse import INDEX_NAMES, Parsed, placed

__all__ = ["run"]

THROUGHPUT: Final = ("billing_mode", "capacity", "autoscaling", "on_demand_throughput")
KEYS: Final = ("partition_key", "sort_key", "global_secondary_indexes", "local_secondary_indexes", "vector_indexes")
REPLICAS: Final = ("replicas", "multi_region_consistency", "witness_region")


class TableCheck(NamedTuple):
    """A rule about one table; it is not held against a table in which one of the keys `reads` has a wrong shape."""

    check: Callable[[AboutTable], Iterator[Problem]]
    reads: tuple[str, ...]


TABLE_CHECKS: Final = (
    TableCheck(keys.one_type_each, KEYS),
    TableCheck(keys.no_attribute_twice, KEYS),
    TableCheck(keys.no_type_in_a_name, KEYS),
    TableCheck(keys.local_indexes_need_a_sort_key, KEYS),
    TableCheck(indexes.names_of_their_own, KEYS),
    TableCheck(indexes.projections, KEYS),
    TableCheck(capacity.fits_the_billing_mode, ("replicas", *THROUGHPUT, *KEYS)),
    TableCheck(capacity.says_something, ("on_demand_throughput", "warm_throughput", *KEYS)),
    TableCheck(capacity.within_the_quota, ("replicas", *THROUGHPUT, *KEYS)),
    TableCheck(capacity.warm_enough, ("billing_mode", "warm_throughput", *KEYS)),
    TableCheck(existing.is_named, ("existing", "table_name")),
    TableCheck(existing.says_what_it_is, ("existing",)),
    TableCheck(verbatim.properties_are_new, ("properties",)),
    TableCheck(scaling.fits_the_billing_mode, ("billing_mode", "autoscaling", "replicas", *KEYS)),
    TableCheck(scaling.bounds_hold, ("autoscaling", "replicas", *KEYS)),
    TableCheck(scaling.starts_well, ("billing_mode", "autoscaling", "replicas", "capacity", *KEYS)),
    TableCheck(scaling.schedules_say_something, ("autoscaling", "replicas", *KEYS)),
    TableCheck(scaling.schedules_run, ("autoscaling", "replicas", *KEYS)),
    TableCheck(safety.can_be_deleted_as_written, ("deletion_policy", "deletion_protection", "replicas")),
    TableCheck(encryption.key_is_a_key, ("encryption", "replicas")),
    TableCheck(vector_indexes.are_in_the_region, ("vector_indexes",)),
    TableCheck(vector_indexes.are_on_demand, ("billing_mode", "vector_indexes")),
    TableCheck(vector_indexes.vectors_agree, KEYS),
    TableCheck(vector_indexes.are_searched_by_something, ("vector_indexes",)),
    TableCheck(import_source.options_fit_the_format, ("import_source",)),
    TableCheck(import_source.headers_name_the_keys, ("import_source", "partition_key", "sort_key")),
    TableCheck(import_source.can_be_imported, ("import_source", "local_secondary_indexes")),
    TableCheck(documents.are_whole, ("resource_policy", "stream", "replicas")),
    TableCheck(documents.reach_their_resource, ("resource_policy", "stream", "replicas", "table_name")),
    TableCheck(principals.are_principals, ("resource_policy", "stream", "replicas")),
    TableCheck(principals.are_not_public, ("resource_policy", "stream", "replicas")),
    TableCheck(streams.changes_go_to_a_kinesis_stream, ("kinesis_stream", "replicas")),
    TableCheck(streams.policy_has_a_stream, ("stream", "policies")),
    TableCheck(policies.grant_something, ("policies",)),
    TableCheck(policies.use_their_options, ("policies",)),
    TableCheck(policies.indexes_are_there, ("policies", INDEX_NAMES, *KEYS)),
    TableCheck(policies.stay_within_limits, ("policies", INDEX_NAMES, *KEYS)),
    TableCheck(policies.streams_are_there, ("policies", "stream")),
    TableCheck(policies.cover_their_regions, ("policies", "replicas")),
    TableCheck(replicas.include_the_stack, REPLICAS),
    TableCheck(replicas.reach_each_other, ("replicas",)),
    TableCheck(replicas.serve_strong_consistency, REPLICAS),
    TableCheck(replicas.go_with_strong_consistency, ("time_to_live", *REPLICAS, *KEYS)),
    TableCheck(replicas.are_fed_by_a_stream, ("stream", *REPLICAS)),
    TableCheck(
        replicas.write_what_is_their_own, ("replicas", "encryption", "kinesis_stream", "resource_policy", "stream")
    ),
    TableCheck(replicas.share_a_kind_of_key, ("replicas",)),
    TableCheck(replicas.have_the_tables_indexes, ("replicas", INDEX_NAMES, *KEYS)),
    TableCheck(replica_throughput.scale_their_writes, ("replicas", *THROUGHPUT, *KEYS)),
    TableCheck(replica_throughput.have_no_schedules, ("replicas", "autoscaling", *KEYS)),
    TableCheck(replicas.keep_within_tag_limits, ("replicas", "stream", "tags")),
    TableCheck(streams.time_to_live_is_a_number, ("time_to_live", *KEYS)),
    TableCheck(tags.not_too_many, ("tags",)),
    TableCheck(alarms.fit_their_metrics, ("alarms", *KEYS)),
    TableCheck(alarms.can_go_off, ("alarms", "replicas", *THROUGHPUT, *KEYS)),
    TableCheck(alarms.have_something_to_watch, ("alarms", "kinesis_stream", *REPLICAS)),
    TableCheck(alarms.notify_somebody, ("alarms",)),
)

SPEC_CHECKS: Final = (
    references.refer_to_something,
    verbatim.refers_to_something,
    verbatim.nothing_is_null,
    verbatim.tables_stand_under_tables,
    parameters.are_used,
    parameters.agree_with_themselves,
    names.tables_differ,
    actions.can_be_reached,
    stack.something_to_make,
    stack.account_alarms_work,
    stack.endpoints_fit,
    stack.endpoints_let_the_topic_in,
    stack.topic_key_works,
    encryption.keys_stay_with_their_tables,
    stack.topic_is_used,
    publish.prefix_works,
    publish.something_is_published,
)


def run(parsed: Parsed) -> Iterator[Problem]:
    """Every problem that the rules find in what has a sound shape, with positions."""
    for found in (*_of_tables(parsed), *(problem for check in SPEC_CHECKS for problem in check(parsed))):
        yield placed(found, parsed.tree)


def _of_tables(parsed: Parsed) -> Iterator[Problem]:
    if parsed.spec is None:
        return
    # Written badly, a topic is a topic all the same.
    topic = any(key == "notification_topic" for key in parsed.tree)
    for name, table in parsed.spec.tables.items():
        unsure = parsed.unsure.get(name, set())
        about = AboutTable(name, table, parsed.spec, parsed.tree, topic=topic)
        for rule in TABLE_CHECKS:
            if unsure.isdisjoint(rule.reads):
                yield from rule.check(about)
