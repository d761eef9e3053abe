"""`python -m generator`, and what the console script calls."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Runs the command line; Ctrl-C while it is still being imported ends as quietly as later."""
    try:
        from generator.cli.main import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
