"""Opening a Parquet file: what is none, what is damaged or encrypted, and what would fill the memory.

What `pyarrow` says of a broken file can quote it, so its errors are told by their kind.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from anonymize.documents.limits import read_whole, too_large
from anonymize.documents.parquet.pages import (
    GROUPS,
    ColumnSize,
    CorruptPagesError,
    check_ratio,
    check_sizes,
    column_sizes,
    is_encrypted,
    list_in,
)
from anonymize.documents.parquet.schemas import leaves
from anonymize.documents.parquet.thrift import CutShortError, NotThriftError, Struct, StructReader
from anonymize.documents.streams import empty
from anonymize.errors import DocumentError

LARGEST_FOOTER = 16 << 20
"""Bytes; it takes thirty times that in memory."""
_MAGIC, _ENCRYPTED_MAGIC = b"PAR1", b"PARE"
_ENDS = 8
"""Bytes behind the footer: its length, and the magic number."""
_BUFFER = 1 << 18
_OF_PYARROW = (pa.ArrowException, OSError, ValueError, KeyError, IndexError, TypeError)
"""What it raises for a file that is not as it should be."""


@dataclass(frozen=True, slots=True)
class ParquetSource:
    """An open file, of which it is known that it can be read.

    Attributes:
        stream: reads it at any place.
        name: its display id.
        size: bytes of it.
        file: its metadata, and its schema as it was written.
        groups: what the columns of each row group ask for.
        repeated: which columns have several values a row.
        extended: which columns are read as a type that says more of its values.
    """

    stream: BinaryIO
    name: str
    size: int
    file: Any
    groups: tuple[list[ColumnSize], ...]
    repeated: list[bool]
    extended: list[bool]

    @property
    def schema(self) -> pa.Schema:
        """The schema as `pyarrow` reads it."""
        return self.file.schema_arrow

    def opened(self, **options: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Opens it again to read values; a page of each column is in memory at a time."""
        return pq.ParquetFile(
            self.stream, metadata=self.file.metadata, buffer_size=_BUFFER, pre_buffer=False, **options
        )


def open_source(stream: BinaryIO, name: str, largest: int) -> ParquetSource:
    """Opens a file.

    Args:
        stream: what cannot be read at any place is read into memory.
        name: its display id.
        largest: bytes that may be read into memory so.

    Raises:
        DocumentError: see `documents.parquet.read`.
    """
    if not stream.seekable():
        stream = io.BytesIO(read_whole(stream, name, largest))
    size = stream.seek(0, io.SEEK_END)
    footer = _footer(stream, size, name)
    with told(name, "not_parquet", "its footer cannot be read, for it is damaged or cut short"):
        if is_encrypted(footer):
            raise _encrypted(name)
        file = pq.ParquetFile(stream, pre_buffer=False)
        schema, columns = file.schema_arrow, file.schema
        found = [leaf for field in schema for leaf in leaves(field.type, field.name)]
    if len(found) != len(columns):
        raise _unsupported(name)
    with told(name, "corrupt_parquet", "its pages cannot be read, for it is damaged"):
        groups = tuple(column_sizes(stream, group, columns, size) for group in list_in(footer, GROUPS))
    repeated = [is_repeated for _, _, is_repeated in found]
    check_ratio(
        file.metadata.num_rows + sum(column.decoded for group in groups for column in group), size, name
    )
    for group in groups:
        check_sizes(group, repeated, name)
    extended = [isinstance(kind, pa.BaseExtensionType) for _, kind, _ in found]
    return ParquetSource(stream, name, size, file, groups, repeated, extended)


@contextmanager
def told(name: str, reason: str, problem: str) -> Iterator[None]:
    """Has the errors of `pyarrow` and of reading pages told as what they are about.

    Raises:
        DocumentError: with the reason, or `unsupported_parquet` or `too_large`.
    """
    try:
        yield
    except DocumentError:
        raise
    except NotImplementedError:
        raise _unsupported(name) from None
    except MemoryError:
        message = (
            f"{name}: there is not enough memory for a part of it; write it anew with smaller row groups"
        )
        raise DocumentError("too_large", message) from None
    except (*_OF_PYARROW, CorruptPagesError, NotThriftError, CutShortError):
        raise DocumentError(reason, f"{name}: {problem}; fetch the file again") from None


def _footer(stream: BinaryIO, size: int, name: str) -> Struct:
    """Reads the footer.

    Raises:
        DocumentError: it is encrypted, too large, or there is none.
    """
    stream.seek(0)
    head = stream.read(len(_MAGIC))
    if not head:
        raise empty(name, "not_parquet", "Parquet file")
    if head not in (_MAGIC, _ENCRYPTED_MAGIC):
        message = f"{name}: it does not begin as a Parquet file does; name its format with --format"
        raise DocumentError("not_parquet", message)
    stream.seek(max(size - _ENDS, 0))
    tail = stream.read(_ENDS)
    if head == _ENCRYPTED_MAGIC == tail[-len(head) :]:
        raise _encrypted(name)
    length = int.from_bytes(tail[:4], "little")
    if size < len(_MAGIC) + _ENDS or tail[4:] != _MAGIC or length > size - len(_MAGIC) - _ENDS:
        message = f"{name}: there is no footer at its end, for it is cut short or was never finished"
        raise DocumentError("not_parquet", f"{message}; fetch the file again")
    if length > LARGEST_FOOTER:
        raise too_large(f"{name}: its footer", LARGEST_FOOTER)
    stream.seek(size - _ENDS - length)
    with told(name, "not_parquet", "its footer is damaged"):
        return StructReader(stream.read(length)).struct()


def _encrypted(name: str) -> DocumentError:
    return DocumentError("encrypted", f"{name}: it is encrypted; decrypt it first")


def _unsupported(name: str) -> DocumentError:
    message = f"{name}: it has a type, an encoding or a compression that cannot be read"
    return DocumentError("unsupported_parquet", f"{message}; write it anew with a common one")
