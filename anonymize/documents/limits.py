"""What may not be read into memory, or to the end, because a small file could be made of any size of it.

The limits are far beyond what honest inputs reach, so that what meets them fails with a sentence instead of
with a machine out of memory or a full disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from anonymize.errors import DocumentError

LARGEST_RECORD = 128 << 20
"""Bytes of a text file or of a JSON line. A byte in work takes 35 of memory with patterns, several times that
with a tagger, so that a record of this size takes 4.5 GB and more."""
UNCOUNTED = 10 << 20
"""Bytes that any compressed file may expand to."""
RATIO = 600
"""Times its size that a compressed file may expand to beyond them.

Logs with time stamps reach 150, and one line over and over 515; a single byte over and over, the cheapest
bomb, comes to 1,028, which is as far as gzip goes. The others go far beyond, also for honest files that say
one thing over and over: those are to be decompressed first."""
_PIECE = 1 << 20


SPLIT = "split it into smaller ones"


def too_large(where: str, largest: int, advice: str = SPLIT) -> DocumentError:
    """Gives the error for a record of more than `largest` bytes, with what to do about it."""
    size = f"{largest >> 20} MiB" if largest >= _PIECE else f"{largest} bytes"
    return DocumentError("too_large", f"{where}: more than {size} in one piece; {advice}")


def read_whole(stream: BinaryIO, where: str, largest: int, *, advice: str = SPLIT) -> bytes:
    """Reads a stream to its end.

    Args:
        stream: what to read.
        where: its display id.
        largest: bytes that it may have.
        advice: for one that has more.

    Raises:
        DocumentError: with the reason `too_large`, when there are more than `largest` bytes.
    """
    data = bytearray()
    while piece := stream.read(min(_PIECE, largest + 1 - len(data))):
        data += piece
        if len(data) > largest:
            raise too_large(where, largest, advice)
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
