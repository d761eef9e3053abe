"""What hints say to type is what `check` takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from generator.errors import Path, Problem
from generator.pipeline import Settings, Source, compile_spec, problems_of
from generator.spec.examples import example, flow
from generator.spec.model.alarms import AccountAlarms
from generator.spec.model.base import Body
from generator.spec.model.settings import Kind
from generator.spec.model.stack import Spec
from generator.spec.shape import model_at, places

# A name for each place where the format has any, and where each model is wanted once.
NAMES = {"replicas": "eu-west-1", "latency": "GetItem", "custom": "Audit"}
# Values that people write where others are wanted.
WRONG = ("true", "yes", "5", "5 units", "text", "[a, b]", "[{name: x}]", "{a: b}", "[]")
# What the rest of a spec has is wrong with a short example only.
SHAPE = re.compile("DS1(01|02|04|05|06|12)")


def keys(model: type[Body], path: Path, seen: set[tuple[type[Body], str]]) -> Iterator[tuple[type[Body], Path]]:
    """Every key of the format once, with the model that has it."""
    for name, place in places(model).items():
        if (model, name) in seen or name in ("version", "defaults", "environments"):
            continue
        seen.add((model, name))
        here: Path = (*path, name)
        hidden = model.shorthand.hidden if model.shorthand else ()
        if name not in hidden:
            yield model, here
        if place.model:
            below: Path = {"mapping": (*here, NAMES.get(name, "Name")), "list": (*here, 0)}.get(place.kind, here)
            yield from keys(place.model, below, seen)


KEYS = list(keys(Spec, (), set()))


def spec(path: Path, value: str) -> str:
    """A spec with a value at a path; a table in it has its key."""
    for part in reversed(path[1:]):
        value = f"[{value}]" if isinstance(part, int) else f"{{{part}: {value}}}"
    if path[0] == "tables" and len(path) > 2:
        table = "" if path[2] == "partition_key" else "partition_key: id, "
        value = value.replace(f"{{Name: {{{path[2]}:", f"{{Name: {{{table}{path[2]}:", 1)
    tables = "" if path[0] == "tables" else "tables: {Orders: {partition_key: id}}\n"
    return f"version: 1\n{tables}{path[0]}: {value}\n"


def wrong(text: str, path: Path) -> list[Problem]:
    """What is wrong with the shape of what stands at a path."""
    source = Source(text.encode(), "specs/a.yaml", "a", "a.yaml", "templates")
    found = problems_of(compile_spec(source, Settings()))
    return [problem for problem in found if SHAPE.match(problem.code) and problem.path[: len(path)] == path]


@pytest.mark.parametrize(("model", "path"), KEYS, ids=[".".join(map(str, path)) for _, path in KEYS])
def test_the_example_of_a_key_is_taken(model: type[Body], path: Path) -> None:
    shown: Any = example(model, str(path[-1]))
    if shown is not None:
        assert wrong(spec(path, flow(shown)), path) == []


def hinted(path: Path) -> Iterator[tuple[str, str]]:
    """Every value that hints say to write for a key, each with the hint."""
    key = re.escape(flow(str(path[-1])))
    written = re.compile(rf"(?:write|add) {key}: (.+?)(?:, for example|, without .*| and sort_key.*)?")
    for value in WRONG:
        for problem in wrong(spec(path, value), path):
            said = written.fullmatch(problem.hint) if problem.path == path else None
            for way in re.split(r", (?=true|false)| or (?![^{]*\})", said[1]) if said else ():
                # One value that is in no list was meant to be the only one in it, whatever it is.
                if way != flow([value]):
                    yield way, problem.hint


def test_what_a_hint_says_to_write_is_taken() -> None:
    told = {(path, way): hint for _, path in KEYS for way, hint in hinted(path)}
    refused = {hint: wrong(spec(path, way), path) for (path, way), hint in told.items()}

    assert {hint: [each.message for each in found] for hint, found in refused.items() if found} == {}
    assert len({path for path, _ in told}) > 80


def test_words_for_false_and_nothing_are_names_like_others() -> None:
    text = "tables: {no: {partition_key: off, sort_key: y, global_secondary_indexes: {yes: {partition_key: on}}}}"
    assert wrong(f"version: 1\n{text}\n", ()) == []


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_example_of_a_statistic_says_something_of_the_metric(kind: Kind) -> None:
    owner = "account_alarms" if kind in AccountAlarms.model_fields else "alarms"
    tuning = {"threshold": 5, "statistic": example(model_at(Spec, path_of(owner, kind)), "statistic")}
    alarms = flow({"alarm_actions": [], kind: {"GetItem": tuning} if kind == "latency" else tuning})
    orders = "partition_key: id, on_demand_throughput: {max_read: 5, max_write: 5}"
    table = f"{{{orders}, alarms: {alarms}}}" if owner == "alarms" else f"{{{orders}}}"
    text = f"version: 1\ntables: {{Orders: {table}}}\n" + (f"account_alarms: {alarms}\n" if owner != "alarms" else "")

    source = Source(text.encode(), "specs/a.yaml", "a", "a.yaml", "templates")

    assert not {problem.code for problem in problems_of(compile_spec(source, Settings()))} & {"DS101", "DS104", "DS261"}


def path_of(owner: str, kind: Kind) -> Path:
    """Where the tuning of a kind of alarms stands."""
    above: Path = ("account_alarms",) if owner == "account_alarms" else ("tables", "Orders", "alarms")
    return (*above, kind, "GetItem") if kind == "latency" else (*above, kind)
