"""Defaults under tables: what is merged, replaced, turned off and taken away."""

from __future__ import annotations

from textwrap import dedent

from generator.errors import Problem
from generator.spec import checks
from generator.spec.model.features import TimeToLive
from generator.spec.model.table import Table
from generator.spec.parse import Parsed, parse
from generator.spec.source import read


def parsed(text: str) -> Parsed:
    """What a spec says."""
    return parse(read(f"version: 1\n{dedent(text)}".encode(), "orders.yaml"))


def orders(text: str) -> Table:
    """The table `Orders` of a spec without problems."""
    found = parsed(text)
    assert found.problems == ()
    assert found.spec
    return found.spec.tables["Orders"]


def problems(text: str) -> list[Problem]:
    """All that is wrong with a spec, but for alarms that notify nobody."""
    found = parsed(text)
    return [problem for problem in (*found.problems, *checks.run(found)) if problem.code != "DS265"]


def test_mappings_merge_deeply_and_the_table_wins() -> None:
    table = orders("""
        defaults:
          tags: {team: shop, stage: dev}
          alarms: {throttles: {threshold: 5, write: {threshold: 9}}}
        tables:
          Orders: {partition_key: id, tags: {stage: prod}, alarms: {throttles: {write: {period: 300}}}}
    """)
    assert table.tags == {"team": "shop", "stage": "prod"}
    assert table.alarms.throttles.threshold == 5
    assert (table.alarms.throttles.write.threshold, table.alarms.throttles.write.period) == (9, 300)


def test_shorthands_are_written_out_before_they_merge() -> None:
    table = orders("""
        defaults: {stream: {view_type: KEYS_ONLY, tags: {team: shop}}, alarms: {throttles: 5}}
        tables:
          Orders: {partition_key: id, stream: NEW_IMAGE, alarms: {throttles: {period: 300}}}
    """)
    assert table.stream
    assert (table.stream.view_type, table.stream.tags) == ("NEW_IMAGE", {"team": "shop"})
    assert (table.alarms.throttles.threshold, table.alarms.throttles.period) == (5, 300)


def test_scalars_and_lists_replace() -> None:
    table = orders("""
        defaults: {alarms: {alarm_actions: ["arn:aws:sns:eu-west-1:1:a", "arn:aws:sns:eu-west-1:1:b"]}}
        tables: {Orders: {partition_key: id, alarms: {alarm_actions: ["arn:aws:sns:eu-west-1:1:c"]}}}
    """)
    assert table.alarms.alarm_actions == ["arn:aws:sns:eu-west-1:1:c"]


def test_key_attributes_and_encryption_are_replaced_as_a_whole() -> None:
    table = orders("""
        defaults: {partition_key: {name: id, type: N}, encryption: {kms_key: alias/orders}}
        tables: {Orders: {partition_key: {name: customer}, encryption: AWS_MANAGED}}
    """)
    assert (table.partition_key.name, table.partition_key.type) == ("customer", None)
    assert (table.encryption.type, table.encryption.kms_key) == ("AWS_MANAGED", None)


def test_false_turns_off_and_true_turns_on_what_a_lower_layer_said() -> None:
    text = """
        defaults: {{stream: {{view_type: KEYS_ONLY}}, point_in_time_recovery: {{recovery_period_in_days: 7}}}}
        tables: {{Orders: {{partition_key: id, stream: {value}, point_in_time_recovery: {value}}}}}
    """
    off = orders(text.format(value="false"))
    assert (off.stream, off.point_in_time_recovery.enabled) == (None, False)

    on = orders(text.format(value="true"))
    assert on.stream
    assert on.stream.view_type == "KEYS_ONLY"
    assert (on.point_in_time_recovery.enabled, on.point_in_time_recovery.recovery_period_in_days) == (True, 7)


def test_a_mapping_turns_on_what_a_lower_layer_turned_off() -> None:
    table = orders("""
        defaults: {alarms: false, stream: false}
        tables: {Orders: {partition_key: id, stream: KEYS_ONLY, alarms: {alarm_actions: []}}}
    """)
    assert table.stream
    assert table.alarms.enabled


