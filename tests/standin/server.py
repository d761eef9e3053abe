"""Starts the local AWS in a thread of this process, on a free port of this machine alone."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final

HOST: Final = "127.0.0.1"
REGION: Final = "eu-west-1"

Messages = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Messages]]
Send = Callable[[Messages], Awaitable[None]]


def environment(endpoint: str, *, account: str) -> dict[str, str]:
    """What the AWS command line and the SDKs need in the environment to talk to the local AWS.

    Each access key of twelve digits is the root of an account of its own, so what uses another one never meets it.
    `AWS_ENDPOINT_URL` also reaches the upload of `deploy --s3-bucket`, which `--endpoint-url` does not.
    """
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
    }


@contextmanager
def serving(*, port: int = 0) -> Iterator[str]:
    """The address of a local AWS that lives as long as the context; port 0 stands for any free one."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        taken = listening.getsockname()[1]
        # ministack reads these when it is imported. AUTH has it ask IAM about every request.
        os.environ.update(AUTH="true", BIND_HOST=HOST, GATEWAY_PORT=str(taken), LOG_LEVEL="CRITICAL")
        started = threading.Event()
        ended = asyncio.Event()
        loop = asyncio.new_event_loop()
        thread = threading.Thread(
            target=_serve, args=(loop, listening.detach()), kwargs={"started": started, "ended": ended}, daemon=True
        )
        thread.start()
        if not started.wait(timeout=60):
            raise TimeoutError("the local AWS did not start")
        try:
            yield f"http://{HOST}:{taken}"
        finally:
            loop.call_soon_threadsafe(ended.set)
            thread.join(timeout=10)


def _serve(loop: asyncio.AbstractEventLoop, descriptor: int, *, started: threading.Event, ended: asyncio.Event) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    from tests.standin import additions

    additions.install()

    async def application(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send, started=started)
        else:
            await app(scope, receive, send)

    config = Config()
    config.bind = [f"fd://{descriptor}"]
    config.errorlog = None
    try:
        loop.run_until_complete(serve(application, config, shutdown_trigger=ended.wait))  # type: ignore[arg-type]
    finally:
        loop.close()


async def _live(receive: Receive, send: Send, *, started: threading.Event) -> None:
    """Start and end without ministack's own start, which looks for Docker and listens on further ports."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    started.set()
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
