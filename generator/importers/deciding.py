"""A template's parameters, mappings and conditions to one of the templates that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from generator.changes.functions import NO_VALUE, is_function, joined, shown
from generator.errors import Problem
from generator.importers.draft import Plain, Remarks
from generator.spec.model.references import DYNAMIC

__all__ = ["Deploy", "literal", "remarks", "settled"]

REGION: Final = "AWS::Region"
JOINED: Final = "Fn::Join"
# Where a spec takes references, or leaves all out, by the property's name; everywhere else it wants the value itself.
TEXTS: Final = frozenset(
    "KMSMasterKeyId Metadata Name PolicyDocument PolicyName ResourceId RoleARN S3Bucket S3BucketSource S3KeyPrefix "
    "ScalingTargetId StreamArn TableName Value".split()
)
# Where of references it takes dynamic ones alone, which pass through.
DYNAMIC_TEXTS: Final = frozenset("AttributeName Delimiter HeaderList IndexName Key NonKeyAttributes".split())
# It stands for the value of one of Systems Manager: "SSM parameter types" in the CloudFormation User Guide.
STORED: Final = "AWS::SSM::Parameter::Value<"
HINT: Final = "a spec wants the value itself here: write it"
# How deep one condition or value may lead to others.
MAX_STEPS: Final = 100


@dataclass(slots=True)
class Deploy:
    """The values that a template is taken with: those given, else the defaults of its parameters, and the Region.

    The Region `is_taken` where nobody said it; `is_in_region` tells whether anything was decided by it. A parameter
    that conditions are decided by is in `deciding`, one whose value stands in the spec in `written_out`.
    """

    template: Plain
    given: Mapping[str, str]
    region: str
    is_taken: bool = False
    is_in_region: bool = False
    decided: dict[str, bool] = field(default_factory=dict)
    deciding: dict[str, str] = field(default_factory=dict)
    written_out: dict[str, str] = field(default_factory=dict)
    in_condition: bool = False
    problems: Remarks = field(default_factory=list)

    def section(self, name: str) -> Plain:
        """A section of the template."""
        found = self.template.get(name)
        return found if isinstance(found, dict) else {}


def remarks(deploy: Deploy) -> Remarks:
    """What was decided that the deploy of the source decides."""
    found = []
    if deploy.decided:
        states = ", ".join(f"{name} is {str(held).lower()}" for name, held in deploy.decided.items())
        hint = "a spec has no conditions: import once for each case, with --parameter NAME=VALUE, or use environments"
        reasons = ", ".join(f"{name} is {value!a}" for name, value in deploy.deciding.items())
        why = f", as {reasons}" if reasons else ""
        found.append(Problem("DS553", f"conditions are decided: {states}{why}", hint))
    written_out = {**deploy.written_out, **({REGION: deploy.region} if deploy.is_taken and deploy.is_in_region else {})}
    if written_out:
        values = ", ".join(f"{name} is {value!a}" for name, value in written_out.items())
        options = "--parameter NAME=VALUE" + (", --region" if REGION in written_out else "")
        hint = f"a spec wants values there; others: {options}, or environments of the spec"
        found.append(Problem("DS554", f"parameters are written out: {values}", hint))
    return found


def literal(deploy: Deploy, value: Any, *, what: str, steps: int = 0) -> str:
    """The text that a value comes to; a problem, and an empty text, where only the deploy knows."""
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    one = joined(value) if is_function(value) else value
    match one:
        case str():
            return one
        case {"Ref": str() as name}:
            return of_name(deploy, name, what=what)
        case {"Fn::Join": [str() as delimiter, list() as items]} if steps < MAX_STEPS:
            return delimiter.join(literal(deploy, each, what=what, steps=steps + 1) for each in items)
        case {"Fn::If": [str() as condition, yes, no]} if steps < MAX_STEPS:
            chosen = yes if holds(deploy, condition, steps=steps + 1) else no
            return literal(deploy, chosen, what=what, steps=steps + 1)
        case {"Fn::Select": [place, of]} if steps < MAX_STEPS:
            number = literal(deploy, place, what=what, steps=steps + 1)
            items = listed(deploy, of, what=what, steps=steps + 1)
            if number.isdecimal() and int(number) < len(items):
                return literal(deploy, items[int(number)], what=what, steps=steps + 1)
        case {"Fn::FindInMap": [first, second, third]} if steps < MAX_STEPS:
            keys = [literal(deploy, each, what=what, steps=steps + 1) for each in (first, second, third)]
            return mapped(deploy, keys, what=what)
    deploy.problems.append(Problem("DS552", f"{what} is {shown(one)[:200]!a}", HINT))
    return ""


def listed(deploy: Deploy, value: Any, *, what: str, steps: int) -> list[Any]:
    """The items of a list, of a parameter that is one, or of a text that is split."""
    match value:
        case list():
            return value
        case {"Ref": str() as name}:
            return [each.strip() for each in of_name(deploy, name, what=what).split(",")]
        case {"Fn::Split": [str() as delimiter, text]} if delimiter:
            return list(literal(deploy, text, what=what, steps=steps + 1).split(delimiter))
    return []


def mapped(deploy: Deploy, keys: list[str], *, what: str) -> str:
    """The text that a mapping has for keys."""
    found: Any = deploy.section("Mappings")
    for place, key in enumerate(keys):
        if not isinstance(found, dict) or key not in found:
            where = " of ".join(["Mappings", *keys[:place]][::-1])
            names = ", ".join(found) if isinstance(found, dict) else ""
            hint = f"it has {names}: give what chooses one, --parameter NAME=VALUE or --region, or add it"
            deploy.problems.append(Problem("DS552", f"{what}: there is no {key!a} in {where}", hint))
            return ""
        found = found[key]
    if not isinstance(found, str):
        deploy.problems.append(Problem("DS552", f"{what}: {' '.join(keys)!a} of Mappings is no text or number", HINT))
        return ""
    return found


def is_stored(parameter: Plain) -> bool:
    """Whether Systems Manager has the value of a parameter, and its default is a name there."""
    return str(parameter.get("Type")).startswith(STORED)


def of_name(deploy: Deploy, name: str, *, what: str) -> str:
    """The value of a parameter."""
    if name == REGION:
        deploy.is_in_region = True
        return deploy.region
    parameter = deploy.section("Parameters").get(name)
    default = parameter.get("Default") if isinstance(parameter, dict) else None
    if stored := isinstance(parameter, dict) and is_stored(parameter):
        default = None
    value = deploy.given.get(name, default)
    if isinstance(value, str):
        (deploy.deciding if deploy.in_condition else deploy.written_out)[name] = value
        return value
    if name.startswith("AWS::"):
        deploy.problems.append(Problem("DS552", f"{what} is {name}, which only the deploy knows", HINT))
        return ""
    hint = f"give its value: --parameter {name}=VALUE"
    why = "whose value Systems Manager has" if stored else "which has no default"
    deploy.problems.append(Problem("DS552", f"{what} is the parameter {name!a}, {why}", hint))
    return ""


def holds(deploy: Deploy, name: str, *, steps: int = 0) -> bool:
    """Whether a condition holds."""
    if name not in deploy.decided:
        conditions = deploy.section("Conditions")
        if name not in conditions or steps > MAX_STEPS:
            deploy.problems.append(Problem("DS552", f"there is no condition {name!a}", "take it out of the template"))
            return False
        # One that leads to itself is not asked again.
        deploy.decided[name] = False
        around, deploy.in_condition = deploy.in_condition, True
        deploy.decided[name] = truth(deploy, conditions[name], name, steps=steps + 1)
        deploy.in_condition = around
    return deploy.decided[name]


def truth(deploy: Deploy, value: Any, name: str, *, steps: int) -> bool:
    """Whether what a condition says is true."""
    what = f"the condition {name!a}"
    match value:
        case {"Condition": str() as other}:
            return holds(deploy, other, steps=steps + 1)
        case {"Fn::Not": [inner]} if steps < MAX_STEPS:
            return not truth(deploy, inner, name, steps=steps + 1)
        case {"Fn::And": list() as inners} if steps < MAX_STEPS:
            truths = [truth(deploy, inner, name, steps=steps + 1) for inner in inners]
            return all(truths)
        case {"Fn::Or": list() as inners} if steps < MAX_STEPS:
            truths = [truth(deploy, inner, name, steps=steps + 1) for inner in inners]
            return any(truths)
        case {"Fn::Equals": [first, second]}:
            texts = [literal(deploy, each, what=what, steps=steps + 1) for each in (first, second)]
            return texts[0] == texts[1]
    deploy.problems.append(Problem("DS552", f"{what} cannot be decided", "take it out of the template"))
    return False


def static(deploy: Deploy, value: Any, *, what: str) -> Any:
    """The value; a problem for a dynamic reference where a number, a switch or one of AWS' own words is wanted."""
    if isinstance(value, str) and DYNAMIC.search(value) and what.rpartition(" ")[2] not in DYNAMIC_TEXTS:
        deploy.problems.append(Problem("DS552", f"{what} is {value!a}, which only the deploy knows", HINT))
    return value


def settled(deploy: Deploy, value: Any, *, what: str, literally: bool = False, steps: int = 0) -> Any:
    """The value with its conditions decided; with `literally`, also with its functions written out where a spec wants
    the value itself.
    """
    if isinstance(value, list):
        made = [settled(deploy, each, what=what, literally=literally, steps=steps) for each in value]
        return [each for each in made if each != NO_VALUE]
    if not isinstance(value, dict):
        return static(deploy, value, what=what) if literally else value
    match value:
        case {"Fn::If": [str() as condition, yes, no]} if len(value) == 1 and steps < MAX_STEPS:
            chosen = yes if holds(deploy, condition) else no
            return settled(deploy, chosen, what=what, literally=literally, steps=steps + 1)
        case {"Fn::FindInMap": [_, _, _]} if len(value) == 1:
            return literal(deploy, value, what=what)
    if literally and is_function(value) and value != NO_VALUE:
        return static(deploy, literal(deploy, value, what=what), what=what)
    result = {
        key: settled(deploy, each, what=f"{what} {key}".strip(), literally=literally and key not in TEXTS, steps=steps)
        for key, each in value.items()
    }
    return {key: each for key, each in result.items() if each != NO_VALUE}
