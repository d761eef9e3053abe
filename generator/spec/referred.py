"""A tree to what its texts refer to, or to the same with what is known already."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Values
from typing import Final

from generator.errors import Path
from generator.spec.nodes import Mapping, Node, Sequence, Text

__all__ = ["referring", "with_values"]

# Their texts are literal.
NOT_SEARCHED: Final = frozenset({"version", "description", "region", "parameters"})


def referring(node: Node, path: Path) -> Iterator[tuple[Path, Text]]:
    """Every text of a spec in which a reference begins, with its path."""
    if isinstance(node, Text):
        if "${" in node:
            yield path, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if path or key not in NOT_SEARCHED:
                yield from referring(value, (*path, str(key)))
    elif isinstance(node, Sequence):
        for place, value in enumerate(node):
            yield from referring(value, (*path, place))


def with_values(tree: Mapping, values: Values[str, str]) -> Mapping:
    """The tree with `${Name}` in its texts replaced, for the names in `values`, by what they stand for."""
    result = Mapping(tree.position, tree.path)
    result.gone = tree.gone
    for key, value in tree.items():
        result[key] = _with_values(value, values)
    return result


def _with_values(node: Node, values: Values[str, str]) -> Node:
    if isinstance(node, Mapping):
        return with_values(node, values)
    if isinstance(node, Sequence):
        many = Sequence(node.position, node.path)
        many.extend(_with_values(value, values) for value in node)
        return many
    if isinstance(node, Text) and "${" in node:
        text = str(node)
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", value)
        return Text(text, node.position, node.path, plain=node.plain) if text != node else node
    return node
