"""Slips of the keyboard that YAML takes for something else: characters that look like its own, and forgotten colons."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from generator.errors import Path
from generator.spec.nodes import Text

__all__ = ["Slip", "empty_hint", "slip_in_line", "slip_in_text"]

INDEXES: Final = ("global_secondary_indexes", "local_secondary_indexes", "vector_indexes")
# Spaces to the eye, and letters to YAML; then characters that no eye sees.
SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
UNSEEN: Final = "\u00ad\u200b-\u200f\u2060\ufeff"
COLONS: Final = "\ua789\u02d0\u2236\ufe55\uff1a"
DASHES: Final = "\u2010-\u2015\u2212\ufe63\uff0d"
QUOTES: Final = "\u2018-\u201f\u00ab\u00bb\u2039\u203a\uff02\uff07"
COMMAS: Final = "\uff0c\u3001\u060c"
BRACKETS: Final = {"\uff3b": "[", "\uff3d": "]", "\uff5b": "{", "\uff5d": "}"}

# Of a text without quotes, where such a character can only be a slip: spaces at its ends, beside a colon or a dash.
ODD_SPACE: Final = re.compile(f"^[{SPACES}{UNSEEN}]|[{SPACES}{UNSEEN}]$|(?<=:)[{SPACES}]|^-([{SPACES}])")
ODD_COLON: Final = re.compile(rf"^\s*[A-Za-z_]+\s*([{COLONS}])")
ODD_DASH: Final = re.compile(rf"^([{DASHES}])\s")
QUOTED: Final = re.compile(f"^[{QUOTES}]([^{QUOTES}]*)([{QUOTES}]?)$")
ODD: Final = re.compile(f"[{SPACES}{UNSEEN}{COLONS}{QUOTES}{COMMAS}{''.join(BRACKETS)}]|(?<=^ )[{DASHES}](?= )")
WITHOUT_COLON: Final = re.compile(r"([A-Za-z_]\w*)\s*[\s:=]\s*(\S.*)")


class Slip(NamedTuple):
    """A character at `offset`, what is wrong with it, and what to type."""

    offset: int
    message: str
    hint: str


def slip_in_text(text: str) -> Slip | None:
    """The first character of a text without quotes, or of a key, that is not what it looks like."""
    if re.fullmatch(r"\S*\w[,;]", text):
        what = "a comma" if text[-1] == "," else "a semicolon"
        return Slip(len(text) - 1, f"{what} at the end is part of the text to YAML", f"write {text[:-1]}")
    if text.isascii():
        return None
    if space := ODD_SPACE.search(text):
        return _of_character(space.start(1) if space[1] else space.start(), text)
    if colon := ODD_COLON.search(text):
        key, value = text[: colon.start(1)].strip(), text[colon.end() :].split("\n")[0].strip()
        return _of_character(colon.start(1), text)._replace(
            hint=f"write {key}: {value}, with a plain colon and a space"
        )
    if ODD_DASH.search(text):
        entry = re.split(rf"\s[{DASHES}]\s", text[2:])[0].strip()
        return _of_character(0, text)._replace(hint=f"write - {entry}, with a plain hyphen")
    if quoted := QUOTED.search(text):
        return _of_character(0, text)._replace(hint=f'write "{quoted[1]}", with straight quotes')
    return None


def slip_in_line(line: str, column: int) -> Slip | None:
    """The last character up to a column, where the parser stopped, that is not what it looks like."""
    comment = line.find(" #")
    found = [odd.start() for odd in ODD.finditer(line[: comment if comment > 0 else None])]
    near = [place for place in found if place <= column] or found
    return _of_character(near[-1], line) if near else None


def _of_character(offset: int, text: str) -> Slip:
    char = text[offset]
    named = f"U+{ord(char):04X} ({unicodedata.name(char, 'a character').lower()})"
    if re.match(f"[{UNSEEN}]", char):
        return Slip(offset, f"{named} cannot be seen, and is part of the text to YAML", "take it out")
    if re.match(f"[{SPACES}]", char):
        return Slip(
            offset, f"{named} is not a space to YAML", "write a plain space" if text[offset:].strip() else "take it out"
        )
    for chars, what, plain in (
        (COLONS, "a colon", "a plain colon and a space"),
        (DASHES, "a dash", "a plain hyphen"),
        (QUOTES, "a quote", "straight quotes"),
        (COMMAS, "a comma", "a plain comma"),
    ):
        if re.match(f"[{chars}]", char):
            return Slip(offset, f"'{char}' is not {what} to YAML", f"write {plain}")
    return Slip(offset, f"'{char}' is not a bracket to YAML", f"write {BRACKETS.get(char, char)}")


def empty_hint(key: Text, line: str) -> str:
    """What to write for a key without a value, which stands in `line`."""
    at, path = key.position, key.path
    if not line[at.end_column - 1 :].lstrip().startswith(":"):
        return _without_colon(key, line[: at.column - 1])
    indent = at.column + 1
    if path == ("tables",):
        return f"indent the tables below it by {indent} spaces"
    if _takes_a_body(path):
        return f"indent its keys below it by {indent} spaces, such as partition_key: id"
    return _with_example(key, indent)


def _with_example(key: Text, indent: int) -> str:
    """What to write for a key without a value, by what the format has for it."""
    # Completion reads specs, and need not load the model.
    from generator.spec.examples import example
    from generator.spec.hints import typed
    from generator.spec.model.stack import Spec
    from generator.spec.shape import model_at, places

    owner = model_at(Spec, key.path[:-1])
    place = places(owner).get(str(key))
    shown = typed(str(key), example(owner, str(key))) if place else ""
    more = ", or null" if place and place.kind == "value" else f", or indent its keys below it by {indent} spaces"
    return f"{shown or 'write a value'}{more}"


def _takes_a_body(path: Path) -> bool:
    return path[:1] == ("tables",) and (len(path) == 2 or (len(path) == 4 and path[2] in INDEXES))


def _without_colon(key: Text, before: str) -> str:
    """What to write for a key between braces that no colon follows."""
    if pair := WITHOUT_COLON.fullmatch(key):
        return f"write {pair[1]}: {pair[2]}, with a colon and a space"
    if re.fullmatch(r"\d{3}", key) and re.search(r"\d,\s*$", before):
        return "write the number without a comma"
    return f"write {key}: and its value; a list stands between [ and ]"
