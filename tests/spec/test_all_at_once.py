"""All mistakes at once: of two that have nothing to do with each other both are told, and nothing else."""

from __future__ import annotations

from copy import deepcopy
from itertools import combinations, permutations
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
import yaml

from generator.cli.together import with_shared_names
from generator.errors import Problem
from generator.pipeline import Settings, Source, compile_spec

SPECS = sorted((Path(__file__).parents[2] / "specs").rglob("*.yaml"))
KEYS = frozenset({"partition_key", "sort_key", "global_secondary_indexes", "local_secondary_indexes"})
THROUGHPUT = frozenset({"billing_mode", "capacity", "on_demand_throughput", "global_secondary_indexes"})

Finding = tuple[str, str, str, tuple[str | int, ...]]


class Mistake(NamedTuple):
    """What somebody writes into a table (None takes the key away), and the codes that it alone is told with.

    `about` are the other keys of the table that have to do with it.
    """

    codes: set[str]
    written: dict[str, Any]
    about: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """The keys that it is about."""
        return self.about | {*self.written}


# A table in which each of them is the only mistake.
SOUND: dict[str, Any] = {
    "partition_key": "id",
    "sort_key": "at",
    "stream": "NEW_IMAGE",
    "global_secondary_indexes": {"by-state": {"partition_key": "state"}, "by-day": {"partition_key": "day"}},
    "alarms": {"alarm_actions": ["arn:aws:sns:eu-west-1:123456789012:on-call"], "latency": {"GetItem": 20}},
}
ON_CALL = SOUND["alarms"]["alarm_actions"]

SHARING = b"version: 1\ntables: {Orders: {partition_key: id, table_name: orders, colour: red, alarms: false}}\n"

# The first are of the shape, the others of rules.
MISTAKES = [
    Mistake({"DS112"}, {"partition_key": {"name": "id", "type": "String"}}),
    Mistake({"DS102"}, {"partition_key": None}),
    Mistake({"DS101"}, {"partition_key": None, "partion_key": "id"}),
    Mistake({"DS101"}, {"partition_key": None, "KeySchema": []}, frozenset({"sort_key", *KEYS})),
    Mistake({"DS104"}, {"partition_key": ["id"]}),
    Mistake({"DS104"}, {"sort_key": [["at"]]}, frozenset({"local_secondary_indexes"})),
    Mistake({"DS112"}, {"billing_mode": "ON_DEMAND"}, THROUGHPUT),
    Mistake({"DS105", "DS222"}, {"capacity": {"read": "many", "write": 5}}, THROUGHPUT),
    Mistake({"DS112"}, {"stream": "NEW"}, frozenset({"policies"})),
    Mistake({"DS101"}, {"colour": "red"}),
    Mistake({"DS104"}, {"time_to_live": ["at"]}),
    Mistake({"DS109"}, {"tags": {"a*b": "x"}}),
    Mistake({"DS112"}, {"table_class": "COLD"}),
    Mistake({"DS104"}, {"alarms": {"alarm_actions": ON_CALL, "throttles": "often"}}),
    Mistake({"DS109"}, {"alarms": {"alarm_actions": ["me"]}}),
    Mistake({"DS101"}, {"alarms": {"alarm_action": ON_CALL}}),
    Mistake({"DS104"}, {"global_secondary_indexes": {**SOUND["global_secondary_indexes"], "a-list": ["state"]}}),
    Mistake({"DS104"}, {"global_secondary_indexes": {"by-state": ["state"]}}),
    Mistake({"DS108"}, {"global_secondary_indexes": {"by": {"partition_key": "state"}}}, frozenset({"policies"})),
    Mistake({"DS112"}, {"global_secondary_indexes": {"by-state": {"partition_key": "state", "projection": "SOME"}}}),
    Mistake({"DS112"}, {"policies": {"custom": {"Some": {"access": "reed"}}}}),
    Mistake({"DS101"}, {"encryption": {"colour": "red"}}),
    Mistake({"DS106"}, {"deletion_protection": "maybe"}, frozenset({"deletion_policy"})),
    Mistake({"DS112"}, {"replicas": {"eu-west-9": {}}}, frozenset({*THROUGHPUT, "policies", "witness_region"})),
    Mistake({"DS221"}, {"billing_mode": "PROVISIONED"}, THROUGHPUT | {"replicas"}),
    Mistake({"DS222"}, {"capacity": {"read": 5, "write": 5}}, THROUGHPUT),
    Mistake({"DS214"}, {"on_demand_throughput": {}}, THROUGHPUT),
    Mistake({"DS225"}, {"warm_throughput": {"read": 5}}, frozenset({"billing_mode", "replicas"})),
    Mistake({"DS232"}, {"encryption": {"kms_key": "orders"}}, frozenset({"replicas"})),
    Mistake({"DS203"}, {"sort_key": None, "local_secondary_indexes": {"by-total": {"sort_key": "total"}}}),
    Mistake(
        {"DS212"}, {"local_secondary_indexes": {"by-total": {"sort_key": "c", "projection": {"include": ["a", "a"]}}}}
    ),
    Mistake({"DS293"}, {"policies": {"custom": {"Some": {"access": "query", "indexes": ["by-name"]}}}}, KEYS),
    Mistake({"DS291"}, {"policies": {"custom": {"Some": {}}}}),
    Mistake({"DS231"}, {"deletion_policy": "Delete", "deletion_protection": True}, frozenset({"replicas"})),
    Mistake({"DS261"}, {"alarms": {"alarm_actions": ON_CALL, "throttles": {"statistic": "p99"}}}),
    Mistake({"DS265"}, {"alarms": {"ok_actions": []}}),
    Mistake({"DS242"}, {"time_to_live": "at"}, KEYS),
    Mistake({"DS245"}, {"witness_region": "eu-west-2"}, frozenset({"replicas"})),
    Mistake({"DS241"}, {"stream": None, "policies": {"stream_read": True}}),
    Mistake({"DS113"}, {"table_name": "${Stage}-orders"}),
]


