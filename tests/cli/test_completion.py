"""What a shell is offered, asked of the program and of each shell that is here."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from generator.cli.main import dynaspec as command
from tests.cli.conftest import Dynaspec

# What is typed before the tab, and the last word that the command line has then.
COMPLETED = {
    "ren": "render",
    "check --output-format=s": "--output-format=sarif",
    "check --fail-on w": "warning",
    "check --select DS265,ds112": "DS265,DS112",
    r"check specs/my\ ": "specs/my orders.yaml",
    'check "specs/my ': "specs/my orders.yaml",
    "check specs/a:": "specs/a:b.yaml",
    "check specs/i": "specs/it's, $5.yaml",
    "check --output-file=my": "--output-file=my file.txt",
    "plan --give-up=O": "--give-up=Orders",
    "render -e p": "prod",
    "-C su": "sub dir",
    "diff --against fe": "feature/keys",
    "diff --against=my": "--against=my file.txt",
    "diff --stack=my-orders-d": "--stack=my-orders-dev",
    "import --region eu-n": "eu-north-1",
}
TAB = "\t"
# What is offered for c.
LISTED = {
    "bash": r"^check +completion *\r$",
    "zsh": r"^check +-- Check specs and render them in memory\. *\r\ncompletion +-- Print the script that",
    "fish": r"^check\tCheck specs and render them in memory\.\ncompletion\tPrint the script that",
}
# The end of what a command line printed, and the prompt after it.
ANSWERED = re.compile(r"^<(.*)>\r\n\r*READY> \Z", re.MULTILINE)
# A shell of which nothing was set up; zsh asks no questions about who owns its folders.
AT_TERMINAL = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "bind 'set enable-bracketed-paste off'; bind 'set show-all-if-ambiguous on';",
    ),
    "zsh": (["zsh", "-f", "-i"], "unsetopt zle_bracketed_paste prompt_sp; autoload -Uz compinit && compinit -u;"),
}
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def offered(*words: str) -> list[str]:
    """What is offered for the last word."""
    *before, incomplete = words
    return [item.value for item in ShellComplete(command, {}, "dynaspec", "_X").get_completions(before, incomplete)]


def test_completion_offers_what_the_project_has(project: Path) -> None:
    (project / "specs" / "eu").mkdir()
    (project / "specs" / "eu" / "carts.yaml").write_text("tables: {Carts: {}, Orders: {}}\nenvironments: {dev: {}}")
    (project / "specs" / "broken.yaml").write_text("tables: {")

    assert offered("ren") == ["render"]
    assert offered("render", "--wa") == ["--watch"]
    assert offered("render", "specs/o") == ["specs/orders.yaml"]
    assert offered("render", "-e", "d") == ["dev"]
    assert offered("show", "Ca") == ["Carts"]
    assert offered("show", "eu/") == ["eu/carts/Orders"]
    (project / "dynaspec.yaml").write_text("specs: tables  # here\nenvironments: {prod: {}}\n")
    (project / "specs").rename(project / "tables")
    assert offered("diff", "--stack", "orders") == ["orders-prod"]
    assert offered("render", "tables/o") == ["tables/orders.yaml"]
    assert offered("render", "-e", "") == ["prod"]


def test_completion_offers_codes() -> None:
    assert offered("explain", "ds11")[:2] == ["DS110", "DS111"]
    assert "DS621" in offered("explain", "DS62")
    assert "DS242,DS621" in offered("explain", "DS242,DS62")
    assert offered("check", "--select", "DS265,DS24")[0] == "DS265,DS240"
    assert "DS265" in offered("check", "--ignore", "DS26")
    assert offered("check", "--ignore", "DS112") == []
    assert offered("check", "--output-format", "s") == ["sarif"]


@pytest.fixture
def typing_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with odd names, and the command on the path."""
    for name in ("my orders.yaml", "a:b.yaml", "it's, $5.yaml"):
        (project / "specs" / name).write_text("environments: {dev: {}, prod: {}}\n")
    for arguments in (
        ["init"],
        ["symbolic-ref", "HEAD", "refs/heads/feature/keys"],
        ["commit", "--allow-empty", "-m", "a"],
    ):
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *who, *arguments], cwd=project, check=True, capture_output=True)
    (project / "my file.txt").write_text("")
    (project / "sub dir").mkdir()
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    return project


@contextmanager
def at_terminal(shell: str, script: Path) -> Iterator[Callable[[str], tuple[str, str]]]:
    """A shell at a terminal that has the script: of keys, the last word of the line then, and all that is shown."""
    words, setting = AT_TERMINAL[shell]
    terminal, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
    environment = {**os.environ, "TERM": "xterm", "ZDOTDIR": str(script.parent)}

    def typed(keys: str) -> tuple[str, str]:
        # Control-A is the beginning of the line: what would be run is printed.
        os.write(terminal, f"{keys}\x01printf '<%s>\\n' \r".encode())
        shown = ""
        while not (answered := ANSWERED.search(shown)):
            assert select.select([terminal], [], [], 10)[0], shown
            shown = ESCAPES.sub("", shown + os.read(terminal, 10_000).decode())
        return answered[1], shown

    with subprocess.Popen(words, stdin=end, stdout=end, stderr=end, env=environment, start_new_session=True) as process:
        os.close(end)
        try:
            os.write(terminal, f"{setting} . {shlex.quote(str(script))}; PS1='READY> '\r".encode())
            typed("begun")
            yield typed
        finally:
            process.kill()
            os.close(terminal)


@contextmanager
def in_fish(shell: str, script: Path) -> Iterator[Callable[[str], tuple[str, str]]]:
    """The same of fish, which tells of itself what it offers: it asks a terminal more than a test could answer."""

    def typed(keys: str) -> tuple[str, str]:
        line = keys.rstrip(TAB)
        asked = f"source {script}; complete --do-complete -- {shlex.quote(line)}"
        shown = subprocess.run([shell, "--no-config", "-c", asked], capture_output=True, text=True, check=True).stdout
        words = [word.partition(TAB)[0] for word in shown.splitlines()]
        return words[0] if len(words) == 1 else line.split()[-1], shown

    yield typed


@pytest.mark.parametrize("shell", [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)])
def test_a_shell_completes_what_somebody_types(shell: str, typing_project: Path, dynaspec: Dynaspec) -> None:
    script = typing_project / f".{shell}"
    script.write_text(dynaspec("completion", shell).out)

    with (in_fish if shell == "fish" else at_terminal)(shell, script) as typed:
        # zsh takes the slash at the end of a folder away.
        completed = {line: typed(f"dynaspec {line}{TAB}")[0].removesuffix("/") for line in COMPLETED}
        formats = typed(f"dynaspec check --output-format={TAB}")
        commands = typed(f"dynaspec c{TAB}")

    assert completed == COMPLETED
    assert formats[0] == "--output-format="
    assert re.search("auto.+full.+concise.+github.+json.+junit.+sarif", formats[1], re.DOTALL)
    assert re.search(LISTED[shell], commands[1], re.MULTILINE)
