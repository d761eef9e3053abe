"""The steps of a plan to the shell script that deploys them in order, waits, and continues where it stopped."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from generator.changes.shell import AT, IMPORT, PRELUDE, UNKNOWN
from generator.changes.steps import Step
from generator.template.deploy import capability
from generator.template.stamp import HEADER, digest, stamp

__all__ = ["SCRIPT", "asks", "file_of", "script"]

SCRIPT: Final = "deploy.sh"
NOT_IN_FILES: Final = re.compile(r"[^A-Za-z0-9._-]+")
# What the name or the ARN of a stack is made of.
IN_USAGE: Final = re.compile(r"[A-Za-z0-9:/_-]+")
LONGEST_NAME: Final = 60
# Why it stops before a step.
READ: Final = "what still reads it fails from then on; move its readers first"
LOST: Final = "its items are gone then; aws dynamodb create-backup keeps them"
DIGEST: Final = re.compile(r"^# Digest: sha256:([0-9a-f]{64})$", re.MULTILINE)


def file_of(number: int, step: Step) -> str:
    """The file of a step's template: `02-create-by-state.yaml`."""
    return f"{number:02}-{NOT_IN_FILES.sub('-', step.slug)[:LONGEST_NAME]}.yaml"


def script(steps: Sequence[Step], *, stack: str, start: bytes, source: str, region: str | None) -> str:
    """The script that takes a stack from `start`, the deployed template, through the steps.

    `stack` is the one that its usage names, and the example in it is of the first step that it stops before.
    """
    until = next((str(number) for number, each in enumerate(steps, 1) if each.stops), str(len(steps)))
    usage = f"{stack} [OPTIONS" if IN_USAGE.fullmatch(stack) else "STACK [OPTIONS"
    body = PRELUDE.replace("STACK [OPTIONS", usage).replace("UP_TO", until)
    body += IMPORT if any(each.imports for each in steps) else ""
    if region:
        body += f"\nexport AWS_REGION={region} AWS_DEFAULT_REGION={region}\n"
    known = dict(beginnings(steps, start))
    cases = "\n".join(f"    sha256:{found}) at={number} ;;" for found, number in known.items())
    body += (AT if 0 in known.values() else UNKNOWN).format(known=cases)
    for number, each in enumerate(steps, 1):
        body += "\n" + "".join(f"{line}\n" for line in lines(number, each, last=last_of(number, steps)))
    body += "\necho done\n"
    return HEADER.format(source=source, digest=digest(body)) + body


def last_of(number: int, steps: Sequence[Step]) -> int:
    """How far to go on from a step with one word: up to the next that loses items."""
    return next((index for index, each in enumerate(steps) if index >= number and each.loses), len(steps))


def asks(steps: Sequence[Step], start: bytes) -> bool:
    """Whether the script cannot tell that a stack has the template that the plan begins with."""
    return 0 not in dict(beginnings(steps, start)).values()


def beginnings(steps: Sequence[Step], start: bytes) -> Iterator[tuple[str, int]]:
    """How many steps are done, by the digest of the template that is deployed then."""
    text = start.decode("utf-8", "replace")
    found = stamp(text)
    if found and not found.edited:
        yield re.findall(r"sha256:([0-9a-f]{64})", text)[0], 0
    for number, each in enumerate(steps, 1):
        yield digest_of(each.text), number


def lines(number: int, step: Step, *, last: int) -> Iterator[str]:
    """The lines of a step."""
    yield f"# {number}: {step.title}"
    if step.stops:
        yield f"before {number} {last} {shlex.quote(step.title)} {shlex.quote(LOST if step.loses else READ)}"
    if step.pause_seconds:
        yield f"after {number} {step.pause_seconds}"
    for table in step.off:
        yield f'[ "$at" -ge {number} ] || [ "${{DYNASPEC_UNTIL:-{number}}}" -lt {number} ] || off {table}'
    yield adoption(number, step) if step.imports else deploy(number, step)
    for table in step.tables:
        yield f'[ "$at" -gt {number} ] || active {table}'


def deploy(number: int, step: Step) -> str:
    """The line that deploys a step."""
    acknowledged = capability(step.template)
    words = ["step", str(number), shlex.quote(file_of(number, step)), f"sha256:{digest_of(step.text)}"]
    words += ["--capabilities", acknowledged] if acknowledged else []
    return " ".join([*words, '"$@"'])


def adoption(number: int, step: Step) -> str:
    """The line that imports the table of a step; every parameter of the stack keeps its value."""
    name = step.template["Resources"][step.imports]["Properties"]["TableName"]
    words = ["adopt", str(number), file_of(number, step), f"sha256:{digest_of(step.text)}", step.imports, name]
    # Acknowledging what is not there does no harm.
    words.append(capability(step.template) or "CAPABILITY_IAM")
    parameters = [f"ParameterKey={each},UsePreviousValue=true" for each in step.template.get("Parameters", {})]
    words += ["--parameters", *parameters] if parameters else []
    return " ".join(map(shlex.quote, words))


def digest_of(text: str) -> str:
    """The digest in the header of a step's template."""
    found = DIGEST.search(text)
    assert found is not None
    return found[1]
