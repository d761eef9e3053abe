"""`make local-aws`: starts the local AWS and prints what to export, until it is interrupted."""

from __future__ import annotations

import os
import sys
import threading

from tests.standin import server

PORT = 4566


def main() -> None:
    """Serve on the port in LOCAL_AWS_PORT, or on 4566."""
    with server.serving(port=int(os.environ.get("LOCAL_AWS_PORT", PORT))) as endpoint:
        for name, value in server.environment(endpoint, account="111122223333").items():
            print(f"export {name}={value}")  # noqa: T201
        print("A local AWS is up; Ctrl-C ends it and forgets all.", file=sys.stderr, flush=True)  # noqa: T201
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
