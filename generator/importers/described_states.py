"""What the AWS CLI prints of a live table, without what is going, and with a word of what is changing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from generator.aws.states import ARCHIVED, CHANGING, GOING
from generator.errors import Path, Problem
from generator.importers.draft import Plain, Remarks, mapping, sequence

__all__ = ["gone", "without_going"]

# The lists of a table whose entries have a state: what each is called, by what it is known, and its state.
PARTS: Final = {
    "GlobalSecondaryIndexes": ("index", "IndexName", "IndexStatus", "global_secondary_indexes"),
    "VectorIndexes": ("vector index", "IndexName", "IndexStatus", "vector_indexes"),
    "Replicas": ("replica", "RegionName", "ReplicaStatus", "replicas"),
    "GlobalTableWitnesses": ("witness", "RegionName", "WitnessStatus", "witness_region"),
}


def gone(table: Plain) -> Problem | None:
    """That a table is none any more, or will be none soon."""
    name, state = table.get("TableName"), table.get("TableStatus")
    if state in GOING:
        return Problem("DS555", f"{name!a} is left out: it is being deleted", "import it no more")
    if state in ARCHIVED:
        backup = mapping(table.get("ArchivalSummary"), "ArchivalSummary").get("ArchivalBackupArn")
        hint = f"its key was out of reach too long; restore the backup {backup or 'that it became'}, and import that"
        return Problem("DS555", f"{name!a} is left out: it is {str(state).lower()}", hint)
    return None


def without_going(table: Plain, logical_id: str, remarks: Remarks) -> Plain:
    """The table without the indexes, replicas and witnesses that are going, and without what only they define."""
    path: Path = ("tables", logical_id)
    kept = dict(table)
    changing = [f"the table is {table['TableStatus']}"] if table.get("TableStatus") in CHANGING else []
    for section, (noun, key, state, ours) in PARTS.items():
        parts = sequence(table.get(section), section)
        going = [each for each in parts if each.get(state) in GOING]
        for each in going:
            message = f"the {noun} {each.get(key)!a} of {table['TableName']!a} is left out: it is {said(each[state])}"
            remarks.append(Problem("DS555", message, "nothing is to be done once it is gone", (*path, ours)))
        if going:
            kept[section] = [each for each in parts if each not in going]
        changing += [f"the {noun} {each.get(key)!a} is {each[state]}" for each in parts if each.get(state) in CHANGING]
    if len(kept.get("GlobalSecondaryIndexes") or ()) < len(table.get("GlobalSecondaryIndexes") or ()):
        kept["AttributeDefinitions"] = defined(kept)
    if changing:
        message = f"{table['TableName']!a} is being changed: {', '.join(changing)}"
        hint = "import it again when all of it is ACTIVE: what is told now may be half of each"
        remarks.append(Problem("DS574", message, hint, path))
    return kept


def said(state: Any) -> str:
    """A state that something goes in, in words."""
    return "being deleted" if state == "DELETING" else "not made: its creation failed"


def defined(table: Plain) -> list[Plain]:
    """The definitions of the attributes that keys have."""
    definitions = sequence(table.get("AttributeDefinitions"), "AttributeDefinitions")
    used = set(attributes(table))
    return [each for each in definitions if str(each.get("AttributeName")) in used]


def attributes(table: Plain) -> Iterator[str]:
    """The attributes in keys and search schemas."""
    for section in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes", "VectorIndexes"):
        for each in sequence(table.get(section), section):
            yield from attributes(each)
    for section in ("KeySchema", "SearchSchema"):
        yield from (str(each.get("AttributeName")) for each in sequence(table.get(section), section))
