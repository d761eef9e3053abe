"""A file, or live tables, to what an import reads, and how messages name it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from generator.cli import options
from generator.cli.reporting import say
from generator.errors import Problem, UsageError

__all__ = ["Read", "check_region", "given", "one_source", "read_file", "read_live"]

# What file names have that names of specs need not.
ENDINGS: Final = re.compile(r"(\.template)?\.(json|ya?ml|template|txt)$", re.IGNORECASE)
LIVE: Final = "--table and --all"


class Read(NamedTuple):
    """What was read: its bytes, how messages name it, the name that its spec gets; or why it could not be.

    `is_file` says that its name is that of a file.
    """

    data: bytes
    shown: str
    stem: str
    region: str | None = None
    given: Mapping[str, str] = {}
    problems: tuple[Problem, ...] = ()
    is_file: bool = False


def one_source(file: Path | None, tables: tuple[str, ...], *, every: bool, profile: str | None) -> None:
    """UsageError unless exactly one thing is to be read."""
    sources = [file is not None, bool(tables), every]
    if sum(sources) > 1:
        raise UsageError([Problem("DS510", "FILE, --table and --all are for one at a time", "leave all but one away")])
    if not any(sources):
        raise UsageError([Problem("DS510", "nothing is to be imported", "name a FILE, --table NAME, or --all")])
    if file is not None and profile is not None:
        raise UsageError([Problem("DS510", f"--profile goes with {LIVE}", "leave it away: a file asks nobody")])


def check_region(region: str | None) -> None:
    """UsageError for a Region that AWS does not have."""
    from generator.aws.regions import REGIONS
    from generator.spec.likeness import did_you_mean

    if region is not None and region not in REGIONS:
        hint = did_you_mean(region, REGIONS) or "write one such as eu-west-1"
        raise UsageError([Problem("DS571", f"--region {region!a} is no Region of AWS", hint)])


def given(parameters: tuple[str, ...]) -> dict[str, str]:
    """The values of parameters by name. UsageError for each that is not written as one."""
    found: dict[str, str] = {}
    problems = []
    for written in parameters:
        name, equals, value = written.partition("=")
        if not equals or not name:
            problems.append(Problem("DS561", f"--parameter {written!a}", "write NAME=VALUE"))
        found[name] = value
    if problems:
        raise UsageError(problems)
    return found


def read_file(file: Path, values: Mapping[str, str], region: str | None) -> Read:
    """The content of a file, or of standard input."""
    from generator.spec.project import LARGEST_FILE, read_bytes

    if file != options.STANDARD_INPUT:
        return Read(read_bytes(file), file.as_posix(), stem(file), region, values, is_file=True)
    if sys.stdin is None:
        raise UsageError([Problem("DS501", "cannot read standard input: it is closed")])
    return Read(sys.stdin.buffer.read(LARGEST_FILE), "<stdin>", "imported", region, values)


def stem(file: Path) -> str:
    """The name of a spec for a file."""
    return re.sub("[^A-Za-z0-9_.-]+", "-", ENDINGS.sub("", file.name)) or "imported"


def read_live(
    tables: tuple[str, ...], region: str | None, profile: str | None, *, apart: bool, settings: options.Settings
) -> Iterator[Read]:
    """The live tables, `apart` each as a source of its own, else all as one; then those that could not be read."""
    from generator.importers.naming import stack_names
    from generator.live.estate import Document, as_json, documents, names
    from generator.live.session import opened

    in_region = partial(opened, profile=profile, wanted_by="a live table")
    session = in_region(region)
    wanted = list(dict.fromkeys(tables)) or names(session)
    if not wanted:
        hint = "see the account with aws sts get-caller-identity, and name another Region with --region"
        raise UsageError([Problem("DS551", f"there are no tables in {session.region}", hint)])
    stacks = stack_names(wanted)
    together: list[Document] = []
    there: list[str] = []
    failed = []
    for name, found in zip(wanted, documents(session, wanted, in_region), strict=True):
        say(f"read {name}", settings)
        if isinstance(found, Problem):
            failed.append(found)
        elif apart:
            yield Read(as_json(found), f"table {name} in {session.region}", stacks[name], session.region)
        else:
            together += found
            there.append(name)
    if together:
        what = f"table {there[0]}" if len(there) == 1 else f"{len(there)} tables"
        yield Read(as_json(together), f"{what} in {session.region}", stacks[there[0]], session.region)
    if failed:
        yield Read(b"", "", "", problems=tuple(failed))
