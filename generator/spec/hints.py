"""What to type instead of a value that does not fit: the key with one that does, out of what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from unicodedata import combining, normalize

from pydantic import ValidationError

from generator.aws.regions import REGIONS
from generator.spec.examples import example, example_of, flow, keys_to_write
from generator.spec.model.base import Body
from generator.spec.nodes import Mapping, Text

__all__ = [
    "BOOLEANS",
    "as_reference",
    "boolean_hint",
    "instead_of_body",
    "instead_of_list",
    "instead_of_names",
    "name_hint",
    "number_hint",
    "switch",
    "typed",
]

# A key and its value without what YAML wants between them.
PAIR: Final = re.compile(r"([a-z_]+)(\s*[:=]\s*|\s+)([^\s:=,]+)")
SEVERAL: Final = 3
NAME: Final = re.compile("[A-Za-z][A-Za-z0-9_-]+")
NAMES: Final = ("name", "index_name", "IndexName", "table_name", "TableName", "region", "region_name", "Region")
BOOLEANS: Final = {
    **dict.fromkeys(("yes", "on", "y", "1", "true", "enabled", "enable"), "true"),
    **dict.fromkeys(("no", "off", "n", "0", "false", "none", "disabled", "disable"), "false"),
}
# A reference as a shell has it, then as Jinja and Go do.
BARE: Final = re.compile(r"\$([A-Za-z]\w*)")
TEMPLATED: Final = re.compile(r"\{\{\s*\.?(\w+)\s*\}\}")
MAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
THOUSAND: Final = 1_000
# Units that a number of the format is in anyway; others would make it another number.
WITH_UNIT: Final = re.compile(
    r"(\d{1,3}(?:[,_ ]\d{3})+|\d+)\s*(k|%|(?:[rw]?[cr]u|units?|percent|ms|milliseconds?|d|days?)s?)?", re.IGNORECASE
)


def typed(key: str, value: Any) -> str:
    """A key with a value, or the value alone where it has no key of its own, as one types it; empty without one."""
    if value is None:
        return ""
    return f"write {flow(key)}: {flow(value)}" if key else f"write {flow(value)}"


def instead_of_body(value: object, model: type[Body], key: str, *, shown: Any) -> str:
    """What to type where `value` stands for a `model` under `key`, which is empty for an entry of a list.

    `shown` is an example of what stands under that very key, None where there is none.
    """
    word = str(value) if isinstance(value, str) else ""
    hint = _of_pair(word, model) or _of_word(value, model, key, shown=shown)
    hint = hint or (_of_entries(value, model, key) if isinstance(value, list) else "")
    if hint:
        return hint
    ways = list(_ways(model, shown, number_of(word)))
    away = "; null takes it away" if word == "false" else ""
    if not ways:
        return ""
    *some, last = [flow(way) for way in ways]
    listed = f"{', '.join(some)} or {last}" if some else last
    return f"write {flow(key)}: {listed}{away}" if key else f"write {listed}"


def _of_word(value: object, model: type[Body], key: str, *, shown: Any) -> str:
    """What to type for a word that is the value of the only key, a key, or another word for a boolean."""
    if not isinstance(value, Text):
        return ""
    short, word = model.shorthand, value.casefold()
    if (
        short is None
        and isinstance(shown, dict)
        and len(shown) == 1
        and word not in BOOLEANS
        and not word[:1].isdigit()
    ):
        ((only, usual),) = shown.items()
        if str(usual).isidentifier() and _stands_for(value, only, model):
            return typed(key, {only: str(value)})
    if value in keys_to_write(model):
        known = example(model, value)
        return typed(key, {str(value): True if known is None else known})
    return typed(key, BOOLEANS[word] == "true") if short and short.boolean and word in BOOLEANS else ""


def _ways(model: type[Body], shown: Any, number: int | None) -> Iterator[Any]:
    short, shown = model.shorthand, example_of(model) if shown is None else shown
    if short is None:
        yield from () if shown is None else (_with(number, shown),)
        return
    if (short.text or short.number) and shown not in (None, True):
        yield shown
    if short.boolean:
        yield from (True, False)
    written = {name: example(model, name) for name in keys_to_write(model) if model.model_fields[name].examples}
    # Beside its short form, a mapping says something else.
    if written and (short.text in short.hidden or not (short.text or short.number)):
        yield _with(number, dict([next(iter(written.items()))]))


def _with(number: int | None, shown: Any) -> Any:
    """An example with the number that is written, where it can only be meant for all that are in it."""
    same = isinstance(shown, dict) and all(isinstance(item, int) for item in shown.values())
    if number is None or not same or len({*shown.values()}) > 1:
        return shown
    return dict.fromkeys(shown, number)


def _of_pair(word: str, model: type[Body]) -> str:
    pair = PAIR.match(word)
    if not pair or pair[1] not in keys_to_write(model):
        return ""
    missing = "a space after the colon" if ":" in pair[2] else "a colon and a space"
    return f"write {pair[1]}: {pair[3]}, with {missing}"


def _of_entries(value: list[Any], model: type[Body], key: str) -> str:
    if value and all(isinstance(each, Mapping) for each in value):
        known = [str(name) for each in value for name in each if name in keys_to_write(model)]
        return f"write {known[0]}: and the other keys without dashes" if known else ""
    if not value or not all(isinstance(each, Text) for each in value):
        return ""
    if all(each in keys_to_write(model) for each in value):
        return typed(key, {str(each): True if (known := example(model, each)) is None else known for each in value})
    listed = next((name for name in keys_to_write(model) if isinstance(example(model, name), list)), "")
    if listed:
        return typed(key, {listed: list(map(str, value))})
    if model.shorthand and _stands_for(value[0], model.shorthand.text, model):
        both = len(value) > 1 and key == "partition_key"
        return typed(key, str(value[0])) + (f" and sort_key: {flow(str(value[1]))}" if both else "")
    return ""


def switch(value: object, model: type[Body]) -> bool | None:
    """The boolean that somebody meant who switched a `model` on or off in other words; None where it has none."""
    meant = BOOLEANS.get(value.casefold()) if isinstance(value, Text) else None
    if meant is None or not isinstance(value, Text) or not (model.shorthand and model.shorthand.boolean):
        return None
    text = Text(meant, value.position, value.path)
    return meant == "true" if _stands_for(text, "enabled", model) else None


def _stands_for(text: Text, key: str, model: type[Body]) -> bool:
    """Whether a text may be the value of a key of a `model` that has nothing else."""
    mapping = Mapping(text.position, text.path)
    mapping[Text(key, text.position, text.path)] = text
    try:
        model.model_validate(mapping)
    except ValidationError:
        return False
    return True


def instead_of_names(value: object, key: str, shown: Any) -> str:
    """What to type where `value` stands for a mapping of names, of which `shown` is an example."""
    entries: list[Any] = value if isinstance(value, list) else [value]
    if entries and all(isinstance(each, Mapping) for each in entries):
        return _of_mappings(entries, key)
    texts = [str(each) for each in entries if isinstance(each, Text) and each.plain]
    pairs = dict(pair for text in texts for pair in re.findall(r"^([\w.-]+)(?:=|:\s*)(.+)$", text))
    if pairs:
        return typed(key, pairs)
    usable = [text for text in texts if NAME.fullmatch(text) and text.casefold() not in BOOLEANS]
    each = next(iter(shown.values()), "") if isinstance(shown, dict) else ""
    if isinstance(shown, dict) and REGIONS.keys() >= shown.keys():
        usable = [text for text in texts if text in REGIONS]
    if usable and isinstance(each, dict):
        return typed(key, dict.fromkeys(usable[:SEVERAL], each))
    return typed(key, shown) or "write {name: value, ...}"


def _of_mappings(entries: list[Any], key: str) -> str:
    named = [str(each[name]) for each in entries for name in NAMES if isinstance(each.get(name), str)]
    if named:
        return f"write {named[0]}: with its keys below it, and no dash"
    if all("Key" in each for each in entries):
        return typed(key, {str(each["Key"]): str(each.get("Value", "...")) for each in entries})
    first = next((str(name) for each in entries for name in each), "name")
    return f"write {first}: without the dash, and so the others"


def instead_of_list(value: object, key: str, shown: Any) -> str:
    """What to type where `value` stands for a list, of which `shown` is an example."""
    one = re.sub(r"^\$(\w+)$", r"${\1}", value) if isinstance(value, str) else ""
    return typed(key, [one] if one else shown) or "write [a, b, ...]"


def as_reference(value: object) -> str:
    """The text that CloudFormation's short mapping for a reference stands for; empty when it is none."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return ""
    ((key, said),) = value.items()
    if not isinstance(said, str):
        return ""
    return str(said) if key == "Fn::Sub" else f"${{{said}}}" if key == "Ref" else ""


