"""Compressed files: which there are, reading them up to a bomb, writing them.

What a file holds beside its text (the name in a gzip header, frames of zstd that are to be skipped) is not
read, and stands in no output: that is compressed anew.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from anonymize.documents.limits import RATIO, UNCOUNTED
from anonymize.documents.streams import ByteReader, ByteWriter
from anonymize.errors import DocumentError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LARGEST_XZ_STATE = 512 << 20
"""Bytes of memory that an xz file may ask for; `xz -9` makes files that ask for 65 MiB."""
_GZIP_LEVEL = 6
"""What `gzip` takes by default; 9 takes several times as long for a hundredth less."""
_PIECE = 1 << 16


class Compressor(ByteWriter, Protocol):
    """Writes to a sink that it leaves open."""

    def close(self) -> None:
        """Writes what is still to be written; nothing can be written after."""


class _Decompressor(Protocol):
    """Decompresses one member of a file, as those of `bz2`, `lzma` and `compression.zstd` do."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Compression:
    """A kind of compressed file.

    Attributes:
        name: what messages and reasons call it.
        suffix: the end of such a file's name, in lower case, dot included.
    """

    name: str
    suffix: str

    def reader(self, compressed: BinaryIO, name: str) -> ByteReader:
        """Gives a reader of what is in an open file, whatever the number of its members.

        It raises DocumentError with the reason `corrupt_gzip`, or `corrupt_` and another name, for a file
        that is damaged or cut short, and `decompression_bomb`.

        Args:
            compressed: the open file.
            name: its display id.
        """
        return _Bounded(self, compressed, name)

    def compressor(self, sink: ByteWriter) -> Compressor:
        """Gives a compressor. The same bytes give the same file: no time and no name goes into it."""
        # None of them asks more of a file that it writes to.
        file = cast("BinaryIO", sink)
        if self == GZIP:
            return GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0)
        if self == BZIP2:
            from bz2 import BZ2File

            return BZ2File(file, "wb")
        if self == XZ:
            from lzma import LZMAFile

            return LZMAFile(file, "wb")
        zstd = _zstd()
        # With a checksum, as the command line tool does it.
        options = {zstd.CompressionParameter.checksum_flag: 1}
        compressor: Compressor = zstd.ZstdFile(file, "wb", options=options)
        compressor.write(b"")  # else there would be no frame where nothing is written
        return compressor


GZIP = Compression("gzip", ".gz")
ZSTD = Compression("zstd", ".zst")
BZIP2 = Compression("bzip2", ".bz2")
XZ = Compression("xz", ".xz")


def compression_of(file_name: str) -> Compression | None:
    """Gives the compression that a file's name speaks of; None when it speaks of none."""
    name = file_name.lower()
    return next((kind for kind in (GZIP, ZSTD, BZIP2, XZ) if name.endswith(kind.suffix)), None)


def _corrupt(compression: Compression, name: str) -> DocumentError:
    """Gives the error for a compressed input that is damaged."""
    message = (
        f"{name}: the {compression.name} data is damaged or cut short; fetch the file again, or decompress it"
        " yourself"
    )
    return DocumentError(f"corrupt_{compression.name}", message)


class _Bounded:
    """Decompresses, and stops at a decompression bomb."""

    def __init__(self, compression: Compression, compressed: BinaryIO, name: str) -> None:
        self._compression = compression
        self._compressed = _Counted(compressed)
        self._file: ByteReader
        self._errors: tuple[type[Exception], ...]
        if compression == GZIP:
            self._file = GzipFile(fileobj=self._compressed)  # type: ignore[call-overload]  # it only reads
            self._errors = (EOFError, zlib.error, BadGzipFile)
        else:
            self._file = _Members(self._compressed, *_decompressor(compression))
            self._errors = (EOFError, _DamagedError)
        self._name = name
        self._given = 0

    def readinto1(self, buffer: WriteableBuffer, /) -> int:
        """See `ByteReader`."""
        try:
            size = self._file.readinto1(buffer)
        except self._errors:
            # The original error can quote bytes of the file, so it is not chained.
            raise _corrupt(self._compression, self._name) from None
        self._given += size
        if self._given > UNCOUNTED + RATIO * self._compressed.count:
            raise DocumentError(
                "decompression_bomb",
                f"{self._name}: expands to more than {RATIO} times its size, as a decompression bomb does;"
                " if it is none, decompress it yourself",
            )
        return size


class _DamagedError(Exception):
    """A decompressor cannot go on; its own error may be one that a disk could raise as well."""


class _Members:
    """Decompresses the members of a file, one after the other. Anything else behind one is an error.

    `BZ2File` and the like take what stands behind the first member, and is none, for the end of the file.
    """

    def __init__(
        self, source: _Counted, new: Callable[[], _Decompressor], error: type[Exception], padding: bytes
    ) -> None:
        self._source = source
        self._new = new
        self._error = error
        self._padding = padding
        self._member = new()

    def readinto1(self, buffer: WriteableBuffer, /) -> int:
        """See `ByteReader`."""
        view = memoryview(buffer)
        while True:
            data = b""
            if self._member.eof:
                data = self._behind()
                if not data:
                    return 0
                self._member = self._new()
            elif self._member.needs_input:
                data = self._source.read(_PIECE)
                if not data:
                    raise EOFError
            try:
                piece = self._member.decompress(data, len(view))
            except self._error:
                raise _DamagedError from None
            if piece:
                view[: len(piece)] = piece
                return len(piece)

    def _behind(self) -> bytes:
        """What stands behind a member, without padding."""
        data = self._member.unused_data.lstrip(self._padding)
        while not data and (more := self._source.read(_PIECE)):
            data = more.lstrip(self._padding)
        return data


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


def _decompressor(compression: Compression) -> tuple[Callable[[], _Decompressor], type[Exception], bytes]:
    """Gives what makes a decompressor of a member, the error that it raises, and what may stand behind it."""
    if compression == BZIP2:
        from bz2 import BZ2Decompressor

        return BZ2Decompressor, OSError, b""
    if compression == XZ:
        import lzma

        # The format has zeros between members; see 2.2 of its specification.
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _LARGEST_XZ_STATE), lzma.LZMAError, b"\0"
    zstd = _zstd()
    return zstd.ZstdDecompressor, zstd.ZstdError, b""


def _zstd() -> ModuleType:
    """The standard library's module, or its backport."""
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
