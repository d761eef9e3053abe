"""What is wrong with the shape of a spec, in the format's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from typing import Any, Final

from pydantic import ValidationError

from generator.errors import Path, Problem, dotted
from generator.spec.examples import example, example_at, keys_to_write
from generator.spec.hints import (
    as_reference,
    boolean_hint,
    instead_of_body,
    instead_of_list,
    instead_of_names,
    name_hint,
    number_hint,
    switch,
    typed,
)
from generator.spec.likeness import did_you_mean, meant, snake_case, unlike
from generator.spec.model.base import Body, shape_of
from generator.spec.model.choices import FORMAT_VERSION
from generator.spec.model.indexes import Attribute
from generator.spec.model.references import ENVIRONMENT
from generator.spec.model.stack import Spec
from generator.spec.nodes import Mapping as Written
from generator.spec.shape import model_at, places
from generator.spec.words import NEEDLESS, our_word

LISTED_CHOICES: Final = 10
TYPES: Final = ("S", "N", "B")
# What nobody guesses the form of.
NAMED: Final = "for a parameter of that name"
REFERRING: Final = ("an ARN", "a KMS key")
# Of more keys, those that come first are named.
LISTED_KEYS: Final = 14

__all__ = ["shape_problems", "unknown_key"]


def unknown_key(key: str, model: type[Body], *, path: Path) -> Problem:
    """The problem of a key at `path` that `model` does not have."""
    ours = meant(key, model)[1]
    sure = ours if ours.startswith("write") else unlike(key) or NEEDLESS.get(snake_case(key), "")
    hint = _short_form(key, model, path) or sure or _elsewhere(key, model) or ours or _keys_of(model)
    return Problem("DS101", f"'{key}' is not a key of {model.noun}", hint, path, at_key=True)


def _short_form(key: str, model: type[Body], path: Path) -> str:
    short = model.shorthand
    if short is None or key not in short.hidden:
        return ""
    name = next((part for part in reversed(path[:-1]) if isinstance(part, str)), "it")
    if key != "enabled":
        return f"{typed(name, example(model, key))}, without a mapping"
    return "leave it out: a mapping turns it on" if keys_to_write(model) else f"write {name}: true, or false"


def _keys_of(model: type[Body]) -> str:
    keys = keys_to_write(model)
    if len(keys) > LISTED_KEYS:
        common = [*(key for key in keys if model.model_fields[key].is_required()), *keys]
        named = ", ".join([*dict.fromkeys(common)][:LISTED_KEYS])
        return f"its keys are {named} and {len(keys) - LISTED_KEYS} more, which dynaspec schema lists"
    return f"its keys are {', '.join(keys)}" if keys else "write true or false"


def _elsewhere(key: str, model: type[Body]) -> str:
    homes = [name for name, place in places(model).items() if place.model and key in place.model.model_fields]
    if not homes and key in Spec.model_fields:
        return "it stands at the top of a spec"
    return f"it stands under {' or '.join(homes)}" if homes else ""


def shape_problems(error: ValidationError, model: type[Body], *, path: Path) -> Iterator[Problem]:
    """pydantic's findings about the body at `path`, which should be a `model`, as problems."""
    errors = error.errors(include_url=False)
    unknown = [found["loc"] for found in errors if found["type"] == "extra_forbidden"]
    misspelt = {(*loc[:-1], meant(str(loc[-1]), model_at(model, loc[:-1]))[0]) for loc in unknown}
    misspelt |= {(*found["loc"][:-1], "name") for found in errors if _is_pair(found, model)}
    for found in errors:
        if found["type"] == "missing" and found["loc"] in misspelt:
            continue
        yield _problem(found["type"], found["loc"], found.get("ctx", {}), found["input"], model=model, path=path)


def _problem(
    kind: str, loc: Path, about: Mapping[str, Any], value: object, *, model: type[Body], path: Path
) -> Problem:
    if loc and loc[-1] == "[key]":
        return _value_problem(kind, about, value, path=(*path, *loc[:-1]), at_key=True)
    where = (*path, *loc)
    if kind == "extra_forbidden" and _is_pair({"type": kind, "loc": loc, "input": value}, model):
        message = f"'{loc[-1]}' is not a key of {Attribute.noun}"
        return Problem("DS101", message, f"write {{name: {loc[-1]}, type: {_type(value)}}}", where, at_key=True)
    if kind == "extra_forbidden":
        return unknown_key(str(loc[-1]), model_at(model, loc[:-1]), path=where)
    if kind in ("missing", "missing_key"):
        parent, key = (where[:-1], str(loc[-1])) if kind == "missing" else (where, about["key"])
        # An entry of a list has no name of its own.
        name = dotted(parent[-2:] if parent and isinstance(parent[-1], int) else parent[-1:])
        owner = model_at(model, loc[:-1] if kind == "missing" else loc)
        hint = _to_add(key, owner, found=value, name=str(parent[-1]) if parent else "")
        return Problem("DS102", f"'{name}' has no {key}" if parent else f"the spec has no {key}", hint, (*parent, key))
    if kind in ("model_type", "model_attributes_type", "dict_type", "list_type"):
        return _shape_problem(kind, value, model=model, loc=loc, path=where)
    return _value_problem(kind, about, value, path=where, shown=_shown(model, loc, value))


def _is_pair(found: Mapping[str, Any], model: type[Body]) -> bool:
    """Whether an error is about an attribute's name that stands for a key, with its type."""
    loc = found["loc"]
    typed_so = found["type"] == "extra_forbidden" and _type(found["input"])
    return bool(typed_so) and model_at(model, loc[:-1]) is Attribute and not meant(str(loc[-1]), Attribute)[0]


