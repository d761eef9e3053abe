"""Every option of every command, with what is no value of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from generator.cli.main import COMMANDS
from generator.cli.main import dynaspec as group
from tests.cli.conftest import ORDERS, Dynaspec

# What a command line has besides the option.
BESIDE = {
    "": ["list"],
    "show": ["Orders"],
    "completion": ["bash"],
    "diagnose": ["orders", "--region", "eu-west-1"],
    "import": ["templates/orders.yaml"],
}
# What only AWS can judge.
OF_AWS = {"--stack", "--table", "--role", "--user", "--profile"}
TWO_INDEXES = """\
    global_secondary_indexes:
      by-status: {partition_key: status}
      by-day: {partition_key: day}
"""
FILE_FOR_A_FOLDER = "specs/orders.yaml/below"


def options() -> Iterator[tuple[str, str]]:
    """Each command, empty for the whole, with each of its options that take a value."""
    for name in ["", *COMMANDS]:
        command = group.get_command(click.Context(group), name) if name else group
        assert command
        for option in command.params:
            if isinstance(option, click.Option) and not option.is_flag and option.name != "help":
                yield name, max(option.opts, key=len)


def line(command: str, option: str, value: str) -> list[str]:
    """A command line with a value of an option."""
    beside = BESIDE.get(command, [])
    if option == "--stdin-filename":
        beside = ["-", "-o", "-"] if command == "render" else ["-"]
    return [option, value, *beside] if not command else [command, *beside, option, value]


@pytest.fixture
def orders(project: Path, dynaspec: Dynaspec) -> Path:
    """A repository with a template, and its spec with a change that takes steps."""
    spec = project / "specs" / "orders.yaml"
    spec.write_text(ORDERS + "    table_name: orders\n")
    assert dynaspec("render").code == 0
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "a"]):
        subprocess.run(["git", *command], cwd=project, check=True)
    spec.write_text(spec.read_text() + TWO_INDEXES)
    return project


def files(root: Path) -> set[Path]:
    """What is below a folder, without what git and the cache keep."""
    return {path for path in root.rglob("*") if not path.relative_to(root).parts[0].startswith(".")}


def refused(command_line: list[str], dynaspec: Dynaspec) -> str:
    """What is said of a command line that cannot be done."""
    code, _, err = dynaspec(*command_line)
    assert (code, "bug in dynaspec" in err) == (2, False), (command_line, err)
    return err


def test_an_empty_value_is_refused(orders: Path, dynaspec: Dynaspec) -> None:
    for command, option in options():
        assert option in refused(line(command, option, ""), dynaspec), (command, option)


def test_nonsense_is_refused_and_named(orders: Path, dynaspec: Dynaspec) -> None:
    before = files(orders)
    for command, option in options():
        if option not in OF_AWS:
            err = refused(line(command, option, FILE_FOR_A_FOLDER), dynaspec)
            assert option in err or "specs/orders.yaml" in err, (command, option, err)
        if option == "--output-file":
            # What was done stays done when the report of it cannot be written.
            before = files(orders)
        assert files(orders) == before, (command, option)


@pytest.mark.parametrize(
    "command_line",
    [
        *("--config specs list", "check --output-file specs", "diagnose orders --template specs", "import specs"),
        "check - --stdin-filename specs",
        *("diff --against specs", "plan --against specs"),
    ],
)
def test_a_folder_is_no_file(command_line: str, orders: Path, dynaspec: Dynaspec) -> None:
    assert "specs" in refused(command_line.split(), dynaspec)
