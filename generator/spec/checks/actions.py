"""Whom alarms tell: targets that CloudWatch can reach, in the Region of the stack, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from generator.aws.arns import ALARM_TARGET
from generator.aws.regions import REGIONS
from generator.errors import Path, Problem, Related
from generator.spec.likeness import did_you_mean
from generator.spec.nodes import Mapping, Node, Sequence, Text
from generator.spec.parse import Parsed

__all__ = ["can_be_reached"]

PARTS: Final = re.compile("(?P<service>[^:]+:[^:]+:[^:]+):(?P<region>[^:]*):(?P<account>[^:]*):(?P<rest>.+)")
ACCOUNT: Final = re.compile("[0-9]{12}")
STATES: Final = frozenset({"alarm_actions", "ok_actions", "insufficient_data_actions"})


def can_be_reached(parsed: Parsed) -> Iterator[Problem]:
    """A literal ARN is one that an alarm can call, in the stack's own Region; nobody is told twice."""
    region = parsed.spec.region if parsed.spec else None
    already = {problem.position for problem in parsed.problems}
    for path, actions in _lists(parsed.tree, ()):
        for place, arn in enumerate(actions):
            if isinstance(arn, Text) and arn.position not in already:
                yield from _problems(arn, region, path=(*path, place))
                first = actions.index(arn)
                if first != place:
                    related = (Related("first here", (*path, first)),)
                    yield Problem(
                        "DS290", f"'{arn}' stands twice in one list", "name it once", (*path, place), related=related
                    )


def _lists(node: Node, path: Path) -> Iterator[tuple[Path, Sequence]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in STATES and isinstance(value, Sequence):
                yield (*path, str(key)), value
            else:
                yield from _lists(value, (*path, str(key)))


def _problems(arn: Text, region: str | None, *, path: Path) -> Iterator[Problem]:
    if "${" in arn or "{{" in arn:
        return
    if wrong := _wrong_part(arn):
        yield Problem("DS290", *wrong, path)
    elif not ALARM_TARGET.fullmatch(arn):
        hint = (
            "name an SNS topic, a Lambda function, an OpsItem, a response plan, an investigation group or the scaling "
            "policy of a group"
        )
        yield Problem("DS290", f"'{arn}' is nothing that an alarm can tell", hint, path)
    elif region and arn.split(":")[3] not in ("", region):
        hint = f"name one in {region}; an alarm tells its own Region only"
        yield Problem("DS290", f"'{arn}' is in another Region", hint, path)


def _wrong_part(arn: str) -> tuple[str, str] | None:
    """What is wrong with the Region or the account of an ARN that an alarm could tell otherwise, and what to write."""
    found = PARTS.fullmatch(arn)
    # With these two as they should be, the rest must be sound.
    if found is None or not ALARM_TARGET.fullmatch(f"{found['service']}:eu-west-1:123456789012:{found['rest']}"):
        return None
    region, account = found["region"], found["account"]
    if not ACCOUNT.fullmatch(account):
        return f"'{account}' in '{arn}' is no account", "write the twelve digits of one"
    if not region and not ALARM_TARGET.fullmatch(arn):
        return f"'{arn}' names no Region", "write one between the third colon and the fourth"
    if region and region not in REGIONS:
        hint = did_you_mean(region, REGIONS) or "write one such as eu-west-1"
        return f"'{region}' in '{arn}' is no Region of AWS", hint
    return None
