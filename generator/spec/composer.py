"""The events of the YAML parser to nodes, and everything in them that the format does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from generator.errors import GeneratorError, Path, Position, Problem, Related, in_order
from generator.spec.events import MAX_ALIASED, MAX_VALUES, Excess, Nesting, hand_out
from generator.spec.nodes import Mapping, Node, Null, Sequence, Text
from generator.spec.slips import SUSPECT, empty_hint, slip_in_text
from generator.spec.tags import instead_of

if TYPE_CHECKING:
    from yaml.events import CollectionStartEvent, Event, ScalarEvent

__all__ = ["Composer"]

# Far deeper than any real spec.
MAX_DEPTH: Final = 50
# What more than is read is called, and what to do about it.
EXCESS: Final = {
    "documents": ("DS007", "a second document starts here", "write it into a file of its own"),
    "levels": ("DS008", f"more than {MAX_DEPTH} levels of nesting", "take some levels out"),
    "values": ("DS009", f"the file holds more than {MAX_VALUES:,} values", "split it"),
    "aliases": ("DS012", f"aliases repeat more than {MAX_ALIASED:,} values", "repeat less"),
}

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
NULLS = ("null", "~")


class Part:
    """A collection while it is read, or an anchored value."""

    __slots__ = ("height", "is_key", "is_open", "key", "keys", "node", "problems_before", "size")

    def __init__(self, node: Node, *, is_open: bool = False, is_key: bool = False, problems_before: int = 0) -> None:
        self.node = node
        self.is_open = is_open
        self.is_key = is_key
        self.problems_before = problems_before
        self.key: Text | None = None
        self.keys: dict[str, Text] = {}
        self.size = 1
        self.height = int(is_open)

    def wants_key(self) -> bool:
        """Whether the next value is a mapping's key."""
        return self.key is None and isinstance(self.node, Mapping)


