"""What a vault asks of the file system: to appear whole and private, and to have one writer at a time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from anonymize.documents.beneath import make_directories
from anonymize.documents.names import spell_file_name
from anonymize.documents.outputs import PRIVATE, directory_mode, sync_directory
from anonymize.errors import AnonError

LOCK_SUFFIX = ".lock"


@contextmanager
def locked(path: Path, notify: Callable[[str], None]) -> Iterator[None]:
    """Keeps all others that lock the same path out, and waits until they have done so.

    The lock is a file beside it, and stays there; it is free again when its holder ends, however it does.

    Args:
        path: without links in it, so that one file has one lock.
        notify: is told, in a line, that there is somebody to wait for.

    Raises:
        AnonError: the lock's file cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}{LOCK_SUFFIX}", mode=0o600)
    with reported(path, "written"):
        make_directories(path.parent, directory_mode(PRIVATE))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            notify(f"waiting for another job that writes to the vault {spell_file_name(str(path))}")
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


def create_private(path: Path, data: bytes) -> None:
    """Makes a file that only its owner can read; it appears when all of it is safe on the disk.

    Raises:
        OSError: it cannot be written. Nothing stays.
    """
    descriptor, name = tempfile.mkstemp(prefix=".anon-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_directory(path.parent)


@contextmanager
def reported(path: Path, done: str) -> Iterator[None]:
    """Turns errors of the operating system into ours.

    Args:
        path: of the vault.
        done: what was being done to it, to follow "cannot be".
    """
    try:
        yield
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise AnonError(
            f"the vault {spell_file_name(str(path))} cannot be {done}: {cause}; check the disk and the rights"
        ) from error
