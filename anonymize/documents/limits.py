"""What may not be read into memory, or to the end, because a small file could be made of any size of it.

The limits are far beyond what honest inputs reach, so that what meets them fails with a sentence instead of
with a machine out of memory or a full disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from gzip import GzipFile
from typing import TYPE_CHECKING, BinaryIO

from anonymize.errors import DocumentError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_RECORD = 128 << 20
"""Bytes of a text file or of a JSON line. A byte in work takes 35 of memory with patterns, several times that
with a tagger, so that a record of this size takes 4.5 GB and more."""
UNCOUNTED = 10 << 20
"""Bytes that any gzip file may expand to."""
RATIO = 600
"""Times its size that a gzip file may expand to beyond them.

Logs with time stamps reach 150, and one line over and over 515; a single byte over and over, the cheapest
bomb, comes to 1,028, which is as far as gzip goes."""
_PIECE = 1 << 20


def too_large(where: str, largest: int) -> DocumentError:
    """Gives the error for a record of more than `largest` bytes."""
    size = f"{largest >> 20} MiB" if largest >= _PIECE else f"{largest} bytes"
    return DocumentError("too_large", f"{where}: more than {size} in one piece; split it into smaller ones")


def read_whole(stream: BinaryIO, where: str, largest: int) -> bytes:
    """Reads a stream to its end.

    Raises:
        DocumentError: with the reason `too_large`, when there are more than `largest` bytes.
    """
    data = bytearray()
    while piece := stream.read(min(_PIECE, largest + 1 - len(data))):
        data += piece
        if len(data) > largest:
            raise too_large(where, largest)
    return bytes(data)


def read_lines(stream: BinaryIO, largest: int) -> Iterator[bytes | None]:
    """Gives the lines of a stream with their ends; None for one that has more than `largest` bytes so."""
    while line := stream.readline(largest + 1):
        if len(line) <= largest:
            yield line
            continue
        while not line.endswith(b"\n") and (line := stream.readline(_PIECE)):
            pass
        yield None


class BoundedGzip:
    """Decompresses, whatever the number of members, and stops at a decompression bomb.

    Args:
        compressed: the open file.
        name: its display id.
    """

    def __init__(self, compressed: BinaryIO, name: str) -> None:
        self._compressed = _Counted(compressed)
        self._file = GzipFile(fileobj=self._compressed)  # type: ignore[call-overload]  # it only reads
        self._name = name
        self._given = 0

    def readinto1(self, buffer: WriteableBuffer, /) -> int:
        """See `ByteReader`.

        Raises:
            DocumentError: with the reason `decompression_bomb`.
        """
        size: int = self._file.readinto1(buffer)
        self._given += size
        if self._given > UNCOUNTED + RATIO * self._compressed.count:
            raise DocumentError(
                "decompression_bomb",
                f"{self._name}: expands to more than {RATIO} times its size, as a decompression bomb does;"
                " if it is none, decompress it yourself",
            )
        return size


class _Counted:
    """Counts what is read of a file."""

    mode = "rb"

    def __init__(self, file: BinaryIO) -> None:
        self.count = 0
        self._file = file

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.count += len(data)
        return data
