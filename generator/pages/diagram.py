"""Tables to a diagram of them, in Mermaid or DOT: indexes, streams, replicas, policies and alarms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from generator.pages.stack import Stack, View, views
from generator.resources import names
from generator.resources.policies import granted
from generator.spec.model.indexes import Attribute
from generator.spec.model.policies import Grant

__all__ = ["Form", "drawn", "graph"]

Form = Literal["mermaid", "dot"]
Shape = Literal["table", "index", "stream", "policy", "alarms", "topic", "replica"]

MERMAID: Final[dict[Shape, tuple[str, str]]] = {
    "table": ("[(", ")]"),
    "index": ("[/", "/]"),
    "stream": ("([", "])"),
    "policy": ("[", "]"),
    "alarms": ("{{", "}}"),
    "topic": (">", "]"),
    "replica": ("[(", ")]"),
}
DOT: Final[dict[Shape, str]] = {
    "table": "cylinder",
    "index": "parallelogram",
    "stream": "cds",
    "policy": "box",
    "alarms": "hexagon",
    "topic": "note",
    "replica": "cylinder",
}


class Node(NamedTuple):
    """Something of a table: an ID of letters, digits and underscores, the lines of its label, and what it is."""

    name: str
    lines: tuple[str, ...]
    shape: Shape


class Edge(NamedTuple):
    """What leads from one node to another; dashed where nothing of the data goes."""

    source: str
    target: str
    dashed: bool = False


class Drawing(NamedTuple):
    """A stack, or a table of it."""

    name: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(stacks: Sequence[Stack], form: Form) -> str:
    """The diagram of stacks, each in a frame of its own."""
    return text([drawing(stack, views(stack), f"stack_{place}") for place, stack in enumerate(stacks)], form)


def drawn(view: View) -> str:
    """The diagram of one table, in Mermaid."""
    return text([drawing(view.stack, [view], "stack_0")], "mermaid")


def drawing(stack: Stack, shown: Iterable[View], name: str) -> Drawing:
    """The nodes and edges of some tables of a stack; `name` is that of the frame, and begins those of the nodes."""
    parts = [part for view in shown for part in of_table(view, f"{name}_{view.table_id}")]
    if stack.spec.notification_topic:
        parts.append(Node(f"{name}_topic", (names.STACK_TOPIC, "notification topic"), "topic"))
        watching = [part.name for part in parts if isinstance(part, Node) and part.shape == "alarms"]
        parts += [Edge(each, f"{name}_topic", dashed=True) for each in watching]
    nodes = tuple(part for part in parts if isinstance(part, Node))
    return Drawing(name, f"stack {stack.name}", nodes, tuple(part for part in parts if isinstance(part, Edge)))


def of_table(view: View, name: str) -> Iterator[Node | Edge]:
    """A table with all that belongs to it."""
    body = view.table
    key = attributes([body.partition_key, *([body.sort_key] if body.sort_key else [])])
    made = "made elsewhere" if body.existing else ""
    yield Node(name, tuple(filter(None, (view.table_id, key, made))), "table")
    of_indexes: dict[str, str] = {}
    for place, (index, label) in enumerate(indexes(view)):
        of_indexes[index] = f"{name}_index_{place}"
        yield Node(of_indexes[index], (index, label), "index")
        yield Edge(name, of_indexes[index])
    if body.stream:
        yield Node(f"{name}_stream", ("stream", str(body.stream.view_type)), "stream")
        yield Edge(name, f"{name}_stream")
    if body.kinesis_stream:
        yield Node(f"{name}_kinesis", ("Kinesis stream",), "stream")
        yield Edge(name, f"{name}_kinesis")
    for place, region in enumerate(each for each in view.written.replicas if each != view.region):
        yield Node(f"{name}_replica_{place}", (view.table_id, region), "replica")
        yield Edge(name, f"{name}_replica_{place}")
    for place, (policy, grant) in enumerate(granted(view.written).items()):
        yield Node(f"{name}_policy_{place}", (names.policy_id(view.table_id, policy), "policy"), "policy")
        yield from (Edge(f"{name}_policy_{place}", each) for each in reached(view, grant, name, of_indexes))
    for place, owner in enumerate(["", *body.global_secondary_indexes]):
        labels = [each.name.rpartition("/")[2] for each in view.alarms if each.index == owner]
        if labels:
            yield Node(f"{name}_alarms_{place}", ("alarms", *labels), "alarms")
            yield Edge(f"{name}_alarms_{place}", of_indexes[owner] if owner else name, dashed=True)


def reached(view: View, grant: Grant, table: str, of_indexes: dict[str, str]) -> Iterator[str]:
    """The nodes that a policy is about."""
    if grant.reaches_items and grant.on_table:
        yield table
    yield from (of_indexes[each] for each in grant.indexes or () if each in of_indexes)
    if not grant.reaches_items:
        yield f"{table}_stream" if view.table.stream else table


def indexes(view: View) -> Iterator[tuple[str, str]]:
    """The indexes of every kind, each with its key."""
    body = view.table
    for name, index in body.global_secondary_indexes.items():
        yield name, attributes([*index.partition_key, *index.sort_key])
    for name, local in body.local_secondary_indexes.items():
        yield name, attributes([body.partition_key, local.sort_key])
    for name, vectors in body.vector_indexes.items():
        yield name, f"nearest {vectors.vector_attribute}"


def attributes(found: Iterable[Attribute]) -> str:
    """The names of a key's attributes."""
    return ", ".join(each.name for each in found)


def text(drawings: Sequence[Drawing], form: Form) -> str:
    """The drawings in a language."""
    return "\n".join(mermaid(drawings) if form == "mermaid" else dot(drawings)) + "\n"


def mermaid(drawings: Sequence[Drawing]) -> Iterator[str]:
    """The lines of a flowchart: https://mermaid.js.org/syntax/flowchart.html."""
    yield "flowchart LR"
    for each in drawings:
        yield f'  subgraph {each.name}["{in_mermaid(each.title)}"]'
        for node in each.nodes:
            before, after = MERMAID[node.shape]
            yield f'    {node.name}{before}"{"<br>".join(map(in_mermaid, node.lines))}"{after}'
        yield "  end"
        for edge in each.edges:
            yield f"  {edge.source} {'-.->' if edge.dashed else '-->'} {edge.target}"


def in_mermaid(line: str) -> str:
    """Text between quotes; an entity there begins with a number sign."""
    return "".join(f"#{ord(letter)};" if letter in '#&"<>' else letter for letter in line)


def dot(drawings: Sequence[Drawing]) -> Iterator[str]:
    """The lines of a digraph: https://graphviz.org/doc/info/lang.html."""
    yield "digraph dynaspec {"
    yield "  rankdir=LR;"
    for each in drawings:
        yield f"  subgraph cluster_{each.name} {{"
        yield f"    label={in_dot([each.title])};"
        yield from (f"    {node.name} [label={in_dot(node.lines)}, shape={DOT[node.shape]}];" for node in each.nodes)
        yield "  }"
        for edge in each.edges:
            yield f"  {edge.source} -> {edge.target}{' [style=dashed]' if edge.dashed else ''};"
    yield "}"


def in_dot(lines: Iterable[str]) -> str:
    """Text between quotes, in several lines."""
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
