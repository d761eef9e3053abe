"""The bytes of a file to a spec, by what is in them: which tool it is from is seen from its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from generator.aws.properties import TABLES
from generator.changes.loading import load
from generator.errors import Problem, UsageError
from generator.importers import cloudformation, described, terraform, workbench
from generator.importers.draft import Draft, Remarks

__all__ = ["draft"]

KINDS: Final = (
    "a CloudFormation template, what aws dynamodb describe-table prints, a NoSQL Workbench model, "
    "what terraform show -json prints"
)


def draft(data: bytes, file: str, *, given: Mapping[str, str], region: str | None, usual: str) -> Draft:
    """The spec for what the bytes hold. UsageError with every problem when a spec cannot be made of it."""
    loaded: Any = load(data, file)
    if isinstance(loaded, dict) and "TemplateBody" in loaded and "Resources" not in loaded:
        loaded = loaded["TemplateBody"]
        loaded = load(loaded.encode("utf-8", "surrogatepass"), file) if isinstance(loaded, str) else loaded
    if isinstance(loaded, dict):
        if "Resources" in loaded:
            return cloudformation.draft(loaded, file, given=given, region=region, usual=usual)
        for importer in (described, workbench, terraform):
            if importer.recognises(loaded):
                made = importer.template(loaded)
                result = cloudformation.draft(made.template, file, given={}, region=region, usual=usual)
                return undeployed(result, made.remarks)
    raise UsageError([Problem("DS550", f"not recognised: {file}", f"import reads {KINDS}")])


def undeployed(draft: Draft, remarks: Remarks) -> Draft:
    """The draft of what no stack has: there are no logical IDs that autoscaling could lose."""
    tables = {name: each for name, each in draft.source.resources.items() if each.type in TABLES}
    return replace(draft, remarks=[*draft.remarks, *remarks], source=replace(draft.source, resources=tables))
