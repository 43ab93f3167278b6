"""Whether a file stayed as it is while it was read.

What is read while somebody writes may be neither the old text nor the new one, and what was found in it says
nothing of either.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anonymize.documents.inputs import InputFile
from anonymize.documents.remote import RemotePath
from anonymize.errors import DocumentError


@contextmanager
def unchanged(file: InputFile) -> Iterator[None]:
    """Watches over an input that is opened and read in the `with` block.

    Raises:
        DocumentError: with the reason `changed_while_read`, when the block is left without an error and the
            file was written to, removed, or another one put in its place. Pipes are not watched.
    """
    before = _state(file.path)
    yield
    if before is not None and _state(file.path) != before:
        message = f"{file.id}: it changed while it was read; run it again when nobody writes to it"
        raise DocumentError("changed_while_read", message)


def _state(path: Path | RemotePath | None) -> tuple[object, ...] | None:
    """What differs when a file is written to or another one is in its place; None for what is no file."""
    if path is None:
        return None
    if isinstance(path, RemotePath):
        return path.state()
    try:
        found = path.stat()
    except OSError:
        return ()  # whoever opens it is told why
    if not stat.S_ISREG(found.st_mode):
        return None
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
