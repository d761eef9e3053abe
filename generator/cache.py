"""What a result was made of to the result of an earlier run, in files beside the project.

An entry is a file whose name is a digest of everything that its value depends on, and whose first line is a digest of
its name and the rest. Whatever is not such a file is passed over. An entry is written whole or not at all, so that runs
may share a folder.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from time import time
from typing import Any, Final, NamedTuple, TypeVar

from generator.errors import Problem

__all__ = ["FOLDER", "Cache", "made_by", "open_cache"]

FOLDER: Final = ".dynaspec_cache"
# https://bford.info/cachedir/ asks for the first line; the last one is for us.
TAG: Final = "CACHEDIR.TAG"
TAG_TEXT: Final = """\
Signature: 8a477f597d28d172789f06886806bc55
# What dynaspec has made before; it may be removed at any time.
# layout 1
"""
OTHER_LAYOUT: Final = re.compile(rb"Signature: [0-9a-f]+\n(#.*\n)*# layout [0-9]+\n")
OF_THE_FOLDER: Final = {".gitignore": "*\n", TAG: TAG_TEXT}
ENTRY: Final = re.compile("[0-9a-f]{64}")
UNFINISHED: Final = re.compile("new-.*")
# Five thousand templates of fifty kilobytes.
MAX_BYTES: Final = 256 * 1024 * 1024
# What is left when there were more, so that not every run has to clear up.
KEPT_BYTES: Final = MAX_BYTES * 3 // 4
# To look whether there are more takes as long as to look at every entry, so it is done after one in sixteen that are
# kept: those whose names are below this.
DUE: Final = "1"
# No run takes this long; what is older was left by one that was killed.
ABANDONED_SECONDS: Final = 24 * 60 * 60

Value = TypeVar("Value")


class Entry(NamedTuple):
    """A file of the cache: when it was last of use, in nanoseconds, and its bytes."""

    used: int
    size: int
    path: str


class Cache:
    """The entries below a folder; `counts` has how often each kind was found (True) and not (False).

    No failure of it is an error: `problems` says what was wrong, each thing once.
    """

    def __init__(self, folder: Path, shown: str, made_by: bytes) -> None:
        self.folder = folder
        self.shown = shown
        self.made_by = made_by
        self.counts: Counter[tuple[str, bool]] = Counter()
        self.spoiled = 0
        self.refused: OSError | None = None
        self.written = False
        self.is_due = False

    def recall(self, kind: str, parts: Iterable[str | bytes], *, read: Callable[[Any], Value]) -> Value | None:
        """What `read` makes of the value that was kept for these parts; None when there is none to trust."""
        path = self.folder / self._name(kind, parts)
        found = self._read(path, read)
        self.counts[kind, found is not None] += 1
        return found

    def keep(self, kind: str, parts: Iterable[str | bytes], value: object) -> None:
        """Keeps a value, which JSON can express, for these parts."""
        if self.refused:
            return
        body = json.dumps(value, separators=(",", ":")).encode()
        try:
            if not self.written:
                self.make_folder()
                self.written = True
            name = self._name(kind, parts)
            self._write(name, _digest(name, body) + b"\n" + body)
            self.is_due = self.is_due or name < DUE
        except OSError as error:
            self.refused = error

    def close(self) -> list[Problem]:
        """Clears up if that is due after what was written, and says what was wrong."""
        if self.is_due and not self.refused:
            with suppress(OSError):
                self._clear_up()
        problems = []
        if self.refused:
            reason = (self.refused.strerror or str(self.refused)).lower()
            hint = "what it has not is made anew each time; mend the folder, or run with --no-cache"
            problems.append(Problem("DS453", f"cannot keep results in {self.shown}: {reason}", hint))
        if self.spoiled:
            files = "a file was" if self.spoiled == 1 else f"{self.spoiled} files were"
            hint = "what they held was made anew; if this comes again, something else writes there"
            problems.append(Problem("DS454", f"in {self.shown} {files} not as dynaspec writes them", hint))
        return problems

    def _name(self, kind: str, parts: Iterable[str | bytes]) -> str:
        whole = hashlib.sha256(self.made_by)
        for part in (kind, *parts):
            data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
            # With its length, so that no two lists of parts are one text.
            whole.update(len(data).to_bytes(8, "big") + data)
        return whole.hexdigest()

    def _read(self, path: Path, read: Callable[[Any], Value]) -> Value | None:
        try:
            digest, _, body = _read_file(path).partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError:
            self.spoiled += 1
            return None
        try:
            if digest != _digest(path.name, body):
                raise ValueError(path.name)
            value = read(json.loads(body))
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            self.spoiled += 1
            return None
        with suppress(OSError):
            os.utime(path)
        return value

    def make_folder(self) -> None:
        """Makes the folder, and in it what says to git, to whoever backs it up and to other versions what it is."""
        self.folder.mkdir(exist_ok=True)
        for name, text in OF_THE_FOLDER.items():
            if not _holds(self.folder / name, text.encode()):
                self._write(name, text.encode())

    def _write(self, name: str, data: bytes) -> None:
        handle, unfinished = tempfile.mkstemp(prefix="new-", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(unfinished).replace(self.folder / name)
        except BaseException:
            with suppress(OSError):
                Path(unfinished).unlink()
            raise

    def _clear_up(self) -> None:
        entries = []
        with os.scandir(self.folder) as found:
            for each in found:
                status = each.stat(follow_symlinks=False)
                if ENTRY.fullmatch(each.name):
                    entries.append(Entry(status.st_mtime_ns, status.st_size, each.path))
                elif UNFINISHED.fullmatch(each.name) and time() - status.st_mtime > ABANDONED_SECONDS:
                    Path(each.path).unlink(missing_ok=True)
        size = sum(entry.size for entry in entries)
        if size <= MAX_BYTES:
            return
        for entry in sorted(entries):
            if size <= KEPT_BYTES:
                break
            with suppress(OSError):
                Path(entry.path).unlink()
            size -= entry.size


def open_cache(root: Path, *, shown: str) -> tuple[Cache | None, list[Problem]]:
    """The cache of the project in `root`, and what is wrong when there can be none; `shown` is its folder's name."""
    folder = root / FOLDER
    makers = made_by()
    if makers is None:
        return None, []
    hint = "remove it, or run with --no-cache"
    cache = Cache(folder, shown, makers)
    if not os.path.lexists(folder):
        return cache, []
    if folder.is_symlink() or not folder.is_dir():
        reason = "it is a link" if folder.is_symlink() else "it is not a folder"
        return None, [Problem("DS453", f"cannot keep results in {shown}: {reason}", hint)]
    try:
        tag = _read_file(folder / TAG)
    except FileNotFoundError:
        tag = TAG_TEXT.encode()
    except OSError as error:
        reason = f"{TAG} in it: {(error.strerror or str(error)).lower()}"
        return None, [Problem("DS453", f"cannot keep results in {shown}: {reason}", hint)]
    if tag != TAG_TEXT.encode():
        if OTHER_LAYOUT.fullmatch(tag):
            return None, [Problem("DS455", f"{shown} was made by another version of dynaspec", hint)]
        cache.spoiled += 1
    # What was cut off or taken away is put back; that the folder takes nothing is told when there is something to keep.
    with suppress(OSError):
        cache.make_folder()
    return cache, []


