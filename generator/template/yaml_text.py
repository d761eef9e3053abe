"""Plain values to lines of YAML that readers of both its versions, and people, read alike."""

# No emitter is used: libyaml's cannot indent a sequence under its key, escapes characters beyond the basic plane and
# breaks up keys above 128 characters, and PyYAML's own takes more than ten times as long.

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

__all__ = ["IN_LINES", "SHORT_TAGS", "UNSAFE", "UNSAFE_BEYOND_ASCII", "entry", "scalar", "text_scalar", "whole_numbers"]

# The functions with a short form, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
SHORT_TAGS = {"Ref": "!Ref"} | {
    f"Fn::{name}": f"!{name}"
    for name in (
        "And Base64 Cidr Equals FindInMap GetAZs GetAtt If ImportValue Join Not Or Select Split Sub Transform".split()
    )
}

# What YAML 1.1 (as PyYAML reads it) or the core schema of YAML 1.2 reads as something other than text. The bare `y`
# and `n` of the 1.1 specification are text to PyYAML, to CloudFormation and to every reader of `AttributeType: N`.
NOT_TEXT = re.compile(
    r"""
    |~|null|Null|NULL|=|<<
    |true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF
    |[-+]?0b[01_]+|0o[0-7]+|[-+]?0x[0-9a-fA-F_]+
    |[-+]?0[0-7_]+|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])*
    |[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*
    |[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?
    |\.[0-9][0-9_]*([eE][-+][0-9]+)?
    |[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
    |[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)
    |[0-9]{4}-[0-9]{2}-[0-9]{2}
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?
        ([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?
    """,
    re.VERBOSE,
)
# Indicators that cannot begin plain text, and what ends it: https://yaml.org/spec/1.2.2/#733-plain-style
NOT_PLAIN = re.compile(r"[\[\]{},#&*!|>'\"%@` ]|[-?:](?: |\Z)|(?:---|\.\.\.) |.*(?:: | #|[ :]\Z)", re.DOTALL)
# What is not printable in YAML 1.1 or 1.2, breaks lines, or makes text read in another order than it is written.
UNSAFE_BEYOND_ASCII = "\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
UNSAFE = re.compile(f"[\x00-\x1f{UNSAFE_BEYOND_ASCII}]")
# Text in lines of which none is empty and the first does not begin with white space, as a literal block shows it.
IN_LINES = re.compile(r"\S[^\n]*(?:\n *\S[^\n]*)+")
ESCAPES = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\0": r"\0", "\x1b": r"\e", "\\": r"\\", '"': r"\""}
# A key above 1,024 characters must be announced: https://yaml.org/spec/1.2.2/#742-flow-mappings
LONGEST_SIMPLE_KEY = 1000


def whole_numbers(value: Any) -> Any:
    """The value with every whole float as an integer."""
    if isinstance(value, dict):
        return {key: whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [whole_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def entry(key: str, value: Any, indent: str) -> list[str]:
    """The lines of one key of a mapping."""
    head = text_scalar(key)
    if len(head) > LONGEST_SIMPLE_KEY:
        return [f"{indent}? {head}", *under(f"{indent}:", value, indent + "  ")]
    return under(f"{indent}{head}:", value, indent + "  ")


def under(head: str, value: Any, indent: str) -> list[str]:
    """The lines of a value that follows `head`: in its line, or below it at `indent`."""
    tag, value = in_short_form(value)
    if tag:
        head = f"{head} {tag}"
    if isinstance(value, dict) and value:
        lines = [head]
        for key, item in value.items():
            lines += entry(key, item, indent)
        return lines
    if isinstance(value, list | tuple) and value:
        lines = [head]
        for item in value:
            lines += sequence_item(item, indent)
        return lines
    if isinstance(value, str) and IN_LINES.fullmatch(value) and not UNSAFE.search(value.replace("\n", "")):
        return [f"{head} |-", *(f"{indent}{line}" for line in value.split("\n"))]
    return [f"{head} {scalar(value)}"]


def sequence_item(item: Any, indent: str) -> list[str]:
    """The lines of an item; a collection begins in the line of its dash."""
    inner = indent + "  "
    tag, value = in_short_form(item)
    if not tag and isinstance(value, dict | list | tuple) and value:
        first, *rest = under("", value, inner)[1:]
        return [f"{indent}- {first[len(inner) :]}", *rest]
    return under(f"{indent}-", item, inner)


def in_short_form(value: Any) -> tuple[str, Any]:
    """The short tag of a function and what stands behind it; an empty tag and the value where there is none.

    A function directly within another stays in its long form: two tags in a row are not YAML
    (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-base64.html).
    """
    if not isinstance(value, dict) or len(value) != 1:
        return "", value
    ((name, argument),) = value.items()
    tag = SHORT_TAGS.get(name, "")
    if not tag or not isinstance(argument, str | list | tuple | dict) or in_short_form(argument)[0]:
        return "", value
    if name == "Ref" and not isinstance(argument, str):
        return "", value
    if name == "Fn::GetAtt" and isinstance(argument, list | tuple):
        return tag, dotted_attribute(argument)
    return tag, argument


def dotted_attribute(argument: list[Any] | tuple[Any, ...]) -> Any:
    """`Orders.Arn` for the two parts of a GetAtt, which reads up to the first dot; the parts where that fails."""
    match argument:
        case [str() as logical_id, str() as attribute] if "." not in logical_id:
            return f"{logical_id}.{attribute}"
    return argument


def scalar(value: Any) -> str:
    """A scalar, or an empty collection, as YAML of both versions and JSON read it alike."""
    if isinstance(value, str):
        return text_scalar(str(value))
    if isinstance(value, float) and not value.is_integer():
        # YAML 1.1 wants a point in a number with an exponent.
        return re.sub(r"^(-?[0-9]+)e", r"\1.0e", json.dumps(value, allow_nan=False))
    return json.dumps(whole_numbers(value))


@lru_cache(maxsize=8192)
def text_scalar(text: str) -> str:
    """Text without quotes where that is safe, else in single ones, or in double ones where it needs escapes."""
    if UNSAFE.search(text):
        return '"' + re.sub(rf'{UNSAFE.pattern}|[\\"]', lambda found: escape(found[0]), text) + '"'
    if NOT_TEXT.fullmatch(text) or NOT_PLAIN.match(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def escape(character: str) -> str:
    """The character as an escape of a double-quoted YAML scalar."""
    code = ord(character)
    return ESCAPES.get(character) or (f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}")
