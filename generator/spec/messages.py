"""What is wrong with the shape of a spec, in the format's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sized
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError

from generator.errors import Path, Problem, dotted
from generator.spec.model.base import Body, shape_of
from generator.spec.model.references import ENVIRONMENT
from generator.spec.shape import places
from generator.spec.words import FOREIGN_VALUES, FOREIGN_WORDS

SOME_KEYS: Final = 5
NO_SPACE: Final = re.compile(r"([a-z_]+):(\w.*)")
LISTED_CHOICES: Final = 10

__all__ = ["did_you_mean", "meant", "model_at", "shape_problems", "unknown_key"]


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """A hint that names the nearest of `known`, or nothing when none is near."""
    candidates = list(known)
    by_fold = {name.casefold(): name for name in candidates}
    near = get_close_matches(found.casefold(), by_fold, n=1, cutoff=0.6)
    return f"did you mean {by_fold[near[0]]}?" if near else ""


def unknown_key(key: str, model: type[Body], *, path: Path) -> Problem:
    """The problem of a key at `path` that `model` does not have."""
    hint = _short_form(key, model, path) or _elsewhere(key, model) or meant(key, model)[1] or _keys_of(model)
    return Problem("DS101", f"'{key}' is not a key of {model.noun}", hint, path, at_key=True)


def _short_form(key: str, model: type[Body], path: Path) -> str:
    short = model.shorthand
    if short is None or key not in short.hidden:
        return ""
    name = next((part for part in reversed(path[:-1]) if isinstance(part, str)), "it")
    if key != "enabled":
        return f"write {name}: {key.upper()}, without a mapping"
    return "leave it out: a mapping turns it on" if _written(model) else f"write {name}: true, or false"


def _keys_of(model: type[Body]) -> str:
    keys = _written(model)
    return f"its keys are {', '.join(keys)}" if keys else "write true or false"


def meant(key: str, model: type[Body]) -> tuple[str, str]:
    """The key of `model` that an unknown one was meant to be, and a hint that says so; both empty when none is near."""
    known = _written(model)
    snake = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", key).casefold().replace("-", "_")
    foreign = FOREIGN_WORDS.get(snake, "")
    name = foreign.split(":")[0].split(" ")[0]
    if snake in known:
        return snake, f"write {snake}"
    if name in known:
        return name, f"write {foreign}"
    folded = {each.casefold(): each for each in known}
    near = [folded[each] for each in get_close_matches(snake, folded, n=1)]
    return (near[0], f"did you mean {near[0]}?") if near else ("", "")


def _written(model: type[Body]) -> list[str]:
    hidden = model.shorthand.hidden if model.shorthand else frozenset()
    return [name for name in model.model_fields if name not in hidden]


def _elsewhere(key: str, model: type[Body]) -> str:
    homes = [name for name, place in places(model).items() if place.model and key in place.model.model_fields]
    return f"it stands under {' or '.join(homes)}" if homes else ""


def shape_problems(error: ValidationError, model: type[Body], *, path: Path) -> Iterator[Problem]:
    """pydantic's findings about the body at `path`, which should be a `model`, as problems."""
    for found in error.errors(include_url=False):
        yield _problem(found["type"], found["loc"], found.get("ctx", {}), found["input"], model=model, path=path)


def _problem(
    kind: str, loc: Path, about: Mapping[str, Any], value: object, *, model: type[Body], path: Path
) -> Problem:
    if loc and loc[-1] == "[key]":
        return _value_problem(kind, about, value, path=(*path, *loc[:-1]), at_key=True)
    where = (*path, *loc)
    if kind == "extra_forbidden":
        return unknown_key(str(loc[-1]), model_at(model, loc[:-1]), path=where)
    if kind in ("missing", "missing_key"):
        parent, key = (where[:-1], str(loc[-1])) if kind == "missing" else (where, about["key"])
        # An entry of a list has no name of its own.
        name = dotted(parent[-2:] if parent and isinstance(parent[-1], int) else parent[-1:])
        owner = model_at(model, loc[:-1] if kind == "missing" else loc)
        examples = getattr(owner.model_fields.get(key), "examples", None)
        hint = f"add {key}: {examples[0]}" if examples else f"add {key}"
        return Problem("DS102", f"'{name}' has no {key}" if parent else f"the spec has no {key}", hint, (*parent, key))
    if kind in ("model_type", "model_attributes_type", "dict_type", "list_type"):
        return _shape_problem(kind, value, model=model_at(model, loc), path=where)
    return _value_problem(kind, about, value, path=where)


def model_at(model: type[Body], loc: Path) -> type[Body]:
    """The model of the body at a place in a `model`, or of the nearest body around it."""
    current, inside = model, False
    for part in loc:
        if inside:
            inside = False
            continue
        place = places(current).get(str(part))
        if place is None or place.model is None:
            return current
        current, inside = place.model, place.kind != "body"
    return current


