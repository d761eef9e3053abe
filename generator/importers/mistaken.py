"""What is given to an import by mistake to what to give to it instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from generator.aws.properties import LOOP, MACRO

__all__ = ["PROCESSED", "documents", "instead", "without_tables"]

Test = Callable[[dict[str, Any]], object]
# What no import reads, by the keys that it has, and what to do with it.
KEYS: Final[tuple[tuple[Test, str], ...]] = (
    (lambda one: "TableNames" in one, "these are names only: dynaspec import --all reads the tables themselves"),
    (
        lambda one: "tables" in one and "version" in one,
        "this is a spec already: dynaspec render makes its template",
    ),
    (
        lambda one: "terraform_version" in one and "resources" in one,
        "this is the state as Terraform keeps it: terraform show -json prints what import reads",
    ),
    (
        lambda one: "service" in one and "provider" in one,
        "serverless package writes the template: .serverless/cloudformation-template-update-stack.json",
    ),
    (
        lambda one: one.keys() & {"StackResources", "StackResourceSummaries", "Stacks", "StackResourceDetail"},
        "this is of a stack, and not its template: aws cloudformation get-template --stack-name STACK prints that",
    ),
    (lambda one: "Items" in one, "these are items: aws dynamodb describe-table prints the table"),
    (
        lambda one: "KeySchema" in one,
        "this is what create-table takes: aws dynamodb describe-table prints what is there",
    ),
    (
        lambda one: any(name.endswith("Description") or name in ("Tags", "ScalableTargets") for name in one),
        "the table itself is missing: put what describe-table prints beside it, jq -s add does",
    ),
)
EMPTY: Final = "there is nothing in it: see whether the command that was to write it failed"
SOURCE_CODE: Final = "this is Terraform's source: terraform show -json > state.json writes what import reads"
PROCESSED: Final = "aws cloudformation get-template --template-stage Processed"
# Resources that have templates of their own.
NESTED: Final = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")


def instead(loaded: Any) -> str | None:
    """What to give to an import instead of these values; None where that is not known."""
    if not loaded:
        return EMPTY
    one = loaded[0] if isinstance(loaded, list) else loaded
    if isinstance(one, str) and 'resource "' in one:
        return SOURCE_CODE
    return next((hint for test, hint in KEYS if test(one)), None) if isinstance(one, dict) else None


def documents(data: bytes) -> int:
    """How many JSON documents there are one after another; 0 for what is not that."""
    text, found = data.decode("utf-8", "replace").strip(), 0
    decoder = json.JSONDecoder()
    while text.startswith(("{", "[")):
        try:
            _, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            return 0
        text, found = text[end:].lstrip(), found + 1
    return 0 if text else found


def without_tables(resources: dict[str, Any]) -> str:
    """What to do about a template without tables."""
    kinds = [each.get("Type") for each in resources.values() if isinstance(each, dict)]
    if any(kind in NESTED for kind in kinds):
        return "it has nested stacks: import their templates one by one"
    if any(name.startswith((LOOP, MACRO)) for name in resources):
        return f"it has loops or macros: import what becomes of them: {PROCESSED}"
    return "tables are AWS::DynamoDB::Table, AWS::DynamoDB::GlobalTable and AWS::Serverless::SimpleTable"