# What the reader of YAML refuses in a line of the table, and the keys that nobody knows for that.
REFUSED = [
    ("stream: yes\nstream: KEYS_ONLY", frozenset({"stream", "policies"})),
    ("stream: !Ref View", frozenset({"stream", "policies"})),
    ("partition_key: !Sub id\npartition_key: {name: id}", KEYS),
    ("sort_key: !Foo null", KEYS | {"time_to_live"}),
    ("table_name:", frozenset({"table_name"})),
    ("table_class:", frozenset({"table_class"})),
    ("billing_mode: PROVISIONED\nbilling_mode: ON_DEMAND", THROUGHPUT | {"replicas", "warm_throughput"}),
    ("encryption: {type: KMS, type: AWS}", frozenset({"encryption", "replicas"})),
    ("tags: {team: , owner: !Ref Owner}", frozenset({"tags"})),
    ("deletion_protection: !!bool true", frozenset({"deletion_protection", "deletion_policy"})),
    ("alarms: {alarm_actions: [!Ref Topic]}", frozenset({"alarms"})),
    ("replicas: [eu-west-1, !Ref Other]", THROUGHPUT | {"replicas", "witness_region", "encryption", "policies"}),
    ("properties: {A: !Ref B}", frozenset({"properties"})),
]


def written(*tables: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "tables": {f"Table{place}": table for place, table in enumerate(tables)}}


def with_mistakes(table: dict[str, Any], *mistakes: Mistake) -> dict[str, Any]:
    changed = deepcopy(table)
    for mistake in mistakes:
        changed |= deepcopy(mistake.written)
    return {key: value for key, value in changed.items() if value is not None}


def found(tree: dict[str, Any]) -> set[Finding]:
    data = yaml.safe_dump(tree, sort_keys=False).encode()
    compiled = compile_spec(Source(data, "s.yaml", "s", "s", "templates"), Settings())
    return {finding(problem) for each in compiled for problem in each.problems if problem.code != "DS301"}