def _shape_problem(kind: str, value: object, *, model: type[Body], path: Path) -> Problem:
    pair = NO_SPACE.fullmatch(value) if isinstance(value, str) else None
    if pair and kind != "list_type" and pair[1] in model.model_fields:
        hint = f"write {pair[1]}: {pair[2]}, with a space after the colon"
        return Problem("DS104", f"{shape_of(value)} instead of a mapping", hint, path)
    if isinstance(value, list) and (names := [each["name"] for each in value if named(each)]):
        hint = f"write {names[0]}: with its keys below it, and no dash"
        return Problem("DS104", f"{shape_of(value)} instead of a mapping of names", hint, path)
    if isinstance(value, list) and value and all(isinstance(each, Mapping) and "Key" in each for each in value):
        pairs = ", ".join(f"{each['Key']}: {each.get('Value', '...')}" for each in value)
        return Problem("DS104", f"{shape_of(value)} instead of a mapping", f"write {{{pairs}}}", path)
    if kind == "list_type":
        hint = f'write ["{value}"]' if isinstance(value, str) else "write [a, b, ...]"
        return Problem("DS104", f"{shape_of(value)} instead of a list", hint, path)
    if kind == "dict_type":
        return Problem("DS104", f"{shape_of(value)} instead of a mapping", "write {name: value, ...}", path)
    ways = []
    if short := model.shorthand:
        ways += ["true or false"] if short.boolean else []
        ways += [f"a {short.number}"] if short.number else []
        ways += [f"its {short.text.replace('_', ' ')}"] if short.text else []
    away = "; null takes it away" if value == "false" else ""
    hint = f"write {', or '.join([*ways, _mapping(model)])}{away}"
    return Problem("DS104", f"{shape_of(value)} instead of {model.noun}", hint, path)


def named(entry: object) -> bool:
    """Whether an entry of a list says its name, as other tools have tables and indexes."""
    return isinstance(entry, Mapping) and isinstance(entry.get("name"), str)


def _mapping(model: type[Body]) -> str:
    keys = _written(model)
    required = [name for name in keys if model.model_fields[name].is_required()]
    shown = required or keys[:SOME_KEYS]
    return f"a mapping with {', '.join(shown)}{' and so on' if len(shown) < len(keys) else ''}"


def _value_problem(kind: str, about: Mapping[str, Any], value: object, *, path: Path, at_key: bool = False) -> Problem:
    code, message, label, hint = _in_words(kind, about, value)
    return Problem(code, message, hint, path, at_key=at_key, label=label)


def _in_words(kind: str, about: Mapping[str, Any], value: object) -> tuple[str, str, str, str]:
    found = about.get("found", shape_of(value))
    match kind:
        case "not_a_choice":
            return _choice(found, about["noun"], about["expected"])
        case "wrong_shape":
            return "DS104", f"{found} instead of {about['wanted']}", f"expected {about['wanted']}", ""
        case "off":
            return "DS104", f"{found} instead of a name", "", 'null takes it away; write "false" if that is the name'
        case "not_a_number":
            return "DS105", f"{found} is not {about['wanted']}", f"expected {about['wanted']}", _number_hint(value)
        case "not_boolean":
            return "DS106", f"{found} is not a boolean", "expected true or false", _boolean_hint(value)
        case "not_literal":
            if ENVIRONMENT in found:
                return (
                    "DS114",
                    f"'{found}' stands in a spec without environments",
                    "",
                    "add environments, or write the text itself",
                )
            hint = "write the text itself; only names, ARNs, tag values, severities and policies are resolved"
            return "DS114", f"'{found}' refers to something, and only literal text may stand here", "", hint
        case "text_length":
            least, most, unit = about["least"], about["most"], about["unit"]
            wanted = f"{least} to {most} {unit}" if least != most else _counted(most, unit)
            return "DS108", f"{about['noun']} of {_counted(about['size'], unit)}", f"expected {wanted}", ""
        case "text_characters":
            hint = _name_hint(found, about["noun"])
            return "DS109", f"'{found}' is not {about['noun']}", f"expected {about['allowed']}", hint
    return _count(kind, about, value)


def _name_hint(found: str, noun: str) -> str:
    words = re.findall("[A-Za-z0-9]+", found)
    if not found.isascii() or not words:
        return ""
    if noun == "a logical ID":
        return f"write {''.join(word[0].upper() + word[1:] for word in words)}"
    dashed = "-".join(found.split())
    fits = noun in ("a table name", "an index name") and re.fullmatch("[A-Za-z0-9_.-]+", dashed)
    return f"write {dashed}" if fits else ""


def _counted(size: int, unit: str) -> str:
    return f"{size} {unit[:-1] if size == 1 else unit}"


def _count(kind: str, about: Mapping[str, Any], value: object) -> tuple[str, str, str, str]:
    match kind:
        case "greater_than_equal":
            return "DS107", f"{shape_of(value)} is out of bounds", f"expected at least {about['ge']}", ""
        case "less_than_equal":
            return "DS107", f"{shape_of(value)} is out of bounds", f"expected at most {about['le']}", ""
        case "too_long":
            return "DS110", f"{_length(value)} entries, of which there may be {about['max_length']}", "", ""
        case "too_short":
            return "DS110", "no entries where there must be one", "", "write one, or leave the key out"
    raise AssertionError(f"no words for {kind}")


def _choice(found: str, noun: str, expected: tuple[str, ...]) -> tuple[str, str, str, str]:
    ours = FOREIGN_VALUES.get(found, "")
    fits = ours.startswith("{") or ours.split(" ")[0].strip(",") in expected
    hint = f"write {ours}" if ours and fits else did_you_mean(found, expected)
    listed = f"{', '.join(expected[:-1])} or {expected[-1]}" if len(expected) > 1 else expected[0]
    label = f"expected {listed}" if len(expected) <= LISTED_CHOICES else ""
    return "DS112", f"'{found}' is not {noun}", label, hint


def _length(value: object) -> int:
    return len(value) if isinstance(value, Sized) else 0


def _number_hint(value: object) -> str:
    try:
        number = float(str(value))
    except ValueError:
        return ""
    return f"write {int(number)}, in plain digits and without quotes" if number.is_integer() else ""


def _boolean_hint(value: object) -> str:
    words = {"yes": "true", "on": "true", "y": "true", "1": "true", "no": "false", "off": "false", "n": "false"}
    text = str(value).casefold()
    meant = words.get(text, text if text in ("true", "false") else "false" if text == "0" else "")
    return f"write {meant}, in lower case and without quotes" if meant else ""
