"""Slips of the keyboard that YAML takes for something else: characters that look like its own, and forgotten colons."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from generator.errors import Path
from generator.spec.nodes import Text

__all__ = ["SUSPECT", "Slip", "empty_hint", "slip_in_line", "slip_in_text"]

INDEXES: Final = ("global_secondary_indexes", "local_secondary_indexes", "vector_indexes")
# Spaces to the eye, and letters to YAML; then characters that no eye sees.
SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
UNSEEN: Final = "\u00ad\u200b-\u200f\u2060\ufeff"
COLONS: Final = "\ua789\u02d0\u2236\ufe55\uff1a"
DASHES: Final = "\u2010-\u2015\u2212\ufe63\uff0d"
DOUBLE: Final = "\u201c-\u201f\u00ab\u00bb\uff02"
SINGLE: Final = "\u2018-\u201b\u2039\u203a\uff07"
BULLETS: Final = "\u2022\u2023\u25aa\u25cf\u25e6"
QUOTES: Final = DOUBLE + SINGLE
COMMAS: Final = "\uff0c\u3001\u060c"
SEPARATORS: Final = {**dict.fromkeys((",", *COMMAS), "comma"), ";": "semicolon"}
BRACKETS: Final = {"\uff3b": "[", "\uff3d": "]", "\uff5b": "{", "\uff5d": "}"}

# Keys that hold any text, and keys below which all is text of CloudFormation and IAM, or of nobody.
FREE: Final = frozenset(
    {"allowed_pattern", "allowed_values", "constraint_description", "default", "delimiter", "description", "key_prefix"}
)
VERBATIM: Final = re.compile("x-.*|resources|properties|Condition")
# Keys that hold names of attributes and values of keys, in which DynamoDB allows every character.
ATTRIBUTES: Final = frozenset(
    {
        "attribute",
        "attributes",
        "headers",
        "include",
        "leading_keys",
        "name",
        "partition_key",
        "sort_key",
        "time_to_live",
    }
)
# In ASCII only these can be slips.
SUSPECT: Final = re.compile(r"[^\x00-\x7f]|[,;]$|\s(//|--)\s|^[:=]")
# What other languages have between a name and its value.
BEGUN: Final = re.compile(r"(?::|:?=>? +)([A-Za-z_].*)")
COMMENT: Final = re.compile(r"\s(//|--)\s")
SEPARATED: Final = re.compile(rf"(.*\w.*?)\s*([,;{COMMAS}])")
# Of a text without quotes, where such a character can only be a slip: spaces at its ends, beside a colon or a dash.
ODD_SPACE: Final = re.compile(
    f"^[{SPACES}{UNSEEN}]|[{SPACES}{UNSEEN}]$|(?<=:)[{SPACES}]|[{SPACES}](?=#)|^-([{SPACES}])"
)
ODD_COLON: Final = re.compile(rf"^\s*[A-Za-z_]+\s*([{COLONS}])")
ODD_DASH: Final = re.compile(rf"^([{DASHES}{BULLETS}])\s")
QUOTED: Final = re.compile(rf"[{DOUBLE}]([^{DOUBLE}\"]*)[{DOUBLE}\"]|[{SINGLE}]([^{SINGLE}']*)[{SINGLE}']")
UNCLOSED: Final = re.compile(f"[{QUOTES}]([^{QUOTES}]*)")
VALUE: Final = re.compile(rf"[\s-]*[^\s:{QUOTES}][^:{QUOTES}]*:\s+(?=[{QUOTES}{''.join(BRACKETS)}])")
ODD: Final = re.compile(f"[{SPACES}{UNSEEN}{COLONS}{QUOTES}{COMMAS}{''.join(BRACKETS)}]|(?<=^ )[{DASHES}](?= )")
WITHOUT_COLON: Final = re.compile(r"([A-Za-z_]\w*)\s*[\s:=]\s*(\S.*)")


class Slip(NamedTuple):
    """A character at `offset`, what is wrong with it, what to type, and what may belong to a name all the same."""

    offset: int
    message: str
    hint: str
    of: str = ""


def slip_in_text(line: str, start: int, end: int | None, *, path: Path, is_key: bool) -> Slip | None:
    """The first character of a text without quotes, or of a key, that is not what it looks like.

    The text stands in a line from `start` to `end`, and at `path`, which is that of the mapping for a key.
    """
    text = line[start:end]
    last = next((part for part in reversed(path) if isinstance(part, str)), "")
    if (last in FREE and not is_key) or any(VERBATIM.fullmatch(str(part)) for part in path):
        return None
    slip = (
        _of_space(text)
        or _of_colon(text, begins=is_key or not line[:start].strip())
        or _of_dash(text, is_key=is_key)
        or _of_quote(text, line[start:])
        or _of_ascii(text, is_key=is_key)
    )
    if slip and last in ATTRIBUTES and not is_key and slip.of:
        return slip._replace(hint=f'{slip.hint}; if {slip.of} to the name, "{text}"')
    return slip


def _of_space(text: str) -> Slip | None:
    space = ODD_SPACE.search(text)
    return _of_character(space.start(1) if space[1] else space.start(), text) if space else None


def _of_colon(text: str, *, begins: bool) -> Slip | None:
    # Behind its key, on the same line, a value may have such a colon in it.
    colon = ODD_COLON.search(text) if begins else None
    if colon is None:
        return None
    key, value = text[: colon.start(1)].strip(), text[colon.end() :].split("\n")[0].strip()
    return _of_character(colon.start(1), text)._replace(hint=f"write {key}: {value}, with a plain colon and a space")


def _of_dash(text: str, *, is_key: bool) -> Slip | None:
    if not ODD_DASH.search(text):
        return None
    if is_key and text[0] in BULLETS:
        return _of_character(0, text)._replace(hint=f"write {text[1:].strip()}, indented by its level")
    entry = re.split(rf"\s[{DASHES}]\s", text[2:])[0].strip()
    return _of_character(0, text)._replace(hint=f"write - {entry}, with a plain hyphen")


def _of_quote(text: str, rest: str) -> Slip | None:
    """A quote that begins a text, which may go on in the `rest` of the line where YAML ends it."""
    quoted = QUOTED.match(rest)
    behind = text[quoted.end() :].strip() if quoted else ""
    if quoted is None:
        quoted = UNCLOSED.fullmatch(text)
    if quoted is None or behind not in ("", *SEPARATORS):
        return None
    without = f" and no {SEPARATORS[behind]}" if behind else ""
    inner = next((group for group in quoted.groups() if group is not None), "")
    of = "the quotes belong" if quoted[0] == text and '"' not in text else ""
    return _of_character(0, text)._replace(hint=f'write "{inner}", with straight quotes{without}', of=of)


def _of_ascii(text: str, *, is_key: bool) -> Slip | None:
    if comment := COMMENT.search(text):
        return Slip(comment.start(1), f"'{comment[1]}' starts no comment", "write # in front of a comment")
    if parted := SEPARATED.fullmatch(text):
        what = SEPARATORS[parted[2]]
        message = f"a {what} at the end is part of the text to YAML"
        return Slip(parted.start(2), message, f"write {parted[1]}", f"the {what} belongs")
    if not is_key and (begun := BEGUN.fullmatch(text)):
        what = "a colon" if text[0] == ":" else "an equals sign"
        message = f"{what} at the start is part of the text to YAML"
        return Slip(0, message, f"write {begun[1]}", f"the {what.split(' ', 1)[1]} belongs")
    return None


def slip_in_line(line: str, column: int, *, in_value: bool) -> Slip | None:
    """The last character up to a column, where the parser stopped, that is not what it looks like.

    `in_value` says that it stopped at a second colon: then only what begins the value can be the reason.
    """
    if in_value:
        value = VALUE.match(line)
        if value and line[value.end()] in BRACKETS:
            return _of_character(value.end(), line)
        quoted = QUOTED.match(line, value.end()) if value else None
        if quoted is None or not re.fullmatch(r"\s*[,;]?\s*(#.*)?", line[quoted.end() :]):
            return None
        slip = _of_quote(quoted[0], quoted[0])
        return slip._replace(offset=quoted.start()) if slip else None
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
        (DASHES + BULLETS, "a dash", "a plain hyphen"),
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
