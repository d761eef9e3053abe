"""Saves of files to new templates, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from generator.cli.options import Settings
from generator.cli.reporting import report_error, say
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.spec.project import Project

__all__ = ["Once", "watch"]

Once = Callable[[Sequence[Path]], Collection[Path]]
"""Renders specs, none standing for those of the command line, and gives those that have errors."""
Stamps = dict[Path, tuple[int, int, int]]

# Polling costs a few milliseconds for hundreds of files and, unlike the notifications of an operating system, sees
# what a container or a network drive has changed.
SECONDS: Final = 0.1
CLEAR: Final = "\033[2J\033[H"


@dataclass(slots=True)
class Watch:
    """What is watched, how it was when it was last rendered, the files that had errors then, and those that were in the
    folder of templates, which is the project's when none is given.

    `project` is None when its file is wrong. `owed` says that not all specs could be rendered together, so that what
    is left over was not removed.
    """

    once: Once
    specs: Sequence[Path]
    folder: Path | None
    settings: Settings
    project: Project | None = None
    seen: Stamps = field(default_factory=dict)
    failing: set[Path] = field(default_factory=set)
    made: set[Path] = field(default_factory=set)
    owed: bool = False


def watch(once: Once, specs: Sequence[Path], folder: Path | None, settings: Settings) -> NoReturn:
    """Renders `specs` now, and what changes of them whenever it does; all of them when the project file changes or
    a template is removed.

    A spec with an error does not keep the others from being written.
    """
    from generator.template.cfn_lint import load_rules

    # What a shell starts in the background ignores Ctrl-C, and would then never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    watched = Watch(once, specs, folder, settings)
    _all(watched)
    # Now, and not when somebody waits for the first save.
    load_rules()
    while True:
        time.sleep(SECONDS)
        now = _stamps(watched)
        if now != watched.seen:
            # An editor may be writing still.
            while (later := _stamps_after(watched, SECONDS / 4)) != now:
                now = later
            _clear(settings)
            _changes(watched, now)
        elif watched.made - _templates(watched):
            _clear(settings)
            _all(watched)


def _all(watched: Watch) -> None:
    from generator.spec.project import find_project, project_file

    failing, watched.failing = watched.failing, set()
    try:
        watched.project = None
        watched.project = find_project(watched.settings.config)
        watched.seen = _stamps(watched)
        watched.failing = _rendered(watched, ())
        watched.owed = bool(watched.failing)
    except GeneratorError as error:
        report_error(error, watched.settings)
        watched.seen = _stamps(watched)
        file = project_file(watched.settings.config)
        if file and not watched.project:
            watched.failing = {file}
    _tell(watched, (), failing)


def _changes(watched: Watch, now: Stamps) -> None:
    from generator.spec.project import project_file

    before, failing, watched.seen = watched.seen, watched.failing, now
    changed = sorted(path for path in now if now[path] != before.get(path))
    # A setting is for all specs, and only with all of them at hand is it known what is left over.
    if watched.project is None or before.keys() - now.keys() or project_file(watched.settings.config) in changed:
        _all(watched)
        return
    try:
        watched.failing = watched.failing.difference(changed) | _rendered(watched, changed)
    except GeneratorError as error:
        report_error(error, watched.settings)
    if watched.owed and not watched.failing:
        _all(watched)
    else:
        _tell(watched, changed, failing)


def _rendered(watched: Watch, paths: Sequence[Path]) -> set[Path]:
    """Renders specs, all when none are given, and the sound ones when others have errors; gives those."""
    failing = set(watched.once(paths))
    sound = [path for path in paths or _files(watched) if path not in failing]
    if failing and sound:
        watched.once(sound)
    return failing


def _files(watched: Watch) -> list[Path]:
    from generator.spec.spec_files import spec_files

    return [file.path for file in spec_files(watched.project, watched.specs)[0]] if watched.project else []


def _paths(watched: Watch) -> Iterator[Path]:
    """The files that are looked at, which must not take long for any number of them."""
    from generator.spec.project import absolute
    from generator.spec.spec_files import specs_below

    if watched.project:
        for path in map(absolute, watched.specs or [watched.project.specs]):
            with suppress(OSError):
                yield from specs_below(path) if path.is_dir() else [path]


def _templates(watched: Watch) -> set[Path]:
    """The files in the folder of templates."""
    if not watched.project:
        return watched.made
    folder = watched.folder or watched.project.templates
    return {Path(parent, name) for parent, _, names in os.walk(folder) for name in names}


def _stamps_after(watched: Watch, seconds: float) -> Stamps:
    time.sleep(seconds)
    return _stamps(watched)


def _stamps(watched: Watch) -> Stamps:
    """What tells whether a file was saved, of the project file and the specs."""
    from generator.spec.project import project_file

    stamps: Stamps = {}
    for path in (project_file(watched.settings.config), *_paths(watched)):
        if path:
            with suppress(OSError):
                found = path.stat()
                stamps[path] = (found.st_mtime_ns, found.st_size, found.st_ino)
    return stamps


def _clear(settings: Settings) -> None:
    if sys.stderr.isatty() and not settings.quiet:
        click.echo(CLEAR, err=True, nl=False, color=True)


def _tell(watched: Watch, shown: Sequence[Path], failing: Collection[Path]) -> None:
    """Says what is still wrong and not `shown`, and what is not any more of what was `failing`."""
    from generator.spec.project import shown as named

    watched.made = _templates(watched)
    mended = sorted(named(path) for path in set(failing) - watched.failing if path.exists())
    if mended and watched.project and not watched.settings.quiet:
        click.echo(f"right again: {', '.join(mended)}", err=True, color=watched.settings.color)
    others = sorted(named(path) for path in watched.failing.difference(shown))
    if others and shown:
        say(f"still wrong: {', '.join(others)}", watched.settings)
    say("watching; Ctrl-C ends", watched.settings)
