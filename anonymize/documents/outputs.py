"""Outputs: a file that is there whole or not at all, and standard output, behind one interface.

Both are context managers that give something to write bytes to. What is written, and where, is left to
the job.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from anonymize.digests import Digest
from anonymize.documents.beneath import directory_beneath
from anonymize.documents.compression import Compression, Compressor
from anonymize.documents.names import spell_file_name
from anonymize.documents.streams import ByteWriter, DigestedWriter, OutputStream, unwritable
from anonymize.errors import AnonError

_STANDARD_OUTPUT = "standard output"
PRIVATE = 0o600
"""Mode of files that only their owner can read."""


def directory_mode(mode: int) -> int:
    """Gives the mode of directories for files of a mode: who reads those may look into these."""
    return mode | (mode & 0o444) >> 2 | stat.S_IRWXU


def set_mode(path: Path, mode: int) -> None:
    """Gives a file that is kept the mode that it would be written with, where the file system has modes."""
    with contextlib.suppress(OSError):
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if stat.S_IMODE(os.fstat(file).st_mode) != mode:
                os.fchmod(file, mode)
        finally:
            os.close(file)


class AtomicOutput:
    """A file that appears under its name only when all of it was written and is safe on the disk.

    It is written under another name in the same directory, which is made when it is not there. When an
    exception leaves the `with` block, nothing stays, and a former file of that name is as it was.

    Args:
        path: the file to write.
        compression: compress it so. The same bytes give the same file.
        root: a directory above it; a link between the two is an error, wherever it leads. None for the
            directory that it lies in.
        mode: of the file, and with `directory_mode` of the directories that are made, whatever the umask.
        digest: takes in the bytes of the file as they go to the disk.

    Raises:
        AnonError: with the path and the cause, when it cannot be written.
    """

    def __init__(
        self,
        path: Path,
        *,
        compression: Compression | None = None,
        root: Path | None = None,
        mode: int = PRIVATE,
        digest: Digest | None = None,
    ) -> None:
        self._path = path
        self._compression = compression
        self._root = path.parent if root is None else root
        self._mode = mode
        self._digest = digest
        self._sealed = False

    def __enter__(self) -> ByteWriter:
        """Makes the temporary file, and gives it for writing."""
        with ExitStack() as opened, _reported(self._path):
            within = self._path.parent.relative_to(self._root)
            self._directory = opened.enter_context(
                directory_beneath(self._root, within, make=directory_mode(self._mode))
            )
            _refuse_special(self._path, self._directory)
            self._temporary, self._raw = _create_in(self._directory)
            self._opened = opened.pop_all()
        self._compressor: Compressor | None = None
        sink: ByteWriter = self._raw if self._digest is None else DigestedWriter(self._raw, self._digest)
        if self._compression is not None:
            sink = self._compressor = self._compression.compressor(sink)
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
            os.fchmod(self._raw.fileno(), self._mode)
            os.fsync(self._raw.fileno())
            self._raw.close()
        self._sealed = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Puts the file in its place, or removes all trace of it when there was an exception."""
        with self._opened:
            try:
                if kind is None:
                    self.seal()
                    with _reported(self._path):
                        os.replace(
                            self._temporary,
                            self._path.name,
                            src_dir_fd=self._directory,
                            dst_dir_fd=self._directory,
                        )
                        _sync(self._directory)
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
            os.unlink(self._temporary, dir_fd=self._directory)


class StandardOutput:
    """Standard output, for bytes, with the interface of `AtomicOutput`; what went out stays out.

    Raises:
        AnonError: when it cannot be written, as on a full disk.
        BrokenPipeError: when its reader went away.
    """

    def __enter__(self) -> ByteWriter:
        """Gives standard output for writing."""
        # The second, where it was closed as the process began; see `anonymize.__main__`.
        if sys.stdout is None or sys.__stdout__ is None:
            raise AnonError(f"{_STANDARD_OUTPUT} is closed; name a file with --output")
        return OutputStream(sys.stdout.buffer, _STANDARD_OUTPUT)

    def seal(self) -> None:
        """See `AtomicOutput`."""

    def flush(self) -> None:
        """Sees that everything has gone out."""
        with _reported(_STANDARD_OUTPUT):
            sys.stdout.buffer.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Sees that everything has gone out. The stream stays open."""
        if kind is None:
            self.flush()


@contextlib.contextmanager
def _reported(place: Path | str) -> Iterator[None]:
    """Turns errors of the operating system into ours."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(spell_file_name(str(place)), error) from error


def _refuse_special(path: Path, directory: int) -> None:
    """Checks that there is no device or the like: renaming onto /dev/stdout would replace it."""
    with contextlib.suppress(FileNotFoundError):
        there = os.stat(path.name, dir_fd=directory)
        if not stat.S_ISREG(there.st_mode):
            raise AnonError(
                f"{spell_file_name(str(path))}: not a regular file; choose another name with --output"
            )


def _create_in(directory: int) -> tuple[str, BinaryIO]:
    """Makes a temporary file: hidden, with a name nobody can guess, readable by the owner only."""
    name = f".anon-{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return name, os.fdopen(os.open(name, flags, PRIVATE, dir_fd=directory), "wb")


def sync_directory(directory: Path) -> None:
    """Makes the renaming safe on the disk; see `_sync`. Windows cannot open a directory."""
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(directory: int) -> None:
    """Syncs, unless the file system cannot, which is no failure (as in PostgreSQL's `fsync_fname_ext`)."""
    try:
        os.fsync(directory)
    except OSError as error:
        if error.errno not in (errno.EBADF, errno.EINVAL):
            raise
