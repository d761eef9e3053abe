"""The values of a spec as they were written: text, mappings, sequences and nulls that know their position."""

from __future__ import annotations

from typing import TypeAlias

from generator.errors import Path, Position

__all__ = ["Mapping", "Node", "Null", "Sequence", "Text", "locate", "mapping_at", "value_of", "written"]


class Text(str):
    """A scalar, or a mapping's key, as its characters stand in the file.

    What it means (text, number, boolean) is decided where it is used; `plain` says that it stood without
    quotes, so that `5` can be a number and `"5"` cannot.
    """

    __slots__ = ("path", "plain", "position")

    def __new__(cls, value: str, position: Position, path: Path, *, plain: bool = True) -> Text:
        text = super().__new__(cls, value)
        text.position = position
        text.path = path
        text.plain = plain
        return text

    position: Position
    path: Path
    plain: bool


class Null:
    """A written `null` or `~`."""

    __slots__ = ("path", "position")

    def __init__(self, position: Position, path: Path) -> None:
        self.position = position
        self.path = path


class Mapping(dict[Text, "Node"]):
    """A mapping in the order written; its position covers it from the first key to the last value.

    `gone` has the nulls that took keys of lower layers away, None when there are none.
    """

    __slots__ = ("gone", "path", "position")

    def __init__(self, position: Position, path: Path) -> None:
        super().__init__()
        self.position = position
        self.path = path
        self.gone: dict[str, Null] | None = None

    def key(self, name: str) -> Text | None:
        """The key as written, with its position; None when there is no such key."""
        return next((key for key in self if key == name), None)


class Sequence(list["Node"]):
    """A sequence."""

    __slots__ = ("path", "position")

    def __init__(self, position: Position, path: Path) -> None:
        super().__init__()
        self.position = position
        self.path = path


Node: TypeAlias = Text | Null | Mapping | Sequence


def written(tree: Mapping, path: Path) -> Node | None:
    """What stands at `path` in `tree`; None when nothing does."""
    node: Node | None = tree
    for part in path:
        if isinstance(node, Mapping):
            key = node.key(str(part))
            node = None if key is None else node[key]
        else:
            node = node[part] if isinstance(node, Sequence) and isinstance(part, int) and part < len(node) else None
    return node


def locate(tree: Mapping, path: Path, *, at_key: bool = False) -> tuple[Position, Path]:
    """The position of `path` in `tree`, or of the nearest parent that is written, and the path written there.

    Text is shown at its value; mappings and sequences, which may be long, at their key; what a null took away at the
    null. The written path differs from `path` where a value came from `defaults` or stands for a longer form.
    """
    node: Node = tree
    shown: Text | Node = tree
    for depth, part in enumerate(path):
        child: Node | None = None
        if isinstance(node, Mapping) and isinstance(part, str):
            key = node.key(part)
            if key is None:
                shown = (node.gone or {}).get(part, shown)
                break
            child = node[key]
            shown = key
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
            child = shown = node[part]
        if child is None:
            break
        node = child
        if isinstance(node, Text | Null) and not (at_key and depth == len(path) - 1):
            shown = node
    return shown.position, shown.path


def value_of(tree: Mapping | None, key: str) -> Node | None:
    """The value of a key; None when there is none, or nothing to have it."""
    return next((value for name, value in tree.items() if name == key), None) if tree is not None else None


def mapping_at(tree: Mapping | None, key: str) -> Mapping | None:
    """The value of a key, if it is a mapping."""
    value = value_of(tree, key)
    return value if isinstance(value, Mapping) else None
