"""How much memory a Parquet file asks for, told from the headers of its pages before any of them is read.

A page says how large it is when it is decompressed, and how many values it has; `pyarrow` believes it, and
takes the memory. A few bytes can stand for a million values of a dictionary, each of a megabyte, so what a
file can become is bounded here, as `compression` does it for what is compressed as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from anonymize.documents.limits import LARGEST_RECORD, RATIO, UNCOUNTED, too_large
from anonymize.documents.parquet.thrift import CutShortError, NotThriftError, Struct, StructReader
from anonymize.errors import DocumentError

LARGEST_PAGES = 1 << 30
"""Bytes of the largest pages of all columns together: one of each is in memory at a time."""
LARGEST_LISTS = 1 << 32
"""Bytes of all values of a column of lists in a row group: one row may hold them all."""
_HEADER, _LONGEST_HEADER = 1 << 8, 1 << 24
_DATA, _DATA_V2 = 0, 3
_PLAIN, _DELTA_BYTE_ARRAY = 0, 7
_DICTIONARY_ENCODINGS = frozenset({2, 8})
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 8, "FLOAT": 4, "DOUBLE": 8, "BYTE_ARRAY": 4}
"""Bytes of a value in memory, at the least."""


@dataclass(frozen=True, slots=True)
class ColumnSize:
    """What one column of a row group asks for.

    Attributes:
        values: how many it has.
        width: bytes of each in memory; of a string, without what it says.
        pages: bytes of all its pages, decompressed.
        largest_page: bytes of the largest of them.
        encodings: how their values are spelled, by the numbers of the format.
    """

    values: int
    width: int
    pages: int
    largest_page: int
    encodings: frozenset[int]

    @property
    def in_dictionaries(self) -> bool:
        """Whether `pyarrow` can read strings as numbers of a dictionary, so that none is made twice."""
        return self.encodings <= _DICTIONARY_ENCODINGS | {_PLAIN}

    @property
    def repeating(self) -> bool:
        """Whether a value can be spelled by what was said before, in next to no bytes."""
        return not self.encodings.isdisjoint(_DICTIONARY_ENCODINGS | {_DELTA_BYTE_ARRAY})

    @property
    def decoded(self) -> int:
        """Bytes in memory, strings of dictionaries counted once."""
        return self.pages + self.values * self.width


class CorruptPagesError(Exception):
    """There are no pages where they should be."""


def column_sizes(stream: BinaryIO, group: Any, schema: Any, size: int) -> list[ColumnSize]:  # noqa: ANN401
    """Measures the columns of a row group.

    Args:
        stream: the file, which can be read at any place.
        group: the metadata of the row group.
        schema: the Parquet schema.
        size: of the file, in bytes.

    Raises:
        CorruptPagesError: a page is not where the file says, or says nothing that makes sense.
    """
    return [
        _measured(stream, group.column(index), schema.column(index), size)
        for index in range(group.num_columns)
    ]


def check_sizes(sizes: list[ColumnSize], repeated: list[bool], where: str) -> None:
    """Checks that a row group can be read in pieces that fit the memory.

    Args:
        sizes: of its columns.
        repeated: which of them have several values a row.
        where: the id that a message begins with.

    Raises:
        DocumentError: with the reason `too_large`.
    """
    if any(size.largest_page > LARGEST_RECORD for size in sizes):
        raise too_large(f"{where}: a page of a column", LARGEST_RECORD)
    if sum(size.largest_page for size in sizes) > LARGEST_PAGES:
        raise too_large(f"{where}: the pages of all columns", LARGEST_PAGES)
    if any(size.decoded > LARGEST_LISTS for size, lists in zip(sizes, repeated, strict=True) if lists):
        raise too_large(f"{where}: the lists of a column in one row group", LARGEST_LISTS)


def check_ratio(decoded: int, size: int, where: str) -> None:
    """Checks that a file does not become too many times its size.

    Raises:
        DocumentError: with the reason `decompression_bomb`.
    """
    if decoded > UNCOUNTED + RATIO * size:
        raise DocumentError(
            "decompression_bomb",
            f"{where}: expands to more than {RATIO} times its size, as a decompression bomb does; if it is"
            " none, write it anew without compression and without dictionaries",
        )


def _measured(stream: BinaryIO, column: Any, schema: Any, size: int) -> ColumnSize:  # noqa: ANN401
    values = pages = largest = 0
    encodings = set()
    for header in _headers(stream, column, size):
        kind, uncompressed = _number(header, 1), _number(header, 2)
        pages += uncompressed
        largest = max(largest, uncompressed)
        if kind in (_DATA, _DATA_V2):
            said = header.get(5 if kind == _DATA else 8)
            if not isinstance(said, dict):
                raise CorruptPagesError
            values += _number(said, 1)
            encodings.add(_number(said, 2 if kind == _DATA else 4))
    width = schema.length if column.physical_type == "FIXED_LEN_BYTE_ARRAY" else _WIDTHS[column.physical_type]
    return ColumnSize(values, width, pages, largest, frozenset(encodings))


def _headers(stream: BinaryIO, column: Any, size: int) -> Iterator[Struct]:  # noqa: ANN401
    """Gives the headers of the pages of a column, as long as there are values that it should have."""
    first = column.dictionary_page_offset
    position = min(first, column.data_page_offset) if first else column.data_page_offset
    end = position + column.total_compressed_size
    if not 0 < position <= end <= size:
        raise CorruptPagesError
    values = 0
    while values < column.num_values:
        header, length = _header(stream, position, end)
        position += length + _number(header, 3)
        if position > end:
            raise CorruptPagesError
        yield header
        for number in (5, 8):
            if isinstance(said := header.get(number), dict):
                values += _number(said, 1)


def _header(stream: BinaryIO, position: int, end: int) -> tuple[Struct, int]:
    """Gives the header at a position, and its length."""
    length = _HEADER
    while True:
        stream.seek(position)
        data = stream.read(min(length, end - position))
        reader = StructReader(data)
        try:
            return reader.struct(), reader.position
        except NotThriftError:
            raise CorruptPagesError from None
        except CutShortError:
            if len(data) < length or length >= _LONGEST_HEADER:
                raise CorruptPagesError from None
            length *= 16


def _number(struct: Struct, field: int) -> int:
    value = struct.get(field)
    if not isinstance(value, int) or value < 0:
        raise CorruptPagesError
    return value
