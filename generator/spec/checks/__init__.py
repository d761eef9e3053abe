"""The rules across keys, as two lists that anyone can read: those about one table, and those about a whole spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
from generator.spec.model.unknown import sure
from generator.spec.parse import Parsed, judged

__all__ = ["run"]

TABLE_CHECKS: Final = (
    keys.one_type_each,
    keys.no_attribute_twice,
    keys.no_type_in_a_name,
    keys.local_indexes_need_a_sort_key,
    indexes.names_of_their_own,
    indexes.projections,
    capacity.fits_the_billing_mode,
    capacity.says_something,
    capacity.within_the_quota,
    capacity.warm_enough,
    existing.is_named,
    existing.says_what_it_is,
    verbatim.properties_are_new,
    scaling.fits_the_billing_mode,
    scaling.bounds_hold,
    scaling.starts_well,
    scaling.schedules_say_something,
    scaling.schedules_run,
    safety.can_be_deleted_as_written,
    encryption.key_is_a_key,
    vector_indexes.are_in_the_region,
    vector_indexes.are_on_demand,
    vector_indexes.vectors_agree,
    vector_indexes.are_searched_by_something,
    import_source.options_fit_the_format,
    import_source.headers_name_the_keys,
    import_source.can_be_imported,
    documents.are_whole,
    documents.reach_their_resource,
    principals.are_principals,
    principals.are_not_public,
    streams.changes_go_to_a_kinesis_stream,
    streams.policy_has_a_stream,
    policies.grant_something,
    policies.use_their_options,
    policies.indexes_are_there,
    policies.stay_within_limits,
    policies.streams_are_there,
    policies.cover_their_regions,
    replicas.include_the_stack,
    replicas.reach_each_other,
    replicas.serve_strong_consistency,
    replicas.go_with_strong_consistency,
    replicas.are_fed_by_a_stream,
    replicas.write_what_is_their_own,
    replicas.share_a_kind_of_key,
    replicas.have_the_tables_indexes,
    replica_throughput.scale_their_writes,
    replica_throughput.have_no_schedules,
    replicas.keep_within_tag_limits,
    streams.time_to_live_is_a_number,
    streams.time_to_live_is_no_duration,
    tags.not_too_many,
    alarms.fit_their_metrics,
    alarms.can_go_off,
    alarms.have_something_to_watch,
    alarms.notify_somebody,
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
    yield from judged(parsed, _of_tables(parsed))
    for check in SPEC_CHECKS:
        yield from judged(parsed, check(parsed))


def _of_tables(parsed: Parsed) -> Iterator[Problem]:
    if parsed.spec is None:
        return
    for name, table in parsed.spec.tables.items():
        about = AboutTable(name, table, parsed.spec, parsed.tree, topic=parsed.has_topic)
        for check in TABLE_CHECKS:
            yield from sure(check(about))
