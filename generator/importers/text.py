"""CloudFormation's values to those that a spec has in their place: functions to text with references in it."""

from __future__ import annotations

import re
from typing import Any, Final

from generator.changes.functions import NO_VALUE, is_function, joined, shown
from generator.errors import Problem, UsageError
from generator.spec.model.names import IMPORT_VALUE

__all__ = ["said", "text", "verbatim", "wanted"]

# What CloudFormation takes as a number: no zeros in front, and short enough to be no account ID.
WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
SWITCHES: Final = {"true": True, "false": False}
IMPORTED: Final = "Fn::ImportValue"


def text(value: Any) -> Any:
    """The text of a spec for a value in one form, `{import_value: name}` for an export; None where there is none."""
    if isinstance(value, str):
        return value.replace("${", "${!")
    match value:
        case {"Ref": str() as name} if value != NO_VALUE:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [str() as name, str() as attribute]}:
            return f"${{{name}.{attribute}}}"
        case {"Fn::ImportValue": name} if isinstance(found := text(name), str):
            return {IMPORT_VALUE: found}
        case {"Fn::Join": ["", list() as parts]}:
            found = [text(part) for part in parts]
            return "".join(found) if all(isinstance(part, str) for part in found) else None
    return None


def wanted(value: Any, what: str, *, importable: bool = False) -> Any:
    """The text that a key of a spec wants, or the export if it takes one. UsageError where functions say neither."""
    found = text(value)
    if not isinstance(found, str) and not (importable and found) and value is not None:
        hint = "a spec wants a text with ${...} there: write what it comes to in AWS"
        raise UsageError([Problem("DS552", f"{what} is {shown(value)[:200]!a}", hint)])
    return found


def said(value: Any) -> Any:
    """The value of a policy document, in which what IAM resolves at each request stays as it is."""
    if isinstance(value, dict) and not is_function(value):
        return {key: said(each) for key, each in value.items()}
    if isinstance(value, list):
        return [said(each) for each in value]
    if isinstance(value, str):
        return re.sub(r"\$\{(?![a-zA-Z0-9-]+:[^:}])", "${!", value)
    found = text(value)
    return value if found is None else found


def verbatim(value: Any) -> Any:
    """A value that stays CloudFormation: functions as text where that says the same, else in their long form."""
    if isinstance(value, list):
        return [verbatim(each) for each in value]
    if isinstance(value, dict):
        if is_function(value):
            return function(value)
        return {key: verbatim(each) for key, each in value.items()}
    if isinstance(value, str):
        if value in SWITCHES:
            return SWITCHES[value]
        return int(value) if WHOLE.fullmatch(value) else said(value)
    return value


def function(value: dict[str, Any]) -> Any:
    """A function that stays."""
    found = text(in_one_form(value)) if IMPORTED not in value else None
    if isinstance(found, str):
        return found
    ((name, argument),) = value.items()
    if name in ("Ref", "Fn::GetAtt", "Fn::Sub"):
        return value
    return {name: verbatim(argument)}


def in_one_form(value: Any) -> Any:
    """The function with those within it in one form."""
    if isinstance(value, list):
        return [in_one_form(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {key: in_one_form(each) for key, each in value.items()}
    return joined(made) if is_function(made) else made
