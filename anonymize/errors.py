"""The errors that `anon` raises on purpose, each with the exit status it leads to.

Messages say what happened, where, and what to do next, in one sentence or two. They never hold text of
a document: a message ends up in logs and bug reports.
"""

from __future__ import annotations

import errno

EXIT_OK = 0
EXIT_INCOMPLETE = 1
"""Some documents were withheld or failed; the rest was written."""
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_CLOSED_PIPE = 141
"""The reader of standard output went away, as in `anon redact … | head`."""
FAILED_WRITES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Numbers of the system's errors of a place that was good, until the disk was full or broken."""
INTERRUPTED = "anon: interrupted; no half-written file was left behind"
"""What is said with the status 130."""


def install_extra(extra: str) -> str:
    """Tells how to install what is optional, as the docs do: from the sources, by no name in an index."""
    return f"in the checkout of anon: pip install -c constraints.txt '.[{extra}]'"


class AnonError(Exception):
    """Base of every error that a user can cause or must know of."""

    exit_code: int = EXIT_INCOMPLETE


class UsageError(AnonError):
    """The command line asks for something that cannot be done as asked."""

    exit_code = EXIT_USAGE


class ConfigError(UsageError):
    """A configuration file is wrong; the message names the file, the line and the key."""


class UnknownLabelError(UsageError):
    """A label that no detector knows; the message offers the nearest names."""


class ModelError(UsageError):
    """A model directory that cannot be used: not there, incomplete, or of a kind that is not loaded."""


class DatasetError(UsageError):
    """A data set that cannot be read or is too small for what was asked; names the file and the line."""


class DocumentError(AnonError):
    """One document or record cannot be processed; the job goes on with the next.

    Attributes:
        reason: a stable machine-readable code, such as `not_utf8`, as the manifest records it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