def test_an_empty_mapping_turns_on_too() -> None:
    table = orders("""
        defaults: {alarms: false, point_in_time_recovery: false}
        tables: {Orders: {partition_key: id, alarms: {}, point_in_time_recovery: {}}}
    """)
    assert (table.alarms.enabled, table.point_in_time_recovery.enabled) == (True, True)


def test_time_to_live_is_turned_off_and_still_names_its_attribute() -> None:
    text = "{{defaults: {lower}, tables: {{Orders: {{partition_key: id, time_to_live: {upper}}}}}, version: 1}}"
    cases = {
        ("{time_to_live: expires}", "false"): ("expires", False),
        ("{time_to_live: {attribute: expires, enabled: false}}", "true"): ("expires", True),
        ("{time_to_live: {attribute: expires, enabled: false}}", "ends"): ("ends", True),
        ("{time_to_live: expires}", "{attribute: ends}"): ("ends", True),
        ("{time_to_live: false}", "ends"): ("ends", True),
        ("{time_to_live: false}", "{attribute: ends, enabled: false}"): ("ends", False),
    }
    for (lower, upper), expected in cases.items():
        found = parse(read(text.format(lower=lower, upper=upper).encode(), "orders.yaml"))
        assert found.spec
        time_to_live = found.spec.tables["Orders"].time_to_live
        assert time_to_live
        assert (time_to_live.attribute, time_to_live.enabled) == expected


def test_time_to_live_that_nobody_names_an_attribute_of_is_off() -> None:
    text = """
        version: 1
        tables: {Orders: {partition_key: id}, Items: {partition_key: id, time_to_live: expires}}
        environments: {dev: {all_tables: {time_to_live: false}}}
    """
    found = parse(read(dedent(text).encode(), "orders.yaml"), environment="dev").spec
    assert found
    assert found.tables["Orders"].time_to_live is None
    assert found.tables["Items"].time_to_live == TimeToLive.model_construct(attribute="expires", enabled=False)
    for written in ("false", "{enabled: false}"):
        assert orders(f"tables: {{Orders: {{partition_key: id, time_to_live: {written}}}}}").time_to_live is None


def test_a_null_billing_mode_is_the_built_in_one_and_drops_capacity() -> None:
    table = orders("""
        defaults: {billing_mode: PROVISIONED, capacity: {read: 5, write: 5}}
        tables: {Orders: {partition_key: id, billing_mode: null}}
    """)
    assert (table.billing_mode, table.capacity) == ("PAY_PER_REQUEST", None)


def test_null_defaults_are_none() -> None:
    assert orders("defaults: null\ntables: {Orders: {partition_key: id}}").stream is None


def test_null_takes_a_key_away_and_the_built_in_default_applies() -> None:
    table = orders("""
        defaults: {deletion_policy: Delete, tags: {team: shop, stage: dev}, stream: KEYS_ONLY}
        tables: {Orders: {partition_key: id, deletion_policy: null, tags: {stage: null}, stream: ~}}
    """)
    assert (table.deletion_policy, table.tags, table.stream) == ("RetainExceptOnCreate", {"team": "shop"}, None)


def test_what_belongs_to_the_other_billing_mode_is_dropped_from_the_layer_below() -> None:
    on_demand = orders("""
        defaults: {billing_mode: PROVISIONED, capacity: {read: 5, write: 5}}
        tables: {Orders: {partition_key: id, billing_mode: PAY_PER_REQUEST}}
    """)
    assert on_demand.capacity is None

    provisioned = orders("""
        defaults: {on_demand_throughput: {max_read: 5}}
        tables: {Orders: {partition_key: id, billing_mode: PROVISIONED, capacity: {read: 5, write: 5}}}
    """)
    assert provisioned.on_demand_throughput is None