def _read_file(path: Path) -> bytes:
    """What a file holds, which is no link, and no pipe that would be waited for."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(errno.EINVAL, "Not a file")
    return path.read_bytes()


def _holds(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return _read_file(path) == data
    return False


def _digest(name: str, body: bytes) -> bytes:
    return hashlib.sha256(name.encode() + body).hexdigest().encode()


@lru_cache(maxsize=1)
def made_by() -> bytes | None:
    """A digest of what makes results: Python, all of our own code, and everything that is installed beside it.

    The name of a `.dist-info` folder has the version of its distribution (https://packaging.python.org/en/latest/
    specifications/recording-installed-packages/), so tzdata, pydantic, troposphere and cfn-lint count with their
    versions, and what they need with its own. None when our code does not stand in files.
    """
    whole = hashlib.sha256(f"{sys.implementation.cache_tag} {sys.version} {sys.platform} {sys.flags}".encode())
    package = Path(__file__).parent
    if not package.is_dir():
        return None
    for file in sorted(package.rglob("*.py")):
        data = file.read_bytes()
        whole.update(f"\n{file.relative_to(package).as_posix()} {len(data)}\n".encode())
        whole.update(data)
    for folder in sys.path:
        whole.update("\n".join(["", *_installed(Path(folder))]).encode("utf-8", "surrogateescape"))
    return whole.digest()


def _installed(folder: Path) -> list[str]:
    with suppress(NotADirectoryError, FileNotFoundError), os.scandir(folder) as found:
        return sorted(each.name for each in found if each.name.endswith((".dist-info", ".egg-info")))
    if folder.exists():
        # An archive of packages.
        status = folder.stat()
        return [f"{folder.name} {status.st_size} {status.st_mtime_ns}"]
    return []
