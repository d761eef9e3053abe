"""What an importer makes of a file: a spec as plain values, what there is to say about it, and what it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn

from generator.aws.properties import KEYED
from generator.changes.functions import shown
from generator.changes.template import Template
from generator.errors import Path, Problem, UsageError

__all__ = ["KEPT", "Converted", "Draft", "Plain", "Remarks", "mapping", "named", "sequence", "unreadable", "within"]

Plain = dict[str, Any]
Remarks = list[Problem]
# What is said of a value without its owner.
OF_VALUES: Final = ("DS552", "DS564")
# What becomes of a table, where nothing is said of it yet.
KEPT: Final = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A spec before it is text: `source` is what it was made of, in the form in which templates are compared.

    Each remark has the path in the spec that it is about; `verbatim` are the resources that the source has beside
    tables, by logical ID, and `parameters` all that it has. `region` is where its tables are, if the source says it.
    """

    spec: Plain
    source: Template
    remarks: Remarks = field(default_factory=list)
    verbatim: Plain = field(default_factory=dict)
    parameters: Plain = field(default_factory=dict)
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """What another tool says of tables, as a CloudFormation template in plain values, and what that leaves out.

    `region` is where the tables are, if that is known.
    """

    template: Plain
    remarks: Remarks = field(default_factory=list)
    region: str | None = None


def unreadable(message: str, hint: str = "", path: Path = ()) -> NoReturn:
    """Stops at a value that is not what the kind of file has there."""
    raise UsageError([Problem("DS564", message, hint, path)])


@contextmanager
def within(owner: str, found: Remarks) -> Iterator[None]:
    """Adds to what is found a value that is not what should be there, and says whose it is: a table by its name, or its
    logical ID.
    """
    try:
        yield
    except UsageError as error:
        found += [
            replace(each, message=f"{owner!a}: {each.message}") if each.code in OF_VALUES else each
            for each in error.problems
        ]


def mapping(value: Any, what: str) -> Plain:
    """The value, which is a mapping or nothing."""
    if value is None:
        return {}
    return value if isinstance(value, dict) else unreadable(f"{what} is not a mapping")


def named(value: Any, what: str) -> dict[str, Plain]:
    """The value, which is mappings by name, or nothing; a list is one whose entries have no names, or one twice."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        names = [shown(each.get(KEYED[what])) for each in value]
        twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
        unreadable(f"{what} has {twice!a} twice", f"AWS refuses that: leave one {KEYED[what]} of the two")
    found = mapping(value or None, what)
    if not all(isinstance(each, dict) for each in found.values()):
        unreadable(f"{what} is not a list of mappings, each with a name of its own")
    if not all(each.get(KEYED[what]) for each in found.values()):
        unreadable(f"{what} has an entry without {KEYED[what]}")
    return found


def sequence(value: Any, what: str) -> list[Plain]:
    """The value, which is a list of mappings or nothing."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        unreadable(f"{what} is not a list of mappings")
    return value