def name_hint(found: str, noun: str) -> str:
    """A name that may stand where `found` may not; empty when nothing is left of it."""
    if found.endswith("\n") and "\n" not in found[:-1]:
        return "write >- instead of > or |, which takes the line break at the end away"
    plain = "".join(each for each in normalize("NFKD", found.replace("ß", "ss")) if not combining(each))
    if "${" in found or any(each.isalnum() and not each.isascii() for each in plain):
        return ""
    words = re.findall("[A-Za-z0-9]+", plain)
    if noun == "an ARN" and (name := re.fullmatch("[^A-Za-z0-9]*([A-Za-z][A-Za-z0-9]*)[^A-Za-z0-9]*", found)):
        return f'write "${{{name[1]}}}" for a parameter of that name'
    if noun == "an ARN" and MAIL.fullmatch(found):
        topic = {"subscriptions": {"OnCall": {"protocol": "email", "endpoint": found}}}
        return f"{typed('notification_topic', topic)} at the top of the spec, and leave this out"
    if TEMPLATED.search(found):
        return typed("", TEMPLATED.sub(r"${\1}", found))
    if noun == "a table name" and BARE.search(found):
        return typed("", BARE.sub(r"${\1}", found))
    if noun == "a logical ID" and words:
        return f"write {''.join(word[0].upper() + word[1:] for word in words)}"
    dashed = "-".join(re.findall("[A-Za-z0-9_.]+", plain))
    return f"write {dashed}" if dashed and noun in ("a table name", "an index name") else ""


def number_of(text: str) -> int | None:
    """The whole number that somebody meant who wrote it with a unit or grouped digits; None when it is not clear."""
    found = WITH_UNIT.fullmatch(text.strip())
    if not found:
        return None
    digits = re.sub("[,_ ]", "", found[1])
    return int(digits) * (THOUSAND if (found[2] or "").casefold() == "k" else 1)


def number_hint(value: object) -> str:
    """The number in digits; empty when it is not clear which is meant."""
    text = str(value) if isinstance(value, str) else ""
    meant = number_of(text)
    if meant is None:
        try:
            number = float(int(text, 16) if text[:2].casefold() == "0x" else text)
        except ValueError:
            return ""
        meant = int(number) if number.is_integer() else None
    return f"write {meant}, in plain digits and without quotes" if meant is not None else ""


def boolean_hint(value: object) -> str:
    """The boolean in lower case; empty when it is not clear which is meant."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((_, value),) = value.items()
        meant = BOOLEANS.get(str(value).casefold()) if isinstance(value, str) else None
        return f"write {meant}, without a mapping" if meant else ""
    meant = BOOLEANS.get(str(value).casefold()) if isinstance(value, str) else None
    return f"write {meant}, in lower case and without quotes" if meant else ""
