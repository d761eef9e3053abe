"""What tests of the import give to it, and what they ask of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.cli.main import run

HERE = Path(__file__).parent
TABLE: dict[str, Any] = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    },
}


def imported(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["-v", "import", *arguments])
    found = capsys.readouterr()
    return code, found.out, found.err


def described(**changed: Any) -> dict[str, Any]:
    """What is described of a table, with other parts."""
    found = json.loads((HERE / "inputs" / "described.json").read_text())
    found["Table"] |= changed
    if "GlobalSecondaryIndexes" in changed:
        found["Table"]["AttributeDefinitions"].append({"AttributeName": "day", "AttributeType": "S"})
    return dict(found)