def _type(value: object) -> str:
    word = str(value) if isinstance(value, str) else ""
    return word if word in TYPES else our_word(word, TYPES)


def _to_add(key: str, owner: type[Body], *, found: object, name: str) -> str:
    short, shown = owner.shorthand, example(owner, key)
    if short and key == short.text and isinstance(found, Written) and _is_short(found):
        return typed(name, shown)
    return typed(key, shown).replace("write", "add", 1) or f"add {key}"


def _is_short(body: Written) -> bool:
    # What a shorthand stands for has the place of the short value throughout.
    return bool(body) and all(key.position == body.position for key in body)


def _shape_problem(kind: str, value: object, *, model: type[Body], loc: Path, path: Path) -> Problem:
    key = path[-1] if path and isinstance(path[-1], str) else ""
    owner = model_at(model, loc[:-1])
    if kind == "list_type":
        wanted, hint = "a list", instead_of_list(value, key, example(owner, key))
    elif kind == "dict_type":
        wanted, hint = "a mapping", instead_of_names(value, key, example(owner, key))
    else:
        body = model_at(model, loc)
        wanted, hint = body.noun, instead_of_body(value, body, key, shown=example_at(model, loc))
    return Problem("DS104", f"{shape_of(value)} instead of {wanted}", hint, path)


def _shown(model: type[Body], loc: Path, value: object) -> str:
    """What to type, for example, for the value at a place in a `model`; empty where there is no example."""
    at = next((place for place in reversed(range(len(loc))) if isinstance(loc[place], str)), 0)
    key, owner = str(loc[at]) if loc else "", model_at(model, loc[:at])
    shown = as_reference(value) or example(owner, key)
    if at + 1 < len(loc):
        return typed("", shown[0]) if isinstance(shown, list) else ""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        shown = str(value[0])
    # What a short value stands for is another key than the one that is written.
    written: Path = getattr(value, "path", ())
    if written and written[-1] != key and (switched := switch(value, owner)) is not None:
        shown = switched
    return typed(str(written[-1]) if written else key, shown)


def _value_problem(
    kind: str, about: Mapping[str, Any], value: object, *, path: Path, at_key: bool = False, shown: str = ""
) -> Problem:
    code, message, label, hint = _in_words(kind, about, value, shown)
    if kind == "too_long" and isinstance(value, Mapping | list):
        # The first of those that are too many.
        first = [*(value if isinstance(value, Mapping) else range(len(value)))][about["max_length"]]
        path, at_key = (*path, first), isinstance(value, Mapping)
    return Problem(code, message, hint, path, at_key=at_key, label=label)


def _in_words(kind: str, about: Mapping[str, Any], value: object, shown: str) -> tuple[str, str, str, str]:
    found = about.get("found", shape_of(value))
    match kind:
        case "not_a_choice":
            return _choice(found, about["noun"], about["expected"], shown)
        case "wrong_shape":
            return "DS104", f"{found} instead of {about['wanted']}", f"expected {about['wanted']}", shown
        case "off":
            away = "false" if found[1:-1] != "false" else "null"
            hint = f'{away} takes it away; write "{found[1:-1]}" if that is the name'
            return "DS104", f"{found} instead of a name", "", hint
        case "not_a_number":
            return (
                "DS105",
                f"{found} is not {about['wanted']}",
                f"expected {about['wanted']}",
                number_hint(value) or shown,
            )
        case "not_boolean":
            return "DS106", f"{found} is not a boolean", "expected true or false", boolean_hint(value)
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
            hint = _instead_of_characters(found, about["noun"], shown)
            return "DS109", f"'{found}' is not {about['noun']}", f"expected {about['allowed']}", hint
    return _count(kind, about, value, shown)


def _instead_of_characters(found: str, noun: str, shown: str) -> str:
    hint = name_hint(found, noun)
    if noun not in REFERRING or not shown:
        return hint
    return f"{hint}, or {shown.removeprefix('write ')}" if hint.endswith(NAMED) else hint or shown


def _counted(size: int, unit: str) -> str:
    return f"{size} {unit[:-1] if size == 1 else unit}"


def _count(kind: str, about: Mapping[str, Any], value: object, shown: str) -> tuple[str, str, str, str]:
    match kind:
        case "greater_than_equal":
            return "DS107", f"{shape_of(value)} is out of bounds", f"expected at least {about['ge']}", ""
        case "less_than_equal":
            return "DS107", f"{shape_of(value)} is out of bounds", f"expected at most {about['le']}", ""
        case "too_long":
            size, most = _length(value), about["max_length"]
            return "DS110", f"{size} entries, of which there may be {most}", "", f"take out {size - most}"
        case "too_short":
            return "DS110", "no entries where there must be one", "", shown or "write one, or leave the key out"
    raise AssertionError(f"no words for {kind}")


def _choice(found: str, noun: str, expected: tuple[str, ...], shown: str) -> tuple[str, str, str, str]:
    ours = our_word(found, expected)
    hint = f"write {ours}" if ours else did_you_mean(found, expected) or _of_several(shown, len(expected))
    listed = f"{', '.join(expected[:-1])} or {expected[-1]}" if len(expected) > 1 else expected[0]
    label = f"expected {listed}" if len(expected) <= LISTED_CHOICES else ""
    if noun == FORMAT_VERSION and found.isdecimal() and found != "0":
        hint = f"upgrade dynaspec, which is too old for it, or {hint}"
    return "DS112", f"'{found}' is not {noun}", label, hint


def _of_several(shown: str, ways: int) -> str:
    switched = shown.endswith((": true", ": false"))
    return f"{shown}, for example" if shown and ways > 1 and not switched else shown


def _length(value: object) -> int:
    return len(value) if isinstance(value, Sized) else 0
