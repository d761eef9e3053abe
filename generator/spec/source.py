"""The bytes of one YAML file to nodes that know their position."""

from __future__ import annotations

import re
from typing import Any

import yaml

from generator.errors import GeneratorError, Position, Problem, in_order, lines_of
from generator.spec.composer import Composer
from generator.spec.nodes import Mapping
from generator.spec.strangers import stranger
from generator.spec.syntax import syntax_problems, without_consequences

__all__ = ["outline", "read", "read_on"]

# Far above any real spec; a larger file is not parsed at all.
MAX_BYTES = 5_000_000
# libyaml compares each %TAG directive with all before it.
MAX_TAG_DIRECTIVES = 100

# libyaml's parser where PyYAML was built with it. Its composer is not used: it overflows the stack on "[[[[...".
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What https://yaml.org/spec/1.2.2/#51-character-set leaves out.
NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What libyaml says of a tab outside of a value.
TAB = re.compile("cannot start any token|tab character that violates")
BLANK = re.compile(r"[ \t]*\t[ \t]*(?=#|$)")
BREAK = re.compile("(\r\n|[\r\n])")
# The parser begins anew for each line with such a tab.
MOST_WITH_TABS = 50
MOST_PARSED = 1_000_000

# Line breaks in YAML 1.1, which libyaml reads, and none in YAML 1.2 and in editors.
ODD_BREAK = re.compile("[\x85\u2028\u2029]")


# What is wrong at one place of a file, of which all else can be told.
OF_ONE_PLACE = frozenset({"DS003", "DS004", "DS006"})


def read(data: bytes, file: str) -> Mapping:
    """The mapping that `data` holds, or GeneratorError with every problem found; `file` goes into positions."""
    tree, refused = read_on(data, file)
    if refused:
        raise GeneratorError(refused)
    return tree


def read_on(data: bytes, file: str) -> tuple[Mapping, list[Problem]]:
    """The mapping that `data` holds, and what it has that no spec may have, where all else can be told for certain.

    GeneratorError with every problem found where it cannot.
    """
    text = decoded(data, file)
    composer, error = composed(text, file)
    for _ in range(min(MOST_WITH_TABS, MOST_PARSED // (len(data) + 1))):
        if error is None or not (text := without_tabs(text, error)):
            break
        composer, error = composed(text, file)
    if error:
        composer.problems += syntax_problems(error, file, lines=composer.lines, told=composer.problems)
    if error is None and isinstance(composer.root, Mapping) and (problem := stranger(composer.root)):
        # Its tags, and whatever else no spec may have, are nothing to mend.
        raise GeneratorError([problem])
    refused = in_order(without_consequences(composer.problems))
    # What is wrong with a value that has an anchor is so wherever an alias repeats it.
    alone = error is None and not composer.anchors and all(each.code in OF_ONE_PLACE for each in refused)
    if not isinstance(composer.root, Mapping) or (refused and not alone):
        raise GeneratorError(refused)
    return composer.root, refused


def composed(text: str, file: str) -> tuple[Composer, yaml.MarkedYAMLError | None]:
    """The nodes of a text as far as it can be read, and what stopped the parser, if anything did."""
    composer = Composer(file, lines_of(text))
    try:
        composer.compose(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        return composer, error
    except (ValueError, OverflowError):  # what libyaml takes for "%ED%A0%80" in a tag is no character to Python
        composer.refuse("DS002", "an escape that stands for no character", hint="write the character itself")
    else:
        composer.check_root()
    return composer, None


def without_tabs(text: str, error: yaml.MarkedYAMLError) -> str:
    """The text with spaces for tabs at which the parser stopped, where a line has no more than a comment from there on:
    YAML 1.2 allows them, https://yaml.org/spec/1.2.2/#66-comments. Empty where something else is wrong.
    """
    mark = error.problem_mark
    if mark is None or not TAB.search(str(error.problem)):
        return ""
    parts = BREAK.split(text)
    line = parts[2 * mark.line]
    blank = BLANK.match(line, mark.column)
    if not blank:
        return ""
    parts[2 * mark.line] = line[: mark.column] + " " * len(blank[0]) + line[blank.end() :]
    return "".join(parts)


def outline(data: bytes, file: str) -> Mapping | None:
    """The mapping that any YAML or JSON file holds, for the places in it; None where it cannot be had.

    What a spec may not have is in it.
    """
    try:
        text = decoded(data, file)
        composer = Composer(file, lines_of(text))
        composer.compose(yaml.parse(text, Loader=LOADER))
    except (GeneratorError, yaml.YAMLError, ValueError, OverflowError):
        return None
    return composer.root if isinstance(composer.root, Mapping) else None


def decoded(data: bytes, file: str) -> str:
    """The text of the file without a byte order mark; GeneratorError when it is not fit for the parser."""
    if len(data) > MAX_BYTES:
        raise one_problem("DS009", f"the file has more than {MAX_BYTES:,} bytes", hint="split it", at=after("", file))
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        what = "the file is UTF-16 or UTF-32" if wide else f"byte 0x{data[error.start]:02X} is not UTF-8 text"
        at = after(data[: error.start].decode(), file)
        raise one_problem("DS001", what, hint="save the file as UTF-8", at=at) from None
    if bad := NOT_YAML.search(text):
        number, at = ord(bad.group()), after(text[: bad.start()], file)
        if number:
            what = f"the character U+{number:04X} is not allowed in YAML"
            raise one_problem("DS002", what, hint="take it out", at=at)
        what = "the file is UTF-16 or UTF-32" if b"\0" in data[:4] else "byte 0x00 is not text"
        raise one_problem("DS001", what, hint="save the file as UTF-8", at=at)
    if odd := ODD_BREAK.search(text):
        what = f"the character U+{ord(odd.group()):04X} ends a line for some readers and not for others"
        hint = "take it out, or write it as an escape in double quotes"
        raise one_problem("DS002", what, hint=hint, at=after(text[: odd.start()], file))
    if text.count("%TAG") > MAX_TAG_DIRECTIVES:
        at = after(text[: text.index("%TAG")], file)
        raise one_problem("DS002", f"more than {MAX_TAG_DIRECTIVES} %TAG directives", hint="take them out", at=at)
    return text


def after(text: str, file: str) -> Position:
    """The position of the character that follows `text`."""
    lines = lines_of(text)
    line, column = len(lines), len(lines[-1]) + 1
    return Position(file, line, column, line, column + 1)


def one_problem(code: str, message: str, *, hint: str, at: Position) -> GeneratorError:
    """A problem that leaves nothing to parse."""
    return GeneratorError([Problem(code, message, hint, position=at)])
