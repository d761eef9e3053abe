"""A spec with a part in a wrong shape to a model of the rest, in which that part cannot be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from generator.errors import Path, Position
from generator.spec.examples import example, flow
from generator.spec.likeness import alike, choice_meant, meanings
from generator.spec.model.alarms import AccountAlarms, Alarms, IndexAlarms
from generator.spec.model.base import Body
from generator.spec.model.policies import Policies
from generator.spec.model.stack import Spec
from generator.spec.model.table import Table
from generator.spec.model.unknown import Names, Unknown
from generator.spec.nodes import Mapping, Sequence, Text
from generator.spec.shape import Place, model_at, places

__all__ = ["known_part", "salvaged"]

B = TypeVar("B", bound=Body)
# Each round takes away what is wrong, and one level more of what was wrong again.
ROUNDS: Final = 16
KEY: Final = "[key]"
# Stands for a name that is none, where a name may be anything.
STAND_IN: Final = "Unknown"
NOWHERE: Final = Position("", 1, 1, 1, 1)
# Bodies of so many keys that one that they do not have is hardly meant for any that is not like it.
LARGE: Final = (Spec, Table)
# Bodies whose keys say nothing of each other: one that is like none may be meant for any.
OF_THEIR_OWN: Final = (Alarms, IndexAlarms, AccountAlarms, Policies)
NOTHING: Final = Place("value", None)


def salvaged(tree: Mapping, unsure: Iterable[Path]) -> Spec:
    """The spec in `tree`, of which neither what has a wrong shape can be read nor what is at a path of `unsure`.

    What is required and wrong has a stand-in while the rest is validated, which is then taken away.
    """
    rest = _Rest(tree)
    for path in sorted(unsure, key=str):
        rest.take(path)
    sound = next((spec for _ in range(ROUNDS) if (spec := rest.validated())), None)
    return rest.without_stand_ins(sound) if sound else _blank(Spec)


class _Rest:
    """What is left of a tree, and the paths in it of what is not known; `names` are wrong ones by their stand-ins."""

    def __init__(self, tree: Mapping) -> None:
        self.tree: Any = tree
        self.unknown: set[Path] = set()
        self.stood_in: frozenset[Path] = frozenset()
        self.names: dict[Path, str] = {}
        self.misnamed: set[Path] = set()

    def validated(self) -> Spec | None:
        """The model of the tree; what pydantic finds to be wrong is taken out of the tree instead."""
        try:
            return Spec.model_validate(self.tree)
        except Unknown:
            self.tree = _blank(Spec)
        except ValidationError as error:
            self._mend_all(error)
        return None

    def _mend_all(self, error: ValidationError) -> None:
        self.stood_in = frozenset(self.unknown)
        for found in error.errors(include_url=False, include_input=False):
            self._mend(found["type"], found["loc"], found.get("ctx", {}))
        self._rename()

    def _mend(self, kind: str, loc: Path, about: dict[str, Any]) -> None:
        found = _at(self.tree, loc)
        if loc[-1:] == (KEY,):
            if loc[:-1] in self.names:
                self.take(loc[:-2])
            else:
                self.misnamed.add(loc[:-1])
        elif kind == "too_long" and isinstance(found, Mapping):
            self.names.update({(*loc, ""): ""})
            for name in [*found][about["max_length"] :]:
                self.tree = _put(self.tree, (*loc, name), None)
        elif kind == "extra_forbidden" and found is not None:
            owner = model_at(Spec, loc[:-1])
            self.tree = _put(self.tree, loc, None)
            for key in _keys_meant(str(loc[-1]), owner):
                if _at(self.tree, (*loc[:-1], key)) is None:
                    self.take((*loc[:-1], key))
        elif kind == "not_a_choice" and isinstance(found, Text) and (word := choice_meant(found, about["expected"])):
            self.tree = _put(self.tree, loc, Text(word, found.position, found.path))
        else:
            self.take(loc)

    def take(self, path: Path) -> None:
        """Takes the value at a path out of the tree, or what it stands in, if its stand-in was not good enough."""
        path, model = known_part(path)
        while path and (path in self.stood_in or not self._has_place_for(path)):
            path, model = known_part(path[:-1])
        if not self.unknown.isdisjoint(path[:length] for length in range(len(path) + 1)):
            return
        owner = model_at(Spec, path[:-1])
        if path and model is None and path[-1] not in owner.model_fields:
            return
        self.unknown.add(path)
        if path:
            stand_in = _blank(model) if model else _stand_in(owner, str(path[-1]))
            self.tree = _put(self.tree, path, stand_in)

    def _has_place_for(self, path: Path) -> bool:
        return isinstance(_at(self.tree, path[:-1]), Sequence if isinstance(path[-1], int) else Mapping)

    def _rename(self) -> None:
        # What is within another is found again, under the name that stands for it.
        for path in sorted(self.misnamed, key=len):
            holder = _at(self.tree, path[:-1])
            if not isinstance(holder, Mapping):
                continue
            stand_in = f"{STAND_IN}{len(self.names)}"
            renamed = Mapping(holder.position, holder.path)
            for key, value in holder.items():
                renamed[Text(stand_in, key.position, key.path) if key == path[-1] else key] = value
            self.tree = _put(self.tree, path[:-1], renamed)
            at = (*path[:-1], stand_in)
            self.names[at] = str(path[-1])
            self.unknown = {(*at, *each[len(at) :]) if each[: len(path)] == path else each for each in self.unknown}
        self.misnamed = set()

    def without_stand_ins(self, spec: Spec) -> Spec:
        """The model of the tree, in which nothing can be read that is not known, and each name is the one written."""
        if () in self.unknown:
            return _blank(Spec)
        for path in sorted(self.unknown, key=len):
            _hide(spec, path)
        for holder in sorted({path[:-1] for path in self.names}, key=len, reverse=True):
            here = {str(path[-1]): name for path, name in self.names.items() if path[:-1] == holder}
            _name(spec, holder, here)
        return spec


def known_part(path: Path) -> tuple[Path, type[Body] | None]:
    """As much of a path as leads to a key of a body, or to a body among others, and of that the model."""
    place = Place("body", Spec)
    for length, part in enumerate(path, 1):
        if place.kind != "body":
            place = Place("body", place.model)
            if length == len(path):
                return path, place.model
        else:
            place = places(place.model).get(str(part), NOTHING) if place.model else NOTHING
        if place.model is None:
            return path[:length], None
    return path, None


def _keys_meant(key: str, owner: type[Body]) -> Iterable[str]:
    """The keys of a body that one that it does not have may be meant for."""
    if owner in LARGE:
        return meanings(key, owner)
    return (alike(key, owner) if owner in OF_THEIR_OWN else ()) or owner.model_fields


def _stand_in(model: type[Body], key: str) -> Any:
    """What a key has while the rest is validated; None where it need have nothing."""
    if not model.model_fields[key].is_required():
        return None
    place = places(model)[key]
    if place.model is None:
        return Text(flow(example(model, key)), NOWHERE, ())
    return {"body": _blank(place.model), "list": [_blank(place.model)], "mapping": {}}[place.kind]


def _blank(model: type[B]) -> B:
    """A body of which nothing is known."""
    blank = model.model_construct()
    blank.__dict__.clear()
    return blank


def _at(tree: Any, path: Path) -> Any:
    for part in path:
        if isinstance(tree, list):
            tree = tree[part] if isinstance(part, int) and part < len(tree) else None
        else:
            tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def _put(tree: Any, path: Path, value: Any) -> Any:
    """The tree with another value at a path, or with none."""
    part, *below = path
    if isinstance(tree, Sequence):
        several = Sequence(tree.position, tree.path)
        several.extend(tree)
        several[int(part)] = _put(tree[int(part)], tuple(below), value) if below else value
        return several
    changed = Mapping(tree.position, tree.path)
    changed.update(tree)
    key = tree.key(str(part)) or Text(str(part), tree.position, ())
    new = _put(tree[key], tuple(below), value) if below else value
    if new is None:
        changed.pop(key, None)
    else:
        changed[key] = new
    return changed


def _hide(spec: Spec, path: Path) -> None:
    """Takes the value at a path, or what would have it, out of a model."""
    body: Any = spec
    for part in path:
        if not isinstance(body, Body):
            body = _at(body, (part,))
            continue
        name = str(part)
        # What nobody wrote is the default of all bodies.
        if part == path[-1] or name not in body.model_fields_set or body.__dict__.get(name) is None:
            body.__dict__.pop(name, None)
            body.__pydantic_fields_set__.add(name)
            return
        body = body.__dict__[name]


def _name(spec: Spec, path: Path, names: dict[str, str]) -> None:
    """Gives what stands among others at a path the names that were written."""
    body: Any = spec
    for part in path[:-1]:
        body = body.__dict__.get(str(part)) if isinstance(body, Body) else body[part]
    entries = body.__dict__.get(str(path[-1])) if isinstance(body, Body) else None
    if entries is not None:
        written = {names.get(name, name): entry for name, entry in entries.items()}
        body.__dict__[path[-1]] = Names(written, names.values())
