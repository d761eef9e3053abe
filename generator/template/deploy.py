"""A template to what it takes to deploy it: the command, and an S3 bucket when it is large."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.aws import capabilities, limits
from generator.errors import Problem

__all__ = ["bucket_problem", "capability", "deploy_command", "stack_name"]


def deploy_command(template: Mapping[str, Any], *, file: str, environment: str = "", stack: str = "") -> str:
    """`aws cloudformation deploy` for `template` in `file`, with the capability and the parameters that it needs.

    The stack is `stack`, or named after the file and the environment; values of parameters without a default are left
    for the reader to fill in.
    """
    words = ["aws", "cloudformation", "deploy", "--template-file", shlex.quote(file)]
    words += [
        "--stack-name",
        shlex.quote(stack) if stack else stack_name(file, environment),
        "--no-fail-on-empty-changeset",
    ]
    if acknowledged := capability(template):
        words += ["--capabilities", acknowledged]
    wanted = [name for name, parameter in template.get("Parameters", {}).items() if "Default" not in parameter]
    if wanted:
        words += ["--parameter-overrides", *(f"{name}=..." for name in wanted)]
    return " ".join(words)


def capability(template: Mapping[str, Any]) -> str:
    """The capability that whoever deploys `template` must acknowledge; empty when there is none."""
    of_iam = [each for each in template["Resources"].values() if each["Type"] in capabilities.ACKNOWLEDGED]
    if not of_iam:
        return ""
    named = any(capabilities.ACKNOWLEDGED[each["Type"]] in each.get("Properties", {}) for each in of_iam)
    return "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"


def stack_name(file: str, environment: str) -> str:
    """The file's name, with that of the environment behind it, as a stack may be named.

    That is a letter, then letters, digits and hyphens, at most 128 characters.
    Source: CloudFormation API Reference, CreateStack.
    """
    name = "-".join(filter(None, (PurePosixPath(file).stem, environment)))
    stem = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    stem = stem.strip("-") or "stack"
    return (stem if stem[0].isalpha() else f"stack-{stem}")[:128]


def bucket_problem(size: int, *, command: str) -> Iterator[Problem]:
    """That a template of `size` bytes goes through S3, which `command` must then say."""
    if limits.TEMPLATE_BYTES_INLINE < size <= limits.TEMPLATE_BYTES:
        message = f"the template has {size:,} bytes; above {limits.TEMPLATE_BYTES_INLINE:,} a deploy goes through S3"
        yield Problem("DS317", message, f"{command} --s3-bucket BUCKET", ("tables",), at_key=True)
