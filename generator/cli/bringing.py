"""What was rendered to its files, or to what is not up to date among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.cli.options import Settings
from generator.cli.printing import print_text
from generator.cli.reporting import DONE, NO, at_file, report, say
from generator.errors import Problem, UsageError

if TYPE_CHECKING:
    from generator.spec.project import Project
    from generator.template.orphans import Orphan
    from generator.template.write import Comparison, Output

__all__ = ["Brought", "Kind", "bring", "compare", "write"]


class Kind(NamedTuple):
    """A kind of file: its `noun`, what `--check` says of each state that is not up to date (a code, the message and the
    hint), and of one that is left over (a code and the hint).
    """

    noun: str
    changes: Mapping[str, tuple[str, str, str]]
    left: tuple[str, str]


class Brought(NamedTuple):
    """Files of one kind as they should be below `folder`, and those that are `left` there; `reason` says of one of
    these why, after its name.
    """

    kind: Kind
    folder: Path
    outputs: Sequence[Output]
    left: Sequence[Orphan]
    reason: Callable[[Orphan], str]


def compare(brought: Brought, project: Project, settings: Settings, *, fail: bool = True, printed: bool = True) -> int:
    """Prints what would change in the files, if that is to be `printed`, and gives the exit code: with `fail` that of
    `--check`, with its report.
    """
    from generator.spec.project import read_bytes, shown
    from generator.template.write import compare, unified

    problems = []
    for change in (compare(output, root=project.root) for output in brought.outputs):
        name = shown(change.output.path)
        if printed and change.state in ("new", "stale", "edited"):
            print_text(unified(change.text, change.output.text, name=name))
        if change.state in brought.kind.changes:
            code, message, hint = brought.kind.changes[change.state]
            problems.append(at_file(Problem(code, f"{name} {message}", hint), change.output.path, settings))
    for orphan in brought.left:
        name = shown(orphan.path)
        if printed:
            text = read_bytes(orphan.path).decode("utf-8", "replace")
            print_text(unified(text, None, name=name))
        code, hint = brought.kind.left
        problem = Problem(code, f"{name} is left over{brought.reason(orphan)}", hint)
        problems.append(at_file(problem, orphan.path, settings))
    if not fail:
        return DONE
    report(problems, {}, settings)
    if not problems:
        say(f"{_count(brought)} up to date", settings)
    return NO if problems else DONE


def write(outputs: Sequence[Output], folder: Path, project: Project, settings: Settings) -> list[Comparison]:
    """Brings the files below `folder` up to date. UsageError, each file as it was, when that cannot be done."""
    from generator.template.write import write

    try:
        return write(outputs, folder, root=project.root)
    except UsageError as error:
        placed = (
            at_file(each, Path(each.position.file), settings) if each.position else each for each in error.problems
        )
        raise UsageError(placed) from error


def bring(brought: Brought, gone: Sequence[Orphan], project: Project, settings: Settings) -> None:
    """Writes the files and says what became of each; of those left over, `gone` are removed unless edited by hand."""
    from generator.spec.project import shown
    from generator.template.orphans import remove

    changes = write(brought.outputs, brought.folder, project, settings)
    for change in changes:
        if change.state != "unchanged":
            edits = " over edits by hand" if change.state == "edited" else ""
            say(f"wrote {shown(change.output.path)}{edits}", settings)
        elif settings.verbose:
            say(f"unchanged {shown(change.output.path)}", settings)
    removed = remove(gone, brought.folder, root=project.root)
    for orphan in brought.left:
        verb = "removed" if orphan.path in removed else "kept"
        say(f"{verb} {shown(orphan.path)}, which is left over{brought.reason(orphan)}", settings)
    written = sum(change.state != "unchanged" for change in changes)
    say(f"{_count(brought)}, {written} written", settings)


def _count(brought: Brought) -> str:
    number = len(brought.outputs)
    return f"{number} {brought.kind.noun}{'' if number == 1 else 's'}"
