"""A body in the words of another tool to the same in the format's own, and to one problem with the text to type."""

from __future__ import annotations

import re
from typing import Any, Final

from generator.errors import Path, Problem
from generator.spec.examples import example, example_of, flow, keys_to_write
from generator.spec.hints import BOOLEANS, typed
from generator.spec.likeness import snake_case
from generator.spec.model.base import Body
from generator.spec.model.features import Encryption
from generator.spec.model.indexes import Capacity, Projection
from generator.spec.model.notification import ENDPOINTS, NotificationTopic
from generator.spec.model.scaling import Autoscaling
from generator.spec.nodes import Mapping, Node, Null, Sequence, Text
from generator.spec.wanted import topic_for
from generator.spec.words import FOREIGN_UNITS, FOREIGN_WORDS, WORDS_WITHIN

__all__ = ["in_our_words"]

# CloudFormation has numbers that are whole with a fraction too.
WHOLE_NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,15})(\.0+)?")
ENABLED: Final = "enabled"
BOUNDS: Final = WORDS_WITHIN["Scaling"]
DIRECTIONS: Final = ("read", "write")
# A bound in one word with what it is for, as modules of Terraform have it.
DIRECTED: Final = re.compile("(read|write)_(?:capacity_)?(min|max|target)(?:_.*)?")


def in_our_words(body: Mapping, model: type[Body], *, path: Path) -> tuple[Node, Problem] | None:
    """What a body at `path` should be, where it is wholly in words of which it is known what they stand for, and the
    one problem of it; None for every other body.
    """
    known = keys_to_write(model)
    foreign = [key for key in body if key not in known]
    named = {our_name(key, model): value for key, value in body.items()} if foreign else {}
    if not foreign or "" in named or len(named) < len(body):
        return None
    # Keys on lines of their own are told there, each with its word.
    in_one_line = body.position.line == body.position.end_line
    ours = _ours(named, model, together=len(foreign) > 1 and in_one_line)
    if ours is None:
        return None
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    hint = typed(name, _shown(ours))
    if model is Capacity and named.keys() == {"min", "max"}:
        both = {each: {"min_capacity": named["min"], "max_capacity": named["max"]} for each in DIRECTIONS}
        hint += f" and autoscaling: {typed('', _shown(both)).removeprefix('write ')}"
    *some, last = [f"'{key}'" for key in foreign]
    what = f"{', '.join(some)} and {last} are not keys" if some else f"{last} is not a key"
    problem = Problem("DS101", f"{what} of {model.noun}", hint, (*path, str(foreign[0])), at_key=True)
    return _node(ours, foreign[0]), problem


def our_name(key: str, model: type[Body]) -> str:
    """What a key of another tool is called in a `model`; empty where that is not known."""
    snake = snake_case(key)
    if word := WORDS_WITHIN.get(model.__name__, {}).get(snake):
        return word
    if model is Autoscaling and (directed := DIRECTED.fullmatch(snake)):
        return f"{directed[1]} {BOUNDS[directed[2]]}"
    if model is NotificationTopic and key in ENDPOINTS:
        return key
    words = (snake, FOREIGN_WORDS.get(snake, ""), FOREIGN_UNITS.get(snake, ""))
    return next((word for word in words if word in model.model_fields), "")


def _ours(named: dict[str, Node], model: type[Body], *, together: bool) -> Any:
    """The value that what is `named` stands for; None where that is not known, or where each key is told alone."""
    if model is Encryption:
        return _encryption(named)
    if model is Autoscaling:
        return _autoscaling(named)
    if model is Capacity and named.keys() == {"min", "max"}:
        return dict.fromkeys(DIRECTIONS, named["min"])
    if model is Projection and "include" in named:
        return {"include": named["include"]}
    if model is NotificationTopic:
        return _topic(named)
    short = model.shorthand
    hidden = short.hidden if short else frozenset()
    if short and short.boolean and ENABLED in hidden and _is_off(named.get(ENABLED)):
        return False
    if short and named.keys() <= {*hidden, short.text} and not hidden.isdisjoint(named):
        return named.get(short.text) or (True if short.text in hidden else example(model, short.text) or True)
    return named if together and hidden.isdisjoint(named) and all(map(_is_plain, named.values())) else None


def _is_plain(value: Node) -> bool:
    return isinstance(value, Text) or (isinstance(value, Mapping) and all(map(_is_plain, value.values())))


def _is_off(value: Node | None) -> bool:
    return isinstance(value, Text) and BOOLEANS.get(value.casefold()) == "false"


def _encryption(named: dict[str, Node]) -> Any:
    if "kms_key" in named:
        return {"kms_key": named["kms_key"]}
    # "DynamoDB encryption at rest" in the DynamoDB Developer Guide: off is this key, for every table is encrypted.
    return "AWS_OWNED" if _is_off(named.get(ENABLED)) else "AWS_MANAGED"


def _topic(named: dict[str, Node]) -> Any:
    endpoints = {name: value for name, value in named.items() if name in ENDPOINTS and isinstance(value, Text)}
    rest = {name: value for name, value in named.items() if name not in endpoints}
    if len(endpoints) != 1 or not rest.keys() <= {"kms_key"}:
        return None
    ((protocol, endpoint),) = endpoints.items()
    return topic_for(protocol, endpoint) | rest


def _autoscaling(named: dict[str, Node]) -> Any:
    of_both = {name: value for name, value in named.items() if name in BOUNDS.values()}
    ours: dict[str, Any] = {}
    for direction in DIRECTIONS:
        own = {name.split()[1]: value for name, value in named.items() if name.startswith(f"{direction} ")}
        bounds = of_both | own
        if bounds and (direction in named or not {"min_capacity", "max_capacity"} <= bounds.keys()):
            return None
        if bounds or direction in named:
            ours[direction] = bounds or named[direction]
    return ours or (None if _is_off(named.get(ENABLED)) else example_of(Autoscaling))


def _node(value: Any, at: Text) -> Node:
    """A value as a node, at the place of another where it is none itself."""
    if isinstance(value, Text) and value.plain and (number := WHOLE_NUMBER.fullmatch(value)):
        return Text(number[1], value.position, value.path)
    if isinstance(value, Mapping | Sequence | Text | Null):
        return value
    if not isinstance(value, dict):
        return Text(flow(value), at.position, at.path)
    result = Mapping(at.position, at.path)
    for key, item in value.items():
        result[Text(key, at.position, at.path)] = _node(item, at)
    return result


def _shown(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {str(key): _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, Text) and value.plain and (number := WHOLE_NUMBER.fullmatch(value)):
        return int(number[1])
    if isinstance(value, Text) and value.plain and value in ("true", "false"):
        return value == "true"
    return value
