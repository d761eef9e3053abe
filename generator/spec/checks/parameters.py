"""Template parameters whose constraints and default do not contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.errors import Problem
from generator.spec.checks import references, verbatim
from generator.spec.likeness import near
from generator.spec.model.stack import CONSTRAINTS, Parameter
from generator.spec.model.unknown import known_names, sure
from generator.spec.nodes import locate
from generator.spec.parse import Parsed

__all__ = ["agree_with_themselves", "are_used"]


def are_used(parsed: Parsed) -> Iterator[Problem]:
    """A parameter of the spec to which nothing refers does nothing; those of the project are for who needs them."""
    names = known_names(parsed.spec.parameters) if parsed.spec else []
    used = {*references.used(parsed), *verbatim.used(parsed)}
    # Who misspells a parameter, or writes it where or as nobody can, means to use it.
    used |= {near(name, names) for name in used}
    amiss = " ".join([*(f"{each.message} {each.hint}" for each in parsed.problems), *references.unclosed(parsed)])
    for name in names:
        position, _ = locate(parsed.tree, ("parameters", name), at_key=True)
        own = position.file == parsed.tree.position.file
        if own and name not in used and not re.search(rf"\b{name}\b", amiss):
            hint = f"leave it out, or refer to it as ${{{name}}}"
            yield Problem("DS271", f"nothing refers to the parameter '{name}'", hint, ("parameters", name), at_key=True)


def agree_with_themselves(parsed: Parsed) -> Iterator[Problem]:
    """CloudFormation refuses a template whose default breaks the parameter's own constraints.

    A default is not held against `allowed_pattern`, whose syntax is Java's; cfn-lint tries.
    Source: "CloudFormation template Parameters syntax" in the CloudFormation User Guide.
    """
    for name, parameter in parsed.spec.parameters.items() if parsed.spec else ():
        for problems in (_constraints(parameter), _values(parameter)):
            for key, message, hint in sure(problems):
                yield Problem("DS273", message, hint, ("parameters", name, key))


def _constraints(parameter: Parameter) -> Iterator[tuple[str, str, str]]:
    for type_, (first, second) in CONSTRAINTS.items():
        least, most = getattr(parameter, first), getattr(parameter, second)
        for key, bound in ((first, least), (second, most)):
            if bound is not None and parameter.type != type_:
                yield key, f"{key} is for the type {type_}, and this is {parameter.type}", f"leave {key} out"
        if least is not None and most is not None and least > most:
            yield first, f"{first} {least} is above {second} {most}", "write the smaller number here"
    without_pattern = parameter.type == "Number" or (parameter.is_list and parameter.type != "CommaDelimitedList")
    if parameter.allowed_pattern is not None and without_pattern:
        yield "allowed_pattern", f"allowed_pattern is for text, and this is {parameter.type}", "leave it out"


def _values(parameter: Parameter) -> Iterator[tuple[str, str, str]]:
    default = parameter.default
    for value in parameter.allowed_values or ():
        if parameter.type == "Number" and not _is_number(value):
            yield "allowed_values", f"'{value}' is not a number", "write numbers, or the type String"
    if default is None or parameter.is_list:
        return
    if parameter.allowed_values is not None and default not in parameter.allowed_values:
        allowed = ", ".join(parameter.allowed_values)
        yield "default", f"'{default}' is not one of the allowed values", f"write one of {allowed}"
    if parameter.type == "Number":
        yield from _number_default(parameter, default)
    elif parameter.type == "String":
        least, most = parameter.min_length or 0, parameter.max_length
        if len(default) < least or (most is not None and len(default) > most):
            yield "default", f"'{default}' is shorter or longer than min_length and max_length allow", ""


def _number_default(parameter: Parameter, default: str) -> Iterator[tuple[str, str, str]]:
    if not _is_number(default):
        yield "default", f"'{default}' is not a number", "write a number, or the type String"
        return
    number = float(default)
    least, most = parameter.min_value, parameter.max_value
    if (least is not None and number < least) or (most is not None and number > most):
        yield "default", f"{default} is outside of min_value and max_value", ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
