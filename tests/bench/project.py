"""A number of stacks, or of tables in one spec, to a project of a realistic mix."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

__all__ = ["change", "commit", "project", "spec"]

INDEXES = 6
WITH_ENVIRONMENTS = 10
WHO = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")


def table(number: int) -> dict[str, object]:
    """A table of the mix: 0 to 5 indexes, every second one provisioned, every third with a policy of its own."""
    provisioned = number % 2 == 1
    found: dict[str, object] = {
        "partition_key": "id",
        "sort_key": {"name": "at", "type": "N"},
        "alarms": {"alarm_actions": ["${AlarmTopicArn}"]} if number % 4 else False,
        "global_secondary_indexes": {
            f"by-{index}": {"partition_key": f"key_{index}", "sort_key": "at", "projection": "KEYS_ONLY"}
            for index in range(number % INDEXES)
        },
    }
    if provisioned:
        found |= {"billing_mode": "PROVISIONED", "capacity": {"read": 10 + number % 40, "write": 5}}
    if number % 3 == 0:
        found["policies"] = {"custom": {"Counts": {"actions": ["dynamodb:GetItem", "dynamodb:UpdateItem"]}}}
    return found


def spec(number: int, tables: int = 1) -> str:
    """A spec; YAML takes JSON. Every tenth of one table has two environments."""
    of_all = [number + place for place in range(tables)]
    whole: dict[str, object] = {
        "version": 1,
        "description": f"Orders of shop {number}",
        "parameters": {"AlarmTopicArn": {"type": "String"}},
        "tables": {f"Orders{each}": table(each) for each in of_all},
    }
    if not any(each % 4 for each in of_all):
        del whole["parameters"]
    if tables == 1 and number % WITH_ENVIRONMENTS == WITH_ENVIRONMENTS - 1:
        whole["environments"] = {"dev": {"tags": {"stage": "dev"}}, "live": {"tags": {"stage": "live"}}}
    return json.dumps(whole, indent=1)


def project(folder: Path, stacks: int) -> None:
    """A project whose specs make so many templates."""
    (folder / "specs").mkdir(parents=True)
    made = number = 0
    while made < stacks:
        two = number % WITH_ENVIRONMENTS == WITH_ENVIRONMENTS - 1
        text = spec(0) if two and made + 1 == stacks else spec(number)
        (folder / "specs" / f"orders-{number:03}.yaml").write_text(text, encoding="utf-8")
        made += 2 if '"environments"' in text else 1
        number += 1


def change(folder: Path, number: int) -> None:
    """Another description in the first spec, and so in its template."""
    first = min((folder / "specs").iterdir())
    text = first.read_text(encoding="utf-8")
    first.write_text(re.sub(r"(Orders|Round \d+) of", f"Round {number} of", text), encoding="utf-8")


def commit(folder: Path) -> None:
    """The templates as a git revision has them."""
    for command in (["init", "--quiet"], ["add", "templates"], [*WHO, "commit", "--quiet", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
