"""Binary streams whose errors say which file they are about and what is wrong with it.

An `OSError` that surfaces in the middle of a job does not tell an input from an output, nor what to do. These
streams translate errors where they arise.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

from anonymize.digests import Digest
from anonymize.errors import AnonError, DocumentError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class ByteReader(Protocol):
    """A source of bytes, such as a buffered binary file."""

    def readinto1(self, buffer: WriteableBuffer, /) -> int:
        """Fills the buffer as far as one read goes; gives the number of bytes, 0 at the end."""
        ...


class ByteWriter(Protocol):
    """A sink of bytes, such as a buffered binary file."""

    def write(self, data: bytes, /) -> int:
        """Writes all of `data`; gives its length."""
        ...


class InputStream(io.RawIOBase):
    """Reads from a source that it does not own; put an `io.BufferedReader` over it.

    Raises:
        DocumentError: when a read fails, with the reason `unreadable`.
    """

    def __init__(self, source: ByteReader, name: str) -> None:
        super().__init__()
        self._source = source
        self._name = name

    def readable(self) -> bool:
        """Tells that this is a stream to read from."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """See `io.RawIOBase`."""
        try:
            return self._source.readinto1(buffer)
        except OSError as error:
            raise unreadable(self._name, error) from error


class SeekableStream(InputStream):
    """Reads from a file at any place; see `InputStream`."""

    def __init__(self, source: io.BufferedReader, name: str) -> None:
        super().__init__(source, name)
        self._file = source

    def seekable(self) -> bool:
        """Tells that it can be read at any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """See `io.RawIOBase`."""
        try:
            return self._file.seek(offset, whence)
        except OSError as error:
            raise unreadable(self._name, error) from error


class DigestedReader(io.RawIOBase):
    """Reads from a source that it does not own, and has a digest of it made; buffered as an `InputStream`."""

    def __init__(self, source: ByteReader, digest: Digest) -> None:
        super().__init__()
        self._source = source
        self._digest = digest

    def readable(self) -> bool:
        """Tells that this is a stream to read from."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """See `io.RawIOBase`."""
        size = self._source.readinto1(buffer)
        self._digest.update(memoryview(buffer)[:size])
        return size


class DigestedWriter:
    """Writes to a sink that it does not own, and has a digest of it made."""

    def __init__(self, sink: ByteWriter, digest: Digest) -> None:
        self._sink = sink
        self._digest = digest

    def write(self, data: bytes, /) -> int:
        """See `ByteWriter`."""
        written = self._sink.write(data)
        self._digest.update(data)
        return written


class OutputStream:
    """Writes to a sink that it does not own.

    Raises:
        AnonError: when a write fails. BrokenPipeError passes: that the reader went away is no fault.
    """

    def __init__(self, sink: ByteWriter, name: str) -> None:
        self._sink = sink
        self._name = name

    def write(self, data: bytes, /) -> int:
        """See `ByteWriter`."""
        try:
            return self._sink.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self._name, error) from error


def unreadable(name: str, error: OSError) -> DocumentError:
    """Gives the error for an input that cannot be opened or read."""
    return DocumentError("unreadable", f"{name}: cannot be read: {_cause(error)}; check the file")


def empty(name: str, reason: str, kind: str) -> DocumentError:
    """Gives the error for an input of no bytes, in a format whose files have some, as where a copy failed.

    Args:
        name: its display id.
        reason: see `DocumentError`.
        kind: what it would be, in words.
    """
    return DocumentError(reason, f"{name}: it is empty (0 bytes), and so no {kind}; fetch the file again")


def unwritable(name: str, error: OSError) -> AnonError:
    """Gives the error for an output that cannot be created or written."""
    return AnonError(f"{name}: cannot be written: {_cause(error)}; choose another place with --output")


def _cause(error: OSError) -> str:
    return error.strerror or type(error).__name__