class Composer:
    """Takes the parser's events one by one and makes `root` of them; what is wrong on the way is in `problems`."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.nesting: Nesting[Part] = Nesting(deepest=MAX_DEPTH)
        self.parts, self.anchors = self.nesting.parts, self.nesting.anchors
        self.position = Position(file, 1, 1, 1, 1)

    def compose(self, events: Iterable[Event]) -> None:
        """Takes all events; GeneratorError where there is more than is read, with what was wrong before."""
        try:
            hand_out(events, self, file=self.file)
        except Excess as excess:
            code, message, hint = EXCESS[excess.of]
            self.refuse(code, message, hint=hint, path=())
            raise GeneratorError(in_order(self.problems)) from None

    def scalar(self, event: ScalarEvent) -> None:
        """A key, a text or a null."""
        value, plain = event.value, not event.style
        if plain and SUSPECT.search(value):
            self.refuse_slip()
        if event.tag is not None:
            self.refuse_tag(event.tag)
        if event.style == '"' and LONE_SURROGATE.search(value):  # libyaml refuses it, PyYAML's own parser does not
            self.refuse("DS002", "an escape that stands for no character", hint="write the character itself")
        if self.parts and self.parts[-1].wants_key():
            node: Node = self.key(value, plain=plain)
        else:
            if plain and not value and event.tag is None:
                self.refuse_empty()
            path = self.path()
            nothing = plain and value in NULLS
            node = Null(self.position, path) if nothing else Text(value, self.position, path, plain=plain)
            self.attach(node)
        if event.anchor:
            self.anchors[event.anchor] = Part(node)

    def key(self, value: str, *, plain: bool) -> Text:
        """The key whose value comes next."""
        part = self.parts[-1]
        key = Text(value, self.position, (*part.node.path, value), plain=plain)
        part.key = key
        first = part.keys.setdefault(value, key)
        if plain and not value:
            self.refuse("DS013", "there is no key before the colon", hint="write a key")
        elif plain and value == "<<":
            self.refuse("DS005", "'<<' is not part of the format", hint="write the keys out, or alias a whole value")
        elif first is not key:
            related = (Related("first written here", first.path, first.position),)
            self.refuse(
                "DS003", f"'{value}' is written twice", hint="keep one of the two", path=key.path, related=related
            )
        return key

    def begin(self, event: CollectionStartEvent, *, is_mapping: bool) -> None:
        """A mapping or a sequence that starts here."""
        self.nesting.deepen()
        before = len(self.problems)
        if event.tag is not None:
            self.refuse_tag(event.tag)
        kind = Mapping if is_mapping else Sequence
        is_key = bool(self.parts) and self.parts[-1].wants_key()
        node = kind(self.position, self.path())
        part = Part(node, is_open=True, is_key=is_key, problems_before=before)
        self.parts.append(part)
        if event.anchor:
            self.anchors[event.anchor] = part

    def finish(self) -> None:
        """The end of the innermost mapping or sequence."""
        part = self.parts.pop()
        part.is_open = False
        end = self.position
        start = part.node.position
        part.node.position = self.position = start._replace(end_line=end.end_line, end_column=end.end_column)
        if part.is_key:
            del self.problems[part.problems_before :]
            self.refuse_key("a mapping or a list", hint="put quotes around a text that starts with { or [")
        else:
            self.attach(part.node, part)

    def alias(self, name: str) -> None:
        """The value that the anchor `name` is at, again."""
        if self.parts and self.parts[-1].wants_key():
            self.refuse_key("an alias", hint="write the key out")
            return
        part = self.anchors.get(name)
        if part is None:
            self.refuse("DS002", f"'*{name}' has no anchor above it", hint="quote the text, or write &NAME at a value")
        elif part.is_open:
            self.refuse("DS012", f"'*{name}' stands inside the value that it repeats", hint="write the value out")
        else:
            self.nesting.repeat(part)
        self.attach(part.node if part else Null(self.position, self.path()), part)

    def attach(self, node: Node, part: Part | None = None) -> None:
        """Puts a value, of which `part` is the measure, where it stands."""
        parent = self.nesting.count(part)
        if parent is None:
            self.root = node
        elif isinstance(parent.node, Sequence):
            parent.node.append(node)
        elif isinstance(parent.node, Mapping) and parent.key is not None:
            parent.node[parent.key] = node
            parent.key = None

    def path(self) -> Path:
        """Where the value that comes next stands."""
        if not self.parts:
            return ()
        part = self.parts[-1]
        if isinstance(part.node, Sequence):
            return (*part.node.path, len(part.node))
        return part.key.path if part.key is not None else part.node.path

    def check_root(self) -> None:
        """That the file holds a mapping."""
        root = self.root
        if root is None or (isinstance(root, Text) and root.plain and not root):
            self.position = Position(self.file, 1, 1, 1, 1)
            self.refuse("DS010", "the file is empty", hint="write 'version: 1' and 'tables:'")
        elif not isinstance(root, Mapping):
            what = "a list" if isinstance(root, Sequence) else "a text" if isinstance(root, Text) else "null"
            self.position = root.position
            self.refuse("DS011", f"the file holds {what}", hint="write keys, each with a colon and a space after it")

    def refuse_tag(self, tag: str) -> None:
        """Every tag is a problem; `tag` is what the parser makes of it."""
        line = self.lines[self.position.line - 1]
        written = re.compile(r"(?:&\S+\s+)?(![^\s,\[\]{}]*)").match(line, self.position.column - 1)
        at = self.position
        if written:
            tag = written[1]
            at = Position(self.file, at.line, written.start(1) + 1, at.line, written.end(1) + 1)
        self.refuse("DS006", f"'{tag}' is a tag", hint=instead_of(tag, self.path()), at=at)

    def refuse_empty(self) -> None:
        """A key or a dash with nothing after it."""
        if not self.parts:
            return
        key, at = self.parts[-1].key, self.position
        if key is None:
            at = at._replace(column=at.column - 1) if at.column == at.end_column else at
            self.refuse("DS004", "the list entry has no value", hint="write a value after the dash", at=at)
        elif key or not key.plain:  # a plain key without text is what stands for a refused one
            hint = empty_hint(key, self.lines[key.position.line - 1])
            self.refuse("DS004", f"'{key}' has no value", hint=hint, path=key.path, at=key.position)

    def refuse_slip(self) -> None:
        """A character in a text without quotes that is not what it looks like."""
        at = self.position
        line = self.lines[at.line - 1]
        end = at.end_column - 1 if at.line == at.end_line else None
        is_key = bool(self.parts) and self.parts[-1].wants_key()
        if slip := slip_in_text(line, at.column - 1, end, path=self.path(), is_key=is_key):
            column = at.column + slip.offset
            place = at._replace(column=column, end_line=at.line, end_column=column + 1)
            self.refuse("DS002", slip.message, hint=slip.hint, at=place)

    def refuse_key(self, what: str, *, hint: str) -> None:
        """A key that is not a text; its value is read on."""
        self.refuse("DS013", f"{what} stands where a key is wanted", hint=hint)
        part = self.parts[-1]
        part.key = Text("", self.position, part.node.path)

    def refuse(
        self,
        code: str,
        message: str,
        *,
        hint: str,
        path: Path | None = None,
        at: Position | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        """One more problem, at the latest event and path where nothing else is said."""
        path, at = self.path() if path is None else path, at or self.position
        self.problems.append(Problem(code, message, hint, path=path, position=at, related=related))
