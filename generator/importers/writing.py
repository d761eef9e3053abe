"""A spec as plain values to its text, as a person would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

from generator.errors import Path, Problem
from generator.template.yaml_text import IN_LINES, UNSAFE, text_scalar

__all__ = ["written"]

COLUMNS: Final = 100
# What is always spread over lines, however short: what has names, and what people look for at its place.
SPREAD: Final = frozenset(
    {"tables", "parameters", "global_secondary_indexes", "local_secondary_indexes", "vector_indexes", "replicas",
     "resources", "alarms", "policies", "resource_policy", "Statement"}
)  # fmt: skip
# A flow collection ends its texts at these, in PyYAML at question marks and colons in front too:
# https://yaml.org/spec/1.2.2/#733-plain-style
IN_FLOW: Final = re.compile(r"[,?\[\]{}]|^:")
FLOW_LEVELS: Final = 2


def written(spec: Mapping[str, Any], remarks: Sequence[Problem], *, schema: str, about: str) -> str:
    """The text of a spec: the schema line for editors, a line about where it is from, and each remark as a comment at
    its place.
    """
    lines = [f"# yaml-language-server: $schema={schema}", f"# {comment(about)}"]
    kept = {key: value for key, value in spec.items() if value not in (None, {}, [])}
    remarks = [each for each in remarks if each.severity != "info"]
    lines += of_mapping(kept, (), remarks)
    homeless = [each for each in remarks if each.path[:1] not in [(key,) for key in kept]]
    lines += [line for each in homeless for line in commented(each, "")]
    return "\n".join(lines) + "\n"


def of_mapping(value: Mapping[str, Any], path: Path, remarks: Sequence[Problem]) -> Iterator[str]:
    """The lines of a mapping that is spread, each remark above the key that it is about."""
    indent = "  " * len(path)
    for key, each in value.items():
        place = (*path, key)
        for remark in remarks:
            if remark.path[: len(place)] == place and (remark.path == place or not holds(each, remark.path, place)):
                yield from commented(remark, indent)
        yield from entry(key, each, place, remarks)


def holds(value: Any, path: Path, place: Path) -> bool:
    """Whether what is at `place` has the next part of the path, and is spread over lines."""
    return isinstance(value, dict) and path[len(place)] in value


def entry(key: str, value: Any, path: Path, remarks: Sequence[Problem]) -> Iterator[str]:
    """The lines of a key and its value."""
    indent = "  " * (len(path) - 1)
    head = f"{indent}{scalar(key)}:"
    about = any(remark.path[: len(path)] == path and len(remark.path) > len(path) for remark in remarks)
    short = f"{head} {flow(value)}"
    fits = len(short) <= COLUMNS and levels(value) <= FLOW_LEVELS and not about
    named = path[-2:-1] and path[-2] in SPREAD and len(path) > 2
    if not isinstance(value, dict | list) or not value:
        yield from of_scalar(head, value, indent)
    elif fits and key not in SPREAD and (len(path) > 2 or levels(value) == 1 or named) and path[-2:-1] != ("tables",):
        yield short
    elif isinstance(value, dict):
        yield head
        yield from of_mapping(value, path, remarks)
    else:
        yield head
        yield from items(value, indent + "  ")


def items(value: Sequence[Any], indent: str) -> Iterator[str]:
    """The lines of a list."""
    for each in value:
        short = f"{indent}- {flow(each)}"
        if isinstance(each, dict) and each and (len(short) > COLUMNS or levels(each) > FLOW_LEVELS):
            lines = [line for key, item in each.items() for line in below(key, item, indent + "  ")]
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield short


def below(key: str, value: Any, indent: str) -> Iterator[str]:
    """The lines of a key within a list."""
    return entry(key, value, ("",) * (len(indent) // 2) + (key,), ())


def of_scalar(head: str, value: Any, indent: str) -> Iterator[str]:
    """The lines of a scalar or of an empty collection; texts in lines stay in lines."""
    if isinstance(value, str) and IN_LINES.fullmatch(value) and not UNSAFE.search(value.replace("\n", "")):
        yield f"{head} |-"
        yield from (f"{indent}  {line}" for line in value.split("\n"))
    else:
        yield f"{head} {flow(value, within=0)}"


def levels(value: Any) -> int:
    """How many collections stand in each other."""
    if not isinstance(value, dict | list) or not value:
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(levels(each) for each in inner)


def flow(value: Any, *, within: int = 1) -> str:
    """The value on one line; `within` tells a collection around it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, within=1)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, within=within)


def scalar(value: Any, *, within: int = 0) -> str:
    """A scalar; quotes where it would be read as something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = text_scalar(value)
    if plain.startswith('"'):
        return plain
    if plain == value and value and not (within and IN_FLOW.search(value)):
        return value
    return json.dumps(value, ensure_ascii=False)


def commented(remark: Problem, indent: str) -> Iterator[str]:
    """A remark as a comment."""
    width = COLUMNS - len(indent)
    yield from (f"{indent}# {line}" for line in wrap(comment(f"{remark.message}: {remark.hint}"), width))


def comment(text: str) -> str:
    """Text that cannot end a comment."""
    return UNSAFE.sub(" ", text)
