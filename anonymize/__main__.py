"""Where the process begins: `anon`, and `python -m anonymize`.

What the command line needs is imported in `main`, so that an interrupt is one line even while it is imported.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    _hold_closed_streams()
    try:
        from anonymize.cli import main as begin

        begin()
    except KeyboardInterrupt:  # before `cli.run` was there to catch it, or after it
        from anonymize.errors import EXIT_INTERRUPTED, INTERRUPTED

        with suppress(AttributeError, OSError):  # standard error is closed, or cannot be written
            sys.stderr.write(f"{INTERRUPTED}\n")
        sys.exit(EXIT_INTERRUPTED)


def _hold_closed_streams() -> None:
    """Takes the numbers of closed standard streams, or else the first files opened would get them.

    What a library written in C says on standard error would then stand in an output. Each is opened the wrong
    way round, so that using it fails as before. Python has no standard output then, and what is printed would
    be lost without a word; now that fails, too.
    """
    for number, way in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, way), True)  # workers are processes of their own
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    main()
