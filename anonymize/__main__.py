"""Where the process begins: `anon`, and `python -m anonymize`.

What the command line needs is imported in `main`, so that an interrupt is one line even while it is imported.
"""

from __future__ import annotations

import sys
from contextlib import suppress


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    try:
        from anonymize.cli import main as begin

        begin()
    except KeyboardInterrupt:  # before `cli.run` was there to catch it, or after it
        from anonymize.errors import EXIT_INTERRUPTED, INTERRUPTED

        with suppress(AttributeError, OSError):  # standard error is closed, or cannot be written
            sys.stderr.write(f"{INTERRUPTED}\n")
        sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
