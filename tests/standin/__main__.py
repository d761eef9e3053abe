"""`make local-aws`: starts the local AWS and prints what to export, until it is interrupted."""

from __future__ import annotations

import os
import signal
import sys
import threading

from tests.standin import server

PORT = 4566
ACCOUNT = "111122223333"


def main() -> int:
    """Serve on the port in LOCAL_AWS_PORT, or on 4566; the exit code."""
    # A shell starts what runs in the background with Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chosen = os.environ.get("LOCAL_AWS_PORT", str(PORT))
    if not (chosen.isdecimal() and 0 <= int(chosen) < 65536):
        print(f"LOCAL_AWS_PORT is {chosen!r}, and a port is a number below 65536", file=sys.stderr)
        return 2
    port = int(chosen)
    try:
        with server.serving(port=port) as endpoint:
            exports = server.environment(endpoint, account=ACCOUNT)
            print("\n".join(f"export {name}={value}" for name, value in exports.items()), flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"port {port}: {error.strerror}; LOCAL_AWS_PORT chooses another", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