def test_in_the_layer_that_sets_the_billing_mode_or_above_it_is_an_error() -> None:
    same = "tables: {Orders: {partition_key: id, billing_mode: PAY_PER_REQUEST, capacity: {read: 5, write: 5}}}"
    assert [problem.code for problem in problems(same)] == ["DS222"]

    above = """
        defaults: {billing_mode: PAY_PER_REQUEST}
        tables: {Orders: {partition_key: id, capacity: {read: 5, write: 5}}}
    """
    assert [problem.code for problem in problems(above)] == ["DS222"]


def test_an_error_in_the_defaults_is_shown_there_once() -> None:
    (problem,) = set(
        problems("""
            defaults: {stream: NEW}
            tables: {Orders: {partition_key: id}, Items: {partition_key: id}}
        """)
    )
    assert problem.path == ("defaults", "stream")
    assert problem.position
    assert (problem.position.line, problem.position.column) == (3, 20)


def test_an_error_in_defaults_that_every_table_overrides_is_still_one() -> None:
    (problem,) = problems("""
        defaults: {stream: NEW}
        tables: {Orders: {partition_key: id, stream: KEYS_ONLY}}
    """)
    assert (problem.code, problem.path) == ("DS112", ("defaults", "stream"))


def test_text_counts_as_written() -> None:
    found = parsed("""
        tags: {account: 0123456789012, version: 1.10, flag: no, empty: "", date: 2024-01-01, octal: 0o17}
        tables: {0042: {partition_key: on, sort_key: 1_000, table_name: 00123}}
    """)
    assert found.problems == ()
    assert found.spec
    assert found.spec.tags == {
        "account": "0123456789012",
        "version": "1.10",
        "flag": "no",
        "empty": "",
        "date": "2024-01-01",
        "octal": "0o17",
    }
    table = found.spec.tables["0042"]
    assert table.sort_key
    assert (table.table_name, table.partition_key.name, table.sort_key.name) == ("00123", "on", "1_000")


def test_an_index_without_a_capacity_has_the_tables_and_one_with_its_own_not() -> None:
    table = orders("""
        tables:
          Orders:
            partition_key: id
            billing_mode: PROVISIONED
            capacity: {read: 50, write: 20}
            global_secondary_indexes:
              by-status: {partition_key: status}
              by-owner: {partition_key: owner, capacity: {read: 1, write: 2}}
    """)
    indexes = table.global_secondary_indexes
    assert [table.limit("write", index=indexes[name]) for name in ("by-status", "by-owner")] == [20, 2]


def test_one_mistake_does_not_hide_another_in_the_same_table() -> None:
    found = problems("""
        tables:
          Orders:
            partition_key: id
            billing_mode: PROVISIONED
            stream: NEW
            colour: blue
            tags: {"aws:x": y}
            time_to_live: id
    """)
    assert sorted(problem.code for problem in found) == ["DS101", "DS109", "DS112", "DS221", "DS242"]


def test_a_mistyped_key_has_no_consequences_that_are_not_there() -> None:
    found = problems("""
        tables: {Orders: {partition_key: id, billing_mod: PROVISIONED, capacity: {read: 5, write: 5}}}
    """)
    assert [(problem.code, problem.hint) for problem in found] == [("DS101", "did you mean billing_mode?")]


def test_a_policy_document_is_replaced_as_a_whole() -> None:
    table = orders("""
        defaults:
          resource_policy:
            Version: 2012-10-17
            Id: from-below
            Statement: {Effect: Deny, Principal: "*", Action: dynamodb:DeleteItem, Resource: "*"}
        tables:
          Orders:
            partition_key: id
            resource_policy:
              Version: 2012-10-17
              Statement: [{Effect: Allow, Principal: 012345678901, Action: dynamodb:GetItem, Resource: "*"}]
    """)
    assert table.resource_policy
    assert table.resource_policy.Id is None
    (statement,) = table.resource_policy.Statement
    assert (statement.Effect, statement.Action) == ("Allow", ["dynamodb:GetItem"])
    assert statement.Principal
    assert statement.Principal.AWS == ["012345678901"]
