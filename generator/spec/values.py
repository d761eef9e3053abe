"""A sound spec to its values as they end up, each with the place where somebody wrote it, if anybody did."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

from generator.errors import Path, Position
from generator.spec.checks.about import AboutTable
from generator.spec.checks.settled import Alarm, account_alarms, table_alarms
from generator.spec.model.alarms import AccountAlarms, Alarms, IndexAlarms, Tuning
from generator.spec.model.base import Body
from generator.spec.model.indexes import Attribute, GlobalSecondaryIndex
from generator.spec.model.names import IMPORT_VALUE
from generator.spec.model.policies import BUILT_IN, CustomPolicy, Policies, StreamPolicy
from generator.spec.model.references import ImportedValue
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table, used_attributes
from generator.spec.nodes import Mapping, Node, Sequence, Text

__all__ = ["Value", "stack_values", "table_values"]

ACTIONS: Final = ("alarm_actions", "ok_actions", "insufficient_data_actions")
# What a spec has beside the stack's own values.
NOT_OF_STACK: Final = frozenset({"defaults", "environments", "tables", "version"})


class Value(NamedTuple):
    """A value in its long form: its place in the spec, itself as plain data, and where it stands; None: built in."""

    path: Path
    value: Any
    position: Position | None


class Scope(NamedTuple):
    """What values depend on beside their own body: the tree with all layers in one, the table that they are of, the
    types of its key attributes, its alarms, and the places of those that are made.
    """

    tree: Mapping
    spec: Spec
    made: Collection[Path]
    alarms: tuple[Alarm, ...]
    table_id: str = ""

    @property
    def table(self) -> Table:
        """The table."""
        return self.spec.tables[self.table_id]

    def written(self, *path: str | int) -> Position | None:
        """Where the value at a path was written."""
        return written(self.tree, path)


def stack_values(spec: Spec, tree: Mapping, made: Collection[Path]) -> Iterator[Value]:
    """The values of a stack beside those of its tables; `made` are the places that something was made of."""
    alarms = account_alarms(spec.account_alarms, topic=has_topic(tree)) if spec.account_alarms else ()
    scope = Scope(tree, spec, made, tuple(alarms))
    for name in type(spec).model_fields:
        if name not in NOT_OF_STACK:
            yield from of_field(scope, spec, name, (name,))


def table_values(spec: Spec, tree: Mapping, made: Collection[Path], *, table_id: str) -> Iterator[Value]:
    """The values of a table; `made` are the places that something was made of."""
    about = AboutTable(table_id, spec.tables[table_id], spec, tree, topic=has_topic(tree))
    scope = Scope(tree, spec, made, tuple(table_alarms(about)), table_id)
    yield from of_body(scope, about.table, about.path())


def has_topic(tree: Mapping) -> bool:
    """Whether the stack has a topic for its alarms."""
    return tree.key("notification_topic") is not None


def written(tree: Mapping, path: Path) -> Position | None:
    """Where the value at a path was written: text at itself, all else at its key."""
    node: Node = tree
    position = None
    for part in path:
        if isinstance(node, Mapping) and (key := node.key(str(part))) is not None:
            node = node[key]
            position = node.position if isinstance(node, Text) else key.position
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
            node = node[part]
            position = node.position
        else:
            return None
    return position


def of_body(scope: Scope, body: Body, path: Path) -> Iterator[Value]:
    """The values of a body, or the one short value that stands for it."""
    hidden = body.shorthand.hidden if body.shorthand else frozenset()
    if isinstance(body, Policies) and not body.enabled:
        yield from (Value((*path, name), value=False, position=scope.written(*path, "enabled")) for name in BUILT_IN)
        hidden = hidden | set(BUILT_IN)
    elif "enabled" in hidden and not enabled(scope, body):
        yield Value(path, value=False, position=scope.written(*path, "enabled"))
        return
    shown = [name for name in type(body).model_fields if name not in hidden]
    values = [value for name in shown for value in of_field(scope, body, name, (*path, name))]
    yield from values
    if not values:
        named = [name for name in hidden - {"enabled"} if getattr(body, name, None) is not None]
        key = named[0] if named else "enabled"
        value = getattr(body, key) if named else True if "enabled" in hidden else {}
        yield Value(path, value, scope.written(*path, key) or scope.written(*path))


def enabled(scope: Scope, body: Body) -> bool:
    """Whether a feature is on; that nobody said so of the policy for readers of a stream depends on the stream."""
    said = getattr(body, "enabled", None)
    return scope.table.streams_to_readers if isinstance(body, StreamPolicy) and said is None else bool(said)


def of_field(scope: Scope, body: Body, name: str, path: Path) -> Iterator[Value]:
    """The values of one key of a body."""
    value = getattr(body, name)
    if settled := list(of_several(scope, body, name, path)):
        yield from settled
    elif isinstance(value, Alarms | IndexAlarms | AccountAlarms):
        yield from of_alarms(scope, value, path)
    elif isinstance(value, Body):
        yield from of_body(scope, value, path)
    elif isinstance(value, dict | list) and value and (isinstance(value, dict) or isinstance(value[0], Body)):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, entry in entries:
            if isinstance(entry, Body):
                yield from of_body(scope, entry, (*path, key))
            else:
                yield Value((*path, key), plain(entry), scope.written(*path, key))
    elif value is None and (off := scope.written(*path, "enabled")):
        yield Value(path, value=False, position=off)
    elif value is not None or isinstance(body, Table):
        yield Value(path, plain(value), scope.written(*path))


def of_several(scope: Scope, body: Body, name: str, path: Path) -> Iterator[Value]:
    """The values of a key that follow from other keys when nobody wrote it."""
    unsaid = getattr(body, name) is None
    if isinstance(body, Table) and name == "deletion_protection" and unsaid:
        goes = scope.written("tables", scope.table_id, "deletion_policy")
        yield Value(path, body.protected, None if body.protected else goes)
    elif isinstance(body, Table) and name == "tags":
        for key, tag in {**scope.spec.tags, **body.tags}.items():
            yield Value((*path, key), plain(tag), scope.written(*path, key) or scope.written("tags", key))
    elif isinstance(body, GlobalSecondaryIndex) and name in ("capacity", "autoscaling"):
        # With neither of its own, an index has both of the table.
        of_table: Path = ("tables", scope.table_id, name)
        provided = getattr(scope.table, name) if scope.table.provider(body) is scope.table else None
        for value in of_body(scope, provided, of_table) if provided else ():
            yield value._replace(path=(*path, *value.path[len(of_table) :]))
    elif isinstance(body, CustomPolicy) and name == "scan" and unsaid and not body.actions:
        yield Value(path, body.scans, None)
    elif isinstance(body, Attribute) and name == "type" and unsaid:
        typed = [
            (attribute.type, scope.written("tables", scope.table_id, *place, "type"))
            for attribute, place in used_attributes(scope.table)
            if attribute.name == body.name and attribute.type
        ]
        yield Value(path, *(typed[0] if typed else ("S", None)))


def of_alarms(scope: Scope, alarms: Alarms | IndexAlarms | AccountAlarms, path: Path) -> Iterator[Value]:
    """The settings of the alarms that are made, and which were turned off."""
    if not alarms.enabled:
        yield Value(path, value=False, position=scope.written(*path, "enabled"))
        return
    found = {alarm.place: alarm for alarm in reversed(scope.alarms) if alarm.place[: len(path)] == path}
    for name in ACTIONS if not isinstance(alarms, IndexAlarms) else ():
        told = [getattr(alarm.setting, name) for alarm in found.values() if not alarm.writes(name)]
        if told and told[0] is not None:
            yield Value((*path, name), plain(told[0]), scope.written(*path, name))
    kinds = [*type(alarms).model_fields]
    for place, alarm in sorted(found.items(), key=lambda entry: (kinds.index(entry[1].kind), entry[0])):
        if not alarm.setting.enabled and alarm.writes("enabled"):
            yield Value(place, value=False, position=scope.written(*alarm.written("enabled")))
        elif alarm.setting.enabled and place in scope.made:
            yield from of_alarm(scope, alarm)


def of_alarm(scope: Scope, alarm: Alarm) -> Iterator[Value]:
    """The setting of one alarm; whom it tells, where that is its own."""
    for name in Tuning.model_fields:
        value = getattr(alarm.setting, name)
        # Without a number of its own, that of the periods counts.
        of = "evaluation_periods" if name == "datapoints_to_alarm" and not alarm.writes(name) else name
        own = alarm.writes(of)
        if name != "enabled" and value not in (None, "") and (own or name not in ACTIONS):
            yield Value((*alarm.place, name), plain(value), scope.written(*alarm.written(of)) if own else None)


def plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, ImportedValue):
        return {IMPORT_VALUE: str(value)}
    if isinstance(value, Body):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
