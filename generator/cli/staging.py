"""A commit that is about to be made: the project as it would have it, and what it lacks of what was rendered."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from generator.cli.bringing import write
from generator.cli.options import STANDARD_INPUT, Settings
from generator.cli.reporting import DONE, NO, at_file, report, say
from generator.cli.repository import repository
from generator.cli.started import again, from_start
from generator.errors import Problem, UsageError
from generator.spec.project import PROJECT_FILE, Project, absolute, find_project, project_file, project_of, shown

if TYPE_CHECKING:
    from generator.cli.bringing import Brought
    from generator.template.write import Comparison, Output

__all__ = ["project_looked_at", "staged"]

# What a commit can have against a template, as a code and words.
LACKS: Final = {
    "new": ("DS411", "is not in the commit"),
    "stale": ("DS412", "is stale in the commit"),
    "edited": ("DS413", "was edited by hand"),
    "foreign": ("DS403", "exists and was not rendered by dynaspec"),
}


def project_looked_at(settings: Settings, paths: Sequence[Path], *, staged: bool, cached: bool) -> Project:
    """The project as it stands on disk, or as `_to_commit` has it."""
    return _to_commit(settings, paths, cached=cached) if staged else find_project(settings.config, cached=cached)


def _to_commit(settings: Settings, paths: Sequence[Path], *, cached: bool) -> Project:
    """The project as a checkout of the commit would have it, its contents being specs, templates and `paths`.

    UsageError without a repository, and when the project file that is named is not in the commit.
    """
    from generator.changes.staged import files_on_disk, files_staged, tree_of_index

    config = settings.config
    here = absolute(config).parent if config else Path.cwd()
    tree = tree_of_index(here)
    top = repository(here) or here
    above = [folder / PROJECT_FILE for folder in (here, *here.parents) if folder.is_relative_to(top)]
    candidates = [absolute(config)] if config else above
    found = files_staged(tree, candidates, here)
    file = next((each for each in candidates if each in found), None)
    if config and not file:
        hint = f"git add {_quoted(candidates[0])}, and commit again"
        raise UsageError([Problem("DS502", f"{shown(candidates[0])} is not in the commit", hint)])
    project = project_of(file, found[file] if file else b"", cached=cached)
    named = [absolute(path) for path in paths if path != STANDARD_INPUT]
    wanted = [project.specs, project.templates, *named]
    # Of a submodule, a commit has nothing that could be read.
    elsewhere = [path for path in wanted if repository(path) != repository(here)]
    contents = files_staged(tree, [path for path in wanted if path not in elsewhere], here)
    for path in elsewhere:
        contents |= files_on_disk(path)
    return replace(project, contents=contents)


class Commit(NamedTuple):
    """A project as a commit has it, and the spec of each template that it makes, by the template's path."""

    project: Project
    made_by: Mapping[Path, Path]
    settings: Settings

    def beyond(self, output: Path) -> list[Path]:
        """The files that make a template and are not on disk as the commit has them."""
        project, spec = self.project, self.made_by[output]
        files = {spec: project.read(spec)}
        for file in (project.file, project_file(self.settings.config)):
            if file:
                files[file] = project.data if file == project.file else b""
        return [file for file, content in files.items() if not _holds(file, content)]


def staged(brought: Brought, specs: Sequence[Path], project: Project, settings: Settings) -> int:
    """Reports what a commit lacks of the files that its specs make, and gives the exit code.

    `specs` are those that make the outputs. A file that is lacking is written, and one that is left over removed, so
    that it can be added: unless its spec has changes beyond the commit, or somebody edited it. What git is told to
    ignore is in no commit.
    """
    from generator.changes.staged import ignored
    from generator.template.orphans import orphans_among, remove
    from generator.template.write import compare_with

    contents = project.contents or {}
    outputs = [output for output in brought.outputs if output.path not in contents]
    passed_over = ignored([output.path for output in outputs], project.root) if outputs else set()
    made_by = {output.path: spec for output, spec in zip(brought.outputs, specs, strict=True)}
    commit = Commit(project, made_by, settings)
    against = (compare_with(contents.get(each.path), each) for each in brought.outputs if each.path not in passed_over)
    lacking = [each for each in against if each.state != "unchanged"]
    problems = [*_lacking(lacking, commit), *_left(brought, commit)]
    mine = [each.output for each in lacking if each.state in ("new", "stale") and not commit.beyond(each.output.path)]
    mine = [output for output in mine if not _is_edited(output, commit)]
    left = {orphan.path: orphan.path.read_bytes() for orphan in brought.left if orphan.path.is_file()}
    gone = [each for each in orphans_among(left, outputs=()) if not (project.root / each.source).exists()]
    for change in write(mine, brought.folder, project, settings):
        say(f"wrote {shown(change.output.path)}", settings)
    for path in remove(gone, brought.folder, root=project.root):
        say(f"removed {shown(path)}", settings)
    report(problems, {}, settings)
    return NO if problems else DONE


def _lacking(lacking: Sequence[Comparison], commit: Commit) -> Iterator[Problem]:
    for each in lacking:
        path, file = each.output.path, _quoted(each.output.path)
        beyond = [_quoted(other) for other in commit.beyond(path)]
        hint = f"git add {file}, and commit again"
        if each.state == "foreign":
            hint = "move the file elsewhere, or rename the spec"
        elif _is_edited(each.output, commit):
            hint = f"put the change into the spec, run {again(commit.settings)} render, and git add {file}"
        elif beyond:
            more = " and ".join(beyond)
            hint = f"there is more in {more}: git add {' '.join(beyond)} {file}, or git stash --keep-index and render"
        code, message = LACKS[each.state]
        yield at_file(Problem(code, f"{shown(path)} {message}", hint), path, commit.settings)


def _is_edited(output: Output, commit: Commit) -> bool:
    """Whether somebody edited the file that a commit has, or the one on disk."""
    from generator.template.write import compare, compare_with

    contents = commit.project.contents or {}
    both = compare_with(contents.get(output.path), output), compare(output, root=commit.project.root)
    return any(each.state in ("edited", "foreign") for each in both)


def _left(brought: Brought, commit: Commit) -> Iterator[Problem]:
    code, _ = brought.kind.left
    for orphan in brought.left:
        file, source = _quoted(orphan.path), commit.project.root / orphan.source
        hint = f"git rm {file}, and commit again"
        if source.is_file() and not commit.project.has(source):
            hint = f"git add {_quoted(source)}, or git rm --cached {file}"
        message = f"{shown(orphan.path)} is left over in the commit{brought.reason(orphan)}"
        yield at_file(Problem(code, message, hint), orphan.path, commit.settings)


def _holds(file: Path, content: bytes) -> bool:
    """Whether a file has this content, with whatever line ends git checks it out."""
    try:
        return file.read_bytes().replace(b"\r\n", b"\n") == content.replace(b"\r\n", b"\n")
    except OSError:
        return False


def _quoted(path: Path) -> str:
    return shlex.quote(from_start(path))
