"""Opening an input for reading: decompressed, at any place where its format wants that, following no link."""

from __future__ import annotations

import errno
import io
import os
import select
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeGuard, cast

from anonymize.digests import Digest
from anonymize.documents.beneath import open_beneath
from anonymize.documents.binary import HEAD, refuse_binary
from anonymize.documents.inputs import InputFile
from anonymize.documents.remote import RemotePath
from anonymize.documents.remote_reading import RemoteReader
from anonymize.documents.streams import (
    ByteReader,
    DigestedReader,
    InputStream,
    SeekableStream,
    empty,
    unreadable,
)
from anonymize.errors import DocumentError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER_SIZE = 1 << 18
"""Bytes read at once: enough for reads through Python code to cost nothing beside the rest."""


@contextmanager
def open_input(file: InputFile, digest: Digest | None = None) -> Iterator[BinaryIO]:
    """Opens an input for reading, decompressed; see `Format.seeks`. Standard input stays open afterwards.

    Args:
        file: the input.
        digest: takes in its bytes before they are decompressed: as they are read, or all of them beforehand
            where the format seeks.

    Raises:
        DocumentError: with the reason `unreadable`, `symbolic_link`, `not_a_regular_file` or `not_text` on
            opening; `unreadable`, `corrupt_gzip` (or `corrupt_` and another name) or `decompression_bomb` on
            opening a text, and on every later read.
    """
    with ExitStack() as stack:
        try:
            source = _open_source(file, digest, stack)
        except OSError as error:
            raise unreadable(file.id, error) from error
        raw = InputStream(source, file.id)
        if file.path is not None and file.format.seeks and _is_regular(source):
            raw = SeekableStream(source, file.id)
        stream = io.BufferedReader(raw, _BUFFER_SIZE)
        if file.format.is_text:
            refuse_binary(stream.peek(HEAD), file.id)
        yield stream


class _Patient(io.FileIO):
    """Waits for more where whoever shares a pipe made it non-blocking: nothing there yet is not its end."""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """See `io.RawIOBase`."""
        while (size := super().readinto(buffer)) is None:
            select.select([self], [], [])
        return size


def is_live(file: InputFile) -> bool:
    """Whether an input is what a program writes while it is read: a pipe, a socket, a terminal."""
    found = file.status()
    return found is not None and not stat.S_ISREG(found.st_mode)


def _open_source(file: InputFile, digest: Digest | None, stack: ExitStack) -> ByteReader:
    if file.path is None:
        if sys.stdin is None:
            raise DocumentError("unreadable", f"{file.id}: standard input is closed; pipe a file into it")
        if is_live(file):
            # Read in a thread that may wait for ever: as a process ends, Python locks the buffer of its own.
            given = cast("io.BufferedIOBase", io.BufferedReader(_Patient(sys.stdin.fileno(), closefd=False)))
        else:
            # `BinaryIO` does not tell of it, but the buffer is a buffered reader.
            given = cast("io.BufferedIOBase", sys.stdin.buffer)
        return given if digest is None else _digested(given, digest)
    opened = stack.enter_context(_opened(file.path, file))
    if digest is not None and file.format.seeks and file.compression is None and _is_regular(opened):
        while piece := opened.read(_BUFFER_SIZE):
            digest.update(piece)
        opened.seek(0)
    elif digest is not None:
        opened = _digested(opened, digest)
    if file.compression is None:
        return opened
    if not opened.peek(1):
        # `GzipFile` takes an empty file for an empty text, where the compressor was stopped before it wrote.
        kind = file.compression.name
        raise empty(file.id, f"corrupt_{kind}", f"{kind} file")
    return file.compression.reader(opened, file.id)


def _opened(path: Path | RemotePath, file: InputFile) -> io.BufferedReader:
    if isinstance(path, RemotePath):
        return path.open(seeks=file.format.seeks and file.compression is None)
    if file.found_in is None:
        return path.open("rb")
    # It was a regular file when it was found. Nobody waits for the writer of a FIFO that stands there now.
    try:
        descriptor = open_beneath(file.found_in, path.relative_to(file.found_in), os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.ENOTDIR):
            raise
        message = f"{file.id}: by now there is a link in its path, and it is not followed; run it again"
        raise DocumentError("symbolic_link", message) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DocumentError("not_a_regular_file", f"{file.id}: by now it is no regular file; run it again")
    return os.fdopen(descriptor, "rb")


def _is_regular(source: ByteReader) -> TypeGuard[io.BufferedReader]:
    """Tells whether a source is a file that can be read at any place, as it lies there."""
    return (
        isinstance(source, io.BufferedReader)
        and isinstance(source.raw, io.FileIO | RemoteReader)
        and source.seekable()
    )


def _digested(source: ByteReader, digest: Digest) -> io.BufferedReader:
    return io.BufferedReader(DigestedReader(source, digest), _BUFFER_SIZE)
