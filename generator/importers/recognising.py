"""The bytes of a file to a spec, by what is in them: which tool it is from is seen from its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from generator.aws.properties import GLOBAL_TABLE, TABLES
from generator.changes.loading import load
from generator.errors import Problem, UsageError
from generator.importers import cloudformation, described, mistaken, terraform, workbench
from generator.importers.draft import Converted, Draft, Plain, Remarks, mapping
from generator.spec.likeness import did_you_mean

__all__ = ["draft"]

KINDS: Final = (
    "a CloudFormation template, what aws dynamodb describe-table prints, a NoSQL Workbench model, "
    "what terraform show -json prints"
)


def draft(data: bytes, file: str, *, given: Mapping[str, str], region: str | None, usual: str) -> Draft:
    """The spec for what the bytes hold. UsageError with every problem when a spec cannot be made of it."""
    loaded = loaded_one(data, file)
    if isinstance(loaded, dict) and "TemplateBody" in loaded and "Resources" not in loaded:
        loaded = loaded["TemplateBody"]
        loaded = load(loaded.encode("utf-8", "surrogatepass"), file) if isinstance(loaded, str) else loaded
    if isinstance(loaded, dict) and "Resources" in loaded:
        check_given(given, mapping(loaded.get("Parameters"), "Parameters"))
        return cloudformation.draft(loaded, file, given=given, region=region, usual=usual)
    if converted := conversion(loaded, region):
        check_given(given, {})
        check_place(converted, region)
        region = region or converted.region
        made = cloudformation.draft(converted.template, file, given={}, region=region, usual=usual)
        return replace(undeployed(made, converted.remarks), region=converted.region)
    hint = mistaken.instead(loaded) or f"import reads {KINDS}"
    raise UsageError([Problem("DS550", f"not recognised: {file}", hint)])


def loaded_one(data: bytes, file: str) -> Any:
    """The values of the one document that there is."""
    try:
        return load(data, file)
    except UsageError:
        if (number := mistaken.documents(data)) > 1:
            hint = f"make one list of them: jq -s . {file} > tables.json"
            raise UsageError([Problem("DS550", f"{file} holds {number} JSON documents", hint)]) from None
        raise


def conversion(loaded: Any, region: str | None) -> Converted | None:
    """The template that stands for what another tool says, of several Regions in one; None when no tool that is known
    says it.
    """
    if described.recognises(loaded):
        return described.template(loaded, region)
    if isinstance(loaded, dict) and workbench.recognises(loaded):
        return workbench.template(loaded)
    if isinstance(loaded, dict) and terraform.recognises(loaded):
        return terraform.template(loaded, region)
    return None


def check_place(converted: Converted, region: str | None) -> None:
    """UsageError for a Region in which the tables are not: a deploy there would make empty ones."""
    of_one_region = all(each["Type"] != GLOBAL_TABLE for each in converted.template["Resources"].values())
    if region and converted.region and region != converted.region and of_one_region:
        hint = f"leave it away: the stack that takes them is in {converted.region} too"
        raise UsageError([Problem("DS571", f"--region {region!a}: the tables are in {converted.region}", hint)])


def check_given(given: Mapping[str, str], declared: Plain) -> None:
    """UsageError for values of parameters that there are not, or that they do not allow."""
    problems = []
    for name, value in given.items():
        if name not in declared:
            known = f"its parameters are {', '.join(declared)}" if declared else "it has no parameters"
            hint = did_you_mean(name, declared) or known
            problems.append(Problem("DS561", f"there is no parameter {name!a} in it", hint))
            continue
        allowed = mapping(declared[name], f"the parameter {name!a}").get("AllowedValues")
        if isinstance(allowed, list) and value not in map(str, allowed):
            hint = did_you_mean(value, map(str, allowed)) or f"it allows {', '.join(map(str, allowed))}"
            problems.append(Problem("DS561", f"{value!a} is not a value of the parameter {name!a}", hint))
    if problems:
        raise UsageError(problems)


def undeployed(draft: Draft, remarks: Remarks) -> Draft:
    """The draft of what no stack has: there are no logical IDs that autoscaling could lose."""
    tables = {name: each for name, each in draft.source.resources.items() if each.type in TABLES}
    return replace(draft, remarks=[*draft.remarks, *remarks], source=replace(draft.source, resources=tables))
