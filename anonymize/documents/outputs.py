"""Outputs: a file that is there whole or not at all, and standard output, behind one interface.

Both are context managers that give something to write bytes to. What is written, and where, is left to
the job.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from gzip import GzipFile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from anonymize.digests import Digest
from anonymize.documents.names import spell_file_name
from anonymize.documents.streams import ByteWriter, DigestedWriter, OutputStream, unwritable
from anonymize.errors import AnonError

_STANDARD_OUTPUT = "standard output"
_COMPRESSION = 6
"""What `gzip` takes by default; 9 takes several times as long for a hundredth less."""


class AtomicOutput:
    """A file that appears under its name only when all of it was written and is safe on the disk.

    It is written under another name in the same directory, which is made when it is not there. When an
    exception leaves the `with` block, nothing stays, and a former file of that name is as it was.

    Args:
        path: the file to write.
        gzip: compress it. The same bytes give the same file: no time and no name goes into it.
        digest: takes in the bytes of the file as they go to the disk.

    Raises:
        AnonError: with the path and the cause, when it cannot be written.
    """

    def __init__(self, path: Path, *, gzip: bool = False, digest: Digest | None = None) -> None:
        self._path = path
        self._gzip = gzip
        self._digest = digest
        self._sealed = False

    def __enter__(self) -> ByteWriter:
        """Makes the temporary file, and gives it for writing."""
        with _reported(self._path):
            self._temporary, self._raw = _create_beside(self._path)
        self._compressor: GzipFile | None = None
        sink: ByteWriter = self._raw if self._digest is None else DigestedWriter(self._raw, self._digest)
        if self._gzip:
            # `GzipFile` asks no more of a file that it writes to.
            sink = self._compressor = GzipFile("", "wb", _COMPRESSION, cast("BinaryIO", sink), mtime=0)
        return OutputStream(sink, spell_file_name(str(self._path)))

    def seal(self) -> None:
        """Brings everything that was written to the disk; nothing can be written after. The name comes later.

        Done on leaving the `with` block, unless it was called before: by whoever needs the digest.
        """
        if self._sealed:
            return
        with _reported(self._path):
            if self._compressor is not None:
                self._compressor.close()
            self._raw.flush()
            self._temporary.chmod(0o666 & ~_umask())
            os.fsync(self._raw.fileno())
            self._raw.close()
        self._sealed = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Puts the file in its place, or removes all trace of it when there was an exception."""
        try:
            if kind is None:
                self.seal()
                with _reported(self._path):
                    self._temporary.replace(self._path)
                    sync_directory(self._path.parent)
        finally:
            self._discard()

    def _discard(self) -> None:
        """Removes what is left; there is nothing left when the file is in its place."""
        # Closing writes what is buffered, which fails again where the disk is full.
        if self._compressor is not None:
            with contextlib.suppress(OSError, ValueError):
                self._compressor.close()
        with contextlib.suppress(OSError):
            self._raw.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)


class StandardOutput:
    """Standard output, for bytes, with the interface of `AtomicOutput`; what went out stays out.

    Raises:
        AnonError: when it cannot be written, as on a full disk.
        BrokenPipeError: when its reader went away.
    """

    def __enter__(self) -> ByteWriter:
        """Gives standard output for writing."""
        if sys.stdout is None:
            raise AnonError(f"{_STANDARD_OUTPUT} is closed; name a file with --output")
        return OutputStream(sys.stdout.buffer, _STANDARD_OUTPUT)

    def seal(self) -> None:
        """See `AtomicOutput`."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Sees that everything has gone out. The stream stays open."""
        if kind is None:
            with _reported(_STANDARD_OUTPUT):
                sys.stdout.buffer.flush()


@contextlib.contextmanager
def _reported(place: Path | str) -> Iterator[None]:
    """Turns errors of the operating system into ours."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(spell_file_name(str(place)), error) from error


def _create_beside(path: Path) -> tuple[Path, BinaryIO]:
    """Makes a temporary file for `path`: hidden, with a name nobody can guess, readable by the owner only."""
    if path.exists() and not path.is_file():
        # Renaming onto a device such as /dev/stdout would replace it.
        raise AnonError(
            f"{spell_file_name(str(path))}: not a regular file; choose another name with --output"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".anon-", suffix=".tmp", dir=path.parent)
    return Path(name), os.fdopen(descriptor, "wb")


def _umask() -> int:
    """Gives the process's umask, which can only be read by setting it: for that moment to a strict one."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def sync_directory(directory: Path) -> None:
    """Makes the renaming safe on the disk.

    Some file systems cannot do this for a directory, which is no failure (as in PostgreSQL's
    `fsync_fname_ext`); Windows cannot open one.
    """
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EBADF, errno.EINVAL):
            raise
    finally:
        os.close(descriptor)
