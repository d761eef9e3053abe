"""The AWS command line without its start, which is most of what a call takes: a program that asks one that runs."""

from __future__ import annotations

import io
import json
import logging
import os
import socketserver
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

# -I keeps the environment's own modules out, -S what site-packages would start.
PROGRAM = """\
#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({address!r})
    environment = {{name: value for name, value in os.environ.items() if name.startswith("AWS_")}}
    asked.sendall(json.dumps([sys.argv[1:], environment]).encode() + b"\\n")
    code, out, err = json.loads(asked.makefile().read())
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
"""
ONE_AT_A_TIME = threading.Lock()
LOADERS: list[Any] = []


@contextmanager
def started(folder: Path) -> Iterator[Path]:
    """A folder with a program `aws` that works as long as the context does."""
    folder.mkdir()
    address = str(folder / "socket")
    program = folder / "aws"
    program.write_text(PROGRAM.format(python=sys.executable, address=address))
    program.chmod(0o755)
    with socketserver.ThreadingUnixStreamServer(address, Answering) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        # What botocore tells of each step, and pytest keeps, takes longer than the call.
        logging.disable(logging.INFO)
        try:
            yield folder
        finally:
            logging.disable(logging.NOTSET)
            server.shutdown()
            thread.join()


class Answering(socketserver.StreamRequestHandler):
    """Answers one call with its exit code and what it printed."""

    def handle(self) -> None:
        arguments, environment = json.loads(self.rfile.readline())
        with ONE_AT_A_TIME:
            answer = called(arguments, environment)
        self.wfile.write(json.dumps(answer).encode())


def called(arguments: list[str], environment: dict[str, str]) -> tuple[int, str, str]:
    """Run the AWS command line in this process, under another environment."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # It puts the path of its own models into the environment as it is imported.
        from awscli.clidriver import create_clidriver

        before = {name: os.environ.get(name) for name in environment}
        try:
            os.environ.update(environment)
            # Anew each time, for a session keeps the Region that an option named.
            driver: Any = create_clidriver()
            # The models of services are read once.
            LOADERS.append(driver.session.get_component("data_loader"))
            driver.session.register_component("data_loader", LOADERS[0])
            code = int(driver.main(arguments))
        finally:
            restore(before)
    return code, out.getvalue(), err.getvalue()


def restore(before: dict[str, str | None]) -> None:
    """Have variables of the environment be as they were."""
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