def found_with(lines: str, table: dict[str, Any]) -> set[Finding]:
    rest = {key: value for key, value in table.items() if not lines.startswith(f"{key}:")}
    text = f"{yaml.safe_dump(rest, sort_keys=False)}{lines}\n".replace("\n", "\n    ")
    data = f"version: 1\ntables:\n  Table0:\n    {text}".encode()
    (compiled,) = compile_spec(Source(data, "s.yaml", "s", "s", "templates"), Settings())
    assert compiled.text is None
    return {finding(problem) for problem in compiled.problems if problem.code != "DS301"}


def finding(problem: Problem) -> Finding:
    return problem.code, problem.message, problem.hint, problem.path


PAIRS = [(one, other) for one, other in combinations(MISTAKES, 2) if one.keys.isdisjoint(other.keys)]


def test_each_mistake_alone_is_told_once() -> None:
    assert found(written(SOUND)) == set()
    for mistake in MISTAKES:
        codes = {code for code, *_ in found(written(with_mistakes(SOUND, mistake)))}
        assert codes == mistake.codes, mistake


def test_two_mistakes_in_one_table_are_both_told_and_nothing_else() -> None:
    alone = {str(mistake): found(written(with_mistakes(SOUND, mistake))) for mistake in MISTAKES}
    for one, other in PAIRS:
        both = found(written(with_mistakes(SOUND, one, other)))
        assert both == alone[str(one)] | alone[str(other)], (one, other)


def test_what_the_reader_refuses_is_told_beside_every_mistake_and_nothing_else() -> None:
    for lines, unknown in REFUSED:
        refused = found_with(lines, SOUND)
        assert {code for code, *_ in refused} <= {"DS003", "DS004", "DS006"}, lines
        for mistake in MISTAKES:
            if mistake.keys.isdisjoint(unknown):
                both = found_with(lines, with_mistakes(SOUND, mistake))
                assert both == refused | found(written(with_mistakes(SOUND, mistake))), (lines, mistake)


def test_two_mistakes_in_two_tables_are_both_told_and_nothing_else() -> None:
    for one, other in Random(7).sample([*permutations(MISTAKES, 2)], 200):
        tables = with_mistakes(SOUND, one), with_mistakes(SOUND, other)
        alone = found(written(tables[0], SOUND)) | found(written(SOUND, tables[1]))
        assert found(written(*tables)) == alone, (one, other)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_two_mistakes_in_a_spec_of_the_repository_are_both_told_and_nothing_else(spec: Path) -> None:
    sound = yaml.safe_load(spec.read_text(encoding="utf-8"))
    before, chosen = found(sound), Random(spec.stem)
    for pair in chosen.sample(PAIRS, 20) if sound.get("tables") else ():
        name = chosen.choice([*sound["tables"]])
        told = [
            found(sound | {"tables": sound["tables"] | {name: with_mistakes(sound["tables"][name], *mistakes)}})
            for mistakes in (pair, pair[:1], pair[1:])
        ]
        both, *alone = [{(code, path) for code, _, _, path in each - before} for each in told]
        assert both <= alone[0] | alone[1], (name, pair)
        # What the spec makes of a mistake beside that may depend on what nobody knows any more.
        own = {code for mistake in pair for code in mistake.codes}
        assert {place for place in alone[0] | alone[1] if place[0] in own} <= both, (name, pair)


def test_what_has_a_wrong_name_is_judged_and_what_a_wrong_name_may_mean_is_not() -> None:
    index = {"partition_key": "state", "projection": {"include": ["a", "a"]}}
    table = {"partition_key": "id", "alarms": False, "global_secondary_indexes": {"by state": index}}
    table["policies"] = {"custom": {"Some": {"access": "query", "indexes": ["by-state"]}}}
    codes = sorted(code for code, *_ in found({"version": 1, "tables": {"my-orders": table}}))
    assert codes == ["DS109", "DS109", "DS212"]


def test_what_two_specs_share_is_told_beside_what_is_wrong_with_each() -> None:
    specs = [Source(SHARING, f"{name}.yaml", name, name, "templates") for name in ("one", "two")]
    compiled = with_shared_names([each for spec in specs for each in compile_spec(spec, Settings())])
    assert [[problem.code for problem in each.problems] for each in compiled] == [["DS101"], ["DS101", "DS270"]]
