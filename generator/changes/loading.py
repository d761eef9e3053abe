"""The bytes of any CloudFormation template, YAML or JSON, to plain values."""

# Scalars come out as text: CloudFormation takes `5` and `"5"`, `true` and `"true"` alike.

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NoReturn

import yaml

from generator.errors import GeneratorError, Position, Problem, UsageError, lines_of
from generator.spec.events import MAX_VALUES, Excess, Nesting, hand_out
from generator.spec.source import LOADER, decoded
from generator.spec.syntax import syntax_problem
from generator.template.yaml_text import SHORT_TAGS

if TYPE_CHECKING:
    from yaml.events import CollectionStartEvent, Event, ScalarEvent

__all__ = ["MAX_DEPTH", "load"]

# Far deeper than any template that CloudFormation takes.
MAX_DEPTH: Final = 100
# What more than is read is called, and what to do about it.
EXCESS: Final = {
    "documents": ("a second document starts here", "a template is one document"),
    "levels": (f"more than {MAX_DEPTH} levels of nesting", "take some levels out"),
    "values": (f"more than {MAX_VALUES:,} values", "this is no template"),
    "aliases": ("aliases repeat too much", "write less with them"),
}

TAGS: Final = {tag: name for name, tag in SHORT_TAGS.items()} | {
    "!Condition": "Condition",
    "!Length": "Fn::Length",
    "!ToJsonString": "Fn::ToJsonString",
}
STANDARD_TAGS: Final = tuple(
    f"tag:yaml.org,2002:{name}" for name in "str int float bool null map seq timestamp".split()
)
# YAML 1.1, which CloudFormation reads.
NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
TRUE: Final = frozenset("true True TRUE yes Yes YES on On ON".split())
FALSE: Final = frozenset("false False FALSE no No NO off Off OFF".split())
FRACTION: Final = re.compile(r"[-+]?[0-9]{1,30}\.[0-9]{1,30}")


def load(data: bytes, file: str) -> Any:
    """The value that `data` holds: texts, None, mappings and lists. UsageError when it is neither YAML nor JSON."""
    try:
        text = decoded(data, file)
    except GeneratorError as error:
        raise UsageError(error.problems) from None
    if text.lstrip().startswith("{"):
        found = from_json(text)
        if found is not None:
            return found
    composer = Composer(file)
    try:
        composer.compose(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        raise UsageError([syntax_problem(error, file, lines=lines_of(text))]) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise UsageError([Problem("DS681", f"{file} is neither YAML nor JSON")]) from None
    return composer.root


def from_json(text: str) -> Any:
    """The value of a JSON text; None when it is not one that can be read as JSON, which YAML may still be."""
    try:
        found = json.loads(text, parse_int=str, parse_float=fraction, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    left = MAX_VALUES
    level = [found]
    for _ in range(MAX_DEPTH):
        left -= len(level)
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
        if not level or left < 0:
            break
    return None if level else texts(found)


def texts(value: Any) -> Any:
    """The value with true and false as text."""
    if isinstance(value, dict):
        return {key: texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [texts(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else value


def fraction(text: str) -> str:
    """A number without zeros that say nothing: `80` for `80.0`."""
    return text.rstrip("0").rstrip(".") if FRACTION.fullmatch(text) else text


def plain_value(event: ScalarEvent) -> str | None:
    """The text of a scalar as CloudFormation reads it."""
    value: str = event.value
    if event.style or event.tag in ("!", STANDARD_TAGS[0]):
        return value
    if value in NULLS:
        return None
    return "true" if value in TRUE else "false" if value in FALSE else fraction(value)


class Part:
    """A collection while it is read, or an anchored value; `size` and `height` measure it."""

    __slots__ = ("height", "is_open", "key", "size", "tag", "value")

    def __init__(self, value: Any, *, tag: str | None = None, is_open: bool = False) -> None:
        self.value = value
        self.tag = tag
        self.is_open = is_open
        self.key: str | None = None
        self.size = 1
        self.height = int(is_open)


class Composer:
    """Takes the parser's events one by one and makes `root` of them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.nesting: Nesting[Part] = Nesting(deepest=MAX_DEPTH)
        self.parts, self.anchors = self.nesting.parts, self.nesting.anchors
        self.position = Position(file, 1, 1, 1, 1)

    def compose(self, events: Iterable[Event]) -> None:
        """Takes all events; UsageError at the first that cannot be read."""
        try:
            hand_out(events, self, file=self.file)
        except Excess as excess:
            self.refuse(*EXCESS[excess.of])

    def scalar(self, event: ScalarEvent) -> None:
        """A key, a text or nothing."""
        name, value = self.named(event.tag), plain_value(event)
        self.attach(Part({name: value} if name else value), anchor=event.anchor)

    def begin(self, event: CollectionStartEvent, *, is_mapping: bool) -> None:
        """A mapping or a sequence that starts here."""
        self.nesting.deepen()
        part = Part({} if is_mapping else [], tag=self.named(event.tag), is_open=True)
        self.parts.append(part)
        if event.anchor:
            self.anchors[event.anchor] = part

    def finish(self) -> None:
        """The end of the innermost mapping or sequence."""
        part = self.parts.pop()
        part.is_open = False
        if part.tag:
            part.value = {part.tag: part.value}
        self.attach(part)

    def alias(self, name: str) -> None:
        """The value that the anchor `name` is at, again."""
        part = self.anchors.get(name)
        if part is None or part.is_open:
            self.refuse(f"'*{name}' repeats nothing that is whole", "write the value out")
        self.nesting.repeat(part)
        self.attach(part)

    def attach(self, part: Part, *, anchor: str | None = None) -> None:
        """Puts a value where it stands: a key, the value of one, or an entry of a list."""
        if anchor:
            self.anchors[anchor] = part
        parent = self.nesting.count(part)
        if parent is None:
            self.root = part.value
        elif isinstance(parent.value, list):
            parent.value.append(part.value)
        elif parent.key is None:
            if isinstance(part.value, dict | list):
                self.refuse("a mapping or a list stands where a key is wanted", "put quotes around it")
            if part.value == "<<":
                self.refuse("'<<' is not read", "write the keys out, or take what get-template prints")
            parent.key = part.value or ""
        else:
            parent.value[parent.key] = part.value
            parent.key = None

    def named(self, tag: str | None) -> str | None:
        """The long form of the function that a short tag names; None for a tag that says only what a value is."""
        if tag is None or tag == "!" or tag in STANDARD_TAGS:
            return None
        if tag not in TAGS:
            self.refuse(f"{ascii(tag)[1:-1]} is not a function of CloudFormation", "write such as !Ref or !GetAtt")
        return TAGS[tag]

    def refuse(self, message: str, hint: str) -> NoReturn:
        """Stops at what cannot be read."""
        raise UsageError([Problem("DS681", message, hint, position=self.position)])
