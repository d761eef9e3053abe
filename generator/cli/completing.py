"""What a shell offers for a word that is being typed: spec files, environments, tables, stacks, git's revisions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from generator.spec.nodes import Mapping

__all__ = [
    "codes",
    "environment_names",
    "files",
    "finding_codes",
    "folders",
    "regions",
    "revisions_and_files",
    "spec_paths",
    "stacks",
    "tables",
    "tables_and_specs",
]

# A key at the beginning of a line, and its value. Importing what reads a project takes longer than a person waits for
# a word, so that files are looked at only.
SPECS_SETTING: Final = re.compile(rb"^specs:[ \t]*['\"]?([^'\"#\r\n]+?)['\"]?[ \t]*(?:#.*)?\r?$", re.MULTILINE)
PROJECT_FILE: Final = "dynaspec.yaml"
HEAD: Final = "HEAD"
SUFFIXES: Final = (".yaml", ".yml")
# Of a larger project, the rest is not offered.
MOST_FILES: Final = 200


def codes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of findings and of changes, behind those that a comma ends."""
    from click.shell_completion import CompletionItem

    from generator.aws.updates import RULES

    offered = finding_codes(context, parameter, incomplete)
    before, comma, begun = incomplete.rpartition(",")
    changes = [code for code in sorted(RULES) if code.startswith(begun.upper())]
    return offered + [CompletionItem(before + comma + code, help=RULES[code].title) for code in changes]


def finding_codes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of findings, behind those that a comma ends; of --ignore, those that can be."""
    from click.shell_completion import CompletionItem

    from generator.kinds import KINDS, can_be_ignored

    before, comma, begun = incomplete.rpartition(",")
    offered = [code for code in KINDS if code.startswith(begun.upper())]
    if parameter.name == "ignore":
        offered = [code for code in offered if can_be_ignored(code)]
    return [CompletionItem(before + comma + code, help=KINDS[code].title) for code in offered]


def files(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Any file."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def folders(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Any folder."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def revisions_and_files(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The branches and tags of the repository, those that were changed last first, and any file."""
    import subprocess

    from click.shell_completion import CompletionItem

    asked = ["git", "for-each-ref", f"--count={MOST_FILES}", "--sort=-creatordate", "--format=%(refname:short)"]
    names = [HEAD]
    with suppress(OSError):
        found = subprocess.run(asked, cwd=_root(context), capture_output=True, check=False)  # noqa: S603 (no shell)
        names += found.stdout.decode("utf-8", "replace").splitlines()
    offered = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return offered + files(context, parameter, incomplete)


def stacks(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names that the stacks of all specs have when nobody gives them others."""
    from click.shell_completion import CompletionItem

    from generator.template.deploy import stack_name

    root = _root(context)
    shared = _keys(root / PROJECT_FILE, "environments")
    of_specs = {path.as_posix(): shared or _keys(path, "environments") or ("",) for path in _specs(root)}
    names = dict.fromkeys(stack_name(file, name) for file, environments in of_specs.items() for name in environments)
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def regions(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The Regions of AWS."""
    from click.shell_completion import CompletionItem

    from generator.aws.regions import REGIONS

    return [CompletionItem(name, help=REGIONS[name]) for name in REGIONS if name.startswith(incomplete)]


def spec_paths(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The specs of the project, else any file."""
    from click.shell_completion import CompletionItem

    found = [path.as_posix() for path in _specs(_root(context))]
    offered = [CompletionItem(path) for path in found if path.startswith(incomplete)]
    return offered or files(context, parameter, incomplete)


def environment_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The environments of the project file, else of the specs."""
    from click.shell_completion import CompletionItem

    root = _root(context)
    names = _keys(root / PROJECT_FILE, "environments")
    if not names:
        names = {name: None for path in _specs(root) for name in _keys(path, "environments")}
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def tables(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The tables of all specs."""
    from click.shell_completion import CompletionItem

    names = {name: None for path in _specs(_root(context)) for name in _keys(path, "tables")}
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def tables_and_specs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The tables of all specs, and the specs; a table that several specs have, with the name of each."""
    from click.shell_completion import CompletionItem

    root = _root(context)
    specs = list(_specs(root))
    of_table: dict[str, list[str]] = {}
    for path in specs:
        for table in _keys(path, "tables"):
            of_table.setdefault(table, []).append(path.relative_to(_folder(root)).with_suffix("").as_posix())
    names = [name for table, of in of_table.items() for name in ([table] if len(of) == 1 else _full(of, table))]
    names += [path.as_posix() for path in specs]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _full(specs: list[str], table: str) -> list[str]:
    return [f"{spec}/{table}" for spec in specs]


def _root(context: click.Context) -> Path:
    """The project's folder, relative to where the command will run."""
    folder = context.find_root().params.get("folder")
    if folder:
        with suppress(OSError, ValueError):
            os.chdir(folder)
    here = Path.cwd()
    found = (parent for parent in (here, *here.parents) if (parent / PROJECT_FILE).is_file())
    return Path(os.path.relpath(next(found, here)))


def _folder(root: Path) -> Path:
    setting = None
    with suppress(OSError):
        setting = SPECS_SETTING.search((root / PROJECT_FILE).read_bytes())
    return root / (setting[1].decode("utf-8", "replace") if setting else "specs")


def _specs(root: Path) -> Iterator[Path]:
    count = 0
    for parent, folders, names in os.walk(_folder(root)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not name.startswith(".") and count < MOST_FILES:
                count += 1
                yield Path(parent, name)


def _keys(file: Path, key: str) -> dict[str, None]:
    """The keys of a mapping at the top of a file; none of one that cannot be read."""
    from generator.errors import GeneratorError
    from generator.spec.nodes import mapping_at
    from generator.spec.source import read

    with suppress(OSError, GeneratorError):
        tree: Mapping = read(file.read_bytes(), file.name)
        return dict.fromkeys(map(str, mapping_at(tree, key) or ()))
    return {}
